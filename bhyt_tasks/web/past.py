"""Which day does the reader look at: today, or the end of a past one that the address names (R11)?"""

from dataclasses import dataclass
from datetime import date

from flask import request

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.vietnamese import parse_date
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.past import first_day
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.language import gettext as _


@dataclass(frozen=True)
class Look:
    """``today`` is the day that is shown, ``past`` the same when it has ended; ``problem`` says why the day that was
    asked for is not shown, and ``typed`` how it was written."""

    today: date
    past: date | None = None
    problem: str = ""
    typed: str = ""

    @property
    def as_of(self) -> str:
        """What the address says of the day; empty for today."""
        return filters.day(self.past)

    @property
    def also(self) -> str:
        """What the addresses of lists on the page carry on, behind what they ask for."""
        return f"&as_of={self.as_of}" if self.past else ""

    @property
    def only(self) -> str:
        """The same for an address that asks for nothing else."""
        return f"?as_of={self.as_of}" if self.past else ""

    @property
    def kept(self) -> dict[str, str]:
        """The filters of the page, from its first row on."""
        return {name: value for name, value in request.args.items() if name not in ("as_of", "after")}

    @property
    def present(self) -> str:
        """The same page as it is today."""
        return request.path + filters.query(self.kept)


def look() -> Look:
    today, typed = clock.day(gate.now()), request.args.get("as_of", "").strip()[:40]
    if not typed:
        return Look(today)
    try:
        day = parse_date(typed, today)
    except RuleBroken as refusal:
        return Look(today, problem=filters.sentence(refusal), typed=typed)
    if day == today:
        return Look(today)
    first = None if day > today else first_day(db.session, gate.viewer.committee_id)
    if day > today:
        problem = _("Ngày %(day)s chưa đến; đang xem số liệu hiện tại.", day=filters.day(day))
    elif first is None:
        problem = _("Chưa giao nhiệm vụ nào nên chưa có ngày trước để xem.")
    elif day < first:
        problem = _(
            "Nhiệm vụ đầu tiên được giao ngày %(first)s; ngày %(day)s chưa có gì để xem. Đang xem số liệu hiện tại.",
            first=filters.day(first),
            day=filters.day(day),
        )
    else:
        return Look(day, past=day, typed=filters.day(day))
    return Look(today, problem=problem, typed=typed)
