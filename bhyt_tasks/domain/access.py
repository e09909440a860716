"""Who may do what, and who may see what? One table for the gate, the templates and the queries."""

import enum
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.delegations import Delegation
from bhyt_tasks.domain.errata import Erratum
from bhyt_tasks.domain.extensions import Extension
from bhyt_tasks.domain.findings import Finding
from bhyt_tasks.domain.indicators import Indicator, ParticipantGroup
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.people import Actor, Role, User
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.domain.units import Unit, UnitGroup

OfCommittee: TypeAlias = (
    Delegation
    | Directive
    | Erratum
    | Extension
    | Finding
    | Indicator
    | Meeting
    | ParticipantGroup
    | Task
    | Unit
    | UnitGroup
    | User
)
Visible: TypeAlias = OfCommittee | Target


class Viewer(Actor, Protocol):
    """An actor with what access asks about their unit."""

    @property
    def oversees(self) -> bool: ...
    @property
    def delegated(self) -> bool:
        """A secretary who may decide extensions today."""


class Action(enum.StrEnum):
    USE_ACCOUNT = "use_account"
    SEE_OVERVIEW = "see_overview"
    SEE_TASKS = "see_tasks"
    SEE_OVERDUE = "see_overdue"
    SEE_DECISIONS = "see_decisions"
    SEE_COVERAGE = "see_coverage"
    COMPARE_COVERAGE = "compare_coverage"
    SEE_RANKING = "see_ranking"
    SEE_MEETINGS = "see_meetings"
    SEE_BRIEFING = "see_briefing"
    SEE_HISTORY = "see_history"
    RECORD_MEETINGS = "record_meetings"
    REPORT = "report"
    DESTROY_FILES = "destroy_files"
    ACCEPT = "accept"
    REMIND = "remind"
    REVIEW = "review"
    ESCALATE = "escalate"
    ENTER_READINGS = "enter_readings"
    IMPORT_READINGS = "import_readings"
    LOCK_MONTH = "lock_month"
    SET_TARGETS = "set_targets"
    CORRECT = "correct"
    AGREE = "agree"
    DISCLAIM = "disclaim"
    ASK_EXTENSION = "ask_extension"
    ADVISE = "advise"
    DECIDE_EXTENSIONS = "decide_extensions"
    MOVE_DEADLINES = "move_deadlines"
    DELEGATE = "delegate"
    NAME_UNITS = "name_units"
    ADMINISTER = "administer"


_COMMITTEE = frozenset({Role.SECRETARY, Role.DEPUTY_CHAIRMAN})
_EVERYONE = frozenset(Role)

ROLES: dict[Action, frozenset[Role]] = {
    Action.USE_ACCOUNT: _EVERYONE,
    Action.SEE_OVERVIEW: _COMMITTEE,
    Action.SEE_TASKS: _COMMITTEE | {Role.UNIT, Role.DATA_OFFICER},
    Action.SEE_OVERDUE: _COMMITTEE,
    Action.SEE_DECISIONS: _COMMITTEE,
    Action.SEE_COVERAGE: _COMMITTEE | {Role.UNIT, Role.DATA_OFFICER},
    Action.COMPARE_COVERAGE: _COMMITTEE | {Role.DATA_OFFICER},
    Action.SEE_RANKING: _COMMITTEE | {Role.UNIT, Role.DATA_OFFICER},
    Action.SEE_MEETINGS: _COMMITTEE,
    Action.SEE_BRIEFING: _COMMITTEE,
    Action.SEE_HISTORY: _COMMITTEE,
    Action.RECORD_MEETINGS: frozenset({Role.SECRETARY}),
    Action.REPORT: frozenset({Role.SECRETARY, Role.UNIT}),
    Action.DESTROY_FILES: frozenset({Role.SECRETARY, Role.UNIT}),
    Action.ACCEPT: _COMMITTEE,
    Action.REMIND: _COMMITTEE,
    Action.REVIEW: _COMMITTEE,
    Action.ESCALATE: _COMMITTEE,
    Action.ENTER_READINGS: frozenset({Role.SECRETARY, Role.UNIT, Role.DATA_OFFICER}),
    Action.IMPORT_READINGS: frozenset({Role.SECRETARY, Role.DATA_OFFICER}),
    Action.LOCK_MONTH: frozenset({Role.SECRETARY, Role.DATA_OFFICER}),
    Action.SET_TARGETS: frozenset({Role.SECRETARY}),
    Action.CORRECT: frozenset({Role.SECRETARY}),
    Action.AGREE: frozenset({Role.DEPUTY_CHAIRMAN}),
    Action.DISCLAIM: frozenset({Role.UNIT}),
    Action.ASK_EXTENSION: frozenset({Role.SECRETARY, Role.UNIT}),
    Action.ADVISE: frozenset({Role.SECRETARY}),
    Action.DECIDE_EXTENSIONS: frozenset({Role.DEPUTY_CHAIRMAN}),
    Action.MOVE_DEADLINES: frozenset({Role.DEPUTY_CHAIRMAN}),
    Action.DELEGATE: frozenset({Role.DEPUTY_CHAIRMAN}),
    Action.NAME_UNITS: frozenset({Role.SECRETARY, Role.ADMIN}),
    Action.ADMINISTER: frozenset({Role.ADMIN}),
}

# What the people of a unit that is told to urge and inspect others may do besides (the model's fifth column).
OVERSEER = frozenset({Action.SEE_OVERDUE, Action.REMIND, Action.COMPARE_COVERAGE})


def sees_everything(viewer: Viewer) -> bool:
    """Sees all tasks and all coverage of the committee."""
    return bool(viewer.roles & _COMMITTEE) or (viewer.oversees and Role.UNIT in viewer.roles)


def allowed(viewer: Viewer, action: Action) -> bool:
    """The role half: may this viewer ever do this?"""
    if viewer.roles & ROLES[action]:
        return True
    if action is Action.DECIDE_EXTENSIONS:
        return viewer.delegated and Role.SECRETARY in viewer.roles
    return action in OVERSEER and viewer.oversees and Role.UNIT in viewer.roles


def can(viewer: Viewer, action: Action, row: Any) -> bool:
    """The whole answer for one row that the viewer sees, an entity or a row of a list."""
    if not allowed(viewer, action):
        return False
    if action in (Action.REPORT, Action.ASK_EXTENSION):
        return Role.SECRETARY in viewer.roles or row.unit_id == viewer.unit_id
    if action is Action.DISCLAIM:
        return bool(row.unit_id == viewer.unit_id)
    if action is Action.DESTROY_FILES:
        # What was accepted rests on its evidence: from then on only the secretary.
        return Role.SECRETARY in viewer.roles or (row.unit_id == viewer.unit_id and row.state is not TaskState.ACCEPTED)
    if action is Action.ENTER_READINGS:
        return bool(viewer.roles & {Role.SECRETARY, Role.DATA_OFFICER}) or row.id == viewer.unit_id
    return True


def visible_tasks(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The tasks a viewer sees: all of the committee, or those of the own unit, leading or coordinating."""
    if sees_everything(viewer):
        return Task.committee_id == viewer.committee_id
    return sa.and_(Task.committee_id == viewer.committee_id, Task.unit_id == viewer.unit_id)


def visible_units(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The units whose coverage a viewer sees: all of the committee, or the own one with those right below it."""
    if allowed(viewer, Action.COMPARE_COVERAGE):
        return Unit.committee_id == viewer.committee_id
    below = sa.and_(Unit.parent_id.is_not(None), Unit.parent_id == viewer.unit_id)  # nobody's unit is no parent
    own = sa.or_(Unit.id == viewer.unit_id, below)
    return sa.and_(Unit.committee_id == viewer.committee_id, own)


def visible_meetings(viewer: Viewer) -> sa.ColumnElement[bool]:
    return Meeting.committee_id == viewer.committee_id


def visible_directives(viewer: Viewer) -> sa.ColumnElement[bool]:
    return Directive.committee_id == viewer.committee_id


def visible_errata(viewer: Viewer) -> sa.ColumnElement[bool]:
    return Erratum.committee_id == viewer.committee_id


def visible_extensions(viewer: Viewer) -> sa.ColumnElement[bool]:
    return Extension.committee_id == viewer.committee_id


def visible_findings(viewer: Viewer) -> sa.ColumnElement[bool]:
    return Finding.committee_id == viewer.committee_id


def visible_users(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The accounts that an administrator of the committee looks after."""
    return User.committee_id == viewer.committee_id


LARGEST_ID = 2**31 - 1  # what an integer column holds everywhere

_VISIBLE: dict[type[Visible], Callable[[Viewer], sa.ColumnElement[bool]]] = {
    Task: visible_tasks,
    Meeting: visible_meetings,
    Directive: visible_directives,
    Erratum: visible_errata,
    Delegation: lambda viewer: Delegation.committee_id == viewer.committee_id,
    Extension: visible_extensions,
    Finding: visible_findings,
    Unit: visible_units,
    User: visible_users,
    UnitGroup: lambda viewer: UnitGroup.committee_id == viewer.committee_id,
    Indicator: lambda viewer: Indicator.committee_id == viewer.committee_id,
    ParticipantGroup: lambda viewer: ParticipantGroup.committee_id == viewer.committee_id,
    Target: lambda viewer: Target.unit_id.in_(sa.select(Unit.id).where(visible_units(viewer))),
}


def find(session: Session, model: type[Visible], row_id: int, viewer: Viewer, action: Action | None = None) -> Any:
    """The row, or None when it does not exist or this viewer may not see it: the two look the same.

    Who keeps the committee's register sees all of it there, and nothing more elsewhere.
    """
    if row_id > LARGEST_ID:
        return None
    seen = _VISIBLE[model](viewer)
    if action is Action.ADMINISTER and not issubclass(model, Target):
        seen = model.committee_id == viewer.committee_id
    return session.scalars(sa.select(model).where(model.id == row_id, seen)).one_or_none()
