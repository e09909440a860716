"""Who is ahead? Two tables: discipline of work and coverage, each with what its ranks are made of.

There is no composite score: work done in time and people insured are not the same thing, and a unit that is strong
in one is not made good by the other.
"""

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer
from bhyt_tasks.domain.coverage import add_months, month_of
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.tasks import TaskClass
from bhyt_tasks.domain.units import UnitKind
from bhyt_tasks.queries.areas import area
from bhyt_tasks.queries.coverage import standings
from bhyt_tasks.queries.fetch import Seat
from bhyt_tasks.queries.figures import Figure, Standing
from bhyt_tasks.queries.overview import UnitTasks, classes_by_unit
from bhyt_tasks.queries.past import as_of

ENOUGH = 5  # tasks that have come due or are done; of fewer a share says nothing
DUE = (TaskClass.DONE_ON_TIME, TaskClass.DONE_LATE, TaskClass.OPEN_LATE)


class Peers(enum.StrEnum):
    """Units that do the same kind of work, and so are ranked among themselves."""

    AREAS = "areas"
    VILLAGES = "villages"
    AGENCIES = "agencies"


class Scored(Protocol):
    @property
    def unit_id(self) -> int: ...
    @property
    def score(self) -> Fraction | None:
        """More is better; None: not to be ranked."""


Row = TypeVar("Row", bound=Scored)


@dataclass(frozen=True)
class Placed(Generic[Row]):
    """``moved``: places up since last month; None when it had no rank then."""

    rank: int
    moved: int | None
    row: Row


@dataclass(frozen=True)
class Ranking(Generic[Row]):
    ranked: tuple[Placed[Row], ...]  # the best first; equals in the order that they came in
    unranked: tuple[Row, ...]

    def place_of(self, unit_id: int | None) -> Placed[Row] | None:
        return next((placed for placed in self.ranked if placed.row.unit_id == unit_id), None)


def ranks(rows: Iterable[Scored]) -> dict[int, int]:
    """The rank of each unit with a score: one more than there are better ones, so that equals share it (1, 2, 2, 4)."""
    scores = {row.unit_id: row.score for row in rows if row.score is not None}
    equal = Counter(scores.values())
    first, better = {}, 0
    for score in sorted(equal, reverse=True):
        first[score], better = better + 1, better + equal[score]
    return {unit_id: first[score] for unit_id, score in scores.items()}


def ranking(rows: Sequence[Row], before: Iterable[Scored]) -> Ranking[Row]:
    """``before``: the same units and others as they stood last month."""
    now, then = ranks(rows), ranks(before)
    placed = [Placed(now[row.unit_id], _moved(now, then, row.unit_id), row) for row in rows if row.unit_id in now]
    return Ranking(
        tuple(sorted(placed, key=lambda place: place.rank)), tuple(row for row in rows if row.unit_id not in now)
    )


def _moved(now: Mapping[int, int], then: Mapping[int, int], unit_id: int) -> int | None:
    return then[unit_id] - now[unit_id] if unit_id in then else None


@dataclass(frozen=True)
class Discipline:
    """Of a unit's leading tasks that have come due or are done: how many were done in time.

    A task without a deadline that is done counts as done in time (R4); one that waits for its confirmation and was
    reported in time is not counted yet, so that nobody waits for a rank (R2).
    """

    unit_id: int
    name: str
    kind: UnitKind
    on_time: int
    done_late: int
    open_late: int

    @property
    def counted(self) -> int:
        return self.on_time + self.done_late + self.open_late

    @property
    def points(self) -> int:
        """The share in basis points, cut."""
        return self.on_time * 10_000 // self.counted if self.counted else 0

    @property
    def score(self) -> Fraction | None:
        return Fraction(self.on_time, self.counted) if self.counted >= ENOUGH else None

    @property
    def peers(self) -> Peers:
        if self.kind is UnitKind.VILLAGE:
            return Peers.VILLAGES
        return Peers.AREAS if self.kind.is_area else Peers.AGENCIES


def discipline(session: Session, viewer: Viewer, today: date, area_id: int | None) -> dict[Peers, Ranking[Discipline]]:
    """The ranking of each kind of peers that has units; the committee's own area is nobody's peer.

    The change is since the end of last month.
    """
    last_day = month_of(today) - timedelta(days=1)
    now = _disciplines(classes_by_unit(session, _whole(viewer), today), area_id)
    with as_of(session, last_day):
        before = _disciplines(classes_by_unit(session, _whole(viewer), last_day), area_id)
    found = {peers: [row for row in now if row.peers is peers] for peers in Peers}
    return {
        peers: ranking(rows, [row for row in before if row.peers is peers]) for peers, rows in found.items() if rows
    }


def _disciplines(units: Iterable[UnitTasks], area_id: int | None) -> list[Discipline]:
    return [
        Discipline(unit.unit_id, unit.name, unit.kind, *(unit.classes[kind] for kind in DUE))
        for unit in units
        if unit.kind is not UnitKind.EXTERNAL and unit.unit_id != area_id
    ]


@dataclass(frozen=True)
class Covered:
    """A unit by its figure of the month that is ranked; without one it has no rank."""

    standing: Standing  # by that figure alone
    period: date

    @property
    def unit_id(self) -> int:
        return self.standing.unit_id

    @property
    def score(self) -> Fraction | None:
        """The people themselves, not the rate that is shown of them."""
        figure = self.standing.latest
        if figure is None or figure.numerator is None or figure.denominator is None:
            return None
        return Fraction(figure.numerator, figure.denominator)


def coverage(session: Session, viewer: Viewer, today: date) -> tuple[date | None, Ranking[Covered]]:
    """By the latest month in which the most areas right below the committee's have figures, and that month."""
    units = standings(session, _whole(viewer), today)
    whole = area(units).whole
    if whole is None or whole.latest is None:
        return None, ranking([_covered(unit, date.min) for unit in units], ())
    month = whole.latest.period
    before = [_covered(unit, add_months(month, -1)) for unit in units]
    return month, ranking([_covered(unit, month) for unit in units], before)


def _covered(unit: Standing, month: date) -> Covered:
    figures: tuple[Figure, ...] = tuple(figure for figure in unit.figures if figure.period == month)
    return Covered(Standing(unit.unit_id, unit.name, unit.kind, unit.goal, figures), month)


def _whole(viewer: Viewer) -> Viewer:
    """Who is in the ranking sees all of it, as the committee does; what stands behind a number is shown by other
    pages, each to whom it may."""
    return Seat(
        frozenset({Role.DEPUTY_CHAIRMAN}), oversees=False, committee_id=viewer.committee_id, unit_id=viewer.unit_id
    )
