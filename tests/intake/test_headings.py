"""What is in force below a heading, behind a colon and within a list: for whom, by when, and whether at all."""

from datetime import date

import pytest

from tests.intake.reader import read, told

MEETING = "Ngày 29/10/2019, Phó Chủ tịch UBND huyện chủ trì hội nghị giao ban về BHYT.\n"
ORDERED = MEETING + "Kết luận hội nghị, Chủ tịch UBND huyện yêu cầu:\n"
NOTICE = "THÔNG BÁO\nKết luận của Chủ tịch UBND huyện tại hội nghị giao ban\n\n"

# A text, and each directive in it with whom it tells.
BELOW = [
    (
        ORDERED + "- Phòng Y tế rà soát hộ nghèo.\n- BHXH huyện đối chiếu dữ liệu;\n- Các xã lập danh sách.",
        [
            ("Phòng Y tế rà soát hộ nghèo", ["Phòng Y tế"]),
            ("BHXH huyện đối chiếu dữ liệu", ["BHXH huyện"]),
            ("Các xã lập danh sách", ["Các xã"]),
        ],
    ),
    (
        MEETING + "Chủ tịch UBND huyện kết luận:\n1. Phòng Y tế rà soát hộ nghèo.\n2. BHXH huyện:\n"
        "a) Đối chiếu dữ liệu.\nb) Cấp tài khoản cho các xã.\n3. Các xã lập danh sách.",
        [
            ("Phòng Y tế rà soát hộ nghèo", ["Phòng Y tế"]),
            ("Đối chiếu dữ liệu", ["BHXH huyện"]),
            ("Cấp tài khoản cho các xã", ["BHXH huyện"]),
            ("Các xã lập danh sách", ["Các xã"]),
        ],
    ),
    (
        NOTICE + "I. ĐÁNH GIÁ CHUNG\nTỷ lệ bao phủ tăng 2%.\nII. NHIỆM VỤ TRỌNG TÂM\n1. Bảo hiểm xã hội huyện\n"
        "- Đối chiếu dữ liệu người tham gia.\n2. UBND các xã, thị trấn\n- Giao chỉ tiêu cho từng thôn.\n"
        "3. Tổ chức thực hiện: Văn phòng theo dõi, đôn đốc.",
        [
            ("Đối chiếu dữ liệu người tham gia", ["Bảo hiểm xã hội huyện"]),
            ("Giao chỉ tiêu cho từng thôn", ["UBND các xã, thị trấn"]),
            ("Văn phòng theo dõi, đôn đốc", ["Văn phòng"]),
        ],
    ),
    (
        MEETING + "NHIỆM VỤ THÁNG 11\n* Phòng Y tế:\n- Lập danh sách hộ nghèo.\n* Các xã:\n+ Phát thẻ cho dân.",
        [("Lập danh sách hộ nghèo", ["Phòng Y tế"]), ("Phát thẻ cho dân", ["Các xã"])],
    ),
    (
        MEETING + "Nhiệm vụ trong thời gian tới:\n- Phòng Y tế lập danh sách hộ nghèo.\n- Các xã phát thẻ.",
        [("Phòng Y tế lập danh sách hộ nghèo", ["Phòng Y tế"]), ("Các xã phát thẻ", ["Các xã"])],
    ),
    (
        MEETING + "Phân công nhiệm vụ:\n1/ Đồng chí Chủ tịch Hội Nông dân: vận động hội viên.\n"
        "2/ Công an xã: cung cấp số liệu dân cư.",
        [
            ("Đồng chí Chủ tịch Hội Nông dân: vận động hội viên", ["Đồng chí Chủ tịch Hội Nông dân"]),
            ("Công an xã: cung cấp số liệu dân cư", ["Công an xã"]),
        ],
    ),
    (
        MEETING
        + "I. KẾT QUẢ\n1. Các xã lập danh sách được 90% hộ.\nII. NHIỆM VỤ\n1. Các xã lập danh sách hộ còn lại.\n"
        "1.1. Phòng Y tế cung cấp mẫu.",
        [("Các xã lập danh sách hộ còn lại", ["Các xã"]), ("Phòng Y tế cung cấp mẫu", ["Phòng Y tế"])],
    ),
    (
        "Điều 1. Giao Phòng Y tế lập danh sách.\nĐiều 2. Các xã phát thẻ trước ngày 20/11.",
        [("Giao Phòng Y tế lập danh sách", ["Phòng Y tế"]), ("Các xã phát thẻ trước ngày 20/11", ["Các xã"])],
    ),
    (
        MEETING + "Chủ tịch UBND huyện yêu cầu các xã:\n- Lập danh sách hộ nghèo;\n- Báo cáo trước ngày 10/11.",
        [("Lập danh sách hộ nghèo", ["các xã"]), ("Báo cáo trước ngày 10/11", ["các xã"])],
    ),
    (
        ORDERED + "1. Phòng Giáo dục và Đào tạo:\n- Yêu cầu các trường lập danh sách.\n- Chỉ đạo các trường thu đủ.",
        [
            ("Yêu cầu các trường lập danh sách", ["Phòng Giáo dục và Đào tạo"]),
            ("Chỉ đạo các trường thu đủ", ["Phòng Giáo dục và Đào tạo"]),
        ],
    ),
    (
        ORDERED + "1. Đối với các trường học vùng cao\n- Lập danh sách học sinh.\n"
        "2. UBND xã Tân Lập vùng biên\n- Cấp thẻ cho dân.",
        [
            ("Lập danh sách học sinh", ["các trường học vùng cao"]),
            ("Cấp thẻ cho dân", ["UBND xã Tân Lập vùng biên"]),
        ],
    ),
    (
        "Kính gửi:\n- UBND các xã, thị trấn;\n- Phòng Y tế.\nĐề nghị các đơn vị rà soát hộ nghèo.\n"
        "Nơi nhận:\n- Như trên;\n- Lưu: VT.",
        [("Đề nghị các đơn vị rà soát hộ nghèo", ["các đơn vị"])],
    ),
]


@pytest.mark.parametrize(("text", "directives"), BELOW)
def test_what_stands_below_belongs_to_the_heading(text: str, directives: list[tuple[str, list[str]]]) -> None:
    assert told(text) == directives


def test_who_is_named_in_the_heading_is_inherited() -> None:
    found = read(MEETING + "NHIỆM VỤ\n1. Phòng Y tế:\n- Lập danh sách.\n2. Các xã phát thẻ BHYT.").directives
    assert [each.assignee_source.value for each in found] == ["inherited", "explicit"]


def test_a_heading_may_set_the_rhythm() -> None:
    weekly, monthly = (
        "I. HẰNG TUẦN\n1. Các xã báo cáo số thẻ mới.\n",
        "II. HẰNG THÁNG\n1. BHXH huyện gửi danh sách thẻ.",
    )
    found = read(f"{MEETING}Phân công nhiệm vụ:\n{weekly}{monthly}").directives
    assert [each.recurrence and each.recurrence.every for each in found] == ["weekly", "monthly"]


@pytest.mark.parametrize(
    "common",
    [
        "Thời hạn chung: 30/11/2019.\n",
        "Các phần việc dưới đây hoàn thành trước ngày 30/11.\n",
    ],
)
def test_a_deadline_may_be_common_to_what_has_none(common: str) -> None:
    tasks = "- Phòng Y tế lập danh sách.\n- Các xã báo cáo hằng tháng.\n- BHXH huyện in thẻ trước ngày 15/11."
    found = read(common + ORDERED + tasks).directives
    assert [each.deadline and (each.deadline.on, each.deadline.sure) for each in found] == [
        (date(2019, 11, 30), False),
        None,
        (date(2019, 11, 15), True),
    ]
