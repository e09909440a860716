"""What was done and changed: newest first, narrowed, of one committee, in one statement."""

import re
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import accounts, clock, tasks
from bhyt_tasks.domain.accounts import UserFacts
from bhyt_tasks.domain.history import Act, ChangeKind, Channel, OnBehalf, Subject, record_change
from bhyt_tasks.domain.tasks import Report
from bhyt_tasks.queries.history import ActFilters, ActRow, ChangeFilters, ChangeRow, acts, changes
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast, task, user
from tests.queries.conftest import Crowd, asking

Look = Callable[[str], ViewerRow]
AT = clock.at(TODAY)


def change(session: Session, cast: Cast, subject: Subject, subject_id: int, by: int | None = None) -> int:
    return record_change(
        session,
        committee_id=cast.committee,
        subject=subject,
        subject_id=subject_id,
        what=ChangeKind.REVISED,
        name="Tên",
        by=by,
        at=AT,
        details={"name": ["a", "b"]},
        note="Vì sao",
    ).id


def test_changes_are_found_newest_first(session: Session, cast: Cast, viewer: Look) -> None:
    admin = viewer("admin")
    first = change(session, cast, Subject.USER, 1, cast.users["admin"])
    second = change(session, cast, Subject.UNIT, 1)
    third = change(session, cast, Subject.USER, 2)

    def found(limit: int = 50, **asked: object) -> tuple[list[int], int | None]:
        answer = changes(session, admin, ChangeFilters(**asked), limit=limit)
        return [row.id for row in answer.rows], answer.before

    assert found() == ([third, second, first], None)
    assert found(limit=2) == ([third, second], second)
    assert found(limit=2, before=second) == ([first], None)
    assert found(limit=3) == ([third, second, first], None)
    assert found(subject=Subject.USER) == ([third, first], None)
    assert found(subject=Subject.USER, subject_id=1) == ([first], None)
    assert changes(session, viewer("outsider"), ChangeFilters()).rows == []


def test_a_change_tells_who_when_what_and_from_to(session: Session, cast: Cast, viewer: Look) -> None:
    by_admin = change(session, cast, Subject.USER, 1, cast.users["admin"])
    change(session, cast, Subject.USER, 1)
    admin = viewer("admin")
    with asking(session) as statements:
        by_shell, row = changes(session, admin, ChangeFilters()).rows
    assert len(statements) == 1
    assert (by_shell.by_name, by_shell.by_position) == (None, None)
    assert row == ChangeRow(
        id=by_admin,
        subject=Subject.USER,
        subject_id=1,
        what=ChangeKind.REVISED,
        name="Tên",
        details={"name": ["a", "b"]},
        note="Vì sao",
        at=AT,
        by_name="admin",
        by_position="Chức vụ admin",
    )


# Acts on tasks


def told(session: Session, cast: Cast, viewer: ViewerRow, limit: int = 50, **asked: object) -> list[tuple[str, str]]:
    return [(row.what.value, row.by_name) for row in acts(session, viewer, ActFilters(**asked), limit=limit).rows]


def work(session: Session, cast: Cast) -> None:
    """Progress of ward A on 01/12, told to the secretary for ward B on 09/12."""
    head, secretary = user(session, cast, "head_a"), user(session, cast, "secretary")
    report = Report(note="Đã họp các thôn", obstacle="Thiếu 50% kinh phí", done=6, total=12, measure="thôn")
    tasks.report_progress(session, task(session, cast, "a1"), report, by=head, at=clock.at(date(2019, 12, 1)))
    phoned = Report(note="Đang làm", told=OnBehalf("Chủ tịch UBND phường", Channel.PHONE, TODAY))
    tasks.report_progress(session, task(session, cast, "b1"), phoned, by=secretary, at=AT)


def test_acts_tell_who_did_what_on_which_task_and_for_whom(session: Session, cast: Cast, viewer: Look) -> None:
    work(session, cast)
    secretary = viewer("secretary")
    with asking(session) as statements:
        phoned, row, *given = acts(session, secretary, ActFilters()).rows
    assert len(statements) == 1
    assert [each.what for each in given] == [Act.ISSUED] * 6
    assert (phoned.by_name, phoned.told_by, phoned.channel, phoned.told_on, phoned.unit_name) == (
        *("secretary", "Chủ tịch UBND phường", Channel.PHONE, TODAY),
        "phường Đại Nài",
    )
    assert row == ActRow(
        id=row.id,
        at=clock.at(date(2019, 12, 1)),
        what=Act.PROGRESS,
        by_name="head_a",
        position="Chức vụ head_a",
        told_by="",
        channel=Channel.SYSTEM,
        told_on=None,
        note="Đã họp các thôn",
        obstacle="Thiếu 50% kinh phí",
        done=6,
        total=12,
        measure="thôn",
        illustrative=False,
        task_id=cast.tasks["a1"],
        text="Phân tích nguyên nhân tỷ lệ thấp",
        number="mục 1",
        unit_name="xã Thạch Trung",
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"who": "head a"}, ["progress"]),
        ({"who": "chuc vu secretary", "what": Act.PROGRESS}, ["progress"]),
        ({"unit": "thach trung"}, ["progress", "issued", "issued"]),
        ({"what": Act.ISSUED}, ["issued"] * 6),
        ({"start": date(2019, 12, 1)}, ["progress", "progress"]),
        ({"start": date(2019, 12, 1), "end": date(2019, 12, 8)}, ["progress"]),
        ({"end": date(2019, 10, 30)}, ["issued"] * 6),
        ({"q": "phan tich", "what": Act.PROGRESS}, ["progress", "progress"]),
        ({"q": "các thôn"}, ["progress"]),
        ({"q": "50% kinh"}, ["progress"]),
        ({"q": "5_% kinh"}, []),
        ({"q": "không có chữ này"}, []),
    ],
)
def test_acts_are_narrowed(
    session: Session, cast: Cast, viewer: Look, asked: dict[str, object], found: list[str]
) -> None:
    work(session, cast)
    assert [what for what, _ in told(session, cast, viewer("deputy"), **asked)] == found


def test_acts_come_by_pages_and_from_one_committee(session: Session, cast: Cast, crowd: Crowd, viewer: Look) -> None:
    work(session, cast)
    (theirs,) = crowd.add(1)
    event = crowd.add_event(theirs)
    secretary, seen, before = viewer("secretary"), [], None
    for size in (3, 3, 2):
        page = acts(session, secretary, ActFilters(before=before), limit=3)
        assert len(page.rows) == size
        seen += [row.id for row in page.rows]
        before = page.before
    assert (before, seen) == (None, sorted(seen, reverse=True))
    assert event.id not in seen
    assert [row.id for row in acts(session, viewer("outsider"), ActFilters()).rows] == [event.id]


def test_acts_are_read_in_the_order_of_the_index(session: Session, cast: Cast, viewer: Look, crowd: Crowd) -> None:
    outsider = viewer("outsider")
    for task_id in crowd.add(300):
        crowd.add_event(task_id)
    session.execute(sa.text("ANALYZE"))
    with asking(session) as asked:
        acts(session, outsider, ActFilters())
    explain = "EXPLAIN" if session.get_bind().dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    statement, parameters = asked[-1]
    plan = session.connection().exec_driver_sql(f"{explain} {statement}", parameters).all()
    assert re.search(r"ix_events_committee_id_id|Index Scan Backward using pk_events", str(plan))


def test_a_position_is_that_of_the_day_of_the_act(session: Session, cast: Cast, viewer: Look) -> None:
    work(session, cast)
    admin, head = user(session, cast, "admin"), user(session, cast, "head_a")
    for position in ("Phó Chủ tịch UBND xã", "Bí thư"):
        facts = UserFacts(full_name="head_a", position=position, roles=head.roles, unit_id=head.unit_id)
        accounts.revise_user(session, head, facts, by=admin, at=AT)
    (row,) = acts(session, viewer("secretary"), ActFilters(who="head_a")).rows
    assert row.position == "Chức vụ head_a"
    report = Report(note="Tiếp")
    tasks.report_progress(session, task(session, cast, "a1"), report, by=head, at=clock.at(TODAY, 15))
    later = acts(session, viewer("secretary"), ActFilters(who="head_a")).rows[0]
    assert later.position == "Bí thư"
