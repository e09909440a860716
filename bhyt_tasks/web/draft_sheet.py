"""What stands on the page between a text and its draft directives: read at first, then as it was sent back."""

import re
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import meetings as rules
from bhyt_tasks.domain.errors import N_
from bhyt_tasks.domain.meetings import Meeting, MeetingKind
from bhyt_tasks.intake import Minutes
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.findings import findings
from bhyt_tasks.queries.unit_phrases import Directory, Offer, Phrase, directory
from bhyt_tasks.web import draft_lists, gate, marks
from bhyt_tasks.web.draft_forms import DraftForm, DraftsForm, FindingDraftForm, NamesForm
from bhyt_tasks.web.draft_lists import Draft
from bhyt_tasks.web.forms import RuledForm, UnitsField
from bhyt_tasks.web.gate import viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.minutes import facts_said, read

Part = TypeVar("Part", bound=RuledForm)

MOST_DRAFTS = 300


@dataclass(frozen=True)
class Question:
    """A phrase that a person has to say more of, the drafts that have it, and what it may mean."""

    form: NamesForm
    places: list[int]
    offers: tuple[Offer, ...]
    may_lead: bool


@dataclass(frozen=True)
class FactSaid:
    """What the text says of the meeting, beside what is written down of it."""

    name: str
    label: str
    said: Any
    ours: Any
    ticked: bool


FACTS = {
    "kind": N_("Loại"),
    "held_on": N_("Ngày họp, kiểm tra"),
    "chair_position": N_("Chức vụ người chủ trì"),
    "chair_name": N_("Họ tên người chủ trì"),
    "place": N_("Địa điểm"),
    "notice_number": N_("Số thông báo kết luận"),
    "notice_on": N_("Ngày thông báo"),
}


class Sheet:
    """What stands on the page between two requests."""

    def __init__(self, meeting: Meeting, text: str) -> None:
        self.meeting, self.text = meeting, text
        self.minutes: Minutes = read(text, meeting.held_on)
        self.look_up()
        self.drafts: list[Draft] = []
        self.findings: list[Draft] = []
        self.facts: set[str] = set()
        self.focus = ""  # the id of what has just been changed
        self.note = ""
        self.saved = 0  # directives that stand on this text by now, where that was asked

    def look_up(self) -> None:
        """Which units can be meant, as they are registered now."""
        today, among = clock.day(gate.now()), UnitsField.among()
        days = {"on": self.meeting.held_on, "until": today}
        self.directory: Directory = directory(db.session, viewer.committee_id, self.text, today=among, **days)

    def read_first(self) -> None:
        """As it is read, but for what was written down before."""
        found = draft_lists.first_drafts(self.minutes, self.directory, self.text, self.taken())
        self.drafts = found[:MOST_DRAFTS]
        if len(found) > MOST_DRAFTS:
            self.note = _(
                "Đây là %(most)s nội dung đầu. Lưu rồi mở lại trang này để lập phần còn lại.", most=MOST_DRAFTS
            )
        if self.meeting.kind is MeetingKind.INSPECTION:
            written = {row.text for row in findings(db.session, self.meeting.id)}
            drafted = draft_lists.first_findings(self.minutes, self.directory)
            self.findings = [each for each in drafted if each["text"] not in written]
        said = self.facts_said()
        if not any(fact.name == "held_on" for fact in said):  # else the days of the two may not fit
            self.facts = {fact.name for fact in said if not fact.ours}

    def taken(self) -> list[tuple[int, int]]:
        """The parts of the text on which directives of the meeting stand by now."""
        quotes = [rules.quote_of(self.meeting, each) for each in rules.directives_of(db.session, self.meeting)]
        starts = [(self.text.find(quote), len(quote)) for quote in quotes if quote]
        taken = [(start, start + length) for start, length in starts if start >= 0]
        self.saved = len(taken)
        return taken

    def read_sent(self) -> None:
        """As it was sent back."""
        self.drafts, self.findings = sent("d"), sent("f")
        self.facts = set(request.form.getlist("fact"))

    def facts_said(self) -> list[FactSaid]:
        said = facts_said(self.minutes)
        ours = {name: getattr(self.meeting, name) for name in FACTS}
        return [
            FactSaid(name, _(label), said[name], ours[name], name in self.facts)
            for name, label in FACTS.items()
            if name in said and said[name] != ours[name]
        ]

    def form(self) -> DraftsForm:
        form = DraftsForm()
        form.minutes.data = self.text
        form.drafts = [part_of(DraftForm, "d", place, draft) for place, draft in enumerate(self.drafts)]
        form.findings = [part_of(FindingDraftForm, "f", place, each) for place, each in enumerate(self.findings)]
        for draft in form.drafts:
            draft.minutes = self.text
        return form

    def questions(self) -> list[Question]:
        asked = draft_lists.asked_names(self.drafts)
        return [
            Question(
                part_of(NamesForm, "q", number, {"words": words}),
                places,
                self.directory.meaning(Phrase(words)).offers,
                any(words in self.drafts[place].get("unclear_lead", "").splitlines() for place in places),
            )
            for number, (words, places) in enumerate(asked.items())
        ]

    def figures(self) -> list[tuple[Any, str]]:
        """The figures that the text speaks of, each with the unit of ours that it is of."""
        named = [
            (reading, self.directory.meaning(Phrase(reading.unit.text)).units) for reading in self.minutes.readings
        ]
        return [(reading, units[0].name if len(units) == 1 else "") for reading, units in named]

    def show(self, form: DraftsForm, status: int) -> ResponseReturnValue:
        if form.version.data is None:
            form.version.data = self.meeting.version
        spans = [
            (place, span)
            for place, draft in enumerate(form.drafts)
            if (span := draft.span()) and not draft.dropped.data
        ]
        return page(
            "meetings/draft.html",
            status,
            meeting=self.meeting,
            form=form,
            questions=self.questions(),
            facts=self.facts_said(),
            figures=self.figures(),
            marks=list(marks.Mark),
            passages=marks.passages(self.text, self.minutes, spans),
            focus=self.focus,
            note=self.note,
            saved=self.saved,
        )


def sent(prefix: str) -> list[Draft]:
    """The parts of the page as they were sent, in their order."""
    parts: dict[int, Draft] = {}
    for name, value in request.form.items():
        match = re.fullmatch(rf"{prefix}(\d{{1,3}})-(\w+)", name)
        if match:
            parts.setdefault(int(match[1]), {})[match[2]] = value
    return [parts[place] for place in sorted(parts)][:MOST_DRAFTS]


def part_of(kind: type[Part], prefix: str, place: int, fields: Draft) -> Part:
    sent = MultiDict({f"{prefix}{place}-{name}": value for name, value in fields.items()})
    return kind(formdata=sent, prefix=f"{prefix}{place}-", meta={"csrf": False})
