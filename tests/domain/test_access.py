"""Who may do what, and who sees what: the table of the model, cell by cell."""

from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import access
from bhyt_tasks.domain.access import ROLES, Action, allowed, can, find
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.domain.units import Unit
from tests.cast import Cast, user


@dataclass(frozen=True)
class Looking:
    """A viewer in a few words."""

    roles: frozenset[Role]
    unit_id: int | None = None
    oversees: bool = False
    delegated: bool = False
    committee_id: int = 1
    id: int = 1


def looking(session: Session, cast: Cast, name: str) -> Looking:
    person = user(session, cast, name)
    oversees = bool(person.unit_id and session.get_one(Unit, person.unit_id).oversees)
    return Looking(person.roles, person.unit_id, oversees, False, person.committee_id, person.id)


MAY = {
    Action.USE_ACCOUNT: "secretary deputy_chairman unit overseer data_officer admin",
    Action.SEE_OVERVIEW: "secretary deputy_chairman",
    Action.SEE_TASKS: "secretary deputy_chairman unit overseer data_officer",
    Action.SEE_OVERDUE: "secretary deputy_chairman overseer",
    Action.SEE_DECISIONS: "secretary deputy_chairman",
    Action.SEE_COVERAGE: "secretary deputy_chairman unit overseer data_officer",
    Action.SEE_MEETINGS: "secretary deputy_chairman",
    Action.SEE_BRIEFING: "secretary deputy_chairman",
    Action.SEE_HISTORY: "secretary deputy_chairman",
    Action.RECORD_MEETINGS: "secretary",
    Action.REPORT: "secretary unit overseer",
    Action.DESTROY_FILES: "secretary unit overseer",
    Action.ACCEPT: "secretary deputy_chairman",
    Action.REMIND: "secretary deputy_chairman overseer",
    Action.REVIEW: "secretary deputy_chairman",
    Action.ESCALATE: "secretary deputy_chairman",
    Action.ENTER_READINGS: "secretary unit overseer data_officer",
    Action.COMPARE_COVERAGE: "secretary deputy_chairman overseer data_officer",
    Action.SEE_RANKING: "secretary deputy_chairman unit overseer data_officer",
    Action.IMPORT_READINGS: "secretary data_officer",
    Action.LOCK_MONTH: "secretary data_officer",
    Action.SET_TARGETS: "secretary",
    Action.CORRECT: "secretary",
    Action.AGREE: "deputy_chairman",
    Action.DISCLAIM: "unit overseer",
    Action.ASK_EXTENSION: "secretary unit overseer",
    Action.ADVISE: "secretary",
    Action.DECIDE_EXTENSIONS: "deputy_chairman",
    Action.MOVE_DEADLINES: "deputy_chairman",
    Action.DELEGATE: "deputy_chairman",
    Action.NAME_UNITS: "secretary admin",
    Action.ADMINISTER: "admin",
}
COLUMNS = {role.value: Looking(frozenset({role}), unit_id=1) for role in Role} | {
    "overseer": Looking(frozenset({Role.UNIT}), unit_id=1, oversees=True),
}


def test_the_table_has_a_line_for_every_action() -> None:
    assert set(MAY) == set(ROLES) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_who_may_is_the_table_of_the_model(action: Action) -> None:
    assert {name for name, viewer in COLUMNS.items() if allowed(viewer, action)} == set(MAY[action].split())


@pytest.mark.parametrize("action", Action)
def test_roles_add_up(action: Action) -> None:
    for one in Role:
        for other in Role:
            both = allowed(Looking(frozenset({one, other})), action)
            assert both == (allowed(Looking(frozenset({one})), action) or allowed(Looking(frozenset({other})), action))


@pytest.mark.parametrize("action", Action)
def test_nobody_without_a_role_may_anything(action: Action) -> None:
    assert allowed(Looking(frozenset(), unit_id=1, oversees=True), action) is False


@pytest.mark.parametrize("action", sorted(access.OVERSEER))
def test_an_overseeing_unit_lends_its_rights_to_its_own_people_only(action: Action) -> None:
    alone = Looking(frozenset({Role.DATA_OFFICER}), unit_id=1)
    assert allowed(replace(alone, oversees=True), action) is allowed(alone, action)
    assert allowed(Looking(frozenset({Role.UNIT}), unit_id=1, oversees=True), action) is True


@pytest.mark.parametrize(
    ("roles", "action", "own", "others"),
    [
        ({Role.UNIT}, Action.REPORT, True, False),
        ({Role.SECRETARY}, Action.REPORT, True, True),
        ({Role.UNIT, Role.SECRETARY}, Action.REPORT, True, True),
        ({Role.DEPUTY_CHAIRMAN}, Action.REPORT, False, False),
        ({Role.UNIT}, Action.SEE_TASKS, True, True),
        ({Role.UNIT}, Action.ACCEPT, False, False),
        ({Role.DEPUTY_CHAIRMAN}, Action.ACCEPT, True, True),
    ],
)
def test_a_unit_reports_on_its_own_tasks(roles: set[Role], action: Action, own: bool, others: bool) -> None:
    viewer = Looking(frozenset(roles), unit_id=7)
    assert (can(viewer, action, Task(unit_id=7)), can(viewer, action, Task(unit_id=8))) == (own, others)


def test_who_leads_no_unit_reports_on_none() -> None:
    assert can(Looking(frozenset({Role.UNIT}), unit_id=None), Action.REPORT, Task(unit_id=8)) is False


@pytest.mark.parametrize(
    ("roles", "unit_id", "state", "may"),
    [
        ({Role.UNIT}, 7, TaskState.IN_PROGRESS, True),
        ({Role.UNIT}, 7, TaskState.SUBMITTED, True),
        ({Role.UNIT}, 7, TaskState.ACCEPTED, False),
        ({Role.UNIT}, 8, TaskState.IN_PROGRESS, False),
        ({Role.SECRETARY}, 8, TaskState.ACCEPTED, True),
        ({Role.DEPUTY_CHAIRMAN}, 7, TaskState.IN_PROGRESS, False),
    ],
)
def test_a_unit_destroys_its_own_files_until_the_result_is_accepted(
    roles: set[Role], unit_id: int, state: TaskState, may: bool
) -> None:
    viewer = Looking(frozenset(roles), unit_id=7)
    assert can(viewer, Action.DESTROY_FILES, Task(unit_id=unit_id, state=state)) is may


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [
        (Role.UNIT, True, False),
        (Role.SECRETARY, True, True),
        (Role.DATA_OFFICER, True, True),
        (Role.DEPUTY_CHAIRMAN, False, False),
        (Role.ADMIN, False, False),
    ],
)
def test_a_unit_enters_its_own_readings(role: Role, own: bool, others: bool) -> None:
    viewer = Looking(frozenset({role}), unit_id=7)
    assert (can(viewer, Action.ENTER_READINGS, Unit(id=7)), can(viewer, Action.ENTER_READINGS, Unit(id=8))) == (
        own,
        others,
    )


def test_a_unit_disclaims_only_its_own_task() -> None:
    viewer = Looking(frozenset({Role.UNIT}), unit_id=7)
    assert [can(viewer, Action.DISCLAIM, Task(unit_id=unit_id)) for unit_id in (7, 8)] == [True, False]


def seen_tasks(session: Session, viewer: Looking) -> set[int]:
    return set(session.scalars(sa.select(Task.id).where(access.visible_tasks(viewer))))


@pytest.mark.parametrize(
    ("name", "tasks"),
    [
        ("secretary", {"a1", "a2", "b1", "b2", "agency1", "agency3"}),
        ("deputy", {"a1", "a2", "b1", "b2", "agency1", "agency3"}),
        ("overseer", {"a1", "a2", "b1", "b2", "agency1", "agency3"}),
        ("head_a", {"a1", "a2"}),
        ("clerk_a", {"a1", "a2"}),
        ("head_b", {"b1", "b2"}),
        ("data_officer", set()),
        ("admin", set()),
        ("outsider", set()),
    ],
)
def test_who_sees_which_tasks(session: Session, cast: Cast, name: str, tasks: set[str]) -> None:
    assert seen_tasks(session, looking(session, cast, name)) == {cast.tasks[key] for key in tasks}


def test_a_coordinating_unit_sees_its_task(session: Session, cast: Cast) -> None:
    session.get_one(Unit, cast.units["agency"]).oversees = False
    session.flush()
    assert seen_tasks(session, looking(session, cast, "overseer")) == {cast.tasks["agency1"], cast.tasks["agency3"]}


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("secretary", ["area", "ward_a", "ward_b", "agency", "external"]),
        ("overseer", ["area", "ward_a", "ward_b", "agency", "external"]),
        ("data_officer", ["area", "ward_a", "ward_b", "agency", "external"]),
        ("head_a", ["ward_a"]),
        ("admin", []),
    ],
)
def test_who_sees_which_units(session: Session, cast: Cast, name: str, units: list[str]) -> None:
    viewer = looking(session, cast, name)
    seen = session.scalars(sa.select(Unit.id).where(access.visible_units(viewer)))
    assert sorted(seen) == sorted(cast.units[key] for key in units)


def test_nobody_sees_the_other_committee(session: Session, cast: Cast) -> None:
    outsider = looking(session, cast, "outsider")
    assert outsider.roles == frozenset(Role)
    assert list(session.scalars(sa.select(Unit.id).where(access.visible_units(outsider)))) == [outsider.unit_id]
    for name in cast.users:
        if name != "outsider":
            assert find(session, Unit, outsider.unit_id or 0, looking(session, cast, name)) is None


@pytest.mark.parametrize(
    ("model", "row"),
    [
        (Task, lambda cast: cast.tasks["a1"]),
        (Meeting, lambda cast: cast.meeting),
        (Directive, lambda cast: cast.draft_directive),
        (Unit, lambda cast: cast.units["ward_a"]),
        (User, lambda cast: cast.users["head_a"]),
    ],
)
def test_what_may_not_be_seen_looks_like_what_is_not_there(session: Session, cast: Cast, model, row) -> None:  # type: ignore[no-untyped-def]
    secretary, outsider = looking(session, cast, "secretary"), looking(session, cast, "outsider")
    assert find(session, model, row(cast), secretary).id == row(cast)
    assert find(session, model, row(cast), outsider) is None
    assert find(session, model, 10**6, secretary) is None
    assert find(session, model, 10**12, secretary) is None


def test_a_unit_finds_its_own_task_and_not_its_neighbours(session: Session, cast: Cast) -> None:
    head_a = looking(session, cast, "head_a")
    assert find(session, Task, cast.tasks["a1"], head_a).unit_id == cast.units["ward_a"]
    assert find(session, Task, cast.tasks["b1"], head_a) is None


def test_a_secretary_decides_extensions_by_delegation_and_gains_nothing_else() -> None:
    secretary, deputised = Looking(frozenset({Role.SECRETARY})), Looking(frozenset({Role.SECRETARY}), delegated=True)
    gained = {action for action in Action if allowed(deputised, action) and not allowed(secretary, action)}
    assert gained == {Action.DECIDE_EXTENSIONS}
    assert not allowed(Looking(frozenset({Role.UNIT}), delegated=True), Action.DECIDE_EXTENSIONS)


def test_an_id_that_no_database_holds_is_nothing(session: Session, cast: Cast) -> None:
    assert find(session, Meeting, access.LARGEST_ID + 1, looking(session, cast, "secretary")) is None
