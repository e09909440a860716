"""The sheet that opens a meeting: what happened since a day, counted by hand on the cast."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, extensions, reminders, tasks
from bhyt_tasks.domain.committees import Settings
from bhyt_tasks.domain.extensions import Decision, Extension
from bhyt_tasks.domain.finding_checks import Outcome
from bhyt_tasks.domain.meetings import Meeting, Stage
from bhyt_tasks.domain.reminders import Step
from bhyt_tasks.domain.tasks import Part, Report, TaskClass, TaskState
from bhyt_tasks.queries.briefing import (
    Listed,
    Section,
    coverage_since,
    last_issued,
    listed,
    sheet,
    tallies,
)
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast, task, user
from tests.domain.test_finding_checks import MENDED, give_out, inspected, say, visit
from tests.queries.conftest import Crowd, asking
from tests.queries.test_worklist import accept, submit

Viewers = Callable[[str], ViewerRow]
FIRST = date(2019, 10, 31)  # the day after the cast's meeting was issued


def names(
    session: Session, cast: Cast, viewer: ViewerRow, section: Section, first: date = FIRST, today: date = TODAY
) -> list[str]:
    by_id = {number: name for name, number in cast.tasks.items()}
    found = listed(session, viewer, today, first, [section], limit=50)[section]
    assert (found.total, found.more) == (len(found.rows), 0)
    return [by_id[line.task.id] for line in found.rows]


def ask(session: Session, cast: Cast, name: str, on: date = TODAY) -> Extension:
    wanted_on = date(2020, 1, 31)
    said = {"wanted_on": wanted_on, "reason": "Chờ số liệu", "settings": Settings()}
    return extensions.ask(session, task(session, cast, name), **said, by=user(session, cast, "head_a"), at=clock.at(on))


def remind(session: Session, cast: Cast, on: date, *named: str) -> None:
    chosen = [task(session, cast, name) for name in named]
    reminders.remind(session, chosen, rest_days=0, by=user(session, cast, "deputy"), at=clock.at(on))
    session.flush()


@pytest.mark.parametrize(
    ("first", "today", "late"),
    [
        (FIRST, date(2019, 11, 5), []),  # the due day itself is in time
        (FIRST, date(2019, 11, 6), ["agency3"]),
        (FIRST, date(2019, 11, 20), ["agency3"]),
        (FIRST, date(2019, 11, 21), ["agency3", "a1", "b1"]),
        (date(2019, 11, 6), date(2019, 12, 9), ["agency3", "a1", "b1"]),  # late from that very day on
        (date(2019, 11, 7), date(2019, 12, 9), ["a1", "b1"]),
        (date(2019, 11, 22), date(2019, 12, 9), []),
    ],
)
def test_R1_what_became_late_in_these_days(
    session: Session, cast: Cast, viewer: Viewers, first: date, today: date, late: list[str]
) -> None:
    assert names(session, cast, viewer("secretary"), Section.LATE, first, today) == late


def test_R1_R2_late_is_what_came_after_its_deadline_too_and_not_what_is_outside(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    submit(session, cast, "a1", date(2019, 11, 20))  # in time, whenever it is answered
    submit(session, cast, "b1", date(2019, 11, 21))  # late, and stays late
    accept(session, cast, "b1")
    secretary = viewer("secretary")
    assert names(session, cast, secretary, Section.LATE) == ["agency3", "b1"]
    assert names(session, cast, secretary, Section.OVERDUE) == ["agency3"]
    for state in (TaskState.SUSPENDED, TaskState.WITHDRAWN):
        task(session, cast, "agency3").state, task(session, cast, "agency3").stopped_on = state, TODAY
        session.flush()
        assert names(session, cast, secretary, Section.LATE) == ["b1"]


def test_R2_submissions_wait_the_longest_on_top(session: Session, cast: Cast, viewer: Viewers) -> None:
    submit(session, cast, "b2", date(2019, 12, 2))
    submit(session, cast, "a1", date(2019, 12, 1))
    assert names(session, cast, viewer("deputy"), Section.WAITING) == ["a1", "b2"]


def test_done_is_what_was_accepted_since_whenever_it_was_submitted(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    submit(session, cast, "b1", date(2019, 11, 1))
    submit(session, cast, "b2", date(2019, 12, 3))
    accept(session, cast, "b1")
    accept(session, cast, "b2")
    task(session, cast, "b2").accepted_at = clock.at(TODAY, 9)
    session.flush()
    secretary = viewer("secretary")
    assert names(session, cast, secretary, Section.DONE) == ["b2", "b1"]
    assert names(session, cast, secretary, Section.DONE, TODAY) == ["b2", "b1"]
    assert names(session, cast, secretary, Section.DONE, TODAY + timedelta(days=1)) == []
    task(session, cast, "b2").accepted_at = clock.at(FIRST, 0)  # the first instant of the first day
    task(session, cast, "b1").accepted_at = clock.at(FIRST, 0) - timedelta(seconds=1)
    session.flush()
    assert names(session, cast, secretary, Section.DONE) == ["b2"]


@pytest.mark.parametrize(
    ("today", "coming"),
    [
        (date(2019, 11, 12), []),
        (date(2019, 11, 13), ["a1", "b1"]),
        (date(2019, 11, 20), ["a1", "b1"]),
        (date(2019, 11, 21), []),
        (date(2019, 12, 24), ["a2", "b2"]),
    ],
)
def test_what_is_due_in_the_coming_seven_days(
    session: Session, cast: Cast, viewer: Viewers, today: date, coming: list[str]
) -> None:
    assert names(session, cast, viewer("secretary"), Section.COMING, FIRST, today) == coming


def tell(session: Session, cast: Cast, name: str, on: date, obstacle: str = "") -> None:
    report = Report(note="Đang làm", obstacle=obstacle)
    tasks.report_progress(session, task(session, cast, name), report, by=user(session, cast, "head_a"), at=clock.at(on))
    session.flush()


def test_obstacles_are_those_of_the_last_word_since(session: Session, cast: Cast, viewer: Viewers) -> None:
    tell(session, cast, "a2", date(2019, 12, 2), "Thiếu danh sách")
    tell(session, cast, "a1", date(2019, 12, 3), "Thiếu người")
    secretary = viewer("secretary")
    assert names(session, cast, secretary, Section.OBSTACLES, date(2019, 12, 2)) == ["a1", "a2"]
    assert names(session, cast, secretary, Section.OBSTACLES, date(2019, 12, 3)) == ["a1"]
    tell(session, cast, "a1", date(2019, 12, 4))
    assert names(session, cast, secretary, Section.OBSTACLES) == ["a2"]


def test_silent_is_who_was_reminded_and_said_nothing_since(session: Session, cast: Cast, viewer: Viewers) -> None:
    secretary = viewer("secretary")
    tell(session, cast, "a1", date(2019, 11, 25))
    for on in (date(2019, 11, 22), date(2019, 12, 2), date(2019, 12, 5)):
        remind(session, cast, on, "a1")
    remind(session, cast, date(2019, 12, 2), "b1", "a2", "b2")
    silent = listed(session, secretary, TODAY, FIRST, [Section.SILENT], limit=9)[Section.SILENT]
    counted = [(line.task.id, line.number) for line in silent.rows]
    assert counted == [(cast.tasks[name], times) for name, times in (("a1", 2), ("b1", 1), ("a2", 1), ("b2", 1))]
    ask(session, cast, "a1")
    tell(session, cast, "a2", date(2019, 12, 6))
    submit(session, cast, "b2")
    assert names(session, cast, secretary, Section.SILENT) == ["b1"]
    task(session, cast, "b1").disclaimed_on = TODAY
    session.flush()
    assert names(session, cast, secretary, Section.SILENT) == []


def test_requests_wait_with_their_number_and_day_until_they_are_decided(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    secretary, deputy = viewer("secretary"), user(session, cast, "deputy")
    asked = ask(session, cast, "a1")
    found = listed(session, secretary, TODAY, FIRST, [Section.EXTENSIONS], limit=9)[Section.EXTENSIONS]
    assert [(line.task.id, line.number, line.wanted_on) for line in found.rows] == [
        (cast.tasks["a1"], 1, date(2020, 1, 31))
    ]
    extensions.refuse(session, asked, task(session, cast, "a1"), answer="Không", by=deputy, at=clock.at(TODAY))
    assert names(session, cast, secretary, Section.EXTENSIONS) == []
    assert names(session, cast, secretary, Section.DECIDED, TODAY) == ["a1"]
    assert names(session, cast, secretary, Section.DECIDED, TODAY + timedelta(days=1)) == []
    ask(session, cast, "a1")
    submit(session, cast, "a1")
    accept(session, cast, "a1")
    assert names(session, cast, secretary, Section.EXTENSIONS) == []  # its task has ended


def test_reminded_is_who_was_reminded_since(session: Session, cast: Cast, viewer: Viewers) -> None:
    remind(session, cast, date(2019, 12, 2), "a1", "b1")
    assert names(session, cast, viewer("deputy"), Section.REMINDED, date(2019, 12, 2)) == ["a1", "b1"]
    assert names(session, cast, viewer("deputy"), Section.REMINDED, date(2019, 12, 3)) == []


def test_a_list_stops_and_says_how_many_there_are(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    crowd.add(7)
    crowd.add(2, state=TaskState.SUBMITTED, due_on=None)
    crowd.add(3, part=Part.COORDINATING, due_on=None)
    found = listed(session, viewer("outsider"), TODAY, FIRST, [Section.LATE, Section.WAITING, Section.DONE], limit=5)
    assert {section: (len(lines.rows), lines.total, lines.more) for section, lines in found.items()} == {
        Section.LATE: (5, 7, 2),
        Section.WAITING: (2, 2, 0),
        Section.DONE: (0, 0, 0),
    }
    assert found[Section.DONE] == Listed([], 0)
    lateness = [line.task.late_by(TODAY) for line in found[Section.LATE].rows]
    assert lateness == [7, 6, 5, 4, 3]


def test_nobody_lists_or_counts_the_other_committee(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers
) -> None:
    ask(session, cast, "a1")
    remind(session, cast, TODAY, "a1", "b1")
    submit(session, cast, "b2")
    _, finding = inspected(session, cast)
    outsider = viewer("outsider")
    found = sheet(session, outsider, TODAY, FIRST, list(Section), limit=9)
    assert [lines.total for lines in found.lists.values()] == [0] * len(Section)
    assert (found.findings, found.tallies.tasks, found.tallies.steps, found.coverage) == ([], 0, Counter(), None)
    crowd.add(4)
    assert listed(session, outsider, TODAY, FIRST, [Section.LATE], limit=9)[Section.LATE].total == 4
    assert last_issued(session, outsider) == crowd.meeting_id
    mine = sheet(session, viewer("secretary"), TODAY, FIRST, list(Section), limit=9)
    assert [row.id for row in mine.findings] == [finding.id]
    assert mine.lists[Section.LATE].total == 3


def test_the_counts_are_those_of_these_days(session: Session, cast: Cast, viewer: Viewers) -> None:
    deputy = user(session, cast, "deputy")
    remind(session, cast, date(2019, 12, 2), "a1")
    remind(session, cast, date(2019, 12, 5), "a1", "b1")
    asked = ask(session, cast, "a1")
    extensions.grant(session, asked, task(session, cast, "a1"), by=deputy, at=clock.at(TODAY))
    inspection, finding = inspected(session, cast)
    later = visit(session, cast, inspection)
    say(session, cast, later, finding, MENDED)
    counted = tallies(session, viewer("secretary"), TODAY, date(2019, 12, 3))
    assert (counted.steps, counted.decisions) == (Counter({Step.NUDGE: 2}), Counter({Decision.GRANTED: 1}))
    assert counted.checks == Counter()  # a draft says nothing yet
    give_out(session, cast, later)
    counted = tallies(session, viewer("secretary"), TODAY, TODAY)
    assert (counted.steps, counted.checks) == (Counter(), Counter({Outcome.MENDED: 1}))
    after = tallies(session, viewer("secretary"), TODAY, TODAY + timedelta(days=1))
    assert (after.decisions, after.checks) == (Counter(), Counter())
    # Both visits gave ward A a task without a deadline; a1 was extended, so b1 and agency3 are late.
    assert counted.classes == {
        TaskClass.OPEN_LATE: 2,
        TaskClass.OPEN_IN_TIME: 3,
        TaskClass.OPEN_NO_DEADLINE: 2,
    }
    assert counted.tasks == 7


def test_R8_coverage_then_and_now_are_sums_of_people(session: Session, cast: Cast, viewer: Viewers) -> None:
    secretary = viewer("secretary")
    whole = coverage_since(session, secretary, TODAY, date(2019, 10, 1))
    assert whole is not None
    assert whole.then is not None
    assert (whole.now.numerator, whole.now.denominator, whole.now.cut_off_on) == (
        1492 + 9296,
        2174 + 10_000,
        date(2019, 10, 25),
    )
    assert (whole.then.numerator, whole.then.cut_off_on) == (10_788 - 40, date(2019, 9, 25))
    assert (whole.area.with_figures, whole.area.units) == (2, 2)
    unchanged = coverage_since(session, secretary, TODAY, FIRST)
    assert unchanged is not None
    assert unchanged.then is None
    assert coverage_since(session, viewer("outsider"), TODAY, FIRST) is None


def test_the_last_meeting_is_the_newest_that_was_issued(session: Session, cast: Cast, viewer: Viewers) -> None:
    assert last_issued(session, viewer("outsider")) is None
    assert last_issued(session, viewer("secretary")) == cast.meeting
    session.get_one(Meeting, cast.draft).stage = Stage.ISSUED
    session.flush()
    assert last_issued(session, viewer("deputy")) == cast.draft


@pytest.mark.parametrize("count", [1, 3])
def test_a_sheet_is_four_statements(session: Session, crowd: Crowd, viewer: Viewers, count: int) -> None:
    crowd.add(count)
    outsider = viewer("outsider")
    with asking(session) as statements:
        found = sheet(session, outsider, TODAY, FIRST, list(Section), limit=9)
    assert found.lists[Section.LATE].total == count
    assert len(statements) == 4
