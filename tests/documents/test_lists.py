"""The text of a list that came as a file."""

from pathlib import Path

import pytest

from bhyt_tasks.documents.lists import LONGEST_LIST, list_text
from bhyt_tasks.documents.sheets import Column, write_table
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.unit_lists import parse_units

SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_line_of_the_text_is_a_line_of_the_sheet(ending: str) -> None:
    lines = list_text((SAMPLES / f"thang-11.{ending}").read_bytes()).split("\n")
    assert lines[8].split("\t")[:4] == ["1", "Thạch Quí", "8833", "7956"]
    assert lines[5] == ""


def test_units_of_a_sheet_are_read_as_if_they_were_pasted() -> None:
    sheet = write_table("Danh sách", [Column("Mã"), Column("Tên đơn vị")], [(7210, "xã Mới"), ("", "phường Cũ")])
    listed = parse_units(list_text(sheet))
    assert [(unit.line, unit.code, unit.name) for unit in listed] == [(4, "07210", "xã Mới"), (5, "", "phường Cũ")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_stays_as_it_is(encoding: str) -> None:
    assert list_text("xã A; xã B\n\nthôn C".encode(encoding)) == "xã A; xã B\n\nthôn C"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp rỗng"),
        (b"x\0a", "Tệp này không phải bảng tính."),
        (b"PK\x03\x04...", "Không đọc được tệp"),
        (b"x" * (LONGEST_LIST + 1), "Danh sách trong tệp dài quá"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        list_text(content)
    assert (refusal.value.field, refusal.value.sentence.startswith(words)) == ("file", True)
