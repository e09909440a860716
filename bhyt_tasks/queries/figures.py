"""How does one unit stand: its figures month by month, its goal, and the units that it came from?"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bhyt_tasks.domain import coverage as rules
from bhyt_tasks.domain.coverage import Comparator, Pace
from bhyt_tasks.domain.readings import Source
from bhyt_tasks.domain.units import UnitKind

NEAR = 200  # basis points below the goal


class Level(enum.StrEnum):
    """How a figure is to its goal, for pictures: each has a pattern of its own."""

    REACHED = "reached"
    NEAR = "near"
    BELOW = "below"
    NO_GOAL = "no_goal"
    MISSING = "missing"


def levels_of(levels: Iterable[Level]) -> list[Level]:
    """Those that a picture has, from the best to none: what its legend explains."""
    found = set(levels)
    return [level for level in Level if level in found]


@dataclass(frozen=True)
class Succession:
    """That a unit passed into another on a day, by a decision; with one of its parts when it was split."""

    unit_id: int
    name: str
    into_id: int
    into: str
    on: date  # the first day of the successor
    decision: str
    main: bool
    split: bool

    @property
    def last_day(self) -> date:
        return self.on - timedelta(days=1)


@dataclass(frozen=True)
class Goal:
    """``origin`` names the plan that set it, where no directive did; who set it does not make two goals different."""

    points: int
    comparator: Comparator
    due_on: date
    origin: str = field(default="", compare=False)
    target_id: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Figure:
    """One reading as it counts: people and rate, with what is still to enrol against a goal."""

    period: date
    cut_off_on: date | None
    numerator: int | None
    denominator: int | None
    stated_points: int | None
    source: Source
    note: str = ""
    basis: str = ""  # of the denominator, in words
    summed_from: int = 0  # units that this figure is the sum of, before they became one

    @property
    def points(self) -> int:
        if self.numerator is None or self.denominator is None:
            return self.stated_points or 0
        return rules.rate_points(self.numerator, self.denominator)


@dataclass(frozen=True)
class Standing:
    """A unit (or the sum of units) with its latest figure, its goal and its months."""

    unit_id: int
    name: str
    kind: UnitKind
    goal: Goal | None
    figures: tuple[Figure, ...]  # in order of months
    predecessors: tuple[Succession, ...] = ()
    successors: tuple[Succession, ...] = ()

    @property
    def latest(self) -> Figure | None:
        return self.figures[-1] if self.figures else None

    @property
    def still(self) -> int | None:
        """People still to enrol; None without counts or without a goal."""
        latest, goal = self.latest, self.goal
        if latest is None or goal is None or latest.numerator is None or latest.denominator is None:
            return None
        return rules.still_to_enrol(latest.numerator, latest.denominator, goal.points, goal.comparator)

    @property
    def reached(self) -> bool | None:
        """Against exact counts where there are any, else against the stated rate."""
        if self.latest is None or self.goal is None:
            return None
        if self.still is not None:
            return self.still == 0
        return rules.reached(self.latest.points, self.goal.points, self.goal.comparator)

    @property
    def level(self) -> Level:
        if self.latest is None:
            return Level.MISSING
        if self.goal is None:
            return Level.NO_GOAL
        if self.reached:
            return Level.REACHED
        return Level.NEAR if self.goal.points - self.latest.points <= NEAR else Level.BELOW

    @property
    def over(self) -> bool:
        """More are counted than there are people: above 100 %, whatever the goal is."""
        latest = self.latest
        if latest is None or latest.numerator is None or latest.denominator is None:
            return latest is not None and latest.points > rules.EVERYBODY
        return latest.numerator > latest.denominator

    @property
    def beyond(self) -> int | None:
        """People above what the goal needs; None without counts or without a goal."""
        latest, goal = self.latest, self.goal
        if goal is None or latest is None or latest.numerator is None or latest.denominator is None:
            return None
        return max(0, latest.numerator - rules.needed(latest.denominator, goal.points, goal.comparator))

    @property
    def needed(self) -> int | None:
        """People needed today, of the latest population."""
        latest, goal = self.latest, self.goal
        if goal is None or latest is None or latest.denominator is None:
            return None
        return rules.needed(latest.denominator, goal.points, goal.comparator)

    @property
    def _counted(self) -> list[tuple[date, int]]:
        return [(f.period, f.numerator) for f in self.figures if f.numerator is not None]

    @property
    def pace(self) -> Pace | None:
        counted, still = self._counted, self.still
        if self.goal is None or still is None or not counted:
            return None
        return rules.pace(counted, still=still, due_on=self.goal.due_on)

    @property
    def gained(self) -> tuple[int, int] | None:
        """People gained over the last three months of readings, and over how many months."""
        counted = self._counted
        return rules.gained(counted) if counted else None

    def by(self, figure: Figure) -> "Standing":
        """As the unit would stand by one figure alone: of another source, or of an earlier month."""
        return replace(self, figures=(figure,))

    def since(self, day: date) -> int | None:
        """Change of the rate in basis points from the last figure closed by ``day`` to the latest one."""
        before = [f for f in self.figures if f.cut_off_on is not None and f.cut_off_on <= day]
        after = [f for f in self.figures if f.cut_off_on is not None and f.cut_off_on > day]
        return after[-1].points - before[-1].points if before and after else None
