"""What is in force where a line begins: under which heading, behind which colon, within which list?"""

from bhyt_tasks.intake.headings import Heading
from bhyt_tasks.intake.scopes import Scope, Strength
from bhyt_tasks.intake.segments import Block
from bhyt_tasks.intake.units import Unit


class Outline:
    """The headings and lists that are open, outermost first, and what stands below them all."""

    def __init__(self, *, oversight: bool) -> None:
        self._base = Scope()  # for lines that belong to no item
        self._levels: list[tuple[str, Scope]] = []  # the markers that are open, with what holds below them
        self._titled: set[str] = set()  # markers of items that begin with a unit and a colon
        self._under_heading = False  # nothing but lines without marker since a heading that has one
        self._oversight = oversight  # its proposals are orders
        self.record = False  # every item of a record without a conclusion is a decision
        self.official = False  # a notice, a plan or a letter, not news about one
        self.ordered = False  # an order was found
        self.ordered_item = False  # an item of the present list gave an order
        self.paper_seen = False  # a paper was said to be issued

    @property
    def inside(self) -> bool:
        """Has the text come to its orders?"""
        return self.ordered or self._base.strength >= Strength.NEAR

    def enter(self, block: Block) -> Scope:
        """The scope in which a block begins; its marker closes the lists that are at its level or below."""
        if block.marker:
            self._under_heading = False
            while any(marker == block.marker for marker, _ in self._levels):
                self._levels.pop()
            return self._for_item()
        if self._levels and not self._under_heading:
            told = self._levels[-1][1].assignees or self._base.assignees
            self._levels.clear()
            self._base = Scope(min(self._base.strength, Strength.NEAR), told, carried=True)
        return self._levels[-1][1] if self._levels else self._base

    def _for_item(self) -> Scope:
        if self._levels:
            scope = self._levels[-1][1]
            return scope.at_least(Strength.NEAR) if self.record and not scope.closed else scope
        if self.ordered_item or self.record:
            return self._base.at_least(Strength.NEAR)
        return self._base.at_least(Strength.FAR if self.ordered else Strength.NONE)

    def open(self, block: Block, heading: Heading) -> None:
        """A heading decides what holds for what follows it."""
        scope = self._of_heading(heading)
        if block.marker:
            self._levels.append((block.marker, scope))
            self._under_heading = True
        else:
            self._levels.clear()
            self._base = scope

    def _of_heading(self, heading: Heading) -> Scope:
        if heading.kind == "units":
            return Scope(Strength.LIST, heading.units, by_heading=True)
        if heading.kind == "results":
            return Scope(closed=True)
        if heading.kind == "proposals":
            return Scope(Strength.NEAR if self._oversight else Strength.NONE)
        if heading.kind == "tasks":
            return Scope(Strength.NEAR)
        parent = self._levels[-1][1] if self._levels else self._for_item()
        return parent.with_lead(heading.lead) if heading.kind == "rhythm" else parent

    def leave(
        self, block: Block, scope: Scope, named: tuple[Unit, ...], *, of_results: bool, titled: bool, alike: bool
    ) -> None:
        """What a block hands on: to its sub-items, or to the lines behind its colon.

        ``named`` are the assignees of its own directive; ``of_results``: its colon opens results;
        ``titled``: it begins with those and a colon; ``alike``: all of its directives are theirs.
        """
        if block.marker:
            parent = self._levels[-1][1] if self._levels else self._base
            below = parent.to(named) if named else parent
            if titled:
                self._end_untitled()
            self._levels.append((block.marker, scope if block.leads_on else below))
            if titled:
                self._titled.add(block.marker)
        elif self._under_heading:
            return
        elif block.leads_on:
            self._base = scope.at_least(Strength.NEAR) if self.paper_seen and not of_results else scope
        elif self._base.strength is not Strength.LIST:
            following = Scope(Strength.NEAR, named if alike else (), carried=True)
            self._base = following if named else Scope(self._lasting())

    def _end_untitled(self) -> None:
        """ "• Phòng Y tế: …" ends the list of what another unit was told, whatever its marker."""
        while self._levels and self._levels[-1][0] not in self._titled and self._has_titled():
            self._levels.pop()

    def _has_titled(self) -> bool:
        return any(marker in self._titled for marker, _ in self._levels)

    def _lasting(self) -> Strength:
        """What stays in force for another paragraph."""
        if self.official and self.ordered:
            return Strength.NEAR
        return Strength.FAR if self.ordered or self.paper_seen else Strength.NONE
