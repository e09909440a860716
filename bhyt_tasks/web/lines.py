"""How does a task read on a line of a list? Its clock, source, last word and coverage in words."""

from datetime import date
from typing import NamedTuple

from flask import Flask

from bhyt_tasks.domain.extensions import LABELLED_FROM
from bhyt_tasks.domain.meetings import DeadlineKind
from bhyt_tasks.domain.tasks import Part, TaskState
from bhyt_tasks.queries.figures import Standing
from bhyt_tasks.queries.worklist import TaskRow
from bhyt_tasks.web.filters import day, label, number, period, short_day
from bhyt_tasks.web.language import gettext as _

RESTING = (TaskState.WITHDRAWN, TaskState.SUSPENDED)


class Clock(NamedTuple):
    """``tag`` is the class that colours the words; ``first`` compares with the original deadline (R3)."""

    tag: str
    words: str
    first: str = ""


def clock(row: TaskRow, today: date) -> Clock:
    """Where the task stands against its deadline, and against the original one when that makes it later (R3)."""
    shown, late, original = _clock(row, today), row.late_by(today), row.original_late_by(today)
    if row.part is not Part.LEAD or original <= 0 or original == late or row.state in RESTING:
        return shown
    if late > 0:
        return shown._replace(first=_("so với hạn ban đầu: %(days)s ngày", days=original))
    return shown._replace(first=_("so với hạn ban đầu: quá hạn %(days)s ngày", days=original))


def _clock(row: TaskRow, today: date) -> Clock:
    late = row.late_by(today)
    if row.part is not Part.LEAD:
        return Clock("plain", _("Phối hợp"))
    if row.state is TaskState.ACCEPTED:
        return Clock("ok", _("Hoàn thành quá hạn %(days)s ngày", days=late) if late > 0 else _("Hoàn thành đúng hạn"))
    if row.state in RESTING:
        return Clock("plain", label(row.state))
    if late > 0:
        return Clock("over", _("Quá hạn %(days)s ngày", days=late))
    if row.state is TaskState.SUBMITTED:
        return Clock("run", _("Đã báo cáo, chờ xác nhận"))
    return _running_clock(row, today)


def _running_clock(row: TaskRow, today: date) -> Clock:
    if row.due_on is None and row.act_by <= today:
        return Clock("late", _("Đến ngày rà soát %(day)s", day=day(row.act_by)))
    if row.due_on is None and row.deadline_kind is DeadlineKind.STANDING:
        return Clock("plain", _("Thường xuyên; rà soát ngày %(day)s", day=day(row.act_by)))
    if row.due_on is None:
        return Clock("plain", _("Không quy định thời hạn"))
    if row.due_on == today:
        return Clock("late", _("Đến hạn hôm nay"))
    if row.soon(today):
        return Clock("late", _("Sắp đến hạn, còn %(days)s ngày", days=-row.late_by(today)))
    return Clock("run", _("Trong hạn, còn %(days)s ngày", days=-row.late_by(today)))


def source(row: TaskRow) -> str:
    """The notice or meeting, the number in it, the period of a recurring task."""
    if row.notice_number:
        words = _("Thông báo số %(number)s", number=row.notice_number)
    else:
        words = f"{label(row.meeting_kind)} {day(row.held_on)}"
    words += f", {row.number}" if row.number else ""
    return f"{words} · {period(row.period)}" if row.period else words


def counted(row: TaskRow) -> str:
    """What the unit counts: "6/12 thôn"."""
    return f"{number(row.done)}/{number(row.total)} {row.measure}" if row.total else ""


def reminded(row: TaskRow) -> str:
    if not row.reminders:
        return ""
    return _("Đã nhắc %(count)s lần, gần nhất %(day)s.", count=row.reminders, day=short_day(row.reminded_on))


def more_time(row: TaskRow) -> str:
    """What was asked for and granted besides the deadline; from the third time on labelled with its number (R3)."""
    times = row.extended + (row.wanted_on is not None)
    words = []
    if row.wanted_on is not None:
        words.append(_("Đề nghị gia hạn đến %(day)s, chờ quyết định", day=day(row.wanted_on)))
    if times >= LABELLED_FROM:
        words.append(_("Gia hạn lần %(number)s", number=times))
    elif row.extended:
        words.append(_("gia hạn %(times)s lần", times=row.extended))
    return " · ".join(words)


def waited(row: TaskRow, today: date) -> str:
    """Since when a submission waits for an answer."""
    return _("báo cáo %(day)s, chờ %(days)s ngày", day=day(row.stopped_on), days=row.waited(today))


def still(standing: Standing) -> str:
    """People still to enrol, and up to when, as it follows the rate: " · còn 639 người, chốt đến 25/01/2018"."""
    people, latest = standing.still, standing.latest
    words = "" if people is None else _("còn %(people)s người", people=number(people)) if people else _("đã đạt")
    closed = _("chốt đến %(day)s", day=day(latest.cut_off_on)) if latest and latest.cut_off_on else ""
    told = ", ".join(filter(None, (words, closed)))
    return f" · {told}" if told else ""


def dial(phone: str) -> str:
    return _("gọi %(phone)s", phone=phone)


def choose(row: TaskRow, text: str) -> str:
    """What ticking the row chooses, for who does not see the row; ``text`` is the content, shortened."""
    return _("Chọn: %(unit)s, %(text)s", unit=row.unit_name, text=text)


def init_app(app: Flask) -> None:
    words = (clock, source, counted, reminded, more_time, waited, still, dial, choose)
    app.jinja_env.filters.update({function.__name__: function for function in words})
