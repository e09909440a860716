"""Which participation in health insurance do units have, according to the text?"""

from dataclasses import dataclass
from decimal import Decimal

from bhyt_tasks.intake.counts import Counts, whole
from bhyt_tasks.intake.places import Place, Places
from bhyt_tasks.intake.segments import Block, Sentence
from bhyt_tasks.intake.tables import Row
from bhyt_tasks.intake.tokens import Tokens, words

LIST_OPENERS = words("như là gồm :")
ELIDED = words("có đạt tỷ số với")  # a clause that begins so is about the subject of its sentence
REACH = 14  # tokens from a percentage to the list of those who have it


@dataclass(slots=True)
class Counted:
    """A figure in tokens: the unit, the counts and where it is said; ``name`` is where the unit's full name stands."""

    first: int
    last: int
    name: tuple[int, int]
    insured: int | None = None
    population: int | None = None
    percent: Decimal | None = None
    approximate: bool = False
    bound: str = ""
    sure: bool = True


class FigureFinder:
    """Goes through the sentences of a text that are no directives."""

    def __init__(self, tokens: Tokens, blocks: list[Block], taken: list[tuple[int, int]], table: list[Row]) -> None:
        self._tokens = tokens
        self._blocks = blocks
        self._taken = taken_tokens(len(tokens), taken)
        self._table = [
            row for row in table if {"unit", "percent"} <= row.cells.keys() or {"unit", "insured"} <= row.cells.keys()
        ]
        self._counts = Counts(tokens)
        self._places = Places(tokens)

    def find(self) -> list[Counted]:
        found: list[Counted] = []
        about = False
        for number, block in enumerate(self._blocks):
            before: Place | None = None
            for sentence in block.sentences:
                about |= self._counts.about_insurance(sentence.first, sentence.last)
                if about and (number or block.closed) and self._has_number(sentence):
                    reader = _SentenceReader(self._tokens, self._counts, self._places, self._taken, sentence, before)
                    found += reader.read()
                    before = reader.carried
        return found + [figure for row in self._table if (figure := self._of_row(row))]

    def _has_number(self, sentence: Sentence) -> bool:
        return any(self._tokens[i].is_number for i in range(sentence.first, sentence.last))

    def _of_row(self, row: Row) -> Counted | None:
        """A row of a table of figures; a total of all units is one of them."""
        numbers = {
            name: self._tokens[first].written for name, (first, _) in row.cells.items() if self._tokens[first].is_number
        }
        percent = numbers.get("percent", "").replace(",", ".")
        insured = whole(numbers.get("insured", "")) if "insured" in numbers else 0
        if not insured and not percent:
            return None
        rate = Decimal(percent) if percent.count(".") < 2 and percent else None
        population = whole(numbers.get("population", "0")) or None
        return Counted(row.first, row.last, row.cells["unit"], insured or None, population, rate)


class _SentenceReader:
    """Reads one sentence from its first to its last word: each figure belongs to the place named last before it."""

    def __init__(
        self,
        tokens: Tokens,
        counts: Counts,
        places: Places,
        taken: bytearray,
        sentence: Sentence,
        before: Place | None,
    ) -> None:
        self._tokens, self._counts, self._places, self._taken = tokens, counts, places, taken
        self._first, self._last = sentence.first, sentence.last
        self._segment = sentence.first
        self._subject: Place | None = None  # the first place the sentence names
        self._place = before
        self._place_at = sentence.first  # where it is named
        self._others = False  # the last number counts pupils or the like, and so does a share behind it
        self._population: int | None = None  # of the last place, when it is said before those who are insured
        self._joined: list[Place] = []  # places right before, "xã A và xã B đạt 76%"
        self._current: Counted | None = None
        self._found: list[Counted] = []

    @property
    def carried(self) -> Place | None:
        """The place that a next sentence without one is about."""
        if self._found:
            return Place(0, self._found[-1].name, sure=False)
        return self._place if self._place and not self._place.sure else None

    def read(self) -> list[Counted]:
        index = self._first
        while index < self._last:
            place = self._places.at(index, self._last)
            if place:
                self._enter(index, place)
                index = place.last
            elif self._tokens[index].is_number and not self._taken[index]:
                index = self._number(index)
            else:
                self._pass_sign(index)
                index += 1
        return self._found

    def _enter(self, index: int, place: Place) -> None:
        """A place: what follows is about it, and about the one before when they are joined by "và"."""
        joined = self._tokens.plain(index - 1) == "và" and not self._current and self._place and self._place.name
        self._joined = [self._place] if joined and self._place and self._place.last == index - 1 else []
        self._current, self._population = None, None
        self._place, self._place_at = place, index
        self._subject = self._subject or (place if place.name else None)

    def _pass_sign(self, index: int) -> None:
        if not self._counts.breaks(index):
            return
        self._segment = index + 1
        ended = self._tokens.plain(index) == ";"
        self._others = self._others and not ended
        if ended and self._subject and self._tokens.plain(index + 1) in ELIDED:
            self._place = self._subject

    def _number(self, index: int) -> int:
        """Take in the number at a token; where to go on."""
        counts, last = self._counts, self._last
        pair = counts.pair(index, last)
        if pair:
            if self._named() and counts.is_of_people(self._segment, pair[2], self._first, last):
                self._pair(index, *pair)
            return pair[2]
        if self._tokens.plain(index + 1) == "%":
            self._percent(index)
            return index + 2
        self._others |= counts.of_others(index)
        count, after = counts.people(self._segment, index, last)
        if count and self._named() and counts.are_insured(self._segment, index, after, self._first, last):
            self._insured(index, after, count)
        elif count and counts.is_population(self._segment, index):
            self._population = count
            if self._current:
                self._current.population = self._current.population or count
        return max(after, index + 1)

    def _named(self) -> bool:
        return self._place is not None and self._place.name is not None

    def _pair(self, index: int, insured: int, population: int, after: int) -> None:
        """ "4.812/5.230 người": a figure, or the counts of the share before it."""
        current = self._current
        if current and current.insured is None:
            current.insured, current.population, current.last = insured, population, after
        else:
            self._add(index, after, insured=insured, population=population)

    def _add(self, index: int, last: int, **counted: int | Decimal | None) -> None:
        about = self._counts.is_about(self._segment, index)
        self._others = False
        for place in filter(None, [*self._joined, self._place]):
            self._current = Counted(index, last, place.name, approximate=about, sure=place.sure, **counted)  # type: ignore[arg-type]
            self._found.append(self._current)

    def _insured(self, index: int, after: int, count: int) -> None:
        current = self._current
        if current and self._counts.raises(self._segment, index):
            self._found.remove(current)
            current = None
        if current is None:
            self._add(index, after, insured=count, population=self._population)
        elif current.insured is None:
            current.insured, current.last = count, after

    def _percent(self, index: int) -> None:
        counts = self._counts
        value = counts.percent(index)
        place = self._whose_people(index)
        named = (self._place_at, self._place.last) if self._place and self._place.last <= index else (index, index)
        if (
            value is None
            or self._others
            or self._of_other_count(index)
            or not counts.is_coverage(self._segment, named, index, self._first, self._last)
        ):
            return
        if place and not (self._current and self._named()):
            self._place = place
        bound = counts.bound(self._segment, index)
        if not self._named():
            self._of_list(index, value, bound)
        elif bound:
            self._found.append(Counted(index, index + 2, self._place.name, percent=value, bound=bound))  # type: ignore[union-attr, arg-type]
        elif self._current is None:
            self._add(index, index + 2, percent=value)
        elif self._current.percent is None:
            self._current.percent, self._current.last = value, index + 2
            self._current.approximate |= counts.is_about(self._segment, index)

    def _of_other_count(self, index: int) -> bool:
        """ "1.019 (84,6%)": the share that a number has which is no figure."""
        tokens = self._tokens
        return tokens.plain(index - 1) == "(" and tokens[index - 2].is_number and self._current is None

    def _whose_people(self, index: int) -> Place | None:
        """The place behind "78% dân số", "94,7% số dân"."""
        tokens, after = self._tokens, index + 2
        after += tokens.plain(after) == "tổng"
        if not (tokens.says(after, "dân", "số") or tokens.says(after, "số", "dân")):
            return None
        after += 2 + (tokens.plain(after + 2) == "của")
        return self._places.whole_at(after, self._last) if after < self._last else None

    def _of_list(self, index: int, value: Decimal, bound: str) -> None:
        """ "Một số xã đạt trên 99% như Thái Sơn, Thường Thắng": the figure of each place of the list."""
        tokens = self._tokens
        for opener in range(index + 2, min(self._last, index + REACH)):
            if tokens.plain(opener) in LIST_OPENERS:
                names = self._places.listed(opener + 1, self._last)
                about = self._counts.is_about(self._segment, index)
                self._found += [
                    Counted(index, last, (first, last), percent=value, approximate=about, bound=bound)
                    for first, last in names
                ]
                return


def taken_tokens(size: int, parts: list[tuple[int, int]]) -> bytearray:
    """A 1 for every token that belongs to a directive."""
    taken = bytearray(size)
    for first, last in parts:
        taken[first:last] = b"\x01" * (last - first)
    return taken
