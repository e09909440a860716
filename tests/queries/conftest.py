"""Who looks, how many statements are asked, by which index; and a crowd of tasks in the other committee."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import sign_ins
from bhyt_tasks.domain.history import Act, Event
from bhyt_tasks.domain.meetings import DeadlineKind, Directive, Meeting, MeetingKind, Stage
from bhyt_tasks.domain.tasks import Part, Task, TaskState
from bhyt_tasks.domain.vietnamese import fold
from bhyt_tasks.queries.viewer import ViewerRow, fetch_viewer
from tests.cast import HELD_ON, ISSUED_AT, TODAY, Cast, user
from tests.domain.conftest import database, fresh_postgresql, fresh_sqlite  # noqa: F401


@pytest.fixture
def viewer(session: Session, cast: Cast) -> Callable[[str], ViewerRow]:
    """``viewer("head_a")``: the person as the queries know them."""

    def look(name: str) -> ViewerRow:
        token = sign_ins.start(session, user(session, cast, name), device="", at=ISSUED_AT)
        session.flush()
        found = fetch_viewer(session, token, ISSUED_AT)
        assert found is not None
        return found

    return look


Asked = list[tuple[str, Any]]


@contextmanager
def asking(session: Session) -> Iterator[Asked]:
    """The statements that go to the database meanwhile, with their parameters."""
    asked: Asked = []
    engine = session.get_bind()

    def keep(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        asked.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", keep)
    yield asked
    sa.event.remove(engine, "before_cursor_execute", keep)


@pytest.fixture
def indexes(session: Session) -> Callable[[Callable[[], object]], set[str]]:
    """The indexes of tasks that the database walks for a question, once it knows its tables."""

    def walked(question: Callable[[], object]) -> set[str]:
        postgres = session.get_bind().dialect.name == "postgresql"
        session.execute(sa.text("ANALYZE"))
        if postgres:
            session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        with asking(session) as asked:
            question()
        explain = "EXPLAIN" if postgres else "EXPLAIN QUERY PLAN"
        plans = [
            session.connection().exec_driver_sql(f"{explain} {statement}", parameters).all()
            for statement, parameters in asked
        ]
        return set(re.findall(r"ix_tasks_\w+", str(plans)))

    return walked


class Crowd:
    """Tasks of one directive in the outsider's committee, which has none at first."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session, self.user = session, user(session, cast, "outsider")
        meeting = Meeting(
            committee_id=self.user.committee_id,
            kind=MeetingKind.CONFERENCE,
            held_on=HELD_ON,
            title="Hội nghị B",
            chair_position="Chủ tịch",
            stage=Stage.ISSUED,
            recorded_by=self.user.id,
        )
        session.add(meeting)
        session.flush()
        self.meeting_id = meeting.id
        self.directive_id = self.add_directive("Rà soát hộ cận nghèo")
        self.made = 0

    def add_directive(self, text: str) -> int:
        directive = Directive(
            committee_id=self.user.committee_id,
            meeting_id=self.meeting_id,
            position=1,
            text=text,
            folded=fold(text),
            deadline_kind=DeadlineKind.FIXED,
        )
        self.session.add(directive)
        self.session.flush()
        return directive.id

    def add(
        self, count: int, *, state: TaskState = TaskState.NEW, due: Callable[[int], date] | None = None, **more: Any
    ) -> list[int]:
        """``due`` gives the deadline of the n-th task: at first forty days of them, the oldest late by forty."""
        rows = []
        for number in range(self.made, self.made + count):
            due_on = due(number) if due else TODAY - timedelta(days=1 + number % 40)
            row = {
                "committee_id": self.user.committee_id,
                "directive_id": self.directive_id,
                "unit_id": self.user.unit_id,
                "part": Part.LEAD,
                "period": f"p{number}",
                "due_on": due_on,
                "original_due_on": due_on,
                "act_by": due_on,
                "state": state,
                "assigned_on": HELD_ON,
                "stopped_on": None if state in (TaskState.NEW, TaskState.IN_PROGRESS) else TODAY,
                "measure": "",
                "version": 1,
            }
            rows.append(row | more)
        self.made += count
        return list(self.session.scalars(sa.insert(Task).returning(Task.id, sort_by_parameter_order=True), rows))

    def add_event(self, task_id: int, *, what: Act = Act.PROGRESS, **more: Any) -> Event:
        """An event as they were before they told all of their task."""
        event = Event(
            committee_id=self.user.committee_id,
            task_id=task_id,
            what=what,
            by_id=self.user.id,
            at=ISSUED_AT,
            on=TODAY,
            state="in_progress",
            unit_id=self.user.unit_id,
            **more,
        )
        self.session.add(event)
        self.session.flush()
        return event


@pytest.fixture
def crowd(session: Session, cast: Cast) -> Crowd:
    return Crowd(session, cast)
