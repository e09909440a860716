"""The words of a text, and the phrases they make."""

import pytest

from bhyt_tasks.intake.tokens import Phrases, Tokens
from bhyt_tasks.intake.view import View


def tokens_of(text: str) -> Tokens:
    return Tokens(View.of(text))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Số 12/TB-BCĐ, 93,5%.", ["Số", "12", "/", "TB", "-", "BCĐ", ",", "93,5", "%", "."]),
        ("1.492 người/2174", ["1.492", "người", "/", "2174"]),
        ("ngày 5/11/2019", ["ngày", "5", "/", "11", "/", "2019"]),
        ("H'Mông\nĐ’răng", ["H'Mông", "\n", "Đ’răng"]),
        ("", []),
    ],
)
def test_words_numbers_and_signs(text: str, written: list[str]) -> None:
    assert [token.written for token in tokens_of(text).all] == written


def test_capitals_count_only_in_a_line_that_has_others() -> None:
    tokens = tokens_of("UBND xã Tân Lập\nBAN CHỈ ĐẠO CẤP XÃ")
    assert [token.plain for token in tokens.all if token.is_capital] == ["ubnd", "tân", "lập"]


def test_nothing_stands_beyond_the_ends() -> None:
    tokens = tokens_of("các xã")
    assert (tokens.plain(-1), tokens.plain(2), tokens.says(1, "xã", "nào")) == ("", "", False)


TABLE = Phrases({"unit": "phòng y tế | phòng | xã", "field": ["lao động xã hội", "lao động"]})
LOOSE = Phrases({"field": "lđ tb xh"}, loose=True)


@pytest.mark.parametrize(
    ("table", "text", "found"),
    [
        (TABLE, "Phòng Y tế huyện", (3, "unit")),
        (TABLE, "phòng khách", (1, "unit")),
        (TABLE, "phong y te", (3, "unit")),
        (TABLE, "phong khach", None),  # a single word is not known without its marks
        (TABLE, "lao động nữ", (2, "field")),
        (TABLE, "huyện", None),
        (TABLE, "", None),
        (LOOSE, "LĐ – TB & XH huyện", (5, "field")),
        (LOOSE, "LĐ TB huyện", None),
        (LOOSE, "- LĐ TB XH", None),
        (TABLE, "lao động - xã hội", (2, "field")),
    ],
)
def test_the_longest_phrase_is_found(table: Phrases, text: str, found: tuple[int, str] | None) -> None:
    tokens = tokens_of(text)
    assert table.at(tokens, 0, len(tokens)) == found


def test_a_phrase_ends_before_the_stop() -> None:
    assert TABLE.at(tokens_of("phòng y tế"), 0, 2) == (1, "unit")


def test_a_phrase_that_is_listed_twice_is_found_once() -> None:
    tokens = tokens_of("các xã")
    assert Phrases({"a": "các xã | các xã", "b": "các"}).at(tokens, 0, 2) == (2, "a")
