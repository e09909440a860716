"""A text is looked at whatever its spaces, dashes and code points; every find is exact in the original."""

import unicodedata

import pytest

from bhyt_tasks.intake.view import View
from tests.intake.reader import read


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Các\u00a0xã\u2009,\u202fphường\t", "các xã , phường\t"),
        ("LĐ – TB — XH ‑ x − y", "lđ - tb - xh - x - y"),
        ("“một” „hai” «ba»", '"một" "hai" "ba"'),
        ("một\u200bhai\ufeff ba\u00ad", "một hai ba "),
        ("một    hai", "một hai"),
        ("A.\x0bB.\x85C.\u2028D.\u2029E.", "a.\nb.\nc.\nd.\ne."),
        ("hoà, uỷ ban, khoẻ, thuý, quý, quỳ, hoàn", "hòa, ủy ban, khỏe, thúy, quý, quỳ, hoàn"),
        ("Tỉ lệ", "tỷ lệ"),
        ("İstanbul", "istanbul"),
    ],
)
def test_one_way_to_write_it(text: str, plain: str) -> None:
    view = View.of(text)
    assert view.plain == plain
    assert len(view.words) == len(view.plain) == len(view.bare)


def test_without_marks() -> None:
    assert View.of("Đề nghị Ủy ban nhân dân các xã").bare == "de nghi uy ban nhan dan cac xa"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_what_is_found_leads_back_to_the_text_as_given(form: str) -> None:
    text = unicodedata.normalize(form, "\ufeff  Đề nghị  uỷ\u00a0ban  các xã")
    view = View.of(text)
    at = view.plain.index("ủy ban")
    start, end = view.original(at, at + len("ủy ban"))
    assert unicodedata.normalize("NFC", text[start:end]) == "uỷ\u00a0ban"


WRAPPED = """Chủ tịch UBND huyện yêu cầu các
xã, thị trấn rà soát hộ
chưa có thẻ trước ngày 15/11.
- Phòng Y tế lập danh sách
trước ngày 20/11.
Người ký"""
FULL_LINES = [
    "Chủ tịch UBND huyện yêu cầu UBND các xã, thị trấn rà soát",
    "Hộ Cận Nghèo Chưa Có Thẻ trên địa bàn và gửi danh sách về",
    "BHXH huyện trước ngày 15/11 để đối chiếu với dữ liệu thu.",
    "Phòng Y tế theo dõi việc này và báo cáo kết quả về UBND",
    "Huyện vào cuối tháng; nơi nào làm chậm thì nêu rõ lý do.",
    "Văn phòng đôn đốc các đơn vị, tổng hợp chung.",
    "Hội nghị kết thúc lúc 11 giờ.",
    "Thư ký",
]


def test_a_sentence_goes_on_over_the_line_breaks_of_a_program() -> None:
    assert [each.quote.text for each in read(WRAPPED).directives] == [
        "yêu cầu các\nxã, thị trấn rà soát hộ\nchưa có thẻ trước ngày 15/11",
        "Phòng Y tế lập danh sách\ntrước ngày 20/11",
    ]
    first, *_ = read("\n".join(FULL_LINES)).directives
    assert first.quote.text.endswith("để đối chiếu với dữ liệu thu")
    assert first.assignees[0].text == "UBND các xã, thị trấn"


def test_typing_errors_and_spaces_stay_in_the_quote() -> None:
    text = "Chủ tịch UBND huyện yêu cầu các xã ,phường  rà soat\u00a0hộ chưa có thẻ ."
    [order] = read(text).directives
    assert order.quote.text == "yêu cầu các xã ,phường  rà soat\u00a0hộ chưa có thẻ"
    assert order.assignees[0].text == "các xã ,phường"
