"""The committee's units behind the words of a text: by name, alias and code, by type, by abbreviation, by group."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.unit_successions import succeed
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_unit, searchable
from bhyt_tasks.queries.unit_phrases import Directory, Meaning, Phrase, directory
from bhyt_tasks.queries.units import Choices, GroupChoice, UnitChoice, choices
from tests.cast import Cast

NAMES = (
    (UnitKind.CITY, "thành phố Hà Tĩnh", ()),
    (UnitKind.COMMUNE, "xã Thạch Hạ", ()),
    (UnitKind.COMMUNE, "xã Thạch Trung", ()),
    (UnitKind.WARD, "phường Trần Phú", ()),
    (UnitKind.COMMUNE, "xã Trần Phú", ()),
    (UnitKind.WARD, "phường Đại Nài", ()),
    (UnitKind.AGENCY, "Phòng Y tế", ()),
    (UnitKind.AGENCY, "Phòng LĐ-TB&XH", ()),
    (UnitKind.AGENCY, "Phòng Giáo dục và Đào tạo", ()),
    (UnitKind.INSURANCE_OFFICE, "BHXH thành phố", ("BHXH",)),
    (UnitKind.ASSOCIATION, "Hội Liên hiệp Phụ nữ", ("Hội LHPN",)),
    (UnitKind.COMMUNE, "xã Thạch Hà", ()),
)
UNITS = tuple(
    UnitChoice(number, name, kind, f"{18000 + number}", searchable((name, *aliases)))
    for number, (kind, name, aliases) in enumerate(NAMES, start=1)
)
GROUPS = (GroupChoice("các phường, xã dưới 90%", (3, 6)), GroupChoice("tổ giúp việc", (7, 10)))
AMONG = Choices(UNITS, GROUPS)
AREA = "thành phố Hà Tĩnh"
AREAS = ["xã Thạch Hạ", "xã Thạch Trung", "phường Trần Phú", "xã Trần Phú", "phường Đại Nài", "xã Thạch Hà"]


def read(text: str, head: str = "", words: str = "") -> Meaning:
    return Directory(AMONG, AREA, words).meaning(Phrase(text, head))


def meant(text: str, head: str = "") -> list[str]:
    return [unit.name for unit in read(text, head).units]


def offered(text: str, words: str = "") -> list[list[str]]:
    return [[unit.name for unit in offer.units] for offer in read(text, words=words).offers]


@pytest.mark.parametrize(
    ("text", "head", "name"),
    [
        ("xã Thạch Hạ", "", "xã Thạch Hạ"),
        ("XÃ THẠCH HÀ", "", "xã Thạch Hà"),
        ("UBND xã Thạch Trung", "", "xã Thạch Trung"),
        ("Ủy ban nhân dân phường Đại Nài", "", "phường Đại Nài"),
        ("Chủ tịch UBND xã Thạch Trung", "", "xã Thạch Trung"),
        ("P. Đại Nài", "", "phường Đại Nài"),
        ("Đại Nài", "phường", "phường Đại Nài"),
        ("Đại Nài", "", "phường Đại Nài"),
        ("Trần Phú", "xã", "xã Trần Phú"),
        ("18006", "", "phường Đại Nài"),
        ("phòng y tế", "", "Phòng Y tế"),
        ("Trưởng phòng Y tế", "", "Phòng Y tế"),
        ("Phòng Y tế thành phố", "", "Phòng Y tế"),
        ("Phòng Y tế thành phố Hà Tĩnh", "", "Phòng Y tế"),
        ("LĐ – TB & XH", "phòng", "Phòng LĐ-TB&XH"),
        ("phòng Lao động – Thương binh và Xã hội", "", "Phòng LĐ-TB&XH"),
        ("Phòng LĐTBXH", "", "Phòng LĐ-TB&XH"),
        ("phòng GD&ĐT", "", "Phòng Giáo dục và Đào tạo"),
        ("GDĐT", "phòng", "Phòng Giáo dục và Đào tạo"),
        ("BHXH", "", "BHXH thành phố"),
        ("Bảo hiểm xã hội thành phố", "", "BHXH thành phố"),
        ("cơ quan BHXH", "", "BHXH thành phố"),
        ("Hội Phụ nữ", "", "Hội Liên hiệp Phụ nữ"),
        ("Chủ tịch Hội LHPN thành phố", "", "Hội Liên hiệp Phụ nữ"),
    ],
)
def test_one_unit(text: str, head: str, name: str) -> None:
    assert meant(text, head) == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("các xã, phường", AREAS),
        ("UBND các phường, xã", AREAS),
        ("Chủ tịch UBND các xã, phường", AREAS),
        ("từng xã, phường", AREAS),
        ("6 phường xã", AREAS),
        ("các phường", ["phường Trần Phú", "phường Đại Nài"]),
        ("hai phường", ["phường Trần Phú", "phường Đại Nài"]),
        ("các xã, thị trấn trên địa bàn", ["xã Thạch Hạ", "xã Thạch Trung", "xã Trần Phú", "xã Thạch Hà"]),
        ("2 phường xã", ["xã Thạch Trung", "phường Đại Nài"]),  # the one group of two
        ("các phường, xã dưới 90%", ["xã Thạch Trung", "phường Đại Nài"]),
        ("từng tổ giúp việc", ["Phòng Y tế", "BHXH thành phố"]),
        ("Tổ giúp việc", ["Phòng Y tế", "BHXH thành phố"]),
    ],
)
def test_a_collective_phrase(text: str, names: list[str]) -> None:
    assert meant(text) == names


@pytest.mark.parametrize(
    "text",
    ["Trần Phú", "BHXH tỉnh", "phường Thạch Trung", "các đơn vị", "các phòng, ban", "đoàn thể", "3 phường xã", "Phòng"],
)
def test_what_is_not_sure_is_offered_and_not_taken(text: str) -> None:
    assert meant(text) == []
    assert offered(text) != []


@pytest.mark.parametrize(
    "text", ["Hội Cựu chiến binh", "Ban vận động ở các thôn", "", "?", "thường trực HĐND", "thị trấn"]
)
def test_what_the_committee_does_not_have(text: str) -> None:
    assert meant(text) == []


def test_two_units_of_one_name_are_both_offered() -> None:
    assert offered("Trần Phú") == [["phường Trần Phú"], ["xã Trần Phú"]]


def test_units_that_the_text_names_are_offered_for_the_units_it_speaks_of() -> None:
    words = "Hai nơi còn thấp, gồm Thạch Trung, Đại Nài. Đồng chí Trần Phúc và xã Thạch Hà nào đó. Các đơn vị rà soát."
    assert ["xã Thạch Trung", "phường Đại Nài", "xã Thạch Hà"] in offered("các đơn vị", words=words)
    assert ["xã Thạch Trung", "phường Đại Nài"] in offered("các đơn vị", words=words)  # the group
    assert AREAS in offered("các đơn vị", words=words)


def test_every_offer_is_something_that_can_be_typed() -> None:
    for offer in read("các đơn vị").offers:
        assert offer.name
        assert len({unit.id for unit in offer.units}) == len(offer.units) > 0


def test_a_name_means_the_unit_that_had_it_on_the_day(session: Session, cast: Cast) -> None:
    """A new ward has the name of a closed one: of an earlier day it means the old one, and its heirs are offered."""
    old = session.get_one(Unit, cast.units["ward_b"])
    committee, at = cast.committee, clock.at(date(2019, 12, 1), 8)
    new = add_unit(
        session,
        committee_id=committee,
        kind=UnitKind.WARD,
        names=UnitNames("phường Đại Nài"),
        active_from=date(2019, 12, 1),
    )
    gone = date(2019, 11, 30)
    succeed(session, old, successors=[new], last_day=gone, decision="NQ 1", by=None, at=at)
    session.flush()
    now = choices(session, committee, date(2019, 12, 9))

    def read(on: date) -> Meaning:
        found = directory(session, committee, "", today=now, on=on, until=date(2019, 12, 9))
        return found.meaning(Phrase("UBND phường Đại Nài"))

    assert [[unit.id for unit in offer.units] for offer in read(date(2019, 10, 1)).offers] == [[new.id]]
    assert read(date(2019, 10, 1)).units == ()
    assert [unit.id for unit in read(date(2019, 12, 5)).units] == [new.id]


def test_the_area_is_known_by_name(session: Session, cast: Cast) -> None:
    now = choices(session, cast.committee, date(2019, 12, 9))
    found = directory(session, cast.committee, "", today=now, on=date(2019, 12, 2), until=date(2019, 12, 9))
    assert [unit.id for unit in found.meaning(Phrase("Phòng LĐTBXH thành phố A")).units] == [cast.units["agency"]]
    assert found.written(found.meaning(Phrase("UBND các xã, phường")).units) == "các xã, phường"


def test_the_units_of_a_committee(session: Session, cast: Cast) -> None:
    among = choices(session, cast.committee, date(2019, 11, 1))
    ward = among.units[0]
    assert [unit.id for unit in Directory(among).meaning(Phrase(f"UBND {ward.name}")).units] == [ward.id]
