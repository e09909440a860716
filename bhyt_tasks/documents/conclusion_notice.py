"""What does the notice of a meeting's conclusions say? It is written for the signature, before anything is given out.

The form is that of a named paper (NĐ 30/2020/NĐ-CP, Appendix III, form 1.4). Nothing is filled in that is not known.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bhyt_tasks.documents.notice_words import (
    Groups,
    directive_words,
    finding_words,
    lower_first,
    units_words,
    upper_first,
)
from bhyt_tasks.documents.official_paper import Letterhead, Paper, day_words, write_paper
from bhyt_tasks.domain.committees import Settings
from bhyt_tasks.domain.meetings import MeetingKind
from bhyt_tasks.domain.units import AREAS, UnitKind
from bhyt_tasks.domain.vietnamese import fold
from bhyt_tasks.queries.findings import FindingRow
from bhyt_tasks.queries.meetings import DirectiveRow
from bhyt_tasks.queries.notice_units import NamedUnit

SYMBOL = "TB-BCĐ"
_KINDS = {
    MeetingKind.CONFERENCE: "hội nghị",
    MeetingKind.WORKING_SESSION: "buổi làm việc",
    MeetingKind.INSPECTION: "cuộc kiểm tra",
}
_SAYS_KIND = ("hoi nghi", "hoi thao", "buoi ", "cuoc ", "phien ", "dot ")
_SPOKEN_SHORT = (("giao ban", "cuộc họp"), ("họp ", "cuộc"))  # what a sentence has in full
_TITLED = ("dong chi ", "d c ", "ong ", "ba ")


@dataclass(frozen=True)
class Notice:
    """``number`` and ``dated`` are those of the notice once it has them."""

    committee_name: str
    settings: Settings
    kind: MeetingKind
    title: str
    held_on: date
    chair_position: str
    chair_name: str = ""
    place: str = ""
    number: str = ""
    dated: date | None = None
    attending: tuple[NamedUnit, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    directives: tuple[DirectiveRow, ...] = ()
    groups: Groups | None = None


def write_notice(notice: Notice, at: datetime) -> bytes:
    """The .docx file; ``at`` is when it is made."""
    settings = notice.settings
    signer = tuple(filter(None, map(str.strip, settings.signer_lines.split("\n"))))
    letterhead = Letterhead(settings.issuer or notice.committee_name, settings.superior, settings.place, signer)
    paper = Paper(
        letterhead=letterhead,
        number=_number(notice),
        dated=notice.dated,
        kind="Thông báo",
        about=f"Kết luận của {_chair(notice)} tại {_meeting(notice)}",
        paragraphs=tuple(_paragraphs(notice)),
        recipients=tuple(_recipients(notice)),
    )
    return write_paper(paper, at)


def _number(notice: Notice) -> str:
    """ "05/TB-BCĐ": numbers below 10 have two digits; without one its place is left open."""
    number = notice.number or f"…/{notice.settings.symbol or SYMBOL}"
    return re.sub(r"^(?=\d\b)", "0", number)


def _chair(notice: Notice) -> str:
    name = notice.chair_name
    if name and not fold(name).startswith(_TITLED):
        name = f"đồng chí {name}"
    return ", ".join(filter(None, (lower_first(name), notice.chair_position)))


def _meeting(notice: Notice) -> str:
    """The title within a sentence, with the word for what it was."""
    title, kind = notice.title, _KINDS[notice.kind]
    if fold(title).startswith(_SAYS_KIND):
        return lower_first(title)
    for begins, word in _SPOKEN_SHORT:
        if title.lower().startswith(begins):
            return f"{word} {lower_first(title)}"
    first, last = kind.split(" ", 1)
    return f"{first if fold(title).startswith(fold(last)) else kind} {lower_first(title)}"


def _paragraphs(notice: Notice) -> Iterator[str]:
    yield _opening(notice)
    if notice.findings:
        yield "I. TỒN TẠI, HẠN CHẾ"
        yield from _numbered([finding_words(row) for row in notice.findings])
        yield "II. NHIỆM VỤ"
    items = [directive_words(row, notice.groups or {}, notice.held_on) for row in notice.directives]
    yield from _numbered(items or ["…"])
    yield f"{notice.committee_name} thông báo để các cơ quan, đơn vị biết, thực hiện./."


def _numbered(items: Sequence[str]) -> Iterator[str]:
    return (f"{number}. {words}" for number, words in enumerate(items, 1))


def _opening(notice: Notice) -> str:
    day, where = upper_first(day_words(notice.held_on)), f", tại {notice.place}" if notice.place else ""
    words = f"{day}{where}, {_chair(notice)} chủ trì {_meeting(notice)}."
    heard = ""
    if notice.attending:
        words += f" Tham dự có đại diện {units_words(notice.attending, notice.groups or {})}."
        heard = "Sau khi nghe ý kiến của các đơn vị tham dự, "
    return f"{words} {upper_first(f'{heard}{notice.chair_position} kết luận như sau:')}"


def _recipients(notice: Notice) -> Iterator[str]:
    """The units that lead or coordinate: offices one a line, then areas and villages together."""
    units = {
        unit.unit_id: NamedUnit(unit.unit_id, unit.name, unit.kind)
        for row in notice.directives
        if not row.general
        for unit in row.units
    }
    yield from (unit.name for unit in units.values() if unit.kind not in AREAS)
    for kinds in (AREAS - {UnitKind.VILLAGE}, {UnitKind.VILLAGE}):
        together = [unit for unit in units.values() if unit.kind in kinds]
        if together:
            yield upper_first(units_words(together, notice.groups or {}))
