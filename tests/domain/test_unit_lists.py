"""What a pasted list is read as: lines and sheets as offices send them, in any form of writing."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bhyt_tasks.domain.unit_lists import areas_of, parse_units
from bhyt_tasks.domain.units import UnitKind, kind_named

# A dozen lines of the official list, in its own form.
OFFICIAL = """ma_tinh,ten_tinh,ma_xa,ten_xa,loai
24,Tỉnh Bắc Ninh,07210,Phường Bắc Giang,phường
24,Tỉnh Bắc Ninh,07228,Phường Đa Mai,phường
24,Tỉnh Bắc Ninh,07246,Xã Xuân Lương,xã
24,Tỉnh Bắc Ninh,07294,Xã Bố Hạ,xã
24,Tỉnh Bắc Ninh,07525,Phường Chũ,phường
24,Tỉnh Bắc Ninh,07582,Xã Lục Ngạn,xã
42,Tỉnh Hà Tĩnh,18073,Phường Thành Sen,phường
42,Tỉnh Hà Tĩnh,18100,Phường Trần Phú,phường
42,Tỉnh Hà Tĩnh,18652,Phường Hà Huy Tập,phường
42,Tỉnh Hà Tĩnh,18754,Phường Sông Trí,phường
42,Tỉnh Hà Tĩnh,18844,Xã Kỳ Thượng,xã
"""
NAMES = (
    *("phường Bắc Giang", "phường Đa Mai", "xã Xuân Lương", "xã Bố Hạ", "phường Chũ", "xã Lục Ngạn"),
    *("phường Thành Sen", "phường Trần Phú", "phường Hà Huy Tập", "phường Sông Trí", "xã Kỳ Thượng"),
)
CODES = ("07210", "07228", "07246", "07294", "07525", "07582", "18073", "18100", "18652", "18754", "18844")


def read(text: str) -> list[tuple[str, str | None, str]]:
    return [(unit.name, unit.kind.value if unit.kind else None, unit.code) for unit in parse_units(text)]


@pytest.mark.parametrize(
    "text",
    [
        OFFICIAL,
        "\ufeff" + OFFICIAL.replace("\n", "\r\n"),
        OFFICIAL.split("\n", 1)[1],
        OFFICIAL.replace(",", "\t"),
        OFFICIAL.split("\n", 1)[1].replace(",", ";"),
        "DANH SÁCH ĐƠN VỊ HÀNH CHÍNH\nKèm theo Công văn\n" + OFFICIAL.replace(",", ";"),
        OFFICIAL.replace(",", "\t").replace("\t07", "\t7"),
        OFFICIAL.replace("\n", "\n\n")
        .upper()
        .replace("MA_TINH,TEN_TINH,MA_XA,TEN_XA,LOAI", "Mã tỉnh,Tỉnh,Mã,Tên,Loại"),
        "\n".join(f'"{code}","{name}"' for code, name in zip(CODES, NAMES, strict=True)),
        "\n".join(f"{at}\t{name}\t{code}" for at, (code, name) in enumerate(zip(CODES, NAMES, strict=True), start=1)),
    ],
)
def test_the_official_list_is_read_in_every_form_it_travels(text: str) -> None:
    units = parse_units(text)
    assert [unit.name for unit in units] == list(NAMES)
    assert [unit.code for unit in units] == list(CODES)
    assert [unit.kind for unit in units] == [kind_named(name) for name in NAMES]
    assert {unit.wrong or unit.unclear for unit in units} == {None}


def test_provinces_are_told_apart() -> None:
    assert areas_of(parse_units(OFFICIAL)) == {"Tỉnh Bắc Ninh": 6, "Tỉnh Hà Tĩnh": 5}
    assert areas_of(parse_units(OFFICIAL.split("\n", 1)[1])) == {"Tỉnh Bắc Ninh": 6, "Tỉnh Hà Tĩnh": 5}
    assert areas_of(parse_units("xã A")) == {}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("", []),
        (" \n\t\n", []),
        ("Tên đơn vị\nxã A", [("xã A", "commune", "")]),
        ("xã Thạch Trung\nPhường Hà Huy Tập", [("xã Thạch Trung", "commune", ""), ("phường Hà Huy Tập", "ward", "")]),
        ("1. Xã X;\n2) Xã Y,\n(3) Xã Z.", [("xã X", "commune", ""), ("xã Y", "commune", ""), ("xã Z", "commune", "")]),
        (
            "- Thôn Y\n• Thôn Z\n+ a) Thôn T",
            [("thôn Y", "village", ""), ("thôn Z", "village", ""), ("thôn T", "village", "")],
        ),
        ("1 Xã X\n2 Xã Y", [("xã X", "commune", ""), ("xã Y", "commune", "")]),
        ("Phường 11", [("Phường 11", "ward", "")]),
        ("12. Phường 11 (27001)", [("Phường 11", "ward", "27001")]),
        ("18100 - xã A; xã B: 07210", [("xã A", "commune", "18100"), ("xã B", "commune", "07210")]),
        ("xã A (7210)", [("xã A", "commune", "07210")]),
        ("Khu phố 1234", [("Khu phố 1234", "village", "")]),
        ("xã A, phường B; thôn C", [("xã A", "commune", ""), ("phường B", "ward", ""), ("thôn C", "village", "")]),
        (
            "Phòng Lao động, Thương binh và Xã hội",
            [("Phòng Lao động, Thương binh và Xã hội", "agency", "")],
        ),
        ("UBND xã A\nỦy ban nhân dân phường B", [("xã A", "commune", ""), ("phường B", "ward", "")]),
        ("UBND", [("UBND", None, "")]),
        ("XÃ THẠCH HẠ\nXÃ EA H'LEO", [("xã Thạch Hạ", "commune", ""), ("xã Ea H'leo", "commune", "")]),
        (
            "bản Na\nBan Dân tộc\nbuôn Ja",
            [("bản Na", "village", ""), ("Ban Dân tộc", "agency", ""), ("buôn Ja", "village", "")],
        ),
        ("Hội LHPN\nBHXH tỉnh", [("Hội LHPN", "association", ""), ("BHXH tỉnh", "insurance_office", "")]),
        (
            "Tên\tLoại\nThạch Hạ\tXã\n\t\nBưu điện\tngoài",
            [("xã Thạch Hạ", "commune", ""), ("Bưu điện", "external", "")],
        ),
        ("Thạch Trung\tXã\nĐại Nài\tphường", [("xã Thạch Trung", "commune", ""), ("phường Đại Nài", "ward", "")]),
        (
            "Mã tỉnh,Tên tỉnh\n42,Tỉnh Hà Tĩnh\n1,Thành phố Hà Nội",
            [("tỉnh Hà Tĩnh", "province", ""), ("thành phố Hà Nội", "city", "")],
        ),
        ("Mã;Tên\n7210.0;xã A\n'07228;xã B", [("xã A", "commune", "07210"), ("xã B", "commune", "07228")]),
        (
            "Mã;Tên\n42;Tỉnh Hà Tĩnh\n4;Tỉnh Cao Bằng",
            [("tỉnh Hà Tĩnh", "province", "42"), ("tỉnh Cao Bằng", "province", "04")],
        ),
        ('Tên,Mã\n"xã A,18100', [("xã A", "commune", "18100")]),
        ("Tên\tMã\nxã A", [("xã A", "commune", "")]),
    ],
)
def test_lists_are_read_as_offices_write_them(text: str, units: list[tuple[str, str | None, str]]) -> None:
    assert read(text) == units


@pytest.mark.parametrize(
    ("text", "wrong", "unclear"),
    [
        ("Bưu điện", None, "Chưa rõ loại đơn vị."),
        ("Các đơn vị sau:", None, "Chưa rõ loại đơn vị."),
        ("Tên\tLoại\nxã A\tphường", "Tên và cột loại không khớp nhau.", None),
        ("Mã\tTên\n18100\t", "Có mã mà không có tên.", None),
        ("Mã\tTên\nmã một\txã A", "Mã “mã một” không dùng được", None),
        ("xã " + "A" * 200, "Tên dài quá 200 ký tự", None),
    ],
)
def test_a_line_that_is_wrong_or_unclear_says_why(text: str, wrong: str | None, unclear: str | None) -> None:
    (unit,) = parse_units(text)
    for remark, words in ((unit.wrong, wrong), (unit.unclear, unclear)):
        assert (remark is None) == (words is None)
        assert words is None or words in remark.sentence.format(**remark.values)


def test_what_was_mended_is_said() -> None:
    (unit,) = parse_units("Mã\tTên\n7210\tXÃ A B")
    assert [remark.sentence.format(**remark.values) for remark in unit.remarks] == [
        "Viết lại tên từ chữ in hoa.",
        "Ghi lại mã 07210: số 0 đầu đã bị Excel bỏ.",
    ]


def test_a_parent_is_read_from_its_column() -> None:
    assert [(unit.name, unit.parent) for unit in parse_units("Tên\tThuộc\nThôn A\txã X")] == [("thôn A", "xã X")]


SPACES = st.text(st.sampled_from(" \u00a0\u2003\u200a"), max_size=3)
GAPS = st.text(st.sampled_from(" \u00a0\u2003"), min_size=1, max_size=3)
BULLETS = st.sampled_from(("", "-", "•", "+ ", "1.", "12) ", "(3)", "* ", "– "))
ENDS = st.sampled_from(("", ";", ".", ",", " ;"))
FORMS = st.sampled_from(("NFC", "NFD"))


@settings(deadline=None)
@given(st.data(), st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
def test_R16_names_are_read_through_any_spaces_bullets_and_forms_of_writing(
    data: st.DataObject, wanted: list[str]
) -> None:
    lines = []
    for name in wanted:
        spaced = "".join(data.draw(GAPS) if char == " " else char for char in name)
        line = f"{data.draw(SPACES)}{data.draw(BULLETS)}{data.draw(SPACES)}{spaced}{data.draw(ENDS)}{data.draw(SPACES)}"
        lines.append(unicodedata.normalize(data.draw(FORMS), data.draw(st.sampled_from((line, line.capitalize())))))
    assert [unit.name.casefold() for unit in parse_units("\n".join(lines))] == [name.casefold() for name in wanted]


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_breaking(text: str) -> None:
    for unit in parse_units(text):
        assert unit.wrong or unit.unclear or (unit.name and unit.kind)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\n\r"), max_size=8), max_size=5), max_size=6))
def test_any_sheet_is_read_without_breaking(rows: list[list[str]]) -> None:
    for mark in ("\t", ";", ","):
        parse_units("\n".join(mark.join(row) for row in [["Mã", "Tên"], *rows]))
        parse_units("\n".join(mark.join(["07210", *row]) for row in rows))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Xã A", UnitKind.COMMUNE),
        ("XA A", UnitKind.COMMUNE),
        ("xanh", None),
        ("thị trấn A", UnitKind.TOWNSHIP),
        ("Thị xã A", UnitKind.DISTRICT),
        ("đặc khu Phú Quốc", UnitKind.SPECIAL_ZONE),
        ("TP Hà Tĩnh", UnitKind.CITY),
        ("TDP 3", UnitKind.VILLAGE),
        ("to dan pho 3", UnitKind.VILLAGE),
        ("Uỷ ban Mặt trận Tổ quốc", UnitKind.ASSOCIATION),
        ("Bảo hiểm xã hội tỉnh", UnitKind.INSURANCE_OFFICE),
        ("ban Dân tộc", UnitKind.AGENCY),
        ("", None),
    ],
)
def test_R16_the_first_words_of_a_name_say_its_kind(name: str, kind: UnitKind | None) -> None:
    assert kind_named(name) is kind
