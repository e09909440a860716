"""What a person was told, what of it is unread, what goes into an e-mail; and nothing of anybody else."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, extensions, reminders, tasks
from bhyt_tasks.domain.committees import Settings
from bhyt_tasks.domain.history import Act, Channel, Event
from bhyt_tasks.domain.notices import Notice, claim_digest, make_notices, mark_seen, notices_owed
from bhyt_tasks.domain.reminders import Step
from bhyt_tasks.domain.tasks import Report, Task
from bhyt_tasks.queries.notices import SHOWN, DigestRow, NoticeRow, digests_owed, newest, notices_of, told
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import CAP, badges
from tests.cast import TODAY, Cast, task, user
from tests.queries.conftest import Crowd, asking

Viewers = Callable[[str], ViewerRow]
DUE = date(2019, 11, 20)
NEXT = date(2019, 12, 31)


def make(session: Session, cast: Cast, on: date = TODAY) -> None:
    make_notices(session, notices_owed(session, cast.committee, on=on), at=clock.at(on))


def remind(session: Session, cast: Cast, name: str, **more: Any) -> None:
    deputy = user(session, cast, "deputy")
    reminders.remind(session, [task(session, cast, name)], rest_days=0, by=deputy, at=clock.at(TODAY), **more)


def test_notices_stand_newest_first_and_only_the_own(session: Session, cast: Cast, viewer: Viewers) -> None:
    make(session, cast, DUE)
    make(session, cast, DUE + timedelta(days=1))
    rows = notices_of(session, viewer("head_b"))
    text = "Phân tích nguyên nhân tỷ lệ thấp"
    assert [(row.task_id, row.text, row.days_late, row.unread) for row in rows] == [
        (cast.tasks["b1"], text, 1, True),
        (cast.tasks["b1"], text, 0, True),
    ]
    [gathered] = notices_of(session, viewer("deputy"))
    assert (gathered.task_id, gathered.tasks, gathered.due_on, gathered.text) == (None, 2, DUE, None)
    assert notices_of(session, viewer("data_officer")) == []


def test_a_notice_of_a_task_that_went_to_another_unit_is_left_out(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    make(session, cast)
    session.execute(sa.update(Task).where(Task.id == cast.tasks["b1"]).values(unit_id=cast.units["external"]))
    assert notices_of(session, viewer("head_b")) == []


def test_the_page_holds_the_newest(session: Session, cast: Cast, viewer: Viewers) -> None:
    head = user(session, cast, "head_a")
    row = {"committee_id": cast.committee, "user_id": head.id, "task_id": cast.tasks["a1"], "due_on": DUE, "tasks": 1}
    rows = [row | {"step": f"late_{n}", "on": TODAY, "at": clock.at(TODAY)} for n in range(CAP + 5)]
    session.execute(sa.insert(Notice), rows)
    found = notices_of(session, viewer("head_a"))
    assert (len(found), badges(session, viewer("head_a"), TODAY).unread) == (SHOWN, CAP)


def test_what_the_committee_does_is_told_to_the_people_of_the_unit(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    head, deputy = user(session, cast, "head_b"), user(session, cast, "deputy")
    remind(session, cast, "b1", step=Step.LETTER, channel=Channel.LETTER, text="Công văn số 5", answer_by=NEXT)
    b1, b2, at = task(session, cast, "b1"), task(session, cast, "b2"), clock.at(TODAY)
    tasks.submit(session, b1, Report(note="Xong"), by=head, at=at)
    tasks.send_back(session, b1, reason="Thiếu", by=deputy, at=at)
    wanted = {"wanted_on": NEXT + timedelta(days=5), "reason": "Vướng", "settings": Settings()}
    asked = extensions.ask(session, b2, **wanted, by=head, at=at)
    extensions.grant(session, asked, b2, by=deputy, at=at)
    remind(session, cast, "a1")
    rows = told(session, viewer("head_b"))
    assert [(row.what, row.task_id, row.note, row.granted_on, row.unread) for row in rows] == [
        (Act.EXTENDED, b2.id, "", NEXT + timedelta(days=5), True),
        (Act.SENT_BACK, b1.id, "Thiếu", None, True),
        (Act.REMINDED, b1.id, "Công văn số 5", None, True),
    ]
    assert (rows[2].step, rows[2].reminded_by, rows[2].answer_by) == (Step.LETTER, Channel.LETTER, NEXT)
    assert told(session, viewer("secretary")) == []
    assert told(session, viewer("overseer")) == []


def test_the_menu_counts_what_is_unread_until_it_is_seen(session: Session, cast: Cast, viewer: Viewers) -> None:
    make(session, cast)
    remind(session, cast, "a1")
    unread = {name: badges(session, viewer(name), TODAY).unread for name in ("head_a", "clerk_a", "head_b", "deputy")}
    assert unread == {"head_a": 2, "clerk_a": 2, "head_b": 1, "deputy": 0}
    person = viewer("head_a")
    newest = {"notice_id": notices_of(session, person)[0].id, "event_id": told(session, person)[0].id}
    mark_seen(session, person.id, **newest, at=clock.at(TODAY))
    assert badges(session, person, TODAY).unread == 0
    assert badges(session, viewer("clerk_a"), TODAY).unread == 2
    assert [row.unread for row in (*notices_of(session, person), *told(session, person))] == [False, False]
    remind(session, cast, "a2")
    assert [row.unread for row in told(session, person)] == [True, False]


def test_two_statements_however_much_was_told(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    for task_id in crowd.add(3):
        crowd.add_event(task_id)
    outsider = viewer("outsider")
    with asking(session) as statements:
        notices_of(session, outsider)
        told(session, outsider)
    assert len(statements) == 2


def test_what_is_unread_is_counted_by_its_indexes(session: Session, crowd: Crowd, viewer: Viewers, indexes) -> None:  # type: ignore[no-untyped-def]
    for task_id in crowd.add(300):
        crowd.add_event(task_id)
    outsider = viewer("outsider")
    indexes(lambda: None)  # the planner learns its tables
    with asking(session) as asked:
        badges(session, outsider, TODAY)
    postgres = session.get_bind().dialect.name == "postgresql"
    explain = "EXPLAIN" if postgres else "EXPLAIN QUERY PLAN"
    [(statement, parameters)] = asked
    plan = str(session.connection().exec_driver_sql(f"{explain} {statement}", parameters).all())
    assert {"ix_events_told", "ix_notices_unread"} <= set(re.findall(r"ix_\w+", plan))


# E-mails


def address(session: Session, cast: Cast, *names: str) -> None:
    for name in names:
        user(session, cast, name).email = f"{name}@example.gov.vn"
    session.flush()


def owed(session: Session, cast: Cast, on: date = TODAY) -> dict[str, DigestRow]:
    people = {user_id: name for name, user_id in cast.users.items()}
    return {people[row.user_id]: row for row in digests_owed(session, cast.committee, on)}


def test_an_e_mail_gathers_a_persons_tasks(session: Session, cast: Cast) -> None:
    address(session, cast, "head_a", "head_b", "deputy", "outsider")
    day = NEXT - timedelta(days=3)
    b1 = task(session, cast, "b1")
    b1.due_on = b1.act_by = day - timedelta(days=1)
    session.flush()
    make(session, cast, day)
    found = owed(session, cast, day)
    assert {name: [line.task_id for line in row.tasks] for name, row in found.items()} == {
        "head_a": [cast.tasks["a1"], cast.tasks["a2"]],
        "head_b": [cast.tasks["b1"], cast.tasks["b2"]],
        "deputy": [],
    }
    assert (found["deputy"].newly_late, found["head_a"].newly_late) == (1, 0)
    line = found["head_a"].tasks[0]
    assert (line.text, line.number, line.notice_number, line.due_on, line.position) == (
        "Phân tích nguyên nhân tỷ lệ thấp",
        "mục 1",
        "",
        DUE,
        "Chức vụ head_a",
    )


def test_a_task_stands_in_an_e_mail_once_and_only_as_it_is_now(session: Session, cast: Cast) -> None:
    address(session, cast, "head_a", "head_b")
    make(session, cast, DUE)
    make(session, cast, DUE + timedelta(days=1))
    found = owed(session, cast, DUE + timedelta(days=1))
    assert {name: len(row.tasks) for name, row in found.items()} == {"head_a": 1, "head_b": 1}
    a1, b1 = task(session, cast, "a1"), task(session, cast, "b1")
    b1.due_on = TODAY
    tasks.submit(session, a1, Report(note="Xong"), by=user(session, cast, "head_a"), at=clock.at(TODAY))
    session.flush()
    assert owed(session, cast, DUE + timedelta(days=1)) == {}


@pytest.mark.parametrize("why", ["no address", "not wanted", "closed", "sent today", "another unit", "old"])
def test_who_gets_no_e_mail(session: Session, cast: Cast, why: str) -> None:
    address(session, cast, "head_b")
    make(session, cast)
    assert set(owed(session, cast)) == {"head_b"}
    head, today = user(session, cast, "head_b"), TODAY
    if why == "no address":
        head.email = ""
    elif why == "not wanted":
        head.wants_mail = False
    elif why == "closed":
        head.closed_on = TODAY
    elif why == "sent today":
        claim_digest(session, head.id, notice_id=0, on=TODAY, at=clock.at(TODAY))
    elif why == "another unit":
        head.unit_id = cast.units["ward_a"]
    else:
        today = TODAY + timedelta(days=7)
    session.flush()
    assert owed(session, cast, today) == {}


def test_what_went_out_does_not_go_out_again(session: Session, cast: Cast) -> None:
    address(session, cast, "head_b")
    make(session, cast)
    row = owed(session, cast)["head_b"]
    claim_digest(session, row.user_id, notice_id=row.notice_id, on=TODAY, at=clock.at(TODAY))
    assert owed(session, cast, TODAY + timedelta(days=1)) == {}


def test_days_late_are_those_of_the_day_of_the_notice() -> None:
    row = NoticeRow(1, clock.at(TODAY), TODAY, TODAY + timedelta(days=3), 1, 1, "Nội dung", True)
    assert row.days_late == -3


def test_the_bell_knows_the_newest_of_what_it_counts(session: Session, cast: Cast, viewer: Viewers) -> None:
    assert newest(session, viewer("outsider")) == (0, 0)
    make(session, cast, DUE)
    remind(session, cast, "a1")
    session.flush()
    notice, act = newest(session, viewer("head_a"))
    mine = sa.select(sa.func.max(Notice.id)).where(Notice.user_id == cast.users["head_a"])
    assert (notice, act) == (session.scalar(mine), session.scalar(sa.select(sa.func.max(Event.id))))
