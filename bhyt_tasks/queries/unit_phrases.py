"""Which of the committee's units do the words of a text mean, and which may they mean?

Only what is sure is taken: a name, alias or code that one unit has, in its type; a collective phrase whose kind or
number says which units it holds. Whatever else the words may mean is offered to a person, never guessed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.units import AGENCIES, Unit, UnitKind, UnitSuccession, bare_name, not_there_yet
from bhyt_tasks.domain.vietnamese import compact, fold, same_name, spelling
from bhyt_tasks.queries.units import Choices, UnitChoice

MOST_OFFERS = 6

# What offices write short, folded; glossary of units and associations.
_SHORT = (
    (r"ld ?tb ?(?:va )?xh", "lao dong thuong binh xa hoi"),
    (r"bhxh", "bao hiem xa hoi"),
    (r"gd ?(?:va )?dt", "giao duc dao tao"),
    (r"vh ?tt ?(?:va )?dl", "van hoa the thao du lich"),
    (r"vh ?(?:va )?tt", "van hoa thong tin"),
    (r"vh ?(?:va )?xh", "van hoa xa hoi"),
    (r"tc ?kh", "tai chinh ke hoach"),
    (r"kh ?(?:va )?dt", "ke hoach dau tu"),
    (r"tn ?(?:va )?mt", "tai nguyen moi truong"),
    (r"nn ?(?:va )?ptnt", "nong nghiep phat trien nong thon"),
    (r"kt ?ht", "kinh te ha tang"),
    (r"tt ?yt", "trung tam y te"),
    (r"(?:ub ?|uy ban )?(?:mt ?tq|mat tran to quoc)(?: ?vn)?", "mat tran to quoc"),
    (r"(?:hoi )?lhpn|hoi phu nu", "hoi lien hiep phu nu"),
    (r"(?:hoi )?ccb", "hoi cuu chien binh"),
    (r"hoi nd", "hoi nong dan"),
    (r"hoi ctd", "hoi chu thap do"),
    (r"dtn|doan tn|doan tncs(?: hcm)?|doan thanh nien cong san(?: ho chi minh)?", "doan thanh nien"),
    (r"ld ?ld", "lien doan lao dong"),
    (r"ubnd", "uy ban nhan dan"),
    (r"tp", "thanh pho"),
    (r"tx", "thi xa"),
    (r"va|viet nam", ""),
)
_AT_FIRST = ((r"p", "phuong"), (r"x", "xa"), (r"tt", "thi tran"), (r"h", "huyen"), (r"t", "tinh"))
_LONG = [(re.compile(rf"\b(?:{short})\b"), words) for short, words in _SHORT]
_LONG_AT_FIRST = [(re.compile(rf"{short}(?= )"), words) for short, words in _AT_FIRST]

# Who acts for the unit: "Chủ tịch UBND xã A" is told for xã A.
_OFFICE = re.compile(
    r"^(?:(?:dong chi|ong|ba|lanh dao|dai dien|thu truong|nguoi dung dau|pho chu tich|chu tich|pho giam doc|giam doc"
    r"|pho truong|truong(?= (?:phong|ban|cong an))|co quan(?= \w)|uy ban nhan dan(?= \w)) )+"
)
_LEVEL = re.compile(r" (tinh|thanh pho|huyen|quan|thi xa|xa|phuong|thi tran|dac khu)$")

_NUMBERS = {"hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_HOW_MANY = re.compile(rf"(?:(?:tat ca|toan bo|toan the|cac|moi|tung|nhung) )*(?:(\d{{1,4}}|{'|'.join(_NUMBERS)}) )?")
_ALL = re.compile(r"^(?:(?:tat ca|toan bo|toan the|cac|moi|tung|nhung) )+")
_COMMUNES = {
    "xa": UnitKind.COMMUNE,
    "phuong": UnitKind.WARD,
    "thi tran": UnitKind.TOWNSHIP,
    "dac khu": UnitKind.SPECIAL_ZONE,
}
_DISTRICTS = {
    "huyen": UnitKind.DISTRICT,
    "quan": UnitKind.DISTRICT,
    "thi xa": UnitKind.DISTRICT,
    "thanh pho": UnitKind.CITY,
}
_VILLAGES = dict.fromkeys(("thon", "to dan pho", "tdp", "khu pho", "ap", "buon", "khom"), UnitKind.VILLAGE)
_OFFICES = (
    *("phong ban", "phong", "so", "ban", "nganh", "doan the", "hoi", "to chuc chinh tri xa hoi", "to chuc"),
    *("don vi", "dia phuong", "co quan", "co so", "noi", "thanh vien"),
)
_ASSOCIATIONS = {"doan the", "hoi", "to chuc", "to chuc chinh tri xa hoi"}
_AREA_NOUNS = {**_COMMUNES, **_DISTRICTS, **_VILLAGES}
_NOUN = re.compile(rf"({'|'.join(sorted({*_AREA_NOUNS, *_OFFICES}, key=len, reverse=True))})\b ?")
_REST = re.compile(
    r"(?:chuyen mon|lien quan|truc thuoc|tren dia ban|trong toan|toan|cua)?(?: ?(?:tinh|thanh pho|huyen|xa|phuong))?"
)


@dataclass(frozen=True)
class Phrase:
    """Words that name units; ``head`` is the noun that a member of a list left out: "phòng" of "LĐ – TB & XH"."""

    text: str
    head: str = ""


@dataclass(frozen=True)
class Offer:
    """Units that may be meant; ``name`` is empty where they have no name in common but their own."""

    units: tuple[UnitChoice, ...]
    group: str = ""

    @property
    def name(self) -> str:
        """What is typed to choose them."""
        return self.group or "; ".join(unit.name for unit in self.units)


@dataclass(frozen=True)
class Meaning:
    units: tuple[UnitChoice, ...] = ()
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True)
class _Collective:
    """The nouns of a collective phrase; ``number`` is how many the text says there are."""

    nouns: tuple[str, ...]
    number: int | None

    @property
    def kinds(self) -> set[UnitKind]:
        """Of which kinds all that is meant must be; empty where a noun does not say."""
        known = {_AREA_NOUNS[noun] for noun in self.nouns if noun in _AREA_NOUNS}
        return known if all(noun in _AREA_NOUNS for noun in self.nouns) else set()


class Directory:
    """The units that a text may name.

    ``area`` is the name of the committee's area: "Phòng Y tế thành phố Hà Tĩnh" is its own Phòng Y tế. ``words`` is
    the whole text; the units that it names may be "các đơn vị" that it speaks of.
    """

    def __init__(
        self,
        among: Choices,
        area: str = "",
        words: str = "",
        heirs: Mapping[int, Sequence[UnitChoice]] = MappingProxyType({}),
    ) -> None:
        """``heirs``: what has become of those among the units that are no more."""
        self._units, self._area, self._words, self._heirs = among.units, area, words, heirs
        self._places = [unit for unit in among.units if unit.kind not in AGENCIES and not same_name(unit.name, area)]
        by_id = {unit.id: unit for unit in among.units}
        self._groups = [Offer(tuple(by_id[each] for each in group.unit_ids), group.name) for group in among.groups]
        self._named: dict[str, list[UnitChoice]] = defaultdict(list)
        self._bare: dict[str, list[UnitChoice]] = defaultdict(list)
        self._cores: dict[str, list[tuple[str, UnitChoice]]] = defaultdict(list)
        for unit in among.units:
            self._write_down(unit)

    def _write_down(self, unit: UnitChoice) -> None:
        names = set(unit.folded.split(" | ")) | ({fold(unit.code)} if unit.code else set())
        if unit.kind in AGENCIES:
            names = {long_form(name) for name in names}
            for core, level in {self._core(name) for name in names}:
                self._cores[core].append((level, unit))
        else:
            self._bare[fold(bare_name(unit.name))].append(unit)
        for name in names:
            self._named[name].append(unit)

    def meaning(self, phrase: Phrase) -> Meaning:
        """The units that are meant, else those that may be."""
        said = _said(phrase)
        if not said:
            return Meaning()
        for group in self._groups:
            if _all_of(group.group) in (_all_of(phrase.text), _all_of(said)):
                return Meaning(group.units)
        named = self._alike(said, phrase.text)
        if len(named) == 1:
            return self._today(named[0])
        collective = _collective(said)
        if collective and not named:
            return self._of_kinds(collective)
        return Meaning((), tuple(Offer((unit,)) for unit in named or self._near(said))[:MOST_OFFERS])

    def written(self, units: Sequence[UnitChoice]) -> str:
        """What is typed to choose these: the name of the group that they are, else their names."""
        ids = {unit.id for unit in units}
        same = [group.group for group in self._groups if {unit.id for unit in group.units} == ids]
        return same[0] if same else "; ".join(unit.name for unit in units)

    def _today(self, unit: UnitChoice) -> Meaning:
        """Who can be given something now; what a unit that is no more was told goes to whom a person says."""
        if unit.id not in self._heirs:
            return Meaning((unit,))
        return Meaning((), tuple(Offer((heir,)) for heir in self._heirs[unit.id]))

    def _alike(self, said: str, typed: str) -> tuple[UnitChoice, ...]:
        """Those called so: by name or code, else without their type, else without the area they are of."""
        found = self._named.get(said) or self._bare.get(said) or self._at_level(*self._core(said))
        exact = [unit for unit in found if spelling(bare_name(unit.name)) in spelling(typed)]
        return tuple(exact or found)

    def _at_level(self, core: str, level: str) -> list[UnitChoice]:
        own = fold(self._area).removesuffix(fold(bare_name(self._area))).strip() or level
        return [unit for at, unit in self._cores.get(core, ()) if (level or own) == (at or own)]

    def _core(self, said: str) -> tuple[str, str]:
        """The name without the area it is of, and the level of that area: ("phong y te", "thanh pho")."""
        own = fold(bare_name(self._area))
        said = said.removesuffix(f" {own}") if own else said
        level = _LEVEL.search(said)
        return (said[: level.start()], level[1]) if level else (said, "")

    def _of_kinds(self, said: _Collective) -> Meaning:
        alike = tuple(unit for unit in self._places if unit.kind in said.kinds)
        if alike and said.number in (None, len(alike)):
            return Meaning(alike)
        as_many = [
            group for group in self._groups if len(group.units) == said.number and set(group.units) <= set(alike)
        ]
        if len(as_many) == 1:
            return Meaning(as_many[0].units)
        offers = [Offer(alike), *self._offers()] if said.kinds else self._offers(said)
        return Meaning((), tuple(_told_apart(offers))[:MOST_OFFERS] if alike or not said.kinds else ())

    def _offers(self, said: "_Collective | None" = None) -> Iterator[Offer]:
        if said and _ASSOCIATIONS & set(said.nouns):
            yield Offer(tuple(unit for unit in self._units if unit.kind is UnitKind.ASSOCIATION))
        yield from self._groups
        yield Offer(tuple(unit for unit in self._places if self._mentions(unit)))
        yield Offer(tuple(unit for unit in self._places if unit.kind in _COMMUNES.values()))
        yield Offer(tuple(unit for unit in self._units if unit.kind in AGENCIES))

    def _mentions(self, unit: UnitChoice) -> bool:
        """The text has the name with its own tones and capitals: "Thạch Hà" is no "Thạch Hạ"."""
        name = bare_name(unit.name)
        return name in self._words and bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", self._words))

    def _near(self, said: str) -> list[UnitChoice]:
        """Those that have the same name in another type or at another level."""
        offices = [unit for _, unit in self._cores.get(self._core(said)[0], ())]
        return list(dict.fromkeys(self._bare.get(fold(bare_name(said)), []) + offices))


def _said(phrase: Phrase) -> str:
    said = _OFFICE.sub("", long_form(phrase.text), count=1)
    head = long_form(phrase.head)
    return f"{head} {said}" if head and said and not said.startswith(f"{head} ") else said


def _all_of(words: str) -> str:
    """The name of a group without the word for all or each of it: "mỗi đoàn thể" are "các đoàn thể"."""
    return compact(_ALL.sub("", fold(words), count=1))


def long_form(name: str) -> str:
    """The name folded and spelled out: "Phòng LĐ-TB&XH" is "phong lao dong thuong binh xa hoi"."""
    text = fold(name)
    for short, words in _LONG_AT_FIRST:
        text = short.sub(words, text, count=1) if short.match(text) else text
    for short, words in _LONG:
        text = short.sub(words, text)
    return " ".join(text.split())


def _collective(said: str) -> _Collective | None:
    """The phrase as nouns and a number; None when it is the name of one."""
    many = _HOW_MANY.match(said)
    quantified, number, at = (many[0], many[1], many.end()) if many else ("", None, 0)
    nouns = []
    while noun := _NOUN.match(said, at):
        nouns.append(noun[1])
        at = noun.end()
    collective = nouns and (quantified or len(nouns) > 1 or nouns[0] in _OFFICES)
    if not collective or not _REST.fullmatch(said, at):
        return None
    return _Collective(tuple(nouns), _NUMBERS.get(number) or int(number) if number else None)


def _told_apart(offers: Iterable[Offer]) -> Iterator[Offer]:
    seen: set[frozenset[int]] = set()
    for offer in offers:
        ids = frozenset(unit.id for unit in offer.units)
        if ids and ids not in seen:
            seen.add(ids)
            yield offer


def directory(session: Session, committee_id: int, words: str, *, today: Choices, on: date, until: date) -> Directory:
    """Who could be told something on a day, by the names of that day.

    ``today`` is whom something can be given to ``until`` now. A unit that came out of others after that day is not
    meant, even if it has the name of one that was closed since.
    """
    came_later = not_there_yet(on)
    closed = sa.and_(Unit.active_until >= on, Unit.active_until < until)
    area = sa.select(Committee.area_id).where(Committee.id == committee_id).scalar_subquery()
    rows = session.execute(
        sa.select(
            *(Unit.id, Unit.name, Unit.kind, Unit.code, Unit.folded),
            came_later.label("later"),
            closed.label("closed"),
            (Unit.id == area).label("is_area"),
        ).where(Unit.committee_id == committee_id, sa.or_(closed, came_later, Unit.id == area))
    ).all()
    later = {row.id for row in rows if row.later}
    past = tuple(UnitChoice(*row[:5]) for row in rows if row.closed)
    area_name = next((row.name for row in rows if row.is_area), "")
    units = tuple(unit for unit in today.units if unit.id not in later) + past
    groups = tuple(group for group in today.groups if not later & set(group.unit_ids))
    among = Choices(units, groups)
    return Directory(among, area_name, words, _heirs(session, past, today))


def _heirs(session: Session, past: Sequence[UnitChoice], today: Choices) -> dict[int, list[UnitChoice]]:
    heirs: dict[int, list[UnitChoice]] = {unit.id: [] for unit in past}
    passed = sa.select(UnitSuccession.old_unit_id, UnitSuccession.new_unit_id).where(
        UnitSuccession.old_unit_id.in_(heirs)
    )
    for old, new in session.execute(passed.order_by(UnitSuccession.main.desc(), UnitSuccession.id)) if heirs else ():
        heirs[old] += [unit for unit in today.units if unit.id == new]
    return heirs
