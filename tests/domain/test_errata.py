"""R17: what was given out wrongly is corrected, with a trace; and what is stopped, taken back or disclaimed."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, errata, issuing, tasks
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errata import Correction, Erratum
from bhyt_tasks.domain.errors import PersonalNumbers, RuleBroken
from bhyt_tasks.domain.history import Act, Event
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Part, Report, Task, TaskClass, TaskState
from bhyt_tasks.domain.units import UnitKind, UnitNames, add_unit
from tests.cast import TODAY, Cast, task, user

AT = clock.at(TODAY, 10)
RIGHT = date(2019, 12, 20)
REASON = "Ghi nhầm tháng"


def on(day: date) -> datetime:
    return clock.at(day, 10)


def directive_of(session: Session, row: Task) -> tuple[Meeting, Directive]:
    directive = session.get_one(Directive, row.directive_id)
    return session.get_one(Meeting, directive.meeting_id), directive


def correct_all(session: Session, cast: Cast, name: str, who: str = "secretary", **right: object) -> Erratum:
    meeting, directive = directive_of(session, task(session, cast, name))
    correction = Correction(**{"reason": REASON, **right})
    return errata.correct_directive(session, meeting, directive, correction, by=user(session, cast, who), at=AT)


def correct_one(session: Session, cast: Cast, name: str, who: str = "secretary", **right: object) -> Erratum:
    row = task(session, cast, name)
    meeting, directive = directive_of(session, row)
    correction = Correction(**{"reason": REASON, **right})
    return errata.correct_task(session, meeting, directive, row, correction, by=user(session, cast, who), at=AT)


def report(session: Session, cast: Cast, name: str, who: str) -> None:
    tasks.report_progress(session, task(session, cast, name), Report("Đang làm"), by=user(session, cast, who), at=AT)


def submit(session: Session, cast: Cast, name: str, who: str) -> None:
    tasks.submit(session, task(session, cast, name), Report("Xong"), by=user(session, cast, who), at=AT)


def last_event(session: Session, row: Task) -> Event:
    return session.scalars(sa.select(Event).where(Event.task_id == row.id).order_by(Event.id.desc()).limit(1)).one()


def targets(session: Session, cast: Cast) -> dict[int, tuple[date, date | None]]:
    rows = session.scalars(sa.select(Target))
    return {row.unit_id: (row.due_on, row.ended_on) for row in rows}


def refused(act: object) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as caught:
        act()
    return caught.value.sentence, caught.value.field


def test_R17_a_wrong_date_corrected_leaves_no_ward_late_and_leaves_its_trace(session: Session, cast: Cast) -> None:
    wards = [task(session, cast, "a1"), task(session, cast, "b1")]
    assert [row.late_by(TODAY) for row in wards] == [19, 19]
    erratum = correct_all(session, cast, "a1", due_on=RIGHT)
    helper = task(session, cast, "agency1")
    assert [(row.due_on, row.original_due_on, row.act_by, row.overdue(TODAY)) for row in wards] == [
        (RIGHT, RIGHT, RIGHT, False)
    ] * 2
    assert (helper.due_on, helper.act_by) == (None, RIGHT)
    for row in (*wards, helper):
        event = last_event(session, row)
        assert (event.what, event.note, event.erratum_id) == (Act.CORRECTED, REASON, erratum.id)
    assert (erratum.old_due_on, erratum.new_due_on, erratum.agreed) == (date(2019, 11, 20), RIGHT, True)
    assert directive_of(session, wards[0])[1].due_on == RIGHT


def test_R17_a_text_is_corrected_for_every_task_and_found_by_its_new_words(session: Session, cast: Cast) -> None:
    erratum = correct_all(session, cast, "a1", text="Phân tích  nguyên nhân, giải pháp")
    _, directive = directive_of(session, task(session, cast, "a1"))
    assert directive.text == "Phân tích nguyên nhân, giải pháp"
    assert "giai phap" in directive.folded
    assert (erratum.old_text, erratum.new_text) == ("Phân tích nguyên nhân tỷ lệ thấp", directive.text)
    assert [last_event(session, task(session, cast, name)).what for name in ("a1", "b1")] == [Act.CORRECTED] * 2


def test_R17_the_date_of_one_unit_is_corrected_alone(session: Session, cast: Cast) -> None:
    correct_one(session, cast, "a2", due_on=RIGHT)
    assert [task(session, cast, name).due_on for name in ("a2", "b2")] == [RIGHT, date(2019, 12, 31)]
    assert targets(session, cast) == {
        cast.units["ward_a"]: (RIGHT, None),
        cast.units["ward_b"]: (date(2019, 12, 31), None),
    }


def test_R17_is_free_until_a_unit_has_reported_then_the_deputy_chairman_agrees(session: Session, cast: Cast) -> None:
    report(session, cast, "b1", "head_b")
    erratum = correct_all(session, cast, "a1", due_on=RIGHT)
    assert (erratum.agreed, task(session, cast, "a1").due_on) == (None, date(2019, 11, 20))
    assert refused(lambda: correct_all(session, cast, "a1", text="Khác")) == (errata.STILL_WAITING, None)
    errata.agree(session, erratum, by=user(session, cast, "deputy"), at=AT)
    assert [task(session, cast, name).due_on for name in ("a1", "b1")] == [RIGHT, RIGHT]
    assert (erratum.agreed, erratum.decided_by) == (True, cast.users["deputy"])
    assert refused(lambda: errata.agree(session, erratum, by=user(session, cast, "deputy"), at=AT)) == (
        errata.ALREADY_DECIDED,
        None,
    )


def test_R17_what_was_not_reported_on_stays_free_for_one_unit(session: Session, cast: Cast) -> None:
    report(session, cast, "b1", "head_b")
    assert correct_one(session, cast, "a1", due_on=RIGHT).agreed is True


def test_R17_the_deputy_chairman_does_not_agree_and_says_why(session: Session, cast: Cast) -> None:
    report(session, cast, "a1", "head_a")
    erratum, deputy = correct_one(session, cast, "a1", due_on=RIGHT), user(session, cast, "deputy")
    assert refused(lambda: errata.decline(session, erratum, reason=" ", by=deputy, at=AT)) == (
        errata.REFUSAL_NEEDS_REASON,
        "refusal",
    )
    errata.decline(session, erratum, reason="Thông báo ghi đúng", by=deputy, at=AT)
    assert (erratum.agreed, erratum.refusal, task(session, cast, "a1").due_on) == (
        False,
        "Thông báo ghi đúng",
        date(2019, 11, 20),
    )
    session.flush()
    with pytest.raises(PersonalNumbers):
        errata.decline(session, correct_one(session, cast, "a1", due_on=RIGHT), reason="038099001234", by=deputy, at=AT)


def test_R17_one_person_in_both_roles_decides_at_once(session: Session, cast: Cast) -> None:
    report(session, cast, "a1", "head_a")
    assert correct_one(session, cast, "a1", "deputy", due_on=RIGHT).agreed is True


def test_R17_a_submission_keeps_its_day_and_is_measured_by_the_right_date(session: Session, cast: Cast) -> None:
    submit(session, cast, "a1", "head_a")
    assert task(session, cast, "a1").late_by(TODAY) == 19
    errata.agree(session, correct_one(session, cast, "a1", due_on=RIGHT), by=user(session, cast, "deputy"), at=AT)
    row = task(session, cast, "a1")
    assert (row.state, row.stopped_on, row.late_by(TODAY)) == (TaskState.SUBMITTED, TODAY, -11)


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ({"due_on": date(2019, 11, 20)}, (errata.NOTHING_CORRECTED, None)),
        ({"text": " Phân tích nguyên nhân tỷ lệ thấp "}, (errata.NOTHING_CORRECTED, None)),
        ({}, (errata.NOTHING_CORRECTED, None)),
        ({"due_on": RIGHT, "reason": " "}, (errata.NO_REASON, "reason")),
        ({"due_on": date(2019, 10, 28)}, ("Thời hạn {due_on} trước ngày họp {held_on}.", "due_on")),
    ],
)
def test_R17_what_is_no_correction_is_refused(
    session: Session, cast: Cast, right: dict[str, object], expected: tuple[str, str | None]
) -> None:
    assert refused(lambda: correct_all(session, cast, "a1", **right)) == expected


def test_R17_dates_that_are_not_one_deadline_are_corrected_task_by_task(session: Session, cast: Cast) -> None:
    assert refused(lambda: correct_all(session, cast, "agency3", due_on=RIGHT)) == (errata.NOT_DATED, "due_on")
    assert refused(lambda: correct_one(session, cast, "agency1", due_on=RIGHT)) == (errata.NOT_LEADING, "due_on")
    assert correct_one(session, cast, "agency3", due_on=RIGHT).agreed is True


def test_R15_a_correction_holds_no_identity_numbers(session: Session, cast: Cast) -> None:
    with pytest.raises(PersonalNumbers):
        correct_all(session, cast, "a1", text="Danh sách 038099001234")
    assert correct_all(session, cast, "a1", text="Số 038099001234", numbers_confirmed=True).agreed is True


def _third_unit(session: Session, cast: Cast) -> int:
    """A ward that the directive was not given to."""
    return add_unit(
        session,
        committee_id=cast.committee,
        kind=UnitKind.WARD,
        names=UnitNames("phường Bắc Hà"),
        active_from=date(2019, 1, 1),
        parent_id=cast.units["area"],
    ).id


def test_R17_a_task_goes_to_the_unit_that_was_meant_and_starts_anew_there(session: Session, cast: Cast) -> None:
    unit_id = _third_unit(session, cast)
    tasks.disclaim(session, task(session, cast, "a2"), reason="Không phải", by=user(session, cast, "head_a"), at=AT)
    erratum = correct_one(session, cast, "a2", unit_id=unit_id)
    row = task(session, cast, "a2")
    assert (row.unit_id, row.state, row.assigned_on, row.disclaimed_on, row.due_on) == (
        unit_id,
        TaskState.NEW,
        TODAY,
        None,
        date(2019, 12, 31),
    )
    assert (erratum.old_unit_id, erratum.new_unit_id) == (cast.units["ward_a"], unit_id)
    assert last_event(session, row).unit_id == unit_id
    assert unit_id in targets(session, cast)
    assert cast.units["ward_a"] not in targets(session, cast)


def test_R17_a_late_task_is_moved_only_with_a_new_date(session: Session, cast: Cast) -> None:
    unit_id = _third_unit(session, cast)
    assert refused(lambda: correct_one(session, cast, "a1", unit_id=unit_id)) == (errata.NEW_DUE_NEEDED, "due_on")
    assert refused(lambda: correct_one(session, cast, "a1", unit_id=unit_id, due_on=date(2019, 12, 1))) == (
        issuing.DUE_PAST,
        "due_on",
    )
    correct_one(session, cast, "a1", unit_id=unit_id, due_on=RIGHT)
    assert (task(session, cast, "a1").due_on, task(session, cast, "a1").original_due_on) == (RIGHT, RIGHT)


def test_R17_after_a_report_the_move_waits_for_the_deputy_chairman(session: Session, cast: Cast) -> None:
    unit_id = _third_unit(session, cast)
    report(session, cast, "a2", "head_a")
    erratum = correct_one(session, cast, "a2", unit_id=unit_id)
    assert task(session, cast, "a2").unit_id == cast.units["ward_a"]
    errata.agree(session, erratum, by=user(session, cast, "deputy"), at=AT)
    row = task(session, cast, "a2")
    assert (row.unit_id, row.last_word_id, row.done) == (unit_id, None, None)


def test_R17_units_that_have_the_directive_or_may_not_lead_get_no_second_task(session: Session, cast: Cast) -> None:
    def move(name: str, unit: str) -> tuple[str, str | None]:
        return refused(lambda: correct_one(session, cast, name, unit_id=cast.units[unit], due_on=RIGHT))

    assert move("a1", "ward_b") == (issuing.HAS_IT, "unit")
    assert move("a1", "external")[1] == "lead"
    assert move("a2", "agency")[1] == "target_points"
    assert move("agency1", "ward_a") == (issuing.HAS_IT, "unit")
    submit(session, cast, "b1", "head_b")
    tasks.accept(session, task(session, cast, "b1"), by=user(session, cast, "deputy"), at=AT)
    assert move("b1", "external") == (errata.DONE, None)


def test_a_helper_is_replaced_by_another_unit(session: Session, cast: Cast) -> None:
    correct_one(session, cast, "agency1", unit_id=cast.units["external"], due_on=None)
    row = task(session, cast, "agency1")
    assert (row.unit_id, row.part) == (cast.units["external"], Part.COORDINATING)


# Taken back


def test_R4_a_withdrawn_task_leaves_every_count_and_its_target_ends(session: Session, cast: Cast) -> None:
    secretary, row = user(session, cast, "secretary"), task(session, cast, "a2")
    assert refused(lambda: tasks.withdraw(session, row, reason="", by=secretary, at=AT)) == (
        tasks.REASON_MISSING,
        "reason",
    )
    tasks.withdraw(session, row, reason="Không còn phù hợp", by=secretary, at=AT)
    assert (row.state, row.stopped_on, row.task_class(TODAY)) == (TaskState.WITHDRAWN, TODAY, None)
    assert targets(session, cast)[cast.units["ward_a"]] == (date(2019, 12, 31), TODAY)
    assert targets(session, cast)[cast.units["ward_b"]] == (date(2019, 12, 31), None)
    assert last_event(session, row).note == "Không còn phù hợp"
    assert refused(lambda: tasks.withdraw(session, row, reason="x", by=secretary, at=AT))[0] == tasks.ALREADY_WITHDRAWN


def test_an_accepted_task_is_not_withdrawn(session: Session, cast: Cast) -> None:
    submit(session, cast, "a1", "head_a")
    deputy = user(session, cast, "deputy")
    tasks.accept(session, task(session, cast, "a1"), by=deputy, at=AT)
    assert refused(lambda: tasks.withdraw(session, task(session, cast, "a1"), reason="x", by=deputy, at=AT))[0] == (
        tasks.ALREADY_ACCEPTED
    )


def test_helpers_go_with_the_last_one_that_leads(session: Session, cast: Cast) -> None:
    secretary = user(session, cast, "secretary")
    states = []
    for name in ("a1", "b1"):
        tasks.withdraw(session, task(session, cast, name), reason="Thôi", by=secretary, at=AT)
        states.append(task(session, cast, "agency1").state)
    assert states == [TaskState.NEW, TaskState.WITHDRAWN]


def test_helpers_close_when_what_is_left_was_accepted(session: Session, cast: Cast) -> None:
    submit(session, cast, "a1", "head_a")
    tasks.accept(session, task(session, cast, "a1"), by=user(session, cast, "deputy"), at=AT)
    tasks.withdraw(session, task(session, cast, "b1"), reason="Thôi", by=user(session, cast, "secretary"), at=AT)
    assert task(session, cast, "agency1").state is TaskState.ACCEPTED


def test_withdrawing_a_helper_touches_nobody_else(session: Session, cast: Cast) -> None:
    tasks.withdraw(session, task(session, cast, "agency1"), reason="Thôi", by=user(session, cast, "secretary"), at=AT)
    assert [task(session, cast, name).state for name in ("a1", "agency1")] == [TaskState.NEW, TaskState.WITHDRAWN]


def test_a_whole_directive_is_withdrawn_but_for_what_is_done(session: Session, cast: Cast) -> None:
    submit(session, cast, "a1", "head_a")
    tasks.accept(session, task(session, cast, "a1"), by=user(session, cast, "deputy"), at=AT)
    meeting, directive = directive_of(session, task(session, cast, "a1"))
    secretary = user(session, cast, "secretary")
    assert errata.withdraw_directive(session, meeting, directive, reason="Thôi", by=secretary, at=AT) == 1
    assert [task(session, cast, name).state for name in ("a1", "b1", "agency1")] == [
        TaskState.ACCEPTED,
        TaskState.WITHDRAWN,
        TaskState.ACCEPTED,
    ]
    assert directive.withdrawn_on == TODAY
    assert refused(lambda: correct_all(session, cast, "a1", due_on=RIGHT))[0] == issuing.WITHDRAWN_DIRECTIVE


def test_a_directive_without_helpers_left_is_withdrawn_whole(session: Session, cast: Cast) -> None:
    meeting, directive = directive_of(session, task(session, cast, "a1"))
    secretary = user(session, cast, "secretary")
    assert errata.withdraw_directive(session, meeting, directive, reason="Thôi", by=secretary, at=AT) == 3
    assert {task(session, cast, name).state for name in ("a1", "b1", "agency1")} == {TaskState.WITHDRAWN}


def test_R6_a_withdrawn_directive_makes_no_more_periods(session: Session, cast: Cast) -> None:
    meeting, directive = directive_of(session, task(session, cast, "agency3"))
    secretary = user(session, cast, "secretary")
    assert errata.withdraw_directive(session, meeting, directive, reason="Thôi", by=secretary, at=AT) == 1
    until = date(2020, 3, 1)
    committee = session.get_one(Committee, cast.committee)
    assert issuing.make_period_tasks(session, committee, directive, until=until, by=secretary, at=on(until)) == 0


def test_what_is_all_done_is_not_withdrawn(session: Session, cast: Cast) -> None:
    deputy = user(session, cast, "deputy")
    for name, head in (("a1", "head_a"), ("b1", "head_b")):
        submit(session, cast, name, head)
        tasks.accept(session, task(session, cast, name), by=deputy, at=AT)
    meeting, directive = directive_of(session, task(session, cast, "a1"))
    assert (
        refused(lambda: errata.withdraw_directive(session, meeting, directive, reason="x", by=deputy, at=AT))[0]
        == errata.NOTHING_TO_WITHDRAW
    )


# Standing still


@pytest.mark.parametrize(("name", "late"), [("a1", 19), ("a2", -22)])
def test_R1_a_suspension_stops_the_clock_and_resuming_goes_on_as_late_as_before(
    session: Session, cast: Cast, name: str, late: int
) -> None:
    row, secretary = task(session, cast, name), user(session, cast, "secretary")
    original = row.original_due_on
    tasks.suspend(session, row, reason="Chờ hướng dẫn của tỉnh", by=secretary, at=AT)
    later = TODAY + timedelta(days=30)
    assert (row.state, row.late_by(later), row.task_class(later)) == (TaskState.SUSPENDED, late, TaskClass.SUSPENDED)
    tasks.resume(session, row, by=secretary, at=on(later))
    assert (row.state, row.stopped_on, row.late_by(later), row.original_due_on) == (
        TaskState.IN_PROGRESS,
        None,
        late,
        original,
    )
    assert row.act_by == row.due_on
    assert refused(lambda: tasks.resume(session, row, by=secretary, at=on(later)))[0] == tasks.NOT_SUSPENDED


def test_R5_a_task_without_a_deadline_rests_and_comes_back_for_review(session: Session, cast: Cast) -> None:
    row, secretary = task(session, cast, "agency1"), user(session, cast, "secretary")
    act_by = row.act_by
    tasks.suspend(session, row, reason="Chờ", by=secretary, at=AT)
    tasks.resume(session, row, by=secretary, at=on(TODAY + timedelta(days=5)))
    assert (row.due_on, row.act_by) == (None, act_by + timedelta(days=5))


def test_a_suspended_task_takes_no_report_and_may_be_withdrawn(session: Session, cast: Cast) -> None:
    row, secretary = task(session, cast, "a1"), user(session, cast, "secretary")
    tasks.suspend(session, row, reason="Chờ", by=secretary, at=AT)
    assert refused(lambda: report(session, cast, "a1", "head_a"))[0] == tasks.NOT_RUNNING
    tasks.withdraw(session, row, reason="Thôi", by=secretary, at=on(TODAY + timedelta(days=9)))
    assert (row.state, row.stopped_on) == (TaskState.WITHDRAWN, TODAY)


# "Không thuộc đơn vị"


def test_a_unit_disclaims_once_and_the_clock_runs_on(session: Session, cast: Cast) -> None:
    row, head = task(session, cast, "a1"), user(session, cast, "head_a")
    assert refused(lambda: tasks.disclaim(session, row, reason=" ", by=head, at=AT)) == (tasks.REASON_MISSING, "reason")
    tasks.disclaim(session, row, reason="Thuộc phòng Y tế", by=head, at=AT)
    assert (row.disclaimed_on, row.stopped_on, row.late_by(TODAY)) == (TODAY, None, 19)
    assert refused(lambda: tasks.disclaim(session, row, reason="x", by=head, at=AT))[0] == tasks.ALREADY_DISCLAIMED


def test_the_committee_leaves_it_with_the_unit_and_says_why(session: Session, cast: Cast) -> None:
    row, secretary = task(session, cast, "a1"), user(session, cast, "secretary")
    assert refused(lambda: tasks.uphold(session, row, reason="x", by=secretary, at=AT))[0] == tasks.NOT_DISCLAIMED
    tasks.disclaim(session, row, reason="Thuộc phòng Y tế", by=user(session, cast, "head_a"), at=AT)
    tasks.uphold(session, row, reason="Kết luận ghi rõ", by=secretary, at=AT)
    assert (row.disclaimed_on, last_event(session, row).what) == (None, Act.UPHELD)


def test_who_reports_takes_the_task_on(session: Session, cast: Cast) -> None:
    tasks.disclaim(session, task(session, cast, "a1"), reason="x", by=user(session, cast, "head_a"), at=AT)
    report(session, cast, "a1", "head_a")
    assert task(session, cast, "a1").disclaimed_on is None


# Given to more units


def more(session: Session, cast: Cast, name: str, **to: object) -> int:
    meeting, directive = directive_of(session, task(session, cast, name))
    committee = session.get_one(Committee, cast.committee)
    secretary: User = user(session, cast, "secretary")
    return issuing.give_to_more(session, committee, meeting, directive, by=secretary, at=AT, **to)


def of_unit(session: Session, unit_id: int) -> list[tuple[Part, date | None, str]]:
    rows = session.scalars(sa.select(Task).where(Task.unit_id == unit_id).order_by(Task.id))
    return [(row.part, row.due_on, row.period) for row in rows]


def test_a_unit_added_later_has_the_deadline_and_the_target_of_the_others(session: Session, cast: Cast) -> None:
    unit_id = _third_unit(session, cast)
    assert more(session, cast, "a2", lead=(unit_id,), coordinating=(cast.units["agency"],)) == 2
    assert of_unit(session, unit_id) == [(Part.LEAD, date(2019, 12, 31), "")]
    assert targets(session, cast)[unit_id] == (date(2019, 12, 31), None)


def test_a_unit_added_after_the_deadline_gets_its_own(session: Session, cast: Cast) -> None:
    unit_id = _third_unit(session, cast)
    assert refused(lambda: more(session, cast, "a1", lead=(unit_id,))) == (issuing.DUE_PAST, "due_on")
    assert more(session, cast, "a1", lead=(unit_id,), due_on=RIGHT) == 1
    assert of_unit(session, unit_id) == [(Part.LEAD, RIGHT, "")]


def test_R6_a_unit_added_to_a_recurring_directive_begins_with_this_period(session: Session, cast: Cast) -> None:
    unit_id = _third_unit(session, cast)
    assert more(session, cast, "agency3", lead=(unit_id,)) == 1
    assert of_unit(session, unit_id) == [(Part.LEAD, date(2020, 1, 5), "2019-12")]


def test_whoever_has_it_does_not_get_it_twice(session: Session, cast: Cast) -> None:
    assert refused(lambda: more(session, cast, "a1")) == (issuing.NOBODY_ADDED, "lead")
    assert refused(lambda: more(session, cast, "a1", lead=(cast.units["ward_a"],))) == (issuing.HAS_IT, "lead")
    assert refused(lambda: more(session, cast, "a1", coordinating=(cast.units["agency"],))) == (
        issuing.HAS_IT,
        "coordinating",
    )


def test_drafts_and_general_contents_are_not_corrected(session: Session, cast: Cast) -> None:
    meeting, secretary = session.get_one(Meeting, cast.draft), user(session, cast, "secretary")
    directive = session.get_one(Directive, cast.draft_directive)
    correction = Correction(REASON, text="Khác")

    def correct() -> None:
        errata.correct_directive(session, meeting, directive, correction, by=secretary, at=AT)

    assert refused(correct)[0] == issuing.NOT_ISSUED
    issued, given = directive_of(session, task(session, cast, "a1"))
    given.general = True
    meeting, directive = issued, given
    assert refused(correct)[0] == issuing.GENERAL


# The number of a notice


def _number(session: Session, cast: Cast, number: str, day: date | None = TODAY, **more: object) -> None:
    issuing.number_notice(session, session.get_one(Meeting, cast.meeting), number, day, **more)


def test_the_same_notice_number_in_one_year_warns(session: Session, cast: Cast) -> None:
    other = session.get_one(Meeting, cast.draft)
    other.notice_number = "15/TB-BCĐ"
    session.flush()
    assert refused(lambda: _number(session, cast, "15 / tb-bcđ")) == (issuing.SameNumber.sentence, "notice_number")
    _number(session, cast, "15/TB-BCĐ", same_number_confirmed=True)
    _number(session, cast, "16/TB-BCĐ", None)
    other.notice_on = date(2020, 1, 3)
    session.flush()
    _number(session, cast, "15/TB-BCĐ")
    assert session.get_one(Meeting, cast.meeting).notice_number == "15/TB-BCĐ"
