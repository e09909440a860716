"""Who is reminded, who is left in peace, and what stands in the story afterwards."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, reminders, tasks
from bhyt_tasks.domain.errors import PersonalNumbers, RuleBroken
from bhyt_tasks.domain.history import Act, Channel, Event
from bhyt_tasks.domain.reminders import Reminded, Reminder, Step
from bhyt_tasks.domain.tasks import Report, TaskState
from tests.cast import TODAY, Cast, task, user


def remind(session: Session, cast: Cast, names: tuple[str, ...], *, on: date = TODAY, **more: object) -> Reminded:
    chosen = [task(session, cast, name) for name in names]
    deputy = user(session, cast, "deputy")
    return reminders.remind(session, chosen, rest_days=2, by=deputy, at=clock.at(on), **more)


def count(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count(Reminder.id))) or 0


def test_a_reminder_is_kept_and_stands_in_the_story(session: Session, cast: Cast) -> None:
    answer_by = TODAY + timedelta(days=3)
    told = remind(session, cast, ("a1", "a2", "b1"), text=" Khẩn  trương ", answer_by=answer_by)
    assert told == Reminded(tasks=3, units=2, resting=0)
    kept = session.scalars(sa.select(Reminder).where(Reminder.task_id == cast.tasks["a1"])).one()
    assert (kept.step, kept.channel, kept.text, kept.answer_by, kept.by_id, kept.on, kept.at) == (
        Step.NUDGE,
        Channel.SYSTEM,
        "Khẩn trương",
        answer_by,
        cast.users["deputy"],
        TODAY,
        clock.at(TODAY),
    )
    last = session.scalars(
        sa.select(Event).where(Event.task_id == cast.tasks["a1"]).order_by(Event.id.desc()).limit(1)
    ).one()
    assert kept.event_id == last.id
    assert (last.what, last.note, last.answer_by, last.state) == (Act.REMINDED, "Khẩn trương", answer_by, "new")
    assert task(session, cast, "a1").version == 2


@pytest.mark.parametrize(("later", "again"), [(0, 0), (1, 0), (2, 1), (3, 1)])
def test_who_was_reminded_lately_is_left_in_peace(session: Session, cast: Cast, later: int, again: int) -> None:
    remind(session, cast, ("a1",))
    told = remind(session, cast, ("a1", "b1"), on=TODAY + timedelta(days=later))
    assert told == Reminded(tasks=1 + again, units=1 + again, resting=1 - again)
    assert count(session) == 2 + again


@pytest.mark.parametrize(
    ("before", "step", "made"),
    [
        (Step.NUDGE, Step.LETTER, 1),
        (Step.NUDGE, Step.REPORT, 1),
        (Step.LETTER, Step.REPORT, 1),
        (Step.LETTER, Step.NUDGE, 0),
        (Step.LETTER, Step.LETTER, 0),
        (Step.REPORT, Step.LETTER, 0),
    ],
)
def test_a_lower_step_does_not_hold_a_higher_one_back(
    session: Session, cast: Cast, before: Step, step: Step, made: int
) -> None:
    remind(session, cast, ("a1",), step=before, channel=Channel.ZALO)
    told = remind(session, cast, ("a1",), step=step, channel=Channel.LETTER)
    assert told == Reminded(tasks=made, units=made, resting=1 - made)
    kept = [tuple(row) for row in session.execute(sa.select(Reminder.step, Reminder.channel).order_by(Reminder.id))]
    assert kept == [(before, Channel.ZALO), (step, Channel.LETTER)][: 1 + made]


@pytest.mark.parametrize(
    ("vain", "step"),
    [
        ([], Step.NUDGE),
        ([Step.NUDGE], Step.NUDGE),
        ([Step.NUDGE] * 2, Step.LETTER),
        ([Step.NUDGE] * 3, Step.LETTER),
        ([Step.NUDGE] * 4, Step.REPORT),
        ([Step.NUDGE] * 9, Step.REPORT),
        ([Step.LETTER], Step.LETTER),
        ([Step.REPORT, Step.NUDGE], Step.REPORT),
    ],
)
def test_the_next_step_follows_from_reminders_that_brought_no_word(vain: list[Step], step: Step) -> None:
    assert reminders.next_step(vain) is step


@pytest.mark.parametrize(
    ("today", "limit"),
    [
        (date(2019, 12, 9), date(2019, 12, 12)),  # Monday
        (date(2019, 12, 10), date(2019, 12, 13)),
        (date(2019, 12, 11), date(2019, 12, 16)),  # not Saturday the 14th
        (date(2019, 12, 12), date(2019, 12, 16)),
        (date(2019, 12, 13), date(2019, 12, 16)),
    ],
)
def test_an_answer_is_asked_for_by_a_day_on_which_offices_work(today: date, limit: date) -> None:
    assert reminders.usual_limit(today) == limit


def test_resting_are_counted_once(session: Session, cast: Cast) -> None:
    remind(session, cast, ("a1", "a2", "b1"))
    assert remind(session, cast, ("a1", "a2", "b1")) == Reminded(tasks=0, units=0, resting=3)
    assert count(session) == 3


def test_only_open_leading_tasks_are_reminded(session: Session, cast: Cast) -> None:
    head = user(session, cast, "head_a")
    tasks.submit(session, task(session, cast, "a1"), Report(note="Xong"), by=head, at=clock.at(TODAY))
    task(session, cast, "a2").state = TaskState.IN_PROGRESS
    told = remind(session, cast, ("a1", "agency1", "a2"))
    assert told == Reminded(tasks=1, units=1, resting=0)
    assert list(session.scalars(sa.select(Reminder.task_id))) == [cast.tasks["a2"]]


def test_a_finished_task_that_was_reminded_is_not_resting(session: Session, cast: Cast) -> None:
    remind(session, cast, ("a1",))
    head = user(session, cast, "head_a")
    tasks.submit(session, task(session, cast, "a1"), Report(note="Xong"), by=head, at=clock.at(TODAY))
    assert remind(session, cast, ("a1",)) == Reminded(tasks=0, units=0, resting=0)


@pytest.mark.parametrize(
    ("names", "answer_by", "sentence", "field"),
    [
        ((), None, reminders.NOTHING_CHOSEN, None),
        (("a1",), TODAY - timedelta(days=1), tasks.ANSWER_PAST, "answer_by"),
    ],
)
def test_a_reminder_of_nothing_or_to_a_past_day_is_refused(
    session: Session, cast: Cast, names: tuple[str, ...], answer_by: date | None, sentence: str, field: str | None
) -> None:
    with pytest.raises(RuleBroken) as caught:
        remind(session, cast, names, answer_by=answer_by)
    assert (caught.value.sentence, caught.value.field, count(session)) == (sentence, field, 0)


def test_a_reminder_may_ask_for_an_answer_today(session: Session, cast: Cast) -> None:
    assert remind(session, cast, ("a1",), answer_by=TODAY).tasks == 1


def test_R15_a_reminder_with_identity_numbers_needs_a_confirmation(session: Session, cast: Cast) -> None:
    with pytest.raises(PersonalNumbers):
        remind(session, cast, ("a1",), text="Bà B 042099001234")
    assert count(session) == 0
    assert remind(session, cast, ("a1",), text="Bà B 042099001234", numbers_confirmed=True).tasks == 1
