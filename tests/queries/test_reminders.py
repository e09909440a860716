"""What was done before about late tasks, whether a word came back, and what follows from it."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, reminders, tasks
from bhyt_tasks.domain.history import Channel
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.reminders import Step
from bhyt_tasks.domain.tasks import Report
from bhyt_tasks.queries.reminders import Advice, Reminding, advice, remindings
from tests.cast import TODAY, Cast, task, user
from tests.queries.conftest import asking


def remind(session: Session, cast: Cast, name: str, days: int, **more: object) -> None:
    at, deputy = clock.at(TODAY + timedelta(days=days)), user(session, cast, "deputy")
    reminders.remind(session, [task(session, cast, name)], rest_days=0, by=deputy, at=at, **more)


def test_every_reminder_is_told_newest_first_and_whether_it_brought_a_word(session: Session, cast: Cast) -> None:
    remind(session, cast, "a1", 0, answer_by=TODAY + timedelta(days=1))
    head = user(session, cast, "head_a")
    report = Report(note="Đang làm")
    tasks.report_progress(session, task(session, cast, "a1"), report, by=head, at=clock.at(TODAY, 10))
    remind(session, cast, "a1", 2, step=Step.LETTER, channel=Channel.LETTER)
    remind(session, cast, "b1", 2)
    ids = [cast.tasks[name] for name in ("a1", "a2")]
    with asking(session) as statements:
        found = remindings(session, ids)
    deputy = ("Chức vụ deputy", frozenset({Role.DEPUTY_CHAIRMAN}))
    later, limit = TODAY + timedelta(days=2), TODAY + timedelta(days=1)
    assert found == {
        ids[0]: [
            Reminding(ids[0], Step.LETTER, Channel.LETTER, later, None, *deputy, answered=False),
            Reminding(ids[0], Step.NUDGE, Channel.SYSTEM, TODAY, limit, *deputy, answered=True),
        ],
        ids[1]: [],
    }
    assert len(statements) == 1
    assert advice(found) == Advice(Step.LETTER, 1, later)


@pytest.mark.parametrize(("times", "step"), [(0, Step.NUDGE), (1, Step.NUDGE), (2, Step.LETTER), (4, Step.REPORT)])
def test_the_task_reminded_in_vain_most_often_decides(session: Session, cast: Cast, times: int, step: Step) -> None:
    for day in range(times):
        remind(session, cast, "a1", day)
    remind(session, cast, "a2", 9)
    found = remindings(session, [cast.tasks["a2"], cast.tasks["a1"]])
    since: date = TODAY if times > 1 else TODAY + timedelta(days=9)
    assert advice(found) == Advice(step, max(times, 1), since)


def test_nothing_was_done_yet(session: Session, cast: Cast) -> None:
    assert advice(remindings(session, [cast.tasks["a1"]])) == Advice(Step.NUDGE, 0, None)
    assert advice(remindings(session, [])) == Advice(Step.NUDGE, 0, None)
