"""R16: units are added, corrected, renamed with a date and a decision, closed and opened; each leaves its trace."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.accounts import appoint_head
from bhyt_tasks.domain.committees import Committee, Settings, revise_committee
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.history import Change, ChangeKind, Subject
from bhyt_tasks.domain.unit_changes import (
    UnitFacts,
    close_unit,
    enter_unit,
    rename_unit,
    reopen_unit,
    revise_unit,
)
from bhyt_tasks.domain.units import Unit, UnitKind, UnitName
from tests.cast import TODAY, Cast, user

AT = clock.at(TODAY, 9)
WARD_A = UnitFacts("xã Thạch Trung", UnitKind.COMMUNE, "18100")


def unit_of(session: Session, cast: Cast, key: str) -> Unit:
    return session.get_one(Unit, cast.units[key])


def facts(cast: Cast, **more: Any) -> UnitFacts:
    """Those of ward A, with some of them changed."""
    stored = {"name": WARD_A.name, "kind": WARD_A.kind, "code": WARD_A.code, "parent_id": cast.units["area"]}
    return UnitFacts(**(stored | more))


def last_change(session: Session) -> Change:
    return session.scalars(sa.select(Change).order_by(Change.id.desc()).limit(1)).one()


def changes(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Change)) or 0


def enter(session: Session, cast: Cast, added: UnitFacts) -> Unit:
    return enter_unit(session, cast.committee, added, active_from=TODAY, by=cast.users["admin"], at=AT)


def refused(act: Callable[[], object]) -> tuple[str | None, str]:
    with pytest.raises(RuleBroken) as refusal:
        act()
    return refusal.value.field, refusal.value.sentence.format(**refusal.value.values)


def test_the_first_day_of_a_unit_is_corrected_with_its_first_name(session: Session, cast: Cast) -> None:
    ward = unit_of(session, cast, "ward_a")

    def begin(day: date) -> bool:
        return revise_unit(session, ward, facts(cast, active_from=day), by=None, at=AT)

    assert begin(date(2019, 3, 1))
    assert last_change(session).details == {"active_from": ["2019-01-01", "2019-03-01"]}
    name = session.scalars(sa.select(UnitName).where(UnitName.unit_id == ward.id)).one()
    assert (ward.active_from, name.valid_from) == (date(2019, 3, 1), date(2019, 3, 1))
    assert not revise_unit(session, ward, facts(cast), by=None, at=AT)
    rename_unit(session, ward, "xã Thạch Trung Mới", valid_from=date(2019, 6, 1), decision="1", by=None, at=AT)
    stored = facts(cast, name=ward.name, active_from=date(2019, 7, 1))
    field, words = refused(lambda: revise_unit(session, ward, stored, by=None, at=AT))
    assert (field, words.split(".")[0]) == ("active_from", "Tên đầu tiên của đơn vị dùng đến hết 2019-05-31")
    close_unit(session, ward, last_day=date(2019, 6, 30), decision="2", by=None, at=AT)
    assert refused(lambda: revise_unit(session, ward, stored, by=None, at=AT))[0] == "active_from"


def test_a_unit_comes_in_with_its_trace(session: Session, cast: Cast) -> None:
    added = UnitFacts(" Thôn  Trung Tiến ", UnitKind.VILLAGE, " 07210 ", cast.units["ward_a"], False, ("TT", "", " TT"))
    unit = enter(session, cast, added)
    assert (unit.name, unit.code, unit.parent_id) == ("Thôn Trung Tiến", "07210", cast.units["ward_a"])
    assert (unit.active_from, unit.version) == (TODAY, 1)
    change = last_change(session)
    assert (change.subject, change.subject_id, change.what) == (Subject.UNIT, unit.id, ChangeKind.CREATED)
    assert (change.name, change.by_id, change.on) == ("Thôn Trung Tiến", cast.users["admin"], TODAY)
    assert change.details == {
        "name": [None, "Thôn Trung Tiến"],
        "kind": [None, "village"],
        "code": [None, "07210"],
        "parent": [None, "xã Thạch Trung"],
        "active_from": [None, "2019-12-09"],
        "aliases": [None, ["TT"]],
    }


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"name": "  "}, "name", "Ghi tên đơn vị"),
        ({"name": "x" * 201}, "name", "Dài quá 200 ký tự"),
        ({"aliases": ("x" * 201,)}, "aliases", "Dài quá 200 ký tự"),
        ({"name": "PHƯỜNG ĐẠI NÀI"}, "name", "Đã có phường Đại Nài."),
        ({"code": "mã 1"}, "code", "Mã “mã 1” không dùng được."),
        ({"code": "12345678901"}, "code", "không dùng được"),
        ({"code": "999"}, "code", "Mã 999 đã là mã của phường Đại Nài."),
        ({"parent_id": 10**6}, "parent", "Không có đơn vị cấp trên này."),
        ({"kind": UnitKind.EXTERNAL, "oversees": True}, "oversees", "chỉ phối hợp"),
    ],
)
def test_what_cannot_be_kept_of_a_unit_is_refused(
    session: Session, cast: Cast, more: dict[str, Any], field: str, words: str
) -> None:
    unit_of(session, cast, "ward_b").code = "999"
    session.flush()
    ward, before = unit_of(session, cast, "ward_a"), changes(session)
    got, sentence = refused(lambda: revise_unit(session, ward, facts(cast, **more), by=None, at=AT))
    assert got == field
    assert words in sentence
    added = facts(cast, **{"name": "xã Mới", "code": "", **more})
    assert refused(lambda: enter(session, cast, added)) == (got, sentence)
    assert (changes(session), ward.version) == (before, 1)


def test_a_parent_is_of_the_same_committee_and_never_below(session: Session, cast: Cast) -> None:
    area, ward = unit_of(session, cast, "area"), unit_of(session, cast, "ward_a")
    village = enter(session, cast, UnitFacts("thôn A", UnitKind.VILLAGE, parent_id=ward.id))
    theirs = user(session, cast, "outsider").unit_id
    as_area = UnitFacts(area.name, area.kind)
    for parent_id in (area.id, ward.id, village.id):
        wrong = UnitFacts(as_area.name, as_area.kind, parent_id=parent_id)
        field, sentence = refused(lambda wrong=wrong: revise_unit(session, area, wrong, by=None, at=AT))
        assert (field, sentence) == ("parent", "thành phố A không thể thuộc chính mình hoặc đơn vị cấp dưới của mình.")
    assert refused(lambda: revise_unit(session, ward, facts(cast, parent_id=theirs), by=None, at=AT))[0] == "parent"


def test_villages_of_different_communes_may_bear_one_name(session: Session, cast: Cast) -> None:
    enter(session, cast, UnitFacts("thôn Đông", UnitKind.VILLAGE, parent_id=cast.units["ward_a"]))
    enter(session, cast, UnitFacts("thôn Đông", UnitKind.VILLAGE, parent_id=cast.units["ward_b"]))
    again = UnitFacts("Thôn Đông", UnitKind.VILLAGE, parent_id=cast.units["ward_a"])
    assert refused(lambda: enter(session, cast, again)) == (
        "name",
        "Đã có thôn Đông. Tìm trong danh sách đơn vị, hoặc ghi tên khác.",
    )


def test_R16_names_that_differ_by_a_tone_are_two_units(session: Session, cast: Cast) -> None:
    area = cast.units["area"]
    enter(session, cast, UnitFacts("xã Thạch Hạ", UnitKind.COMMUNE, parent_id=area))
    assert enter(session, cast, UnitFacts("xã Thạch Hà", UnitKind.COMMUNE, parent_id=area)).name == "xã Thạch Hà"
    for name in ("Xã THẠCH HÀ", "xa thach ha"):
        again = UnitFacts(name, UnitKind.COMMUNE, parent_id=area)
        assert refused(lambda again=again: enter(session, cast, again))[0] == "name"


def test_a_correction_says_what_stood_there_before_and_after(session: Session, cast: Cast) -> None:
    ward = unit_of(session, cast, "ward_a")
    corrected = facts(cast, name="xã Thạch Trung A", oversees=True, aliases=("TT cũ",))
    assert revise_unit(session, ward, corrected, by=cast.users["admin"], at=AT) is True
    assert (ward.version, ward.oversees) == (2, True)
    assert ward.folded == "xa thach trung a | xathachtrunga | tt cu | ttcu"
    assert last_change(session).details == {
        "name": ["xã Thạch Trung", "xã Thạch Trung A"],
        "oversees": [False, True],
        "aliases": [[], ["TT cũ"]],
    }
    names = session.scalars(sa.select(UnitName).where(UnitName.unit_id == ward.id).order_by(UnitName.id))
    assert [(row.name, row.alias, row.valid_until) for row in names] == [
        ("xã Thạch Trung A", False, None),
        ("TT cũ", True, None),
    ]


def test_the_same_again_leaves_no_trace(session: Session, cast: Cast) -> None:
    ward, before = unit_of(session, cast, "ward_a"), changes(session)
    assert revise_unit(session, ward, facts(cast), by=None, at=AT) is False
    assert (ward.version, changes(session)) == (1, before)


def rename(session: Session, unit: Unit, name: str, valid_from: date, decision: str = "1665/NQ-UBTVQH15") -> None:
    rename_unit(session, unit, name, valid_from=valid_from, decision=decision, by=None, at=AT)


def test_R16_a_new_name_has_its_day_and_the_old_one_is_still_found(session: Session, cast: Cast) -> None:
    ward = unit_of(session, cast, "ward_a")
    rename(session, ward, " phường  Trần Phú", date(2019, 7, 1))
    assert (ward.name, ward.kind, ward.version) == ("phường Trần Phú", UnitKind.WARD, 2)
    assert ward.folded == "phuong tran phu | phuongtranphu | xa thach trung | xathachtrung"
    names = session.scalars(sa.select(UnitName).where(UnitName.unit_id == ward.id).order_by(UnitName.id))
    assert [(row.name, row.valid_from, row.valid_until, row.decision) for row in names] == [
        ("xã Thạch Trung", date(2019, 1, 1), date(2019, 6, 30), ""),
        ("phường Trần Phú", date(2019, 7, 1), None, "1665/NQ-UBTVQH15"),
    ]
    change = last_change(session)
    assert (change.what, change.name, change.note) == (ChangeKind.RENAMED, "phường Trần Phú", "1665/NQ-UBTVQH15")
    assert change.details == {
        "name": ["xã Thạch Trung", "phường Trần Phú"],
        "valid_from": [None, "2019-07-01"],
        "kind": ["commune", "ward"],
    }


def test_R16_an_agency_keeps_its_kind_when_its_name_changes(session: Session, cast: Cast) -> None:
    agency = unit_of(session, cast, "agency")
    rename(session, agency, "Phòng Nội vụ", TODAY)
    assert agency.kind is UnitKind.AGENCY
    assert agency.folded.endswith("phong ld tb xh | phongldtbxh | ld tb xh | ldtbxh")
    assert "kind" not in last_change(session).details


@pytest.mark.parametrize(
    ("name", "valid_from", "decision", "field", "words"),
    [
        ("phường Mới", TODAY + timedelta(days=1), "1/NQ", "valid_from", "chưa đến"),
        ("phường Mới", date(2019, 1, 1), "1/NQ", "valid_from", "phải sau ngày đó"),
        ("phường Mới", TODAY, " ", "decision", "Ghi số quyết định, nghị quyết."),
        ("phường Mới", TODAY, "x" * 101, "decision", "Dài quá 100 ký tự"),
        ("xã Thạch Trung", TODAY, "1/NQ", "name", "trùng với tên hiện nay"),
        (" ", TODAY, "1/NQ", "name", "Ghi tên đơn vị"),
        ("phường Đại Nài", TODAY, "1/NQ", "name", "Đã có phường Đại Nài."),
    ],
)
def test_R16_a_name_is_not_changed_without_its_day_and_decision(
    session: Session, cast: Cast, name: str, valid_from: date, decision: str, field: str, words: str
) -> None:
    ward = unit_of(session, cast, "ward_a")
    got, sentence = refused(lambda: rename(session, ward, name, valid_from, decision))
    assert got == field
    assert words in sentence
    assert (ward.name, ward.version) == ("xã Thạch Trung", 1)


def close(session: Session, unit: Unit, last_day: date, decision: str = "2/NQ", **more: str) -> None:
    close_unit(session, unit, last_day=last_day, decision=decision, by=None, at=AT, **more)


def test_a_unit_works_to_the_end_of_its_last_day_and_may_be_opened_again(session: Session, cast: Cast) -> None:
    ward = unit_of(session, cast, "ward_a")
    close(session, ward, date(2019, 12, 31), note="còn 2 nhiệm vụ")
    assert (ward.active_until, ward.closing_decision, ward.version) == (date(2019, 12, 31), "2/NQ", 2)
    change = last_change(session)
    assert (change.what, change.note) == (ChangeKind.CLOSED, "2/NQ; còn 2 nhiệm vụ")
    assert change.details == {"active_until": [None, "2019-12-31"]}
    assert refused(lambda: close(session, ward, TODAY)) == (
        None,
        "Đơn vị đã ngừng hoạt động, ngày cuối cùng là 2019-12-31.",
    )
    assert refused(lambda: reopen_unit(session, ward, reason=" ", by=None, at=AT))[0] == "reason"
    reopen_unit(session, ward, reason="ghi nhầm", by=None, at=AT)
    assert (ward.active_until, ward.closing_decision, ward.version) == (None, "", 3)
    change = last_change(session)
    assert (change.what, change.note, change.details) == (
        ChangeKind.REOPENED,
        "ghi nhầm",
        {"active_until": ["2019-12-31", None]},
    )
    assert refused(lambda: reopen_unit(session, ward, reason="x", by=None, at=AT)) == (None, "Đơn vị đang hoạt động.")


def test_a_unit_is_not_closed_without_decision_before_it_began_nor_as_the_area(session: Session, cast: Cast) -> None:
    ward = unit_of(session, cast, "ward_a")
    assert refused(lambda: close(session, ward, TODAY, " ")) == ("decision", "Ghi số quyết định, nghị quyết.")
    assert refused(lambda: close(session, ward, date(2018, 12, 31)))[0] == "last_day"
    field, sentence = refused(lambda: close(session, unit_of(session, cast, "area"), TODAY))
    assert (field, sentence) == (None, "thành phố A là địa bàn của Ban Chỉ đạo, không ngừng hoạt động được.")


def test_a_unit_is_not_opened_beside_another_of_its_name(session: Session, cast: Cast) -> None:
    ward = unit_of(session, cast, "ward_a")
    close(session, ward, TODAY)
    enter(session, cast, facts(cast, code="18101"))
    assert refused(lambda: reopen_unit(session, ward, reason="x", by=None, at=AT))[0] == "name"


def test_the_head_is_an_open_account_of_the_unit(session: Session, cast: Cast) -> None:
    ward, clerk = unit_of(session, cast, "ward_a"), user(session, cast, "clerk_a")
    assert appoint_head(session, ward, clerk.id, by=user(session, cast, "admin"), at=AT) is True
    assert (ward.head_id, ward.version) == (clerk.id, 2)
    assert last_change(session).details == {"head": ["head_a (head_a)", "clerk_a (clerk_a)"]}
    assert appoint_head(session, ward, clerk.id, by=None, at=AT) is False
    assert appoint_head(session, ward, None, by=None, at=AT) is True
    assert last_change(session).details == {"head": ["clerk_a (clerk_a)", None]}
    appoint_head(session, ward, clerk.id, by=None, at=AT)
    assert last_change(session).details == {"head": [None, "clerk_a (clerk_a)"]}
    user(session, cast, "head_a").closed_on = TODAY
    for stranger in (cast.users["head_a"], cast.users["head_b"], cast.users["outsider"], 10**6):
        assert refused(lambda number=stranger: appoint_head(session, ward, number, by=None, at=AT))[0] == "head"
    assert ward.head_id == clerk.id


# Settings


def revise(session: Session, committee: Committee, name: str = "Ban Chỉ đạo A", **more: Any) -> bool:
    return revise_committee(session, committee, (name, "BCĐ A"), Settings(**more), by=None, at=AT)


def test_settings_are_kept_with_what_stood_before_and_names_unknown_here_stay(session: Session, cast: Cast) -> None:
    committee = session.get_one(Committee, cast.committee)
    committee.settings_json = {"later": [1], "idle_hours": 8}
    changed = revise(session, committee, idle_hours=4, superior=" UBND  THÀNH PHỐ ", reminder_rest_days=0)
    assert (changed, committee.version) == (True, 2)
    assert committee.settings == Settings(idle_hours=4, superior="UBND THÀNH PHỐ", reminder_rest_days=0)
    assert committee.settings_json["later"] == [1]
    change = last_change(session)
    assert (change.subject, change.subject_id, change.name) == (Subject.COMMITTEE, committee.id, "BCĐ A")
    assert change.details == {
        "idle_hours": [8, 4],
        "superior": ["", "UBND THÀNH PHỐ"],
        "reminder_rest_days": [2, 0],
    }
    again = {"idle_hours": 4, "superior": "UBND THÀNH PHỐ", "reminder_rest_days": 0}
    assert (revise(session, committee, **again), committee.version) == (False, 2)


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"figures_due_day": 0}, "figures_due_day", "Ghi số từ 1 đến 31."),
        ({"figures_due_day": 32}, "figures_due_day", "Ghi số từ 1 đến 31."),
        ({"review_after_days": 366}, "review_after_days", "Ghi số từ 1 đến 365."),
        ({"reminder_rest_days": -1}, "reminder_rest_days", "Ghi số từ 0 đến 30."),
        ({"idle_hours": 0}, "idle_hours", "Ghi số từ 1 đến 168."),
        ({"units_below": " "}, "units_below", "Không để trống."),
        ({"name": ""}, "name", "Không để trống."),
        ({"symbol": "x" * 31}, "symbol", "Dài quá 30 ký tự. Rút gọn lại."),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    session: Session, cast: Cast, more: dict[str, Any], field: str, words: str
) -> None:
    committee = session.get_one(Committee, cast.committee)
    assert refused(lambda: revise(session, committee, **more)) == (field, words)
    assert (committee.settings_json, committee.version) == ({}, 1)
