"""What waits for the committee: confirmed one by one or many at once, sent back, agreed to."""

from datetime import datetime

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.acceptances import Refused, accept_many
from bhyt_tasks.domain.access import Action, find
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.meetings import Directive
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.coverage import latest_standings
from bhyt_tasks.queries.decisions import unit_names, waiting
from bhyt_tasks.queries.errata import disclaimed, waiting_errata
from bhyt_tasks.queries.extensions import waiting_extensions
from bhyt_tasks.queries.targets import measured
from bhyt_tasks.web import filters, gate, menu
from bhyt_tasks.web.forms import ActForm, whole
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("decisions", __name__)

EVENT = "task-changed"
NONE_ACCEPTED = N_("Chưa xác nhận báo cáo nào. {reasons}")


class AcceptancesForm(ActForm):
    """The ticked submissions, each with the version that was read."""

    chosen = SelectMultipleField(coerce=str, validate_choice=False)

    def versions(self) -> dict[int, int]:
        """Task by task the version it was read at, in the order of ids, which keeps two writers from waiting for each
        other's rows."""
        pairs = [text.partition(":") for text in self.chosen.data or []]
        read = [(whole(task), whole(version)) for task, _colon, version in pairs]
        return dict(sorted((task, version) for task, version in read if task is not None and version is not None))


@blueprint.get("/decisions")
@allows(Action.SEE_DECISIONS)
def decisions() -> ResponseReturnValue:
    return _page(AcceptancesForm(formdata=None))


def _page(form: AcceptancesForm, status: int = 200) -> ResponseReturnValue:
    counted, rows = menu.counts(), waiting(db.session, viewer)
    today = clock.day(gate.now())
    units = list(dict.fromkeys(row.unit_id for row in rows if row.unit_kind.is_area))
    return page(
        "decisions/list.html",
        status,
        counts=counted,
        rows=rows,
        measured=measured(db.session, [row.id for row in rows]),
        standings=latest_standings(db.session, today, units) if units else {},
        errata=waiting_errata(db.session, viewer) if counted.errata else [],
        disclaimed=disclaimed(db.session, viewer) if counted.disclaimed else [],
        extensions=waiting_extensions(db.session, viewer) if counted.extensions else [],
        form=form,
    )


@blueprint.post("/acceptances")
@allows(Action.ACCEPT)
def accept() -> ResponseReturnValue:
    form = AcceptancesForm()

    def act(at: datetime) -> Answer:
        read = form.versions()
        seen = {task_id: task for task_id in read if (task := find(db.session, Task, task_id, viewer))}
        for directive_id in sorted({task.directive_id for task in seen.values()}):
            locked(db.session, Directive, directive_id)  # its last leading task closes what helpers have left
        chosen = [(locked(db.session, Task, task_id), read[task_id]) for task_id in seen]
        done, refused = accept_many(db.session, chosen, by=viewer, at=at)
        reasons = _reasons(refused)
        if not done:
            raise RuleBroken(NONE_ACCEPTED, reasons=reasons)
        return Answer(
            url_for("decisions.decisions"), f"{_('Đã xác nhận %(count)s báo cáo.', count=done)} {reasons}", EVENT
        )

    answer = perform(form, act) if form.validate() else None
    return answer if answer is not None else _page(form, 422)


def _reasons(refused: list[Refused]) -> str:
    names = unit_names(db.session, [each.unit_id for each in refused]) if refused else {}
    return " ".join(
        _("Chưa xác nhận %(unit)s: %(why)s", unit=names[each.unit_id], why=filters.sentence(each.why))
        for each in refused
    )
