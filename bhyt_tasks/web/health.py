"""Is the process alive, and does the database answer?"""

from flask import Blueprint

from bhyt_tasks.plugins import db
from bhyt_tasks.web.gate import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> str:
    return "ok"


@blueprint.get("/readyz")
@public
def readyz() -> str:
    db.session.execute(db.text("SELECT 1"))
    return "ok"
