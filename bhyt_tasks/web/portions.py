"""Which part of a long table does the page show? Lists that are made whole in memory, shown some lines at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from bhyt_tasks.web import filters
from bhyt_tasks.web.forms import whole

Row = TypeVar("Row")

LINES = 40  # a page stays under 30 kB


@dataclass(frozen=True)
class Portion(Generic[Row]):
    """``left``: lines on the next pages; ``next_url`` is empty on the last one."""

    rows: Sequence[Row]
    next_url: str
    left: int


def portion(rows: Sequence[Row], lines: int = LINES, **also: object) -> Portion[Row]:
    """The lines after as many as the address says, if there are any; ``also`` goes into the next page's address."""
    asked = whole(request.args.get("after")) or 0
    start = asked if asked < len(rows) else 0
    end, kept = start + lines, {name: value for name, value in request.args.items() if name != "after"}
    left = max(0, len(rows) - end)
    next_url = request.path + filters.query({**kept, **also, "after": end}) if left else ""
    return Portion(rows[start:end], next_url, left)
