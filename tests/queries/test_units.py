"""Which units a text means, and what is offered while it is typed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_group, add_unit
from bhyt_tasks.domain.vietnamese import compact, fold
from bhyt_tasks.queries.coverage import LatestRate
from bhyt_tasks.queries.units import Choices, GroupChoice, UnitChoice, by_bound, choices, resolve, suggest
from tests.cast import TODAY, Cast
from tests.queries.conftest import asking


def unit(number: int, name: str, *aliases: str, kind: UnitKind = UnitKind.WARD, code: str | None = None) -> UnitChoice:
    spellings = [form for each in (name, *aliases) for form in (fold(each), compact(each))]
    return UnitChoice(number, name, kind, code, " | ".join(spellings))


AMONG = Choices(
    units=(
        unit(1, "xã Thạch Trung", code="18100"),
        unit(2, "phường Đại Nài"),
        unit(3, "Phòng LĐ-TB&XH", "LĐ – TB & XH", "Phòng Lao động, Thương binh và Xã hội"),
        unit(4, "phường Thạch Quý"),
        unit(5, "xã Bình Minh"),
        unit(6, "phường Bình Minh"),
        unit(7, "Phường 11"),
        unit(8, "Hội Nông dân"),
        unit(9, "Hội Phụ nữ"),
    ),
    groups=(GroupChoice("các xã, phường", (1, 2)), GroupChoice("các hội", (8, 9)), GroupChoice("một mình", (7,))),
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("xã Thạch Trung", [1]),
        ("thach trung", [1]),
        ("THẠCH TRUNG.", [1]),
        ("18100", [1]),
        ("xã Bình Minh", [5]),
        ("Thạch Trung, Đại Nài", [1, 2]),
        ("Đại Nài; Thạch Trung", [2, 1]),
        ("Đại Nài\nThạch Trung\n\n", [2, 1]),
        ("Thạch Trung; xã Thạch Trung, 18100", [1]),
        ("LĐTB&XH", [3]),
        ("Phòng Lao động, Thương binh và Xã hội; Đại Nài", [3, 2]),
        ("các xã, phường", [1, 2]),
        ("Các xã, phường; các hội", [1, 2, 8, 9]),
        ("các hội, Thạch Trung", [8, 9, 1]),
        ("Đại Nài; các xã, phường", [2, 1]),
        ("một mình", [7]),
        ("phuong 11", [7]),
        ("", []),
        (" ; , . \n", []),
    ],
)
def test_R16_units_are_found_by_name_alias_code_and_group(text: str, ids: list[int]) -> None:
    resolved = resolve(text, AMONG)
    assert ([each.id for each in resolved.units], resolved.unclear) == (ids, ())


def test_R16_who_types_the_tones_means_one_of_two_names_that_differ_by_a_tone() -> None:
    among = Choices((unit(1, "xã Thạch Hà"), unit(2, "xã Thạch Hạ")), ())
    assert [[each.id for each in resolve(text, among).units] for text in ("Xã Thạch Hà", "xã Thạch Hạ")] == [[1], [2]]
    for text in ("xa thach ha", "xã Thạch Hả"):
        assert [each.candidates for each in resolve(text, among).unclear] == [("xã Thạch Hà", "xã Thạch Hạ")]


@pytest.mark.parametrize(
    ("text", "piece", "candidates"),
    [
        ("Bình Minh", "Bình Minh", ("xã Bình Minh", "phường Bình Minh")),
        ("Thạch", "Thạch", ("xã Thạch Trung", "phường Thạch Quý")),
        ("Thạch Lạc", "Thạch Lạc", ()),
        ("phường", "phường", ("các xã, phường", "phường Đại Nài", "phường Thạch Quý", "phường Bình Minh", "Phường 11")),
        ("&", "&", ()),
    ],
)
def test_what_is_not_clear_comes_with_what_may_be_meant(text: str, piece: str, candidates: tuple[str, ...]) -> None:
    resolved = resolve(f"{text}; Đại Nài", AMONG)
    assert [each.id for each in resolved.units] == [2]
    assert [(each.text, each.candidates) for each in resolved.unclear] == [(piece, candidates)]


def test_at_most_five_units_are_offered_for_an_unclear_piece() -> None:
    among = Choices(tuple(unit(number, f"xã Hà {chr(65 + number)}") for number in range(8)), ())
    assert len(resolve("Hà", among).unclear[0].candidates) == 5


@given(st.text(max_size=30))
def test_any_text_is_resolved_to_known_units_each_once(text: str) -> None:
    found = resolve(text, AMONG).units
    assert len({each.id for each in found}) == len(found)
    assert set(found) <= set(AMONG.units)


@given(st.lists(st.sampled_from(AMONG.units), unique=True), st.sampled_from(("; ", "\n", ", ")))
def test_R16_full_names_in_any_order_are_read_back(wanted: list[UnitChoice], mark: str) -> None:
    assert list(resolve(mark.join(each.name for each in wanted), AMONG).units) == wanted


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("", []),
        ("t", []),
        ("thac", ["xã Thạch Trung", "phường Thạch Quý"]),
        ("Thạch Tr", ["xã Thạch Trung"]),
        ("trung thach", ["xã Thạch Trung"]),
        ("Đại Nài; bình m", ["xã Bình Minh", "phường Bình Minh"]),
        ("Đại Nài\nnông", ["Hội Nông dân"]),
        ("các", ["các xã, phường", "các hội"]),
        ("hoi", ["các hội", "Phòng LĐ-TB&XH", "Hội Nông dân", "Hội Phụ nữ"]),
        ("Hội Nông dân", []),
        ("zz", []),
    ],
)
def test_R16_names_are_offered_while_the_last_one_is_typed(text: str, offered: list[str]) -> None:
    assert suggest(text, AMONG) == offered


def test_at_most_five_names_are_offered() -> None:
    among = Choices(tuple(unit(number, f"xã Hà {chr(65 + number)}") for number in range(9)), ())
    assert len(suggest("ha", among)) == 5


# From the database


def test_choices_are_the_active_units_and_groups_in_vietnamese_order(session: Session, cast: Cast) -> None:
    found = choices(session, cast.committee, TODAY)
    assert [each.name for each in found.units] == [
        "thành phố A",
        "Bưu điện A",
        "phường Đại Nài",
        "Phòng LĐ-TB&XH",
        "xã Thạch Trung",
    ]
    assert found.groups == (GroupChoice("các xã, phường", (cast.units["ward_a"], cast.units["ward_b"])),)
    assert [each.id for each in resolve("LĐTBXH, 18100", found).units] == [cast.units["agency"], cast.units["ward_a"]]


def test_a_closed_unit_cannot_be_chosen_nor_through_its_group(session: Session, cast: Cast) -> None:
    ward_a = session.get_one(Unit, cast.units["ward_a"])
    add_group(session, committee_id=cast.committee, name="một xã", units=[ward_a])
    ward_a.active_until = TODAY
    session.flush()
    assert len(choices(session, cast.committee, TODAY).groups) == 2
    later = choices(session, cast.committee, TODAY + timedelta(days=1))
    assert cast.units["ward_a"] not in {each.id for each in later.units}
    assert later.groups == (GroupChoice("các xã, phường", (cast.units["ward_b"],)),)


def test_units_of_the_other_committee_cannot_be_chosen(session: Session, cast: Cast) -> None:
    outsider = session.get_one(User, cast.users["outsider"])
    theirs = session.get_one(Unit, outsider.unit_id)
    add_group(session, committee_id=theirs.committee_id, name="nhóm B", units=[theirs])
    session.flush()
    ours, other = choices(session, cast.committee, TODAY), choices(session, theirs.committee_id, TODAY)
    assert [each.id for each in other.units] == [theirs.id]
    assert [group.name for group in other.groups] == ["nhóm B"]
    assert theirs.id not in {each.id for each in ours.units}
    assert [group.name for group in ours.groups] == ["các xã, phường"]
    assert [each.id for each in resolve("xã Thạch Trung", ours).units] == [cast.units["ward_a"]]


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_choices_are_two_statements(session: Session, cast: Cast, count: int) -> None:
    outsider = session.get_one(User, cast.users["outsider"])
    for number in range(1, min(count, 100)):
        names = UnitNames(f"xã {number}")
        add_unit(
            session, committee_id=outsider.committee_id, kind=UnitKind.WARD, names=names, active_from=date(2019, 1, 1)
        )
    session.flush()
    with asking(session) as statements:
        assert len(choices(session, outsider.committee_id, TODAY).units) == min(count, 100)
    assert len(statements) == 2


def rated(number: int, insured: int | None, people: int | None, stated: int | None = None) -> LatestRate:
    return LatestRate(number, date(2019, 10, 1) if insured or stated else None, insured, people, stated)


RATED = replace(
    AMONG,
    rates=(
        rated(1, 1492, 2174),
        rated(2, 9000, 10_000),
        rated(4, 90_001, 100_000),
        rated(5, None, None, 9300),
        rated(6, None, None),
        rated(99, 1, 10),
    ),
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("dưới 90%", [1]),
        ("duoi 90 %", [1]),
        ("các xã, phường dưới 90%", [1]),
        ("các đơn vị có tỷ lệ bao phủ dưới mức 90%", [1]),
        ("trên 90%", [4, 5]),
        ("từ 90% trở lên", [2, 4, 5]),
        ("từ 90,0% trở xuống", [1, 2]),
        ("dưới 92,5%; Hội Nông dân", [1, 2, 4, 8]),
        ("Hội Nông dân; dưới 68.63%", [8, 1]),
        ("dưới 68,62%", []),
        ("từ 90%", []),
        ("dưới 90", []),
    ],
)
def test_units_are_picked_by_a_bound_on_their_latest_figure(text: str, ids: list[int]) -> None:
    assert [unit.id for unit in resolve(text, RATED).units] == ids


@pytest.mark.parametrize(("text", "ids"), [("dưới 90%", [1]), ("các thôn dưới 90%", [20]), ("xã dưới 90%", [1])])
def test_villages_are_picked_only_where_the_text_names_them(text: str, ids: list[int]) -> None:
    village = UnitChoice(20, "thôn Sàng Bến", UnitKind.VILLAGE, None, "thon sang ben")
    among = replace(RATED, units=(*RATED.units, village), rates=(*RATED.rates, rated(20, 1, 2)))
    assert [unit.id for unit in resolve(text, among).units] == ids


def test_a_bound_says_which_month_it_read_and_who_has_no_figure() -> None:
    picked = by_bound("dưới 90%", RATED)
    assert picked is not None
    assert ([unit.id for unit in picked.units], picked.latest, picked.without) == ([1], date(2019, 10, 1), 1)
    assert by_bound("Thạch Trung", RATED) is None
    empty = by_bound("dưới 90%", AMONG)
    assert empty is not None
    assert (empty.units, empty.latest) == ((), None)


def test_a_group_named_like_a_bound_is_the_group() -> None:
    among = replace(RATED, groups=(GroupChoice("các phường, xã dưới 90%", (5, 6)),))
    assert [unit.id for unit in resolve("các phường, xã dưới 90%", among).units] == [5, 6]


def test_the_latest_figures_are_read_only_for_a_bound(session: Session, cast: Cast) -> None:
    with asking(session) as asked:
        plain = choices(session, cast.committee, TODAY, "Thạch Trung")
        rates = choices(session, cast.committee, TODAY, "dưới 90%").rates
    assert (plain.rates, sum("readings" in statement for statement, _ in asked)) == ((), 1)
    assert [(rate.unit_id, rate.numerator, rate.denominator, rate.period) for rate in rates] == [
        (cast.units["ward_b"], 9296, 10_000, date(2019, 10, 1)),
        (cast.units["ward_a"], 1492, 2174, date(2019, 10, 1)),
    ]


def test_a_closed_unit_is_told_apart_from_the_one_that_bears_its_name(session: Session, cast: Cast) -> None:
    def ward(active_from: date) -> Unit:
        names = UnitNames("phường Hà Huy Tập")
        return add_unit(session, committee_id=cast.committee, kind=UnitKind.WARD, names=names, active_from=active_from)

    old, new = ward(date(2019, 1, 1)), ward(TODAY)
    old.active_until = TODAY - timedelta(days=1)
    session.flush()
    among = choices(session, cast.committee, date.min)
    assert [row.name for row in among.units if row.id in (old.id, new.id)] == [
        "phường Hà Huy Tập (đến 08/12/2019)",
        "phường Hà Huy Tập",
    ]
    for typed, meant in (("phuong ha huy tap", new), ("phường Hà Huy Tập (đến 08/12/2019)", old)):
        assert [row.id for row in resolve(typed, among).units] == [meant.id]
    assert [row.id for row in resolve("Hà Huy Tập", choices(session, cast.committee, TODAY)).units] == [new.id]
