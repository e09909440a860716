"""By when is something to be done, and how often? Days are read day first; other days in an order are no deadlines."""

from datetime import date

import pytest

from bhyt_tasks.intake.dates import Calendar, Named, named_dates
from tests.intake.reader import ORDERS, TODAY, read, the_order

# What the communes are told, the last day, and the words that say so; today is Tuesday, 29/10/2019.
DUE = [
    ("hoàn thành trước ngày 15/11/2019", date(2019, 11, 15), "trước ngày 15/11/2019"),
    ("hoàn thành trước ngày 15-11-2019", date(2019, 11, 15), "trước ngày 15-11-2019"),
    ("hoàn thành trước ngày 15.11.2019", date(2019, 11, 15), "trước ngày 15.11.2019"),
    ("hoàn thành trước ngày 15/ 11/ 2019", date(2019, 11, 15), "trước ngày 15/ 11/ 2019"),
    ("hoàn thành trước 2019-11-15", date(2019, 11, 15), "trước 2019-11-15"),
    ("hoàn thành trước ngày 05 tháng 12 năm 2019", date(2019, 12, 5), "trước ngày 05 tháng 12 năm 2019"),
    ("hoàn thành trước ngày 15 tháng mười một", date(2019, 11, 15), "trước ngày 15 tháng mười một"),
    ("hoàn thành trước 5/12", date(2019, 12, 5), "trước 5/12"),
    ("hoàn thành trước ngày 5/1", date(2020, 1, 5), "trước ngày 5/1"),
    ("hoàn thành trước\u00a0ngày\u00a015/11", date(2019, 11, 15), "trước\u00a0ngày\u00a015/11"),
    ("nộp danh sách (trước ngày 20/11)", date(2019, 11, 20), "trước ngày 20/11"),
    ("hoàn thành, chậm nhất đến hết ngày 30-11", date(2019, 11, 30), "chậm nhất đến hết ngày 30-11"),
    ("báo cáo trước 17h00 ngày 12/11/2019", date(2019, 11, 12), "trước 17h00 ngày 12/11/2019"),
    (
        "báo cáo trước 16 giờ 30 phút thứ Sáu, ngày 15/11",
        date(2019, 11, 15),
        "trước 16 giờ 30 phút thứ Sáu, ngày 15/11",
    ),
    ("vận động đến cuối năm 2019", date(2019, 12, 31), "đến cuối năm 2019"),
    ("vận động đến cuối năm", date(2019, 12, 31), "đến cuối năm"),
    ("vận động đến hết năm nay", date(2019, 12, 31), "đến hết năm nay"),
    ("vận động từ nay đến cuối năm", date(2019, 12, 31), "từ nay đến cuối năm"),
    ("vận động đến hết 2019", date(2019, 12, 31), "đến hết 2019"),
    ("vận động trong 02 tháng cuối năm", date(2019, 12, 31), "trong 02 tháng cuối năm"),
    ("hoàn thành trong năm 2019", date(2019, 12, 31), "trong năm 2019"),
    ("hoàn thành hết quý I", date(2020, 3, 31), "hết quý I"),
    ("hoàn thành hết quý I/2020", date(2020, 3, 31), "hết quý I/2020"),
    ("hoàn thành trong quý IV năm 2019", date(2019, 12, 31), "trong quý IV năm 2019"),
    ("hoàn thành đến tháng 12/2019", date(2019, 12, 31), "đến tháng 12/2019"),
    ("hoàn thành trước tháng 12/2019", date(2019, 11, 30), "trước tháng 12/2019"),
    ("hoàn thành xong trong tháng 11", date(2019, 11, 30), "xong trong tháng 11"),
    ("hoàn thành giữa tháng 11", date(2019, 11, 15), "giữa tháng 11"),
    ("hoàn thành vào cuối tháng 11", date(2019, 11, 30), "vào cuối tháng 11"),
    ("hoàn thành trong tháng này", date(2019, 10, 31), "trong tháng này"),
    ("hoàn thành trước ngày 31 tháng này", date(2019, 10, 31), "trước ngày 31 tháng này"),
    ("hoàn thành trong tuần này", date(2019, 11, 3), "trong tuần này"),
    ("hoàn thành trong tuần tới", date(2019, 11, 10), "trong tuần tới"),
    ("hoàn thành trong 6 tháng đầu năm 2020", date(2020, 6, 30), "trong 6 tháng đầu năm 2020"),
    ("ra quân từ ngày 10/11 đến ngày 20/11", date(2019, 11, 20), "đến ngày 20/11"),
    ("ra quân từ nay đến hết ngày 20/11", date(2019, 11, 20), "đến hết ngày 20/11"),
    ("phấn đấu đạt 95% năm 2020", date(2020, 12, 31), "năm 2020"),
    ("phấn đấu đến năm 2020 đạt 95%", date(2020, 12, 31), "đến năm 2020"),
]


@pytest.mark.parametrize(("words", "day", "said"), DUE)
def test_the_last_day_on_which_it_is_in_time(words: str, day: date, said: str) -> None:
    order = the_order(f"các xã {words}")
    assert order.deadline
    assert (order.deadline.on, order.deadline.quote.text) == (day, said)


@pytest.mark.parametrize(
    "words",
    [
        "rà soát theo Quyết định số 12/QĐ-UBND ngày 05/3/2019",
        "rà soát số người chưa có thẻ tính đến ngày 31/10/2019",
        "rà soát lại, số liệu chốt đến 25/10",
        "thực hiện mức đóng mới kể từ ngày 01/01/2020",
        "cấp thẻ có giá trị từ ngày 01/01/2020",
        "gia hạn thẻ hết hạn ngày 31/12/2019",
        "vận động người nợ từ tháng 9/2019",
        "lập danh sách học sinh năm học 2019-2020",
        "hoàn thành nhiệm vụ 6 tháng cuối năm",
        "tuyên truyền trong giai đoạn 2019-2020",
        "hoàn thành đầu tháng 12",
        "báo cáo trước kỳ họp cuối năm",
        "hoàn thành trước Tết",
        "hoàn thành ngay sau hội nghị",
        "nộp danh sách trước ngày 31/11",
        "nộp danh sách trước ngày 20/13",
        "nộp danh sách của 7/11 xã",
        "thường xuyên báo cáo",
        "báo cáo hằng năm",
        "báo cáo hằng ngày",
    ],
)
def test_other_days_are_no_deadline_and_no_rhythm(words: str) -> None:
    order = the_order(f"các xã {words}")
    assert (order.deadline, order.recurrence) == (None, None)


@pytest.mark.parametrize(
    ("words", "every", "day", "said"),
    [
        ("báo cáo trước ngày 28 hằng tháng", "monthly", 28, "trước ngày 28 hằng tháng"),
        ("báo cáo trước ngày 28 hàng tháng", "monthly", 28, "trước ngày 28 hàng tháng"),
        ("báo cáo chậm nhất ngày 25 mỗi tháng", "monthly", 25, "ngày 25 mỗi tháng"),
        ("họp mỗi tháng một lần", "monthly", None, "mỗi tháng"),
        ("báo cáo hằng tuần", "weekly", None, "hằng tuần"),
        ("báo cáo vào thứ Sáu hàng tuần", "weekly", None, "hàng tuần"),
        ("báo cáo hàng quý", "quarterly", None, "hàng quý"),
        ("giao ban định kỳ mỗi quý một lần", "quarterly", None, "mỗi quý"),
    ],
)
def test_what_comes_back_has_a_rhythm_and_no_deadline(words: str, every: str, day: int | None, said: str) -> None:
    order = the_order(f"các xã {words}")
    assert order.recurrence and order.deadline is None
    assert (order.recurrence.every, order.recurrence.day) == (every, day)
    assert said in order.recurrence.quote.text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Chiều 28/12/2018, huyện họp về BHYT.", date(2019, 1, 15)),
        ("Thạch Hà, ngày 02 tháng 01 năm 2019", date(2019, 1, 15)),
        ("Năm 2018, bao phủ đạt 90%.", date(2018, 1, 15)),
    ],
)
def test_a_year_that_is_left_out_is_that_of_the_text(text: str, day: date) -> None:
    [order] = read(f"{text}\n{ORDERS}các xã báo cáo trước ngày 15/1.").directives
    assert order.deadline and order.deadline.on == day


def test_a_year_that_no_word_tells_is_that_of_the_day_it_is_read() -> None:
    for as_of, day in ((TODAY, date(2020, 1, 15)), (date(2024, 1, 10), date(2024, 1, 15))):
        order = the_order("các xã báo cáo trước ngày 15/1", as_of)
        assert order.deadline and order.deadline.on == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("báo cáo trước ngày 15/11, gửi danh sách trước ngày 15/11", 15),
        ("báo cáo trước ngày 15/11 hoặc trước ngày 20/11", 20),
        ("báo cáo trước ngày 15/11, chậm nhất trước ngày 20/11", 20),
    ],
)
def test_one_product_with_two_days_is_one(words: str, day: int) -> None:
    order = the_order(f"các xã {words}")
    assert order.deadline and order.deadline.on == date(2019, 11, day)


def test_a_day_that_this_month_does_not_have_is_none() -> None:
    assert the_order("các xã báo cáo trước ngày 31 tháng này", date(2019, 11, 5)).deadline is None


def test_two_products_with_a_deadline_each_are_two() -> None:
    found = read(f"{ORDERS}các xã báo cáo đợt 1 trước ngày 10/11, đợt 2 trước ngày 10/12.").directives
    assert [(each.quote.text, each.deadline and each.deadline.on) for each in found] == [
        ("yêu cầu các xã báo cáo đợt 1 trước ngày 10/11", date(2019, 11, 10)),
        ("đợt 2 trước ngày 10/12", date(2019, 12, 10)),
    ]


# Every date that a text names, whether something is due then or not.


@pytest.mark.parametrize(
    ("plain", "named"),
    [
        ("16/1", [("day", 0, 1, 16)]),
        ("ngày 13.3.2018", [("day", 2018, 3, 13)]),
        ("30-6-2018", [("day", 2018, 6, 30)]),
        ("2018-01-19", [("day", 2018, 1, 19)]),
        ("tháng 12/2017", [("month", 2017, 12, 0)]),
        ("tháng giêng", [("month", 0, 1, 0)]),
        ("quý i-2018 và quý 3", [("quarter", 2018, 1, 0), ("quarter", 0, 3, 0)]),
        ("năm 2020", [("year", 2020, 0, 0)]),
        ("7/11 xã", []),
        ("93.5%", []),
        ("12/10/3019", []),
        ("tháng 13/2019", []),
        ("31/4/2019", []),
    ],
)
def test_dates_are_named_in_many_ways(plain: str, named: list[tuple[str, int, int, int]]) -> None:
    assert [(each.kind, each.year, each.number, each.day) for each in named_dates(plain)] == named


def test_a_day_without_year_lies_at_most_a_month_back() -> None:
    calendar = Calendar(date(2019, 10, 29), firm=True)
    assert [calendar.of(Named(0, 1, "day", 0, month, 1)) for month in (9, 10, 11)] == [
        date(2020, 9, 1),
        date(2019, 10, 1),
        date(2019, 11, 1),
    ]


def test_a_day_that_the_year_does_not_have_is_none() -> None:
    assert Calendar(date(2019, 1, 1), firm=True).of(Named(0, 1, "day", 0, 2, 29)) is None
