"""In which language is the page written? The words of the source are Vietnamese; a cookie asks for another.

Dates and numbers stay as Vietnamese officials write them (29/10/2019, 1.492, 93,5%) in every language: a figure read
on the English page must be the figure that stands in the letter and in the report.
"""

from typing import Any

import flask_babel
from flask import Blueprint, Flask, current_app, g, has_request_context, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException

from bhyt_tasks.web.gate import public
from bhyt_tasks.web.htmx import own_path

blueprint = Blueprint("language", __name__)

SOURCE = "vi"
LANGUAGES = {SOURCE: "Tiếng Việt", "en": "English"}
COOKIE = "language"
KEPT_FOR = 365 * 24 * 3600  # seconds


def language() -> str:
    """The reader's language, looked up once a request."""
    if not has_request_context():
        return SOURCE
    if "language" not in g:
        asked = request.cookies.get(COOKIE)
        g.language = asked if asked in LANGUAGES else SOURCE
    return str(g.language)


def gettext(sentence: str, **values: Any) -> str:
    """The sentence in the reader's language; nothing is looked up for the language it is written in."""
    words = sentence if language() == SOURCE else flask_babel.gettext(sentence)
    return words % values if values else words


def lazy_gettext(sentence: str, **values: Any) -> LazyString:
    return LazyString(gettext, sentence, **values)


def _plural(one: str, many: str, count: int) -> str:
    return gettext(one if count == 1 else many)


@blueprint.post("/language")
@public
def switch() -> ResponseReturnValue:
    """Write pages in the chosen language from now on, in this browser."""
    asked = request.form.get("language")
    answer = redirect(_page_it_came_from(), 303)
    if asked in LANGUAGES:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(COOKIE, asked, max_age=KEPT_FOR, secure=secure, httponly=True, samesite="Lax")
    return answer


def _page_it_came_from() -> str:
    """The address on the form when it can be opened; an address that only takes a form cannot."""
    back = own_path(request.form.get("back"))
    try:
        current_app.url_map.bind("").match(back.partition("?")[0] or "/", "GET")
    except HTTPException:
        return url_for("account.home")
    return back or url_for("account.home")


def init_app(app: Flask) -> None:
    app.jinja_env.install_gettext_callables(gettext, _plural, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(language=language, languages=LANGUAGES)
