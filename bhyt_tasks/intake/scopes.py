"""How much of what is read next is ordered, and of whom?"""

from dataclasses import dataclass, replace
from enum import IntEnum

from bhyt_tasks.intake.units import Unit


class Strength(IntEnum):
    """How much of what follows is ordered."""

    NONE = 0  # nothing was ordered so far: only an order itself counts
    FAR = 1  # something was ordered: units that must
    NEAR = 2  # right behind an order, or under a heading of tasks: units that act, and imperatives
    LIST = 3  # enumerated behind an order: everything but facts


@dataclass(frozen=True, slots=True)
class Scope:
    """What is in force for the next clause, and for whom."""

    strength: Strength = Strength.NONE
    assignees: tuple[Unit, ...] = ()
    lead: tuple[int, int] = (0, 0)  # the words before the colon, which may set a common deadline
    closed: bool = False  # under a heading of results
    carried: bool = False  # the assignees were named in a paragraph before
    by_heading: bool = False  # a heading or an item named the unit, so that "yêu cầu" is its own work

    def at_least(self, strength: Strength) -> "Scope":
        return replace(self, strength=max(self.strength, strength))

    def at_most(self, strength: Strength) -> "Scope":
        return replace(self, strength=min(self.strength, strength))

    def to(self, assignees: tuple[Unit, ...]) -> "Scope":
        return replace(self, assignees=assignees, carried=False)

    def with_lead(self, lead: tuple[int, int]) -> "Scope":
        return replace(self, lead=lead)
