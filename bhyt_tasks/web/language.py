"""In which language is the page written? The words of the source are Vietnamese; a cookie asks for another."""

from typing import Any

import flask_babel
from flask import Flask, g, has_request_context, request
from flask_babel.speaklater import LazyString

SOURCE = "vi"
LANGUAGES = {SOURCE: "Tiếng Việt", "en": "English"}
COOKIE = "language"


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


def init_app(app: Flask) -> None:
    app.jinja_env.install_gettext_callables(gettext, _plural, newstyle=True)  # type: ignore[attr-defined]
