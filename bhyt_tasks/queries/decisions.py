"""What waits for the committee? Submissions to confirm or send back, the longest waiting first."""

from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer, visible_tasks
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.queries.fetch import fetch_all
from bhyt_tasks.queries.worklist import PAGE, WAITING, TaskRow, task_rows


def waiting(session: Session, viewer: Viewer, *, limit: int = PAGE) -> list[TaskRow]:
    """At most ``limit`` submissions; when they are answered the next ones come up."""
    statement = task_rows(visible_tasks(viewer), WAITING).order_by(None).order_by(Task.stopped_on, Task.id)
    return fetch_all(session, TaskRow, statement.limit(limit))
