"""In which language is the page written? The words of the source are Vietnamese; a cookie asks for another."""

from contextvars import ContextVar
from typing import Any

import flask_babel
from flask import Flask, request
from flask_babel.speaklater import LazyString
from markupsafe import Markup

SOURCE = "vi"
LANGUAGES = {SOURCE: "Tiếng Việt", "en": "English"}
COOKIE = "language"


_language = ContextVar("language", default=SOURCE)


def language() -> str:
    """The reader's language; outside a request the one of the source."""
    return _language.get()


def _read_cookie() -> None:
    asked = request.cookies.get(COOKIE, SOURCE)
    _language.set(asked if asked in LANGUAGES else SOURCE)


def _forget(_error: BaseException | None) -> None:
    _language.set(SOURCE)


def gettext(sentence: str, **values: Any) -> str:
    """The sentence in the reader's language; nothing is looked up for the language it is written in."""
    words = sentence if language() == SOURCE else flask_babel.gettext(sentence)
    return words % values if values else words


def lazy_gettext(sentence: str, **values: Any) -> LazyString:
    return LazyString(gettext, sentence, **values)


def _plural(one: str, many: str, count: int) -> str:
    return gettext(one if count == 1 else many)


def _in_template(sentence: str, **values: Any) -> Markup:
    """The sentence on a page, its values escaped; a literal percent is written %% there."""
    return Markup(gettext(sentence)) % values if "%" in sentence else Markup(gettext(sentence))  # noqa: S704


def init_app(app: Flask) -> None:
    app.before_request(_read_cookie)
    app.teardown_request(_forget)
    app.jinja_env.install_gettext_callables(gettext, _plural, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["_"] = _in_template  # the extension's own would look everything up at each call
