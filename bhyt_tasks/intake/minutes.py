"""What is read in a text: the facts of the meeting, directives, figures and shortcomings, each with its source.

Every position is in characters of the text as it was given. What is not ``sure`` is to be shown as such.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bhyt_tasks.intake.units import UnitKind

__all__ = [
    "Day",
    "Deadline",
    "Directive",
    "DirectiveKind",
    "Facts",
    "Figure",
    "Finding",
    "Minutes",
    "Quote",
    "Recurrence",
    "Source",
    "Target",
    "UnitKind",
    "UnitPhrase",
]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the text, exactly as written there, with their typing errors."""

    start: int
    end: int
    text: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class UnitPhrase:
    """A unit or a group of units as written. ``head`` is what a list member left out: "phòng" of "LĐ – TB & XH"."""

    start: int
    end: int
    text: str
    kind: UnitKind
    head: str = ""
    sure: bool = True


class Source(StrEnum):
    """Where the assignees of a directive are named."""

    EXPLICIT = "explicit"
    INHERITED = "inherited"
    NONE = "none"


class DirectiveKind(StrEnum):
    """``GENERAL`` exhorts; ``ACTION`` has something that can be checked."""

    ACTION = "action"
    GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which it is in time, and the words that say so."""

    on: date
    quote: Quote
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Recurrence:
    """``every`` is "weekly", "monthly" or "quarterly"; ``day`` of the month when one is said."""

    every: str
    day: int | None
    quote: Quote
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """A number that is required: ``unit`` is "%" or "người", ``comparator`` ">=" or ">"."""

    value: Decimal
    highest: Decimal | None
    unit: str
    comparator: str
    quote: Quote
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Directive:
    """One thing that somebody is told to do; the deadline, recurrence and targets are those of its own words."""

    quote: Quote
    kind: DirectiveKind
    assignees: tuple[UnitPhrase, ...]
    assignee_source: Source
    coordinators: tuple[UnitPhrase, ...]
    deadline: Deadline | None
    recurrence: Recurrence | None
    targets: tuple[Target, ...]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """Participation a unit has reached. ``bound`` is "<" or ">" where the text gives only a limit ("dưới 90%")."""

    unit: UnitPhrase
    insured: int | None
    population: int | None
    percent: Decimal | None
    approximate: bool
    bound: str
    as_of: Deadline | None
    quote: Quote
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """A shortcoming that the text names, and the unit it is found at."""

    quote: Quote
    unit: UnitPhrase | None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """A day and the words that name it."""

    on: date
    quote: Quote
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What the meeting was. Whatever the text does not say is None."""

    kind: str | None = None  # "conference", "working_session", "inspection"
    kind_quote: Quote | None = None
    date: Day | None = None
    chair: Quote | None = None
    position: Quote | None = None
    place: Quote | None = None
    notice_number: Quote | None = None
    notice_date: Day | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """All that was read in one text, each list in the order of the text."""

    facts: Facts
    directives: tuple[Directive, ...]
    readings: tuple[Figure, ...]
    findings: tuple[Finding, ...]
