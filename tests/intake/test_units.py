"""Which words name the units that are told, and those they work together with: as written, each with its own noun."""

import pytest

from bhyt_tasks.intake import read_minutes
from bhyt_tasks.intake.units import UnitKind
from tests.intake.reader import ORDERS, TODAY, read, the_order

ONE, GROUP, MEMBER, PEOPLE = UnitKind.ONE, UnitKind.GROUP, UnitKind.MEMBER, UnitKind.PEOPLE

# The words before the work, and the units in them with their kinds.
NAMED = [
    ("các xã, phường", [("các xã, phường", GROUP)]),
    ("7 phường xã", [("7 phường xã", GROUP)]),
    ("cả 12 xã", [("cả 12 xã", GROUP)]),
    ("11/11 xã", [("11/11 xã", GROUP)]),
    ("từng đơn vị", [("từng đơn vị", GROUP)]),
    ("tất cả các thôn, xóm", [("tất cả các thôn, xóm", GROUP)]),
    ("các sở, ban, ngành, đoàn thể", [("các sở, ban, ngành, đoàn thể", GROUP)]),
    ("các đơn vị, địa phương trên địa bàn huyện", [("các đơn vị, địa phương trên địa bàn huyện", GROUP)]),
    ("các xã, và phường", [("các xã, và phường", GROUP)]),
    ("các đơn vị, phòng Y tế", [("các đơn vị", GROUP), ("phòng Y tế", ONE)]),
    ("phòng Y tế, và BHXH huyện", [("phòng Y tế", ONE), ("BHXH huyện", ONE)]),
    ("BHXH huyện, doanh nghiệp", [("BHXH huyện", ONE), ("doanh nghiệp", GROUP)]),
    ("các cơ quan, đơn vị sử dụng lao động", [("các cơ quan, đơn vị sử dụng lao động", GROUP)]),
    ("UBND các xã, thị trấn", [("UBND các xã, thị trấn", GROUP)]),
    ("UBND các huyện Lệ Thủy, Quảng Ninh", [("UBND các huyện Lệ Thủy", GROUP), ("Quảng Ninh", MEMBER)]),
    ("UBND xã Thạch Hạ, Thạch Trung", [("UBND xã Thạch Hạ", ONE), ("Thạch Trung", MEMBER)]),
    ("xã Thạch Hạ, huyện Thạch Hà", [("xã Thạch Hạ, huyện Thạch Hà", ONE)]),
    ("Phường 11 và Phường 12", [("Phường 11", ONE), ("Phường 12", ONE)]),
    ("TP. Hà Tĩnh và TX Kỳ Anh", [("TP. Hà Tĩnh", ONE), ("TX Kỳ Anh", ONE)]),
    ("TDP 3, TDP 4", [("TDP 3", ONE), ("TDP 4", ONE)]),
    ("phòng Y tế, LĐ – TB & XH", [("phòng Y tế", ONE), ("LĐ – TB & XH", MEMBER)]),
    ("phòng LĐ-TB&XH", [("phòng LĐ-TB&XH", ONE)]),
    ("Phòng LĐTBXH", [("Phòng LĐTBXH", ONE)]),
    (
        "phòng Y tế, GD&ĐT, Tài chính - Kế hoạch",
        [("phòng Y tế", ONE), ("GD&ĐT", MEMBER), ("Tài chính - Kế hoạch", MEMBER)],
    ),
    ("P. Y tế", [("P. Y tế", ONE)]),
    ("phòng y tế huyện", [("phòng y tế huyện", ONE)]),
    ("PHÒNG Y TẾ", [("PHÒNG Y TẾ", ONE)]),
    (
        "Công an huyện, Kho bạc Nhà nước, Chi cục Thuế",
        [("Công an huyện", ONE), ("Kho bạc Nhà nước", ONE), ("Chi cục Thuế", ONE)],
    ),
    (
        "Trung tâm Văn hóa - Thể thao - Truyền thanh huyện",
        [("Trung tâm Văn hóa - Thể thao - Truyền thanh huyện", ONE)],
    ),
    ("Đài Truyền thanh - Truyền hình huyện", [("Đài Truyền thanh - Truyền hình huyện", ONE)]),
    ("BHXH cơ sở Bình Minh", [("BHXH cơ sở Bình Minh", ONE)]),
    ("phòng Văn hóa – Xã hội xã", [("phòng Văn hóa – Xã hội xã", ONE)]),
    ("phòng LĐ-TB và XH", [("phòng LĐ-TB và XH", ONE)]),
    ("Sở LĐTBXH, Sở Y tế", [("Sở LĐTBXH", ONE), ("Sở Y tế", ONE)]),
    ("đặc khu Phú Quốc", [("đặc khu Phú Quốc", ONE)]),
    ("khu phố 3", [("khu phố 3", ONE)]),
    ("thôn 3, ấp Đông", [("thôn 3", ONE), ("ấp Đông", ONE)]),
    ("UBND TP Hà Tĩnh", [("UBND TP Hà Tĩnh", ONE)]),
    ("Ủy ban nhân dân xã", [("Ủy ban nhân dân xã", ONE)]),
    ("Văn phòng HĐND và UBND", [("Văn phòng HĐND và UBND", ONE)]),
    ("Trung tâm Phục vụ hành chính công xã", [("Trung tâm Phục vụ hành chính công xã", ONE)]),
    ("BCĐ các xã", [("BCĐ các xã", GROUP)]),
    ("ban vận động các thôn", [("ban vận động các thôn", GROUP)]),
    ("tổ chức dịch vụ thu", [("tổ chức dịch vụ thu", ONE)]),
    ("LĐLĐ huyện, Đoàn Thanh niên", [("LĐLĐ huyện", ONE), ("Đoàn Thanh niên", ONE)]),
    ("Hội Nông dân và Hội Phụ nữ các xã", [("Hội Nông dân", ONE), ("Hội Phụ nữ các xã", GROUP)]),
    ("HĐND - UBND thị trấn", [("HĐND - UBND thị trấn", ONE)]),
    ("Ban Chỉ đạo BHYT cấp xã", [("Ban Chỉ đạo BHYT cấp xã", ONE)]),
    ("Cơ quan Thường trực Ban Chỉ đạo", [("Cơ quan Thường trực Ban Chỉ đạo", ONE)]),
    ("UB MTTQ và các đoàn thể huyện", [("UB MTTQ", ONE), ("các đoàn thể huyện", GROUP)]),
    ("Hội LHPN, Hội CCB, Đoàn TN", [("Hội LHPN", ONE), ("Hội CCB", ONE), ("Đoàn TN", ONE)]),
    ("UBMTTQ, Hội ND huyện", [("UBMTTQ", ONE), ("Hội ND huyện", ONE)]),
    ("Trường THPT Lê Lợi, THCS Nguyễn Du", [("Trường THPT Lê Lợi", ONE), ("THCS Nguyễn Du", MEMBER)]),
    ("các đại lý thu", [("các đại lý thu", GROUP)]),
    ("Chủ tịch UBND các xã, thị trấn", [("Chủ tịch UBND các xã, thị trấn", PEOPLE)]),
    ("Hiệu trưởng các trường học", [("Hiệu trưởng các trường học", PEOPLE)]),
    ("Trưởng phòng Giáo dục và Đào tạo", [("Trưởng phòng Giáo dục và Đào tạo", PEOPLE)]),
    ("đ/c Chủ tịch UBND xã", [("đ/c Chủ tịch UBND xã", PEOPLE)]),
    ("các đồng chí thành viên Ban Chỉ đạo", [("các đồng chí thành viên Ban Chỉ đạo", PEOPLE)]),
    ("đồng chí Lê Văn Bình", [("đồng chí Lê Văn Bình", PEOPLE)]),
    ("các  xã,phường", [("các  xã,phường", GROUP)]),
    ("UBND các xã ,thị trấn", [("UBND các xã ,thị trấn", GROUP)]),
    ("phòng\u00a0Y\u00a0tế", [("phòng\u00a0Y\u00a0tế", ONE)]),
]


@pytest.mark.parametrize(("words", "units"), NAMED)
def test_units_are_told_as_written(words: str, units: list[tuple[str, UnitKind]]) -> None:
    order = the_order(f"{words} lập danh sách hộ chưa có thẻ")
    assert [(unit.text, unit.kind) for unit in order.assignees] == units
    assert order.quote.text == f"yêu cầu {words} lập danh sách hộ chưa có thẻ"


@pytest.mark.parametrize(
    ("words", "heads"),
    [
        ("phòng Y tế, Nội vụ", ["phòng", "phòng"]),
        ("xã Thạch Hạ, Thạch Trung", ["xã", "xã"]),
        ("UBND các huyện Lệ Thủy, Quảng Ninh", ["UBND huyện", "UBND huyện"]),
    ],
)
def test_a_member_of_a_list_keeps_the_noun_that_was_said_once(words: str, heads: list[str]) -> None:
    assert [unit.head for unit in the_order(f"{words} lập danh sách").assignees] == heads


@pytest.mark.parametrize(
    ("words", "lead", "partners"),
    [
        ("Phòng Y tế chủ trì, phối hợp với BHXH huyện, Hội Nông dân rà soát", "Phòng Y tế", "BHXH huyện+Hội Nông dân"),
        ("BHXH huyện phối hợp Bưu điện huyện tổ chức điểm thu", "BHXH huyện", "Bưu điện huyện"),
        ("BHXH huyện phối hợp chặt chẽ với các xã đối chiếu dữ liệu", "BHXH huyện", "các xã"),
        ("BHXH huyện cùng UBND các xã đối chiếu dữ liệu", "BHXH huyện", "UBND các xã"),
        ("BHXH huyện cùng với phòng Y tế, GD&ĐT đối chiếu dữ liệu", "BHXH huyện", "phòng Y tế+GD&ĐT"),
        ("phòng Y tế phân công từng đoàn thể cùng đại lý thu vận động", "phòng Y tế", ""),  # they go with whom is sent
        ("phòng Y tế phối hợp với địa phương mình lập danh sách", "phòng Y tế", ""),
        ("phòng Y tế và BHXH huyện cùng lập danh sách", "phòng Y tế+BHXH huyện", ""),
    ],
)  # fmt: skip
def test_those_it_works_with_are_no_assignees(words: str, lead: str, partners: str) -> None:
    order = the_order(words)
    assert "+".join(unit.text for unit in order.assignees) == lead
    assert "+".join(unit.text for unit in order.coordinators) == partners


def test_units_are_where_they_say() -> None:
    text = ORDERS + "phòng Y tế, LĐ – TB & XH phối hợp với UBND các xã lập danh sách."
    [order] = read(text).directives
    for unit in (*order.assignees, *order.coordinators):
        assert text[unit.start : unit.end] == unit.text


@pytest.mark.parametrize(
    "words", ["ban hành kế hoạch", "đoàn kết nội bộ", "hội nghị tổng kết", "cấp phát thẻ", "bộ mặt nông thôn mới"]
)
def test_words_that_begin_like_a_unit_are_none(words: str) -> None:
    assert all(not order.assignees for order in read_minutes(f"{ORDERS}: {words}.", TODAY).directives)
