"""The report of a month: each unit's people, target and change, and sums of people (R8)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.indicators import ParticipantGroup
from bhyt_tasks.domain.readings import Figures, Month, Source, enter_figures
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.entry import Group, MonthOf, months_of
from bhyt_tasks.queries.month_report import MonthReport, month_report
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast
from tests.queries.conftest import asking

Viewers = Callable[[str], ViewerRow]
OCTOBER, NOVEMBER = date(2019, 10, 1), date(2019, 11, 1)


def enter(session: Session, cast: Cast, key: str, period: date, *counts: int | None, **more: Any) -> None:
    figures = Figures(cast.units[key], *counts, **more)
    month = Month(cast.indicator, period, period.replace(day=25), Source.INSURANCE_OFFICE, basis="Cục Thống kê")
    enter_figures(session, month, [figures], by=cast.users["data_officer"], at=clock.at(TODAY))


@pytest.fixture
def report(session: Session, cast: Cast, viewer: Viewers) -> Callable[[date], MonthReport]:
    def ask(period: date) -> MonthReport:
        month: MonthOf = months_of(session, cast.committee, period)[0]
        person = viewer("secretary")
        with asking(session) as asked:
            made = month_report(session, person, month, period)
        assert len(asked) == 2
        return made

    return ask


def test_R8_the_sums_are_of_people_and_say_of_how_many_units(
    session: Session, cast: Cast, report: Callable[[date], MonthReport]
) -> None:
    october = report(OCTOBER)
    assert [(row.unit.name, row.still, row.change) for row in october.rows] == [
        ("phường Đại Nài", 4, 20),
        ("xã Thạch Trung", 530, 20),
    ]
    assert (october.insured, october.people, october.points, october.still, october.change) == (
        *(10_788, 12_174, 8861),
        *(534, 40),
    )
    assert (october.cut_offs, october.bases, october.goal and october.goal.points) == ([date(2019, 10, 25)], [], 9300)
    enter(session, cast, "ward_a", NOVEMBER, 2200, 2174, note="Thẻ đăng ký nơi khác")
    november = report(NOVEMBER)
    assert [(bool(row.figure), row.still, row.change) for row in november.rows] == [(False, None, None), (True, 0, 708)]
    assert (len(november.counted), november.points, november.change) == (1, 10_119, 708)
    assert november.bases == ["Cục Thống kê"]


def test_a_stated_rate_is_shown_and_not_summed(
    session: Session, cast: Cast, report: Callable[[date], MonthReport]
) -> None:
    enter(session, cast, "ward_a", NOVEMBER, None, None, stated_points=9100)
    november = report(NOVEMBER)
    assert [row.figure and row.figure.points for row in november.rows] == [None, 9100]
    assert (november.counted, november.insured, november.points, november.change) == ([], 0, None, None)


def test_groups_are_those_with_counts_and_tell_of_how_many_units(
    session: Session, cast: Cast, report: Callable[[date], MonthReport]
) -> None:
    first = session.scalars(sa.select(ParticipantGroup).order_by(ParticipantGroup.id)).first()
    assert first is not None
    enter(session, cast, "ward_a", OCTOBER, 300, None, group_id=first.id)
    october = report(OCTOBER)
    assert october.groups == [Group(first.id, first.name, first.short_name)]
    assert [row.groups for row in october.rows] == [{}, {first.id: 300}]
    assert october.of_group(first.id) == (300, 1)


def test_units_with_goals_of_their_own_have_no_common_one(
    session: Session, cast: Cast, report: Callable[[date], MonthReport]
) -> None:
    session.scalars(sa.select(Target).where(Target.unit_id == cast.units["ward_a"])).one().points = 9500
    session.flush()
    assert report(OCTOBER).goal is None


def test_a_month_is_of_the_units_that_were_there_or_had_a_figure(
    session: Session, cast: Cast, report: Callable[[date], MonthReport]
) -> None:
    session.get_one(Unit, cast.units["ward_a"]).active_until = date(2019, 10, 10)
    session.flush()
    assert [len(report(month).rows) for month in (date(2018, 12, 1), OCTOBER, NOVEMBER)] == [0, 2, 1]
