"""One short sentence for each rule of the reader: whom it tells, by when, which numbers, and what is only news."""

import datetime as dt

import pytest

from bhyt_tasks.intake import read_minutes

AS_OF = dt.date(2025, 5, 20)
MEETING = "Ngày 20/5/2025, UBND huyện họp giao ban công tác BHYT.\n\n"


def read(text, *, head=MEETING):
    return read_minutes(head + text, AS_OF)


def assignees(minutes):
    return [[unit.text for unit in each.assignees] for each in minutes.directives]


WHO = [
    # who may order
    ("Trưởng ban yêu cầu UBND các xã rà soát thẻ.", [["UBND các xã"]]),
    ("Đoàn công tác đề nghị UBND các xã rà soát thẻ.", [["UBND các xã"]]),
    ("BHXH tỉnh Hà Nam yêu cầu các đại lý thu niêm yết mức đóng.", [["các đại lý thu"]]),
    ("Thủ tướng Chính phủ yêu cầu Bộ Y tế sửa quy định.", [["Bộ Y tế"]]),
    ("Bộ Y tế đề nghị UBND các tỉnh trực thuộc Trung ương giao chỉ tiêu.", [["UBND các tỉnh trực thuộc Trung ương"]]),
    ("Bộ Tài chính đề nghị Bộ Y tế sửa quy định.", []),
    ("BHXH huyện đề nghị UBND huyện chỉ đạo các xã.", []),
    ("Các đại biểu đề nghị UBND huyện bố trí kinh phí.", []),
    ("Cử tri xã Tân Mỹ đề nghị:\n\nChỉ đạo các đơn vị cấp thẻ kịp thời.", []),
    ("Tại hội nghị, UBND huyện đã chỉ đạo các xã lập danh sách.", [["các xã"]]),
    ("Thời gian qua, UBND huyện đã chỉ đạo các xã lập danh sách.", []),
    ("Báo cáo cho biết huyện giao các xã lập danh sách từ tháng 3.", []),
    ("UBND huyện giao các phòng, ban 120 nhiệm vụ, xong 98 nhiệm vụ.", []),
    ("UBND huyện phê bình UBND xã Tân Mỹ chậm nộp danh sách.", []),
    # who is told
    ("Chủ tịch yêu cầu, để kịp tiến độ, các xã, thị trấn phải nộp danh sách.", [["các xã, thị trấn"]]),
    ("Chủ tịch đề nghị các cơn quan, đơn vị, địa phương rà soát thẻ.", [["các cơn quan, đơn vị, địa phương"]]),
    ("Chủ tịch yêu cầu các xả, nội dung này làm ngay.", []),
    ("Chủ tịch yêu cầu, để kịp: làm ngay; các xã nộp sau.", []),
    ("Chủ tịch giao Giám đốc/Thủ trưởng các sở báo cáo.", [["Giám đốc/Thủ trưởng các sở"]]),
    ("Chủ tịch giao thủ trưởng đơn vị báo cáo.", [["thủ trưởng đơn vị"]]),
    ("Chủ tịch giao Ban Xúc tiến và Hỗ trợ đầu tư báo cáo.", [["Ban Xúc tiến và Hỗ trợ đầu tư"]]),
    ("Chủ tịch giao Phòng Chế độ BHXH báo cáo.", [["Phòng Chế độ BHXH"]]),
    ("Chủ tịch giao Tổ dịch vụ thu Bưu điện báo cáo.", [["Tổ dịch vụ thu Bưu điện"]]),
    ("Chủ tịch giao các đoàn thể tổ chức tuyên truyền.", [["các đoàn thể"]]),
    ("Chủ tịch giao BHXH các quận, huyện, thị xã tổ chức tuyên truyền.", [["BHXH các quận, huyện, thị xã"]]),
    ("Chủ tịch giao BHXH quận, huyện và thành phố Thủ Đức báo cáo.", [["BHXH quận, huyện và thành phố Thủ Đức"]]),
    ("Chủ tịch giao các trường đại học, cao đẳng báo cáo.", [["các trường đại học, cao đẳng"]]),
    ("Chủ tịch giao Các ngành: BHXH, Thuế, Thống kê báo cáo.", [["Các ngành: BHXH", "Thuế", "Thống kê"]]),
    ("Chủ tịch giao các đoàn thể huyện và cấp ủy xã báo cáo.", [["các đoàn thể huyện", "cấp ủy xã"]]),
    ("Chủ tịch yêu cầu TP hỗ trợ kinh phí mua thẻ.", [["TP"]]),
    ("Chủ tịch UBND Thành phố yêu cầu các sở báo cáo.", [["các sở"]]),
    (
        "Chủ tịch yêu cầu các xã nộp danh sách. Nơi nào chậm, Chủ tịch UBND xã phải giải trình.",
        [["các xã"], ["Chủ tịch UBND xã"]],
    ),
    (
        "Chủ tịch yêu cầu các xã nộp danh sách; nơi nào chậm thì Bí thư chi bộ phải giải trình.",
        [["các xã"], ["Bí thư chi bộ"]],
    ),
    (
        "Chủ tịch yêu cầu các xã nộp danh sách. Cán bộ phụ trách khi nhận danh sách phải đối chiếu.",
        [["các xã"], ["Cán bộ phụ trách"]],
    ),
    (
        "Chủ tịch yêu cầu các xã nộp danh sách; phân công cán bộ theo dõi từng thôn; báo cáo hằng tuần.",
        [["các xã"]] * 3,
    ),
    ("Chủ tịch yêu cầu Sở Y tế nộp danh sách. Đồng thời chỉ đạo các bệnh viện đón tiếp chu đáo.", [["Sở Y tế"]] * 2),
    ("Chủ tịch yêu cầu các xã rà soát; phấn đấu đến cuối năm 2025 toàn huyện đạt 95%.", [["các xã"], ["toàn huyện"]]),
    ("Chủ tịch yêu cầu các xã rà soát. Đối với BHXH huyện, cần cung cấp số liệu.", [["các xã"], ["BHXH huyện"]]),
    ("Hội nghị kết luận: yêu cầu các xã rà soát thẻ.", [["các xã"]]),
    ("QUYẾT ĐỊNH:\nĐiều 1. Giao chỉ tiêu BHYT năm 2025 cho các huyện, thị xã.", [["các huyện, thị xã"]]),
    ("Chủ tịch giao các phòng: Y tế, Nội vụ lập danh sách.", [["các phòng: Y tế", "Nội vụ"]]),
    ("Chủ tịch giao tổ dân phố 1 - 5 rà soát hộ nghèo.", [["tổ dân phố 1 - 5"]]),
    ("Chủ tịch yêu cầu các xã thành lập tổ vận động.", [["các xã"]]),
    (
        "Chủ tịch yêu cầu các xã nộp danh sách. Đơn vị nào đạt thấp thì phải giải trình.",
        [["các xã"], ["Đơn vị nào đạt thấp"]],
    ),
    ("Chủ tịch giao các đơn vị, công an xã báo cáo.", [["các đơn vị", "công an xã"]]),
    ("Chủ tịch giao Ban Hòa nơi bà con ta vẫn hay qua lại xưa nay báo cáo.", [["Ban Hòa"]]),
    ("Chủ tịch yêu cầu: các xã rà soát thẻ; phòng Y tế đã lập danh sách.", [["các xã"]]),
    ("Chủ tịch yêu cầu các xã lập sổ. Chiều thứ sáu hằng tuần gửi về Văn phòng UBND huyện.", [["các xã"]] * 2),
    ("Chủ tịch yêu cầu các xã lập sổ. Phấn đấu đến 31/12, độ bao phủ đạt hơn 95%.", [["các xã"], []]),
    ("Chủ tịch yêu cầu: các gia đình đảng viên tham gia đầy đủ.", [["các gia đình đảng viên"]]),
    ("Chủ tịch UBND huyện đề nghị cấp trên bổ sung kinh phí.", []),
    ("Chủ tịch yêu cầu các đơn vị rà soát thẻ. Riêng xã Tân Mỹ xong trước ngày 5/6.", [["các đơn vị"], ["xã Tân Mỹ"]]),
    (
        "Chủ tịch nhấn mạnh, thời gian tới các xã phải vận động từng hộ; phòng Y tế cần tham mưu sớm.",
        [["các xã"], ["phòng Y tế"]],
    ),
    ("Chủ tịch nhấn mạnh, các xã đã vận động từng hộ.", []),
    (
        "Chủ tịch UBND huyện giao nhiệm vụ cho các đơn vị. Đối với UBND các xã: lập tổ vận động; giao thẻ cho dân.",
        [["UBND các xã"], ["UBND các xã"]],
    ),
    ("“Các xã phải vào cuộc, không để sót hộ nào”, đồng chí Chủ tịch yêu cầu.", [["Các xã"]]),
    ("Chủ tịch yêu cầu các xã:\n- Lập danh sách;\n- Phát thẻ;\n- Báo cáo.", [["các xã"]] * 3),
    (
        "Người chủ trì kết luận:\n1. Các phường, xã dưới 90% làm rõ nguyên nhân.\nP. Y tế: lập danh sách.",
        [["Các phường, xã dưới 90%"], ["P. Y tế"]],
    ),
    (
        "Chủ tịch yêu cầu các xã báo cáo trước ngày 10/6 và phòng Y tế tổng hợp trước ngày 20/6.",
        [["các xã"], ["phòng Y tế"]],
    ),
    (
        "Chủ tịch yêu cầu các xã báo cáo trước ngày 10/6, trong đó xã Tân Mỹ trước ngày 5/6.",
        [["các xã"], ["xã Tân Mỹ"]],
    ),
    # paragraphs behind an order
    (
        "Chủ tịch yêu cầu các xã rà soát thẻ.\n\nBHXH huyện phối hợp với các xã đối chiếu dữ liệu.",
        [["các xã"], ["BHXH huyện"]],
    ),
    ("Chủ tịch yêu cầu các xã rà soát thẻ.\n\nTiếp tục vận động hộ gia đình.", [["các xã"]] * 2),
    ("Chủ tịch yêu cầu các xã rà soát thẻ.\n\nĐoàn thanh niên trao 50 thẻ BHYT cho hộ cận nghèo.", [["các xã"]]),
    (
        "Chủ tịch yêu cầu các xã rà soát thẻ.\n\nCán bộ BHXH huyện tuyên truyền tại chợ.\n"
        "Cán bộ BHXH huyện tuyên truyền tại chợ.",
        [["các xã"]],
    ),
    (
        "Chủ tịch yêu cầu các xã, phường thực hiện một số vấn đề sau.\n\n"
        "Rà soát người chưa tham gia BHYT trên địa bàn.",
        [["các xã, phường"]],
    ),
    (
        "UBND huyện yêu cầu các đơn vị:\n1. BHXH huyện: rà soát thẻ.\n- In thẻ mới.\n"
        "• UBND các xã: vận động hộ gia đình.\n- Báo cáo kết quả.",
        [["BHXH huyện"], ["BHXH huyện"], ["UBND các xã"], ["UBND các xã"]],
    ),
    ("1. Phòng Giáo dục và Đào tạo:\n- Yêu cầu các trường thu đủ BHYT học sinh.", [["Phòng Giáo dục và Đào tạo"]]),
    ("Chủ tịch yêu cầu các đơn vị chưa nộp:\n1. Nộp danh sách.", [["các đơn vị chưa nộp"]]),
    # plans, norms and news
    ("Theo kế hoạch của UBND huyện, trước ngày 30/6 các xã sẽ báo cáo.", [["các xã"]]),
    ("Theo kế hoạch của UBND huyện, các xã sẽ báo cáo.", []),
    ("Thực hiện kế hoạch, huyện sẽ huy động đoàn viên. Phấn đấu đến hết năm, huyện có 95% dân số có thẻ.", []),
    ("Chủ tịch ban hành Chỉ thị số 02. Theo đó, các huyện được giao chỉ tiêu bao phủ 95%.", []),
    ("Quyết định số 12 quy định tiêu chí. Theo đó, xã đạt chuẩn phải có 95% dân số có thẻ.", []),
]


@pytest.mark.parametrize(("text", "expected"), WHO)
def test_who_is_told(text, expected):
    assert assignees(read(text)) == expected


WHEN = [
    ("hoàn thành trước quý IV/2025", "2025-09-30"),
    ("hoàn thành trong tháng 6 và tháng 7", "2025-07-31"),
    ("hoàn thành vào giữa tháng 6/2025", "2025-06-15"),
    ("họp giao ban vào tháng 6", None),
    ("hoàn thành trước ngày15/6", "2025-06-15"),
    ("hoàn thành quý III/2025", "2025-09-30"),
    ("hoàn thành trước đầu năm 2026", None),
    ("nộp danh sách; hạn: 20/6/2025", "2025-06-20"),
    ("phấn đấu đạt 95% vào năm 2026", "2026-12-31"),
    ("hoàn thành trước ngày mùng 5 tháng 6", "2025-06-05"),
    ("hoàn thành trong tháng này", "2025-05-31"),
    ("đạt 95% trong năm", "2025-12-31"),
    ("đến 2026 đạt 96%", "2026-12-31"),
    ("trình chính sách tại kỳ họp cuối năm 2025", None),
    ("xây dựng kế hoạch phát triển người tham gia 6 tháng cuối năm 2025", None),
    ("đạt 95% theo Quyết định số 5 của UBND tỉnh về việc giao chỉ tiêu năm 2024", None),
    ("chốt báo cáo hằng năm và gửi trước ngày 10/01 năm sau", None),
]


@pytest.mark.parametrize(("work", "on"), WHEN)
def test_by_when(work, on):
    (directive,) = read(f"Chủ tịch yêu cầu các xã {work}.").directives
    assert (directive.deadline and directive.deadline.on.isoformat()) == on


def test_two_duties_with_their_days_before_them():
    text = "Trước ngày 01/6, các xã phải báo cáo sơ bộ và trước ngày 01/7 phải báo cáo chính thức."
    found = read(f"Chủ tịch yêu cầu thực hiện như sau:\n{text}").directives
    assert [each.deadline.on.month for each in found] == [6, 7]


def test_a_number_and_a_day_each():
    found = read("Chủ tịch yêu cầu các xã đến cuối năm đạt 93%, năm 2026 đạt 95%.").directives
    assert [(each.deadline.on.year, each.targets[0].value) for each in found] == [(2025, 93), (2026, 95)]
    assert [each.assignee_source for each in found] == ["explicit", "inherited"]


@pytest.mark.parametrize(
    ("often", "every"),
    [
        ("2 tuần một lần", None),
        ("hai tháng một lần", None),
        ("6 tháng một lần", None),
        ("một tháng một lần", "monthly"),
        ("số người hưởng lương hằng tháng", None),
        ("tiến độ theo từng tuần", None),
    ],
)
def test_how_often(often, every):
    (directive,) = read(f"Chủ tịch yêu cầu các xã báo cáo {often}.").directives
    assert (directive.recurrence and directive.recurrence.every) == every


def test_the_words_that_say_by_when():
    ends = ("báo cáo, thời hạn 20/6", "gia hạn đến 20/6")
    found = [read(f"Chủ tịch yêu cầu các xã {each}.").directives[0] for each in ends]
    assert [each.deadline.quote.text for each in found] == ["thời hạn 20/6", "đến 20/6"]


@pytest.mark.parametrize("first", ["Trước ngày 15/6,", "Để đạt chỉ tiêu 93%,"])
def test_what_begins_the_text_belongs_to_its_order(first):
    text = f"{first} đề nghị UBND các xã gửi danh sách"
    (directive,) = read(f"{text}.", head="").directives
    assert directive.quote.text == text
    assert directive.deadline or directive.targets


HOW_MUCH = [
    ("nâng tỷ lệ từ 88,5% lên trên 92%", [92]),
    ("đạt từ 93%trở lên", [93]),
    ("không để tỷ lệ dưới 93%", [93]),
    ("nâng tỷ lệ từ 92% lên 95%", [95]),
    ("vận động đạt tỷ lệ 94% vào cuối tháng", [94]),
    ("bảo đảm tỷ lệ dân số 75% tham gia BHYT", [75]),
    ("học cách làm của các phường có tỷ lệ trên 90%", []),
]


@pytest.mark.parametrize(("work", "values"), HOW_MUCH)
def test_how_much(work, values):
    (directive,) = read(f"Chủ tịch yêu cầu các xã {work}.").directives
    assert [target.value for target in directive.targets] == values


# (unit, insured, population, percent, bound) of each figure
HEAD = "Tỷ lệ bao phủ BHYT của huyện Tân Mỹ tăng. "
FIGURES = [
    (
        "Toàn tỉnh có 9.381 người tham gia BHXH; có 83.950 người tham gia BHYT, đạt 83,4%.",
        [("Toàn tỉnh", 83950, None, 83.4, "")],
    ),
    ("Tham gia BHYT chiếm 78% dân số toàn tỉnh.", [("toàn tỉnh", None, None, 78, "")]),
    ("Tham gia BHYT chiếm 78% dân số tỉnh.", [("tỉnh", None, None, 78, "")]),
    (
        "Số người tham gia bảo hiểm y tế (BHYT) toàn tỉnh đến ngày 23.4.2025 là 14.535 người.",
        [("toàn tỉnh", 14535, None, None, "")],
    ),
    (
        "Huyện Long An có 1.820 người tham gia BHYT, nâng tổng số người tham gia lên 21.853, bằng 94,7%.",
        [("Huyện Long An", 21853, None, 94.7, "")],
    ),
    (
        "Một số xã đạt tỷ lệ trên 97% như Đồng Lạc, xã Phú An và Hòa Bình.",
        [("Đồng Lạc", None, None, 97, ""), ("xã Phú An", None, None, 97, ""), ("Hòa Bình", None, None, 97, "")],
    ),
    ("Một số xã đạt tỷ lệ trên 97% như các thôn vùng cao.", []),
    ("\nMột số xã đạt tỷ lệ trên 97% như Đồng Lạc,", [("Đồng Lạc", None, None, 97, "")]),
    (
        "Thấp nhất là xã Phú An và Hòa Bình đạt tỷ lệ 76%.",
        [("xã Phú An", None, None, 76, ""), ("Hòa Bình", None, None, 76, "")],
    ),
    ("Toàn huyện có 10/17 xã đạt 85% trở lên (xã Phú An đạt 100%).", [("xã Phú An", None, None, 100, "")]),
    (
        "Xã Phú An có 1.897 người tham gia BHYT, so với tổng số 2.703 người, đạt 70,2%.",
        [("Xã Phú An", 1897, 2703, 70.2, "")],
    ),
    (
        "Xã Phú An có dân số 2.703 người, trong đó 1.897 người có thẻ BHYT, đạt 70,2%.",
        [("Xã Phú An", 1897, 2703, 70.2, "")],
    ),
    ("Xã Phú An đạt 70,2%, tương ứng 1.897/2.703 người tham gia BHYT.", [("Xã Phú An", 1897, 2703, 70.2, "")]),
    ("Xã Phú An: 791/903 hộ có thẻ BHYT.", []),
    ("Xã Phú An dưới 90%.", [("Xã Phú An", None, None, 90, "<")]),
    ("Tỷ lệ lao động tham gia BHXH toàn tỉnh đạt 38,05%.", []),
    ("Xã Phú An có 157 trẻ em, cấp 157/157 thẻ BHYT.", []),
    ("Có 3.759 học sinh ở huyện Long An tham gia BHYT, tỷ lệ 96%.", []),
    ("Chỉ tiêu bao phủ BHYT của huyện Long An: năm 2025: 94%; năm 2026: 95%.", []),
    ("Huyện Long An phấn đấu đến 30-6-2025 có 95% dân số có thẻ BHYT.", []),
]


@pytest.mark.parametrize(("text", "expected"), FIGURES)
def test_figures(text, expected):
    found = read(HEAD + text, head="").readings
    assert [
        (each.unit.text, each.insured, each.population, each.percent and float(each.percent), each.bound)
        for each in found
    ] == expected


def test_the_day_of_a_figure():
    text = (
        "Tính đến ngày 30/4/2025, xã Phú An đạt 91% dân số tham gia BHYT.\n\nXã Hòa Bình đạt 88% dân số tham gia BHYT."
    )
    first, second = read(text, head="").readings
    assert first.as_of.on == second.as_of.on == dt.date(2025, 4, 30)
    assert first.as_of.sure and not second.as_of.sure


def test_no_day_before_the_first_cut_off():
    (figure,) = read("Xã Phú An đạt 91% dân số tham gia BHYT, phấn đấu đến hết năm 2025 đạt 95%.", head="").readings
    assert figure.as_of is None


def test_what_is_not_sure():
    text = (
        "UBND huyện có văn bản gửi các xã. Chủ tịch yêu cầu các xã rà soát thẻ trước ngày 30/6."
        "\n\nTiếp tục vận động 95% hộ gia đình.\n\nCác thôn phối hợp với đại lý thu."
    )
    first, second, third = read(text).directives
    assert first.sure and first.deadline.sure and first.assignees[0].sure
    assert not second.sure and not second.assignees[0].sure
    assert not third.sure and third.assignees[0].sure


def test_a_meeting_is_younger_than_the_papers_and_figures_of_its_text():
    text = "Chiều 19/4, UBND tỉnh họp Ban Chỉ đạo. Tính đến ngày 31/12/2021, tỷ lệ bao phủ đạt 86,5%.\n"
    assert read(text, head="").facts.date.on == dt.date(2022, 4, 19)


DAYS = [  # the day of the meeting, and that of the notice
    ("BIÊN BẢN HỌP\nThời gian: 8 giờ ngày 12.3.2018\nĐịa điểm: Hội trường", "2018-03-12", None),
    ("Ngày 28/12, huyện họp về BHYT.", "2024-12-28", None),
    ("Ngày 15/6, huyện họp về BHYT.", "2025-06-15", None),
    ("Thông báo kết luận số: 12-TB/HU ngày 6/11/2019", "2019-11-06", "2019-11-06"),
    ("Kết luận cuộc họp ngày 7/10/2019, Chủ tịch giao các xã báo cáo.", "2019-10-07", None),
    ("Tổ công tác đi khảo sát ngày 3-4-2019 tại xã Tân Mỹ về BHYT.", "2019-04-03", None),
]


@pytest.mark.parametrize(("text", "meeting", "notice"), DAYS)
def test_the_day_of_the_meeting_and_of_the_notice(text, meeting, notice):
    facts = read(text, head="").facts
    assert facts.date.on.isoformat() == meeting
    assert (facts.notice_date and facts.notice_date.on.isoformat()) == notice


@pytest.mark.parametrize("as_of", [dt.date.min, dt.date.max])
def test_a_day_beyond_all_calendars(as_of):
    assert read_minutes("Chủ tịch yêu cầu các xã báo cáo trước ngày 15/10.", as_of).directives[0].deadline
