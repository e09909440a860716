"""Eight clients at once, and how many statements a page takes."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from flask import Flask
from sqlalchemy import event, func, select

from bhyt_tasks.domain import clock, meetings, tasks
from bhyt_tasks.domain.history import Event
from bhyt_tasks.domain.meetings import DirectiveFacts
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.tasks import Part, Report, Task
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

CLIENTS, UPDATES = 8, 4


@on_both
def test_eight_clients_lose_no_update_on_the_same_and_on_different_tasks(
    database: TestDatabase, cast: Cast, client_of: Callable[[str], PageClient]
) -> None:
    clients = [client_of("secretary") for _ in range(CLIENTS)]
    others = list(cast.tasks.values())
    answers: Counter[int] = Counter()

    def version(task_id: int) -> int:
        with database.app.app_context():
            return db.session.scalar(select(Task.version).where(Task.id == task_id))

    def report(client: PageClient, task_id: int) -> None:
        while True:
            form = {"version": str(version(task_id)), "note": "Cập nhật", "told_by": "Chủ tịch", "channel": "phone"}
            status = client.post(f"/tasks/{task_id}/progress", data=form).status_code
            answers[status] += 1
            if status != 409:
                return

    def work(number: int) -> None:
        for _ in range(UPDATES):
            report(clients[number], cast.tasks["a1"])
            report(clients[number], others[number % len(others)])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {303, 409}
    assert answers[303] == 2 * CLIENTS * UPDATES
    with database.app.app_context():
        events = dict(db.session.execute(select(Event.task_id, func.count()).group_by(Event.task_id)).all())
        versions = dict(db.session.execute(select(Task.id, Task.version)).all())
    assert events == versions
    assert sum(events.values()) == len(cast.tasks) + 2 * CLIENTS * UPDATES


@on_both
def test_eight_clients_make_one_first_reading_of_a_month(
    database: TestDatabase, cast: Cast, client_of: Callable[[str], PageClient]
) -> None:
    ward, clients = cast.units["ward_a"], [client_of("data_officer") for _ in range(CLIENTS)]
    answers: Counter[int] = Counter()

    def enter(number: int) -> None:
        form = {"period": "2019-11", "cut_off_on": "25/11/2019"}
        form |= {f"numerator-{ward}": str(1500 + number), f"denominator-{ward}": "2174"}
        answers[clients[number].post("/coverage/readings", data=form).status_code] += 1

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {303: 1, 409: CLIENTS - 1}


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection, cursor, statement, *rest) -> None:  # type: ignore[no-untyped-def]
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def add_tasks(database: TestDatabase, cast: Cast, count: int) -> None:
    """Late tasks of ward A, half of them submitted late, each with a word of the unit."""
    with database.app.app_context():
        meeting = db.session.get_one(meetings.Meeting, cast.draft)
        head = db.session.get_one(User, cast.users["head_a"])
        for number in range(count):
            facts = DirectiveFacts(text=f"Việc {number}", lead=(cast.units["ward_a"],), due_on=date(2019, 12, 3))
            directive = meetings.add_directive(db.session, meeting, facts)
            db.session.flush()
            task = tasks.assign(
                db.session,
                committee_id=cast.committee,
                directive_id=directive.id,
                unit_id=cast.units["ward_a"],
                part=Part.LEAD,
                due_on=date(2019, 12, 3),
                act_by=date(2019, 12, 3),
                by=head,
                at=clock.at(date(2019, 12, 2)),
            )
            tell = tasks.submit if number % 2 else tasks.report_progress
            tell(db.session, task, Report(note="Đang làm"), by=head, at=clock.at(date(2019, 12, 5)))
        db.session.commit()


LISTS = (
    ("deputy", "/overview"),
    ("deputy", "/overdue"),
    ("deputy", "/overdue?tab=waiting"),
    ("deputy", "/overdue?group=unit"),
    ("deputy", "/overdue?q=viec"),
    ("deputy", "/decisions"),
    ("deputy", "/tasks"),
    ("deputy", "/tasks?state=all&q=viec"),
    ("deputy", "/meetings"),
    ("deputy", "/findings"),
    ("deputy", "/reports/briefing"),
    ("deputy", "/reports/briefing?list=late"),
    ("deputy", "/coverage"),
    ("head_a", "/tasks"),
    ("overseer", "/overdue"),
)


def test_lists_take_the_same_few_statements_from_1_to_1000_rows(
    database: TestDatabase, cast: Cast, client_of: Callable[[str], PageClient]
) -> None:
    counted: dict[str, list[int]] = {}
    for more in (2, 2, 1000):
        add_tasks(database, cast, more)
        for name, path in LISTS:
            client = client_of(name)
            with statements(database.app) as seen:
                assert client.get(path).status_code == 200
            selects = [statement for statement in seen if statement.startswith(("SELECT", "WITH"))]
            counted.setdefault(f"{name} {path}", []).append(len(selects))
    assert {page: counts for page, counts in counted.items() if len(set(counts)) > 1 or counts[0] > 6} == {}


@on_both
def test_a_task_page_takes_six_statements(
    database: TestDatabase, cast: Cast, client_of: Callable[[str], PageClient]
) -> None:
    client = client_of("deputy")
    with statements(database.app) as seen:
        client.get(f"/tasks/{cast.tasks['a1']}")
    assert len([statement for statement in seen if statement.startswith(("SELECT", "WITH"))]) == 6
