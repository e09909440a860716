"""What does a text say of the meeting: day, kind, chair, place, number and day of the notice?"""

from datetime import date

import pytest

from bhyt_tasks.intake.minutes import Day, Quote
from tests.intake.reader import read

CONFERENCE = """Sáng 29/10, tại hội trường UBND huyện, đồng chí Nguyễn Văn An, Phó Chủ tịch UBND huyện, Trưởng ban \
chỉ đạo BHYT huyện chủ trì hội nghị giao ban về BHYT.
Cùng dự có các phòng."""
NOTICE = """UBND HUYỆN THẠCH HÀ
Số: 125/TB-UBND
Thạch Hà, ngày 05 tháng 11 năm 2019

THÔNG BÁO
Kết luận của Chủ tịch UBND huyện tại cuộc họp ngày 29/10/2019

Ngày 29/10/2019, tại phòng họp số 2, ông Trần Văn Bình - Chủ tịch UBND huyện chủ trì cuộc họp."""
INSPECTION = """Chiều 13/11, đoàn kiểm tra do bà Lê Thị Hoa, Trưởng ban chỉ đạo BHYT huyện làm trưởng đoàn kiểm tra \
việc thực hiện BHYT tại xã Tân Lập."""
NEWS = """Thứ Hai, 12/03/2018 (GMT+7)
Huyện bàn việc BHYT
Ngày 9/3, UBND huyện tổ chức buổi làm việc với BHXH huyện. Phát biểu tại buổi làm việc, Chủ tịch UBND huyện Trần Văn \
Năm yêu cầu các xã rà soát."""
LETTER = """Ngày 5/3/2018, UBND huyện ban hành Công văn số 45/UBND-VX yêu cầu các xã rà soát."""

# kind, day of the meeting, chair, position, place, number
SAID = [
    (
        CONFERENCE,
        *("conference", date(2019, 10, 29), "Nguyễn Văn An"),
        *("Phó Chủ tịch UBND huyện, Trưởng ban chỉ đạo BHYT huyện", "hội trường UBND huyện", None),
    ),
    (
        NOTICE,
        *("working_session", date(2019, 10, 29), "Trần Văn Bình"),
        *("Chủ tịch UBND huyện", "phòng họp số 2", "125/TB-UBND"),
    ),
    (
        INSPECTION,
        *("inspection", date(2019, 11, 13), "Lê Thị Hoa"),
        *("Trưởng ban chỉ đạo BHYT huyện", "xã Tân Lập", None),
    ),
    (NEWS, "working_session", date(2018, 3, 9), "Trần Văn Năm", "Chủ tịch UBND huyện", None, None),
    (
        "Ngày 3/3/2019, ông Nguyễn Văn An, Trưởng ban chỉ đạo BHYT huyện, chủ trì hội nghị.",
        *("conference", date(2019, 3, 3), "Nguyễn Văn An", "Trưởng ban chỉ đạo BHYT huyện", None, None),
    ),
    (LETTER, None, date(2018, 3, 5), None, None, None, None),
    ("Hội thảo ngày 30/2/2019.", "conference", None, None, None, None, None),
    ("Hôm qua, huyện họp giao ban.", "working_session", None, None, None, None, None),
    (
        "Căn cứ Quyết định số 12/QĐ-UBND ngày 5/3/2019, UBND huyện họp.",
        *("working_session", None, None, None, None, None),
    ),
    ("Số: /TB-BCĐ\nKính gửi: UBND các xã\nBáo cáo trước ngày 15/11.", None, None, None, None, None, "/TB-BCĐ"),
    (
        "Người chủ trì: đ/c Lê Văn Ba, Trưởng thôn\nHọp tại nhà văn hóa thôn Đông về việc mua thẻ.",
        *("working_session", None, "Lê Văn Ba", "Trưởng thôn", "nhà văn hóa thôn Đông", None),
    ),
    ("", None, None, None, None, None, None),
]  # fmt: skip


def words(quote: Quote | None) -> str | None:
    return quote.text if quote else None


def on(day: Day | None) -> date | None:
    return day.on if day else None


@pytest.mark.parametrize(("text", "kind", "day", "chair", "position", "place", "number"), SAID)
def test_the_facts_of_a_meeting(
    text: str,
    kind: str | None,
    day: date | None,
    chair: str | None,
    position: str | None,
    place: str | None,
    number: str | None,
) -> None:
    facts = read(text).facts
    assert (facts.kind, on(facts.date)) == (kind, day)
    assert (words(facts.chair), words(facts.position)) == (chair, position)
    assert (words(facts.place), words(facts.notice_number)) == (place, number)


def test_who_only_speaks_is_not_surely_the_chair() -> None:
    sure, unsure = read(CONFERENCE).facts.chair, read(NEWS).facts.chair
    assert sure and sure.sure and unsure and not unsure.sure


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (NOTICE, date(2019, 11, 5)),
        ("TB số 12/TB-BCĐ ngày 6/11/2019", date(2019, 11, 6)),
        (CONFERENCE, None),
        ("Căn cứ Quyết định ngày 5/3/2019, UBND huyện họp.", None),
    ],
)
def test_the_day_of_the_notice_is_not_that_of_another_paper(text: str, day: date | None) -> None:
    assert on(read(text).facts.notice_date) == day


def test_without_a_meeting_the_day_of_an_official_paper_counts() -> None:
    paper = "Thạch Hà, ngày 05 tháng 11 năm 2019\nKính gửi: UBND các xã\nĐề nghị các xã báo cáo trước ngày 15/11."
    assert on(read(paper).facts.date) == date(2019, 11, 5)
    assert on(read(paper.replace("Kính gửi", "Người viết")).facts.date) is None
