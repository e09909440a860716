"""What heads are called, and what usernames are offered for them."""

import pytest

from bhyt_tasks.domain.people import head_position, suggest_username
from bhyt_tasks.domain.units import UnitKind


@pytest.mark.parametrize(
    ("kind", "name", "position"),
    [
        (UnitKind.COMMUNE, "xã Thạch Trung", "Chủ tịch UBND xã Thạch Trung"),
        (UnitKind.CITY, "thành phố Hà Tĩnh", "Chủ tịch UBND thành phố Hà Tĩnh"),
        (UnitKind.WARD, "Phường 11", "Chủ tịch UBND Phường 11"),
        (UnitKind.VILLAGE, "thôn Trung Tiến", "Trưởng thôn Trung Tiến"),
        (UnitKind.VILLAGE, "Tổ dân phố 3", "Trưởng thôn, Tổ dân phố 3"),
        (UnitKind.AGENCY, "Phòng Y tế", "Trưởng Phòng Y tế"),
        (UnitKind.AGENCY, "Trung tâm Y tế", "Trưởng phòng, Trung tâm Y tế"),
        (UnitKind.ASSOCIATION, "Hội Nông dân", "Chủ tịch Hội Nông dân"),
        (UnitKind.INSURANCE_OFFICE, "BHXH thành phố", "Giám đốc BHXH thành phố"),
    ],
)
def test_R16_the_words_for_a_head_follow_the_kind(kind: UnitKind, name: str, position: str) -> None:
    assert head_position(kind, name) == position


@pytest.mark.parametrize(
    ("name", "taken", "username"),
    [
        ("xã Thạch Trung", set(), "thachtrung"),
        ("xã Thạch Trung", {"thachtrung"}, "thachtrung2"),
        ("xã Thạch Trung", {"thachtrung", "thachtrung2"}, "thachtrung3"),
        ("thị xã Kỳ Anh", set(), "kyanh"),
        ("Phòng LĐ-TB&XH", set(), "phongldtbxh"),
        ("phường Ỷ", set(), "phuongy"),
        ("Y", set(), "y00"),
        ("…", set(), "donvi"),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam", set(), "uybanmattrantoqu"),
    ],
)
def test_usernames_come_from_the_name_of_the_unit(name: str, taken: set[str], username: str) -> None:
    assert suggest_username(name, taken) == username
