"""Which participation do units have, according to a text? Plans, other insurances and other ratios are none."""

from decimal import Decimal

import pytest

from tests.intake.reader import ORDERS, read

# A text, and each figure in it: unit, insured, population, percentage.
REACHED = [
    (
        "Đến ngày 30/9/2019, xã Tân Lập có 1.492 người/tổng số 2174 người tham gia BHYT.",
        [("xã Tân Lập", 1492, 2174, None)],
    ),
    (
        "Xã Tân Lập có 1.492/2.174 người tham gia BHYT, đạt 68,6%; xã Bình Minh đạt 91%.",
        [("Xã Tân Lập", 1492, 2174, "68.6"), ("xã Bình Minh", None, None, "91")],
    ),
    ("Xã Tân Lập có 1.492 người tham gia BHYT trên tổng số 2.174 nhân khẩu.", [("Xã Tân Lập", 1492, 2174, None)]),
    ("Thôn Đông có 412 trong tổng số 530 người có thẻ BHYT.", [("Thôn Đông", 412, 530, None)]),
    ("Tỷ lệ bao phủ BHYT toàn huyện Thạch Hà đạt 91,2% dân số.", [("huyện Thạch Hà", None, None, "91.2")]),
    (
        "Huyện ủy Thạch Hà họp. Toàn huyện có 89.120 người tham gia BHYT, đạt 91,2%, còn 8.600 người chưa có thẻ.",
        [("Thạch Hà", 89120, None, "91.2")],
    ),
    (
        "Năm 2018, tỉnh Hà Tĩnh có 1.017.308 người tham gia BHYT, bao phủ 84,5% dân số.",
        [("tỉnh Hà Tĩnh", 1017308, None, "84.5")],
    ),
    (
        "Xã Tân Lập bao phủ 91%, có 4.812 người tham gia BHYT; xã Bình Minh có 3.100 người tham gia BHYT.",
        [("Xã Tân Lập", 4812, None, "91"), ("xã Bình Minh", 3100, None, None)],
    ),
    ("Xã Tân Lập có 4.812 người tham gia BHYT, dân số 5.230 người.", [("Xã Tân Lập", 4812, 5230, None)]),
    ("Hội nghị bàn việc BHYT. Xã Tân Lập trồng rừng vượt mức, che phủ lên 45%.", []),
    ("Phường Trần Phú có 56 nghìn người tham gia BHYT.", [("Phường Trần Phú", 56000, None, None)]),
    ("Tỉnh Hà Tĩnh có 1,2 triệu người có thẻ BHYT.", [("Tỉnh Hà Tĩnh", 1200000, None, None)]),
    (
        "Các xã có tỷ lệ bao phủ BHYT thấp gồm Tân Lập (88,5%), Bình Minh (89%).",
        [("Tân Lập", None, None, "88.5"), ("Bình Minh", None, None, "89")],
    ),
    (
        "Tỷ lệ bao phủ BHYT: xã Tân Lập 91,5%, Phường 11 93%, TP. Hà Tĩnh 96.5%.",
        [("xã Tân Lập", None, None, "91.5"), ("Phường 11", None, None, "93"), ("TP. Hà Tĩnh", None, None, "96.5")],
    ),
    (
        "Số người tham gia BHXH tự nguyện của xã Tân Lập đạt 102% kế hoạch; BHYT đạt 90,1% dân số.",
        [("xã Tân Lập", None, None, "90.1")],
    ),
    ("Xã Tân Lập đạt 98% kế hoạch phát triển BHYT.", []),
    ("Xã Tân Lập đạt 98% chỉ tiêu giao về BHYT.", []),
    ("Tỷ lệ học sinh tham gia BHYT của xã Tân Lập đạt 99%.", []),
    ("Tỷ lệ bao phủ BHYT của xã Tân Lập tăng 2,3% so với cùng kỳ.", []),
    ("Phòng Y tế đã xong 91% hồ sơ cấp thẻ BHYT của xã Tân Lập.", []),
    ("Tỷ lệ bao phủ BHYT các xã từ 88% đến 95%.", []),
    ("Xã Tân Lập có 45 người tham gia BHYT.", []),
    ("Xã Tân Lập có 92% hộ dùng nước sạch.", []),
]


@pytest.mark.parametrize(("text", "figures"), REACHED)
def test_figures_and_whose_they_are(text: str, figures: list[tuple[str, int | None, int | None, str | None]]) -> None:
    found = read(text).readings
    assert [(each.unit.text, each.insured, each.population, each.percent) for each in found] == [
        (unit, insured, population, Decimal(percent) if percent else None)
        for unit, insured, population, percent in figures
    ]
    assert all(text[each.quote.start : each.quote.end] == each.quote.text for each in found)


def test_about_so_many_is_marked() -> None:
    found = read("Xã Tân Lập bao phủ BHYT đạt gần 91%, xã Bình Minh trên 93%, xã Đông Hải 95%.").readings
    assert [(str(each.percent), each.approximate) for each in found] == [("91", True), ("93", True), ("95", False)]


def test_what_is_ordered_is_no_result() -> None:
    found = read(f"{ORDERS}xã Tân Lập bao phủ BHYT đạt 93%. Nay xã Tân Lập bao phủ BHYT 88%.").readings
    assert [str(each.percent) for each in found] == ["88"]
