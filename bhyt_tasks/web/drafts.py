"""From the text of a meeting to its draft directives: read, put in order, answer what is open, save as a draft.

Between the first reading and "Lưu dự thảo" everything travels in the form: nothing is saved, so the page works the
same with scripts and without.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import meetings as rules
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.db import begin_write, locked
from bhyt_tasks.domain.errors import N_, NeedsConfirmation, RuleBroken, WrongState
from bhyt_tasks.domain.finding_checks import revise_visit
from bhyt_tasks.domain.findings import FindingFacts, add_finding
from bhyt_tasks.domain.meetings import DirectiveFacts, Meeting, MeetingFacts, MeetingKind
from bhyt_tasks.domain.unit_changes import UnitFacts, enter_unit
from bhyt_tasks.domain.units import UnitKind, kind_named
from bhyt_tasks.domain.vietnamese import clean
from bhyt_tasks.intake import Minutes
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import meetings as questions
from bhyt_tasks.queries.findings import findings
from bhyt_tasks.queries.unit_phrases import Directory, Offer, Phrase, directory
from bhyt_tasks.web import draft_lists, filters, gate, marks
from bhyt_tasks.web.directive_form import DirectiveFields
from bhyt_tasks.web.draft_lists import ASK_GIVEN, ASK_REPORT, Draft
from bhyt_tasks.web.forms import (
    LONGEST_NOTE,
    ActForm,
    DayField,
    RuledForm,
    UnitsField,
    at_most,
    forget_choices,
    required,
    whole,
)
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import go, page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.minutes import LONGEST, facts_said, laid_out, read, uploaded
from bhyt_tasks.web.notice_paper import draft_notice
from bhyt_tasks.web.writing import Answer, do_once, perform_on

blueprint = Blueprint("drafts", __name__)

Part = TypeVar("Part", bound=RuledForm)

MOST_DRAFTS = 300
NO_TEXT = N_("Dán nội dung kết luận hoặc chọn tệp.")
NOTHING_TO_SAVE = N_("Chưa có nội dung chỉ đạo nào để lưu.")
IN_DRAFT = N_("Nội dung {number}: {why}")


class TextForm(ActForm):
    minutes = TextAreaField(_l("Nội dung kết luận"), [at_most(LONGEST)])
    file = FileField(_l("Hoặc chọn tệp .docx, .pdf"))


class DraftForm(DirectiveFields):
    """One draft. ``ask`` is what the text leaves open, ``answer`` what the secretary says to it."""

    start = HiddenField()
    end = HiddenField()
    ask = HiddenField()
    answer = StringField()
    unclear_lead = HiddenField()
    unclear_coordinating = HiddenField()
    doubts = HiddenField()
    dropped = HiddenField()
    minutes = ""  # the text that the offsets are of

    def validate_answer(self, field: StringField) -> None:
        if self.open_question() and not field.data:
            raise ValidationError(_("Chọn một cách trả lời."))

    def open_question(self) -> str:
        """The question that the text leaves open, if what stands in the fields does not settle it."""
        if self.general.data:
            return ""
        if self.ask.data == ASK_REPORT and len(self.lead.ids()) < 2:
            return ""
        return self.ask.data or ""

    def facts(self) -> DirectiveFacts:
        facts = super().facts()
        question = self.open_question()
        if question == ASK_GIVEN and self.answer.data == "no":
            return replace(facts, general=True, lead=(), coordinating=())
        if question == ASK_REPORT and self.answer.data == "one":
            return replace(facts, lead=facts.lead[:1], coordinating=(*facts.lead[1:], *facts.coordinating))
        return facts

    def span(self) -> tuple[int, int] | None:
        start, end = whole(self.start.data), whole(self.end.data)
        return None if start is None or end is None else (start, end)

    def said(self) -> str:
        span = self.span()
        return self.minutes[slice(*span)] if span else ""


class FindingDraftForm(RuledForm):
    keep = BooleanField(_l("Ghi thành tồn tại, hạn chế"))
    text = TextAreaField(_l("Tồn tại, hạn chế"), [required(_l("Ghi tồn tại, hạn chế.")), at_most(LONGEST_NOTE)])
    unit = UnitsField(_l("Đơn vị"))
    quote = HiddenField()

    def validate_unit(self, field: UnitsField) -> None:
        if len(field.data or ()) != 1:
            raise ValidationError(_("Ghi một đơn vị có tồn tại, hạn chế này."))

    def facts(self) -> FindingFacts:
        return FindingFacts(
            text=self.text.data,
            unit_id=self.unit.ids()[0],
            quote=self.quote.data or "",
            numbers_confirmed=self.numbers_confirmed.data,
        )


class NamesForm(RuledForm):
    """Which units a phrase of the text means."""

    words = HiddenField()
    names = UnitsField(_l("Là những đơn vị nào"), [Optional()])


def _why(part: RuledForm) -> str:
    return " ".join(str(words) for field in part for words in field.errors)


class DraftsForm(ActForm):
    """The whole page: the text, its drafts and findings, and what a button next to a field is about."""

    minutes = TextAreaField(_l("Nội dung kết luận"), [at_most(LONGEST)])
    common_due_on = DayField(_l("Thời hạn chung"), [Optional()])
    passage = TextAreaField(_l("Đoạn chưa có trong dự thảo"), [at_most(LONGEST_NOTE)])
    drafts: Sequence[DraftForm] = ()
    findings: Sequence[FindingDraftForm] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        wrong = [
            (number, part)
            for number, part in enumerate(self.drafts, start=1)
            if not part.dropped.data and not part.validate()
        ]
        self.form_errors = [
            *self.form_errors,
            *(_(IN_DRAFT).format(number=number, why=_why(part)) for number, part in wrong),
        ]
        findings = [part.validate() for part in self.findings if part.keep.data]
        return valid and not wrong and all(findings)

    def kept(self) -> list[DraftForm]:
        return [draft for draft in self.drafts if not draft.dropped.data]


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

    def look_up(self) -> None:
        """Which units can be meant, as they are registered now."""
        today, among = clock.day(gate.now()), UnitsField.among()
        days = {"on": self.meeting.held_on, "until": today}
        self.directory: Directory = directory(db.session, viewer.committee_id, self.text, today=among, **days)

    def read_first(self) -> None:
        """As it is read, but for what was written down before."""
        saved = rules.directives_of(db.session, self.meeting)
        quotes = [rules.quote_of(self.meeting, each) for each in saved]
        starts = [(self.text.find(quote), len(quote)) for quote in quotes if quote]
        taken = [(start, start + length) for start, length in starts if start >= 0]
        self.drafts = draft_lists.first_drafts(self.minutes, self.directory, taken, numbered=len(saved))
        if self.meeting.kind is MeetingKind.INSPECTION:
            written = {row.text for row in findings(db.session, self.meeting.id)}
            drafted = draft_lists.first_findings(self.minutes, self.directory)
            self.findings = [each for each in drafted if each["text"] not in written]
        self.facts = {fact.name for fact in self.facts_said() if not fact.ours}

    def read_sent(self) -> None:
        """As it was sent back."""
        self.drafts, self.findings = _sent("d"), _sent("f")
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
        form.drafts = [_part(DraftForm, "d", place, draft) for place, draft in enumerate(self.drafts)]
        form.findings = [_part(FindingDraftForm, "f", place, each) for place, each in enumerate(self.findings)]
        for draft in form.drafts:
            draft.minutes = self.text
        return form

    def questions(self) -> list[Question]:
        asked = draft_lists.asked_names(self.drafts)
        return [
            Question(
                _part(NamesForm, "q", number, {"words": words}),
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
        )


def _sent(prefix: str) -> list[Draft]:
    """The parts of the page as they were sent, in their order."""
    parts: dict[int, Draft] = {}
    for name, value in request.form.items():
        match = re.fullmatch(rf"{prefix}(\d{{1,3}})-(\w+)", name)
        if match:
            parts.setdefault(int(match[1]), {})[match[2]] = value
    return [parts[place] for place in sorted(parts)][:MOST_DRAFTS]


def _part(kind: type[Part], prefix: str, place: int, fields: Draft) -> Part:
    sent = MultiDict({f"{prefix}{place}-{name}": value for name, value in fields.items()})
    return kind(formdata=sent, prefix=f"{prefix}{place}-", meta={"csrf": False})


def _here(meeting_id: int) -> str:
    return url_for("meetings.meeting", meeting_id=meeting_id)


@blueprint.route("/meetings/<int:meeting_id>/draft", methods=["GET", "POST"])
@allows(Action.RECORD_MEETINGS)
def draft(meeting_id: int) -> ResponseReturnValue:
    meeting = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    try:
        rules.require_draft(meeting)
    except WrongState as refusal:
        return go(_here(meeting_id), toast=filters.sentence(refusal))
    if request.method == "GET":
        if "text" in request.args or not meeting.minutes:
            return _text_page(meeting, TextForm(data={"minutes": meeting.minutes}), 200)
        return _first_page(meeting, meeting.minutes)
    match request.form.get("op", ""):
        case "read":
            return _read(meeting)
        case "save":
            return _save(meeting)
        case "notice":
            return _notice(meeting)
        case op:
            return _put_in_order(meeting, op)


def _text_page(meeting: Meeting, form: TextForm, status: int) -> ResponseReturnValue:
    return page("meetings/draft_text.html", status, meeting=meeting, form=form)


def _first_page(meeting: Meeting, text: str) -> ResponseReturnValue:
    sheet = Sheet(meeting, text)
    sheet.read_first()
    return sheet.show(sheet.form(), 200)


def _read(meeting: Meeting) -> ResponseReturnValue:
    form = TextForm()
    if form.validate():
        text = uploaded(form.file) or (laid_out(form.minutes.data or "") if not form.file.errors else "")
        if text:
            return _first_page(meeting, text)
        if not form.file.errors:
            form.minutes.errors = [_(NO_TEXT)]
    return _text_page(meeting, form, 422)


def _put_in_order(meeting: Meeting, op: str) -> ResponseReturnValue:
    """Change the drafts as a button says; nothing is checked or saved."""
    sheet, typed = Sheet(meeting, clean(request.form.get("minutes", ""))), DraftsForm()
    sheet.read_sent()
    act, _sign, rest = op.partition("-")
    if act in MOVES and (whole(rest) or 0) < len(sheet.drafts):
        MOVES[act](sheet, whole(rest) or 0)
    elif act in ANSWERS:
        ANSWERS[act](sheet, rest)
    elif act == "passage":
        draft_lists.add(sheet.drafts, clean(typed.passage.data or ""), sheet.text)
    elif act == "date":
        _date(sheet, typed.common_due_on)
    form = sheet.form()
    form.common_due_on.errors = typed.common_due_on.errors
    if act == "passage":
        form.passage.data = ""
    return sheet.show(form, 200)


def _move(sheet: Sheet, place: int, by: int) -> None:
    place = draft_lists.move(sheet.drafts, place, by)
    sheet.focus = f"d{place}-{'up' if by < 0 else 'down'}"


def _merge(sheet: Sheet, place: int) -> None:
    sheet.focus = f"d{draft_lists.merge(sheet.drafts, place)}-text"


def _split(sheet: Sheet, place: int) -> None:
    before = len(sheet.drafts)
    draft_lists.split(sheet.drafts, place, sheet.text)
    sheet.focus = f"d{place}-text"
    if len(sheet.drafts) == before:
        sheet.note = _("Xuống dòng ở chỗ cần tách, rồi bấm Tách.")


def _drop(sheet: Sheet, place: int) -> None:
    draft_lists.drop(sheet.drafts, place)
    sheet.focus = f"d{place}-drop"


def _date(sheet: Sheet, field: DayField) -> None:
    if field.data is None:
        field.errors = field.errors or [_("Ghi thời hạn chung.")]
        return
    count = draft_lists.date_all(sheet.drafts, field.show(field.data))
    sheet.note = _("Đã đặt thời hạn chung cho %(count)s nội dung chưa có thời hạn.", count=count)


MOVES: dict[str, Callable[[Sheet, int], None]] = {
    "up": lambda sheet, place: _move(sheet, place, -1),
    "down": lambda sheet, place: _move(sheet, place, 1),
    "merge": _merge,
    "split": _split,
    "drop": _drop,
}


def _answer(sheet: Sheet, _rest: str) -> None:
    """What was typed to the questions; what cannot be read stays there."""
    for question in _sent("q"):
        typed = _part(NamesForm, "q", 0, question)
        if typed.validate() and typed.names.data:
            draft_lists.answer(sheet.drafts, question.get("words", ""), typed.names.show(typed.names.data))
        elif typed.names.errors:
            sheet.note = " ".join(typed.names.errors)


def _mean(sheet: Sheet, rest: str) -> None:
    number, _sign, choice = rest.partition("-")
    question = _question(sheet, number)
    if question and (whole(choice) or 0) < len(question.offers):
        draft_lists.answer(sheet.drafts, question.form.words.data, question.offers[whole(choice) or 0].name)


def _leave(sheet: Sheet, rest: str) -> None:
    if question := _question(sheet, rest):
        draft_lists.answer(sheet.drafts, question.form.words.data, "")


def _question(sheet: Sheet, number: str) -> Question | None:
    asked = sheet.questions()
    place = whole(number)
    return asked[place] if place is not None and place < len(asked) else None


def _add(sheet: Sheet, rest: str) -> None:
    """Write a unit down that the committee does not have yet: the one thing on this page that is saved at once.

    Whoever keeps the register adds it as what its name says; a secretary one that is outside and only coordinates.
    """
    question, form = _question(sheet, rest), DraftsForm()
    if question is None or (question.may_lead and not gate.can(Action.ADMINISTER)):
        return
    name = clean(question.form.words.data)
    kind = (gate.can(Action.ADMINISTER) and kind_named(name)) or UnitKind.EXTERNAL

    def act(at: datetime) -> Answer:
        facts, today = UnitFacts(name, kind), clock.day(at)
        enter_unit(db.session, viewer.committee_id, facts, active_from=today, by=viewer.id, at=at)
        return Answer(request.path, "")

    if do_once(form, act) is None:
        sheet.note = " ".join([*form.form_errors, *(words for field in form for words in field.errors)])
        return
    forget_choices()
    sheet.look_up()
    draft_lists.answer(sheet.drafts, question.form.words.data, name)
    sheet.note = _("Đã thêm %(unit)s vào danh mục đơn vị.", unit=name)


ANSWERS: dict[str, Callable[[Sheet, str], None]] = {"answer": _answer, "mean": _mean, "leave": _leave, "add": _add}


def _save(meeting: Meeting) -> ResponseReturnValue:
    sheet = Sheet(meeting, clean(request.form.get("minutes", "")))
    sheet.read_sent()
    form = sheet.form()

    def act(current: Meeting, at: datetime) -> Answer:
        _write_all(sheet, form, current, at)
        words = _("Đã lưu dự thảo %(count)s nội dung chỉ đạo. Chưa giao gì.", count=len(form.kept()))
        return Answer(_here(current.id), words)

    return perform_on(form, Meeting, meeting.id, act, lambda status: sheet.show(form, status))


def _notice(meeting: Meeting) -> ResponseReturnValue:
    """The notice as it would be once this were saved; then all is taken back."""
    sheet = Sheet(meeting, clean(request.form.get("minutes", "")))
    sheet.read_sent()
    form, at = sheet.form(), gate.now()
    if not form.validate():
        return sheet.show(form, 422)
    begin_write(db.session)
    try:
        current = locked(db.session, Meeting, meeting.id)
        _write_all(sheet, form, current, at)
        return draft_notice(current)
    except RuleBroken as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return sheet.show(form, 422)
    finally:
        db.session.rollback()


def _write_all(sheet: Sheet, form: DraftsForm, current: Meeting, at: datetime) -> None:
    if not form.kept():
        raise RuleBroken(NOTHING_TO_SAVE)
    _write_meeting(sheet, current, form.numbers_confirmed.data, at)
    for number, part in enumerate(form.drafts, start=1):
        if not part.dropped.data:
            _write(part, form, number, lambda each: rules.add_directive(db.session, current, each.facts()))
    for number, part in enumerate(form.findings, start=1):
        if part.keep.data:
            _write(part, form, number, lambda each: add_finding(db.session, current, each.facts()))


def _write_meeting(sheet: Sheet, current: Meeting, confirmed: bool, at: datetime) -> None:
    """The text, and what it says of the meeting where that was ticked."""
    ticked = {fact.name: fact.said for fact in sheet.facts_said() if fact.ticked}
    if not ticked and current.minutes == sheet.text:
        return
    ours = {name: getattr(current, name) for name in (*FACTS, "title", "agenda", "follows_id")}
    attending = tuple(unit.id for unit in questions.attending(db.session, current.id))
    facts = MeetingFacts(**{**ours, **ticked}, minutes=sheet.text, attending=attending, numbers_confirmed=confirmed)
    revise_visit(db.session, current, facts, at=at)


def _write(part: Part, form: DraftsForm, number: int, write: Callable[[Part], object]) -> None:
    part.numbers_confirmed.data = form.numbers_confirmed.data
    try:
        write(part)
    except NeedsConfirmation:
        raise
    except RuleBroken as refusal:
        part.refuse(refusal)
        raise RuleBroken(IN_DRAFT, number=number, why=filters.sentence(refusal)) from refusal
