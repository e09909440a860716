"""What the committees of the demo share: how they are founded, and how what happened is played through the verbs.

People are named by their office. Whatever a source document does not say is marked illustrative in the data.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, meetings, notices, reminders, tasks
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.indicators import found_indicators
from bhyt_tasks.domain.meetings import Meeting
from bhyt_tasks.domain.people import Role, User, add_user
from bhyt_tasks.domain.readings import Figures, Source, enter_reading
from bhyt_tasks.domain.tasks import Report, Task
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_unit

MORNINGS = 5  # on which notices are made; the last is of the day that the committee is looked at


@dataclass(frozen=True)
class Person:
    """An account: the office, the key of its unit, and whether it heads that unit."""

    position: str
    unit: str = ""
    role: Role = Role.UNIT
    head: bool = False


@dataclass(frozen=True)
class Demo:
    """A committee of the demo: how it is called, the day it is looked at, its accounts, and how it is loaded."""

    name: str
    today: date
    people: Mapping[str, Person]
    load: Callable[[Session, Mapping[str, str]], Committee]
    note: str = ""


@dataclass
class World:
    """What the steps of one committee share while it is loaded; ``year`` is the one that they happen in."""

    session: Session
    committee: Committee
    founded: date
    year: int
    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    indicator_id: int = 0

    def by_role(self, role: Role) -> User:
        return next(user for user in self.users.values() if role in user.roles)

    @property
    def secretary(self) -> User:
        return self.by_role(Role.SECRETARY)

    def add_unit(self, key: str, kind: UnitKind, names: UnitNames, **more: Any) -> Unit:
        unit = add_unit(
            self.session,
            committee_id=self.committee.id,
            kind=kind,
            names=names,
            active_from=self.founded,
            **more,
        )
        self.units[key] = unit
        return unit

    def enter(self, key: str, month: int, figures: tuple[int | None, int | None, int | None], **more: Any) -> None:
        """A reading: (insured, people, stated rate); illustrative ones are closed on the 25th."""
        illustrative: dict[str, Any] = {
            "cut_off_on": date(self.year, month, 25),
            "source": Source.ILLUSTRATIVE,
            "by": self.by_role(Role.DATA_OFFICER).id,
            "at": clock.at(date(self.year, month, 28)),
        }
        enter_reading(
            self.session,
            indicator_id=self.indicator_id,
            period=date(self.year, month, 1),
            figures=Figures(self.units[key].id, *figures, more.pop("note", "")),
            **(illustrative | more),
        )

    def moment(self, when: tuple[int, int, int]) -> datetime:
        day, month, hour = when
        return clock.at(date(self.year, month, day), hour, 12)


def found(
    session: Session, *, name: str, short_name: str, today: date, founded: date, settings: Mapping[str, Any]
) -> World:
    committee = Committee(name=name, short_name=short_name, settings_json=dict(settings), today=today)
    session.add(committee)
    session.flush()
    return World(session, committee, founded, today.year, indicator_id=found_indicators(session, committee.id).id)


def add_people(world: World, people: Mapping[str, Person], password_hashes: Mapping[str, str], *, phone: str) -> None:
    """``phone`` begins the work phones; the numbers do not exist."""
    for order, (username, person) in enumerate(people.items(), start=1):
        unit = world.units.get(person.unit)
        user = add_user(
            world.session,
            committee_id=world.committee.id,
            username=username,
            full_name=person.position,
            position=person.position,
            roles={person.role},
            password_hash=password_hashes[username],
            unit_id=unit.id if unit else None,
            work_phone=f"{phone}.000.{order:04}",
            must_change_password=False,
        )
        world.users[username] = user
        if unit and person.head:
            unit.head_id = user.id
    world.session.flush()


# What the units did, all illustrative: (day, month, hour), who, item, period, act, words and figures.
Step = tuple[tuple[int, int, int], str, int, str, str, dict[str, Any]]
# Who reminded whom: (day, month, hour), by, (unit, item) …, text, new limit.
Reminding = tuple[tuple[int, int, int], Role, tuple[tuple[str, int], ...], str, date | None]
Act = Callable[[datetime], object]


def play(
    world: World,
    meeting: Meeting,
    steps: Iterable[Step],
    remindings: Iterable[Reminding],
    others: Iterable[tuple[datetime, Act]],
) -> None:
    """Everything after giving out, in the order of time, through the same verbs as the web uses."""
    acts = [(world.moment(when), _step(world, meeting, *rest)) for when, *rest in steps]
    acts += [(world.moment(when), _remind(world, meeting, *rest)) for when, *rest in remindings]
    mornings = [
        clock.at((world.committee.today or world.founded) - timedelta(days=days), 6) for days in range(MORNINGS)
    ]
    acts += [(morning, _tell_people(world)) for morning in mornings]
    for at, act in sorted([*acts, *others], key=lambda pair: pair[0]):
        act(at)
        world.session.flush()


def _tell_people(world: World) -> Act:
    """What is told on a morning."""

    def run(at: datetime) -> None:
        owed = notices.notices_owed(world.session, world.committee.id, on=clock.day(at))
        notices.make_notices(world.session, owed, at=at)

    return run


def task_of(world: World, meeting: Meeting, unit_id: int, item: int, period: str = "") -> Task:
    directive = meetings.directives_of(world.session, meeting)[item - 1]
    return world.session.scalars(
        select(Task).where(Task.directive_id == directive.id, Task.unit_id == unit_id, Task.period == period)
    ).one()


def _step(
    world: World, meeting: Meeting, username: str, item: int, period: str, act: str, words: dict[str, Any]
) -> Act:
    session, user = world.session, world.users[username]

    def run(at: datetime) -> None:
        task = task_of(world, meeting, user.unit_id or 0, item, period)
        if act == "progress":
            tasks.report_progress(session, task, Report(illustrative=True, **words), by=user, at=at)
        elif act == "submit":
            tasks.submit(session, task, Report(illustrative=True, **words), by=user, at=at)
        elif act == "accept":
            tasks.accept(session, task, by=world.secretary, at=at, illustrative=True)
        else:
            deputy = world.by_role(Role.DEPUTY_CHAIRMAN)
            tasks.send_back(session, task, by=deputy, at=at, illustrative=True, **words)

    return run


def _remind(
    world: World, meeting: Meeting, by: Role, whom: tuple[tuple[str, int], ...], text: str, limit: date | None
) -> Act:
    def run(at: datetime) -> None:
        chosen = [task_of(world, meeting, world.units[key].id, item) for key, item in whom]
        said: dict[str, Any] = {"text": text, "answer_by": limit, "illustrative": True}
        reminders.remind(world.session, chosen, rest_days=2, by=world.by_role(by), at=at, **said)

    return run


def receive_all(world: World, *, but: set[str]) -> Act:
    """Every unit whose head has an account takes its tasks on, but for some that have not looked yet."""

    def run(at: datetime) -> None:
        unseen = {world.units[key].id for key in but}
        users = {user.id: user for user in world.users.values()}
        heads = {unit.id: users[unit.head_id] for unit in world.units.values() if unit.head_id}
        given = select(Task).where(Task.committee_id == world.committee.id).order_by(Task.id)
        for task in world.session.scalars(given):
            if task.unit_id in heads and task.unit_id not in unseen:
                tasks.receive(world.session, task, by=heads[task.unit_id], at=at, illustrative=True)

    return run
