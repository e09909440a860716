"""Can anybody make a unit late, or not late, by the order in which things are done? What a review tried, one by one."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, errata, extensions, issuing, meetings, tasks
from bhyt_tasks.domain.committees import Committee, Settings
from bhyt_tasks.domain.errata import Correction, Erratum
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.extensions import Decision, Extension
from bhyt_tasks.domain.history import Channel, OnBehalf
from bhyt_tasks.domain.meetings import Directive, DirectiveUnit, Meeting
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.tasks import Part, Report, Task, TaskState
from bhyt_tasks.domain.units import UnitKind, UnitNames, add_unit
from tests.cast import TODAY, Cast, task, user

DUE = date(2019, 11, 20)  # of a1 and b1; a2 and b2 are due on 31/12
AT = clock.at(TODAY, 10)


def on(day: date) -> datetime:
    return clock.at(day, 10)


def refused(act: Any) -> str:
    with pytest.raises(RuleBroken) as caught:
        act()
    return caught.value.sentence


def told(day: date) -> Report:
    return Report("Xong", told=OnBehalf("Chủ tịch UBND xã", Channel.PHONE, day))


def third_ward(session: Session, cast: Cast) -> int:
    """A ward that no directive was given to."""
    more: dict[str, Any] = {"active_from": date(2019, 1, 1), "parent_id": cast.units["area"]}
    names = UnitNames("phường Bắc Hà")
    return add_unit(session, committee_id=cast.committee, kind=UnitKind.WARD, names=names, **more).id


def reassign(session: Session, cast: Cast, row: Task, unit_id: int, at: datetime = AT, **more: Any) -> Erratum:
    directive = session.get_one(Directive, row.directive_id)
    meeting = session.get_one(Meeting, directive.meeting_id)
    correction = Correction("Giao nhầm", unit_id=unit_id, **more)
    return errata.correct_task(session, meeting, directive, row, correction, by=user(session, cast, "secretary"), at=at)


def ask(session: Session, cast: Cast, row: Task, wanted_on: date, by: User | None = None) -> Extension:
    said: dict[str, Any] = {"wanted_on": wanted_on, "reason": "Chờ số liệu", "settings": Settings(), "at": AT}
    return extensions.ask(session, row, by=by or user(session, cast, "head_a"), **said)


def in_both_offices(session: Session, cast: Cast, *roles: Role) -> User:
    """The head of ward A, who holds an office of the committee as well."""
    head = user(session, cast, "head_a")
    head.roles = frozenset({Role.UNIT, *roles})
    session.flush()
    return head


# What was told before a rest


def test_R18_a_word_from_before_a_rest_does_not_gain_the_days_of_the_rest(session: Session, cast: Cast) -> None:
    """Told five days late, it would have been in time against the deadline that the rest had pushed on."""
    row, secretary = task(session, cast, "a1"), user(session, cast, "secretary")
    tasks.suspend(session, row, reason="Chờ văn bản", by=secretary, at=on(DUE + timedelta(days=6)))
    resumed_on = DUE + timedelta(days=16)
    tasks.resume(session, row, by=secretary, at=on(resumed_on))
    for day in (DUE + timedelta(days=5), resumed_on - timedelta(days=1)):
        late = told(day)
        assert refused(lambda: tasks.submit(session, row, late, by=secretary, at=AT)) == tasks.TOLD_BEFORE_RETURN  # noqa: B023
    tasks.submit(session, row, told(resumed_on), by=secretary, at=AT)
    assert row.late_by(TODAY) == 6  # as late as when it began to rest


# Requests for time, and what happens to the task meanwhile


def test_R17_a_task_given_to_another_unit_starts_both_clocks_there(session: Session, cast: Cast) -> None:
    row, wanted = task(session, cast, "a1"), TODAY + timedelta(days=11)
    extensions.grant(session, ask(session, cast, row, wanted), row, by=user(session, cast, "deputy"), at=AT)
    reassign(session, cast, row, third_ward(session, cast))
    assert (row.due_on, row.original_due_on) == (wanted, wanted)  # its ward never had the 20th of November


def test_R3_a_request_does_not_go_along_to_another_unit(session: Session, cast: Cast) -> None:
    row = task(session, cast, "a2")
    request = ask(session, cast, row, date(2020, 1, 15))
    reassign(session, cast, row, third_ward(session, cast))
    assert (request.decision, request.answer) == (Decision.REFUSED, extensions.OTHER_UNIT)
    assert (request.decided_by, request.decided_at) == (cast.users["secretary"], AT)
    assert (
        refused(lambda: extensions.grant(session, request, row, by=user(session, cast, "deputy"), at=AT))
        == extensions.ALREADY_DECIDED
    )
    clerk = user(session, cast, "clerk_a")
    clerk.unit_id = row.unit_id
    assert ask(session, cast, row, date(2020, 1, 20), clerk).number == 1  # its own first


def test_R3_what_rests_gets_no_new_deadline(session: Session, cast: Cast) -> None:
    """Going on would push the day that was just decided by the whole rest."""
    row, deputy = task(session, cast, "a2"), user(session, cast, "deputy")
    request = ask(session, cast, row, date(2020, 1, 15))
    tasks.suspend(session, row, reason="Chờ", by=user(session, cast, "secretary"), at=AT)
    later = on(date(2019, 12, 20))
    assert refused(lambda: extensions.grant(session, request, row, by=deputy, at=later)) == extensions.RESTS
    extensions.refuse(session, request, row, answer="Không", by=deputy, at=later)
    day = date(2020, 1, 31)
    assert refused(lambda: extensions.move(session, row, due_on=day, reason="Đổi", by=deputy, at=later)) == (
        extensions.RESTS
    )
    tasks.resume(session, row, by=user(session, cast, "secretary"), at=later)
    extensions.move(session, row, due_on=day, reason="Đổi", by=deputy, at=later)
    assert row.due_on == day


def test_R3_nobody_moves_the_deadline_of_their_own_unit(session: Session, cast: Cast) -> None:
    row, head = task(session, cast, "a1"), in_both_offices(session, cast, Role.DEPUTY_CHAIRMAN)
    assert refused(lambda: extensions.move(session, row, due_on=TODAY, reason="Đổi", by=head, at=AT)) == (
        extensions.OWN_CLOCK
    )
    request = ask(session, cast, row, TODAY, head)
    assert refused(lambda: extensions.grant(session, request, row, by=head, at=AT)) == extensions.OWN_REQUEST
    extensions.move(session, task(session, cast, "b1"), due_on=TODAY, reason="Đổi", by=head, at=AT)


def test_R18_one_person_in_both_offices_does_not_accept_what_they_submitted(session: Session, cast: Cast) -> None:
    row, head = task(session, cast, "a1"), in_both_offices(session, cast, Role.SECRETARY)
    tasks.submit(session, row, Report("Xong"), by=head, at=AT)
    assert refused(lambda: tasks.accept(session, row, by=head, at=AT)) == tasks.OWN_ENTRY


def test_R3_a_request_that_its_task_outlived_blocks_nothing(session: Session, cast: Cast) -> None:
    """The index of open requests holds one a task; an erratum of the done task still goes through."""
    row, deputy = task(session, cast, "a1"), user(session, cast, "deputy")
    ask(session, cast, row, TODAY)
    tasks.submit(session, row, Report("Xong"), by=user(session, cast, "head_a"), at=AT)
    tasks.accept(session, row, by=deputy, at=AT)
    directive = session.get_one(Directive, row.directive_id)
    right = Correction("Nhầm", due_on=TODAY)
    meeting = session.get_one(Meeting, directive.meeting_id)
    erratum = errata.correct_task(session, meeting, directive, row, right, by=deputy, at=AT)
    assert (erratum.agreed, row.state, row.late_by(TODAY)) == (True, TaskState.ACCEPTED, 0)


# An erratum that waits while the task goes on


def test_R17_a_task_that_was_accepted_meanwhile_stays_where_it_is(session: Session, cast: Cast) -> None:
    row, deputy, head = task(session, cast, "a1"), user(session, cast, "deputy"), user(session, cast, "head_a")
    tasks.report_progress(session, row, Report("Đang làm"), by=head, at=AT)
    erratum = reassign(session, cast, row, third_ward(session, cast), due_on=date(2019, 12, 20))
    tasks.submit(session, row, Report("Xong"), by=head, at=AT)
    tasks.accept(session, row, by=deputy, at=AT)
    assert refused(lambda: errata.agree(session, erratum, by=deputy, at=AT)) == errata.DONE
    assert (erratum.agreed, row.state, row.unit_id) == (None, TaskState.ACCEPTED, cast.units["ward_a"])
    errata.decline(session, erratum, reason="Đơn vị đã làm xong", by=deputy, at=AT)


def test_R17_an_erratum_agreed_to_late_makes_the_new_unit_neither_late_nor_asked_twice(
    session: Session, cast: Cast
) -> None:
    row, deputy = task(session, cast, "a2"), user(session, cast, "deputy")
    tasks.report_progress(session, row, Report("Đang làm"), by=user(session, cast, "head_a"), at=AT)
    unit_id = third_ward(session, cast)
    erratum = reassign(session, cast, row, unit_id)
    after = on(date(2020, 1, 1))
    assert refused(lambda: errata.agree(session, erratum, by=deputy, at=after)) == errata.NEW_DUE_NEEDED
    directive = session.get_one(Directive, row.directive_id)
    issuing.give_to_more(
        session,
        session.get_one(Committee, cast.committee),
        session.get_one(Meeting, directive.meeting_id),
        directive,
        lead=[unit_id],
        by=user(session, cast, "secretary"),
        at=AT,
    )
    assert refused(lambda: errata.agree(session, erratum, by=deputy, at=AT)) == issuing.HAS_IT


def test_R17_what_was_withdrawn_is_not_corrected(session: Session, cast: Cast) -> None:
    """An erratum that is agreed to and changes nothing would be an untrue record."""
    row, secretary, deputy = task(session, cast, "a1"), user(session, cast, "secretary"), user(session, cast, "deputy")
    directive = session.get_one(Directive, row.directive_id)
    meeting, right = session.get_one(Meeting, directive.meeting_id), Correction("Nhầm", due_on=date(2019, 12, 20))
    tasks.report_progress(session, row, Report("Đang làm"), by=user(session, cast, "head_a"), at=AT)
    erratum = errata.correct_task(session, meeting, directive, row, right, by=secretary, at=AT)
    tasks.withdraw(session, row, reason="Thừa", by=secretary, at=AT)
    assert refused(lambda: errata.agree(session, erratum, by=deputy, at=AT)) == tasks.ALREADY_WITHDRAWN
    errata.decline(session, erratum, reason="Đã thu hồi", by=deputy, at=AT)
    session.flush()
    assert (
        refused(lambda: errata.correct_task(session, meeting, directive, row, right, by=secretary, at=AT))
        == tasks.ALREADY_WITHDRAWN
    )


# Recurring directives


def monthly(session: Session, cast: Cast) -> tuple[Directive, Task]:
    row = task(session, cast, "agency3")
    return session.get_one(Directive, row.directive_id), row


def begin(session: Session, cast: Cast, directive: Directive, day: date) -> int:
    by: dict[str, Any] = {"by": user(session, cast, "secretary"), "at": on(day)}
    committee = session.get_one(Committee, cast.committee)
    return issuing.make_period_tasks(session, committee, directive, until=day, **by)


def periods_of(session: Session, directive: Directive, unit_id: int) -> list[str]:
    of = sa.select(Task.period).where(Task.directive_id == directive.id, Task.unit_id == unit_id)
    return list(session.scalars(of.order_by(Task.period)))


def test_R6_a_unit_that_gets_a_recurring_task_later_has_not_missed_what_came_before(
    session: Session, cast: Cast
) -> None:
    directive, _ = monthly(session, cast)
    assert begin(session, cast, directive, TODAY) == 2  # November's and December's
    latest = session.scalars(sa.select(Task).where(Task.directive_id == directive.id, Task.period == "2019-12")).one()
    unit_id, agency = third_ward(session, cast), cast.units["agency"]
    reassign(session, cast, latest, unit_id)
    assert begin(session, cast, directive, TODAY) == 0
    assert begin(session, cast, directive, date(2020, 1, 9)) == 1
    assert periods_of(session, directive, unit_id) == ["2019-12", "2020-01"]
    assert periods_of(session, directive, agency) == ["2019-10", "2019-11"]


def test_R6_a_unit_added_between_two_periods_begins_with_the_next(session: Session, cast: Cast) -> None:
    directive, _ = monthly(session, cast)
    directive.due_month_offset = 0
    unit_id = third_ward(session, cast)
    issuing.give_to_more(
        session,
        session.get_one(Committee, cast.committee),
        session.get_one(Meeting, directive.meeting_id),
        directive,
        lead=[unit_id],
        by=user(session, cast, "secretary"),
        at=AT,
    )
    assert periods_of(session, directive, unit_id) == []  # December's was due on the 5th
    begin(session, cast, directive, TODAY)
    assert periods_of(session, directive, unit_id) == []
    begin(session, cast, directive, date(2020, 1, 2))
    assert periods_of(session, directive, unit_id) == ["2020-01"]


def test_R6_a_helper_that_is_added_brings_no_task_to_those_who_lead(session: Session, cast: Cast) -> None:
    directive, _ = monthly(session, cast)
    made = issuing.give_to_more(
        session,
        session.get_one(Committee, cast.committee),
        session.get_one(Meeting, directive.meeting_id),
        directive,
        coordinating=[cast.units["ward_a"]],
        by=user(session, cast, "secretary"),
        at=AT,
    )
    assert (made, periods_of(session, directive, cast.units["agency"])) == (1, ["2019-10"])


def test_R6_a_period_that_is_taken_back_leaves_the_helpers_of_the_next_ones(session: Session, cast: Cast) -> None:
    directive, row = monthly(session, cast)
    helper, secretary = task(session, cast, "agency1"), user(session, cast, "secretary")
    helper.directive_id, helper.unit_id = directive.id, cast.units["ward_a"]
    session.flush()
    tasks.withdraw(session, row, reason="Không cần kỳ này", by=secretary, at=AT)
    assert helper.state is TaskState.NEW
    meeting = session.get_one(Meeting, directive.meeting_id)
    errata.withdraw_directive(session, meeting, directive, reason="Thu hồi", by=secretary, at=AT)
    assert helper.state is TaskState.WITHDRAWN


def test_R17_an_earlier_period_goes_to_one_unit_only_and_takes_no_helper_along(session: Session, cast: Cast) -> None:
    directive, row = monthly(session, cast)
    begin(session, cast, directive, TODAY)
    unit_id, agency = third_ward(session, cast), cast.units["agency"]
    december = session.scalars(sa.select(Task).where(Task.directive_id == directive.id, Task.period == "2019-12")).one()
    reassign(session, cast, december, unit_id)
    session.add(DirectiveUnit(directive_id=directive.id, unit_id=agency, part=Part.COORDINATING, position=2))
    session.flush()
    reassign(session, cast, row, cast.units["ward_b"], due_on=TODAY)
    parts = {each.unit_id: each.part for each in meetings.units_of(session, directive)}
    assert parts == {unit_id: Part.LEAD, agency: Part.COORDINATING}
    second = Task(
        committee_id=cast.committee,
        directive_id=directive.id,
        unit_id=cast.units["ward_a"],
        part=Part.LEAD,
        period=row.period,
        due_on=TODAY,
        act_by=TODAY,
        assigned_on=TODAY,
    )
    session.add(second)
    session.flush()
    assert refused(lambda: reassign(session, cast, second, cast.units["ward_b"])) == issuing.HAS_IT
