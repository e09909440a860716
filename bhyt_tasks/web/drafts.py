"""From the text of a meeting to its draft directives: read, put in order, answer what is open, save as a draft.

Between the first reading and "Lưu dự thảo" everything travels in the form: nothing is saved, so the page works the
same with scripts and without.
"""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import meetings as rules
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.db import begin_write, locked
from bhyt_tasks.domain.errors import N_, NeedsConfirmation, RuleBroken, WrongState
from bhyt_tasks.domain.finding_checks import revise_visit
from bhyt_tasks.domain.findings import add_finding
from bhyt_tasks.domain.meetings import Meeting, MeetingFacts
from bhyt_tasks.domain.unit_changes import UnitFacts, enter_unit
from bhyt_tasks.domain.units import UnitKind, kind_named
from bhyt_tasks.domain.vietnamese import clean
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import meetings as questions
from bhyt_tasks.web import draft_lists, filters, gate
from bhyt_tasks.web.draft_forms import IN_DRAFT, DraftsForm, NamesForm, TextForm
from bhyt_tasks.web.draft_sheet import FACTS, Part, Question, Sheet, part_of, sent
from bhyt_tasks.web.forms import DayField, forget_choices, whole
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import go, page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.minutes import LONGEST, laid_out, uploaded
from bhyt_tasks.web.notice_paper import draft_notice
from bhyt_tasks.web.writing import Answer, do_once, perform_on

blueprint = Blueprint("drafts", __name__)

CONFLICT = 409
NO_TEXT = N_("Dán nội dung kết luận hoặc chọn tệp.")
NOTHING_TO_SAVE = N_("Chưa có nội dung chỉ đạo nào để lưu.")


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
    if len(request.form.get("minutes", "")) > LONGEST:
        form = TextForm()
        form.validate()
        return _text_page(meeting, form, 422)
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
    place = whole(rest)
    if act in MOVES and place is not None and place < len(sheet.drafts):
        MOVES[act](sheet, place)
    elif act in ANSWERS:
        ANSWERS[act](sheet, rest)
        sheet.focus = "note"
    elif act == "passage":
        sheet.focus = f"d{draft_lists.add(sheet.drafts, clean(typed.passage.data or ''), sheet.text)}-text"
    elif act == "date":
        _date(sheet, typed.common_due_on)
    form = sheet.form()
    form.common_due_on.errors = typed.common_due_on.errors
    if act == "passage":
        form.passage.data = ""
    return sheet.show(form, 200)


def _move(sheet: Sheet, place: int, by: int) -> None:
    place = draft_lists.move(sheet.drafts, place, by)
    up = by < 0 < place or place == len(sheet.drafts) - 1  # at either end the button that leads back
    sheet.focus = f"d{place}-{'up' if up else 'down'}"


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
    count, sheet.focus = draft_lists.date_all(sheet.drafts, field.show(field.data)), "note"
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
    for question in sent("q"):
        typed = part_of(NamesForm, "q", 0, question)
        if typed.validate() and typed.names.data:
            draft_lists.answer(sheet.drafts, question.get("words", ""), typed.names.show(typed.names.data))
        elif typed.names.errors:
            sheet.note = " ".join(typed.names.errors)


def _mean(sheet: Sheet, rest: str) -> None:
    number, _sign, choice = rest.partition("-")
    question = _question(sheet, number)
    if question and (whole(choice) or 0) < len(question.offers):
        name = question.offers[whole(choice) or 0].name
        draft_lists.answer(sheet.drafts, question.form.words.data, name)
        sheet.note = _("Đã điền %(units)s vào %(count)s nội dung.", units=name, count=len(question.places))


def _leave(sheet: Sheet, rest: str) -> None:
    if question := _question(sheet, rest):
        draft_lists.answer(sheet.drafts, question.form.words.data, "")
        sheet.note = _("Không ghi “%(words)s”.", words=question.form.words.data)


def _question(sheet: Sheet, number: str) -> Question | None:
    asked = sheet.questions()
    place = whole(number)
    return asked[place] if place is not None and place < len(asked) else None


def _add(sheet: Sheet, rest: str) -> None:
    """Write a unit down that the committee does not have yet: the one thing on this page that is saved at once.

    It is what its name says; one that says nothing is outside the committee and only coordinates.
    """
    question, form = _question(sheet, rest), DraftsForm()
    if question is None or question.offers:
        return
    name = clean(question.form.words.data)
    kind = kind_named(name) or (UnitKind.AGENCY if question.may_lead else UnitKind.EXTERNAL)

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

    def show(status: int) -> ResponseReturnValue:
        return _after_others(sheet, form) if status == CONFLICT else sheet.show(form, status)

    return perform_on(form, Meeting, meeting.id, act, show)


def _after_others(sheet: Sheet, form: DraftsForm) -> ResponseReturnValue:
    """Somebody saved meanwhile: what stands on the same words is left out, so that nothing is there twice."""
    count = draft_lists.leave_out(sheet.drafts, sheet.taken())
    again = sheet.form()
    again.version.data = form.version.data
    again.form_errors = [
        _("Người khác vừa sửa cuộc họp này. %(count)s nội dung họ đã lưu nay để ở mục đã bỏ.", count=count)
    ]
    return sheet.show(again, CONFLICT)


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
    """Write everything; what is refused is told of all parts at once."""
    if not form.kept():
        raise RuleBroken(NOTHING_TO_SAVE)
    _write_meeting(sheet, current, form.numbers_confirmed.data, at)
    refused = [
        _write(part, form, number, lambda each: rules.add_directive(db.session, current, each.facts()))
        for number, part in enumerate(form.drafts, start=1)
        if not part.dropped.data
    ]
    refused += [
        _write(part, form, 0, lambda each: add_finding(db.session, current, each.facts()))
        for part in form.findings
        if part.keep.data
    ]
    sentences = [words for words in refused if words]
    form.form_errors = [*form.form_errors, *sentences[:-1]]
    if sentences:
        raise RuleBroken(sentences[-1])


def _write_meeting(sheet: Sheet, current: Meeting, confirmed: bool, at: datetime) -> None:
    """The text, and what it says of the meeting where that was ticked."""
    ticked = {fact.name: fact.said for fact in sheet.facts_said() if fact.ticked}
    if not ticked and current.minutes == sheet.text:
        return
    ours = {name: getattr(current, name) for name in (*FACTS, "title", "agenda", "follows_id")}
    attending = tuple(unit.id for unit in questions.attending(db.session, current.id))
    facts = MeetingFacts(**{**ours, **ticked}, minutes=sheet.text, attending=attending, numbers_confirmed=confirmed)
    revise_visit(db.session, current, facts, at=at)


def _write(part: Part, form: DraftsForm, number: int, write: Callable[[Part], object]) -> str:
    """Why it was refused, or nothing."""
    part.numbers_confirmed.data = form.numbers_confirmed.data
    try:
        write(part)
    except NeedsConfirmation:
        raise
    except RuleBroken as refusal:
        part.refuse(refusal)
        return _(IN_DRAFT).format(number=number, why=filters.sentence(refusal)) if number else filters.sentence(refusal)
    return ""
