"""What should the next meeting look at? What is open, one line each, as the secretary would type it.

The text is kept as data, so it is Vietnamese whatever the language of the page.
"""

from datetime import date
from textwrap import shorten

from bhyt_tasks.plugins import db
from bhyt_tasks.queries.briefing import Line, Listed, Section, listed
from bhyt_tasks.queries.findings import FindingFilters, KnownFinding, known_findings
from bhyt_tasks.web.filters import day
from bhyt_tasks.web.gate import viewer

MOST = 200  # lines of one kind
SHOWN = 160  # characters of a directive or finding


def proposed(today: date) -> str:
    """The agenda that the open items of the committee make; empty when nothing is open."""
    wanted = (Section.OVERDUE, Section.WAITING, Section.EXTENSIONS)
    lists = listed(db.session, viewer, today, today, wanted, limit=MOST)
    parts = [
        ("Nhiệm vụ quá hạn", [_overdue(line, today) for line in lists[Section.OVERDUE].rows]),
        ("Báo cáo hoàn thành chờ xác nhận", [_waiting(line, today) for line in lists[Section.WAITING].rows]),
        ("Đề nghị gia hạn chờ quyết định", _extensions(lists[Section.EXTENSIONS])),
        ("Tồn tại, hạn chế chưa khắc phục", [_finding(row) for row in _findings()]),
    ]
    written = [(title, lines) for title, lines in parts if lines]
    numbered = ["\n".join([f"{number}. {title}:", *lines]) for number, (title, lines) in enumerate(written, start=1)]
    return "\n".join(["Nội dung đề nghị xem xét:", *numbered]) if numbered else ""


def _findings() -> list[KnownFinding]:
    return known_findings(db.session, viewer, FindingFilters(), limit=MOST)


def _extensions(asked: Listed) -> list[str]:
    return [
        f"{_item(line)} (thời hạn {day(line.task.due_on)}, đề nghị gia hạn đến {day(line.wanted_on)})"
        for line in asked.rows
    ]


def _overdue(line: Line, today: date) -> str:
    return f"{_item(line)} (thời hạn {day(line.task.due_on)}, quá hạn {line.task.late_by(today)} ngày)"


def _waiting(line: Line, today: date) -> str:
    due = f"thời hạn {day(line.task.due_on)}, " if line.task.due_on else ""
    return f"{_item(line)} ({due}báo cáo {day(line.task.stopped_on)}, chờ {line.task.waited(today)} ngày)"


def _item(line: Line) -> str:
    number = f"{line.task.number}, " if line.task.number else ""
    return f"- {line.task.unit_name}: {number}{shorten(line.task.text, SHOWN, placeholder=' …')}"


def _finding(row: KnownFinding) -> str:
    times = f", lặp lại lần {row.times}" if row.times > 1 else ""
    return f"- {row.unit_name}: {shorten(row.text, SHOWN, placeholder=' …')} (kiểm tra {day(row.held_on)}{times})"
