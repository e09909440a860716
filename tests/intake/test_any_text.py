"""Whatever the text: nothing is raised, every quote stands in it, and twice the text is twice the work."""

import random
import sys
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.reader import ORDERS, quotes, read

CHARACTERS = st.characters(exclude_categories=["Cs"])
WORDS = """Chủ tịch UBND huyện yêu cầu đề nghị giao các xã phường Phòng Y tế LĐ - TB & XH BHXH , ; : . ( ) “ ” % / 93,5
1.492 người trước ngày 15/11/2019 28 hằng tháng từ đến cuối năm quý I phối hợp với cùng đạt và vượt phải cần
chưa còn tồn tại Tân Lập kết luận 1. a) toàn bao phủ tham gia tổng số có thẻ BHYT đồng chí Nguyễn Văn xong
một số như sau Nơi nhận"""
SIGNS = ["\n", "\n- ", "\t", "\r\n", "\u00a0", "\u0301", "\u202e", "\u05d0", "\U0001f600"]
PIECES = st.sampled_from([*WORDS.split(), *SIGNS]) | st.text(CHARACTERS, max_size=3)


@given(st.text(CHARACTERS) | st.lists(PIECES).map(" ".join))
@settings(max_examples=100)
def test_any_text_is_read_and_every_quote_stands_in_it(text: str) -> None:
    minutes = read(text)
    for quote in quotes(minutes):
        assert text[quote.start : quote.end] == quote.text != ""
    for found in (minutes.directives, minutes.readings, minutes.findings):
        spans = [(each.quote.start, each.quote.end) for each in found]
        assert spans == sorted(spans)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    for each in minutes.directives:
        for unit in (*each.assignees, *each.coordinators):
            assert text[unit.start : unit.end] == unit.text


@pytest.mark.long
def test_much_noise_has_no_directive() -> None:
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạ0123456789 .,;:-/()%\n"
    noise = "".join(random.Random(6).choices(letters, k=50_000))
    assert read(noise).directives == ()


def calls(text: str) -> int:
    """How many functions are called to read a text."""
    counted = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize(
    "piece",
    [
        f"{ORDERS}các xã rà soát; báo cáo trước ngày 15/11.\n",
        "các xã, ", "phối hợp với ", "UBND xã Tân Lập và ", "xã Tân Lập đạt 93%, ", "từ ngày 1/1 đến ",
        "(", "(a) ", "\" ", ": ", "1.", "- a\n", "a\tb\tc\n", "I. NHIỆM VỤ\n", "\u0301", "a ",
    ],
)  # fmt: skip
def test_four_times_the_text_is_four_times_the_work(piece: str) -> None:
    size = 400
    short, long = (calls(piece * times) for times in (size // len(piece), 4 * size // len(piece)))
    assert long < 4.5 * short + 200


@pytest.mark.parametrize("as_of", [date(1900, 1, 1), date(2100, 12, 31)])
def test_whatever_the_day(as_of: date) -> None:
    assert len(read(f"{ORDERS}các xã báo cáo trước ngày 15/11; hoàn thành đến cuối năm.", as_of).directives) == 2
