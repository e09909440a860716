"""The secretary's screens: record a meeting, write its directives, have it signed, give it out."""

from datetime import date, datetime

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from bhyt_tasks.domain import clock, issuing
from bhyt_tasks.domain import meetings as rules
from bhyt_tasks.domain.access import Action, find
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.finding_checks import require_unsettled, revise_visit
from bhyt_tasks.domain.meetings import (
    Directive,
    Meeting,
    MeetingFacts,
    MeetingKind,
)
from bhyt_tasks.domain.periods import periods
from bhyt_tasks.domain.working_days import is_working_day
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import meetings as questions
from bhyt_tasks.queries.findings import findings
from bhyt_tasks.queries.meetings import DirectiveRow, MessageTask
from bhyt_tasks.web import agenda, filters, gate
from bhyt_tasks.web.directive_form import DirectiveForm
from bhyt_tasks.web.forms import (
    ActForm,
    DayField,
    IdsField,
    UnitsField,
    at_most,
    enum_field,
    required,
    whole,
)
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import address, page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.minutes import facts_said, laid_out, read, uploaded
from bhyt_tasks.web.writing import Answer, perform, perform_on

blueprint = Blueprint("meetings", __name__)

LONGEST_MINUTES = 1_000_000  # characters
LONGEST_AGENDA = 200_000  # characters
ALREADY_REMOVED = N_("Nội dung này đã được bỏ khỏi dự thảo.")
NONE_TICKED = N_("Chưa đánh dấu nội dung nào. Đánh dấu các nội dung có chung thời hạn.")


class MeetingForm(ActForm):
    kind = enum_field(_l("Loại"), MeetingKind, default=MeetingKind.CONFERENCE)
    held_on = DayField(_l("Ngày họp, kiểm tra"), [required(_l("Ghi ngày họp, kiểm tra."))])
    title = StringField(_l("Tên cuộc họp, kiểm tra"), [required(_l("Ghi tên cuộc họp, kiểm tra.")), at_most(300)])
    chair_position = StringField(
        _l("Chức vụ người chủ trì"), [required(_l("Ghi chức vụ người chủ trì.")), at_most(200)]
    )
    chair_name = StringField(_l("Họ tên người chủ trì"), [at_most(120)])
    place = StringField(_l("Địa điểm"), [at_most(200)])
    attending = UnitsField(_l("Đơn vị dự"), [Optional()])
    agenda = TextAreaField(_l("Nội dung đề nghị xem xét"), [at_most(LONGEST_AGENDA)])
    minutes = TextAreaField(_l("Nội dung kết luận"), [at_most(LONGEST_MINUTES)])
    notice_number = StringField(_l("Số thông báo kết luận"), [at_most(60)])
    notice_on = DayField(_l("Ngày thông báo"), [Optional()])
    file = FileField(_l("Hoặc chọn tệp .docx, .pdf"))
    follows_id = SelectField(_l("Kiểm tra việc thực hiện kết luận"), coerce=int, validate_choice=False, default=0)

    def facts(self) -> MeetingFacts:
        return MeetingFacts(
            kind=self.kind.data,
            held_on=self.held_on.data,
            title=self.title.data,
            chair_position=self.chair_position.data,
            chair_name=self.chair_name.data or "",
            place=self.place.data or "",
            notice_number=self.notice_number.data or "",
            notice_on=self.notice_on.data,
            agenda=self.agenda.data or "",
            minutes=laid_out(self.minutes.data or ""),
            follows_id=self._followed(),
            attending=self.attending.ids(),
            numbers_confirmed=self.numbers_confirmed.data,
        )

    def read_text(self) -> None:
        """Take the text of the file, if one was sent, and fill in what is still empty by what the text says."""
        text = uploaded(self.file) or laid_out(self.minutes.data or "")
        self.minutes.data = text
        for name, value in facts_said(read(text, clock.day(gate.now()))).items():
            if name == "kind" or not self[name].data:
                self[name].data, self[name].raw_data = value, None

    def _followed(self) -> int | None:
        offered = {int(choice.value) for choice in self.follows_id.choices}
        return (self.follows_id.data or None) if self.follows_id.data in offered else None

    def offer_meetings(self) -> None:
        earlier = questions.issued_meetings(db.session, viewer)
        self.follows_id.choices = [
            SelectChoice("0", ""),
            *(SelectChoice(str(row.id), f"{filters.day(row.held_on)} · {row.title}") for row in earlier),
        ]


class DeadlineForm(ActForm):
    directive_ids = IdsField()
    due_on = DayField(_l("Thời hạn chung"), [required(_l("Ghi thời hạn chung."))])


class RemovalForm(ActForm):
    directive_id = HiddenField()


class IssueForm(ActForm):
    same_number_confirmed = BooleanField(_l("Đã kiểm tra: hai thông báo trùng số."))
    notice_number = StringField(_l("Số thông báo kết luận"), [at_most(60)])
    notice_on = DayField(_l("Ngày thông báo"), [Optional()])


@blueprint.get("/meetings")
@allows(Action.SEE_MEETINGS)
def meetings() -> ResponseReturnValue:
    rows = questions.meetings(db.session, viewer, whole(request.args.get("before")))
    more = rows[questions.MEETINGS_PAGE :]
    rows = rows[: questions.MEETINGS_PAGE]
    return page("meetings/list.html", rows=rows, next_url=url_for(".meetings", before=rows[-1].id) if more else "")


@blueprint.route("/meetings/new", methods=["GET", "POST"])
@allows(Action.RECORD_MEETINGS)
def new() -> ResponseReturnValue:
    form = MeetingForm()
    form.offer_meetings()

    def act(at: datetime) -> Answer:
        committee = db.session.get_one(Committee, viewer.committee_id)
        meeting = rules.record_meeting(db.session, committee, form.facts(), by=viewer, at=at)
        if read(meeting.minutes, meeting.held_on).directives:
            to_drafts = url_for("drafts.draft", meeting_id=meeting.id)
            return Answer(to_drafts, _("Đã lưu cuộc họp. Kiểm tra từng nội dung đọc được trong văn bản."))
        return Answer(_here(meeting.id), _("Đã lưu. Thêm từng nội dung chỉ đạo."))

    if request.method == "GET" and "follows" in request.args:
        _prepare_next(form, whole(request.args["follows"]) or 0)
    if "read" in request.form:
        form.read_text()
        return page("meetings/edit.html", 422 if form.file.errors else 200, form=form, meeting=None)
    answer = perform(form, act) if request.method == "POST" and form.validate() else None
    return answer or page("meetings/edit.html", 422 if request.method == "POST" else 200, form=form, meeting=None)


def _prepare_next(form: MeetingForm, meeting_id: int) -> None:
    """Fill the form for the meeting after this one: what is open is its agenda."""
    form.follows_id.data = load(Meeting, meeting_id, Action.RECORD_MEETINGS).id
    form.agenda.data = agenda.proposed(clock.day(gate.now()))


def _here(meeting_id: int) -> str:
    return url_for("meetings.meeting", meeting_id=meeting_id)


@blueprint.get("/meetings/<int:meeting_id>")
@allows(Action.SEE_MEETINGS)
def meeting(meeting_id: int) -> ResponseReturnValue:
    return _meeting_page(load(Meeting, meeting_id, Action.SEE_MEETINGS))


def _meeting_page(
    row: Meeting, status: int = 200, deadline: DeadlineForm | None = None, notice: IssueForm | None = None
) -> ResponseReturnValue:
    directives = questions.directives(db.session, row.id)
    deadline = deadline or DeadlineForm(formdata=None)
    notice = notice or IssueForm(formdata=None, obj=row)
    for form in (deadline, notice):
        if form.version.data is None:
            form.version.data = row.version
    issued = row.stage is rules.Stage.ISSUED
    given = questions.message_tasks(db.session, row.id) if issued and gate.can(Action.RECORD_MEETINGS) else []
    return page(
        "meetings/meeting.html",
        status,
        meeting=row,
        directives=directives,
        findings=findings(db.session, row.id),
        attending=questions.attending(db.session, row.id),
        deadline=deadline,
        notice=notice,
        may_edit=gate.can(Action.RECORD_MEETINGS) and not issued,
        given=given,
        messages=_messages(given),
        address=address(),
    )


def _messages(given: list[MessageTask]) -> dict[str, list[MessageTask]]:
    units: dict[str, list[MessageTask]] = {}
    for task in given:
        units.setdefault(task.unit_name, []).append(task)
    return units


@blueprint.route("/meetings/<int:meeting_id>/edit", methods=["GET", "POST"])
@allows(Action.RECORD_MEETINGS)
def edit(meeting_id: int) -> ResponseReturnValue:
    row = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    form = MeetingForm(obj=row if request.method == "GET" else None)
    form.offer_meetings()

    def show(status: int) -> ResponseReturnValue:
        current = db.session.get_one(Meeting, meeting_id)
        return page("meetings/edit.html", status, form=form, meeting=current, stored=current if status == 409 else None)

    def act(current: Meeting, at: datetime) -> Answer:
        revise_visit(db.session, current, form.facts(), at=at)
        return Answer(_here(meeting_id), _("Đã lưu dự thảo."))

    if request.method == "GET":
        form.attending.data = questions.attending(db.session, meeting_id)
        form.follows_id.data = row.follows_id or 0
        return show(200)
    return perform_on(form, Meeting, row.id, act, show)


@blueprint.route("/meetings/<int:meeting_id>/directives", methods=["GET", "POST"])
@allows(Action.RECORD_MEETINGS)
def new_directive(meeting_id: int) -> ResponseReturnValue:
    row = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    form = DirectiveForm()

    def show(status: int) -> ResponseReturnValue:
        current = db.session.get_one(Meeting, meeting_id)
        return page("meetings/directive.html", status, form=form, meeting=current, directive=None)

    def act(current: Meeting, at: datetime) -> Answer:
        rules.add_directive(db.session, current, form.facts())
        if "more" in request.form:
            return Answer(url_for(".new_directive", meeting_id=meeting_id), _("Đã thêm. Ghi nội dung tiếp theo."))
        return Answer(_here(meeting_id), _("Đã thêm nội dung chỉ đạo."))

    if request.method == "GET":
        form.version.data = row.version
        form.number.data = f"mục {len(rules.directives_of(db.session, row)) + 1}"  # kept as data: Vietnamese
        return show(200)
    return perform_on(form, Meeting, row.id, act, show)


@blueprint.route("/directives/<int:directive_id>/edit", methods=["GET", "POST"])
@allows(Action.RECORD_MEETINGS)
def edit_directive(directive_id: int) -> ResponseReturnValue:
    directive = load(Directive, directive_id, Action.RECORD_MEETINGS)
    row = load(Meeting, directive.meeting_id, Action.RECORD_MEETINGS)
    meeting_id, form = row.id, DirectiveForm()

    def show(status: int) -> ResponseReturnValue:
        current = db.session.get_one(Meeting, meeting_id)
        stored = _stored_directive(meeting_id, directive_id) if status == 409 else None
        shown = {"meeting": current, "directive": directive_id, "stored": stored}
        return page("meetings/directive.html", status, form=form, **shown)

    def act(current: Meeting, at: datetime) -> Answer:
        changed = locked(db.session, Directive, directive_id)
        rules.revise_directive(db.session, current, changed, form.facts())
        return Answer(_here(meeting_id), _("Đã lưu nội dung chỉ đạo."))

    if request.method == "GET":
        form.show(row, _stored_directive(meeting_id, directive_id))
        form.version.data = row.version
        return show(200)
    return perform_on(form, Meeting, row.id, act, show)


@blueprint.post("/meetings/<int:meeting_id>/removals")
@allows(Action.RECORD_MEETINGS)
def remove_directive(meeting_id: int) -> ResponseReturnValue:
    row = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    form = RemovalForm()

    def act(current: Meeting, at: datetime) -> Answer:
        directive = find(db.session, Directive, whole(form.directive_id.data) or 0, viewer)
        if directive is None or directive.meeting_id != meeting_id:
            raise RuleBroken(ALREADY_REMOVED)
        rules.remove_directive(db.session, current, directive)
        return Answer(_here(meeting_id), _("Đã bỏ nội dung khỏi dự thảo."))

    return perform_on(form, Meeting, row.id, act, lambda status: _refused(meeting_id, form, status))


@blueprint.post("/meetings/<int:meeting_id>/notice")
@allows(Action.RECORD_MEETINGS)
def notice(meeting_id: int) -> ResponseReturnValue:
    row = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    form = IssueForm()

    def act(current: Meeting, at: datetime) -> Answer:
        issuing.number_notice(
            db.session,
            current,
            form.notice_number.data or "",
            form.notice_on.data,
            same_number_confirmed=form.same_number_confirmed.data,
        )
        return Answer(_here(meeting_id), _("Đã ghi số thông báo kết luận."))

    def show(status: int) -> ResponseReturnValue:
        return _meeting_page(load(Meeting, meeting_id, Action.SEE_MEETINGS), status, notice=form)

    return perform_on(form, Meeting, row.id, act, show)


def _stored_directive(meeting_id: int, directive_id: int) -> DirectiveRow:
    return next(line for line in questions.directives(db.session, meeting_id) if line.id == directive_id)


def _refused(meeting_id: int, form: ActForm, status: int) -> ResponseReturnValue:
    """The meeting's page with the sentence of a refusal on top."""
    shown = DeadlineForm(formdata=None)
    shown.form_errors = list(form.form_errors)
    for field in form:
        shown.form_errors += field.errors
    return _meeting_page(load(Meeting, meeting_id, Action.SEE_MEETINGS), status, shown)


@blueprint.post("/meetings/<int:meeting_id>/deadline")
@allows(Action.RECORD_MEETINGS)
def common_deadline(meeting_id: int) -> ResponseReturnValue:
    row = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    form = DeadlineForm()

    def act(current: Meeting, at: datetime) -> Answer:
        if not form.directive_ids.data:
            raise RuleBroken(NONE_TICKED)
        count = rules.set_common_deadline(db.session, current, form.directive_ids.data, form.due_on.data)
        words = _(
            "Đã đặt thời hạn %(day)s cho %(count)s nội dung.",
            day=filters.day(form.due_on.data),
            count=count,
        )
        return Answer(_here(meeting_id), words)

    return perform_on(
        form, Meeting, row.id, act, lambda status: _meeting_page(db.session.get_one(Meeting, meeting_id), status, form)
    )


@blueprint.post("/meetings/<int:meeting_id>/signature")
@allows(Action.RECORD_MEETINGS)
def signature(meeting_id: int) -> ResponseReturnValue:
    row = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    form = ActForm()

    def act(current: Meeting, at: datetime) -> Answer:
        issuing.send_for_signature(db.session, current)
        return Answer(url_for(".issue", meeting_id=meeting_id), _("Dự thảo đã chuyển chờ ký. Ký xong thì giao."))

    return perform_on(form, Meeting, row.id, act, lambda status: _refused(meeting_id, form, status))


@blueprint.post("/meetings/<int:meeting_id>/withdrawal-of-signature")
@allows(Action.RECORD_MEETINGS)
def back_to_draft(meeting_id: int) -> ResponseReturnValue:
    row = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    form = ActForm()

    def act(current: Meeting, at: datetime) -> Answer:
        issuing.return_to_draft(current)
        return Answer(_here(meeting_id), _("Đã đưa về dự thảo để sửa."))

    return perform_on(form, Meeting, row.id, act, lambda status: _refused(meeting_id, form, status))


def _days_off(directives: list[DirectiveRow]) -> list[tuple[DirectiveRow, date, date]]:
    """Deadlines that fall on a day off, and the day that will be given; of recurring contents the first one's."""
    today, settings = clock.day(gate.now()), viewer.settings
    found = []
    for row in directives:
        due_on = row.due_on
        if row.every and row.due_day:
            first = next(periods(row.every, row.due_day, row.due_month_offset, first=today, until=today))
            due_on = first.due_on if first.due_on >= today else None
        if due_on and not row.general and not is_working_day(due_on, settings.days_off):
            found.append((row, due_on, issuing.workable(due_on, settings) or due_on))
    return found


@blueprint.route("/meetings/<int:meeting_id>/issue", methods=["GET", "POST"])
@allows(Action.RECORD_MEETINGS)
def issue(meeting_id: int) -> ResponseReturnValue:
    row = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    form = IssueForm()

    def show(status: int) -> ResponseReturnValue:
        current = db.session.get_one(Meeting, meeting_id)
        directives = questions.directives(db.session, meeting_id)
        units: dict[str, int] = {}
        for directive in directives:
            for unit in () if directive.general else directive.units:
                units[unit.name] = units.get(unit.name, 0) + 1
        return page(
            "meetings/issue.html",
            status,
            form=form,
            meeting=current,
            directives=directives,
            preview=questions.preview(directives),
            days_off=_days_off(directives),
            units=units,
        )

    def act(current: Meeting, at: datetime) -> Answer:
        committee = db.session.get_one(Committee, viewer.committee_id)
        require_unsettled(db.session, current)
        made = issuing.issue(
            db.session,
            committee,
            current,
            notice_number=form.notice_number.data or "",
            notice_on=form.notice_on.data,
            same_number_confirmed=form.same_number_confirmed.data,
            by=viewer,
            at=at,
        )
        words = _(
            "Đã giao %(tasks)s nhiệm vụ lúc %(time)s. Chưa ai ngoài hệ thống biết: sao chép nội dung gửi nhóm Zalo.",
            tasks=made,
            time=f"{at.astimezone(clock.VIETNAM):%H:%M}",
        )
        return Answer(_here(meeting_id), words)

    if request.method == "GET":
        form.version.data = row.version
        form.notice_number.data, form.notice_on.data = row.notice_number, row.notice_on
        return show(200)
    return perform_on(form, Meeting, row.id, act, show)
