"""Can anybody make a unit late, or not late, by the order in which things are done? What a review tried, one by one."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, errata, extensions, issuing, meetings, tasks
from bhyt_tasks.domain.committees import Committee, Settings
from bhyt_tasks.domain.errata import Correction, Erratum
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.extensions import Decision, Extension
from bhyt_tasks.domain.history import Channel, OnBehalf
from bhyt_tasks.domain.meetings import Directive, DirectiveUnit, Meeting
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.tasks import Part, Report, Task, TaskState
from bhyt_tasks.domain.units import UnitKind, UnitNames, add_unit
from tests.cast import HELD_ON, TODAY, Cast, task, user

DUE = date(2019, 11, 20)  # of a1 and b1; a2 and b2 are due on 31/12
AT = clock.at(TODAY, 10)


def on(day: date) -> datetime:
    return clock.at(day, 10)


def refused(act: Any) -> str:
    with pytest.raises(RuleBroken) as caught:
        act()
    return caught.value.sentence


def told(day: date) -> Report:
    return Report("Xong", told=OnBehalf("Chủ tịch UBND xã", Channel.PHONE, day))


def third_ward(session: Session, cast: Cast) -> int:
    """A ward that no directive was given to."""
    more: dict[str, Any] = {"active_from": date(2019, 1, 1), "parent_id": cast.units["area"]}
    names = UnitNames("phường Bắc Hà")
    return add_unit(session, committee_id=cast.committee, kind=UnitKind.WARD, names=names, **more).id


def reassign(session: Session, cast: Cast, row: Task, unit_id: int, at: datetime = AT, **more: Any) -> Erratum:
    directive = session.get_one(Directive, row.directive_id)
    meeting = session.get_one(Meeting, directive.meeting_id)
    correction = Correction("Giao nhầm", unit_id=unit_id, **more)
    return errata.correct_task(session, meeting, directive, row, correction, by=user(session, cast, "secretary"), at=at)


def ask(session: Session, cast: Cast, row: Task, wanted_on: date, by: User | None = None) -> Extension:
    said: dict[str, Any] = {"wanted_on": wanted_on, "reason": "Chờ số liệu", "settings": Settings(), "at": AT}
    return extensions.ask(session, row, by=by or user(session, cast, "head_a"), **said)


def in_both_offices(session: Session, cast: Cast, *roles: Role) -> User:
    """The head of ward A, who holds an office of the committee as well."""
    head = user(session, cast, "head_a")
    head.roles = frozenset({Role.UNIT, *roles})
    session.flush()
    return head


# What was told before a rest


def test_R18_a_word_from_before_a_rest_does_not_gain_the_days_of_the_rest(session: Session, cast: Cast) -> None:
    """Told five days late, it would have been in time against the deadline that the rest had pushed on."""
    row, secretary = task(session, cast, "a1"), user(session, cast, "secretary")
    tasks.suspend(session, row, reason="Chờ văn bản", by=secretary, at=on(DUE + timedelta(days=6)))
    resumed_on = DUE + timedelta(days=16)
    tasks.resume(session, row, by=secretary, at=on(resumed_on))
    for day in (DUE + timedelta(days=5), resumed_on - timedelta(days=1)):
        late = told(day)
        assert refused(lambda: tasks.submit(session, row, late, by=secretary, at=AT)) == tasks.TOLD_BEFORE_RETURN  # noqa: B023
    tasks.submit(session, row, told(resumed_on), by=secretary, at=AT)
    assert row.late_by(TODAY) == 6  # as late as when it began to rest
