"""Mergers, splits and chains: who succeeds whom, from which day, and what is refused in words."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.history import Change, ChangeKind
from bhyt_tasks.domain.unit_changes import UnitFacts, close_unit, enter_unit, reopen_unit, revise_unit
from bhyt_tasks.domain.unit_successions import heirs, succeed
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, UnitSuccession, add_unit
from tests.cast import TODAY, Cast, user

AT = clock.at(TODAY, 9)
LAST_DAY = date(2019, 12, 31)
FIRST_DAY = date(2020, 1, 1)
DECISION = "1665/NQ-UBTVQH15"


def unit_of(session: Session, cast: Cast, key: str) -> Unit:
    return session.get_one(Unit, cast.units[key])


def new_ward(session: Session, cast: Cast, name: str, active_from: date = date(2019, 6, 1)) -> Unit:
    made = add_unit(
        session,
        committee_id=cast.committee,
        kind=UnitKind.WARD,
        names=UnitNames(name),
        active_from=active_from,
        parent_id=cast.units["area"],
    )
    session.flush()
    return made


def pass_on(session: Session, cast: Cast, old: Unit, *new: Unit, **more: Any) -> list[UnitSuccession]:
    given = {"last_day": LAST_DAY, "decision": DECISION, "by": cast.users["admin"], "at": AT}
    return succeed(session, old, successors=new, **(given | more))


def refused(act: Callable[[], object]) -> tuple[str | None, str]:
    with pytest.raises(RuleBroken) as refusal:
        act()
    return refusal.value.field, refusal.value.sentence.format(**refusal.value.values)


def test_a_merger_closes_the_old_unit_and_says_into_what(session: Session, cast: Cast) -> None:
    ward, into = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    (row,) = pass_on(session, cast, ward, into, decision=f" {DECISION} ", note="còn 2 nhiệm vụ")
    assert (ward.active_until, ward.closing_decision) == (LAST_DAY, DECISION)
    assert (row.committee_id, row.old_unit_id, row.new_unit_id) == (cast.committee, ward.id, into.id)
    assert (row.on, row.decision, row.main) == (FIRST_DAY, DECISION, True)
    closed, succeeded = session.scalars(sa.select(Change).order_by(Change.id.desc()).limit(2)).all()[::-1]
    assert (closed.what, closed.note) == (ChangeKind.CLOSED, f"{DECISION}; còn 2 nhiệm vụ")
    assert (succeeded.what, succeeded.subject_id, succeeded.note) == (ChangeKind.SUCCEEDED, ward.id, DECISION)
    assert succeeded.details == {"successors": [[], ["phường Đại Nài"]], "valid_from": [None, "2020-01-01"]}


def test_a_split_has_one_main_successor(session: Session, cast: Cast) -> None:
    ward = unit_of(session, cast, "ward_b")
    first, second = new_ward(session, cast, "phường Thành Sen"), new_ward(session, cast, "phường Hà Huy Tập")
    assert refused(lambda: pass_on(session, cast, ward, first, second)) == (
        "main_unit",
        "Có nhiều đơn vị kế thừa. Ghi một đơn vị kế thừa chính trong số đó.",
    )
    outside = unit_of(session, cast, "ward_a")
    assert refused(lambda: pass_on(session, cast, ward, first, second, main=outside))[0] == "main_unit"
    rows = pass_on(session, cast, ward, first, second, first, main=second)
    assert [(row.new_unit_id, row.main) for row in rows] == [(first.id, False), (second.id, True)]
    assert heirs(session, cast.committee, FIRST_DAY) == {ward.id: second.id}


def test_chains_are_followed_from_the_day_on(session: Session, cast: Cast) -> None:
    old, middle = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    last = new_ward(session, cast, "phường Thành Sen", date(2025, 7, 1))
    pass_on(session, cast, old, middle)
    pass_on(session, cast, middle, last, last_day=date(2025, 6, 30))
    assert heirs(session, cast.committee, LAST_DAY) == {}
    assert heirs(session, cast.committee, FIRST_DAY) == {old.id: middle.id}
    assert heirs(session, cast.committee, date(2025, 7, 1)) == {old.id: last.id, middle.id: last.id}
    assert heirs(session, user(session, cast, "outsider").committee_id, date(2025, 7, 1)) == {}


def test_a_unit_that_was_closed_before_may_get_its_successors_later(session: Session, cast: Cast) -> None:
    ward, into = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    close_unit(session, ward, last_day=LAST_DAY, decision="12/NQ", by=None, at=AT)
    assert refused(lambda: pass_on(session, cast, ward, into, last_day=date(2019, 11, 30))) == (
        "last_day",
        "Đơn vị đã ngừng hoạt động, ngày cuối cùng là 2019-12-31.",
    )
    (row,) = pass_on(session, cast, ward, into)
    assert (row.on, row.decision, ward.closing_decision) == (FIRST_DAY, DECISION, "12/NQ")
    assert refused(lambda: pass_on(session, cast, ward, into))[1] == (
        "xã Thạch Trung đã có đơn vị kế thừa. Mở lại đơn vị nếu ghi nhầm."
    )


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("ward_a", "xã Thạch Trung không thể kế thừa chính mình."),
        ("external", "Bưu điện A không thuộc Ban Chỉ đạo, chỉ phối hợp, không kế thừa nhiệm vụ được."),
    ],
)
def test_who_cannot_succeed_is_told_why(session: Session, cast: Cast, key: str, words: str) -> None:
    ward = unit_of(session, cast, "ward_a")
    assert refused(lambda: pass_on(session, cast, ward, unit_of(session, cast, key))) == ("successors", words)
    assert (ward.active_until, session.scalars(sa.select(UnitSuccession)).all()) == (None, [])


def test_a_successor_is_of_the_same_committee_and_at_work_on_that_day(session: Session, cast: Cast) -> None:
    ward, other = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    theirs = session.get_one(Unit, user(session, cast, "outsider").unit_id)
    assert refused(lambda: pass_on(session, cast, ward, theirs))[1].startswith("Có đơn vị không thuộc Ban Chỉ đạo này")
    later = new_ward(session, cast, "phường Thành Sen", date(2020, 1, 2))
    assert refused(lambda: pass_on(session, cast, ward, later))[1] == (
        "phường Thành Sen hoạt động từ 2020-01-02, sau ngày kế thừa 2020-01-01. "
        "Sửa ngày bắt đầu của đơn vị đó nếu ghi nhầm."
    )
    close_unit(session, other, last_day=LAST_DAY, decision="x", by=None, at=AT)
    assert refused(lambda: pass_on(session, cast, ward, other))[1] == (
        "phường Đại Nài chỉ hoạt động đến hết 2019-12-31, không kế thừa được từ 2020-01-01."
    )
    assert refused(lambda: pass_on(session, cast, ward))[0] == "successors"
    assert refused(lambda: pass_on(session, cast, ward, later, decision=" "))[0] == "decision"


def test_two_units_cannot_succeed_each_other(session: Session, cast: Cast) -> None:
    first, second = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    third = new_ward(session, cast, "phường Thành Sen")
    pass_on(session, cast, first, second, last_day=date(2020, 12, 31))
    pass_on(session, cast, second, third, last_day=date(2020, 6, 30))
    field, words = refused(lambda: pass_on(session, cast, third, first, last_day=date(2020, 3, 31)))
    assert (field, words) == (
        "successors",
        "xã Thạch Trung lại có đơn vị kế thừa cuối cùng là phường Thành Sen: hai đơn vị không thể kế thừa lẫn nhau.",
    )


def test_a_successor_that_was_entered_too_late_is_mended(session: Session, cast: Cast) -> None:
    ward, later = unit_of(session, cast, "ward_a"), new_ward(session, cast, "phường Thành Sen", date(2020, 1, 5))
    facts = UnitFacts(later.name, later.kind, parent_id=later.parent_id, active_from=FIRST_DAY)
    assert revise_unit(session, later, facts, by=None, at=AT)
    pass_on(session, cast, ward, later)


def test_opening_again_ends_the_succession_and_says_so(session: Session, cast: Cast) -> None:
    ward, into = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    pass_on(session, cast, ward, into)
    reopen_unit(session, ward, reason="ghi nhầm", by=cast.users["admin"], at=AT)
    change = session.scalars(sa.select(Change).order_by(Change.id.desc()).limit(1)).one()
    assert change.details == {"active_until": ["2019-12-31", None], "successors": [["phường Đại Nài"], []]}
    assert heirs(session, cast.committee, FIRST_DAY) == {}
    pass_on(session, cast, ward, into)


def test_a_name_may_come_back_for_another_unit(session: Session, cast: Cast) -> None:
    """Hà Huy Tập of 2019 went into Thành Sen; the Hà Huy Tập of today is made of others."""
    old, into = new_ward(session, cast, "phường Hà Huy Tập"), unit_of(session, cast, "ward_b")
    facts = UnitFacts("phường Hà Huy Tập", UnitKind.WARD, "18652", cast.units["area"])

    def enter() -> Unit:
        return enter_unit(session, cast.committee, facts, active_from=FIRST_DAY, by=None, at=AT)

    assert refused(enter)[0] == "name"
    pass_on(session, cast, old, into)
    new = enter()
    assert (new.name, new.id != old.id, old.active_until) == (old.name, True, LAST_DAY)
    assert refused(lambda: reopen_unit(session, old, reason="x", by=None, at=AT))[0] == "name"
