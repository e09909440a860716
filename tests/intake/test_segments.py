"""Lines, items, sentences and clauses."""

import pytest

from bhyt_tasks.intake.segments import blocks
from bhyt_tasks.intake.tokens import Tokens
from bhyt_tasks.intake.view import View


def parted(text: str) -> list[tuple[str, list[list[str]]]]:
    """The marker of each line and the words of each clause of each sentence in it."""
    tokens = Tokens(View.of(text))

    def words(first: int, last: int) -> str:
        return tokens.view.words[tokens[first].start : tokens[last - 1].end]

    return [
        (block.marker, [[words(clause.first, clause.last) for clause in each.clauses] for each in block.sentences])
        for block in blocks(tokens)
    ]


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("1. Phòng Y tế", "1"),
        ("12) Phòng Y tế", "1)"),
        ("1/ Phòng Y tế", "1"),
        ("1- Phòng Y tế", "1"),
        ("1.2. Phòng Y tế", "1.1"),
        ("IV. Phòng Y tế", "i"),
        ("iv) Phòng Y tế", "i)"),
        ("a) Phòng Y tế", "a)"),
        ("đ. Phòng Y tế", "a"),
        ("(2) Phòng Y tế", "(1)"),
        ("(b) Phòng Y tế", "(a)"),
        ("A1. Phòng Y tế", "a1"),
        ("Điều 3. Phòng Y tế", "điều"),
        ("- Phòng Y tế", "-"),
        ("• Phòng Y tế", "•"),
        ("✅ Phòng Y tế", "✅"),
        ("Phòng Y tế", ""),
        ("2019. Phòng Y tế", ""),
        ("15/11 Phòng Y tế", ""),
        ("(xem) Phòng Y tế", ""),
        ("-", ""),
        ("1.", ""),
    ],
)
def test_what_marks_an_item(line: str, marker: str) -> None:
    assert [block[0] for block in parted(line)] == [marker]


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("Các xã họp. Phòng Y tế nghe.", [["Các xã họp."], ["Phòng Y tế nghe."]]),
        ("Các xã họp.Phòng Y tế nghe.", [["Các xã họp."], ["Phòng Y tế nghe."]]),
        ("TP. Hà Tĩnh họp.", [["TP. Hà Tĩnh họp."]]),
        ("Mời P. Y tế họp.", [["Mời P. Y tế họp."]]),
        ("Đạt 93.5%. Còn 2.000 người.", [["Đạt 93.5%."], ["Còn 2.000 người."]]),
        ("Họp lúc 8 giờ. 15 xã dự.", [["Họp lúc 8 giờ."], ["15 xã dự."]]),
        ('Các xã họp. "Phải làm ngay".', [["Các xã họp."], ['"Phải làm ngay".']]),
        ("Các xã họp… rồi về.", [["Các xã họp… rồi về."]]),
        ("Các xã họp; phòng Y tế nghe; xong.", [["Các xã họp", "phòng Y tế nghe", "xong."]]),
        ("Các xã (Tân Lập; Bình Minh) họp; xong.", [["Các xã (Tân Lập; Bình Minh) họp", "xong."]]),
        ("Các xã (Tân Lập; Bình Minh họp.", [["Các xã (Tân Lập", "Bình Minh họp."]]),
        ("Gồm: (1) họp, (2) nghe; (iii) xong.", [["Gồm:", "(1) họp,", "(2) nghe", "(iii) xong."]]),
        ("; ; họp;", [["họp"]]),
    ],
)
def test_sentences_and_clauses(line: str, sentences: list[list[str]]) -> None:
    assert [block[1] for block in parted(line)] == [sentences]


def test_lines_without_words_are_no_blocks() -> None:
    assert [block[0] for block in parted("\n\n1. Họp\n\n- Nghe\n")] == ["1", "-"]
