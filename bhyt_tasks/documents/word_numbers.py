"""Which number or bullet does Word write before a paragraph? It keeps none in the text: they are counted here."""

from dataclasses import dataclass, field
from typing import NamedTuple

from bhyt_tasks.documents import packages
from bhyt_tasks.documents.packages import Parts

MOST_LEVELS = 9  # by the format
_BULLETS = ("-", "–", "+", "*", "•")  # those that people tell levels by; of a symbol font only the place is known
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_LARGEST = 3_999  # what Roman numbers and letters are written for


class Place(NamedTuple):
    """The list a paragraph belongs to, and its level from 0. List "0" is none."""

    list_id: str
    level: int


@dataclass
class Level:
    start: int = 1
    form: str = "decimal"
    words: str = ""  # "%1.%2)"
    restart: int | None = None  # the level, from 1, after which it begins again; 0 is never
    legal: bool = False  # all its numbers in digits


@dataclass
class List:
    levels: dict[int, Level] = field(default_factory=dict)
    style: str = ""  # the levels are those of the list that this style names


@dataclass
class Numbers:
    """Counts the paragraphs of the lists in the order in which they stand."""

    lists: dict[str, List] = field(default_factory=dict)  # by the id that several lists may share
    shared: dict[str, str] = field(default_factory=dict)  # list → that id
    begins: dict[str, dict[int, int]] = field(default_factory=dict)  # list → level → a number of its own to begin with
    of_styles: dict[str, Place] = field(default_factory=dict)
    based_on: dict[str, str] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def of_style(self, style: str) -> Place | None:
        """The place that a style gives, or one that it is based on."""
        for _ in range(MOST_LEVELS):
            if style in self.of_styles or not style:
                break
            style = self.based_on.get(style, "")
        return self.of_styles.get(style)

    def next(self, place: Place) -> str:
        """What stands before the next paragraph there: "1.", "a)", "-"; "" for nothing. It counts as written."""
        shared = self.shared.get(place.list_id, "")
        levels = self._levels(shared)
        if place.level not in levels:
            return ""
        counts = self.counted.setdefault(shared, {})
        self._count(place, levels, counts)
        level = levels[place.level]
        if level.form == "bullet":
            return level.words if level.words in _BULLETS else "-"
        words = level.words if level.form != "none" else ""
        for number in range(place.level + 1):
            of = levels.get(number, Level())
            form = "decimal" if level.legal else of.form
            words = words.replace(f"%{number + 1}", _written(counts.get(number, of.start), form))
        return words.strip()

    def _levels(self, shared: str) -> dict[int, Level]:
        found = self.lists.get(shared, List())
        if found.style and not found.levels:
            place = self.of_styles.get(found.style, Place("0", 0))
            found = self.lists.get(self.shared.get(place.list_id, ""), found)
        return found.levels

    def _count(self, place: Place, levels: dict[int, Level], counts: dict[int, int]) -> None:
        begin = self.begins.get(place.list_id, {}).get(place.level)
        if begin is not None and (place.list_id, place.level) not in self.begun:
            counts[place.level] = begin
        else:
            counts[place.level] = counts.get(place.level, levels[place.level].start - 1) + 1
        self.begun.add((place.list_id, place.level))
        for deeper in [number for number in counts if number > place.level]:
            restart = levels.get(deeper, Level()).restart
            if restart is None or place.level < restart:
                del counts[deeper]


def _written(number: int, form: str) -> str:
    if form == "decimalZero":
        return f"{number:02}"
    if not 0 < number <= _LARGEST:
        return str(number)
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    return str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written + _ROMAN_ONES[number]


def read_numbers(parts: Parts, numbering: str, styles: str) -> Numbers:
    """The lists of a document; ``numbering`` and ``styles`` name the parts. Raises RuleBroken for damaged ones."""
    numbers = Numbers()
    if styles in parts:
        packages.read_xml(parts[styles], _Styles(numbers).start)
    if numbering in parts:
        packages.read_xml(parts[numbering], _Lists(numbers).start)
    return numbers


def value_of(given: dict[str, str], name: str = "val") -> str:
    """An attribute, whatever its prefix."""
    return next((value for key, value in given.items() if key.rpartition(":")[2] == name), "")


def whole(words: str) -> int:
    """A number of the file; 0 for anything else. None there needs more than six digits."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 7 else 0


class _Styles:
    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.style, self.level = "", 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "style":
            self.style, self.level = value_of(given, "styleId"), 0
        elif name == "basedOn":
            self.numbers.based_on[self.style] = value_of(given)
        elif name == "ilvl":
            self.level = whole(value_of(given))
        elif name == "numId":
            self.numbers.of_styles[self.style] = Place(value_of(given), self.level)


class _Lists:
    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.list, self.list_id, self.number = List(), "", 0
        self.level = Level()

    def start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "abstractNum":
            self.list, self.list_id = List(), ""
            self.numbers.lists[value_of(given, "abstractNumId")] = self.list
        elif name == "num":
            self.list_id = value_of(given, "numId")
        elif name == "abstractNumId":
            self.numbers.shared[self.list_id] = value_of(given)
        elif name == "lvlOverride":
            self.number = whole(value_of(given, "ilvl"))
        elif name == "startOverride":
            self.numbers.begins.setdefault(self.list_id, {})[self.number] = whole(value_of(given))
        elif name == "numStyleLink":
            self.list.style = value_of(given)
        elif not self.list_id:
            self._read_level(name, given)

    def _read_level(self, name: str, given: dict[str, str]) -> None:
        if name == "lvl":
            self.level, self.number = Level(), whole(value_of(given, "ilvl"))
            if self.number < MOST_LEVELS:
                self.list.levels[self.number] = self.level
        elif name == "start":
            self.level.start = whole(value_of(given))
        elif name == "numFmt":
            self.level.form = value_of(given)
        elif name == "lvlText":
            self.level.words = value_of(given)[:100]
        elif name == "lvlRestart":
            self.level.restart = whole(value_of(given))
        elif name == "pStyle" and value_of(given) in self.numbers.of_styles:
            place = self.numbers.of_styles[value_of(given)]
            self.numbers.of_styles[value_of(given)] = place._replace(level=self.number)
        elif name == "isLgl":
            self.level.legal = value_of(given) not in ("0", "false")
