"""Which of several submissions can be confirmed at once, and which not, and why?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.people import Actor
from bhyt_tasks.domain.tasks import Task, accept, require_version

NOTHING_CHOSEN = N_("Chưa chọn báo cáo nào. Đánh dấu các báo cáo cần xác nhận rồi bấm lại.")


@dataclass(frozen=True)
class Refused:
    """A submission that was left as it is, and the rule that says why."""

    task_id: int
    unit_id: int
    why: RuleBroken


def accept_many(
    session: Session, chosen: Sequence[tuple[Task, int]], *, by: Actor, at: datetime
) -> tuple[int, list[Refused]]:
    """Confirm each task that is still at the version it was read at (R12) and may be accepted (R7, R18); how many
    were, and the others with the reason. Raises RuleBroken when none was chosen.

    A refusal comes before anything of its task is changed, so each task is confirmed whole or not at all.
    """
    if not chosen:
        raise RuleBroken(NOTHING_CHOSEN)
    refused = []
    for task, version in chosen:
        try:
            require_version(task, version)
            accept(session, task, by=by, at=at)
        except RuleBroken as why:
            refused.append(Refused(task.id, task.unit_id, why))
    return len(chosen) - len(refused), refused
