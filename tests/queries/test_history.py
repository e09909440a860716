"""What was changed: newest first, by subject, of one committee, in one statement."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.history import ChangeKind, Subject, record_change
from bhyt_tasks.queries.history import ChangeFilters, ChangeRow, changes
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast
from tests.queries.conftest import asking

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
