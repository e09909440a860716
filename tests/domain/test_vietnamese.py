"""R16: how Vietnamese is searched, sorted and read."""

import unicodedata
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhyt_tasks.domain import vietnamese
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.vietnamese import (
    clean,
    compact,
    fold,
    parse_count,
    parse_date,
    parse_rate,
    plain_letters,
    sort_key,
)

TODAY = date(2019, 12, 9)
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
vietnamese_text = st.text(LETTERS + LETTERS.upper() + " -–&", max_size=30)


# Search


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("THACH TRUNG", "Thạch Trung"),
        ("dai nai", "Đại Nài"),
        ("ĐẠI NÀI", "đại nài"),
        ("hòa bình", "hoà bình"),
        ("thuỷ", "thủy"),
        ("Thạch\u00a0Trung", "Thạch Trung"),
        ("Thạch \u2009  Trung", "thạch trung"),
        ("tỷ lệ", "tỉ lệ"),
        ("kỹ thuật", "kĩ thuật"),
        ("phường 11", "Phường 11"),
        ("Th\u0061\u0323ch", "Thạch"),
        ("LĐ – TB & XH", "lđ-tb&xh"),
        ("(xã) Thạch, Trung.", "xã Thạch Trung"),
    ],
)
def test_R16_one_spelling_finds_the_other(typed: str, stored: str) -> None:
    assert fold(typed) == fold(stored)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đại Nài", "dai nai"),
        ("Tỷ lệ bao phủ BHYT", "ti le bao phu bhyt"),
        ("Quỳnh Quý", "quynh quy"),
        ("y tế", "y te"),
        ("thủy", "thuy"),
        ("LĐ – TB & XH", "ld tb xh"),
        ("a_b", "a b"),
        ("", ""),
        ("–—…", ""),
    ],
)
def test_R16_fold_leaves_plain_letters_and_digits(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_R16_compact_reads_an_abbreviation_in_any_spacing() -> None:
    spellings = ("LĐ – TB & XH", "LĐ-TB&XH", "LĐTB&XH", "ldtbxh", "L Đ T B X H", "LĐ\u00a0–\u00a0TB\u00a0&\u00a0XH")
    assert {compact(spelling) for spelling in spellings} == {"ldtbxh"}


@given(st.text(max_size=40))
def test_R16_folding_a_second_time_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(vietnamese_text)
def test_R16_folding_does_not_see_case_or_normal_form(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")} == {folded}
    assert fold(text.upper()) == fold(text.lower()) == folded


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("  a \t b\u00a0c  ", "a b c"),
        ("a\r\nb", "a\nb"),
        ("a\n\n b", "a\n\n b"),
        ("Đa\u0323i", "Đại"),
        ("   ", ""),
        ("a\x00b\x1b", "ab"),
        ("a\ud800b", "ab"),
        ("ảnh 📷", "ảnh 📷"),
    ],
)
def test_R16_stored_text_is_nfc_with_plain_spaces(text: str, stored: str) -> None:
    assert clean(text) == stored


@given(st.text(max_size=40))
def test_cleaning_a_second_time_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


# Order


@pytest.mark.parametrize(
    "ordered",
    [
        ["An", "Ăn", "Ân", "Ấn"],
        ["Dương", "Đại Nài", "Đồng Môn"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["cô", "cơ", "cu", "cư"],
        ["e", "ê", "g", "i"],
        ["Hà Huy Tập", "Hà Tĩnh", "Hòa Bình"],
        ["Bắc Hà", "Đại Nài", "Nam Hà", "Nguyễn Du", "Tân Giang", "Thạch Bình", "Thạch Hạ", "Trần Phú", "Văn Yên"],
        ["Phường 1", "Phường 11", "Phường An"],
        ["ma lái", "mã lai", "mã lái"],
        ["An", "An Bình", "Anh"],
        ["", "a", "z"],
    ],
)
def test_R16_sorting_is_vietnamese(ordered: list[str]) -> None:
    assert sorted(ordered, key=sort_key) == ordered


def test_R16_sorting_does_not_see_case_or_normal_form() -> None:
    assert sort_key("ĐẠI NÀI") == sort_key(unicodedata.normalize("NFD", "đại nài"))


def test_R16_every_letter_has_its_place() -> None:
    alphabet = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
    assert sorted(sorted(alphabet), key=sort_key) == alphabet


@given(st.text(max_size=20))
def test_sort_keys_are_made_of_any_text(text: str) -> None:
    assert sort_key(text).count("\x01") >= 1


# Dates


@pytest.mark.parametrize(
    "text",
    [
        "5/12/2019",
        "05/12/2019",
        "05-12-2019",
        "5-12-2019",
        "5.12.2019",
        "5 / 12 / 2019",
        "5 12 2019",
        "5/12/19",
        "5/12",
        "5.12",
        "05-12",
        "ngày 5/12",
        "ngày 5 tháng 12 năm 2019",
        "Ngày 05 tháng 12",
        "5 tháng 12 năm 2019",
        "NGÀY 5 THÁNG 12 NĂM 2019",
        "ngày\u00a05\u00a0tháng\u00a012\u00a0năm\u00a02019",
        unicodedata.normalize("NFD", "ngày 5 tháng 12 năm 2019"),
        "ngay 5 thang 12 nam 2019",
        "  5/12/2019  ",
        "2019-12-05",
        "2019-12-5",
    ],
)
def test_R16_the_fifth_of_december_in_every_common_form(text: str) -> None:
    assert parse_date(text, TODAY) == date(2019, 12, 5)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cuối tháng", date(2019, 12, 31)),
        ("đến cuối tháng", date(2019, 12, 31)),
        ("hết tháng", date(2019, 12, 31)),
        ("cuối tháng 11", date(2019, 11, 30)),
        ("cuối tháng 02/2020", date(2020, 2, 29)),
        ("cuối tháng 2 năm 2021", date(2021, 2, 28)),
        ("cuối tháng 2-2020", date(2020, 2, 29)),
        ("cuối quý", date(2019, 12, 31)),
        ("hết quý I", date(2019, 3, 31)),
        ("cuối quý II/2020", date(2020, 6, 30)),
        ("cuối quý III", date(2019, 9, 30)),
        ("cuối quý iv năm 2020", date(2020, 12, 31)),
        ("cuối quý 3", date(2019, 9, 30)),
        ("cuối năm", date(2019, 12, 31)),
        ("cuối năm 2020", date(2020, 12, 31)),
        ("đến hết năm 2019", date(2019, 12, 31)),
        ("+7 ngày", date(2019, 12, 16)),
        ("+7", date(2019, 12, 16)),
        ("+ 30 ngày", date(2020, 1, 8)),
        ("+0 ngày", TODAY),
        ("hôm nay", TODAY),
        ("29/2/2020", date(2020, 2, 29)),
        ("1/2", date(2019, 2, 1)),
    ],
)
def test_R16_days_that_count_from_today(text: str, meant: date) -> None:
    assert parse_date(text, TODAY) == meant


@pytest.mark.parametrize(
    ("today", "meant"),
    [
        (date(2019, 1, 1), date(2019, 3, 31)),
        (date(2019, 6, 30), date(2019, 6, 30)),
        (date(2019, 7, 1), date(2019, 9, 30)),
    ],
)
def test_R16_the_end_of_the_quarter_is_that_of_today(today: date, meant: date) -> None:
    assert parse_date("cuối quý", today) == meant


@pytest.mark.parametrize(
    "text", ["31/02", "31/02/2020", "29/2/2019", "ngày 31 tháng 4", "0/12/2019", "5/13/2019", "2019-02-30", "1/1/0000"]
)
def test_R16_a_day_the_calendar_does_not_have_has_its_own_sentence(text: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        parse_date(f" {text} ", TODAY)
    assert (caught.value.sentence, caught.value.values) == (vietnamese.NO_SUCH_DAY, {"text": text})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "mai",
        "5",
        "12/2019",
        "2019",
        "5/12/20199",
        "5/12/019",
        "tháng 12",
        "năm 2019",
        "cuối tháng 13",
        "cuối quý 5",
        "cuối năm 0000",
        "cuối tháng 5/0000",
        "+7 tuần",
        "-7 ngày",
        "5/12/2019 8:00",
        "20191205",
        "2019/12/05",
        "cuối tháng 2019",
    ],
)
def test_R16_what_is_no_date_is_said_in_words(text: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        parse_date(text, TODAY)
    assert (caught.value.sentence, caught.value.values) == (vietnamese.BAD_DATE, {"text": text.strip()})


FORMS = (
    "{0.day}/{0.month}/{0.year:04}",
    "{0:%d/%m}/{0.year:04}",
    "{0:%d-%m}-{0.year:04}",
    "{0.day}.{0.month}.{0.year:04}",
    "ngày {0.day} tháng {0.month} năm {0.year:04}",
    "{0.year:04}-{0:%m-%d}",
)


@given(st.dates(), st.sampled_from(FORMS))
def test_R16_any_day_in_any_form_is_read_back(day: date, form: str) -> None:
    assert parse_date(form.format(day), TODAY) == day


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(("{0:%d/%m/%y}", "{0.day}-{0.month}-{0:%y}")))
def test_R16_two_digits_of_a_year_are_of_this_century(day: date, form: str) -> None:
    assert parse_date(form.format(day), TODAY) == day


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 999))
def test_R16_days_from_today_and_ends_are_what_the_calendar_says(today: date, count: int) -> None:
    assert parse_date(f"+{count} ngày", today) == today + timedelta(days=count)
    assert parse_date("cuối tháng", today) == today.replace(day=monthrange(today.year, today.month)[1])
    assert parse_date("cuối năm", today) == date(today.year, 12, 31)
    quarter = parse_date("cuối quý", today)
    assert quarter >= today
    assert (quarter + timedelta(days=1)).day == 1
    assert (quarter.month % 3, (quarter.month - today.month) // 3) == (0, 0)


pieces = st.sampled_from(
    [
        "ngày",
        "tháng",
        "năm",
        "quý",
        "cuối",
        "hết",
        "đến",
        "+",
        "/",
        "-",
        ".",
        " ",
        "IV",
        "xii",
        "0",
        "5",
        "12",
        "31",
        "2019",
    ]
)


@given(st.text(max_size=30) | st.lists(pieces, max_size=8).map("".join) | st.lists(pieces, max_size=8).map(" ".join))
def test_R16_any_text_is_a_day_or_a_broken_rule(text: str) -> None:
    try:
        assert type(parse_date(text, TODAY)) is date
    except RuleBroken as broken:
        assert broken.sentence in (vietnamese.BAD_DATE, vietnamese.NO_SUCH_DAY)


# Numbers


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1.492", 1492),
        ("1,492", 1492),
        ("1 492", 1492),
        ("1\u00a0492", 1492),
        ("1492", 1492),
        (" 2174 ", 2174),
        ("1.492.000", 1_492_000),
        ("0", 0),
        ("007", 7),
        ("2000000000", 2_000_000_000),
    ],
)
def test_R16_people_are_counted_in_whole_numbers(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize(
    "text", ["", "1.49", "1,5", "-3", "12 người", "một", "1.4920", "2000000001", "12345678901", "1.", "+5"]
)
def test_R16_what_is_no_count_is_said_in_words(text: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        parse_count(text)
    assert (caught.value.sentence, caught.value.values) == (vietnamese.BAD_COUNT, {"text": text})


@given(st.integers(0, vietnamese.LARGEST_COUNT))
def test_R16_a_count_is_read_back_with_any_thousands_mark(count: int) -> None:
    for mark in (",", ".", " ", ""):
        assert parse_count(f"{count:,}".replace(",", mark)) == count


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("96.5%", 9650),
        ("96,5", 9650),
        ("98 %", 9800),
        ("98", 9800),
        ("92,96", 9296),
        ("0,05%", 5),
        ("100%", 10_000),
        (" 93\u00a0% ", 9300),
    ],
)
def test_R16_a_rate_is_read_in_basis_points(text: str, points: int) -> None:
    assert parse_rate(text) == points


@pytest.mark.parametrize("text", ["", "%", "96.567", "1000", "-5", "96%%", "96,", "chín mươi"])
def test_R16_what_is_no_rate_is_said_in_words(text: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        parse_rate(text)
    assert (caught.value.sentence, caught.value.values) == (vietnamese.BAD_RATE, {"text": text})


@given(st.integers(0, 99_999), st.sampled_from((".", ",")), st.sampled_from(("", "%", " %")))
def test_R16_a_rate_with_two_decimals_is_read_back(points: int, mark: str, sign: str) -> None:
    assert parse_rate(f"{points // 100}{mark}{points % 100:02}{sign}") == points


@given(st.text(max_size=20))
def test_R16_any_text_is_a_number_or_a_broken_rule(text: str) -> None:
    for parse, sentence in ((parse_count, vietnamese.BAD_COUNT), (parse_rate, vietnamese.BAD_RATE)):
        try:
            assert parse(text) >= 0
        except RuleBroken as broken:
            assert broken.sentence == sentence


@pytest.mark.parametrize(
    ("text", "letters"),
    [("xã Kỳ Anh", "xakyanh"), ("Đại Nài", "dainai"), ("LĐ – TB & XH", "ldtbxh"), ("Phường 11", "phuong11"), ("…", "")],
)
def test_plain_letters_are_on_every_keyboard(text: str, letters: str) -> None:
    assert plain_letters(text) == letters


@pytest.mark.parametrize(
    ("typed", "name", "same"),
    [
        ("xã Thạch Hà", "xã Thạch Hạ", False),
        ("xa thach ha", "xã Thạch Hạ", True),
        ("XÃ THẠCH HẠ", "xã Thạch Hạ", True),
        ("Phúc Hoà", "Phúc Hòa", True),
        ("Kì Anh", "Kỳ Anh", True),
        ("Ky Anh", "Kỳ Anh", True),
        ("Đại Nài", "Dai Nài", False),
        ("LĐ – TB & XH", "LĐTBXH", True),
        ("Ha\u0300 Tĩnh", "Hà Tĩnh", True),
        ("Hà Tĩnh", "Hà Nội", False),
    ],
)
def test_R16_names_are_told_apart_by_their_tones(typed: str, name: str, same: bool) -> None:
    assert vietnamese.same_name(typed, name) is same
