"""What waits for the committee? Submissions to confirm or send back, the longest waiting first."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer, visible_tasks
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.fetch import Seat, Statement, fetch_all, seat, sitting
from bhyt_tasks.queries.worklist import PAGE, WAITING, TaskRow, task_rows


def waiting(session: Session, viewer: Viewer, *, limit: int = PAGE) -> list[TaskRow]:
    """At most ``limit`` submissions; when they are answered the next ones come up."""
    return fetch_all(session, TaskRow, _waiting(seat(viewer), limit), **sitting(viewer))


@cache
def _waiting(viewer: Seat, limit: int) -> Statement:
    rows = task_rows(visible_tasks(viewer), WAITING)
    return rows.order_by(None).order_by(Task.stopped_on, Task.id).limit(limit)


def unit_names(session: Session, unit_ids: Sequence[int]) -> dict[int, str]:
    """What the units are called today, for a sentence about them."""
    rows = session.execute(sa.select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids)))
    return {row[0]: row[1] for row in rows}
