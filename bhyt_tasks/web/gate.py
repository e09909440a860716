"""Who may come in? Three locks and one table (domain/access).

1. Before every request: no session → sign in; a view without a mark → 403.
2. ``@allows(Action.X)`` asks the role half of the table.
3. ``load(Model, id, Action.X)``: what you may not see is 404, what you may see but not do is 403.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer
from werkzeug.local import LocalProxy

from bhyt_tasks.domain import access, clock, sign_ins
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.db import begin_write
from bhyt_tasks.plugins import csrf, db, login
from bhyt_tasks.queries.viewer import ViewerRow, fetch_viewer

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
TOKEN = "csrf_token"  # noqa: S105
KEPT_FIELDS_LIMIT = 1_500_000  # characters carried through a sign-in; minutes may have a million

viewer: ViewerRow = LocalProxy(lambda: g.viewer)  # type: ignore[assignment]


@dataclass
class SignedIn:
    """What Flask-Login holds: the token of the session and the person behind it."""

    token: str
    row: ViewerRow
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return self.token


def allows(action: Action) -> Callable[[View], View]:
    """Mark a view with the action that its viewer must be allowed."""

    def mark(view: View) -> View:
        view.access = action  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view as open to people who have not signed in."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def load(model: type[access.Visible], row_id: int, action: Action) -> Any:
    """The row, if this viewer may see it (else 404) and do this with it (else 403)."""
    row = access.find(db.session, model, row_id, viewer, action)
    if row is None:
        abort(404)
    if not access.can(viewer, action, row):
        abort(403)
    return row


def can(action: Action | str, row: Any = None) -> bool:
    """For templates: hide what would be refused."""
    person: ViewerRow | None = g.get("viewer")
    if person is None:
        return False
    action = Action(action)
    return access.allowed(person, action) if row is None else access.can(person, action, row)


def now() -> datetime:
    return clock.now(viewer)


def init_app(app: Flask) -> None:
    login.user_loader(signed_in)
    app.before_request(_check)
    app.after_request(_set_headers)


def signed_in(token: str) -> SignedIn | None:
    """The person behind a token, who is the viewer from now on."""
    row = fetch_viewer(db.session, token, clock.real_now())
    if row is None:
        return None
    g.viewer = row  # a page asks for it dozens of times
    return SignedIn(token, row)


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    mark = getattr(current_app.view_functions[request.endpoint], "access", None)
    if mark == PUBLIC:
        _protect_form()
        return None
    if not current_user.is_authenticated:
        return _sign_in_first()
    _protect_form()
    _note_seen()
    if viewer.must_change_password and request.endpoint not in ("account.password", "account.logout"):
        return redirect(url_for("account.password"), 303)
    if mark is None or not access.allowed(viewer, mark):
        abort(403)
    return None


def _protect_form() -> None:
    if request.method == "POST":
        csrf.protect()


def _note_seen() -> None:
    instant = clock.real_now()
    if instant - viewer.last_seen_at > sign_ins.SEEN_EVERY:
        begin_write(db.session)
        sign_ins.seen(db.session, current_user.token, at=instant)
        db.session.commit()


def _sign_in_first() -> ResponseReturnValue:
    """Ask to sign in; what was being sent is carried along and given back afterwards.

    Fields of a form that another site sent are not carried.
    """
    if request.method == "GET" and "HX-Request" not in request.headers:
        return redirect(url_for("account.login", next=request.full_path.rstrip("?")), 303)
    kept = carried(kept_fields())
    body = render_template(
        "account/login.html",
        form=None,
        expired=True,
        next=request.path if kept else _current_page(),
        kept=kept,
        lost_files=bool(request.files),
    )
    return body, 401, {"HX-Retarget": "body", "HX-Reswap": "innerHTML"}


def new_token(user_id: int) -> str:
    """What the forms of a sign-in are signed with; it begins with whose they are."""
    return f"{user_id}-{secrets.token_hex(20)}"


def writer() -> int | None:
    """The account whose form is being sent, though its session may have ended: the token on the form is signed."""
    try:
        raw = URLSafeTimedSerializer(current_app.secret_key, salt="wtf-csrf-token").loads(request.form.get(TOKEN, ""))
    except BadData:
        return None
    owner, dash, _rest = str(raw).partition("-")
    return int(owner) if dash and owner.isdigit() else None


def carried(fields: list[tuple[str, str]]) -> str:
    """Fields on their way through a sign-in, with their writer, signed."""
    return _carrier().dumps([writer(), fields]) if fields and writer() else ""


def given_back(text: str, user_id: int) -> list[tuple[str, str]]:
    """The fields that this account carried through its sign-in; nothing that another account wrote."""
    try:
        owner, fields = _carrier().loads(text)
    except BadData:
        return []
    return [(name, value) for name, value in fields] if owner == user_id else []


def _carrier() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="kept")


def kept_fields() -> list[tuple[str, str]]:
    """What was typed into the form being sent; nothing of a form that another site sends."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return []
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != TOKEN]
    return fields if sum(len(value) for _, value in fields) <= KEPT_FIELDS_LIMIT else []


def _current_page() -> str:
    return request.headers.get("HX-Current-URL", url_for("account.home"))


def _set_headers(response: Any) -> Any:
    response.headers.setdefault("Content-Security-Policy", current_app.config["POLICY"])
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if current_app.config["BHYT"].secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache, private"
    return response
