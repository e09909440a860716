"""Targets of decisions and plans: set for many at once or for none, ended with a reason, never doubled."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import indicators, targets
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.history import Change, ChangeKind, Subject
from bhyt_tasks.domain.indicators import Indicator, IndicatorFacts
from bhyt_tasks.domain.targets import GivenBy, Target, TargetFacts
from bhyt_tasks.domain.units import Unit
from tests.cast import TODAY, Cast
from tests.domain.test_unit_changes import AT, last_change

YEAR_END = date(2019, 12, 31)
PLAN = TargetFacts(9500, YEAR_END, "Kế hoạch 53/KH-UBND  ngày 04/8/2019")


def give(session: Session, cast: Cast, facts: TargetFacts = PLAN, *keys: str, indicator: int = 0) -> list[Target]:
    units = [cast.units[key] for key in keys or ("ward_a", "ward_b")]
    row = session.get_one(Indicator, indicator or cast.indicator)
    return targets.set_targets(session, row, facts, units, by=cast.users["secretary"], at=AT)


def broken(act: Any) -> tuple[str | None, str]:
    with pytest.raises(RuleBroken) as refusal:
        act()
    return refusal.value.field, refusal.value.sentence


def count(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count(Target.id))) or 0


def test_a_plan_sets_targets_for_many_units_beside_the_directives(session: Session, cast: Cast) -> None:
    before = count(session)
    made = give(session, cast, PLAN, "ward_a", "ward_b", "ward_a")
    assert count(session) == before + 2
    assert [(row.points, row.given_by, row.origin, row.set_by) for row in made] == [
        (9500, GivenBy.PLAN, "Kế hoạch 53/KH-UBND ngày 04/8/2019", cast.users["secretary"])
    ] * 2
    said = session.scalars(sa.select(Change).where(Change.subject == Subject.TARGET)).all()
    assert [(row.subject_id, row.what) for row in said] == [(row.id, ChangeKind.CREATED) for row in made]
    assert said[0].name == "xã Thạch Trung, Tỷ lệ bao phủ BHYT"
    assert said[0].details["due_on"] == [None, "2019-12-31"]
    live = targets.targets_of(session, directive_id=_directive(session, cast), unit_id=cast.units["ward_a"])
    assert [row.points for row in live] == [9300]


def _directive(session: Session, cast: Cast) -> int:
    return session.scalar(sa.select(Target.directive_id).where(Target.directive_id.is_not(None)).limit(1)) or 0


@pytest.mark.parametrize(
    ("facts", "keys", "field", "sentence"),
    [
        (PLAN, (), "units", targets.NO_UNITS),
        (PLAN, ("elsewhere",), "units", targets.UNKNOWN_UNIT),
        (PLAN, ("ward_a", "agency"), "units", targets.NO_FIGURES),
        (replace(PLAN, points=0), ("ward_a",), "points", targets.BAD_RATE),
        (replace(PLAN, points=10_001), ("ward_a",), "points", targets.BAD_RATE),
        (replace(PLAN, origin=" … "), ("ward_a",), "origin", targets.NO_ORIGIN),
        (replace(PLAN, given_by=GivenBy.DIRECTIVE), ("ward_a",), "given_by", targets.BY_PAPER),
    ],
)
def test_a_target_that_cannot_be_is_refused_and_none_is_saved(
    session: Session, cast: Cast, facts: TargetFacts, keys: tuple[str, ...], field: str, sentence: str
) -> None:
    before, units = count(session), {**cast.units, "elsewhere": 10**6}
    main = session.get_one(Indicator, cast.indicator)
    ids = [units[key] for key in keys]
    set_them = lambda: targets.set_targets(session, main, facts, ids, by=cast.users["secretary"], at=AT)  # noqa: E731
    assert broken(set_them) == (field, sentence)
    assert count(session) == before


def test_the_same_target_twice_is_refused_in_words(session: Session, cast: Cast) -> None:
    give(session, cast, PLAN, "ward_b")
    again = replace(PLAN, origin="KẾ HOẠCH 53/KH–UBND ngày 04/8/2019", points=9600)
    assert broken(lambda: give(session, cast, again)) == ("units", targets.HAS_IT)
    give(session, cast, replace(PLAN, origin="Quyết định 729/QĐ-UBND", given_by=GivenBy.DECISION))
    give(session, cast, replace(PLAN, due_on=date(2020, 12, 31)))


def test_nothing_is_told_to_who_is_gone_or_by_what_is_closed(session: Session, cast: Cast) -> None:
    session.get_one(Unit, cast.units["ward_b"]).active_until = date(2019, 12, 30)
    session.flush()
    assert broken(lambda: give(session, cast)) == ("units", targets.UNIT_CLOSED)
    facts = IndicatorFacts("Hội viên", "Số hội viên tham gia", "Tổng số hội viên", "hội viên", of_agencies=True)
    members = indicators.enter_indicator(session, cast.committee, facts, by=cast.users["secretary"], at=AT)
    assert give(session, cast, PLAN, "agency", indicator=members.id)[0].unit_id == cast.units["agency"]
    assert broken(lambda: give(session, cast, PLAN, "ward_a", indicator=members.id)) == ("units", targets.NO_FIGURES)
    indicators.close_indicator(session, members, by=cast.users["secretary"], at=AT)
    closed = lambda: give(session, cast, replace(PLAN, origin="KH 2"), "agency", indicator=members.id)  # noqa: E731
    assert broken(closed) == ("indicator_id", targets.INDICATOR_CLOSED)


def test_a_target_ends_with_a_reason_and_another_takes_its_place(session: Session, cast: Cast) -> None:
    by = cast.users["secretary"]
    (old,) = give(session, cast, PLAN, "ward_a")
    assert broken(lambda: targets.end_target(session, old, reason=" ", by=by, at=AT)) == ("reason", targets.NO_REASON)
    same = replace(PLAN, comparator=Comparator.AT_LEAST)
    assert targets.replace_target(session, old, same, reason="Điều chỉnh", by=by, at=AT) is None
    new = targets.replace_target(session, old, replace(PLAN, points=9400), reason=" Điều chỉnh ", by=by, at=AT)
    assert new is not None
    assert (old.ended_on, old.ended_reason, new.points, new.ended_on) == (TODAY, "Điều chỉnh", 9400, None)
    assert broken(lambda: targets.end_target(session, old, reason="x", by=by, at=AT)) == (None, targets.ALREADY_ENDED)
    again = lambda: targets.replace_target(session, old, PLAN, reason="x", by=by, at=AT)  # noqa: E731
    assert broken(again) == (None, targets.ALREADY_ENDED)
    targets.end_target(session, new, reason="Hết kế hoạch", by=by, at=AT)
    assert (last_change(session).what, last_change(session).note) == (ChangeKind.CLOSED, "Hết kế hoạch")
    assert give(session, cast, PLAN, "ward_a")[0].id not in (old.id, new.id)


def test_a_directives_target_ends_with_its_task_only(session: Session, cast: Cast) -> None:
    told = session.scalars(sa.select(Target).where(Target.unit_id == cast.units["ward_a"])).one()
    end = lambda: targets.end_target(session, told, reason="x", by=cast.users["secretary"], at=AT)  # noqa: E731
    assert broken(end) == (None, targets.OF_DIRECTIVE)


def test_above_everybody_is_everybody(session: Session, cast: Cast) -> None:
    above = replace(PLAN, points=10_000, comparator=Comparator.ABOVE)
    assert give(session, cast, above, "ward_a")[0].comparator is Comparator.AT_LEAST
