"""What waits for the committee, the longest waiting first."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, tasks
from bhyt_tasks.domain.tasks import TaskState
from bhyt_tasks.queries.decisions import unit_names, waiting
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import PAGE
from tests.cast import TODAY, Cast, task, user
from tests.queries.conftest import Crowd, asking
from tests.queries.test_worklist import accept, fill, names, submit

Viewers = Callable[[str], ViewerRow]


def test_the_longest_waiting_comes_first(session: Session, cast: Cast, viewer: Viewers) -> None:
    for name, day in (("a1", TODAY), ("b2", date(2019, 12, 1)), ("a2", date(2019, 11, 30)), ("b1", date(2019, 12, 1))):
        submit(session, cast, name, day)
    rows = waiting(session, viewer("secretary"))
    assert names(cast, rows) == ["a2", "b1", "b2", "a1"]
    heads = [cast.users[name] for name in ("head_a", "head_b", "head_b", "head_a")]
    assert [(row.word_note, row.word_by_id, row.waited(TODAY)) for row in rows] == [
        ("Xong", head, days) for head, days in zip(heads, (9, 8, 8, 0), strict=True)
    ]
    accept(session, cast, "b1")
    tasks.send_back(
        session, task(session, cast, "a2"), reason="Thiếu", by=user(session, cast, "deputy"), at=clock.at(TODAY)
    )
    assert names(cast, waiting(session, viewer("secretary"))) == ["b2", "a1"]


def test_nobody_decides_for_the_other_committee(session: Session, cast: Cast, crowd: Crowd, viewer: Viewers) -> None:
    theirs = crowd.add(3, state=TaskState.SUBMITTED)
    assert [row.id for row in waiting(session, viewer("outsider"))] == theirs
    assert waiting(session, viewer("secretary")) == waiting(session, viewer("deputy")) == []


def test_at_most_a_page_waits_on_the_screen(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    made = crowd.add(PAGE + 1, state=TaskState.SUBMITTED)
    assert [row.id for row in waiting(session, viewer("outsider"))] == made[:PAGE]
    assert [row.id for row in waiting(session, viewer("outsider"), limit=2)] == made[:2]


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_what_waits_is_one_statement(session: Session, crowd: Crowd, viewer: Viewers, count: int) -> None:
    crowd.add(count, state=TaskState.SUBMITTED, stopped_on=TODAY - timedelta(days=1))
    outsider = viewer("outsider")
    with asking(session) as statements:
        assert len(waiting(session, outsider, limit=1000)) == count
    assert len(statements) == 1


def test_what_waits_walks_the_waiting_index(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers, indexes
) -> None:  # type: ignore[no-untyped-def]
    fill(crowd, cast)
    outsider = viewer("outsider")
    assert indexes(lambda: waiting(session, outsider)) == {"ix_tasks_waiting_since"}


def test_units_are_named_for_a_sentence(session: Session, cast: Cast) -> None:
    ward_a = cast.units["ward_a"]
    assert unit_names(session, [ward_a]) == {ward_a: "xã Thạch Trung"}
