"""What stands in the form of a month, and beside it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.indicators import COVERAGE, Indicator, ParticipantGroup
from bhyt_tasks.domain.period_locks import lock_month
from bhyt_tasks.domain.readings import Figures, Month, Reading, Source, enter_figures
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, UnitSuccession, add_unit
from bhyt_tasks.queries.entry import beside, entry_units, months_of, narrowed, open_groups, versions
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast
from tests.queries.conftest import asking

Viewers = Callable[[str], ViewerRow]
SEPTEMBER, OCTOBER, NOVEMBER = date(2019, 9, 1), date(2019, 10, 1), date(2019, 11, 1)
OFFICE = Source.INSURANCE_OFFICE


def enter(
    session: Session, cast: Cast, people: int, *, source: Source = OFFICE, period: date = OCTOBER, **more: Any
) -> None:
    group_id = more.get("group_id")
    figures = Figures(cast.units["ward_a"], people, None if group_id else 2174, **more)
    month = Month(cast.indicator, period, period.replace(day=25), source, reason="rà soát")
    enter_figures(session, month, [figures], by=cast.users["data_officer"], at=clock.at(TODAY))


def add_village(session: Session, cast: Cast) -> Unit:
    of_ward = {"committee_id": cast.committee, "parent_id": cast.units["ward_a"], "active_from": date(2019, 1, 1)}
    return add_unit(session, kind=UnitKind.VILLAGE, names=UnitNames("thôn Sàng Bến"), **of_ward)


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("data_officer", [("phường Đại Nài", True), ("xã Thạch Trung", True), ("thôn Sàng Bến", False)]),
        ("head_a", [("xã Thạch Trung", True), ("thôn Sàng Bến", False)]),
        ("outsider", []),
    ],
)
def test_the_units_of_a_month_are_those_the_viewer_sees_each_village_after_its_commune(
    session: Session, cast: Cast, viewer: Viewers, name: str, listed: list[tuple[str, bool]]
) -> None:
    add_village(session, cast)
    person = viewer(name)
    with asking(session) as asked:
        units = entry_units(session, person, cast.indicator, OCTOBER)
    assert len(asked) == 1
    assert [(unit.name, bool(unit.reported)) for unit in units] == listed
    november = entry_units(session, person, cast.indicator, NOVEMBER)
    assert [bool(unit.reported) for unit in november] == [False] * len(listed)


def test_the_units_are_narrowed_to_the_top_to_those_below_one_and_by_words(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    add_village(session, cast)
    units = entry_units(session, viewer("secretary"), cast.indicator, OCTOBER)

    def names(**asked: Any) -> list[str]:
        return [unit.name for unit in narrowed(units, **asked)]

    assert names() == ["phường Đại Nài", "xã Thạch Trung"]
    assert names(below=cast.units["ward_a"]) == names(q="sang ben") == ["thôn Sàng Bến"]
    assert names(q="Thạch Trung") == ["xã Thạch Trung", "thôn Sàng Bến"]
    assert names(q="không có") == []


def test_units_closed_before_the_month_are_left_out(session: Session, cast: Cast, viewer: Viewers) -> None:
    session.get_one(Unit, cast.units["ward_a"]).active_until = OCTOBER
    session.flush()
    officer = viewer("data_officer")
    assert [len(entry_units(session, officer, cast.indicator, month)) for month in (OCTOBER, NOVEMBER)] == [2, 1]


def test_units_that_were_not_there_yet_are_left_out(session: Session, cast: Cast, viewer: Viewers) -> None:
    session.get_one(Unit, cast.units["ward_a"]).active_from = date(2019, 11, 30)
    session.flush()
    officer = viewer("data_officer")
    assert len(entry_units(session, officer, cast.indicator, OCTOBER)) == 2  # it was only written down then
    into = {"old_unit_id": cast.units["ward_b"], "new_unit_id": cast.units["ward_a"], "main": True}
    session.add(UnitSuccession(committee_id=cast.committee, on=date(2019, 11, 30), decision="NQ 1", **into))
    session.flush()
    assert [len(entry_units(session, officer, cast.indicator, month)) for month in (OCTOBER, NOVEMBER)] == [1, 2]


def test_an_indicator_of_agencies_has_no_areas(session: Session, cast: Cast, viewer: Viewers) -> None:
    units = entry_units(session, viewer("data_officer"), cast.indicator, OCTOBER, of_agencies=True)
    assert [(unit.name, bool(unit.top)) for unit in units] == [("Phòng LĐ-TB&XH", True)]


def test_what_stands_beside_is_of_the_other_side_and_of_the_month_before(session: Session, cast: Cast) -> None:
    ward, group = cast.units["ward_a"], session.scalar(sa.select(sa.func.min(ParticipantGroup.id))) or 0
    enter(session, cast, 1600, source=Source.WARD)
    enter(session, cast, 1590, source=Source.WARD, period=SEPTEMBER)
    enter(session, cast, 1400, source=Source.PRESS)
    enter(session, cast, 1450, source=Source.ILLUSTRATIVE)
    enter(session, cast, 300, group_id=group)
    enter(session, cast, 310, group_id=group, source=Source.WARD)
    enter(session, cast, 290, group_id=group, period=SEPTEMBER)
    office = beside(session, cast.indicator, OCTOBER, OFFICE, [ward])[ward]
    assert {key: row.numerator for key, row in office.now.items()} == {None: 1492, group: 300}
    assert [row.numerator for row in office.others] == [1600, 1450]
    assert (office.other and office.other.numerator, office.last and office.last.numerator) == (1600, 1472)
    own = beside(session, cast.indicator, OCTOBER, Source.WARD, [ward])[ward]
    assert {key: row.numerator for key, row in own.now.items()} == {None: 1600, group: 310}
    assert (own.other and own.other.numerator, own.last and own.last.numerator) == (1492, 1590)
    nothing = beside(session, cast.indicator, date(2018, 1, 1), OFFICE, [ward])[ward]
    assert (nothing.now, nothing.others, nothing.other, nothing.last) == ({}, [], None, None)
    assert beside(session, cast.indicator, OCTOBER, OFFICE, []) == {}


def test_a_month_tells_who_closed_it(session: Session, cast: Cast) -> None:
    closed = Indicator(committee_id=cast.committee, name="Đã thôi", closed_on=OCTOBER)
    session.add_all([closed, Indicator(committee_id=cast.committee, name="Tặng thẻ", counted="thẻ")])
    session.flush()
    main = session.get_one(Indicator, cast.indicator)
    lock_month(session, main, OCTOBER, by=cast.users["secretary"], at=clock.at(TODAY))
    october, november = (months_of(session, cast.committee, month) for month in (OCTOBER, NOVEMBER))
    assert [(row.name, row.counted, row.locked_at, row.locked_by, row.locked_by_position) for row in october] == [
        (COVERAGE, "người", clock.at(TODAY), "secretary", "Chức vụ secretary"),
        ("Đã thôi", "người", None, None, None),
        ("Tặng thẻ", "thẻ", None, None, None),
    ]
    assert [(row.closed_on, row.locked_at) for row in november] == [(None, None), (OCTOBER, None), (None, None)]
    assert months_of(session, 10**6, OCTOBER) == []


def test_groups_are_the_open_ones_in_their_order(session: Session, cast: Cast) -> None:
    groups = open_groups(session, cast.committee)
    assert groups[0].short_name == "NLĐ và NSDLĐ đóng"
    session.get_one(ParticipantGroup, groups[0].id).closed_on = TODAY
    session.get_one(ParticipantGroup, groups[1].id).position = 99
    session.flush()
    assert [group.id for group in open_groups(session, cast.committee)] == [
        *(group.id for group in groups[2:]),
        groups[1].id,
    ]


def test_versions_are_newest_first_each_with_what_it_replaced(session: Session, cast: Cast) -> None:
    ward, group = cast.units["ward_a"], session.scalars(sa.select(ParticipantGroup)).first()
    first = session.scalar(sa.select(Reading.id).where(Reading.unit_id == ward, Reading.period == OCTOBER))
    enter(session, cast, 1500, read=first)
    enter(session, cast, 300, group_id=group.id if group else None)
    with asking(session) as asked:
        found = versions(session, cast.indicator, ward, OCTOBER)
    assert len(asked) == 1
    assert [(row.group, row.numerator, row.old_numerator, row.reason, row.by) for row in found] == [
        (group.name if group else "", 300, None, "", "data_officer"),
        (None, 1500, 1492, "rà soát", "data_officer"),
        (None, 1492, None, "", "data_officer"),
    ]
    assert found[-1].at == clock.at(date(2019, 10, 28))
    assert versions(session, cast.indicator, ward, OCTOBER - timedelta(days=365)) == []
