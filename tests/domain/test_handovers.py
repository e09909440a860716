"""Unfinished work of a closed unit gets a new owner: nothing is reset, nothing is lost, two become one in words."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, issuing, tasks
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import RuleBroken, WrongState
from bhyt_tasks.domain.handovers import HandedOver, hand_over, hand_over_all, join
from bhyt_tasks.domain.history import Act, Event
from bhyt_tasks.domain.meetings import Directive, DirectiveUnit
from bhyt_tasks.domain.targets import Target, targets_of
from bhyt_tasks.domain.tasks import Part, Report, Task, TaskState
from bhyt_tasks.domain.unit_changes import close_unit
from bhyt_tasks.domain.units import Unit, UnitKind
from tests.cast import TODAY, Cast, task, user
from tests.domain.test_unit_successions import new_ward, pass_on, unit_of

AT = clock.at(TODAY, 9)
YESTERDAY = TODAY - timedelta(days=1)
DECISION = "1665/NQ-UBTVQH15"


@pytest.fixture
def sen(session: Session, cast: Cast) -> Unit:
    """A new ward into which ward A has passed, and later ward B may."""
    made = new_ward(session, cast, "phường Thành Sen")
    pass_on(session, cast, unit_of(session, cast, "ward_a"), made, last_day=YESTERDAY)
    return made


def give(session: Session, cast: Cast, name: str, to: Unit, act: Any = hand_over) -> Any:
    return act(session, task(session, cast, name), to, decision=DECISION, by=user(session, cast, "secretary"), at=AT)


def story(session: Session, row: Task) -> list[Event]:
    return list(session.scalars(sa.select(Event).where(Event.task_id == row.id).order_by(Event.id.desc())))


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(RuleBroken) as refusal:
        act()
    return refusal.value.sentence.format(**refusal.value.values)


def test_R3_a_task_moves_as_it_stands(session: Session, cast: Cast, sen: Unit) -> None:
    row = task(session, cast, "a1")
    report = Report(note="Đã họp", done=6, total=12, measure="thôn")
    tasks.report_progress(session, row, report, by=user(session, cast, "head_a"), at=AT)
    row.due_on = row.act_by = date(2019, 12, 5)  # it was extended once
    row.disclaimed_on = TODAY
    kept = (row.state, row.due_on, row.original_due_on, row.act_by, row.done, row.total, row.assigned_on)
    word, version = row.last_word_id, row.version
    give(session, cast, "a1", sen)
    assert kept == (row.state, row.due_on, row.original_due_on, row.act_by, row.done, row.total, row.assigned_on)
    assert kept[:3] == (TaskState.IN_PROGRESS, date(2019, 12, 5), date(2019, 11, 20))
    assert (row.unit_id, row.last_word_id, row.version, row.disclaimed_on) == (sen.id, word, version + 1, None)
    event, before = story(session, row)[:2]
    assert (event.what, event.note, event.unit_id, event.on) == (Act.HANDED_OVER, DECISION, sen.id, TODAY)
    assert (before.unit_id, before.by_id) == (cast.units["ward_a"], cast.users["head_a"])


def test_a_target_goes_with_its_task_and_the_place_among_the_units_too(session: Session, cast: Cast, sen: Unit) -> None:
    row = task(session, cast, "a2")
    (old,) = targets_of(session, directive_id=row.directive_id, unit_id=row.unit_id)
    old.origin, old.illustrative = "kế hoạch", True
    give(session, cast, "a2", sen)
    (target,) = targets_of(session, directive_id=row.directive_id, unit_id=sen.id)
    assert (old.ended_on, old.unit_id) == (TODAY, cast.units["ward_a"])
    same = ("indicator_id", "due_on", "comparator", "points", "directive_id", "origin", "illustrative")
    assert [getattr(target, name) for name in same] == [getattr(old, name) for name in same]
    given = sa.select(DirectiveUnit.unit_id).where(DirectiveUnit.directive_id == row.directive_id)
    assert set(session.scalars(given)) == {sen.id, cast.units["ward_b"]}


def test_a_helping_task_moves_and_a_second_period_too(session: Session, cast: Cast) -> None:
    agency, ward = unit_of(session, cast, "agency"), unit_of(session, cast, "ward_b")
    row, recurring = task(session, cast, "agency1"), task(session, cast, "agency3")
    directive = session.get_one(Directive, recurring.directive_id)
    secretary = user(session, cast, "secretary")
    until = date(2019, 12, 31)
    committee = session.get_one(Committee, cast.committee)
    issuing.make_period_tasks(session, committee, directive, until=until, by=secretary, at=AT)
    mine = session.scalars(sa.select(Task).where(Task.unit_id == agency.id, Task.period != "")).all()
    assert len(mine) > 1
    pass_on(session, cast, agency, ward, last_day=YESTERDAY)
    for period in mine:
        hand_over(session, period, ward, decision=DECISION, by=secretary, at=AT)
    assert {period.unit_id for period in mine} == {ward.id}
    other = task(session, cast, "b1")
    joined = give(session, cast, "agency1", ward, join)
    assert (joined.id, joined.part, row.state) == (other.id, Part.LEAD, TaskState.WITHDRAWN)
    place = sa.select(DirectiveUnit.part).where(
        DirectiveUnit.directive_id == row.directive_id, DirectiveUnit.unit_id == ward.id
    )
    assert session.scalars(place).all() == [Part.LEAD]


def test_two_tasks_of_one_directive_become_one_and_each_story_leads_to_the_other(
    session: Session, cast: Cast, sen: Unit
) -> None:
    pass_on(session, cast, unit_of(session, cast, "ward_b"), sen, last_day=YESTERDAY)
    give(session, cast, "a2", sen)
    assert refused(lambda: give(session, cast, "b2", sen)) == (
        "phường Thành Sen đã có nhiệm vụ này. Nhập vào nhiệm vụ đó, hoặc giao đơn vị khác."
    )
    first, second = task(session, cast, "a2"), task(session, cast, "b2")
    assert give(session, cast, "b2", sen, join) is first
    assert (second.state, second.unit_id, second.stopped_on) == (TaskState.WITHDRAWN, cast.units["ward_b"], TODAY)
    gone, kept = story(session, second)[0], story(session, first)[0]
    assert (gone.what, gone.other_task_id) == (Act.WITHDRAWN, first.id)
    assert gone.note == f"Nhập vào nhiệm vụ của phường Thành Sen, theo {DECISION}."
    assert (kept.what, kept.other_task_id) == (Act.HANDED_OVER, second.id)
    assert kept.note == f"Nhập thêm nhiệm vụ của phường Đại Nài, theo {DECISION}."
    of_directive = sa.select(Target.unit_id).where(Target.directive_id == first.directive_id, Target.ended_on.is_(None))
    assert session.scalars(of_directive).all() == [sen.id]  # the second one's target ended, none was doubled


@pytest.mark.parametrize("state", [TaskState.NEW, TaskState.ACCEPTED])
def test_who_helped_leads_with_the_clocks_of_the_closed_unit(session: Session, cast: Cast, state: TaskState) -> None:
    agency = unit_of(session, cast, "agency")
    pass_on(session, cast, unit_of(session, cast, "ward_a"), agency, last_day=YESTERDAY)
    helping, leading = task(session, cast, "agency1"), task(session, cast, "a1")
    if state is TaskState.ACCEPTED:
        helping.state, helping.stopped_on, helping.accepted_at = state, TODAY, AT
    give(session, cast, "a1", agency, join)
    assert (helping.part, helping.due_on, helping.original_due_on) == (Part.LEAD, *[date(2019, 11, 20)] * 2)
    assert (helping.act_by, helping.stopped_on, helping.accepted_at) == (date(2019, 11, 20), None, None)
    assert helping.state is (TaskState.NEW if state is TaskState.NEW else TaskState.IN_PROGRESS)
    assert leading.state is TaskState.WITHDRAWN
    place = sa.select(DirectiveUnit.part).where(
        DirectiveUnit.directive_id == leading.directive_id, DirectiveUnit.unit_id == agency.id
    )
    assert session.scalars(place).all() == [Part.LEAD]


def test_what_cannot_be_handed_over_is_refused_in_words(session: Session, cast: Cast, sen: Unit) -> None:
    assert refused(lambda: give(session, cast, "b1", sen)) == (
        "phường Đại Nài đang hoạt động. Nhiệm vụ của đơn vị đang hoạt động chuyển bằng Đính chính."
    )
    assert refused(lambda: give(session, cast, "a1", unit_of(session, cast, "external"))).startswith("Bưu điện A không")
    theirs = session.get_one(Unit, user(session, cast, "outsider").unit_id)
    assert refused(lambda: give(session, cast, "a1", theirs)).startswith("Có đơn vị không thuộc")
    assert refused(lambda: give(session, cast, "a1", sen, join)) == (
        "phường Thành Sen không có nhiệm vụ này để nhập vào."
    )
    closed = new_ward(session, cast, "phường Nam Hà")
    close_unit(session, closed, last_day=YESTERDAY, decision="x", by=None, at=AT)
    assert refused(lambda: give(session, cast, "a1", closed)) == (
        "phường Nam Hà không còn hoạt động. Chọn đơn vị đang hoạt động."
    )
    secretary = user(session, cast, "secretary")
    nameless = {"decision": " ", "by": secretary, "at": AT}
    assert refused(lambda: hand_over(session, task(session, cast, "a1"), sen, **nameless)).startswith("Ghi số quyết")
    tasks.withdraw(session, task(session, cast, "a1"), reason="thôi", by=secretary, at=AT)
    with pytest.raises(WrongState, match="không chuyển giao"):
        give(session, cast, "a1", sen)


def test_a_unit_works_on_its_last_day(session: Session, cast: Cast) -> None:
    ward, into = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    pass_on(session, cast, ward, into, last_day=TODAY)
    assert refused(lambda: give(session, cast, "a1", into)).startswith("xã Thạch Trung đang hoạt động.")


def test_an_external_unit_may_go_on_helping(session: Session, cast: Cast) -> None:
    agency, post = unit_of(session, cast, "agency"), unit_of(session, cast, "external")
    close_unit(session, agency, last_day=YESTERDAY, decision="x", by=None, at=AT)
    give(session, cast, "agency1", post)
    assert (task(session, cast, "agency1").unit_id, post.kind) == (post.id, UnitKind.EXTERNAL)


def test_a_withdrawn_task_takes_nothing_in(session: Session, cast: Cast) -> None:
    into = unit_of(session, cast, "ward_b")
    pass_on(session, cast, unit_of(session, cast, "ward_a"), into, last_day=YESTERDAY)
    tasks.withdraw(session, task(session, cast, "b1"), reason="x", by=user(session, cast, "secretary"), at=AT)
    words = "Nhiệm vụ này của phường Đại Nài đã thu hồi. Giao đơn vị khác, hoặc thu hồi nhiệm vụ này."
    assert refused(lambda: give(session, cast, "a1", into)) == words
    assert refused(lambda: give(session, cast, "a1", into, join)) == words


def test_all_at_once_moves_joins_and_leaves(session: Session, cast: Cast) -> None:
    into, secretary = unit_of(session, cast, "ward_b"), user(session, cast, "secretary")
    pass_on(session, cast, unit_of(session, cast, "ward_a"), into, last_day=YESTERDAY)
    rows = [task(session, cast, name) for name in ("a1", "a2")]

    def act(chosen: list[Task], joining: bool) -> HandedOver:
        return hand_over_all(session, chosen, into, decision=DECISION, joining=joining, by=secretary, at=AT)

    assert refused(lambda: act([], True)) == "Chọn ít nhất một nhiệm vụ."
    assert refused(lambda: act(rows, False)).startswith("phường Đại Nài đã có các nhiệm vụ này.")
    assert act(rows, True) == HandedOver(moved=0, joined=2, left=0)
    assert [row.state for row in rows] == [TaskState.WITHDRAWN] * 2


def test_what_is_left_waits_while_the_rest_moves(session: Session, cast: Cast) -> None:
    agency, secretary = unit_of(session, cast, "agency"), user(session, cast, "secretary")
    pass_on(session, cast, unit_of(session, cast, "ward_a"), agency, last_day=YESTERDAY)
    rows = [task(session, cast, name) for name in ("a1", "a2")]
    done = hand_over_all(session, rows, agency, decision=DECISION, joining=False, by=secretary, at=AT)
    assert done == HandedOver(moved=1, joined=0, left=1)
    assert [row.unit_id for row in rows] == [cast.units["ward_a"], agency.id]


def test_R6_the_successor_reports_the_periods_that_begin_under_it(session: Session, cast: Cast) -> None:
    agency, into = unit_of(session, cast, "agency"), unit_of(session, cast, "ward_a")
    directive = session.get_one(Directive, task(session, cast, "agency3").directive_id)
    secretary = user(session, cast, "secretary")

    def periods_of(unit: Unit) -> set[str]:
        mine = sa.select(Task.period).where(Task.directive_id == directive.id, Task.unit_id == unit.id)
        return set(session.scalars(mine))

    def make(until: date) -> int:
        committee = session.get_one(Committee, cast.committee)
        return issuing.make_period_tasks(session, committee, directive, until=until, by=secretary, at=AT)

    make(date(2019, 12, 31))
    before = periods_of(agency)
    pass_on(session, cast, agency, into)
    assert make(date(2020, 1, 31)) == 1
    assert (periods_of(agency), periods_of(into)) == (before, {"2020-01"})
    assert make(date(2020, 1, 31)) == 0


def test_R6_the_periods_that_the_old_unit_finished_are_not_given_again(session: Session, cast: Cast) -> None:
    agency, into = unit_of(session, cast, "agency"), unit_of(session, cast, "ward_a")
    directive = session.get_one(Directive, task(session, cast, "agency3").directive_id)
    committee, secretary = session.get_one(Committee, cast.committee), user(session, cast, "secretary")
    issuing.make_period_tasks(session, committee, directive, until=TODAY, by=secretary, at=AT)
    mine = session.scalars(sa.select(Task).where(Task.directive_id == directive.id).order_by(Task.period)).all()
    finished, left = mine[:-1], mine[-1]
    for row in finished:
        row.state, row.stopped_on = TaskState.ACCEPTED, TODAY
    pass_on(session, cast, agency, into, last_day=YESTERDAY)
    hand_over(session, left, into, decision=DECISION, by=secretary, at=AT)
    assert issuing.make_period_tasks(session, committee, directive, until=TODAY, by=secretary, at=AT) == 0
    later = date(2020, 1, 20)
    assert issuing.make_period_tasks(session, committee, directive, until=later, by=secretary, at=AT) == 1
    periods = sa.select(Task.period).where(Task.directive_id == directive.id, Task.unit_id == into.id)
    assert sorted(session.scalars(periods)) == [left.period, "2020-01"]


def test_R6_who_only_helped_leads_the_periods_to_come(session: Session, cast: Cast) -> None:
    agency, into = unit_of(session, cast, "agency"), unit_of(session, cast, "ward_a")
    left = task(session, cast, "agency3")
    directive = session.get_one(Directive, left.directive_id)
    committee, secretary = session.get_one(Committee, cast.committee), user(session, cast, "secretary")
    row = DirectiveUnit(directive_id=directive.id, unit_id=into.id, part=Part.COORDINATING, position=9)
    session.add(row)
    session.flush()
    pass_on(session, cast, agency, into, last_day=YESTERDAY)
    hand_over(session, left, into, decision=DECISION, by=secretary, at=AT)
    assert (row.part, row.given_on) == (Part.LEAD, date(2020, 1, 1))
    assert issuing.make_period_tasks(session, committee, directive, until=TODAY, by=secretary, at=AT) == 0


def test_R6_nothing_is_given_to_a_successor_that_is_closed_itself(session: Session, cast: Cast) -> None:
    agency, into = unit_of(session, cast, "agency"), unit_of(session, cast, "ward_a")
    directive = session.get_one(Directive, task(session, cast, "agency3").directive_id)
    committee, secretary = session.get_one(Committee, cast.committee), user(session, cast, "secretary")
    pass_on(session, cast, agency, into, last_day=YESTERDAY)
    into.active_until = date(2020, 1, 31)
    session.flush()
    issuing.make_period_tasks(session, committee, directive, until=date(2020, 3, 31), by=secretary, at=AT)
    periods = sa.select(Task.period).where(Task.directive_id == directive.id, Task.unit_id == into.id)
    assert list(session.scalars(periods)) == ["2020-01"]


def test_open_work_is_not_joined_to_what_is_done(session: Session, cast: Cast) -> None:
    ward, into, secretary = (
        unit_of(session, cast, "ward_a"),
        unit_of(session, cast, "ward_b"),
        user(session, cast, "secretary"),
    )
    row, other = task(session, cast, "a1"), task(session, cast, "b1")
    other.state, other.stopped_on = TaskState.ACCEPTED, TODAY
    pass_on(session, cast, ward, into, last_day=YESTERDAY)
    with pytest.raises(RuleBroken, match="đã hoàn thành, không nhập thêm"):
        join(session, row, into, decision=DECISION, by=secretary, at=AT)
    with pytest.raises(RuleBroken, match="đã có các nhiệm vụ này"):
        hand_over_all(session, [row], into, decision=DECISION, joining=True, by=secretary, at=AT)
    assert row.state is TaskState.NEW


def test_R6_a_successor_whose_latest_period_was_taken_back_gets_no_more(session: Session, cast: Cast) -> None:
    agency, into = unit_of(session, cast, "agency"), unit_of(session, cast, "ward_a")
    directive = session.get_one(Directive, task(session, cast, "agency3").directive_id)
    committee, secretary = session.get_one(Committee, cast.committee), user(session, cast, "secretary")
    pass_on(session, cast, agency, into, last_day=YESTERDAY)
    given: dict[str, Any] = {"by": secretary, "at": AT}
    issuing.make_period_tasks(session, committee, directive, until=date(2020, 1, 31), **given)
    (taken,) = session.scalars(sa.select(Task).where(Task.directive_id == directive.id, Task.unit_id == into.id))
    tasks.withdraw(session, taken, reason="Thừa", **given)
    assert issuing.make_period_tasks(session, committee, directive, until=date(2020, 3, 31), **given) == 0
