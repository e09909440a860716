"""What administrators changed, newest first."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain.access import LARGEST_ID, Action
from bhyt_tasks.domain.history import Subject
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.history import ChangeFilters, changes
from bhyt_tasks.web import filters
from bhyt_tasks.web.forms import whole
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page

blueprint = Blueprint("history", __name__)


@blueprint.get("/admin/history")
@allows(Action.ADMINISTER)
def history() -> ResponseReturnValue:
    args = request.args
    asked = ChangeFilters(
        subject=Subject(args["subject"]) if args.get("subject") in set(Subject) else None,
        subject_id=_id(args.get("id")),
        before=_id(args.get("before")),
    )
    found = changes(db.session, viewer, asked)
    following = {"subject": asked.subject, "id": asked.subject_id, "before": found.before}
    next_url = url_for(".history") + filters.query(following) if found.before else ""
    return page("history/history.html", asked=asked, subjects=Subject, rows=found.rows, next_url=next_url)


def _id(text: str | None) -> int | None:
    number = whole(text)
    return None if number is None else min(number, LARGEST_ID)
