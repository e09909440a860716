"""A list beside what the committee has: new, changed, the same, unclear or wrong; then all in at once."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.history import Change
from bhyt_tasks.domain.unit_additions import Added, KnownUnit, Line, compare, enter_lines, group_of
from bhyt_tasks.domain.unit_lists import parse_units
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.queries.unit_register import known_units
from tests.cast import TODAY, Cast
from tests.domain.test_unit_changes import AT, changes, refused
from tests.domain.test_unit_lists import OFFICIAL


def known(
    number: int, name: str, *aliases: str, code: str | None = None, parent: int | None = 1, closed: bool = False
) -> KnownUnit:
    kind = UnitKind.VILLAGE if name.startswith("thôn") else UnitKind.COMMUNE
    return KnownUnit(number, name, kind, code, parent, closed, (name, *aliases))


KNOWN = (
    known(1, "thành phố A", parent=None),
    known(2, "xã Thạch Trung", code="18100"),
    known(3, "phường Đại Nài", "phường Đại Nài cũ"),
    known(4, "thôn Đông", parent=2),
    known(5, "thôn Đông", parent=3),
    known(6, "xã Đã Nghỉ", closed=True),
    known(7, "phường Hà Huy Tập", code="18076", closed=True),
)


def told(line: Line) -> tuple[str, int | None, str]:
    why = " ".join(remark.sentence.format(**remark.values) for remark in line.why)
    return line.status.value, line.known.id if line.known else None, why


@pytest.mark.parametrize(
    ("text", "status", "known_id", "why"),
    [
        ("xã Mới", "new", None, ""),
        ("Mã\tTên\n7210\txã Mới", "new", None, "Ghi lại mã 07210: số 0 đầu đã bị Excel bỏ."),
        ("xa thach trung", "same", 2, ""),
        ("Xã Thạch Trung (18100)", "same", 2, ""),
        ("phường Đại Nài cũ", "same", 3, ""),
        ("xã Thạch Trũng (18102)", "new", None, ""),
        ("phường Đại Nài (18101)", "changed", 3, "Ghi thêm mã 18101."),
        ("Tên\tMã\tThuộc\nthôn Đông\t\txã Thạch Trung", "same", 4, ""),
        ("Tên\tMã\tThuộc\nthôn Đông\tT1\txã Thạch Trung", "changed", 4, "Ghi thêm mã T1."),
        ("Tên\tThuộc\nphường Đại Nài\txã Thạch Trung", "changed", 3, "Ghi đơn vị cấp trên: xã Thạch Trung."),
        ("Tên\tThuộc\nthôn Tây\txã Thạch Trung", "new", None, ""),
        ("Tên\tThuộc\nthôn Tây\txã Đâu", "wrong", None, "Không có đơn vị cấp trên “xã Đâu”."),
        ("thôn Đông", "unclear", None, "Có 2 đơn vị tên này. Ghi thêm cột thuộc (đơn vị cấp trên) hoặc mã."),
        ("xã Khác (18100)", "unclear", 2, "Mã 18100 đang là mã của xã Thạch Trung. Nếu là đổi tên theo quyết định, "
         "mở đơn vị đó và chọn Đổi tên."),
        ("xã Thạch Trung (18999)", "unclear", 2, "xã Thạch Trung đang có mã 18100. Sửa mã tại trang của đơn vị nếu mã "
         "mới là đúng."),
        ("xã Đã Nghỉ (18999)", "unclear", 6, "xã Đã Nghỉ đã ngừng hoạt động. Mở lại tại trang của đơn vị nếu cần."),
        ("phường Hà Huy Tập (18652)", "new", None, ""),
        ("phường Hà Huy Tập", "unclear", 7, "phường Hà Huy Tập đã ngừng hoạt động. Mở lại tại trang của đơn vị nếu "
         "cần."),
        ("xã Đã Nghỉ", "unclear", 6, "xã Đã Nghỉ đã ngừng hoạt động. Mở lại tại trang của đơn vị nếu cần."),
        ("Bưu điện", "unclear", None, "Chưa rõ loại đơn vị. Ghi đủ tên, ví dụ xã …, phường …, thôn …, Phòng …, Hội …; "
         "hoặc thêm cột loại."),
        ("Tên\tLoại\nxã A\tphường", "wrong", None, "Tên và cột loại không khớp nhau."),
    ],
)  # fmt: skip
def test_a_line_is_compared_with_what_the_committee_has(text: str, status: str, known_id: int | None, why: str) -> None:
    (line,) = compare(parse_units(text), KNOWN, 1)
    assert told(line) == (status, known_id, why)


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("xã Mới\nXÃ MỚI", ["new", "same"]),
        ("xã Mới (07210)\nxã Mới", ["new", "same"]),
        ("xã Mới\nxã Mới (07210)", ["new", "wrong"]),
        ("xã Mới (07210)\nxã Kia (07210)", ["new", "wrong"]),
        ("xã Thạch Trung\nxã Thạch Trung", ["same", "same"]),
        ("Tên\tThuộc\nthôn A\txã Thạch Trung\nthôn A\tphường Đại Nài", ["new", "new"]),
        ("Tên\tThuộc\nxã Mới\t\nthôn A\txã Mới", ["new", "new"]),
        ("Tên\tThuộc\nthôn A\txã Mới\nxã Mới\t", ["wrong", "new"]),
    ],
)
def test_lines_are_compared_with_the_lines_above(text: str, statuses: list[str]) -> None:
    assert [line.status.value for line in compare(parse_units(text), KNOWN, 1)] == statuses


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("xã Mới", 1),
        ("tỉnh Mới", None),
        ("Phòng Y tế", None),
        ("Tên\tThuộc\nthôn Mới\tphường Đại Nài", 3),
        ("Tên\tThuộc\nPhòng Y tế\tphường Đại Nài", 3),
    ],
)
def test_an_area_of_which_nothing_is_said_is_of_the_committees_own(text: str, parent: int | None) -> None:
    assert [line.parent_id for line in compare(parse_units(text), KNOWN, 1)] == [parent]


@pytest.mark.parametrize(
    ("text", "name"),
    [("xã A\nthôn B", "các xã, phường"), ("thôn B", "các thôn, tổ dân phố"), ("Phòng Y tế", None), ("Bưu điện", None)],
)
def test_the_phrase_for_a_list_is_that_of_its_areas(text: str, name: str | None) -> None:
    group = group_of(compare(parse_units(text), (), None))
    assert (group[0] if group else None) == name


def take_in(session: Session, cast: Cast, text: str, *, skip: bool = False) -> Added:
    lines = compare(parse_units(text), known_units(session, cast.committee, TODAY), cast.units["area"])
    committee = session.get_one(Committee, cast.committee)
    return enter_lines(session, committee, lines, skip=skip, by=cast.users["admin"], at=AT)


def test_a_list_comes_in_at_once_and_the_same_list_again_changes_nothing(session: Session, cast: Cast) -> None:
    text = "Tên\tMã\tThuộc\nPhường Đại Nài\t18101\t\nxã Thạch Trung\t\t\nxã Mới\t7210\t\nthôn A\t\txã Mới\n"
    added = take_in(session, cast, text)
    new = session.scalars(sa.select(Unit).where(Unit.name == "xã Mới")).one()
    assert added == Added(2, 1, 1, 0, (cast.units["ward_b"], cast.units["ward_a"], new.id))
    assert (new.code, new.parent_id, new.active_from) == ("07210", cast.units["area"], TODAY)
    village = session.scalars(sa.select(Unit).where(Unit.name == "thôn A")).one()
    assert village.parent_id == new.id
    assert session.get_one(Unit, cast.units["ward_b"]).code == "18101"
    assert set(session.scalars(sa.select(Change.by_id))) == {cast.users["admin"]}
    before = changes(session)
    assert before == 3
    again = take_in(session, cast, text)
    assert (again.new, again.changed, again.same, changes(session)) == (0, 0, 4, before)


def test_a_change_by_list_keeps_what_the_list_does_not_say(session: Session, cast: Cast) -> None:
    take_in(session, cast, "Tên\tMã\nPhòng LĐ-TB&XH\tP1")
    agency = session.get_one(Unit, cast.units["agency"])
    assert (agency.code, agency.oversees) == ("P1", True)
    assert agency.folded == "phong ld tb xh | phongldtbxh | ld tb xh | ldtbxh"


def test_nothing_comes_in_while_a_line_is_not_ready_unless_it_is_skipped(session: Session, cast: Cast) -> None:
    text = "xã Mới\nBưu điện\n"
    assert refused(lambda: take_in(session, cast, text)) == (
        "text",
        "Còn 1 dòng chưa rõ hoặc sai. Sửa trong danh sách, hoặc đánh dấu bỏ qua các dòng đó.",
    )
    assert changes(session) == 0
    added = take_in(session, cast, text, skip=True)
    assert (added.new, added.skipped) == (1, 1)
    assert refused(lambda: take_in(session, cast, " ")) == ("text", "Danh sách không có đơn vị nào.")


def test_the_official_list_comes_in_with_its_codes(session: Session, cast: Cast) -> None:
    ha_tinh = [unit for unit in parse_units(OFFICIAL) if unit.area == "Tỉnh Hà Tĩnh" and unit.code != "18100"]
    lines = compare(ha_tinh, known_units(session, cast.committee, TODAY), cast.units["area"])
    committee = session.get_one(Committee, cast.committee)
    added = enter_lines(session, committee, lines, skip=False, by=None, at=AT)
    assert (added.new, len(added.grouped)) == (4, 4)
    codes = sa.select(Unit.code).where(Unit.committee_id == cast.committee, Unit.code.is_not(None)).order_by(Unit.code)
    assert list(session.scalars(codes)) == ["18073", "18100", "18652", "18754", "18844"]
