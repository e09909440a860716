"""Many submissions are confirmed at once; what cannot be is left whole and told."""

import pytest
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, tasks
from bhyt_tasks.domain.acceptances import accept_many
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.tasks import Report, Task, TaskState
from tests.cast import TODAY, Cast, task, user

AT = clock.at(TODAY, 10)


def submitted(session: Session, cast: Cast, name: str, head: str) -> Task:
    row = task(session, cast, name)
    tasks.submit(session, row, Report("Xong"), by=user(session, cast, head), at=AT)
    return row


def test_each_is_confirmed_or_left_with_the_reason(session: Session, cast: Cast) -> None:
    a1, b1 = submitted(session, cast, "a1", "head_a"), submitted(session, cast, "b1", "head_b")
    below = submitted(session, cast, "a2", "head_a")  # its ward is below the target (R7)
    chosen = [(a1, a1.version), (b1, b1.version - 1), (below, below.version)]
    done, refused = accept_many(session, chosen, by=user(session, cast, "deputy"), at=AT)
    assert (done, a1.state) == (1, TaskState.ACCEPTED)
    assert [(each.task_id, each.unit_id) for each in refused] == [(b1.id, b1.unit_id), (below.id, below.unit_id)]
    assert "vừa được cập nhật" in refused[0].why.sentence
    assert "còn phải vận động" in refused[1].why.sentence
    assert (b1.state, b1.version, below.state, below.version) == (TaskState.SUBMITTED, 2, TaskState.SUBMITTED, 2)


def test_nothing_chosen_is_said(session: Session, cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="Chưa chọn báo cáo nào"):
        accept_many(session, [], by=user(session, cast, "deputy"), at=AT)
