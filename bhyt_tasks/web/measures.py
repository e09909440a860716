"""Which indicator does a page of coverage speak of?"""

from dataclasses import dataclass

from flask import abort, request

from bhyt_tasks.domain.indicators import COVERAGE
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.indicators import IndicatorRow, indicators
from bhyt_tasks.web.forms import whole
from bhyt_tasks.web.gate import viewer

NONE_YET = IndicatorRow(0, COVERAGE, "Số người tham gia", "Dân số", "người", False, None)


@dataclass(frozen=True)
class Measure:
    """The indicator that is shown, and those that may be chosen instead; the main one is the coverage rate."""

    now: IndicatorRow
    choices: tuple[IndicatorRow, ...]
    main: bool

    @property
    def kept(self) -> dict[str, int]:
        """For addresses that stay with this indicator."""
        return {} if self.main else {"indicator": self.now.id}


def _every() -> list[IndicatorRow]:
    """The committee's indicators; most have one, which is known from who looks."""
    if viewer.indicators > 1:
        return indicators(db.session, viewer.committee_id)
    if viewer.indicator_id is None:
        return [NONE_YET]
    words = (viewer.indicator_name, viewer.numerator_words, viewer.denominator_words, viewer.counted)
    return [IndicatorRow(viewer.indicator_id, *words, of_agencies=False, closed_on=None)]


def measure(*, of_agencies: bool | None = None) -> Measure:
    """The indicator of the address, else the first one; of agencies or of areas where a page is of one unit.

    404 when the committee has no such indicator. A closed one is shown when it is asked for.
    """
    every = _every()
    fitting = [row for row in every if of_agencies is None or row.of_agencies is of_agencies]
    asked = whole(request.args.get("indicator"))
    now = next((row for row in fitting if row.id == asked), None) if "indicator" in request.args else None
    now = now or (fitting[0] if fitting and "indicator" not in request.args else None)
    if now is None:
        abort(404)
    choices = tuple(row for row in fitting if row.closed_on is None or row is now)
    return Measure(now, choices, main=now is every[0])
