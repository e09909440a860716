"""R16: what units are called, and what search and lists read of them."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import units
from bhyt_tasks.domain.units import HEAD_TITLES, Unit, UnitGroupMember, UnitKind, UnitName, UnitNames, bare_name
from tests.cast import Cast


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("xã Thạch Trung", "Thạch Trung"),
        ("Phường Đại Nài", "Đại Nài"),
        ("thành phố Hà Tĩnh", "Hà Tĩnh"),
        ("THỊ TRẤN Cẩm Xuyên", "Cẩm Xuyên"),
        ("thị xã Kỳ Anh", "Kỳ Anh"),
        ("đặc khu Phú Quốc", "Phú Quốc"),
        ("tổ dân phố Tân Tiến", "Tân Tiến"),
        ("huyện Lục Ngạn", "Lục Ngạn"),
        ("tỉnh Bắc Giang", "Bắc Giang"),
        ("thôn Trung Tiến", "Trung Tiến"),
        ("Phường 11", "Phường 11"),
        ("Tổ dân phố 3", "Tổ dân phố 3"),
        ("Phòng Y tế", "Phòng Y tế"),
        ("Thạch Xã", "Thạch Xã"),
        ("xã", "xã"),
        ("thành phố", "thành phố"),
        ("", ""),
    ],
)
def test_R16_the_bare_name_is_without_its_type(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (UnitKind.COMMUNE, "Chủ tịch UBND xã"),
        (UnitKind.WARD, "Chủ tịch UBND phường"),
        (UnitKind.TOWNSHIP, "Chủ tịch UBND thị trấn"),
        (UnitKind.VILLAGE, "Trưởng thôn"),
        (UnitKind.AGENCY, "Trưởng phòng"),
        (UnitKind.INSURANCE_OFFICE, "Giám đốc BHXH"),
    ],
)
def test_R16_the_head_is_called_by_the_kind_of_unit(kind: UnitKind, title: str) -> None:
    assert HEAD_TITLES[kind] == title


def test_every_kind_has_a_title_and_four_kinds_have_no_residents() -> None:
    assert set(HEAD_TITLES) == set(UnitKind)
    assert {kind for kind in UnitKind if not kind.is_area} == {
        UnitKind.AGENCY,
        UnitKind.ASSOCIATION,
        UnitKind.INSURANCE_OFFICE,
        UnitKind.EXTERNAL,
    }


def test_a_unit_is_kept_with_its_names_as_search_reads_them(session: Session, cast: Cast) -> None:
    names = UnitNames(" Phòng  LĐ-TB&XH ", (" LĐ – TB & XH ", "Phòng Lao động"))
    made = units.add_unit(
        session,
        committee_id=cast.committee,
        kind=UnitKind.AGENCY,
        names=names,
        active_from=date(2019, 1, 1),
        code="007",
    )
    session.flush()
    session.refresh(made)
    assert (made.name, made.code, made.oversees, made.active_until) == ("Phòng LĐ-TB&XH", "007", False, None)
    assert made.folded.split(" | ") == [
        "phong ld tb xh",
        "phongldtbxh",
        "ld tb xh",
        "ldtbxh",
        "phong lao dong",
        "phonglaodong",
    ]
    rows = session.scalars(sa.select(UnitName).where(UnitName.unit_id == made.id).order_by(UnitName.id))
    assert [(row.name, row.alias, row.valid_from) for row in rows] == [
        ("Phòng LĐ-TB&XH", False, date(2019, 1, 1)),
        ("LĐ – TB & XH", True, None),
        ("Phòng Lao động", True, None),
    ]


def test_R16_units_are_listed_in_vietnamese_order_by_the_database(session: Session, cast: Cast) -> None:
    wanted = [
        "xã An",
        "phường Ăn",
        "xã Ân",
        "phường Ấn",
        "xã Dương",
        "thị trấn Đại Lộc",
        "phường Đồng Môn",
        "Văn phòng",
    ]
    for name in sorted(wanted):
        units.add_unit(
            session,
            committee_id=cast.committee,
            kind=UnitKind.WARD,
            names=UnitNames(name),
            active_from=date(2019, 1, 1),
        )
    listed = session.scalars(sa.select(Unit.name).where(Unit.name.in_(wanted)).order_by(Unit.sort_key))
    assert list(listed) == wanted


def test_a_code_is_one_units_in_a_committee(session: Session, cast: Cast) -> None:
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        units.add_unit(
            session,
            committee_id=cast.committee,
            kind=UnitKind.WARD,
            names=UnitNames("xã Khác"),
            active_from=date(2019, 1, 1),
            code="18100",
        )


def test_a_group_holds_its_units(session: Session, cast: Cast) -> None:
    ward_b, ward_a = (session.get_one(Unit, cast.units[key]) for key in ("ward_b", "ward_a"))
    group = units.add_group(session, committee_id=cast.committee, name=" hai  đơn vị ", units=[ward_b, ward_a])
    session.flush()
    members = (
        sa.select(UnitGroupMember.unit_id).where(UnitGroupMember.group_id == group.id).order_by(UnitGroupMember.id)
    )
    assert (group.name, list(session.scalars(members))) == ("hai đơn vị", [ward_b.id, ward_a.id])
