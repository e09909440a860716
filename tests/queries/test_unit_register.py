"""The register of units: in Vietnamese order, found by every name, in few statements, and nobody else's."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.accounts import appoint_head
from bhyt_tasks.domain.unit_changes import UnitFacts, rename_unit, revise_unit
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_unit
from bhyt_tasks.queries import unit_register as register
from bhyt_tasks.queries.unit_register import Asked
from tests.cast import TODAY, Cast, user
from tests.queries.conftest import asking


def names(session: Session, cast: Cast, **asked: object) -> list[str]:
    wanted = Asked(**asked)  # type: ignore[arg-type]
    rows = register.units(session, cast.committee, wanted, TODAY)
    assert register.count_units(session, cast.committee, wanted, TODAY) >= len(rows)
    return [row.name for row in rows]


def test_R16_units_are_listed_in_vietnamese_order_with_parent_and_head(session: Session, cast: Cast) -> None:
    rows = register.units(session, cast.committee, Asked(), TODAY)
    assert [(row.name, row.code, row.parent_name, row.head, row.oversees) for row in rows] == [
        ("thành phố A", None, None, None, False),
        ("Bưu điện A", None, None, None, False),
        ("phường Đại Nài", None, "thành phố A", "Chức vụ head_b", False),
        ("Phòng LĐ-TB&XH", None, None, "Chức vụ overseer", True),
        ("xã Thạch Trung", "18100", "thành phố A", "Chức vụ head_a", False),
    ]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("dai nai", ["phường Đại Nài"]),
        ("LĐTBXH", ["Phòng LĐ-TB&XH"]),
        ("181", ["xã Thạch Trung"]),
        ("trung xã", ["xã Thạch Trung"]),
        ("tran phu", ["phường Trần Phú"]),
        ("không có", []),
        ("%", ["thành phố A", "Bưu điện A", "phường Đại Nài", "Phòng LĐ-TB&XH", "xã Thạch Trung"]),
    ],
)
def test_R16_units_are_found_by_any_name_and_code(session: Session, cast: Cast, q: str, found: list[str]) -> None:
    if q == "tran phu":
        ward = session.get_one(Unit, cast.units["ward_b"])
        decided = {"decision": "1/NQ", "by": None, "at": clock.at(TODAY)}
        rename_unit(session, ward, "phường Trần Phú", valid_from=TODAY, **decided)
        assert names(session, cast, q="dai nai") == found
        others = register.other_names(session, [ward.id, cast.units["agency"]])
        assert {unit_id: [row.name for row in rows] for unit_id, rows in others.items()} == {
            ward.id: ["phường Đại Nài"],
            cast.units["agency"]: ["LĐ – TB & XH"],
        }
        assert [(row.name, row.decision) for row in register.names_of(session, ward.id)] == [
            ("phường Trần Phú", "1/NQ"),
            ("phường Đại Nài", ""),
        ]
    assert names(session, cast, q=q) == found


def test_closed_units_and_those_of_one_parent_are_asked_for(session: Session, cast: Cast) -> None:
    ward = session.get_one(Unit, cast.units["ward_a"])
    ward.active_until = TODAY - timedelta(days=1)
    session.flush()
    assert "xã Thạch Trung" not in names(session, cast)
    assert names(session, cast, state="closed") == ["xã Thạch Trung"]
    assert len(names(session, cast, state="all")) == 5
    assert names(session, cast, state="all", parent=cast.units["area"]) == ["phường Đại Nài", "xã Thạch Trung"]
    rows = register.units(session, cast.committee, Asked(state="all", parent=cast.units["area"]), TODAY)
    assert [row.closed(TODAY) for row in rows] == [False, True]


def test_pages_follow_one_another_without_gap(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "PAGE", 2)
    seen: list[str] = []
    after = None
    for _ in range(3):
        rows = register.units(session, cast.committee, Asked(after=after), TODAY)
        seen += [row.name for row in rows[:2]]
        after = rows[:2][-1].id
    assert seen == [
        "thành phố A",
        "Bưu điện A",
        "phường Đại Nài",
        "Phòng LĐ-TB&XH",
        "xã Thạch Trung",
    ]


def test_a_page_after_a_unit_of_the_other_committee_is_empty(session: Session, cast: Cast) -> None:
    assert names(session, cast, after=user(session, cast, "outsider").unit_id) == []
    assert names(session, cast, parent=user(session, cast, "outsider").unit_id) == []


def test_what_hangs_on_a_unit_is_counted(session: Session, cast: Cast) -> None:
    area, ward = (session.get_one(Unit, cast.units[key]) for key in ("area", "ward_a"))
    assert register.hanging(session, area) == register.Hanging(None, 2, 0, 0, 0, True, None)
    groups = (register.GroupName(cast.group, "các xã, phường"),)
    head = "head_a · Chức vụ head_a"
    assert register.hanging(session, ward) == register.Hanging("thành phố A", 0, 2, 0, 2, False, head, groups)
    assert register.people_of(session, ward.id) == [
        (cast.users["head_a"], "head_a · Chức vụ head_a"),
        (cast.users["clerk_a"], "clerk_a · Chức vụ clerk_a"),
    ]
    assert register.people_of(session, area.id) == []


def test_groups_of_a_committee_of_a_unit_and_their_members(session: Session, cast: Cast) -> None:
    group = register.GroupRow(cast.group, "các xã, phường", 2)
    assert register.groups(session, cast.committee) == [group]
    assert register.groups(session, user(session, cast, "outsider").committee_id) == []
    members = register.members_of(session, cast.group, TODAY)
    assert [member.name for member in members] == ["xã Thạch Trung", "phường Đại Nài"]


def test_known_units_are_the_committees_own_open_and_closed(session: Session, cast: Cast) -> None:
    session.get_one(Unit, cast.units["ward_b"]).active_until = TODAY - timedelta(days=1)
    session.flush()
    found = register.known_units(session, cast.committee, TODAY)
    assert {unit.id for unit in found} == set(cast.units.values())
    assert [unit.name for unit in found if unit.closed] == ["phường Đại Nài"]


@pytest.mark.parametrize("count", [1, 3, 200])
def test_the_list_is_three_statements_whatever_the_rows(session: Session, cast: Cast, count: int) -> None:
    for number in range(count):
        made = UnitNames(f"thôn {number}", (f"T{number}",))
        add_unit(session, committee_id=cast.committee, kind=UnitKind.VILLAGE, names=made, active_from=date(2019, 1, 1))
    session.flush()
    with asking(session) as statements:
        rows = register.units(session, cast.committee, Asked(q="thon"), TODAY)
        register.other_names(session, [row.id for row in rows])
        assert register.count_units(session, cast.committee, Asked(q="thon"), TODAY) == count
    assert len(rows) == min(count, register.PAGE + 1)
    assert len(statements) == 3


def test_heads_are_told_with_their_days_from_the_history(session: Session, cast: Cast) -> None:
    ward = session.get_one(Unit, cast.units["ward_a"])
    assert register.heads(session, ward) == []
    days = (date(2019, 12, 9), date(2019, 12, 20), date(2020, 1, 5), date(2020, 1, 5))
    people = (cast.users["clerk_a"], None, cast.users["head_a"], cast.users["clerk_a"])
    for day, person in zip(days, people, strict=True):
        appoint_head(session, ward, person, by=None, at=clock.at(day))
    facts = UnitFacts(ward.name, ward.kind, "18101", ward.parent_id)
    revise_unit(session, ward, facts, by=None, at=clock.at(days[3]))
    clerk, head = "clerk_a (clerk_a)", "head_a (head_a)"
    assert register.heads(session, ward) == [
        register.Term(clerk, date(2020, 1, 5), None),
        register.Term(head, date(2020, 1, 5), date(2020, 1, 5)),
        register.Term(clerk, date(2019, 12, 9), date(2019, 12, 20)),
        register.Term(head, None, date(2019, 12, 9)),
    ]
    assert register.heads(session, session.get_one(Unit, cast.units["ward_b"])) == []
