"""A text read from its first to its last word."""

import bisect
import re
from dataclasses import replace
from datetime import date

from bhyt_tasks.intake.clauses import Grammar
from bhyt_tasks.intake.cutoffs import CutOffs
from bhyt_tasks.intake.dates import Named, Rhythm, named_dates, rhythm
from bhyt_tasks.intake.deadlines import Due, deadlines
from bhyt_tasks.intake.draft import Draft
from bhyt_tasks.intake.drafts import Drafts
from bhyt_tasks.intake.facts import FactFinder
from bhyt_tasks.intake.figures import Counted, FigureFinder, taken_tokens
from bhyt_tasks.intake.findings import Shortcoming, shortcomings
from bhyt_tasks.intake.halves import halves
from bhyt_tasks.intake.minutes import (
    Day,
    Deadline,
    Directive,
    DirectiveKind,
    Facts,
    Figure,
    Finding,
    Minutes,
    Quote,
    Recurrence,
    Source,
    Target,
    UnitPhrase,
)
from bhyt_tasks.intake.partners import partners
from bhyt_tasks.intake.segments import blocks
from bhyt_tasks.intake.tables import Row, rows
from bhyt_tasks.intake.targets import required_numbers
from bhyt_tasks.intake.tokens import Tokens
from bhyt_tasks.intake.unit_lists import phrases_at
from bhyt_tasks.intake.units import Unit, UnitKind
from bhyt_tasks.intake.view import View

_EXHORTS = re.compile(
    r"nhiệm vụ chính trị|tinh thần trách nhiệm|chịu trách nhiệm|quyết tâm|nâng cao nhận thức|vào cuộc|"
    r"gương mẫu|quán triệt sâu sắc"
    r"|phát huy vai trò|là trách nhiệm của|nêu cao|không được chủ quan|xác định (?:rõ )?(?:đây|bhyt|"
    r"công tác)|coi (?:đây|trọng)|tích cực, chủ động"
)
_COMMON_DUE = re.compile(
    r"\b(?:thời hạn chung|hạn chung|thời hạn hoàn thành chung|(?:các|những|tất cả|"
    r"toàn bộ)(?: các)? (?:việc|nội dung|nhiệm vụ|phần việc)"
    r"(?: \w+){0,3} (?:trên|này|dưới đây|sau đây)(?: \w+){0,4}? (?:hoàn thành|xong|"
    r"hạn))\b[^.;\n]{0,40}?(?=\d|ngày \d)"
)
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)  # the years that are read in a text


def read_minutes(text: str, as_of: date) -> Minutes:
    """All that can be read in a text; ``as_of`` dates what the text leaves undated."""
    return _Reader(text, min(max(as_of, EARLIEST), LATEST)).read()


class _Reader:
    def __init__(self, text: str, as_of: date) -> None:
        self.view = View.of(text)
        self.tokens = Tokens(self.view)
        self.named = named_dates(self.view.plain)
        self.named_at = [each.start for each in self.named]
        self.blocks = blocks(self.tokens)
        self.found = FactFinder(self.tokens, self.blocks, self.named, as_of).find()
        self.grammar = Grammar(self.tokens)
        self.block_at = [self.tokens[block.start].start for block in self.blocks]
        self.cut_offs = CutOffs(self.view.plain, self.named, self.found.calendar)

    def read(self) -> Minutes:
        table = dict(rows(self.tokens, self.blocks))
        drafts = Drafts(self.tokens, self.grammar, self.blocks, set(table)).collect()
        parts = [(draft, part) for draft in drafts for part in self._parts(draft)]
        directives = [self._directive(draft, *part) for draft, part in parts]
        directives += [self._of_row(row) for row in table.values() if {"work", "lead"} <= row.cells.keys()]
        directives = self._with_common_deadline(directives)
        figures = FigureFinder(self.tokens, self.blocks, [part for _, part in parts], list(table.values())).find()
        taken = [part for _, part in parts]
        found = tuple(
            self._finding(each)
            for each in shortcomings(self.tokens, self.blocks, taken_tokens(len(self.tokens), taken))
        )
        directives.sort(key=lambda directive: directive.quote.start)
        return Minutes(self._facts(), tuple(directives), tuple(map(self._figure, figures)), found)

    def _finding(self, short: Shortcoming) -> Finding:
        first, last = self._trim(short.first, short.last)
        quote = self._quote(self.tokens[first].start, self.tokens[last - 1].end)
        return Finding(quote, self._unit(short.unit) if short.unit else None, short.sure)

    def _of_row(self, row: Row) -> Directive:
        """A duty from a table: who leads, who joins in and by when stand in columns of their own."""
        tokens = self.tokens
        lead, partner = row.cells["lead"], row.cells.get("with", (0, 0))
        start, end = tokens[row.first].start, tokens[row.last - 1].end
        due = self._due_of_cell(*row.cells.get("due", (0, 0)))
        often = rhythm(self.view.plain, start, end)
        return Directive(
            self._quote(start, end),
            DirectiveKind.ACTION,
            tuple(self._unit(unit) for unit in self._in_cell(*lead)),
            Source.EXPLICIT,
            tuple(self._unit(unit) for unit in self._in_cell(*partner)),
            due,
            Recurrence(often.every, often.day, self._quote(often.start, often.end)) if often else None,
            (),
        )

    def _in_cell(self, first: int, last: int) -> tuple[Unit, ...]:
        if first >= last:
            return ()
        return phrases_at(self.tokens, first, last, across=True) or (Unit(first, last, UnitKind.ONE),)

    def _due_of_cell(self, first: int, last: int) -> Deadline | None:
        if first >= last:
            return None
        near = self._named_between(self.tokens[first].start, self.tokens[last - 1].end)
        on = self.found.calendar.of(near[-1]) if near else None
        return Deadline(on, self._quote(near[-1].start, near[-1].end)) if on else None

    def _with_common_deadline(self, directives: list[Directive]) -> list[Directive]:
        """ "Thời hạn chung: 30/11": what has no deadline and no rhythm of its own is due then."""
        match = _COMMON_DUE.search(self.view.plain)
        near = self._named_between(match.end(), match.end() + 40) if match else []
        on = self.found.calendar.of(near[0]) if near else None
        if not on:
            return directives
        common = Deadline(on, self._quote(near[0].start, near[0].end), sure=False)
        return [each if each.deadline or each.recurrence else replace(each, deadline=common) for each in directives]

    def _figure(self, counted: Counted) -> Figure:
        name = self._quote(self.tokens[counted.name[0]].start, self.tokens[counted.name[1] - 1].end)
        unit = UnitPhrase(name.start, name.end, name.text, UnitKind.ONE)
        quote = self._quote(self.tokens[counted.first].start, self.tokens[counted.last - 1].end)
        return Figure(
            unit,
            counted.insured,
            counted.population,
            counted.percent,
            counted.approximate,
            counted.bound,
            self._as_of(counted),
            quote,
            counted.sure,
        )

    def _as_of(self, counted: Counted) -> Deadline | None:
        """The cut-off date of a figure."""
        at = self.tokens[counted.first].start
        block = self.block_at[bisect.bisect_right(self.block_at, at) - 1]
        due = self.cut_offs.before(at, block)
        return Deadline(due.on, self._quote(due.start, due.end), due.sure) if due else None

    def _facts(self) -> Facts:
        found = self.found
        return Facts(
            kind=found.kind or None,
            kind_quote=self._quote(*found.kind_at) if found.kind_at else None,
            date=Day(found.day[0], self._quote(*found.day[1]), found.sure_day) if found.day else None,
            chair=self._quote(*found.chair, sure=found.sure_chair) if found.chair else None,
            position=self._quote(*found.position, sure=found.sure_chair) if found.position else None,
            place=self._quote(*found.place) if found.place else None,
            notice_number=self._quote(*found.number) if found.number else None,
            notice_date=Day(found.issued[0], self._quote(*found.issued[1])) if found.issued else None,
        )

    def _parts(self, draft: Draft) -> list[tuple[int, int]]:
        """The draft without signs at its ends, in two where it has two products with a deadline each."""
        first, last = self._trim(draft.first, draft.last)
        dues = self._dues(first, last)
        return [self._trim(*part) for part in halves(self.tokens, first, last, dues)]

    def _dues(self, first: int, last: int) -> list[Due]:
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        targets = required_numbers(self.view.plain, start, end)
        return deadlines(
            self.view.plain, start, end, self._named_between(start, end), self.found.calendar, targeted=bool(targets)
        )

    def _directive(self, draft: Draft, first: int, last: int) -> Directive:
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        targets = required_numbers(self.view.plain, start, end)
        dues = self._dues(first, last)
        often = rhythm(self.view.plain, start, end) or self._common_rhythm(draft)
        due = dues[-1] if dues else self._common_due(draft, targeted=bool(targets))
        own = self._own_subject(first, last) if first > draft.first else ()
        told = own or draft.assignees
        explicit = own or (draft.explicit and any(first <= unit.first < last for unit in told))
        source = Source.NONE if not told else Source.EXPLICIT if explicit else Source.INHERITED
        return Directive(
            self._quote(start, end),
            self._kind(start, end, exact=bool(due or often or targets)),
            tuple(self._unit(unit, sure=not draft.carried) for unit in told),
            source,
            tuple(self._unit(unit) for unit in partners(self.tokens, first, last, told)),
            Deadline(due.on, self._quote(due.start, due.end), due.sure) if due else None,
            Recurrence(often.every, often.day, self._quote(often.start, often.end)) if often else None,
            tuple(
                Target(t.value, t.highest, t.unit, t.comparator, self._quote(t.start, t.end), t.sure) for t in targets
            ),
            draft.sure,
        )

    def _own_subject(self, first: int, last: int) -> tuple[Unit, ...]:
        """Whom the second half of a directive tells: "…, trong đó xã Tân Lập trước ngày 5/11"."""
        units = phrases_at(self.tokens, first, last)
        return units if units and units[-1].last < last else ()

    def _kind(self, start: int, end: int, *, exact: bool) -> DirectiveKind:
        """What can be checked is an action; "nêu cao tinh thần trách nhiệm" exhorts."""
        general = not exact and _EXHORTS.search(self.view.plain, start, end)
        return DirectiveKind.GENERAL if general else DirectiveKind.ACTION

    def _common_rhythm(self, draft: Draft) -> Rhythm | None:
        """The rhythm that a heading sets for its items: "I. HẰNG TUẦN"."""
        first, last = draft.common
        if first == last or last - first > 6:
            return None
        return rhythm(self.view.plain, self.tokens[first].start, self.tokens[last - 1].end)

    def _common_due(self, draft: Draft, *, targeted: bool) -> Due | None:
        """The deadline that the words before the colon set for every number of the list."""
        if draft.common == (0, 0):
            return None
        said = self.view.plain[self.tokens[draft.common[0]].start : self.tokens[draft.common[1] - 1].end]
        if not targeted and not re.search(r"hoàn thành|xong|thời hạn", said):
            return None
        dues = self._dues(*draft.common)
        return replace(dues[-1], sure=False) if dues else None

    def _named_between(self, start: int, end: int) -> list[Named]:
        low, high = (bisect.bisect_left(self.named_at, at) for at in (start, end))
        return [each for each in self.named[low:high] if each.end <= end]

    def _trim(self, first: int, last: int) -> tuple[int, int]:
        tokens = self.tokens
        while last > first + 1 and not (
            tokens[last - 1].is_word or tokens[last - 1].is_number or tokens.plain(last - 1) in "%)"
        ):
            last -= 1
        return first, last

    def _quote(self, start: int, end: int, *, sure: bool = True) -> Quote:
        a, b = self.view.original(start, end)
        return Quote(a, b, self.view.text[a:b], sure)

    def _unit(self, unit: Unit, *, sure: bool = True) -> UnitPhrase:
        quote = self._quote(self.tokens[unit.first].start, self.tokens[unit.last - 1].end)
        return UnitPhrase(quote.start, quote.end, quote.text, unit.kind, unit.head, sure)
