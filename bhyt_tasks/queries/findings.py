"""What did an inspection find, at whom, by what is it answered, and what became of it?"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain.access import Viewer, visible_findings
from bhyt_tasks.domain.finding_checks import FindingCheck, Outcome, earlier_meetings, settled
from bhyt_tasks.domain.findings import Finding
from bhyt_tasks.domain.meetings import Directive, Meeting, Stage
from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.queries.fetch import Seat, Statement, fetch_all, seat, sitting
from bhyt_tasks.queries.worklist import PAGE


@dataclass(frozen=True)
class FindingRow:
    """``directive_position`` is None while no directive answers the finding."""

    id: int
    position: int
    text: str
    unit_id: int
    unit_name: str
    unit_kind: UnitKind
    quote_start: int | None
    quote_end: int | None
    directive_id: int | None
    directive_position: int | None
    directive_number: str | None
    directive_text: str | None
    illustrative: str
    repeats_id: int | None
    times: int

    @property
    def answer(self) -> str:
        """How the answering directive is cited: as the notice numbers it, else by its place."""
        return self.directive_number or str(self.directive_position)


def findings(session: Session, meeting_id: int) -> list[FindingRow]:
    """The findings of a meeting in order, each with its unit and the directive that answers it."""
    return fetch_all(
        session,
        FindingRow,
        sa.select(
            Finding.id,
            Finding.position,
            Finding.text,
            Unit.id,
            Unit.name,
            Unit.kind,
            Finding.quote_start,
            Finding.quote_end,
            Finding.directive_id,
            Directive.position,
            Directive.number,
            Directive.text,
            Finding.illustrative,
            Finding.repeats_id,
            Finding.times,
        )
        .join(Unit, Unit.id == Finding.unit_id)
        .outerjoin(Directive, Directive.id == Finding.directive_id)
        .where(Finding.meeting_id == meeting_id)
        .order_by(Finding.position),
    )


@dataclass(frozen=True)
class ToCheck:
    """An earlier finding as a later visit looks at it; without an outcome it has not been checked there."""

    id: int
    text: str
    times: int
    unit_name: str
    meeting_id: int
    held_on: date
    directive_text: str | None
    outcome: Outcome | None
    remark: str | None


def to_check(session: Session, meeting_id: int) -> list[ToCheck]:
    """What a visit finds to be checked: what earlier meetings left open, and what it has said itself; by unit."""
    return fetch_all(session, ToCheck, _TO_CHECK, meeting_id=meeting_id)


def _to_check() -> Statement:
    visit: sa.BindParameter[int] = sa.bindparam("meeting_id", type_=sa.Integer)
    own = sa.and_(FindingCheck.finding_id == Finding.id, FindingCheck.meeting_id == visit)
    return (
        sa.select(
            Finding.id,
            Finding.text,
            Finding.times,
            Unit.name,
            Meeting.id,
            Meeting.held_on,
            Directive.text,
            FindingCheck.outcome,
            FindingCheck.remark,
        )
        .join(Unit, Unit.id == Finding.unit_id)
        .join(Meeting, Meeting.id == Finding.meeting_id)
        .outerjoin(Directive, Directive.id == Finding.directive_id)
        .outerjoin(FindingCheck, own)
        .where(
            Finding.meeting_id.in_(earlier_meetings(visit)),
            sa.or_(FindingCheck.id.is_not(None), ~settled(Finding.id)),
        )
        .order_by(Unit.sort_key, Unit.id, Finding.id)
    )


_TO_CHECK = _to_check()


@dataclass(frozen=True)
class KnownFinding:
    """A finding of an issued meeting that was not found again since: the last of its chain.

    ``tasks`` of the answering directive are the unit's own, ``done`` the accepted ones.
    """

    id: int
    text: str
    times: int
    unit_id: int
    unit_name: str
    meeting_id: int
    meeting_title: str
    held_on: date
    directive_id: int | None
    directive_position: int | None
    directive_number: str | None
    directive_text: str | None
    tasks: int
    done: int
    mended_on: date | None
    mended_at_id: int | None
    remark: str | None
    total: int
    repeated: int

    @property
    def answer(self) -> str:
        return self.directive_number or str(self.directive_position)


@dataclass(frozen=True)
class FindingFilters:
    """What the address of /findings asks for."""

    state: str = "open"  # open: not mended; repeated: found twice or more and not mended; mended
    unit: int | None = None
    before: int | None = None


def known_findings(
    session: Session, viewer: Viewer, filters: FindingFilters, *, limit: int = PAGE + 1
) -> list[KnownFinding]:
    """The findings of the committee, what came back most often on top, then the newest; one statement.

    ``total`` and ``repeated`` of each row count this one and all that follow, beyond the limit too.
    """
    shape = FindingFilters(filters.state, filters.unit and 1, filters.before and 1)
    values = {**sitting(viewer), "unit": filters.unit, "before": filters.before}
    return fetch_all(session, KnownFinding, _known(seat(viewer), shape, limit), **values)


@lru_cache(maxsize=64)
def _known(viewer: Seat, filters: FindingFilters, limit: int) -> Statement:
    mended, visit = aliased(FindingCheck), aliased(Meeting)
    again = sa.func.sum(sa.case((Finding.times > 1, 1), else_=0)).over()
    statement = (
        sa.select(
            Finding.id,
            Finding.text,
            Finding.times,
            Unit.id,
            Unit.name,
            Meeting.id,
            Meeting.title,
            Meeting.held_on,
            Finding.directive_id,
            Directive.position,
            Directive.number,
            Directive.text,
            _tasks(),
            _tasks(Task.state == TaskState.ACCEPTED),
            visit.held_on,
            visit.id,
            mended.remark,
            sa.func.count().over(),
            again,
        )
        .join(Unit, Unit.id == Finding.unit_id)
        .join(Meeting, Meeting.id == Finding.meeting_id)
        .outerjoin(Directive, Directive.id == Finding.directive_id)
        .outerjoin(mended, mended.id == _mended_id())
        .outerjoin(visit, visit.id == mended.meeting_id)
        .where(visible_findings(viewer), Meeting.stage == Stage.ISSUED, ~_found_again())
        .order_by(Finding.times.desc(), Finding.id.desc())
        .limit(limit)
    )
    statement = statement.where(mended.id.is_not(None) if filters.state == "mended" else mended.id.is_(None))
    if filters.state == "repeated":
        statement = statement.where(Finding.times > 1)
    if filters.unit:
        statement = statement.where(Finding.unit_id == sa.bindparam("unit"))
    if filters.before:
        pivot = aliased(Finding)
        last = sa.select(pivot.times, pivot.id).where(pivot.id == sa.bindparam("before"))
        statement = statement.where(sa.tuple_(Finding.times, Finding.id) < last.scalar_subquery())
    return statement


def _tasks(*criteria: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """The unit's own tasks of the directive that answers the finding."""
    own = (Task.directive_id == Finding.directive_id, Task.unit_id == Finding.unit_id)
    counted = sa.select(sa.func.count()).where(*own, Task.state != TaskState.WITHDRAWN, *criteria)
    return counted.correlate(Finding).scalar_subquery()


def _mended_id() -> sa.ScalarSelect[int]:
    """The last check by an issued visit that says the finding was mended."""
    said, visit = aliased(FindingCheck), aliased(Meeting)
    issued = (visit.id == said.meeting_id, visit.stage == Stage.ISSUED)
    mended = (said.finding_id == Finding.id, said.outcome == Outcome.MENDED)
    return sa.select(sa.func.max(said.id)).where(*mended, *issued).correlate(Finding).scalar_subquery()


def _found_again() -> sa.ColumnElement[bool]:
    """An issued visit found it once more: that finding stands for both."""
    newer, visit = aliased(Finding), aliased(Meeting)
    return sa.exists().where(newer.repeats_id == Finding.id, newer.meeting_id == visit.id, visit.stage == Stage.ISSUED)


@dataclass(frozen=True)
class FoundAt:
    id: int
    name: str


def units_with_findings(session: Session, viewer: Viewer) -> list[FoundAt]:
    """The units at which issued inspections found something, in Vietnamese order."""
    found = (
        sa.select(Finding.unit_id)
        .join(Meeting, Meeting.id == Finding.meeting_id)
        .where(visible_findings(viewer), Meeting.stage == Stage.ISSUED)
    )
    return fetch_all(
        session, FoundAt, sa.select(Unit.id, Unit.name).where(Unit.id.in_(found)).order_by(Unit.sort_key, Unit.id)
    )
