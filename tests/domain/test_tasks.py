"""R1, R2, R4, R7, R12 and R18: the clock of a task, the classes of the report, and what each verb refuses."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, tasks
from bhyt_tasks.domain.errors import Conflict, PersonalNumbers, RuleBroken, WrongState
from bhyt_tasks.domain.history import Act, Channel, Event, OnBehalf
from bhyt_tasks.domain.readings import Figures, Reading, Source, enter_reading
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Part, Report, Task, TaskClass, TaskState
from tests.cast import ISSUED_AT, TODAY, Cast, task, user

DUE = date(2019, 11, 20)
ASSIGNED = clock.day(ISSUED_AT)
OPEN = (TaskState.NEW, TaskState.IN_PROGRESS)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
within_a_day = st.timedeltas(timedelta(0), timedelta(days=1, microseconds=-1))


def refused(verb, *args, **kwargs) -> RuleBroken:  # type: ignore[no-untyped-def]
    with pytest.raises(RuleBroken) as caught:
        verb(*args, **kwargs)
    return caught.value


def on(day: date, hour: int = 9) -> datetime:
    return clock.at(day, hour)


def submitted(session: Session, cast: Cast, day: date = DUE, name: str = "a1") -> Task:
    given_task = task(session, cast, name)
    tasks.submit(session, given_task, Report(note="Xong"), by=user(session, cast, "head_a"), at=on(day))
    return given_task


def events_of(session: Session, of: Task) -> list[Event]:
    return list(session.scalars(sa.select(Event).where(Event.task_id == of.id).order_by(Event.id)))


# R1: the clock


@given(due_on=days, into_the_day=within_a_day)
def test_R1_the_due_day_is_in_time_to_its_last_second(due_on: date, into_the_day: timedelta) -> None:
    instant = datetime.combine(due_on, time(), clock.VIETNAM) + into_the_day
    assert clock.day(instant.astimezone(UTC)) == due_on
    assert Task(due_on=due_on).late_by(clock.day(instant.astimezone(UTC))) == 0
    assert Task(due_on=due_on).late_by(clock.day((instant + timedelta(days=1)).astimezone(UTC))) == 1


@given(due_on=days, today=days)
def test_R1_an_open_task_is_late_by_the_days_since_it_was_due(due_on: date, today: date) -> None:
    assert Task(due_on=due_on).late_by(today) == (today - due_on).days
    assert Task(due_on=due_on).overdue(today) == (today > due_on)


@given(due_on=days, stopped_on=days, today=days)
def test_R1_a_stopped_clock_does_not_look_at_today(due_on: date, stopped_on: date, today: date) -> None:
    assert Task(due_on=due_on, stopped_on=stopped_on).late_by(today) == (stopped_on - due_on).days


@given(today=days, stopped_on=st.none() | days)
def test_R1_without_a_deadline_nothing_is_late(today: date, stopped_on: date | None) -> None:
    assert Task(due_on=None, stopped_on=stopped_on).late_by(today) == 0
    assert Task(due_on=None, stopped_on=stopped_on).overdue(today) is False


@pytest.mark.parametrize(
    ("instant", "late"),
    [
        (datetime(2019, 11, 20, 16, 59, 59, 999999, UTC), 0),
        (datetime(2019, 11, 20, 17, 0, tzinfo=UTC), 1),
        (datetime(2019, 11, 20, 23, 59, 59, 999999, clock.VIETNAM), 0),
        (datetime(2019, 11, 21, 0, 0, tzinfo=clock.VIETNAM), 1),
        (datetime(2019, 11, 19, 17, 0, tzinfo=UTC), 0),
        (datetime(2019, 11, 19, 16, 59, 59, 999999, UTC), -1),
    ],
)
def test_R1_a_submission_counts_by_its_day_in_vietnam(
    session: Session, cast: Cast, instant: datetime, late: int
) -> None:
    a1 = task(session, cast, "a1")
    event = tasks.submit(session, a1, Report(note="Xong"), by=user(session, cast, "head_a"), at=instant)
    assert a1.late_by(TODAY) == late
    session.expire_all()
    assert (a1.stopped_on, event.at) == (clock.day(instant), instant)


def test_R1_sending_back_and_taking_back_let_the_clock_run_on(session: Session, cast: Cast) -> None:
    a1 = submitted(session, cast)
    assert (a1.late_by(TODAY), a1.late_by(TODAY + timedelta(days=100))) == (0, 0)
    tasks.take_back(session, a1, by=user(session, cast, "head_a"), at=on(DUE))
    assert (a1.state, a1.stopped_on, a1.late_by(TODAY)) == (TaskState.IN_PROGRESS, None, 19)
    submitted(session, cast)
    tasks.send_back(session, a1, reason="Thiếu số liệu", by=user(session, cast, "secretary"), at=on(TODAY))
    assert (a1.state, a1.stopped_on, a1.late_by(TODAY)) == (TaskState.IN_PROGRESS, None, 19)


# R2: the lateness of the submission stays


@pytest.mark.parametrize(("submitted_on", "late"), [(DUE - timedelta(days=2), -2), (DUE, 0), (TODAY, 19)])
def test_R2_a_slow_accepter_never_makes_a_unit_late(
    session: Session, cast: Cast, submitted_on: date, late: int
) -> None:
    a1 = submitted(session, cast, submitted_on)
    tasks.accept(session, a1, by=user(session, cast, "deputy"), at=on(TODAY + timedelta(days=60)))
    assert a1.late_by(TODAY + timedelta(days=90)) == late
    assert a1.task_class(TODAY + timedelta(days=90)) == (TaskClass.DONE_LATE if late > 0 else TaskClass.DONE_ON_TIME)
    assert a1.accepted_at == on(TODAY + timedelta(days=60))


# R4: the classes close, and the two ways to say them agree


@st.composite
def any_tasks(draw: st.DrawFn) -> Task:
    state = draw(st.sampled_from(TaskState))
    stopped_on = draw((st.none() | days) if state in OPEN else days)
    return Task(state=state, due_on=draw(st.none() | days), stopped_on=stopped_on)


@given(st.lists(any_tasks()), days)
def test_R4_five_classes_and_the_suspended_are_all(those: list[Task], today: date) -> None:
    classes = Counter(each.task_class(today) for each in those)
    states = Counter(each.state for each in those)
    assert classes[None] == states[TaskState.WITHDRAWN]
    assert classes[TaskClass.SUSPENDED] == states[TaskState.SUSPENDED]
    assert classes[TaskClass.DONE_ON_TIME] + classes[TaskClass.DONE_LATE] == states[TaskState.ACCEPTED]
    still_open = classes[TaskClass.OPEN_IN_TIME] + classes[TaskClass.OPEN_LATE] + classes[TaskClass.OPEN_NO_DEADLINE]
    assert still_open == sum(states[state] for state in (*OPEN, TaskState.SUBMITTED))
    assert classes.total() == len(those)


def test_R4_python_and_sql_give_the_same_class_and_lateness_on_edge_dates(session: Session, cast: Cast) -> None:
    a1 = task(session, cast, "a1")
    edges = [TODAY + timedelta(days=days) for days in (-1, 0, 1)]
    rows = [
        Task(
            committee_id=a1.committee_id,
            directive_id=a1.directive_id,
            unit_id=a1.unit_id,
            part=Part.LEAD,
            period=f"e{number}",
            due_on=due_on,
            act_by=due_on or TODAY,
            state=state,
            assigned_on=ASSIGNED,
            stopped_on=stopped_on,
        )
        for number, (state, due_on, stopped_on) in enumerate(product(TaskState, [None, *edges], [None, *edges]))
        if stopped_on is not None or state in OPEN
    ]
    session.add_all(rows)
    session.flush()
    stored = {
        row.id: (row[1], bool(row[2]))
        for row in session.execute(sa.select(Task.id, Task.class_sql(TODAY), Task.overdue_sql(TODAY)))
    }
    everything = list(session.scalars(sa.select(Task)))
    assert (len(rows), len(everything)) == (80, 80 + len(cast.tasks))
    assert stored == {row.id: (row.task_class(TODAY), row.overdue(TODAY)) for row in everything}


# R12: no lost update


def test_R12_an_older_version_is_a_conflict(session: Session, cast: Cast) -> None:
    a1 = task(session, cast, "a1")
    tasks.require_version(a1, a1.version)
    for version in (a1.version - 1, a1.version + 1):
        with pytest.raises(Conflict):
            tasks.require_version(a1, version)


def test_R12_every_word_makes_a_new_version(session: Session, cast: Cast) -> None:
    a1 = task(session, cast, "a1")
    versions = [a1.version]
    head, secretary = user(session, cast, "head_a"), user(session, cast, "secretary")
    tasks.receive(session, a1, by=head, at=on(DUE))
    versions.append(a1.version)
    tasks.report_progress(session, a1, Report(note="Một nửa"), by=head, at=on(DUE))
    versions.append(a1.version)
    tasks.submit(session, a1, Report(note="Xong"), by=head, at=on(DUE))
    versions.append(a1.version)
    tasks.accept(session, a1, by=secretary, at=on(DUE))
    versions.append(a1.version)
    assert versions == [1, 2, 3, 4, 5]


# R18: on behalf


def told(day: date, told_by: str = "Chủ tịch UBND xã") -> Report:
    return Report(note="Xong", told=OnBehalf(told_by, Channel.PHONE, day))


def test_R18_the_day_the_unit_told_it_is_the_day_that_counts(session: Session, cast: Cast) -> None:
    a1, secretary = task(session, cast, "a1"), user(session, cast, "secretary")
    event = tasks.submit(session, a1, told(DUE, " Ông  A "), by=secretary, at=on(TODAY))
    assert (a1.stopped_on, a1.late_by(TODAY)) == (DUE, 0)
    assert (event.on, event.told_on, event.told_by, event.channel) == (TODAY, DUE, "Ông A", Channel.PHONE)


def test_R18_a_progress_on_behalf_keeps_who_told_it_and_runs_on(session: Session, cast: Cast) -> None:
    a1, secretary = task(session, cast, "a1"), user(session, cast, "secretary")
    event = tasks.report_progress(session, a1, told(TODAY), by=secretary, at=on(TODAY))
    assert (event.told_on, a1.stopped_on, a1.state) == (TODAY, None, TaskState.IN_PROGRESS)


@pytest.mark.parametrize(
    ("report", "sentence", "field"),
    [
        (told(TODAY + timedelta(days=1)), tasks.TOLD_LATER, "told_on"),
        (told(ASSIGNED - timedelta(days=1)), tasks.TOLD_BEFORE, "told_on"),
        (told(TODAY, "  "), tasks.TOLD_BY_MISSING, "told_by"),
        (Report(note="Xong"), tasks.TOLD_BY_MISSING, "told_by"),
        (Report(note="Xong", done=1), tasks.TOTAL_MISSING, "total"),
        (Report(note="Xong", total=12), tasks.TOTAL_MISSING, "done"),
        (Report(note="Xong", done=13, total=12), tasks.DONE_OVER_TOTAL, "done"),
    ],
)
def test_a_report_that_cannot_be_is_refused_and_changes_nothing(
    session: Session, cast: Cast, report: Report, sentence: str, field: str
) -> None:
    a1, secretary = task(session, cast, "a1"), user(session, cast, "secretary")
    for verb in (tasks.submit, tasks.report_progress):
        broken = refused(verb, session, a1, report, by=secretary, at=on(TODAY))
        assert (broken.sentence, broken.field) == (sentence, field)
    assert (a1.state, a1.stopped_on, a1.version, a1.done) == (TaskState.NEW, None, 1, None)
    assert len(events_of(session, a1)) == 1


def test_R18_told_on_the_day_of_giving_out_or_today_is_taken(session: Session, cast: Cast) -> None:
    secretary = user(session, cast, "secretary")
    for name, day in (("a1", ASSIGNED), ("b1", TODAY), ("a2", DUE)):
        given_task = task(session, cast, name)
        tasks.submit(session, given_task, told(day), by=secretary, at=on(TODAY))
        assert given_task.stopped_on == day


def test_R18_the_unit_itself_tells_it_today(session: Session, cast: Cast) -> None:
    a1 = task(session, cast, "a1")
    for name in ("head_a", "clerk_a"):
        for verb in (tasks.submit, tasks.report_progress):
            broken = refused(verb, session, a1, told(TODAY), by=user(session, cast, name), at=on(TODAY))
            assert (broken.sentence, broken.field) == (tasks.TOLD_OF_OWN, "told_on")
    assert (a1.state, a1.version) == (TaskState.NEW, 1)


def test_R18_who_is_of_another_unit_is_not_the_unit(session: Session, cast: Cast) -> None:
    a1, head_b = task(session, cast, "a1"), user(session, cast, "head_b")
    assert refused(tasks.submit, session, a1, Report(note="Xong"), by=head_b, at=on(TODAY)).field == "told_by"


@pytest.mark.parametrize("back", ["take_back", "send_back"])
def test_R18_the_unit_cannot_have_told_it_before_it_came_back(session: Session, cast: Cast, back: str) -> None:
    a1, secretary = submitted(session, cast), user(session, cast, "secretary")
    returned_on = DUE + timedelta(days=5)
    if back == "take_back":
        tasks.take_back(session, a1, by=user(session, cast, "head_a"), at=on(returned_on))
    else:
        tasks.send_back(session, a1, reason="Thiếu", by=secretary, at=on(returned_on))
    day_before = returned_on - timedelta(days=1)
    broken = refused(tasks.submit, session, a1, told(day_before), by=secretary, at=on(TODAY))
    assert (broken.sentence, broken.field, broken.values) == (
        tasks.TOLD_BEFORE_RETURN,
        "told_on",
        {"told_on": day_before, "back_on": returned_on},
    )
    tasks.submit(session, a1, told(returned_on), by=secretary, at=on(TODAY))
    assert a1.late_by(TODAY) == 5


def test_R18_nobody_accepts_what_they_entered_themselves(session: Session, cast: Cast) -> None:
    a1, secretary = task(session, cast, "a1"), user(session, cast, "secretary")
    assert tasks.may_accept(session, a1, secretary) is True
    tasks.submit(session, a1, told(DUE), by=secretary, at=on(TODAY))
    assert tasks.may_accept(session, a1, secretary) is False
    assert refused(tasks.accept, session, a1, by=secretary, at=on(TODAY)).sentence == tasks.OWN_ENTRY
    assert a1.state == TaskState.SUBMITTED
    tasks.accept(session, a1, by=user(session, cast, "deputy"), at=on(TODAY))
    assert a1.state == TaskState.ACCEPTED


def test_R18_who_entered_an_earlier_word_may_accept_the_units_own_submission(session: Session, cast: Cast) -> None:
    a1, secretary = task(session, cast, "a1"), user(session, cast, "secretary")
    tasks.report_progress(session, a1, told(DUE), by=secretary, at=on(TODAY))
    submitted(session, cast, TODAY)
    tasks.accept(session, a1, by=secretary, at=on(TODAY))
    assert a1.state == TaskState.ACCEPTED


# What is kept of a word


def test_a_progress_keeps_counts_and_words_and_takes_the_task_on(session: Session, cast: Cast) -> None:
    a1 = task(session, cast, "a1")
    report = Report(note=" Đã  họp ", obstacle=" Thiếu tờ rơi ", done=6, total=12, measure=" thôn ")
    event = tasks.report_progress(session, a1, report, by=user(session, cast, "clerk_a"), at=on(DUE))
    assert (event.note, event.obstacle, event.done, event.total, event.measure) == (
        "Đã họp",
        "Thiếu tờ rơi",
        6,
        12,
        "thôn",
    )
    assert (a1.state, a1.done, a1.total, a1.measure, a1.last_word_id) == (
        TaskState.IN_PROGRESS,
        6,
        12,
        "thôn",
        event.id,
    )


def test_a_word_without_counts_leaves_the_counts(session: Session, cast: Cast) -> None:
    a1, head = task(session, cast, "a1"), user(session, cast, "head_a")
    tasks.report_progress(session, a1, Report(done=0, total=0), by=head, at=on(DUE))
    event = tasks.report_progress(session, a1, Report(obstacle="Thiếu người"), by=head, at=on(DUE))
    assert (a1.done, a1.total, event.done, event.total) == (0, 0, 0, 0)


@pytest.mark.parametrize("report", [Report(), Report(note="  \n ", obstacle="\t"), Report(total=12)])
def test_a_progress_that_says_nothing_is_refused(session: Session, cast: Cast, report: Report) -> None:
    a1, head = task(session, cast, "a1"), user(session, cast, "head_a")
    broken = refused(tasks.report_progress, session, a1, report, by=head, at=on(DUE))
    assert (broken.sentence, broken.field, a1.state) == (tasks.NOTHING_SAID, "note", TaskState.NEW)


@pytest.mark.parametrize("report", [Report(), Report(obstacle="Khó"), Report(note="  ", done=12, total=12)])
def test_a_submission_needs_its_result_in_words(session: Session, cast: Cast, report: Report) -> None:
    a1, head = task(session, cast, "a1"), user(session, cast, "head_a")
    broken = refused(tasks.submit, session, a1, report, by=head, at=on(DUE))
    assert (broken.sentence, broken.field, a1.state) == (tasks.NO_RESULT, "note", TaskState.NEW)


def test_R15_identity_numbers_in_a_word_are_refused_until_confirmed(session: Session, cast: Cast) -> None:
    a1, head = task(session, cast, "a1"), user(session, cast, "head_a")
    for report in (Report(note="Bà B 042099001234"), Report(obstacle="GD4421234567890 lỗi", note="Xong")):
        with pytest.raises(PersonalNumbers):
            tasks.submit(session, a1, report, by=head, at=on(DUE))
    with pytest.raises(PersonalNumbers):
        secretary = user(session, cast, "secretary")
        report = Report(note="Xong", told=OnBehalf("Bà B 042099001234", Channel.PHONE, DUE))
        tasks.submit(session, a1, report, by=secretary, at=on(DUE))
    tasks.submit(session, a1, Report(note="Tài khoản 042099001234", numbers_confirmed=True), by=head, at=on(DUE))
    assert a1.state == TaskState.SUBMITTED


def test_a_coordinating_unit_tells_progress_and_does_not_submit(session: Session, cast: Cast) -> None:
    agency, overseer = task(session, cast, "agency1"), user(session, cast, "overseer")
    broken = refused(tasks.submit, session, agency, Report(note="Xong"), by=overseer, at=on(DUE))
    assert broken.sentence == tasks.ONLY_LEAD
    tasks.report_progress(session, agency, Report(note="Đã phối hợp"), by=overseer, at=on(DUE))
    assert (agency.state, agency.due_on, agency.overdue(TODAY)) == (TaskState.IN_PROGRESS, None, False)


# Verbs in the wrong state, and verbs said twice


def in_state(session: Session, cast: Cast, state: TaskState) -> Task:
    a1 = task(session, cast, "a1")
    a1.state = state
    a1.stopped_on = None if state in OPEN else DUE
    session.flush()
    return a1


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (TaskState.SUBMITTED, tasks.ALREADY_SUBMITTED),
        (TaskState.ACCEPTED, tasks.ALREADY_ACCEPTED),
        (TaskState.SUSPENDED, tasks.NOT_RUNNING),
        (TaskState.WITHDRAWN, tasks.NOT_RUNNING),
    ],
)
def test_only_an_open_task_takes_reports(session: Session, cast: Cast, state: TaskState, sentence: str) -> None:
    a1, head = in_state(session, cast, state), user(session, cast, "head_a")
    for verb in (tasks.report_progress, tasks.submit):
        with pytest.raises(WrongState) as caught:
            verb(session, a1, Report(note="Xong"), by=head, at=on(DUE))
        assert caught.value.sentence == sentence
    assert (a1.state, a1.version) == (state, 1)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (TaskState.NEW, tasks.NOT_SUBMITTED),
        (TaskState.IN_PROGRESS, tasks.NOT_SUBMITTED),
        (TaskState.ACCEPTED, tasks.ALREADY_ACCEPTED),
        (TaskState.SUSPENDED, tasks.NOT_SUBMITTED),
        (TaskState.WITHDRAWN, tasks.NOT_SUBMITTED),
    ],
)
def test_only_a_submission_is_taken_back_sent_back_or_accepted(
    session: Session, cast: Cast, state: TaskState, sentence: str
) -> None:
    a1, secretary = in_state(session, cast, state), user(session, cast, "secretary")
    with pytest.raises(WrongState) as caught:
        tasks.take_back(session, a1, by=secretary, at=on(TODAY))
    assert caught.value.sentence == sentence
    with pytest.raises(WrongState) as caught:
        tasks.send_back(session, a1, reason="Thiếu", by=secretary, at=on(TODAY))
    assert caught.value.sentence == sentence
    if state is not TaskState.ACCEPTED:
        with pytest.raises(WrongState) as caught:
            tasks.accept(session, a1, by=secretary, at=on(TODAY))
        assert caught.value.sentence == sentence
    assert (a1.state, a1.version) == (state, 1)


def test_receiving_twice_is_receiving_once(session: Session, cast: Cast) -> None:
    a1, head = task(session, cast, "a1"), user(session, cast, "head_a")
    for _ in range(2):
        tasks.receive(session, a1, by=head, at=on(DUE))
    assert (a1.state, a1.version) == (TaskState.IN_PROGRESS, 2)
    assert [event.what for event in events_of(session, a1)] == [Act.ISSUED, Act.RECEIVED]


def test_accepting_twice_is_accepting_once(session: Session, cast: Cast) -> None:
    a1, secretary = submitted(session, cast), user(session, cast, "secretary")
    tasks.accept(session, a1, by=secretary, at=on(TODAY), exception=" Đạt ")
    tasks.accept(session, a1, by=user(session, cast, "deputy"), at=on(TODAY + timedelta(days=1)))
    assert a1.accepted_at == on(TODAY)
    assert [(event.what, event.note) for event in events_of(session, a1)] == [
        (Act.ISSUED, ""),
        (Act.SUBMITTED, "Xong"),
        (Act.ACCEPTED, "Đạt"),
    ]


def test_sending_back_needs_a_reason_and_a_coming_day(session: Session, cast: Cast) -> None:
    a1, secretary = submitted(session, cast), user(session, cast, "secretary")
    broken = refused(tasks.send_back, session, a1, reason=" ", by=secretary, at=on(TODAY))
    assert (broken.sentence, broken.field) == (tasks.NO_REASON, "reason")
    past = TODAY - timedelta(days=1)
    broken = refused(tasks.send_back, session, a1, reason="Thiếu", answer_by=past, by=secretary, at=on(TODAY))
    assert (broken.sentence, broken.field) == (tasks.ANSWER_PAST, "answer_by")
    assert (a1.state, a1.stopped_on) == (TaskState.SUBMITTED, DUE)
    tasks.send_back(session, a1, reason=" Thiếu ", answer_by=TODAY, by=secretary, at=on(TODAY))
    last = events_of(session, a1)[-1]
    assert (last.what, last.note, last.answer_by, last.stopped_on) == (Act.SENT_BACK, "Thiếu", TODAY, None)


def test_R15_a_reason_with_identity_numbers_needs_a_confirmation(session: Session, cast: Cast) -> None:
    a1, secretary = submitted(session, cast), user(session, cast, "secretary")
    with pytest.raises(PersonalNumbers):
        tasks.send_back(session, a1, reason="Bà B 042099001234", by=secretary, at=on(TODAY))
    assert a1.state == TaskState.SUBMITTED
    tasks.send_back(session, a1, reason="Bà B 042099001234", by=secretary, at=on(TODAY), numbers_confirmed=True)
    assert a1.state == TaskState.IN_PROGRESS


# R7: honest completion


def enter(session: Session, cast: Cast, *figures: int | None, source: Source = Source.INSURANCE_OFFICE) -> None:
    enter_reading(
        session,
        indicator_id=cast.indicator,
        period=date(2019, 11, 1),
        cut_off_on=date(2019, 11, 25),
        figures=Figures(cast.units["ward_a"], *figures),
        source=source,
        by=cast.users["data_officer"],
        at=on(TODAY),
    )


def test_R7_below_its_target_a_task_is_accepted_only_by_an_exception(session: Session, cast: Cast) -> None:
    a2, secretary, deputy = (
        submitted(session, cast, TODAY, "a2"),
        user(session, cast, "secretary"),
        user(session, cast, "deputy"),
    )
    for exception in ("", "Có lý do"):
        broken = refused(tasks.accept, session, a2, by=secretary, at=on(TODAY), exception=exception)
        assert broken.sentence == tasks.ONLY_DEPUTY_EXCEPTS
    for exception in ("", "  "):
        broken = refused(tasks.accept, session, a2, by=deputy, at=on(TODAY), exception=exception)
        assert (broken.sentence, broken.field, broken.values) == (
            tasks.NOT_REACHED,
            "exception",
            {"rate": 6862, "people": 530},
        )
    assert (a2.state, a2.version) == (TaskState.SUBMITTED, 2)
    tasks.accept(session, a2, by=deputy, at=on(TODAY), exception=" Dân đi  làm xa ")
    told = events_of(session, a2)[-1]
    assert (a2.state, told.note, told.short_points, told.short_people) == (
        TaskState.ACCEPTED,
        *("Dân đi làm xa", 6862, 530),
    )


def test_R7_below_by_a_stated_rate_no_number_of_people_is_made_up(session: Session, cast: Cast) -> None:
    a2, deputy = submitted(session, cast, TODAY, "a2"), user(session, cast, "deputy")
    enter(session, cast, None, None, 9299)
    broken = refused(tasks.accept, session, a2, by=deputy, at=on(TODAY))
    assert (broken.sentence, broken.values) == (tasks.NOT_REACHED_BY_RATE, {"rate": 9299})
    tasks.accept(session, a2, by=deputy, at=on(TODAY), exception="Chờ số liệu")
    assert (events_of(session, a2)[-1].short_points, events_of(session, a2)[-1].short_people) == (9299, None)


@pytest.mark.parametrize(
    ("figures", "accepted"),
    [((2022, 2174), True), ((2021, 2174), False), ((None, None, 9300), True), ((None, None, 9299), False)],
)
def test_R7_at_its_target_a_task_is_accepted_as_any_other(
    session: Session, cast: Cast, figures: tuple[int | None, ...], accepted: bool
) -> None:
    a2, secretary = submitted(session, cast, TODAY, "a2"), user(session, cast, "secretary")
    enter(session, cast, *figures)
    if accepted:
        tasks.accept(session, a2, by=secretary, at=on(TODAY))
    else:
        assert refused(tasks.accept, session, a2, by=secretary, at=on(TODAY)).sentence == tasks.ONLY_DEPUTY_EXCEPTS
    assert (a2.state is TaskState.ACCEPTED) is accepted


def test_R7_only_official_figures_count_and_none_stand_in_the_way(session: Session, cast: Cast) -> None:
    a2, secretary = submitted(session, cast, TODAY, "a2"), user(session, cast, "secretary")
    enter(session, cast, 2174, 2174, source=Source.WARD)
    assert refused(tasks.accept, session, a2, by=secretary, at=on(TODAY)).sentence == tasks.ONLY_DEPUTY_EXCEPTS
    target = session.scalars(sa.select(Target).where(Target.unit_id == cast.units["ward_a"])).one()
    target.unit_id = cast.units["area"]
    session.flush()
    tasks.accept(session, a2, by=secretary, at=on(TODAY))
    assert a2.state == TaskState.ACCEPTED


def test_R7_a_unit_without_any_figure_is_not_below(session: Session, cast: Cast) -> None:
    a2 = submitted(session, cast, TODAY, "a2")
    a2.unit_id = cast.units["area"]
    session.scalars(sa.select(Target).where(Target.unit_id == cast.units["ward_a"])).one().unit_id = a2.unit_id
    session.flush()
    assert session.scalar(sa.select(sa.func.count()).where(Reading.unit_id == a2.unit_id)) == 0
    tasks.accept(session, a2, by=user(session, cast, "secretary"), at=on(TODAY))
    assert a2.state == TaskState.ACCEPTED


# A directive closes


def accept(session: Session, cast: Cast, name: str, head: str) -> None:
    row = task(session, cast, name)
    tasks.submit(session, row, Report(note="Xong"), by=user(session, cast, head), at=on(TODAY))
    tasks.accept(session, row, by=user(session, cast, "deputy"), at=on(TODAY))


def test_who_helps_is_done_when_the_last_leading_unit_is(session: Session, cast: Cast) -> None:
    agency = task(session, cast, "agency1")
    accept(session, cast, "a1", "head_a")
    assert (agency.state, agency.version) == (TaskState.NEW, 1)
    accept(session, cast, "b1", "head_b")
    assert (agency.state, agency.stopped_on, agency.accepted_at, agency.version) == (
        TaskState.ACCEPTED,
        TODAY,
        on(TODAY),
        2,
    )
    last = events_of(session, agency)[-1]
    assert (last.what, last.note, last.state, last.by_id) == (
        Act.ACCEPTED,
        tasks.DIRECTIVE_DONE,
        "accepted",
        cast.users["deputy"],
    )


def test_a_withdrawn_leading_task_does_not_keep_a_directive_open(session: Session, cast: Cast) -> None:
    b1 = task(session, cast, "b1")
    b1.state, b1.stopped_on = TaskState.WITHDRAWN, TODAY
    session.flush()
    accept(session, cast, "a1", "head_a")
    assert task(session, cast, "agency1").state == TaskState.ACCEPTED


def test_a_recurring_directive_does_not_close_with_a_period(session: Session, cast: Cast) -> None:
    helping = task(session, cast, "agency1")
    helping.directive_id = task(session, cast, "agency3").directive_id
    session.flush()
    accept(session, cast, "agency3", "overseer")
    assert helping.state == TaskState.NEW


# Any order of verbs

VERBS = ("receive", "progress", "submit", "take_back", "send_back", "accept")


def do(session: Session, cast: Cast, one: Task, verb: str, at: datetime) -> None:
    head, secretary = user(session, cast, "head_a"), user(session, cast, "secretary")
    if verb == "receive":
        tasks.receive(session, one, by=head, at=at)
    elif verb == "progress":
        tasks.report_progress(session, one, Report(note="Đang làm", done=1, total=2), by=head, at=at)
    elif verb == "submit":
        tasks.submit(session, one, Report(note="Xong"), by=head, at=at)
    elif verb == "take_back":
        tasks.take_back(session, one, by=head, at=at)
    elif verb == "send_back":
        tasks.send_back(session, one, reason="Thiếu", by=secretary, at=at)
    else:
        tasks.accept(session, one, by=secretary, at=at)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 15)), max_size=14))
def test_in_any_order_of_verbs_the_clock_and_the_story_stay_true(
    session: Session, cast: Cast, steps: list[tuple[str, int]]
) -> None:
    session.rollback()
    one, today, submitted_on = task(session, cast, "a1"), ASSIGNED, None
    for verb, passing in steps:
        today += timedelta(days=passing)
        before = (one.state, one.stopped_on, one.version)
        try:
            do(session, cast, one, verb, on(today))
        except WrongState:
            assert (one.state, one.stopped_on, one.version) == before
            continue
        submitted_on = today if verb == "submit" else submitted_on
        story = events_of(session, one)
        last = story[-1]
        assert (one.stopped_on is None) == (one.state in OPEN)
        assert one.version == len(story)
        assert [event.on for event in story] == sorted(event.on for event in story)
        assert (last.state, last.unit_id, last.due_on, last.original_due_on, last.stopped_on, last.done) == (
            one.state,
            one.unit_id,
            one.due_on,
            one.original_due_on,
            one.stopped_on,
            one.done,
        )
        assert one.late_by(today) == ((today if one.state in OPEN else submitted_on) - DUE).days  # type: ignore[operator]
    session.rollback()
