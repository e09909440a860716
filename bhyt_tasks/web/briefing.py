"""One A4 sheet for who opens a meeting or a weekly briefing: what happened, what waits, what comes next."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.meetings import Meeting
from bhyt_tasks.domain.vietnamese import parse_date
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import briefing as questions
from bhyt_tasks.queries.briefing import Section
from bhyt_tasks.queries.overview import COUNTED
from bhyt_tasks.web import filters, gate, menu
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page

blueprint = Blueprint("briefing", __name__)

WEEK = timedelta(days=7)
LONGEST_LIST = 200  # tasks on the page of one list
REPORT_AFTER = 3  # reminders without an answer after which the head of the committee is told (Hà Nội, 2023)


@dataclass(frozen=True)
class Kind:
    """Which lists a sheet has and how many lines of each, so that it fits one A4 page."""

    sections: tuple[Section, ...]
    lines: int


SINCE = Kind((Section.LATE, Section.WAITING, Section.EXTENSIONS, Section.DONE), 8)
BRIEFING = Kind(
    (
        *(Section.WAITING, Section.EXTENSIONS, Section.LATE, Section.COMING),
        *(Section.DONE, Section.OBSTACLES, Section.SILENT),
    ),
    5,
)


@blueprint.get("/meetings/<int:meeting_id>/since")
@allows(Action.SEE_BRIEFING)
def since(meeting_id: int) -> ResponseReturnValue:
    """From the day after the meeting was issued."""
    row = load(Meeting, meeting_id, Action.SEE_BRIEFING)
    if row.issued_at is None:
        abort(404)
    return _sheet(SINCE, clock.day(row.issued_at) + timedelta(days=1), meeting=row)


@blueprint.get("/reports/since")
@allows(Action.SEE_BRIEFING)
def since_last() -> ResponseReturnValue:
    last = questions.last_issued(db.session, viewer)
    return redirect(url_for(".since", meeting_id=last) if last else url_for("meetings.meetings"), 303)


@blueprint.get("/reports/briefing")
@allows(Action.SEE_BRIEFING)
def briefing() -> ResponseReturnValue:
    return _sheet(BRIEFING, _first(), meeting=None)


def _first() -> date:
    """The first day that was asked for; a week ago when there is none, or none that has come."""
    today = clock.day(gate.now())
    try:
        first: date = parse_date(request.args.get("from", ""), today)
    except RuleBroken:
        return today - WEEK
    return first if first <= today else today - WEEK


def _sheet(kind: Kind, first: date, meeting: Meeting | None) -> ResponseReturnValue:
    """The sheet, or one of its lists in full."""
    today, asked = clock.day(gate.now()), request.args.get("list", "")
    shown: dict[str, Any] = {"meeting": meeting, "first": first, "report_after": REPORT_AFTER, "here": _here(first)}
    if asked in set(Section):
        section = Section(asked)
        lists = questions.listed(db.session, viewer, today, first, [section], limit=LONGEST_LIST)
        return page("briefing/list.html", section=section, listed=lists[section], **shown)
    sheet = questions.sheet(db.session, viewer, today, first, kind.sections, limit=kind.lines)
    return page("briefing/sheet.html", sheet=sheet, counts=menu.counts(), counted=COUNTED, **shown)


def _here(first: date) -> str:
    """The address of the sheet, to which the name of a list is added."""
    given = request.args.get("from")
    return request.path + (filters.query({"from": filters.day(first)}) + "&" if given else "?")
