"""A table of a month beside the committee's units: what is read, matched by hand, remembered and forgotten."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.indicators import Indicator, ParticipantGroup
from bhyt_tasks.domain.reading_imports import RowStatus
from bhyt_tasks.domain.sheet_layouts import remember_layout
from bhyt_tasks.queries.reading_import import Said, ground, look, open_indicators, units_to_report
from tests.cast import TODAY, Cast

NOVEMBER = date(2019, 11, 1)
ROWS = [["Đơn vị", "Dân số", "Tham gia", "Số lạ"], ["xã Lạ", "2174", "1500", "7"], ["phường Đại Nài", "100", "90", "1"]]


def looked(session: Session, cast: Cast, said: Said):  # type: ignore[no-untyped-def]
    (main, *_others) = open_indicators(session, cast.committee)
    told: list[tuple[int, int]] = []
    seen = look(
        session, ground(session, cast.committee, main), ROWS, said, lambda: NOVEMBER, lambda *at: told.append(at)
    )
    return seen, told


def statuses(seen) -> list[RowStatus]:  # type: ignore[no-untyped-def]
    return [row.status for row in seen.comparison.rows]


def test_closed_indicators_and_groups_take_no_table(session: Session, cast: Cast) -> None:
    session.add(Indicator(committee_id=cast.committee, name="Đã thôi", closed_on=TODAY))
    group = session.query(ParticipantGroup).filter_by(committee_id=cast.committee).first()
    assert group is not None
    group.closed_on = TODAY
    session.flush()
    (main,) = open_indicators(session, cast.committee)
    found = ground(session, cast.committee, main)
    assert (main.id, len(found.groups), found.area_names) == (cast.indicator, 4, ("thành phố A",))
    assert [unit.name for unit in units_to_report(session, found, TODAY)] == ["phường Đại Nài", "xã Thạch Trung"]


def test_nobody_has_to_ask_how_far_it_is(session: Session, cast: Cast) -> None:
    (main, *_others) = open_indicators(session, cast.committee)
    seen = look(session, ground(session, cast.committee, main), ROWS, Said(), lambda: NOVEMBER)
    assert statuses(seen) == [RowStatus.UNMATCHED, RowStatus.NEW]


def test_a_line_is_matched_by_hand_remembered_and_forgotten(session: Session, cast: Cast) -> None:
    seen, told = looked(session, cast, Said())
    assert statuses(seen) == [RowStatus.UNMATCHED, RowStatus.NEW]
    assert (seen.month.period, seen.corrected_columns) == (NOVEMBER, {})
    assert all(done <= whole for done, whole in told)
    key, mark = "xala/", seen.read.fingerprint
    typed, _ = looked(session, cast, Said(units={key: "thạch trung", "khac/": "không có"}, headings=mark))
    assert statuses(typed) == [RowStatus.NEW, RowStatus.NEW]
    assert (typed.units, typed.unknown) == ({key: cast.units["ward_a"]}, {"khac/": "không có"})
    where = {"committee_id": cast.committee, "indicator_id": cast.indicator}
    remember_layout(
        session,
        **where,
        headings=mark,
        columns={3: "ignored"},
        units=typed.units,
        by=cast.users["data_officer"],
        at=clock.at(TODAY),
    )
    again, _ = looked(session, cast, Said())
    assert statuses(again) == [RowStatus.NEW, RowStatus.NEW]
    assert 3 in again.corrected_columns
    same, _ = looked(session, cast, Said(units={key: "xã Thạch Trung"}, headings=mark))
    assert same.units == {key: cast.units["ward_a"]}
    back, _ = looked(session, cast, Said(units={key: " "}, headings=mark))
    assert (statuses(back)[0], back.forgotten) == (RowStatus.UNMATCHED, {key})


def test_no_table_is_no_look(session: Session, cast: Cast) -> None:
    (main,) = open_indicators(session, cast.committee)
    with pytest.raises(RuleBroken):
        look(session, ground(session, cast.committee, main), [["không", "có gì"]], Said(), lambda: NOVEMBER)
