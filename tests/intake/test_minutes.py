"""Which words of a running text are directives, and whom do they tell?"""

import pytest

from bhyt_tasks.intake.minutes import DirectiveKind, Source
from tests.intake.reader import ORDERS, quoted, read, the_order, told

CHAIR = "Chủ tịch UBND huyện"

# A text, and each directive in it with whom it tells.
RUNNING = [
    # clauses between semicolons, each with its unit or with that of the clause before
    (
        ORDERS + "phòng Y tế rà soát hộ nghèo; BHXH huyện đối chiếu dữ liệu; các xã, thị trấn lập danh sách.",
        [
            ("yêu cầu phòng Y tế rà soát hộ nghèo", ["phòng Y tế"]),
            ("BHXH huyện đối chiếu dữ liệu", ["BHXH huyện"]),
            ("các xã, thị trấn lập danh sách", ["các xã, thị trấn"]),
        ],
    ),
    (
        ORDERS + "phòng Y tế rà soát hộ nghèo; lập danh sách; gửi BHXH huyện trước ngày 10/11.",
        [
            ("yêu cầu phòng Y tế rà soát hộ nghèo", ["phòng Y tế"]),
            ("lập danh sách", ["phòng Y tế"]),
            ("gửi BHXH huyện trước ngày 10/11", ["phòng Y tế"]),
        ],
    ),
    (
        ORDERS + "phòng Y tế; BHXH huyện; các xã lập danh sách.",
        [("yêu cầu phòng Y tế; BHXH huyện; các xã lập danh sách", ["phòng Y tế", "BHXH huyện", "các xã"])],
    ),
    (
        ORDERS + "các xã: tăng cường tuyên truyền; mở thêm điểm thu.",
        [("yêu cầu các xã: tăng cường tuyên truyền", ["các xã"]), ("mở thêm điểm thu", ["các xã"])],
    ),
    (
        f"{CHAIR} yêu cầu: (1) Phòng Y tế lập danh sách; (2) BHXH huyện in thẻ; (3) các xã phát thẻ.",
        [
            ("Phòng Y tế lập danh sách", ["Phòng Y tế"]),
            ("BHXH huyện in thẻ", ["BHXH huyện"]),
            ("các xã phát thẻ", ["các xã"]),
        ],
    ),
    (
        ORDERS + "các xã mở chuyên mục trên đài, đồng thời đưa tin về các thôn làm tốt.",
        [
            ("yêu cầu các xã mở chuyên mục trên đài", ["các xã"]),
            ("đưa tin về các thôn làm tốt", ["các xã"]),
        ],
    ),
    # sentences behind an order
    (
        ORDERS + "các đơn vị rà soát hộ nghèo. Mỗi đơn vị cử một người. Riêng xã Tân Lập hoàn thành trước ngày 5/11.",
        [
            ("yêu cầu các đơn vị rà soát hộ nghèo", ["các đơn vị"]),
            ("Mỗi đơn vị cử một người", ["Mỗi đơn vị"]),
            ("xã Tân Lập hoàn thành trước ngày 5/11", ["xã Tân Lập"]),
        ],
    ),
    (
        f"Sau khi nghe báo cáo, {CHAIR} kết luận như sau: Các xã tập trung vận động. Phòng Y tế tham mưu.",
        [("Các xã tập trung vận động", ["Các xã"]), ("Phòng Y tế tham mưu", ["Phòng Y tế"])],
    ),
    (
        "Hội nghị thống nhất: các xã hoàn thành rà soát trước ngày 10/11; BHXH huyện tổng hợp.",
        [
            ("các xã hoàn thành rà soát trước ngày 10/11", ["các xã"]),
            ("BHXH huyện tổng hợp", ["BHXH huyện"]),
        ],
    ),
    (
        "Đồng chí Bí thư Huyện ủy lưu ý: các xã không để sót hộ.",
        [("các xã không để sót hộ", ["các xã"])],
    ),
    (
        "Hội nghị thống nhất: giao Phòng Y tế lập danh sách; yêu cầu các xã phát thẻ.",
        [("giao Phòng Y tế lập danh sách", ["Phòng Y tế"]), ("yêu cầu các xã phát thẻ", ["các xã"])],
    ),
    (f"{CHAIR} yêu cầu: \"Các xã phải lập danh sách\".", [("Các xã phải lập danh sách", ["Các xã"])]),
    # who is told behind connectors, a topic, a condition or a purpose
    (
        ORDERS + "các xã rà soát. Đồng thời, bên cạnh đó, ngoài ra, đặc biệt, phòng Y tế lập danh sách.",
        [("yêu cầu các xã rà soát", ["các xã"]), ("phòng Y tế lập danh sách", ["phòng Y tế"])],
    ),
    (
        ORDERS + "các xã rà soát. Với cấp xã, UBND các xã và Trạm Y tế phải lập danh sách.",
        [
            ("yêu cầu các xã rà soát", ["các xã"]),
            ("UBND các xã và Trạm Y tế phải lập danh sách", ["UBND các xã", "Trạm Y tế"]),
        ],
    ),
    (
        f"{CHAIR} yêu cầu: phòng Y tế lập danh sách; đối với các xã, lập tổ vận động.",
        [("phòng Y tế lập danh sách", ["phòng Y tế"]), ("các xã, lập tổ vận động", ["các xã"])],
    ),
    (
        ORDERS + "các xã rà soát. Khi có danh sách mới, nhất là của học sinh, các xã phải cập nhật.",
        [
            ("yêu cầu các xã rà soát", ["các xã"]),
            ("Khi có danh sách mới, nhất là của học sinh, các xã phải cập nhật", ["các xã"]),
        ],
    ),
    (
        ORDERS + "các xã rà soát. Để kịp tiến độ, trước mắt trong tháng 11, phòng Y tế và các xã cần họp ngay.",
        [
            ("yêu cầu các xã rà soát", ["các xã"]),
            (
                "Để kịp tiến độ, trước mắt trong tháng 11, phòng Y tế và các xã cần họp ngay",
                ["phòng Y tế", "các xã"],
            ),
        ],
    ),
    (
        ORDERS + "các xã rà soát. Công tác tuyên truyền, vận động, các xã phải làm thường xuyên.",
        [
            ("yêu cầu các xã rà soát", ["các xã"]),
            ("Công tác tuyên truyền, vận động, các xã phải làm thường xuyên", ["các xã"]),
        ],
    ),
    # other verbs of an order; who gives it is left out, its purpose and its day are kept
    ("Giao Văn phòng theo dõi, nhắc các thôn nộp danh sách.", [
        ("Giao Văn phòng theo dõi, nhắc các thôn nộp danh sách", ["Văn phòng"]),
    ]),
    (
        f"Phân công đồng chí Phó {CHAIR} phụ trách cụm 1.",
        [(f"Phân công đồng chí Phó {CHAIR} phụ trách cụm 1", [f"đồng chí Phó {CHAIR}"])],
    ),
    (
        f"Hội nghị nghe báo cáo. Để đạt chỉ tiêu 93%, {CHAIR} đề nghị các xã ra quân vận động.",
        [(f"Để đạt chỉ tiêu 93%, {CHAIR} đề nghị các xã ra quân vận động", ["các xã"])],
    ),
    (
        "Hội nghị nghe báo cáo. Trước ngày 15/11, đề nghị UBND các xã gửi danh sách.",
        [("Trước ngày 15/11, đề nghị UBND các xã gửi danh sách", ["UBND các xã"])],
    ),
    (
        ORDERS + "các đơn vị, nhất là các xã có tỷ lệ thấp, tập trung vận động.",
        [("yêu cầu các đơn vị, nhất là các xã có tỷ lệ thấp, tập trung vận động", ["các đơn vị"])],
    ),
    # what a paper says
    (
        "UBND huyện đã ban hành Kế hoạch số 12/KH-UBND. Theo đó, các xã lập danh sách trước ngày 15/11.",
        [("các xã lập danh sách trước ngày 15/11", ["các xã"])],
    ),
    (
        "Theo Kế hoạch số 12/KH-UBND ngày 5/3/2019, các xã phải lập danh sách trước ngày 15/11.",
        [("các xã phải lập danh sách trước ngày 15/11", ["các xã"])],
    ),
    (
        "Theo Kế hoạch số 12/KH-UBND, việc rà soát được tiến hành từ ngày 1/11 đến ngày 15/11.",
        [("việc rà soát được tiến hành từ ngày 1/11 đến ngày 15/11", [])],
    ),
    ("UBND huyện có văn bản giao các xã lập danh sách.", [("giao các xã lập danh sách", ["các xã"])]),
    ("Quy chế nêu rõ: các xã lập danh sách.", [("các xã lập danh sách", ["các xã"])]),
    (
        "Quy chế quy định UBND cấp xã lập danh sách trước ngày 5 hằng tháng.",
        [("quy định UBND cấp xã lập danh sách trước ngày 5 hằng tháng", ["UBND cấp xã"])],
    ),
    # who does it stands behind
    (
        ORDERS + "các xã rà soát hộ nghèo.\n"
        "- Việc in thẻ do BHXH huyện đảm nhiệm.\n- Kinh phí thuộc trách nhiệm của phòng Tài chính.",
        [
            ("yêu cầu các xã rà soát hộ nghèo", ["các xã"]),
            ("Việc in thẻ do BHXH huyện đảm nhiệm", ["BHXH huyện"]),
            ("Kinh phí thuộc trách nhiệm của phòng Tài chính", ["phòng Tài chính"]),
        ],
    ),
    # what is told of, thanked for or asked by others is no order
    (
        f"{CHAIR} biểu dương các xã làm tốt; yêu cầu các xã còn lại rút kinh nghiệm.",
        [("yêu cầu các xã còn lại rút kinh nghiệm", ["các xã còn lại"])],
    ),
    (
        f"Đại diện BHXH huyện đề nghị các xã hỗ trợ. Kết luận, {CHAIR} yêu cầu các xã bố trí cán bộ.",
        [("yêu cầu các xã bố trí cán bộ", ["các xã"])],
    ),
    (
        f"{CHAIR} yêu cầu các xã rà soát hộ nghèo; kết quả rà soát năm 2018 đạt 90%.",
        [("yêu cầu các xã rà soát hộ nghèo", ["các xã"])],
    ),
    (
        ORDERS + "các xã rà soát. Phòng Y tế báo cáo kết quả công tác năm 2019. Các phường triển khai chưa đều. "
        "Một số nơi làm tốt việc này. Hoàn thành 1.019 (84,6%), quá hạn 12.",
        [("yêu cầu các xã rà soát", ["các xã"])],
    ),
    (
        f"{CHAIR} yêu cầu: các xã lập danh sách; việc in thẻ đã xong từ tuần trước.",
        [("các xã lập danh sách", ["các xã"])],
    ),
    (
        f"Ngày 31/7, Tỉnh đoàn trao 20 thẻ. {CHAIR} yêu cầu các xã rà soát hộ nghèo.",
        [("yêu cầu các xã rà soát hộ nghèo", ["các xã"])],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "directives"), RUNNING)
def test_directives_and_whom_they_tell(text: str, directives: list[tuple[str, list[str]]]) -> None:
    assert told(text) == directives


def test_where_the_assignees_are_named() -> None:
    text = ORDERS + "các xã rà soát hộ nghèo; lập danh sách. Phấn đấu đạt 93%."
    found = read(text.replace("các xã ", "")).directives[:1] + read(text).directives
    assert [each.assignee_source for each in found] == [
        Source.NONE,
        Source.EXPLICIT,
        Source.INHERITED,
        Source.INHERITED,
    ]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("các xã nêu cao tinh thần trách nhiệm, vào cuộc quyết liệt", DirectiveKind.GENERAL),
        ("các xã xác định đây là nhiệm vụ chính trị", DirectiveKind.GENERAL),
        ("các xã xác định đây là nhiệm vụ chính trị, phấn đấu đạt 93%", DirectiveKind.ACTION),
        ("các xã vào cuộc quyết liệt, báo cáo trước ngày 15/11", DirectiveKind.ACTION),
        ("các xã lập danh sách", DirectiveKind.ACTION),
    ],
)
def test_what_can_be_checked_is_an_action(words: str, kind: DirectiveKind) -> None:
    assert the_order(words).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "Huyện về đích sớm\nCác xã đã lập tổ vận động, phòng Y tế đã tham mưu. Nhờ đó, nhiều xã vượt kế hoạch.",
        "BHXH huyện tổ chức lễ ra quân. Các đại lý thu đến từng nhà vận động người dân mua thẻ.",
        "Trong năm qua, UBND huyện đã yêu cầu các xã rà soát và các xã đã báo cáo đầy đủ.",
        "UBND huyện đã giao các xã lập danh sách từ đầu năm.",
        "Đại biểu đề nghị Bộ Y tế sửa quy định.",
        "Hội nghị nghe báo cáo.\n- UBND huyện giao",
        f"Trước đó, {CHAIR} yêu cầu các xã rà soát hộ nghèo.",
        "Theo Luật BHYT, người tham gia phải đóng 4,5% mức lương cơ sở.",
        "Ông Ba ở thôn Đông kể: “Nhờ có thẻ BHYT mà tôi chữa được bệnh. Mọi người nên mua thẻ”.",
        "Ban Chỉ đạo huyện gồm 15 thành viên. Ban họp hằng quý.",
        "Kế hoạch năm 2020 của huyện đề ra mục tiêu 95% dân số tham gia BHYT.",
        "Người dân cần mang theo thẻ khi đi khám. Học sinh nộp tiền trước ngày 15/10 tại trường.",
        "PV: Xin ông cho biết kết quả?\nÔng Nguyễn Văn An: Tôi yêu cầu các xã phải nỗ lực.",
        "Kính gửi: UBND các xã\nCăn cứ Luật BHYT;\nNơi nhận:\n- Như trên;\n- Lưu: VT.",
        "1. Nguyễn Văn An\n2. Trần Thị Bình\n3. Lê Văn Ba",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit; sed do eiusmod tempor 95% before 30/11/2019.",
        "The council asked all wards to report by 15/11/2019. Coverage must reach 95%; the office follows up monthly.",
        "STT\tXã\tTỷ lệ\n1\tTân Lập\t92\n2\tBình Minh\t95",
        "yêu cầu:", "giao giao giao", "các xã phải", "Kính gửi:", "; ; : - •\n1.\na)", "\n\n\n", "",
    ],
)  # fmt: skip
def test_a_text_without_orders_has_no_directive(text: str) -> None:
    assert quoted(text) == []
