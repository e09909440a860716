"""What is late: reviewed, reminded, given more time, accepted and sent back in place."""

from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Optional

from bhyt_tasks.domain import reminders
from bhyt_tasks.domain.access import Action, find
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.reminders import Reminded
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.coverage import latest_standings
from bhyt_tasks.queries.extensions import waiting_extensions
from bhyt_tasks.queries.overdue import OverdueCount, OverdueFilters, in_line, next_due, overdue_count, overdue_groups
from bhyt_tasks.queries.overdue import overdue as overdue_page
from bhyt_tasks.queries.past import as_of
from bhyt_tasks.queries.targets import measured
from bhyt_tasks.web import filters, menu
from bhyt_tasks.web.forms import LONGEST_NOTE, ActForm, DayField, IdsField, at_most, whole
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import own_path, page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.past import Look, look
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("overdue", __name__)

EVENT = "task-changed"
MOST_AT_ONCE = 200


class ReminderForm(ActForm):
    """``only`` is the button of one row; without it the ticked rows are meant."""

    only = HiddenField()
    task_ids = IdsField()
    text = TextAreaField(_l("Nội dung nhắc"), [at_most(LONGEST_NOTE)])
    answer_by = DayField(_l("Đề nghị báo cáo trước ngày"), [Optional()])
    back = HiddenField()

    def chosen(self) -> list[int]:
        only = whole(self.only.data)
        return (self.task_ids.data or [])[:MOST_AT_ONCE] if only is None else [only]


def _filters(back: str) -> OverdueFilters:
    """What the address asks for; after a refused reminder, what the list that it came from had asked for."""
    args = MultiDict(parse_qsl(urlsplit(back).query)) if request.method == "POST" else request.args
    return OverdueFilters(
        tab="waiting" if args.get("tab") == "waiting" else "open",
        unit=whole(args.get("unit")),
        directive=whole(args.get("directive")),
        group=args.get("group", "") if args.get("group") in ("unit", "directive") else "",
        q=args.get("q", "")[:200],
        after=args.get("after", ""),
    )


@blueprint.get("/overdue")
@allows(Action.SEE_OVERDUE)
def overdue() -> ResponseReturnValue:
    return _overdue_page(ReminderForm(formdata=None))


def _overdue_page(form: ReminderForm, status: int = 200) -> ResponseReturnValue:
    back = request.full_path.rstrip("?") if request.method == "GET" else own_path(form.back.data)
    looked = look()
    asked = in_line(db.session, looked.today, _filters(back))
    with as_of(db.session, looked.past):
        count = overdue_count(db.session, viewer, looked.today, asked)
        shown = _shown(asked, count, looked)
    if asked.is_everything_open and not looked.past:
        menu.counts(late=count.tasks)
    return page(
        "overdue/overdue.html",
        status,
        asked=asked,
        look=looked,
        today=looked.today,
        count=count,
        form=form,
        back=back,
        **shown,
    )


def _shown(asked: OverdueFilters, count: OverdueCount, looked: Look) -> dict[str, object]:
    """Groups, or rows with the coverage of their units, or the next deadline where nothing is late."""
    shown: dict[str, object] = {
        "groups": [],
        "rows": [],
        "extensions": [],
        "standings": {},
        "measured": {},
        "next_url": "",
        "next_due": None,
    }
    today = looked.today
    if asked.group:
        shown["groups"] = overdue_groups(db.session, viewer, today, asked)
    elif count.tasks:
        rows = overdue_page(db.session, viewer, today, asked)
        units = list(dict.fromkeys(row.unit_id for row in rows.rows if row.unit_kind.is_area))
        following = {**vars(asked), "as_of": looked.as_of, "after": rows.next_key, "line": None}
        asking = [row.id for row in rows.rows if row.wanted_on is not None]
        shown["rows"] = rows.rows
        shown["extensions"] = waiting_extensions(db.session, viewer, tasks=asking) if asking else []
        shown["standings"] = latest_standings(db.session, today, units)
        if asked.tab == "waiting" and not looked.past:
            shown["measured"] = measured(db.session, [row.id for row in rows.rows])
        shown["next_url"] = url_for("overdue.overdue") + filters.query(following) if rows.next_key else ""
    elif asked.tab == "open" and not asked.q:
        shown["next_due"] = next_due(db.session, viewer, today)
    return shown


@blueprint.post("/reminders")
@allows(Action.REMIND)
def remind() -> ResponseReturnValue:
    form = ReminderForm()

    def act(at: datetime) -> Answer:
        # The order of ids keeps two writers from waiting for each other's rows.
        seen = [task for task_id in sorted(set(form.chosen())) if (task := find(db.session, Task, task_id, viewer))]
        done = reminders.remind(
            db.session,
            [locked(db.session, Task, task.id) for task in seen],
            rest_days=viewer.settings.reminder_rest_days,
            text=form.text.data or "",
            answer_by=form.answer_by.data,
            numbers_confirmed=form.numbers_confirmed.data,
            by=viewer,
            at=at,
        )
        return Answer(_back(form), _words(done), EVENT)

    answer = perform(form, act) if form.validate() else None
    return answer if answer is not None else _overdue_page(form, 422)


def _back(form: ReminderForm) -> str:
    return own_path(form.back.data) or url_for("overdue.overdue")


def _words(done: Reminded) -> str:
    rest = _("%(tasks)s nhiệm vụ vừa được nhắc gần đây, không gửi lại.", tasks=done.resting) if done.resting else ""
    if not done.tasks:
        return _("Chưa gửi.") + " " + rest
    urged = _("Đã đôn đốc") if Role.DEPUTY_CHAIRMAN in viewer.roles else _("Đã nhắc")
    count = _("%(units)s đơn vị (%(tasks)s nhiệm vụ).", units=done.units, tasks=done.tasks)
    return f"{urged} {count} {rest}".strip()
