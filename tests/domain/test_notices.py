"""At which step is a task, who is told of it, and never twice; whose e-mail is whose."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, tasks
from bhyt_tasks.domain.notices import (
    NEWLY_LATE,
    Digest,
    Notice,
    claim_digest,
    make_notices,
    mark_seen,
    notices_owed,
    release_digest,
    step_due,
)
from bhyt_tasks.domain.people import Role, choose_mail
from bhyt_tasks.domain.tasks import Part, Report, Task, TaskState
from tests.cast import TODAY, Cast, task, user

DUE = date(2019, 11, 20)  # of a1 and b1


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-365, None),
        (-8, None),
        (-7, "due_7"),
        (-4, "due_7"),
        (-3, "due_3"),
        (-2, "due_3"),
        (-1, "due_1"),
        (0, "due_1"),
        (1, "late_1"),
        (7, "late_1"),
        (8, "late_8"),
        (14, "late_8"),
        (15, "late_15"),
        (365, "late_365"),
    ],
)
def test_a_step_lasts_until_the_next_one(days: int, step: str | None) -> None:
    assert step_due(DUE, None, DUE + timedelta(days=days)) == step


def test_no_step_without_a_deadline_or_with_the_clock_stopped() -> None:
    assert step_due(None, None, TODAY) is None
    assert step_due(DUE, DUE, TODAY) is None


def make(session: Session, cast: Cast, on: date = TODAY) -> int:
    return make_notices(session, notices_owed(session, cast.committee, on=on), at=clock.at(on))


def told(session: Session, cast: Cast, *names: str) -> list[tuple[str, str | None, str, date, int]]:
    """Who was told of which task, at which step, of which deadline, how many tasks; in order."""
    people = {user_id: name for name, user_id in cast.users.items()}
    known = {task_id: name for name, task_id in cast.tasks.items()}
    rows = session.scalars(sa.select(Notice).order_by(Notice.id))
    found = [(people[row.user_id], known.get(row.task_id or 0), row.step, row.due_on, row.tasks) for row in rows]
    return [row for row in found if not names or row[0] in names]


def test_the_people_of_a_unit_hear_of_its_running_lead_tasks(session: Session, cast: Cast) -> None:
    due = date(2019, 12, 31)
    assert make(session, cast, due - timedelta(days=3)) == 7
    assert told(session, cast, "head_a", "clerk_a", "head_b") == [
        ("head_a", "a1", "late_36", DUE, 1),
        ("clerk_a", "a1", "late_36", DUE, 1),
        ("head_b", "b1", "late_36", DUE, 1),
        ("head_a", "a2", "due_3", due, 1),
        ("clerk_a", "a2", "due_3", due, 1),
        ("head_b", "b2", "due_3", due, 1),
    ]
    assert [row[1] for row in told(session, cast, "overseer")] == ["agency3"]  # not agency1, which only helps


@pytest.mark.parametrize("state", [TaskState.SUBMITTED, TaskState.ACCEPTED, TaskState.SUSPENDED, TaskState.WITHDRAWN])
def test_nobody_hears_of_a_task_whose_clock_stopped(session: Session, cast: Cast, state: TaskState) -> None:
    a1 = task(session, cast, "a1")
    a1.state, a1.stopped_on = state, TODAY
    session.flush()
    make(session, cast)
    assert told(session, cast, "head_a", "clerk_a") == []


def test_tasks_without_a_deadline_and_helping_ones_warn_nobody(session: Session, cast: Cast) -> None:
    task(session, cast, "a1").due_on = None
    task(session, cast, "b1").part = Part.COORDINATING
    session.flush()
    make(session, cast)
    assert told(session, cast, "head_a", "head_b") == []


def test_nobody_closed_is_told_and_one_who_leaves_later_is(session: Session, cast: Cast) -> None:
    user(session, cast, "head_a").closed_on = TODAY
    user(session, cast, "clerk_a").closed_on = TODAY + timedelta(days=1)
    user(session, cast, "head_b").roles = frozenset({Role.DATA_OFFICER})
    session.flush()
    make(session, cast)
    assert {name for name, *_rest in told(session, cast)} == {"clerk_a", "overseer"}


def test_the_committee_hears_once_a_day_how_many_became_late(session: Session, cast: Cast) -> None:
    make(session, cast, DUE + timedelta(days=1))
    assert told(session, cast, "secretary", "deputy", "closed", "outsider") == [
        ("secretary", None, NEWLY_LATE, DUE, 2),
        ("deputy", None, NEWLY_LATE, DUE, 2),
    ]
    assert make(session, cast, DUE + timedelta(days=1)) == 0
    make(session, cast, DUE + timedelta(days=2))
    assert len(told(session, cast, "secretary")) == 1


def test_days_on_which_nothing_was_made_are_made_up_for(session: Session, cast: Cast) -> None:
    first = DUE - timedelta(days=2)
    task(session, cast, "b1").due_on = task(session, cast, "b1").act_by = first
    task(session, cast, "agency3").due_on = task(session, cast, "agency3").act_by = first + timedelta(days=1)
    session.flush()
    make(session, cast, first + timedelta(days=1))
    make(session, cast, DUE + timedelta(days=1))
    assert told(session, cast, "deputy") == [
        ("deputy", None, NEWLY_LATE, first, 1),
        ("deputy", None, NEWLY_LATE, DUE, 2),
    ]
    assert [row[2] for row in told(session, cast, "overseer")] == ["due_1", "late_1"]


def test_only_the_newest_step_is_told(session: Session, cast: Cast) -> None:
    for day in (DUE - timedelta(days=7), DUE + timedelta(days=20)):
        make(session, cast, day)
    assert [row[2] for row in told(session, cast, "head_b")] == ["due_7", "late_15"]


def test_a_moved_deadline_warns_anew(session: Session, cast: Cast) -> None:
    make(session, cast, DUE)
    b1 = task(session, cast, "b1")
    b1.due_on = b1.act_by = DUE + timedelta(days=1)
    session.flush()
    for _ in range(2):
        make(session, cast, DUE + timedelta(days=1))
    assert told(session, cast, "head_b") == [
        ("head_b", "b1", "due_1", DUE, 1),
        ("head_b", "b1", "due_1", DUE + timedelta(days=1), 1),
    ]


def test_what_another_writer_made_meanwhile_stays(session: Session, cast: Cast) -> None:
    owed = notices_owed(session, cast.committee, on=DUE + timedelta(days=1))
    made = [make_notices(session, owed, at=clock.at(DUE + timedelta(days=1))) for _ in range(2)]
    assert made == [len(owed), 0]
    assert session.scalar(sa.select(sa.func.count(Notice.id))) == len(owed)


def test_the_other_committee_is_told_nothing(session: Session, cast: Cast) -> None:
    make(session, cast)
    outsider = user(session, cast, "outsider")
    assert notices_owed(session, outsider.committee_id, on=TODAY) == []
    assert told(session, cast, "outsider") == []


DAYS = st.integers(0, 40)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(DAYS, st.booleans()), min_size=1, max_size=5), st.lists(DAYS, min_size=1, max_size=8))
def test_whenever_it_runs_each_step_is_told_once_and_only_on_its_days(
    session: Session, cast: Cast, deadlines: Sequence[tuple[int, bool]], runs: Sequence[int]
) -> None:
    session.rollback()
    start = date(2020, 3, 1)
    session.execute(sa.update(Task).values(state=TaskState.ACCEPTED, stopped_on=TODAY))
    directive_id = task(session, cast, "a1").directive_id
    for number, (due, runs_on) in enumerate(deadlines):
        due_on = start + timedelta(days=due)
        row = {"committee_id": cast.committee, "directive_id": directive_id, "unit_id": cast.units["ward_a"]}
        row |= {
            "part": Part.LEAD,
            "period": f"p{number}",
            "due_on": due_on,
            "original_due_on": due_on,
            "act_by": due_on,
        }
        row |= {"assigned_on": TODAY, "measure": "", "version": 1}
        row |= {"state": TaskState.NEW} if runs_on else {"state": TaskState.SUBMITTED, "stopped_on": start}
        session.execute(sa.insert(Task).values(row))
    for day in sorted(runs):
        on = start + timedelta(days=day)
        make(session, cast, on)
        assert make(session, cast, on) == 0
    rows = session.execute(sa.select(Notice.user_id, Notice.task_id, Notice.step, Notice.due_on, Notice.on)).all()
    assert len({row[:4] for row in rows}) == len(rows)
    of_tasks = [row for row in rows if row.task_id]
    assert all(row.step == step_due(row.due_on, None, row.on) for row in of_tasks)
    assert {row.user_id for row in of_tasks} <= {cast.users["head_a"], cast.users["clerk_a"]}
    stopped = set(session.scalars(sa.select(Task.id).where(Task.stopped_on.is_not(None))))
    assert not {row.task_id for row in of_tasks} & stopped
    session.rollback()


def test_what_was_seen_is_marked_up_to_where_the_page_had_told(session: Session, cast: Cast) -> None:
    make(session, cast)
    ids = {name: [] for name in cast.users}  # type: dict[str, list[int]]
    people = {user_id: name for name, user_id in cast.users.items()}
    for row in session.scalars(sa.select(Notice).order_by(Notice.id)):
        ids[people[row.user_id]].append(row.id)
    head, events = user(session, cast, "head_a"), 5
    mark_seen(session, head.id, notice_id=max(ids["head_a"]), event_id=events, at=clock.at(TODAY, 9))
    mark_seen(session, head.id, notice_id=max(ids["head_b"]), event_id=events - 1, at=clock.at(TODAY, 10))
    session.expire_all()
    read = {row.user_id: row.read_at for row in session.scalars(sa.select(Notice))}
    assert (read[head.id], read[cast.users["clerk_a"]], read[cast.users["head_b"]]) == (clock.at(TODAY, 9), None, None)
    assert (head.seen_event_id, user(session, cast, "clerk_a").seen_event_id) == (5, 0)


def test_an_e_mail_is_taken_once_a_day_and_can_be_given_back(session: Session, cast: Cast) -> None:
    make(session, cast)
    head, at = cast.users["head_a"], clock.at(TODAY)
    newest = session.scalar(sa.select(sa.func.max(Notice.id))) or 0
    first = claim_digest(session, head, notice_id=newest, on=TODAY, at=at)
    assert first is not None
    assert claim_digest(session, head, notice_id=newest, on=TODAY, at=at) is None
    assert claim_digest(session, cast.users["clerk_a"], notice_id=0, on=TODAY, at=at) is not None
    carried = sa.select(Notice.user_id, Notice.digest_id).where(Notice.digest_id.is_not(None))
    assert [tuple(row) for row in session.execute(carried)] == [(head, first)]
    release_digest(session, first)
    assert session.execute(carried).all() == []
    assert list(session.scalars(sa.select(Digest.user_id))) == [cast.users["clerk_a"]]
    assert claim_digest(session, head, notice_id=newest, on=TODAY, at=at) is not None


def test_a_person_may_do_without_e_mails(session: Session, cast: Cast) -> None:
    head = user(session, cast, "head_a")
    assert head.wants_mail is True
    choose_mail(head, False)
    assert head.wants_mail is False


def test_a_task_that_was_sent_back_is_late_again(session: Session, cast: Cast) -> None:
    head, secretary = user(session, cast, "head_b"), user(session, cast, "secretary")
    b1 = task(session, cast, "b1")
    tasks.submit(session, b1, Report(note="Xong"), by=head, at=clock.at(DUE))
    make(session, cast, DUE + timedelta(days=1))
    assert told(session, cast, "head_b") == []
    tasks.send_back(session, b1, reason="Thiếu số liệu", by=secretary, at=clock.at(DUE + timedelta(days=2)))
    make(session, cast, DUE + timedelta(days=3))
    assert told(session, cast, "head_b") == [("head_b", "b1", "late_1", DUE, 1)]
