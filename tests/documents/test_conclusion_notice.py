"""The draft notice: its words for every kind of directive, and the form of NĐ 30/2020 in the file."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from bhyt_tasks.documents.conclusion_notice import Notice, write_notice
from bhyt_tasks.documents.notice_words import directive_words, finding_words, lower_first, units_words
from bhyt_tasks.documents.official_paper import day_words
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Settings
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.meetings import DeadlineKind, MeetingKind
from bhyt_tasks.domain.periods import Every
from bhyt_tasks.domain.tasks import Part
from bhyt_tasks.domain.units import UnitKind
from bhyt_tasks.queries.findings import FindingRow
from bhyt_tasks.queries.meetings import DirectiveRow, DirectiveUnitRow
from bhyt_tasks.queries.notice_units import NamedUnit

HELD_ON = date(2019, 10, 29)
AT = clock.at(date(2019, 11, 1), 9)
TRUNG = NamedUnit(1, "xã Thạch Trung", UnitKind.COMMUNE)
HUNG = NamedUnit(2, "xã Thạch Hưng", UnitKind.COMMUNE)
DAI_NAI = NamedUnit(3, "phường Đại Nài", UnitKind.WARD)
HEALTH = NamedUnit(4, "Phòng Y tế", UnitKind.AGENCY)
OFFICE = NamedUnit(5, "BHXH thành phố", UnitKind.INSURANCE_OFFICE)
LABOUR = NamedUnit(8, "Phòng LĐ-TB&XH", UnitKind.AGENCY)
BEN = NamedUnit(6, "thôn Sàng Bến", UnitKind.VILLAGE)
NOI = NamedUnit(7, "thôn Sàng Nội", UnitKind.VILLAGE)
ALL = {"các xã, phường": frozenset({1, 2, 3}), "các đoàn thể": frozenset({4, 5})}
MANY = tuple(NamedUnit(20 + at, f"phường Số {at}", UnitKind.WARD) for at in range(16))


def directive(text: str = "Rà soát đối tượng", lead: Any = (HEALTH,), others: Any = (), **more: Any) -> DirectiveRow:
    units = [(unit, Part.LEAD) for unit in lead] + [(unit, Part.COORDINATING) for unit in others]
    facts: dict[str, Any] = {
        "id": 1,
        "position": 1,
        "number": "",
        "text": text,
        "quote_start": None,
        "quote_end": None,
        "deliverable": "",
        "priority": False,
        "general": False,
        "deadline_kind": DeadlineKind.FIXED,
        "due_on": None,
        "every": None,
        "due_day": None,
        "due_month_offset": 0,
        "review_on": None,
        "target_comparator": None,
        "target_points": None,
        "target_indicator_id": None,
        "indicator": None,
        "illustrative": "",
        "withdrawn_on": None,
    }
    rows = tuple(DirectiveUnitRow(unit.id, unit.name, unit.kind, part, 0, 0) for unit, part in units)
    return DirectiveRow(**facts | more, units=rows)


def recurring(every: Every, day: int, offset: int = 0) -> dict[str, Any]:
    return {"deadline_kind": DeadlineKind.RECURRING, "every": every, "due_day": day, "due_month_offset": offset}


AT_LEAST = {"target_comparator": Comparator.AT_LEAST}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (directive(due_on=date(2019, 12, 5)), "Giao Phòng Y tế rà soát đối tượng; hoàn thành trước ngày 05/12/2019."),
        (directive("Rà soát đối tượng. "), "Giao Phòng Y tế rà soát đối tượng."),
        (directive(others=(OFFICE,)), "Giao Phòng Y tế chủ trì, phối hợp với BHXH thành phố rà soát đối tượng."),
        (directive(lead=(HEALTH, OFFICE)), "Giao các đoàn thể rà soát đối tượng."),
        (directive(lead=(TRUNG, DAI_NAI, HUNG)), "Giao UBND các xã, phường rà soát đối tượng."),
        (directive("BHYT học sinh đạt chỉ tiêu"), "Giao Phòng Y tế BHYT học sinh đạt chỉ tiêu."),
        (directive("chung", general=True, lead=()), "Chung."),
        (directive("Chung", general=True, due_on=date(2019, 12, 5)), "Chung."),
        (directive(lead=()), "Rà soát đối tượng."),
        # words that name their units are not given a second time; units they leave out are never lost
        (directive("Giao Phòng Y tế rà soát"), "Giao Phòng Y tế rà soát."),
        (directive("Phòng Y tế rà soát"), "Phòng Y tế rà soát."),
        (directive("Các xã, phường rà soát", lead=(TRUNG, DAI_NAI, HUNG)), "Các xã, phường rà soát."),
        (
            directive("Giao Phòng Y tế rà soát", (HEALTH, TRUNG)),
            "Giao Phòng Y tế rà soát; cùng chủ trì: UBND xã Thạch Trung.",
        ),
        (
            directive("Phòng Y tế rà soát", others=(OFFICE,)),
            "Phòng Y tế rà soát; đơn vị phối hợp: BHXH thành phố.",
        ),
        (directive("Giao UBND xã Thạch Trung rà soát", (TRUNG,)), "Giao UBND xã Thạch Trung rà soát."),
        # deadlines
        (directive("Xong trước 5/12/2019", due_on=date(2019, 12, 5)), "Giao Phòng Y tế xong trước 5/12/2019."),
        (
            directive("Kiểm tra", **recurring(Every.MONTHLY, 5, 1)),
            "Giao Phòng Y tế kiểm tra; báo cáo hằng tháng, chậm nhất ngày 05 tháng sau.",
        ),
        (directive("A", **recurring(Every.MONTHLY, 25)), "Giao Phòng Y tế a; báo cáo hằng tháng, chậm nhất ngày 25."),
        (
            directive("Kiểm tra", **recurring(Every.MONTHLY, 31)),
            "Giao Phòng Y tế kiểm tra; báo cáo hằng tháng, chậm nhất ngày cuối cùng của tháng.",
        ),
        (
            directive("Kiểm tra", **recurring(Every.QUARTERLY, 31, 1)),
            "Giao Phòng Y tế kiểm tra; báo cáo hằng quý, chậm nhất ngày cuối cùng của tháng đầu quý sau.",
        ),
        (
            directive("Kiểm tra", **recurring(Every.QUARTERLY, 20)),
            "Giao Phòng Y tế kiểm tra; báo cáo hằng quý, chậm nhất ngày 20 tháng cuối quý.",
        ),
        (
            directive("Kiểm tra", **recurring(Every.WEEKLY, 5)),
            "Giao Phòng Y tế kiểm tra; báo cáo hằng tuần, chậm nhất thứ Sáu.",
        ),
        (
            directive("Kiểm tra", **recurring(Every.WEEKLY, 1, 1)),
            "Giao Phòng Y tế kiểm tra; báo cáo hằng tuần, chậm nhất thứ Hai tuần sau.",
        ),
        (
            directive("Đôn đốc", deadline_kind=DeadlineKind.STANDING, review_on=date(2019, 12, 5)),
            "Giao Phòng Y tế đôn đốc; thực hiện thường xuyên.",
        ),
        (
            directive("Thường xuyên đôn đốc", deadline_kind=DeadlineKind.STANDING),
            "Giao Phòng Y tế thường xuyên đôn đốc.",
        ),
        # targets
        (
            directive("Vận động", (TRUNG,), due_on=date(2019, 12, 31), target_points=9300, **AT_LEAST),
            "Giao UBND xã Thạch Trung vận động; tỷ lệ bao phủ đạt từ 93% trở lên; hoàn thành trước ngày 31/12/2019.",
        ),
        (directive("Đạt 93 %", target_points=9300, **AT_LEAST), "Giao Phòng Y tế đạt 93 %."),
        (
            directive("Đạt 93%", target_points=300, **AT_LEAST),
            "Giao Phòng Y tế đạt 93%; tỷ lệ bao phủ đạt từ 3% trở lên.",
        ),
        (
            directive("Hằng tháng báo cáo", **recurring(Every.MONTHLY, 5, 1)),
            "Giao Phòng Y tế hằng tháng báo cáo; chậm nhất ngày 05 tháng sau.",
        ),
        (
            directive("Báo cáo trước ngày 5 hằng tháng", **recurring(Every.MONTHLY, 5)),
            "Giao Phòng Y tế báo cáo trước ngày 5 hằng tháng.",
        ),
        (
            directive("Vận động", target_points=9350, target_comparator=Comparator.ABOVE, indicator="Học sinh"),
            "Giao Phòng Y tế vận động; học sinh đạt trên 93,5%.",
        ),
        (directive("Vận động", target_points=10_000, **AT_LEAST), "Giao Phòng Y tế vận động; tỷ lệ bao phủ đạt 100%."),
    ],
)  # fmt: skip
def test_a_directive_says_who_does_what_by_when(row: DirectiveRow, words: str) -> None:
    assert directive_words(row, ALL, HELD_ON) == words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            directive("Chủ trì, phối hợp với phòng Y tế rà soát", (OFFICE,), (HEALTH,)),
            "Giao BHXH thành phố chủ trì, phối hợp với phòng Y tế rà soát.",
        ),
        (
            directive("Chủ trì phối hợp cùng Phòng Y tế, LĐ-TB&XH rà soát", (OFFICE,), (HEALTH, LABOUR)),
            "Giao BHXH thành phố chủ trì phối hợp cùng Phòng Y tế, LĐ-TB&XH rà soát.",
        ),
        (
            directive("Chủ trì, phối hợp với Phòng Y tế rà soát", (OFFICE,), (HEALTH, LABOUR)),
            "Giao BHXH thành phố chủ trì, phối hợp với Phòng Y tế rà soát; cùng phối hợp: Phòng LĐ-TB&XH.",
        ),
        (
            directive("Chủ trì, phối hợp với các ngành rà soát", (OFFICE,), (HEALTH,)),
            "Giao BHXH thành phố chủ trì, phối hợp với các ngành rà soát; đơn vị phối hợp: Phòng Y tế.",
        ),
        (
            directive("Chủ trì, phối hợp BHXH rà soát", others=(OFFICE,)),
            "Giao Phòng Y tế chủ trì, phối hợp BHXH rà soát.",
        ),
        (directive("Phối hợp với BHXH rà soát", others=(OFFICE,)), "Giao Phòng Y tế phối hợp với BHXH rà soát."),
        (
            directive("Chủ trì rà soát", others=(OFFICE,)),
            "Giao Phòng Y tế chủ trì, phối hợp với BHXH thành phố rà soát.",
        ),
        (directive("Chủ trì rà soát"), "Giao Phòng Y tế chủ trì rà soát."),
        (
            directive("Rà soát, phối hợp chặt chẽ với BHXH đối chiếu", others=(OFFICE,)),
            "Giao Phòng Y tế rà soát, phối hợp chặt chẽ với BHXH đối chiếu.",
        ),
        (
            directive("Giao BHXH và Phòng Y tế, LĐ-TB&XH thường xuyên đôn đốc", (OFFICE, HEALTH, LABOUR)),
            "Giao BHXH và Phòng Y tế, LĐ-TB&XH thường xuyên đôn đốc.",
        ),
        (
            directive("Bảo hiểm xã hội thành phố chủ trì, phối hợp với Phòng Y tế rà soát", (OFFICE,), (HEALTH,)),
            "Bảo hiểm xã hội thành phố chủ trì, phối hợp với Phòng Y tế rà soát.",
        ),
        (
            directive("UBND các xã Thạch Trung, Thạch Hưng rà soát", (TRUNG, HUNG)),
            "UBND các xã Thạch Trung, Thạch Hưng rà soát.",
        ),
        (
            directive("Giao Phòng LĐ-TB&XH, các xã, phường rà soát", (LABOUR, TRUNG, HUNG, DAI_NAI)),
            "Giao Phòng LĐ-TB&XH, các xã, phường rà soát.",
        ),
        (
            directive("Yêu cầu các đơn vị liên quan rà soát", (HEALTH,)),
            "Yêu cầu các đơn vị liên quan rà soát; đơn vị chủ trì: Phòng Y tế.",
        ),
        (directive("Mỗi xã, phường lập một tổ", (TRUNG, HUNG, DAI_NAI)), "Mỗi xã, phường lập một tổ."),
        (
            directive("BHXH, Phòng Y tế đối chiếu", (HEALTH,), (OFFICE,)),
            "BHXH, Phòng Y tế đối chiếu.",
        ),
        (
            directive("Phòng Y tế cung cấp danh sách", (OFFICE,), (HEALTH,)),
            "Phòng Y tế cung cấp danh sách; đơn vị chủ trì: BHXH thành phố.",
        ),
        (
            directive("Đề nghị Chủ tịch UBND xã Thạch Trung rà soát", (TRUNG,)),
            "Đề nghị Chủ tịch UBND xã Thạch Trung rà soát.",
        ),
        (directive("Giao nhiệm vụ cho Phòng Y tế rà soát"), "Giao nhiệm vụ cho Phòng Y tế rà soát."),
        (directive("Cùng với BHXH rà soát", others=(OFFICE,)), "Giao Phòng Y tế cùng với BHXH rà soát."),
        (
            directive("Cung cấp danh sách", others=(OFFICE,)),
            "Giao Phòng Y tế chủ trì, phối hợp với BHXH thành phố cung cấp danh sách.",
        ),
        # words that only look as if they named who is to do it
        (directive("Giao chỉ tiêu cho các thôn", (TRUNG,)), "Giao UBND xã Thạch Trung giao chỉ tiêu cho các thôn."),
        (directive("Giao ban hằng tuần"), "Giao Phòng Y tế giao ban hằng tuần."),
        (directive("Các hội nghị phải đủ thành phần"), "Giao Phòng Y tế các hội nghị phải đủ thành phần."),
        (
            directive("BHXH tự nguyện phải đạt chỉ tiêu", (OFFICE,)),
            "Giao BHXH thành phố BHXH tự nguyện phải đạt chỉ tiêu.",
        ),
        (
            directive("Rà soát người tham gia BHXH", others=(OFFICE,)),
            "Giao Phòng Y tế chủ trì, phối hợp với BHXH thành phố rà soát người tham gia BHXH.",
        ),
    ],
)  # fmt: skip
def test_no_unit_is_named_twice_and_none_is_lost(row: DirectiveRow, words: str) -> None:
    assert directive_words(row, ALL, HELD_ON) == words


@pytest.mark.parametrize(
    ("words", "day", "said"),
    [
        ("báo cáo trước 15/12", date(2019, 12, 15), True),
        ("báo cáo trước 15/1", date(2020, 1, 15), True),
        ("báo cáo trước ngày 15 tháng 12", date(2019, 12, 15), True),
        ("hoàn thành trong quý I/2020", date(2020, 3, 31), True),
        ("hoàn thành trong tháng 11", date(2019, 11, 30), True),
        ("đến hết năm 2019 không còn nợ", date(2019, 12, 31), True),
        ("vận động đến cuối năm", date(2019, 12, 31), True),
        ("báo cáo trước 15/12", date(2019, 12, 20), False),
        ("rà soát, số liệu chốt đến 15/12", date(2019, 12, 15), False),
        ("tuyên truyền năm 2019", date(2019, 12, 31), False),
    ],
)
def test_a_day_that_the_words_say_is_not_said_again(words: str, day: date, said: bool) -> None:
    added = "" if said else f"; hoàn thành trước ngày {day:%d/%m/%Y}"
    assert directive_words(directive(words, due_on=day), ALL, HELD_ON) == f"Giao Phòng Y tế {words}{added}."


@pytest.mark.parametrize(
    ("words", "rhythm", "said"),
    [
        ("báo cáo hàng tháng", (Every.MONTHLY, 5, 1), "báo cáo hàng tháng; chậm nhất ngày 05 tháng sau"),
        ("báo cáo vào thứ Sáu hàng tuần", (Every.WEEKLY, 5), "báo cáo vào thứ Sáu hàng tuần"),
        ("báo cáo hàng tuần", (Every.WEEKLY, 5), "báo cáo hàng tuần; chậm nhất thứ Sáu"),
    ],
)
def test_a_rhythm_that_the_words_say_is_not_said_again(words: str, rhythm: tuple[Any, ...], said: str) -> None:
    row = directive(words, **recurring(*rhythm))
    assert directive_words(row, ALL, HELD_ON) == f"Giao Phòng Y tế {said}."


@pytest.mark.parametrize(
    ("units", "words"),
    [
        ((TRUNG,), "UBND xã Thạch Trung"),
        ((TRUNG, HUNG), "UBND các xã Thạch Trung, Thạch Hưng"),
        ((TRUNG, DAI_NAI, HUNG, OFFICE), "UBND các xã Thạch Trung, Thạch Hưng; UBND phường Đại Nài; BHXH thành phố"),
        ((HEALTH, TRUNG), "Phòng Y tế, UBND xã Thạch Trung"),
        ((BEN, NOI), "các thôn Sàng Bến, Sàng Nội"),
        ((BEN,), "thôn Sàng Bến"),
        ((NamedUnit(9, "Phường 11", UnitKind.WARD),), "UBND phường 11"),
        ((NamedUnit(9, "Trung tâm", UnitKind.WARD),), "Trung tâm"),
        ((), ""),
    ],
)
def test_units_are_named_as_offices_are(units: tuple[NamedUnit, ...], words: str) -> None:
    assert units_words(units, ALL) == words


def test_a_group_is_named_only_where_it_is_meant_exactly() -> None:
    groups = {"16 xã, phường": frozenset(unit.id for unit in MANY)}
    assert units_words(MANY, groups) == "UBND 16 xã, phường"
    assert units_words(MANY[:-1], groups).startswith("UBND các phường Số 0, Số 1, ")
    assert units_words((*MANY, HEALTH), groups).endswith("Số 15; Phòng Y tế")
    assert units_words((TRUNG, HUNG), {"UBND hai xã": frozenset({1, 2})}) == "UBND hai xã"


@pytest.mark.parametrize(
    ("words", "within"),
    [("Buổi làm việc", "buổi làm việc"), ("BHXH báo cáo", "BHXH báo cáo"), ("Thạch Trung", "Thạch Trung"), ("", "")],
)
def test_names_keep_their_capital_within_a_sentence(words: str, within: str) -> None:
    assert lower_first(words) == within


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 15), "ngày 15 tháng 3 năm 2026"),
        (date(2026, 12, 1), "ngày 01 tháng 12 năm 2026"),
        (None, "ngày … tháng … năm …"),
    ],
)
def test_days_are_written_as_the_decree_says(day: date | None, words: str) -> None:
    assert day_words(day) == words


# The file -------------------------------------------------------------------------------------------------------

PLAIN = Notice(
    committee_name="Ban Chỉ đạo BHYT huyện",
    settings=Settings(),
    kind=MeetingKind.CONFERENCE,
    title="Hội nghị sơ kết",
    held_on=date(2019, 3, 9),
    chair_position="Trưởng Ban Chỉ đạo",
)
FULL = replace(
    PLAIN,
    settings=Settings(
        superior="UBND huyện",
        issuer="Ban Chỉ đạo BHYT",
        symbol="TB-BHYT",
        place="Lục Ngạn",
        signer_lines="TM. BAN CHỈ ĐẠO\nTRƯỞNG BAN\n\nNgười Ký",
    ),
    chair_name="Người Chủ Trì",
    place="Nhà văn hóa huyện",
    number="5/TB-BHYT",
    dated=date(2019, 3, 12),
    attending=(HEALTH, TRUNG),
    directives=(
        directive("Chung", lead=(), general=True),
        directive(lead=(TRUNG, HUNG, DAI_NAI), others=(OFFICE,), due_on=date(2019, 4, 5)),
        directive("Có kế hoạch", lead=(OFFICE,), others=(BEN, NOI)),
    ),
    groups=ALL,
)
FINDING = FindingRow(1, 1, "Chưa kiểm tra.", 1, TRUNG.name, TRUNG.kind, None, None, None, None, None, None, "", None, 2)


def opened(notice: Notice) -> Any:
    return Document(io.BytesIO(write_notice(notice, AT)))


def text(notice: Notice) -> list[str]:
    return [paragraph.text for paragraph in opened(notice).paragraphs if paragraph.text]


def cells(notice: Notice) -> list[list[str]]:
    rows = [cell for table in opened(notice).tables for row in table.rows for cell in row.cells]
    return [[paragraph.text for paragraph in cell.paragraphs if paragraph.text] for cell in rows]


def test_all_that_is_known_is_written() -> None:
    assert text(FULL) == [
        "THÔNG BÁO",
        "Kết luận của đồng chí Người Chủ Trì, Trưởng Ban Chỉ đạo tại hội nghị sơ kết",
        "Ngày 09 tháng 3 năm 2019, tại Nhà văn hóa huyện, đồng chí Người Chủ Trì, Trưởng Ban Chỉ đạo chủ trì hội nghị"
        " sơ kết. Tham dự có đại diện Phòng Y tế, UBND xã Thạch Trung. Sau khi nghe ý kiến của các đơn vị tham dự,"
        " Trưởng Ban Chỉ đạo kết luận như sau:",
        "1. Chung.",
        "2. Giao UBND các xã, phường chủ trì, phối hợp với BHXH thành phố rà soát đối tượng; hoàn thành trước ngày"
        " 05/04/2019.",
        "3. Giao BHXH thành phố chủ trì, phối hợp với các thôn Sàng Bến, Sàng Nội có kế hoạch.",
        "Ban Chỉ đạo BHYT huyện thông báo để các cơ quan, đơn vị biết, thực hiện./.",
    ]
    assert cells(FULL) == [
        ["UBND HUYỆN", "BAN CHỈ ĐẠO BHYT"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        ["Số: 05/TB-BHYT"],
        ["Lục Ngạn, ngày 12 tháng 3 năm 2019"],
        ["Nơi nhận:", "- BHXH thành phố;", "- UBND các xã, phường;", "- Các thôn Sàng Bến, Sàng Nội;", "- Lưu: VT, …"],
        ["TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN", "Người Ký"],
    ]


def test_nothing_is_guessed() -> None:
    assert text(PLAIN) == [
        "THÔNG BÁO",
        "Kết luận của Trưởng Ban Chỉ đạo tại hội nghị sơ kết",
        "Ngày 09 tháng 3 năm 2019, Trưởng Ban Chỉ đạo chủ trì hội nghị sơ kết. Trưởng Ban Chỉ đạo kết luận như sau:",
        "1. …",
        "Ban Chỉ đạo BHYT huyện thông báo để các cơ quan, đơn vị biết, thực hiện./.",
    ]
    assert cells(PLAIN) == [
        ["BAN CHỈ ĐẠO BHYT HUYỆN"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        ["Số: …/TB-BCĐ"],
        ["…, ngày … tháng … năm …"],
        ["Nơi nhận:", "- Lưu: VT, …"],
        ["TM. BAN CHỈ ĐẠO", "…"],
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "Bàn giải pháp", "kind": MeetingKind.WORKING_SESSION}, "buổi làm việc bàn giải pháp"),
        ({"title": "Kiểm tra xã Thạch Trung", "kind": MeetingKind.INSPECTION}, "cuộc kiểm tra xã Thạch Trung"),
        ({"title": "Cuộc họp giao ban", "kind": MeetingKind.CONFERENCE}, "cuộc họp giao ban"),
        ({"title": "Giao ban Ban Chỉ đạo"}, "cuộc họp giao ban Ban Chỉ đạo"),
        ({"title": "Họp giao ban"}, "cuộc họp giao ban"),
        ({"title": "Triển khai nhiệm vụ"}, "hội nghị triển khai nhiệm vụ"),
    ],
)
def test_the_meeting_is_named_within_the_sentence(changes: dict[str, Any], words: str) -> None:
    assert text(replace(PLAIN, **changes))[1] == f"Kết luận của Trưởng Ban Chỉ đạo tại {words}"


@pytest.mark.parametrize("name", ["Đồng chí Người Chủ Trì", "đ/c Người Chủ Trì", "Ông Người Chủ Trì"])
def test_a_chair_is_addressed_once(name: str) -> None:
    assert text(replace(PLAIN, chair_name=name))[1].startswith(f"Kết luận của {lower_first(name)}, Trưởng Ban")


def test_findings_stand_before_the_tasks() -> None:
    once = replace(FINDING, unit_name="Phòng Y tế", unit_kind=UnitKind.AGENCY, times=1)
    assert finding_words(once) == "Phòng Y tế: chưa kiểm tra."
    assert text(replace(FULL, findings=(FINDING,)))[3:6] == [
        "I. TỒN TẠI, HẠN CHẾ",
        "1. UBND xã Thạch Trung: chưa kiểm tra (lặp lại lần 2).",
        "II. NHIỆM VỤ",
    ]


def test_the_page_has_the_form_of_the_decree() -> None:
    document = opened(replace(FULL, findings=(FINDING,)))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert tuple(round(margin.mm) for margin in margins) == (20, 15, 20, 30)
    assert section.different_first_page_header_footer and not section.first_page_header.paragraphs[0].text
    header = section.header.paragraphs[0]
    assert header.alignment == 1 and header._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert len(list(document.element.iter(qn("w:drawing")))) == 3  # under the issuer, the motto and what it is about
    assert not list(document.element.iter(qn("w:u")))
    runs = {run.text: run for cell in document.tables[0]._cells for each in cell.paragraphs for run in each.runs}
    looks = {words: (run.font.size, run.bold, run.italic) for words, run in runs.items() if words}
    assert looks == {
        "UBND HUYỆN": (Pt(12), None, None),
        "BAN CHỈ ĐẠO BHYT": (Pt(12), True, None),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": (Pt(12), True, None),
        "Độc lập - Tự do - Hạnh phúc": (Pt(13), True, None),
        "Số: 05/TB-BHYT": (Pt(13), None, None),
        "Lục Ngạn, ngày 12 tháng 3 năm 2019": (Pt(13), None, True),
    }
    body = [paragraph for paragraph in document.paragraphs if paragraph.text][2:]
    assert {(paragraph.alignment, paragraph.runs[0].font.size) for paragraph in body} == {(3, Pt(14))}
    assert all(paragraph.paragraph_format.space_after == Pt(6) for paragraph in body)
    assert [paragraph.text for paragraph in body if paragraph.runs[0].bold] == ["I. TỒN TẠI, HẠN CHẾ", "II. NHIỆM VỤ"]
    assert body[-1].paragraph_format.keep_with_next
    properties = document.core_properties
    assert (properties.author, properties.comments, properties.created.year) == ("Ban Chỉ đạo BHYT", "", 2019)


def test_long_names_and_signs_that_no_file_takes_are_written() -> None:
    name = "Ban Chỉ đạo thực hiện chính sách bảo hiểm xã hội, bảo hiểm y tế toàn dân " * 4
    long = replace(PLAIN, committee_name=name.strip(), title="Hội nghị " + "sơ kết " * 60, chair_name="A\ufffeB")
    assert cells(long)[0] == [name.strip().upper()]
    assert "đồng chí AB," in text(long)[1]
    assert text(replace(PLAIN, directives=(directive("<w:p> & ]]>"),)))[3] == "1. Giao Phòng Y tế <w:p> & ]]>."
