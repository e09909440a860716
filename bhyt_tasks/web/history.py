"""Who did what, newest first: on tasks for the committee, about users, units and settings for administrators."""

from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms.validators import Optional

from bhyt_tasks.documents.sheets import MOST_ROWS, Column, write_table
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import LARGEST_ID, Action
from bhyt_tasks.domain.history import Act, Channel, Subject
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.history import ActFilters, ActRow, ChangeFilters, changes
from bhyt_tasks.queries.history import acts as find_acts
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.downloads import origin, workbook
from bhyt_tasks.web.forms import DayField, whole
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l

blueprint = Blueprint("history", __name__)


class DaysForm(FlaskForm):
    """The days of a search; nothing is changed by it."""

    class Meta:
        csrf = False

    start = DayField(_l("Từ ngày"), [Optional()])
    end = DayField(_l("Đến ngày"), [Optional()])


def _asked(days: DaysForm) -> ActFilters:
    """What the address asks for; a day that cannot be read is left out, and the form says so."""
    args = request.args
    days.validate()
    return ActFilters(
        who=args.get("who", "")[:100],
        unit=args.get("unit", "")[:100],
        what=Act(args["what"]) if args.get("what") in set(Act) else None,
        start=days.start.data,
        end=days.end.data,
        q=args.get("q", "")[:200],
        before=_id(args.get("before")),
    )


def _address(asked: ActFilters, **more: Any) -> str:
    """The search as an address says it."""
    days = {"start": filters.day(asked.start), "end": filters.day(asked.end)}
    return filters.query({**vars(asked), **days, "before": None, **more})


@blueprint.get("/history")
@allows(Action.SEE_HISTORY)
def acts() -> ResponseReturnValue:
    days = DaysForm(request.args)
    asked = _asked(days)
    found = find_acts(db.session, viewer, asked)
    return page(
        "history/acts.html",
        asked=asked,
        days=days,
        kinds=Act,
        rows=found.rows,
        behalf=behalf,
        next_url=url_for(".acts") + _address(asked, before=found.before) if found.before else "",
        sheet_url=url_for(".acts_sheet") + _address(asked),
    )


COLUMNS = (
    (_l("Thời điểm"), 17),
    (_l("Người thực hiện"), 24),
    (_l("Chức vụ khi đó"), 28),
    (_l("Nhập thay, theo lời"), 28),
    (_l("Việc đã làm"), 24),
    (_l("Đơn vị"), 24),
    (_l("Nội dung chỉ đạo"), 60),
    (_l("Nội dung ghi"), 60),
    (_l("Khó khăn, vướng mắc"), 40),
    (_l("Số đã làm được"), 16),
)


@blueprint.get("/history.xlsx")
@allows(Action.SEE_HISTORY)
def acts_sheet() -> ResponseReturnValue:
    """Exactly what the page lists, all its pages."""
    asked = _asked(DaysForm(request.args))
    found = find_acts(db.session, viewer, asked, limit=MOST_ROWS)
    notes = [origin()]
    if found.before:
        notes.append(
            _("Chỉ có %(rows)s dòng mới nhất; lọc theo ngày để xuất phần còn lại.", rows=filters.number(MOST_ROWS))
        )
    columns = [Column(str(words), width) for words, width in COLUMNS]
    body = write_table(_("Lịch sử thực hiện nhiệm vụ"), columns, map(_cells, found.rows), notes=notes)
    return workbook(body, f"lich-su-{clock.day(gate.now()):%Y-%m-%d}")


def _cells(row: ActRow) -> tuple[Any, ...]:
    return (
        row.at,
        row.by_name,
        row.position,
        behalf(row.told_by, row.channel, row.told_on),
        filters.label(row.what),
        filters.cap(row.unit_name),
        f"{row.number}: {row.text}" if row.number else row.text,
        _("%(words)s (minh họa)", words=row.note) if row.illustrative and row.note else row.note,
        row.obstacle,
        f"{filters.number(row.done)}/{filters.number(row.total)} {row.measure}".strip() if row.total else "",
    )


def behalf(told_by: str, channel: Channel, told_on: date | None) -> str:
    """Who told it to the one who wrote it down (R18); empty when the writer told it."""
    if not told_by:
        return ""
    return f"{told_by} {filters.label(channel)}, {filters.day(told_on)}"


@blueprint.get("/admin/history")
@allows(Action.ADMINISTER)
def history() -> ResponseReturnValue:
    args = request.args
    asked = ChangeFilters(
        subject=Subject(args["subject"]) if args.get("subject") in set(Subject) else None,
        subject_id=_id(args.get("id")),
        before=_id(args.get("before")),
    )
    found = changes(db.session, viewer, asked)
    following = {"subject": asked.subject, "id": asked.subject_id, "before": found.before}
    next_url = url_for(".history") + filters.query(following) if found.before else ""
    return page("history/history.html", asked=asked, subjects=Subject, rows=found.rows, next_url=next_url)


def _id(text: str | None) -> int | None:
    number = whole(text)
    return None if number is None else min(number, LARGEST_ID)
