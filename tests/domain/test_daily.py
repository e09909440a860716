"""R6: what a new day brings. One task a unit and period, however often, late or for which day it is asked."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, errata, issuing, meetings, tasks
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.daily import make_due
from bhyt_tasks.domain.errata import Correction
from bhyt_tasks.domain.history import Act, Event
from bhyt_tasks.domain.meetings import DeadlineKind, Directive, DirectiveFacts, Meeting
from bhyt_tasks.domain.periods import Every
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Part, Task, TaskClass, TaskState
from bhyt_tasks.domain.units import Unit
from tests.cast import ISSUED_AT, TODAY, Cast, task, user

AT = clock.at(TODAY, 7)
YEAR_LATER = TODAY + timedelta(days=366)
Made = set[tuple[object, ...]]


def run(session: Session, cast: Cast, until: date, on: date = TODAY) -> int:
    made = make_due(session, session.get_one(Committee, cast.committee), until=until, at=clock.at(on, 7))
    session.flush()
    return made


def add_recurring(session: Session, cast: Cast, *facts: DirectiveFacts) -> list[Directive]:
    """Put them in the draft and give it out today."""
    draft, secretary = session.get_one(Meeting, cast.draft), user(session, cast, "secretary")
    made = [meetings.add_directive(session, draft, each) for each in facts]
    session.flush()
    issuing.send_for_signature(session, draft)
    issuing.issue(session, session.get_one(Committee, cast.committee), draft, by=secretary, at=AT)
    return made


def recurring(cast: Cast, every: Every, due_day: int, offset: int = 0) -> DirectiveFacts:
    return DirectiveFacts(
        text=f"Báo cáo {every}",
        lead=(cast.units["ward_a"], cast.units["ward_b"]),
        coordinating=(cast.units["agency"],),
        deadline_kind=DeadlineKind.RECURRING,
        every=every,
        due_day=due_day,
        due_month_offset=offset,
    )


def rows(session: Session) -> Made:
    """Everything that has a period, without the day it was given on."""
    columns = (Task.directive_id, Task.unit_id, Task.period, Task.due_on, Task.original_due_on, Task.act_by)
    found = session.execute(sa.select(*columns, Task.part, Task.state).where(Task.period != ""))
    return {tuple(row) for row in found}


def periods_of(session: Session, directive_id: int, unit_id: int) -> list[str]:
    of_unit = sa.select(Task.period).where(
        Task.directive_id == directive_id, Task.unit_id == unit_id, Task.period != ""
    )
    return list(session.scalars(of_unit.order_by(Task.period)))


def last_event(session: Session, row: Task) -> Event:
    return session.scalars(sa.select(Event).where(Event.task_id == row.id).order_by(Event.id.desc()).limit(1)).one()


def agency_directive(session: Session, cast: Cast) -> Directive:
    return session.get_one(Directive, task(session, cast, "agency3").directive_id)


def agency_periods(session: Session, cast: Cast, unit: str = "agency") -> list[str]:
    return periods_of(session, agency_directive(session, cast).id, cast.units[unit])


def test_R6_periods_that_began_are_made_once_and_a_missed_one_is_late(session: Session, cast: Cast) -> None:
    assert [run(session, cast, TODAY) for _ in range(3)] == [2, 0, 0]
    assert agency_periods(session, cast) == ["2019-10", "2019-11", "2019-12"]
    of_november = sa.select(Task).where(Task.period == "2019-11")
    row = session.scalars(of_november).one()
    assert (row.due_on, row.original_due_on, row.act_by) == (date(2019, 12, 5),) * 3
    assert (row.state, row.part, row.assigned_on) == (TaskState.NEW, Part.LEAD, TODAY)
    assert row.task_class(TODAY) is TaskClass.OPEN_LATE


def test_R6_whoever_issued_it_gives_it_and_the_story_names_the_period(session: Session, cast: Cast) -> None:
    run(session, cast, TODAY)
    row = session.scalars(sa.select(Task).where(Task.period == "2019-12")).one()
    event = last_event(session, row)
    assert (event.what, event.by_id, event.at) == (Act.ISSUED, cast.users["secretary"], AT)
    assert event.note == "Giao theo định kỳ, kỳ tháng 12/2019."


@pytest.mark.parametrize(("every", "words"), [(Every.WEEKLY, "kỳ tuần 50/2019."), (Every.QUARTERLY, "kỳ quý IV/2019.")])
def test_R6_a_week_and_a_quarter_have_their_words(session: Session, cast: Cast, every: Every, words: str) -> None:
    [directive] = add_recurring(session, cast, recurring(cast, every, 7, 1))
    first = session.scalars(sa.select(Task).where(Task.directive_id == directive.id, Task.period != "")).first()
    assert first is not None
    assert last_event(session, first).note.endswith(words)


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # both are asked the same, day after day
def test_R6_a_year_caught_up_in_one_run_is_the_year_of_daily_runs(session: Session, cast: Cast) -> None:
    add_recurring(
        session,
        cast,
        *(
            recurring(cast, Every.WEEKLY, 5),
            recurring(cast, Every.MONTHLY, 31),
            recurring(cast, Every.QUARTERLY, 10, 1),
        ),
    )
    kept = session.begin_nested()
    made = run(session, cast, YEAR_LATER, on=YEAR_LATER)
    at_once = rows(session)
    kept.rollback()
    session.expire_all()
    by_day = sum(run(session, cast, day, on=day) for day in _days(TODAY, YEAR_LATER))
    assert rows(session) == at_once
    assert made == by_day == 2 * 52 + 2 * 12 + 2 * 4 + 14
    assert run(session, cast, YEAR_LATER, on=YEAR_LATER) == 0


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def test_R6_days_in_any_order_bring_the_same(session: Session, cast: Cast) -> None:
    kept = session.begin_nested()
    run(session, cast, date(2020, 6, 1))
    at_once = rows(session)
    kept.rollback()
    session.expire_all()
    for until in (date(2019, 11, 3), date(2020, 3, 1), date(2019, 10, 1), TODAY, date(2020, 6, 1), date(2020, 1, 1)):
        run(session, cast, until)
    assert rows(session) == at_once


def test_R6_drafts_general_contents_and_other_committees_bring_nothing(session: Session, cast: Cast) -> None:
    draft = session.get_one(Meeting, cast.draft)
    meetings.add_directive(session, draft, recurring(cast, Every.WEEKLY, 5))
    other = session.scalars(sa.select(Committee).where(Committee.id != cast.committee)).one()
    assert make_due(session, other, until=YEAR_LATER, at=AT) == 0
    assert run(session, cast, TODAY) == 2
    agency_directive(session, cast).general = True
    session.flush()
    assert run(session, cast, YEAR_LATER) == 0


def test_R6_a_withdrawn_directive_brings_nothing(session: Session, cast: Cast) -> None:
    directive, secretary = agency_directive(session, cast), user(session, cast, "secretary")
    meeting = session.get_one(Meeting, directive.meeting_id)
    errata.withdraw_directive(session, meeting, directive, reason="Thôi", by=secretary, at=AT)
    session.flush()
    assert run(session, cast, YEAR_LATER) == 0


def test_R6_a_unit_whose_latest_period_was_withdrawn_gets_no_more(session: Session, cast: Cast) -> None:
    [directive] = add_recurring(session, cast, recurring(cast, Every.MONTHLY, 31))
    of_ward_a = sa.select(Task).where(Task.directive_id == directive.id, Task.unit_id == cast.units["ward_a"])
    secretary = user(session, cast, "secretary")
    run(session, cast, date(2020, 1, 1))
    december, january = session.scalars(of_ward_a.order_by(Task.period))
    tasks.withdraw(session, december, reason="Không còn cần", by=secretary, at=AT)
    session.flush()
    run(session, cast, date(2020, 2, 1))
    assert periods_of(session, directive.id, cast.units["ward_a"]) == ["2019-12", "2020-01", "2020-02"]
    february = session.scalars(of_ward_a.where(Task.period == "2020-02")).one()
    for row in (january, february):
        tasks.withdraw(session, row, reason="Không còn cần", by=secretary, at=AT)
    session.flush()
    run(session, cast, date(2020, 4, 1))
    assert periods_of(session, directive.id, cast.units["ward_a"])[-1] == "2020-02"
    assert periods_of(session, directive.id, cast.units["ward_b"])[-1] == "2020-04"


@pytest.mark.parametrize(
    ("active_until", "last"),
    [(date(2020, 1, 31), "2020-01"), (date(2020, 2, 1), "2020-02"), (date(2019, 10, 1), "2019-10")],
)
def test_R6_a_unit_that_was_closed_before_a_period_began_does_not_get_it(
    session: Session, cast: Cast, active_until: date, last: str
) -> None:
    session.get_one(Unit, cast.units["agency"]).active_until = active_until
    session.flush()
    run(session, cast, date(2020, 4, 1))
    assert agency_periods(session, cast)[-1] == last


def test_R6_a_unit_added_later_begins_with_the_period_it_was_added_in(session: Session, cast: Cast) -> None:
    directive, secretary = agency_directive(session, cast), user(session, cast, "secretary")
    meeting, committee = session.get_one(Meeting, directive.meeting_id), session.get_one(Committee, cast.committee)
    added = {"lead": (cast.units["ward_a"],), "by": secretary, "at": AT}
    assert issuing.give_to_more(session, committee, meeting, directive, **added) == 1
    run(session, cast, date(2020, 1, 1))
    assert agency_periods(session, cast, "ward_a") == ["2019-12", "2020-01"]
    assert agency_periods(session, cast) == ["2019-10", "2019-11", "2019-12", "2020-01"]


def test_R6_a_unit_added_after_this_periods_report_was_due_begins_with_the_next(session: Session, cast: Cast) -> None:
    [directive] = add_recurring(session, cast, recurring(cast, Every.MONTHLY, 5))
    assert periods_of(session, directive.id, cast.units["ward_a"]) == []
    run(session, cast, date(2020, 2, 1))
    assert periods_of(session, directive.id, cast.units["ward_a"]) == ["2020-01", "2020-02"]


@pytest.mark.parametrize("missed", [False, True])
def test_R6_what_is_moved_goes_on_at_the_unit_that_leads_now(session: Session, cast: Cast, missed: bool) -> None:
    """Periods that began before the move stay where they were, though nobody had made them yet."""
    if not missed:
        run(session, cast, TODAY)
    row, secretary = task(session, cast, "agency3"), user(session, cast, "secretary")
    directive = agency_directive(session, cast)
    meeting = session.get_one(Meeting, directive.meeting_id)
    moved = Correction("Giao nhầm", date(2019, 12, 20), unit_id=cast.units["ward_a"])
    errata.correct_task(session, meeting, directive, row, moved, by=secretary, at=AT)
    session.flush()
    assert run(session, cast, date(2020, 2, 1)) == 2
    assert agency_periods(session, cast) == ["2019-11", "2019-12"]
    assert agency_periods(session, cast, "ward_a") == ["2019-10", "2020-01", "2020-02"]


def test_a_committee_that_wants_it_so_gets_deadlines_on_working_days(session: Session, cast: Cast) -> None:
    committee = session.get_one(Committee, cast.committee)
    committee.settings_json = {"move_to_working_day": True, "holidays": ["2020-01-06"]}
    session.flush()
    run(session, cast, date(2020, 1, 31))
    given = session.execute(
        sa.select(Task.period, Task.due_on, Task.original_due_on, Task.act_by)
        .where(Task.period != "")
        .order_by(Task.period)
    ).all()
    assert [tuple(row) for row in given] == [
        ("2019-10", *(date(2019, 11, 5),) * 3),
        ("2019-11", *(date(2019, 12, 5),) * 3),
        ("2019-12", *(date(2020, 1, 7),) * 3),  # 5 January is a Sunday, the 6th was listed
        ("2020-01", *(date(2020, 2, 5),) * 3),
    ]


def test_giving_out_moves_a_deadline_and_leaves_the_target_where_it_was_set(session: Session, cast: Cast) -> None:
    committee = session.get_one(Committee, cast.committee)
    committee.settings_json = {"move_to_working_day": True}
    saturday, monday = date(2019, 12, 14), date(2019, 12, 16)
    facts = DirectiveFacts(
        text="Vận động",
        lead=(cast.units["ward_a"],),
        coordinating=(cast.units["agency"],),
        due_on=saturday,
        target_points=9500,
    )
    [directive] = add_recurring(session, cast, facts)
    given = sa.select(Task).where(Task.directive_id == directive.id).order_by(Task.part.desc())
    lead, helping = session.scalars(given)
    assert (lead.due_on, lead.original_due_on, lead.act_by) == (monday,) * 3
    assert (helping.due_on, helping.act_by, directive.due_on) == (None, monday, saturday)
    assert targets_of(session, directive) == [saturday]
    meeting, secretary = session.get_one(Meeting, cast.draft), user(session, cast, "secretary")
    more = {"lead": (cast.units["ward_b"],), "by": secretary}
    sunday = clock.at(date(2019, 12, 15))
    assert issuing.give_to_more(session, committee, meeting, directive, at=sunday, **more) == 1
    assert session.scalars(given.where(Task.unit_id == cast.units["ward_b"])).one().due_on == monday


def targets_of(session: Session, directive: Directive) -> list[date]:
    return list(session.scalars(sa.select(Target.due_on).where(Target.directive_id == directive.id)))


def test_the_cast_was_given_out_on_the_day_of_its_meeting(session: Session, cast: Cast) -> None:
    given = session.scalars(
        sa.select(meetings.DirectiveUnit.given_on)
        .join(Directive, Directive.id == meetings.DirectiveUnit.directive_id)
        .where(Directive.meeting_id == cast.meeting)
    )
    assert set(given) == {clock.day(ISSUED_AT)}
