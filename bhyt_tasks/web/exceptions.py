"""Tasks that were confirmed below their target: a list to look through and to take along."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from bhyt_tasks.documents.sheets import MOST_ROWS, Column, Value, write_table
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.exceptions import ExceptionRow
from bhyt_tasks.queries.exceptions import exceptions as questions
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.downloads import origin, workbook
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l

blueprint = Blueprint("exceptions", __name__)

COLUMNS = (
    (_l("Đơn vị"), 26),
    (_l("Nội dung chỉ đạo"), 60),
    (_l("Căn cứ giao"), 34),
    (_l("Chỉ tiêu"), 18),
    (_l("Tỷ lệ khi xác nhận"), 14),
    (_l("Còn phải vận động khi đó"), 14),
    (_l("Ngày xác nhận"), 13),
    (_l("Người xác nhận"), 28),
    (_l("Lý do"), 60),
)


@blueprint.get("/coverage/exceptions")
@allows(Action.SEE_BRIEFING)
def exceptions() -> ResponseReturnValue:
    return page("exceptions/list.html", rows=questions(db.session, viewer))


@blueprint.get("/coverage/exceptions.xlsx")
@allows(Action.SEE_BRIEFING)
def exceptions_sheet() -> ResponseReturnValue:
    rows = questions(db.session, viewer, limit=MOST_ROWS)
    columns = [Column(str(words), width) for words, width in COLUMNS]
    table = write_table(
        _("Xác nhận ngoại lệ khi chưa đạt chỉ tiêu"), columns, (_cells(row) for row in rows), notes=[origin()]
    )
    return workbook(table, f"xac-nhan-ngoai-le-{clock.day(gate.now()):%Y-%m-%d}")


def _cells(row: ExceptionRow) -> tuple[Value, ...]:
    goal = filters.target(row.goal, row.comparator) if row.goal is not None and row.comparator is not None else ""
    source = ", ".join(filter(None, (row.meeting_title, filters.day(row.held_on), row.number)))
    return (
        *(filters.cap(row.unit_name), row.text, source, goal, filters.rate(row.points)),
        *(row.people, row.on, row.by_position, row.reason),
    )
