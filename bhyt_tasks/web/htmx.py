"""How is one answer a whole page, a fragment of it, or an announcement?

htmx sends the region it wants in HX-Target ("section#overdue"); the template has a block of that name.
"""

import json
import re
from base64 import b64encode
from hashlib import sha384
from pathlib import Path
from typing import Any

from flask import Flask, current_app, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from jinja2_fragments.flask import render_block
from werkzeug.wrappers import Response

from bhyt_tasks.config import Config

VERSION = "4.0.1"
CDN = "https://cdn.jsdelivr.net"
SCRIPT = f"{CDN}/npm/htmx.org@{VERSION}/dist/htmx.min.js"
INTEGRITY = "sha384-Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"
LOCAL = "/assets/"  # where the copy for a network without the CDN is served, see ``bhyt-tasks assets``

POLICY = (
    "default-src 'self'; script-src {scripts}; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def init_app(app: Flask) -> None:
    config: Config = app.config["BHYT"]
    copy = local_copy(config.instance)
    local = copy.exists() and genuine(copy.read_bytes())
    app.config["LOCAL_ASSETS"] = copy.parent if local else None
    app.config["POLICY"] = POLICY.format(scripts="'self'" if local else f"'self' {CDN}")
    script = f"{LOCAL}{copy.name}" if local else SCRIPT
    app.jinja_env.globals.update(htmx_script=script, htmx_integrity=INTEGRITY)
    app.after_request(_vary)


def local_copy(instance: Path) -> Path:
    return instance / "assets" / f"htmx-{VERSION}.min.js"


def genuine(script: bytes) -> bool:
    """The very bytes that the integrity hash names."""
    return f"sha384-{b64encode(sha384(script).digest()).decode()}" == INTEGRITY


def asked() -> bool:
    return "HX-Request" in request.headers


def page(template: str, status: int = 200, **context: Any) -> Response:
    """The whole page, or only the block that htmx asked for."""
    block = request.headers.get("HX-Target", "").rpartition("#")[2] if asked() else ""
    if block and block in current_app.jinja_env.get_template(template).blocks:
        body = render_block(template, block, **context)
    else:
        body = render_template(template, **context)
    return make_response(body, status)


def announce(event: str, *, toast: str, to: str) -> ResponseReturnValue:
    """A write went well: regions that listen for the event ask again; without scripts the page is opened again."""
    if not asked():
        flash(toast)
        return redirect(to, 303)
    headers = {"HX-Trigger": json.dumps({event: "", "toast": toast})}
    return "", 204, headers


def go(to: str, *, toast: str = "") -> ResponseReturnValue:
    """A write went well and leads to another page."""
    if toast:
        flash(toast)
    if asked():
        return "", 204, {"HX-Redirect": to}
    return redirect(to, 303)


def resend(target: str, fields: list[tuple[str, str]], status: int = 200) -> ResponseReturnValue:
    """What was typed and not sent, ready to be sent again after a look; in place of the page when htmx asks."""
    body = render_template("account/resend.html", target=target, kept=fields)
    return body, status, {"HX-Retarget": "body", "HX-Reswap": "innerHTML"}


def address() -> str:
    """The address that people type, without a slash at its end."""
    config: Config = current_app.config["BHYT"]
    return config.public_url or request.host_url.rstrip("/")


def own_path(target: str | None) -> str:
    """The address when it is a path on this host, else nothing: nobody is sent elsewhere."""
    path = (target or "").removeprefix(address())
    return path if re.fullmatch(r"/(?!/)[^\\\x00-\x20\x7f]*", path) else ""


def _vary(response: Response) -> Response:
    response.vary.update(("HX-Request", "HX-Target", "Cookie"))
    return response
