"""What an inspection found wanting: written on its draft, unit by unit, with the directive that answers it; and what
became of everything that was found."""

from datetime import datetime
from textwrap import shorten

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import findings as rules
from bhyt_tasks.domain.access import Action, find
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.findings import Finding, FindingFacts
from bhyt_tasks.domain.meetings import Meeting
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import findings as questions
from bhyt_tasks.queries.findings import FindingFilters, FindingRow
from bhyt_tasks.queries.meetings import DirectiveRow, directives
from bhyt_tasks.queries.units import choices
from bhyt_tasks.queries.worklist import PAGE
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.forms import LONGEST_NOTE, ActForm, UnitsField, at_most, required, whole
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform_on

blueprint = Blueprint("findings", __name__)

ALREADY_REMOVED = N_("Mục này đã được bỏ khỏi dự thảo.")
ANSWER_SHOWN = 80  # characters of a directive in the list it is chosen from


class FindingForm(ActForm):
    unit_id = UnitsField(_l("Đơn vị"), [required(_l("Ghi đơn vị có tồn tại, hạn chế."))])
    text = TextAreaField(_l("Tồn tại, hạn chế"), [required(_l("Ghi tồn tại, hạn chế.")), at_most(LONGEST_NOTE)])
    quote = TextAreaField(_l("Trích nguyên văn"), [at_most(LONGEST_NOTE)])
    directive_id = SelectField(_l("Nội dung chỉ đạo khắc phục"), coerce=int, validate_choice=False, default=0)

    def validate_unit_id(self, field: UnitsField) -> None:
        if len(field.data or ()) > 1:
            raise ValidationError(_("Mỗi mục ghi cho một đơn vị. Ghi thêm mục cho đơn vị khác."))

    def facts(self, illustrative: str = "") -> FindingFacts:
        return FindingFacts(
            text=self.text.data,
            unit_id=self.unit_id.ids()[0],
            quote=self.quote.data or "",
            directive_id=self.directive_id.data or None,
            numbers_confirmed=self.numbers_confirmed.data,
            illustrative=illustrative,
        )

    def offer_directives(self, meeting_id: int) -> None:
        self.directive_id.choices = [
            SelectChoice("0", _("chưa có")),
            *(SelectChoice(str(row.id), _cited(row)) for row in directives(db.session, meeting_id)),
        ]

    def show(self, meeting: Meeting, row: FindingRow) -> None:
        """Fill the form with a finding as it stands."""
        known = choices(db.session, viewer.committee_id, clock.day(gate.now())).units
        self.unit_id.data = tuple(unit for unit in known if unit.id == row.unit_id)
        self.text.data, self.directive_id.data = row.text, row.directive_id or 0
        self.quote.data = meeting.minutes[row.quote_start or 0 : row.quote_end or 0]


def _cited(row: DirectiveRow) -> str:
    return f"{row.number or row.position}: {shorten(row.text, ANSWER_SHOWN, placeholder=' …')}"


class RemovalForm(ActForm):
    finding_id = HiddenField()


def _here(meeting_id: int) -> str:
    return url_for("findings.findings", meeting_id=meeting_id)


@blueprint.route("/meetings/<int:meeting_id>/findings", methods=["GET", "POST"])
@allows(Action.RECORD_MEETINGS)
def findings(meeting_id: int) -> ResponseReturnValue:
    row = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    form = FindingForm()

    def act(current: Meeting, at: datetime) -> Answer:
        rules.add_finding(db.session, current, form.facts())
        return Answer(_here(meeting_id), _("Đã ghi tồn tại, hạn chế. Ghi mục tiếp theo hoặc về dự thảo."))

    form.offer_directives(meeting_id)
    if request.method == "GET":
        form.version.data = row.version
        return _list_page(meeting_id, form, 200)
    return perform_on(form, Meeting, row.id, act, lambda status: _list_page(meeting_id, form, status))


def _list_page(meeting_id: int, form: FindingForm, status: int) -> ResponseReturnValue:
    meeting = db.session.get_one(Meeting, meeting_id)
    rows = questions.findings(db.session, meeting_id)
    return page("findings/list.html", status, form=form, meeting=meeting, findings=rows)


@blueprint.route("/findings/<int:finding_id>/edit", methods=["GET", "POST"])
@allows(Action.RECORD_MEETINGS)
def edit(finding_id: int) -> ResponseReturnValue:
    finding = load(Finding, finding_id, Action.RECORD_MEETINGS)
    row = load(Meeting, finding.meeting_id, Action.RECORD_MEETINGS)
    meeting_id, illustrative, form = row.id, finding.illustrative, FindingForm()

    def show(status: int) -> ResponseReturnValue:
        current = db.session.get_one(Meeting, meeting_id)
        rows = questions.findings(db.session, meeting_id) if status == 409 else []
        stored = next((line for line in rows if line.id == finding_id), None)
        return page("findings/edit.html", status, form=form, meeting=current, finding=finding_id, stored=stored)

    def act(current: Meeting, at: datetime) -> Answer:
        changed = locked(db.session, Finding, finding_id)
        rules.revise_finding(db.session, current, changed, form.facts(illustrative))
        return Answer(url_for("meetings.meeting", meeting_id=meeting_id), _("Đã lưu tồn tại, hạn chế."))

    form.offer_directives(meeting_id)
    if request.method == "GET":
        form.show(row, next(line for line in questions.findings(db.session, meeting_id) if line.id == finding_id))
        form.version.data = row.version
        return show(200)
    return perform_on(form, Meeting, row.id, act, show)


@blueprint.post("/meetings/<int:meeting_id>/findings/removals")
@allows(Action.RECORD_MEETINGS)
def remove(meeting_id: int) -> ResponseReturnValue:
    row = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    form = RemovalForm()

    def act(current: Meeting, at: datetime) -> Answer:
        finding = find(db.session, Finding, whole(form.finding_id.data) or 0, viewer)
        if finding is None or finding.meeting_id != meeting_id:
            raise RuleBroken(ALREADY_REMOVED)
        rules.remove_finding(db.session, current, finding)
        return Answer(_here(meeting_id), _("Đã bỏ khỏi dự thảo."))

    return perform_on(form, Meeting, row.id, act, lambda status: _refused(meeting_id, form, status))


def _refused(meeting_id: int, form: RemovalForm, status: int) -> ResponseReturnValue:
    """The page with the list again, the sentence of the refusal on top."""
    shown = FindingForm(formdata=None)
    shown.offer_directives(meeting_id)
    shown.version.data = db.session.get_one(Meeting, meeting_id).version
    shown.form_errors = [*form.form_errors, *(words for field in form for words in field.errors)]
    return _list_page(meeting_id, shown, status)


@blueprint.get("/findings")
@allows(Action.SEE_MEETINGS)
def register() -> ResponseReturnValue:
    """What the committee's inspections found, by what became of it."""
    args = request.args
    state = args.get("state", "open")
    asked = FindingFilters(
        state=state if state in ("open", "repeated", "mended") else "open",
        unit=whole(args.get("unit")),
        before=whole(args.get("before")),
    )
    rows = questions.known_findings(db.session, viewer, asked)
    shown = rows[:PAGE]
    following = {"state": asked.state, "unit": asked.unit, "before": shown[-1].id if shown else None}
    return page(
        "findings/register.html",
        asked=asked,
        rows=shown,
        units=questions.units_with_findings(db.session, viewer),
        next_url=url_for(".register") + filters.query(following) if len(rows) > PAGE else "",
    )
