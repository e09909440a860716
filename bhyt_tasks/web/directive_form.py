"""What is asked of one directive, whether it is written by hand or read in a text."""

from typing import Any

from flask import g
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.meetings import DeadlineKind, DirectiveFacts, Meeting
from bhyt_tasks.domain.periods import Every
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.indicators import indicators
from bhyt_tasks.queries.meetings import DirectiveRow
from bhyt_tasks.queries.units import choices
from bhyt_tasks.web import gate
from bhyt_tasks.web.forms import (
    LONGEST_NOTE,
    NOT_IN_LIST,
    ActForm,
    CountField,
    DayField,
    RateField,
    RuledForm,
    UnitsField,
    at_most,
    enum_field,
    required,
)
from bhyt_tasks.web.gate import viewer
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l


def _targets_offered() -> list[SelectChoice]:
    """The open indicators; 0 is the main one, the coverage rate. Asked once, however many forms a page has."""
    if "targets_offered" not in g:
        rows = indicators(db.session, viewer.committee_id) if viewer.indicators > 1 else []
        others = [row for row in rows if row.id != viewer.indicator_id and row.closed_on is None]
        g.targets_offered = [(str(row.id), row.name) for row in others]
    return [SelectChoice("0", _("Tỷ lệ bao phủ BHYT")), *(SelectChoice(*each) for each in g.targets_offered)]


class DirectiveFields(RuledForm):
    text = TextAreaField(_l("Nội dung chỉ đạo"), [required(_l("Ghi nội dung chỉ đạo.")), at_most(LONGEST_NOTE)])
    number = StringField(_l("Mục trong thông báo"), [at_most(60)])
    lead = UnitsField(_l("Đơn vị chủ trì"), [Optional()])
    coordinating = UnitsField(_l("Đơn vị phối hợp"), [Optional()])
    deadline_kind = enum_field(_l("Thời hạn"), DeadlineKind, default=DeadlineKind.FIXED)
    due_on = DayField(_l("Thời hạn hoàn thành"), [Optional()])
    every = enum_field(_l("Định kỳ"), Every, default=Every.MONTHLY)
    due_day = CountField(_l("Chậm nhất ngày"), [Optional()])
    due_month_offset = SelectField(
        _l("Của"), coerce=int, choices=[SelectChoice("1", _l("kỳ sau")), SelectChoice("0", _l("trong kỳ"))], default=1
    )
    review_on = DayField(_l("Ngày rà soát"), [Optional()])
    target_points = RateField(_l("Chỉ tiêu: tỷ lệ bao phủ (%)"), [Optional()])
    target_comparator = enum_field(_l("So với chỉ tiêu"), Comparator, default=Comparator.AT_LEAST)
    target_indicator_id = SelectField(
        _l("Chỉ tiêu theo dõi"),
        coerce=int,
        default=0,
        invalid_choice_message=NOT_IN_LIST,
        invalid_value_message=NOT_IN_LIST,
    )
    deliverable = StringField(_l("Sản phẩm"), [at_most(300)])
    priority = BooleanField(_l("Nhiệm vụ trọng tâm"))
    general = BooleanField(_l("Nội dung chung, không giao thành nhiệm vụ"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.target_indicator_id.choices = _targets_offered()

    def facts(self) -> DirectiveFacts:
        return DirectiveFacts(
            text=self.text.data,
            lead=self.lead.ids(),
            coordinating=self.coordinating.ids(),
            number=self.number.data or "",
            quote=self.said(),
            deliverable=self.deliverable.data or "",
            priority=self.priority.data,
            general=self.general.data,
            deadline_kind=self.deadline_kind.data,
            due_on=self.due_on.data,
            every=self.every.data,
            due_day=self.due_day.data,
            due_month_offset=self.due_month_offset.data,
            review_on=self.review_on.data,
            target_points=self.target_points.data,
            target_comparator=self.target_comparator.data,
            target_indicator_id=self.target_indicator_id.data or None,
            numbers_confirmed=self.numbers_confirmed.data,
        )

    def said(self) -> str:
        """The words of the minutes that it stands on."""
        raise NotImplementedError


class DirectiveForm(DirectiveFields, ActForm):
    quote = TextAreaField(_l("Trích nguyên văn"), [at_most(LONGEST_NOTE)])

    def said(self) -> str:
        return self.quote.data or ""

    def show(self, meeting: Meeting, row: DirectiveRow) -> None:
        """Fill the form with a directive as it stands."""
        known = {unit.id: unit for unit in choices(db.session, viewer.committee_id, clock.day(gate.now())).units}
        for name in (
            "text",
            "number",
            "deliverable",
            "priority",
            "general",
            "deadline_kind",
            "due_on",
            "due_day",
        ):
            self[name].data = getattr(row, name)
        self.due_month_offset.data, self.review_on.data = row.due_month_offset, row.review_on
        self.every.data = row.every or Every.MONTHLY
        self.target_points.data = row.target_points
        self.target_comparator.data = row.target_comparator or Comparator.AT_LEAST
        self.target_indicator_id.data = row.target_indicator_id or 0
        self.lead.data = tuple(known[unit.unit_id] for unit in row.lead if unit.unit_id in known)
        self.coordinating.data = tuple(known[unit.unit_id] for unit in row.coordinating if unit.unit_id in known)
        self.quote.data = meeting.minutes[row.quote_start or 0 : row.quote_end or 0]
