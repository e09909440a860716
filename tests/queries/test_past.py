"""R11: every past day is shown as it was at its end, whatever happened afterwards."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain import accounts, clock, coverage, errata, extensions, reminders, tasks, unit_changes
from bhyt_tasks.domain.accounts import UserFacts
from bhyt_tasks.domain.committees import Settings
from bhyt_tasks.domain.errata import Correction, Erratum
from bhyt_tasks.domain.errors import Conflict, RuleBroken
from bhyt_tasks.domain.extensions import Extension
from bhyt_tasks.domain.history import Act
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.readings import Figures, Source, enter_reading, latest_versions
from bhyt_tasks.domain.targets import plan_target
from bhyt_tasks.domain.tasks import Part, Report, Task
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.coverage import latest_standings, standings
from bhyt_tasks.queries.decisions import waiting
from bhyt_tasks.queries.overdue import OverdueFilters, next_due, overdue, overdue_count, overdue_groups
from bhyt_tasks.queries.overview import classes_by_unit
from bhyt_tasks.queries.past import as_of, first_day
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import Page, TaskRow, WorkFilters, worklist
from tests.cast import ISSUED_AT, TODAY, Cast, task, user
from tests.queries.conftest import Crowd, asking

Viewers = Callable[[str], ViewerRow]
ISSUED_ON = clock.day(ISSUED_AT)


def rows(page: Page[TaskRow]) -> tuple[list[TaskRow], str]:
    """What is shown: everything but the version, which only forms carry."""
    return [row._replace(version=0) for row in page.rows], page.next_key


def shown(session: Session, cast: Cast, viewer: ViewerRow, day: date) -> list[Any]:
    """All that the three pages show a viewer on a day."""
    late, waits = OverdueFilters(), OverdueFilters(tab="waiting")
    return [
        rows(worklist(session, viewer, day, WorkFilters())),
        rows(worklist(session, viewer, day, WorkFilters(state="all"))),
        rows(worklist(session, viewer, day, WorkFilters(state="submitted", q="thach trung"))),
        rows(worklist(session, viewer, day, WorkFilters(state="all", due="overdue"))),
        rows(overdue(session, viewer, day, late)),
        rows(overdue(session, viewer, day, waits)),
        overdue_count(session, viewer, day, late),
        overdue_count(session, viewer, day, waits),
        overdue_groups(session, viewer, day, OverdueFilters(group="unit")),
        overdue_groups(session, viewer, day, OverdueFilters(group="directive")),
        next_due(session, viewer, day),
        rows(Page(waiting(session, viewer), "")),
        classes_by_unit(session, viewer, day),
        standings(session, viewer, day),
        latest_standings(session, day, [cast.units["ward_a"], cast.units["ward_b"]]),
    ]


class Office:
    """Somebody in the office does something on a day, or tries to."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session, self.cast, self.on, self.number = session, cast, ISSUED_ON, 0

    def act(self, name: str, which: str) -> None:
        """Do it, if the rules let it be done now."""
        self.number += 1
        with suppress(RuleBroken, Conflict), self.session.begin_nested():
            getattr(self, name)(task(self.session, self.cast, which))
            self.session.flush()

    @property
    def at(self) -> Any:
        return clock.at(self.on, 10)

    def by(self, name: str) -> User:
        return user(self.session, self.cast, name)

    def of(self, row: Task) -> User:
        """Somebody of the task's unit."""
        return self.session.scalars(sa.select(User).where(User.unit_id == row.unit_id).order_by(User.id)).first() or (
            self.by("head_a")
        )

    def directive(self, row: Task) -> tuple[Meeting, Directive]:
        return self.session.get_one(Meeting, self.cast.meeting), self.session.get_one(Directive, row.directive_id)

    def receive(self, row: Task) -> None:
        tasks.receive(self.session, row, by=self.of(row), at=self.at)

    def progress(self, row: Task) -> None:
        report = Report(note=f"Lần {self.number}", obstacle="Khó", done=self.number, total=100, measure="hộ")
        tasks.report_progress(self.session, row, report, by=self.of(row), at=self.at)

    def submit(self, row: Task) -> None:
        tasks.submit(self.session, row, Report(note=f"Xong {self.number}"), by=self.of(row), at=self.at)

    def take_back(self, row: Task) -> None:
        tasks.take_back(self.session, row, by=self.of(row), at=self.at)

    def send_back(self, row: Task) -> None:
        tasks.send_back(self.session, row, reason="Làm tiếp", by=self.by("deputy"), at=self.at)

    def accept(self, row: Task) -> None:
        tasks.accept(self.session, row, exception="Đã xem xét", by=self.by("deputy"), at=self.at)

    def suspend(self, row: Task) -> None:
        tasks.suspend(self.session, row, reason="Chờ", by=self.by("secretary"), at=self.at)

    def resume(self, row: Task) -> None:
        tasks.resume(self.session, row, by=self.by("secretary"), at=self.at)

    def withdraw(self, row: Task) -> None:
        tasks.withdraw(self.session, row, reason="Thôi", by=self.by("secretary"), at=self.at)

    def disclaim(self, row: Task) -> None:
        tasks.disclaim(self.session, row, reason="Không phải", by=self.of(row), at=self.at)

    def uphold(self, row: Task) -> None:
        tasks.uphold(self.session, row, reason="Đúng rồi", by=self.by("secretary"), at=self.at)

    def remind(self, row: Task) -> None:
        reminders.remind(self.session, [row], rest_days=1, by=self.by("deputy"), at=self.at)

    def ask(self, row: Task) -> None:
        wanted_on = (row.due_on or self.on) + timedelta(days=10 + self.number)
        extensions.ask(
            self.session, row, wanted_on=wanted_on, reason="Thêm", settings=Settings(), by=self.of(row), at=self.at
        )

    def _asked(self, row: Task) -> Extension:
        asked = sa.select(Extension).where(Extension.task_id == row.id, Extension.decision.is_(None))
        found = self.session.scalars(asked).one_or_none()
        if found is None:
            raise RuleBroken("nothing was asked")
        return found

    def grant(self, row: Task) -> None:
        extensions.grant(self.session, self._asked(row), row, by=self.by("deputy"), at=self.at)

    def refuse(self, row: Task) -> None:
        extensions.refuse(self.session, self._asked(row), row, answer="Không", by=self.by("deputy"), at=self.at)

    def move(self, row: Task) -> None:
        due_on = self.on + timedelta(days=self.number % 9)
        extensions.move(self.session, row, due_on=due_on, reason="Chờ", by=self.by("deputy"), at=self.at)

    def assign(self, row: Task) -> None:
        due_on = self.on + timedelta(days=self.number % 5)
        tasks.assign(
            self.session,
            committee_id=row.committee_id,
            directive_id=row.directive_id,
            unit_id=self.cast.units["agency"],
            part=Part.LEAD,
            period=f"x{self.number}",
            due_on=due_on if self.number % 2 else None,
            act_by=due_on,
            by=self.by("secretary"),
            at=self.at,
        )

    def _correct(self, row: Task, correction: Correction) -> None:
        meeting, directive = self.directive(row)
        by = self.by("deputy" if self.number % 2 else "secretary")
        errata.correct_task(self.session, meeting, directive, row, correction, by=by, at=self.at)

    def correct_date(self, row: Task) -> None:
        self._correct(row, Correction("Ghi nhầm", due_on=self.on + timedelta(days=self.number % 7)))

    def correct_unit(self, row: Task) -> None:
        due_on = self.on + timedelta(days=self.number)
        self._correct(row, Correction("Ghi nhầm", unit_id=self.cast.units["area"], due_on=due_on))

    def correct_words(self, row: Task) -> None:
        meeting, directive = self.directive(row)
        words = Correction("Ghi nhầm", text=f"{directive.text} {self.number}", due_on=self.on)
        errata.correct_directive(self.session, meeting, directive, words, by=self.by("secretary"), at=self.at)

    def agree(self, row: Task) -> None:
        waits = sa.select(Erratum).where(Erratum.directive_id == row.directive_id, Erratum.agreed.is_(None))
        for erratum in self.session.scalars(waits):
            errata.agree(self.session, erratum, by=self.by("deputy"), at=self.at)

    def read(self, row: Task) -> None:
        """A figure of a month, or a new version of it."""
        period, source = coverage.add_months(date(2019, 9, 1), self.number % 4), Source.INSURANCE_OFFICE
        key = {"indicator_id": self.cast.indicator, "period": period, "source": source}
        earlier = latest_versions(self.session, **key).get((row.unit_id, None))
        enter_reading(
            self.session,
            indicator_id=self.cast.indicator,
            period=period,
            cut_off_on=None,
            figures=Figures(row.unit_id, 1500 + self.number, 2174),
            source=source,
            read_version=earlier.id if earlier else None,
            reason="rà soát",
            by=self.cast.users["data_officer"],
            at=self.at,
        )

    def rename(self, row: Task) -> None:
        unit = self.session.get_one(Unit, self.cast.units["ward_a"])
        name = f"{'phường' if self.number % 2 else 'xã'} Thạch Trung {self.number}"
        unit_changes.rename_unit(
            self.session, unit, name, valid_from=self.on, decision="1/NQ", by=self.cast.users["admin"], at=self.at
        )

    def appoint(self, row: Task) -> None:
        unit = self.session.get_one(Unit, self.cast.units["ward_a"])
        chosen = (None, self.cast.users["clerk_a"], self.cast.users["head_a"])[self.number % 3]
        accounts.appoint_head(self.session, unit, chosen, by=self.by("admin"), at=self.at)

    def revise_person(self, row: Task) -> None:
        person = self.of(row)
        facts = UserFacts(
            full_name=f"{person.full_name} {self.number}",
            position=f"Chức vụ {self.number}",
            roles=person.roles,
            unit_id=person.unit_id,
            work_phone="" if self.number % 2 else f"0239.000.{self.number:04}",
        )
        accounts.revise_user(self.session, person, facts, by=self.by("admin"), at=self.at)


ACTS = sorted(set(vars(Office)) - {name for name in vars(Office) if name.startswith("_")} - {"act", "at", "by", "of"})
ACTS.remove("directive")
OFTEN = ("progress", "submit", "submit", "submit", "accept", "accept", "remind", "ask")
NAMES = ("a1", "b1", "agency1", "a2", "b2", "agency3")
DAYS = (0, 0, 0, 1, 2, 9)


def history(seed: int) -> list[tuple[str, str, int]]:
    """Forty acts, each on a task, some days after the one before; drawn by chance, since most are refused."""
    chance = random.Random(seed)
    return [(chance.choice((*ACTS, *OFTEN)), chance.choice(NAMES), chance.choice(DAYS)) for _ in range(40)]


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # both are asked the same, day after day
@given(st.integers(0, 10**9).map(history))
@settings(
    max_examples=3,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_R11_every_day_is_shown_as_it_was(
    session: Session, cast: Cast, viewer: Viewers, acts: list[tuple[str, str, int]]
) -> None:
    with session.begin_nested() as example:
        people = [viewer(name) for name in ("secretary", "head_a")]
        office, was = Office(session, cast), {}
        for name, which, days in (*acts, ("receive", "a1", 1)):
            if days:
                for day in {office.on, office.on + timedelta(days=days - 1)}:
                    was[day] = [shown(session, cast, person, day) for person in people]
                office.on += timedelta(days=days)
            office.act(name, which)
        for day, then in was.items():
            with as_of(session, day):
                again = [shown(session, cast, person, day) for person in people]
            assert again == then, day
        example.rollback()
        session.expire_all()


# One by one


def names(session: Session, viewer: ViewerRow, day: date, **filters: Any) -> list[tuple[int, str]]:
    with as_of(session, day):
        return [
            (row.id, row.unit_name) for row in worklist(session, viewer, day, WorkFilters(state="all", **filters)).rows
        ]


def test_R11_what_was_not_given_out_yet_is_not_there(session: Session, cast: Cast, viewer: Viewers) -> None:
    secretary, before = viewer("secretary"), ISSUED_ON - timedelta(days=1)
    assert names(session, secretary, before) == []
    assert len(names(session, secretary, ISSUED_ON)) == 5
    with as_of(session, before):
        counted = classes_by_unit(session, secretary, before)
        assert [unit.goal for unit in standings(session, secretary, before)] == [None, None]
    assert [unit.total for unit in counted] == [0] * 5


def test_R11_who_only_helped_did_not_lead_before_it_took_over(session: Session, cast: Cast, viewer: Viewers) -> None:
    """A helping task that leads from a handing over on is not among the leading ones of earlier days."""
    secretary, helping, yesterday = viewer("secretary"), task(session, cast, "agency1"), TODAY - timedelta(days=1)
    with as_of(session, yesterday):
        before = [unit.total for unit in classes_by_unit(session, secretary, yesterday)]
    helping.part = Part.LEAD
    tasks.record(session, helping, Act.HANDED_OVER, by=user(session, cast, "secretary"), at=clock.at(TODAY))
    with as_of(session, yesterday):
        assert [unit.total for unit in classes_by_unit(session, secretary, yesterday)] == before
    assert sum(unit.total for unit in classes_by_unit(session, secretary, TODAY)) == sum(before) + 1


def test_R11_the_day_ends_with_its_last_second_in_vietnam(session: Session, cast: Cast, viewer: Viewers) -> None:
    secretary, day = viewer("secretary"), date(2019, 11, 28)
    midnight = clock.at(day + timedelta(days=1), 0)
    for period, at in ((date(2019, 11, 1), midnight - timedelta(seconds=1)), (date(2019, 12, 1), midnight)):
        enter_reading(
            session,
            indicator_id=cast.indicator,
            period=period,
            cut_off_on=None,
            figures=Figures(cast.units["ward_a"], 1500, 2174),
            source=Source.INSURANCE_OFFICE,
            by=cast.users["data_officer"],
            at=at,
        )
    with as_of(session, day):
        (ward,) = [unit for unit in standings(session, secretary, day) if unit.unit_id == cast.units["ward_a"]]
    assert ward.latest is not None
    assert ward.latest.period == date(2019, 11, 1)


def test_R11_a_unit_that_was_not_there_yet_stands_like_a_closed_one(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    secretary, day = viewer("secretary"), ISSUED_ON
    for key in ("ward_b", "external"):
        session.get_one(Unit, cast.units[key]).active_from = day + timedelta(days=1)
    session.flush()
    with as_of(session, day):
        listed = [unit.name for unit in classes_by_unit(session, secretary, day)]
    assert listed == ["thành phố A", "phường Đại Nài", "Phòng LĐ-TB&XH", "xã Thạch Trung"]


def test_R11_a_target_of_a_plan_was_always_there_and_one_that_ended_later_counted(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    secretary, day = viewer("secretary"), date(2019, 12, 1)
    plan_target(
        session,
        indicator_id=cast.indicator,
        unit_id=cast.units["ward_b"],
        due_on=date(2019, 12, 1),
        points=9000,
        origin="kế hoạch năm 2019",
    )
    tasks.withdraw(
        session, task(session, cast, "a2"), reason="Thôi", by=user(session, cast, "secretary"), at=clock.at(TODAY)
    )
    session.flush()

    def goals() -> list[tuple[str, int | None]]:
        return [(each.name, each.goal and each.goal.points) for each in standings(session, secretary, day)]

    assert goals() == [("phường Đại Nài", 9000), ("xã Thạch Trung", None)]
    with as_of(session, day):
        assert goals() == [("phường Đại Nài", 9000), ("xã Thạch Trung", 9300)]


def test_R11_the_head_of_then_is_found_by_the_whole_username(session: Session, cast: Cast, viewer: Viewers) -> None:
    unit = session.get_one(Unit, cast.units["ward_a"])
    for name, username in (("clerk_a", "headxa"), ("head_a", "head_a")):
        user(session, cast, name).username = username
    session.flush()
    accounts.appoint_head(session, unit, cast.users["clerk_a"], by=user(session, cast, "admin"), at=clock.at(TODAY))
    day = ISSUED_ON
    with as_of(session, day):
        rows = worklist(session, viewer("head_b"), day, WorkFilters()).rows
        rows += worklist(session, viewer("overseer"), day, WorkFilters(unit=unit.id)).rows
    assert {row.head_position for row in rows} == {"Chức vụ head_b", "Chức vụ head_a"}


@pytest.mark.parametrize(
    ("acts", "disclaimed"),
    [
        ((), False),
        ((Act.DISCLAIMED,), True),
        ((Act.DISCLAIMED, Act.REMINDED), True),
        ((Act.DISCLAIMED, Act.UPHELD), False),
        ((Act.DISCLAIMED, Act.PROGRESS), False),
        ((Act.UPHELD, Act.DISCLAIMED), True),
    ],
)
def test_R11_events_that_do_not_say_it_themselves_say_what_followed_from_them(
    session: Session, crowd: Crowd, viewer: Viewers, acts: tuple[Act, ...], disclaimed: bool
) -> None:
    due, review = crowd.add(1) + crowd.add(1, due_on=None, act_by=TODAY + timedelta(days=60))
    for task_id, due_on in ((due, TODAY), (review, None)):
        told = crowd.add_event(task_id, note="Đã họp", due_on=due_on)
        for act in acts:
            last = crowd.add_event(task_id, what=act, note="Sau đó", due_on=due_on)
            told = last if act is Act.PROGRESS else told
    with as_of(session, TODAY):
        rows = worklist(session, viewer("outsider"), TODAY, WorkFilters(state="all")).rows
    assert [(row.id, row.act_by) for row in rows] == [(due, TODAY), (review, TODAY + timedelta(days=60))]
    assert {row.word_note for row in rows} == {told.note}
    assert {row.disclaimed_on for row in rows} == {TODAY if disclaimed else None}


def test_R11_nobody_sees_the_past_of_the_other_committee(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers
) -> None:
    (theirs,) = crowd.add(1)
    crowd.add_event(theirs)
    assert names(session, viewer("outsider"), TODAY) == [(theirs, "xã Thạch Trung")]
    assert theirs not in dict(names(session, viewer("secretary"), TODAY))


def test_R11_the_first_day_is_that_of_the_first_event(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers
) -> None:
    assert first_day(session, cast.committee) == ISSUED_ON
    assert first_day(session, crowd.user.committee_id) is None


def test_a_past_question_is_one_statement_and_todays_stays_as_it_is(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    secretary = viewer("secretary")
    with asking(session) as today:
        worklist(session, secretary, TODAY, WorkFilters())
    with as_of(session, TODAY), asking(session) as past:
        worklist(session, secretary, TODAY, WorkFilters())
    with asking(session) as again, as_of(session, None):
        worklist(session, secretary, TODAY, WorkFilters())
    assert (len(past), today) == (1, again)
    assert today[0][0].startswith("SELECT")
    assert past[0][0].startswith("WITH targets AS")
    with suppress(ZeroDivisionError), as_of(session, TODAY):
        1 / 0
    with asking(session) as after:
        worklist(session, secretary, TODAY, WorkFilters())
    assert after == today
