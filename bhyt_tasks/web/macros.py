"""What do pages draw alike, and which of it is kept between looks? The macros that every template has."""

from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import Flask

from bhyt_tasks.web.language import language

KEPT = 500  # lines of each kind; some 5 kB each


def kept(macro: Callable[..., str]) -> Callable[..., str]:
    """A macro whose words are kept: at the next look most lines of a list are what they were.

    It may depend on nothing but the language and what it is given, all of it hashable.
    """

    @lru_cache(maxsize=KEPT)
    def words(_language: str, *given: Any) -> str:
        return macro(*given)

    return lambda *given: words(language(), *given)


def init_app(app: Flask) -> None:
    """Globals, so that a lone block of a page has them too."""
    environment = app.jinja_env
    for name in ("ui", "lineage", "months"):
        environment.globals[name] = environment.get_template(f"macros/{name}.html").module
    lines: Any = environment.get_template("macros/lines.html").module
    environment.globals["lines"] = SimpleNamespace(
        word=lines.word,
        overdue=kept(lines.overdue),
        overdue_cells=kept(lines.overdue_cells),
        task=kept(lines.task),
    )
