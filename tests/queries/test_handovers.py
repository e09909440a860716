"""Unfinished tasks of closed units: which, in what order, who may take them, and what these have already."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.tasks import TaskState
from bhyt_tasks.domain.unit_changes import close_unit
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.handovers import Receiver, SameTask, estates
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast, task
from tests.domain.test_unit_successions import DECISION, new_ward, pass_on, unit_of
from tests.queries.conftest import Crowd, asking

Viewers = Callable[[str], ViewerRow]
YESTERDAY = TODAY - timedelta(days=1)
AT = clock.at(TODAY, 9)


def test_nothing_waits_while_every_unit_works(session: Session, cast: Cast, viewer: Viewers) -> None:
    pass_on(session, cast, unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b"), last_day=TODAY)
    with asking(session) as asked:
        assert estates(session, viewer("secretary"), TODAY) == []
    assert len([statement for statement, _ in asked if "FROM tasks" in statement]) == 1


def test_an_estate_says_who_may_take_it_and_what_they_have(session: Session, cast: Cast, viewer: Viewers) -> None:
    ward, into = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    part = new_ward(session, cast, "phường Thành Sen")
    pass_on(session, cast, ward, part, into, main=into, last_day=YESTERDAY)
    task(session, cast, "b2").state = TaskState.WITHDRAWN
    task(session, cast, "b2").stopped_on = TODAY
    session.flush()
    (estate,) = estates(session, viewer("secretary"), TODAY)
    assert (estate.unit_id, estate.name, estate.last_day, estate.decision) == (ward.id, ward.name, YESTERDAY, DECISION)
    assert estate.receivers == (Receiver(into.id, into.name), Receiver(part.id, part.name))
    assert [row.id for row in estate.tasks] == [cast.tasks["a1"], cast.tasks["a2"]]
    assert estate.same == {
        cast.tasks["a1"]: SameTask(cast.tasks["b1"], into.name, TaskState.NEW),
        cast.tasks["a2"]: SameTask(cast.tasks["b2"], into.name, TaskState.WITHDRAWN),
    }


def test_a_unit_without_successors_has_no_receivers(session: Session, cast: Cast, viewer: Viewers) -> None:
    ward, into = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    pass_on(session, cast, ward, into, last_day=YESTERDAY - timedelta(days=1))
    close_unit(session, into, last_day=YESTERDAY, decision="12/QĐ", by=None, at=AT)
    found = estates(session, viewer("deputy"), TODAY)
    assert [(estate.name, estate.receivers, estate.decision) for estate in found] == [
        ("phường Đại Nài", (), "12/QĐ"),
        ("xã Thạch Trung", (), DECISION),
    ]
    assert estates(session, viewer("outsider"), TODAY) == []


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_asks_three_times_whatever_waits(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers, count: int
) -> None:
    outsider = viewer("outsider")
    unit = session.get_one(Unit, outsider.unit_id)
    crowd.add(count)
    close_unit(session, unit, last_day=YESTERDAY, decision="x", by=None, at=AT)
    session.flush()
    with asking(session) as asked:
        (estate,) = estates(session, outsider, TODAY)
    assert (len(asked), len(estate.tasks)) == (3, count)
