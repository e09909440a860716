"""What units are to reach: by whom it was told, how far they are, and what a decision or a plan sets anew."""

from datetime import datetime
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import targets as rules
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.indicators import Indicator
from bhyt_tasks.domain.targets import GivenBy, Target, TargetFacts
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import targets as questions
from bhyt_tasks.queries.successions import unit_named
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.forms import (
    LONGEST_NOTE,
    NOT_IN_LIST,
    ActForm,
    DayField,
    RateField,
    UnitsField,
    at_most,
    enum_field,
    required,
    whole,
)
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.measures import Measure, measure
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("targets", __name__)


class PaperForm(ActForm):
    """What a decision or a plan says."""

    points = RateField(_l("Tỷ lệ (%)"), [required(_l("Ghi tỷ lệ phải đạt."))])
    comparator = enum_field(_l("So với chỉ tiêu"), Comparator, default=Comparator.AT_LEAST)
    due_on = DayField(_l("Đến ngày"), [required(_l("Ghi ngày phải đạt."))])
    given_by = enum_field(_l("Giao theo"), GivenBy, default=GivenBy.PLAN)
    origin = StringField(
        _l("Số, ngày văn bản"), [required(_l("Ghi quyết định hoặc kế hoạch giao chỉ tiêu.")), at_most(200)]
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.given_by.choices = [each for each in self.given_by.choices if each.value != GivenBy.DIRECTIVE]

    def facts(self) -> TargetFacts:
        return TargetFacts(
            points=self.points.data,
            due_on=self.due_on.data,
            origin=self.origin.data,
            given_by=self.given_by.data,
            comparator=self.comparator.data,
        )


class TargetsForm(PaperForm):
    units = UnitsField(_l("Các đơn vị"), [required(_l("Ghi các đơn vị được giao chỉ tiêu."))])
    indicator_id = SelectField(
        _l("Chỉ tiêu theo dõi"),
        coerce=int,
        invalid_choice_message=NOT_IN_LIST,
        invalid_value_message=NOT_IN_LIST,
    )

    def offer(self, asked: Measure) -> None:
        self.indicator_id.choices = [SelectChoice(str(row.id), row.name) for row in asked.choices]
        if request.method == "GET":
            self.indicator_id.data = asked.now.id


class ChangeForm(PaperForm):
    reason = TextAreaField(_l("Lý do thay đổi"), [required(_l("Ghi lý do thay đổi.")), at_most(LONGEST_NOTE)])


class EndingForm(ActForm):
    reason = TextAreaField(_l("Lý do kết thúc"), [required(_l("Ghi lý do kết thúc chỉ tiêu.")), at_most(LONGEST_NOTE)])


@blueprint.get("/coverage/targets")
@allows(Action.SEE_COVERAGE)
def targets() -> ResponseReturnValue:
    asked, unit = measure(), whole(request.args.get("unit"))
    first = whole(request.args.get("from")) or 0
    today = clock.day(gate.now())
    shown = questions.targets(db.session, viewer, today, asked.now.id, unit=unit, first=first)
    ended = [] if first else questions.ended_targets(db.session, viewer, asked.now.id, unit=unit)
    return page(
        "targets/list.html",
        measure=asked,
        rows=shown.rows,
        ended=ended,
        unit=unit,
        unit_name=unit_named(db.session, unit) if unit and shown.rows else "",
        next_url=_next(shown.next_from),
    )


def _next(first: int | None) -> str:
    return "" if first is None else request.path + filters.query({**request.args.to_dict(), "from": first})


@blueprint.route("/coverage/targets/new", methods=["GET", "POST"])
@allows(Action.SET_TARGETS)
def new() -> ResponseReturnValue:
    asked, form = measure(), TargetsForm()
    form.offer(asked)

    def act(at: datetime) -> Answer:
        indicator = load(Indicator, form.indicator_id.data, Action.SET_TARGETS)
        made = rules.set_targets(db.session, indicator, form.facts(), form.units.ids(), by=viewer.id, at=at)
        to = url_for(".targets", **({} if indicator.id == viewer.indicator_id else {"indicator": indicator.id}))
        return Answer(to, _("Đã giao chỉ tiêu cho %(count)s đơn vị.", count=len(made)))

    answer = perform(form, act) if request.method == "POST" and form.validate() else None
    return answer or page("targets/new.html", 422 if request.method == "POST" else 200, form=form, measure=asked)


@blueprint.route("/coverage/targets/<int:target_id>", methods=["GET", "POST"])
@allows(Action.SET_TARGETS)
def target(target_id: int) -> ResponseReturnValue:
    """End a target and set another one in its place."""
    row = load(Target, target_id, Action.SET_TARGETS)
    form = ChangeForm()
    if request.method == "GET":
        for name in ("points", "comparator", "due_on", "origin"):
            form[name].data = getattr(row, name)
        form.given_by.data = GivenBy.PLAN if row.given_by is GivenBy.DIRECTIVE else row.given_by
        return _target_page(target_id, change=form)

    def act(at: datetime) -> Answer:
        current = locked(db.session, Target, target_id)
        made = rules.replace_target(db.session, current, form.facts(), reason=form.reason.data, by=viewer.id, at=at)
        words = _("Đã thay chỉ tiêu; chỉ tiêu cũ vẫn xem được.") if made else _("Không có gì thay đổi.")
        return Answer(_list_of(current), words)

    answer = perform(form, act) if form.validate() else None
    return answer or _target_page(target_id, 422, change=form)


@blueprint.post("/coverage/targets/<int:target_id>/ending")
@allows(Action.SET_TARGETS)
def end(target_id: int) -> ResponseReturnValue:
    load(Target, target_id, Action.SET_TARGETS)
    form = EndingForm()

    def act(at: datetime) -> Answer:
        current = locked(db.session, Target, target_id)
        rules.end_target(db.session, current, reason=form.reason.data, by=viewer.id, at=at)
        return Answer(_list_of(current), _("Đã kết thúc chỉ tiêu."))

    answer = perform(form, act) if form.validate() else None
    return answer or _target_page(target_id, 422, ending=form)


def _list_of(row: Target) -> str:
    kept = {} if row.indicator_id == viewer.indicator_id else {"indicator": row.indicator_id}
    return url_for("targets.targets", unit=row.unit_id, **kept)


def _target_page(
    target_id: int, status: int = 200, *, change: ChangeForm | None = None, ending: EndingForm | None = None
) -> ResponseReturnValue:
    row = questions.target_named(db.session, target_id)
    indicator = db.session.get_one(Indicator, db.session.get_one(Target, target_id).indicator_id)
    return page(
        "targets/target.html",
        status,
        row=row,
        indicator=indicator,
        change=change or ChangeForm(formdata=None),
        ending=ending or EndingForm(formdata=None),
    )
