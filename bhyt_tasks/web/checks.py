"""What a later visit says of earlier findings: mended, found again, or not looked at yet."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain import finding_checks as rules
from bhyt_tasks.domain.access import Action, find
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.finding_checks import Outcome
from bhyt_tasks.domain.findings import Finding
from bhyt_tasks.domain.meetings import Meeting, Stage
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.findings import ToCheck, to_check
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.forms import LONGEST_NOTE, ActForm
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.writing import Answer, perform_on

blueprint = Blueprint("checks", __name__)


@dataclass
class Line:
    """One finding on the form: how it is stored, what was chosen and typed, and what is wrong with that."""

    row: ToCheck
    outcome: Outcome | None
    remark: str
    error: str = ""

    @property
    def differs(self) -> bool:
        return (self.outcome, self.remark) != (self.row.outcome, self.row.remark or "")


@blueprint.get("/meetings/<int:meeting_id>/checks")
@allows(Action.SEE_MEETINGS)
def checks(meeting_id: int) -> ResponseReturnValue:
    row = load(Meeting, meeting_id, Action.SEE_MEETINGS)
    form = ActForm(formdata=None)
    form.version.data = row.version
    lines = [Line(each, each.outcome, each.remark or "") for each in to_check(db.session, meeting_id)]
    return _page(row, form, lines, 200)


def _page(meeting: Meeting, form: ActForm, lines: list[Line], status: int) -> ResponseReturnValue:
    may_check = gate.can(Action.RECORD_MEETINGS) and meeting.stage is Stage.DRAFT
    shown = {"meeting": meeting, "lines": lines, "may_check": may_check, "conflict": status == 409}
    return page("checks/checks.html", status, form=form, outcomes=tuple(Outcome), longest=LONGEST_NOTE, **shown)


@blueprint.post("/meetings/<int:meeting_id>/checks")
@allows(Action.RECORD_MEETINGS)
def save(meeting_id: int) -> ResponseReturnValue:
    row = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    form, lines = ActForm(), [_typed(each) for each in to_check(db.session, meeting_id)]

    def act(current: Meeting, at: datetime) -> Answer:
        changed = sum(_check(current, line, form, at) for line in lines)
        words = _("Đã lưu kết quả kiểm tra lại: %(count)s tồn tại, hạn chế.", count=changed)
        return Answer(url_for(".checks", meeting_id=meeting_id), words if changed else _("Không có gì thay đổi."))

    def show(status: int) -> ResponseReturnValue:
        stored = {each.id: each for each in to_check(db.session, meeting_id)}
        kept = [replace(line, row=stored.get(line.row.id, line.row)) for line in lines]
        return _page(db.session.get_one(Meeting, meeting_id), form, kept, status)

    return perform_on(form, Meeting, row.id, act, show)


def _typed(row: ToCheck) -> Line:
    chosen = request.form.get(f"outcome-{row.id}", "")
    remark = request.form.get(f"remark-{row.id}", "")[:LONGEST_NOTE].replace("\r\n", "\n")
    return Line(row, Outcome(chosen) if chosen in set(Outcome) else None, remark)


def _check(meeting: Meeting, line: Line, form: ActForm, at: datetime) -> bool:
    """Whether the line changed anything; a refusal is shown at the line as well."""
    finding = find(db.session, Finding, line.row.id, viewer)
    said = {"outcome": line.outcome, "remark": line.remark, "numbers_confirmed": form.numbers_confirmed.data}
    try:
        return rules.check(db.session, meeting, finding, **said, by=viewer, at=at)
    except RuleBroken as refusal:
        line.error = filters.sentence(refusal)
        raise
