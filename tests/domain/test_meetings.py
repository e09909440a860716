"""R5, R6, R12 and R15 of meetings: periods, drafts, and what giving out makes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, issuing, meetings
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.errors import Conflict, PersonalNumbers, RuleBroken, WrongState
from bhyt_tasks.domain.history import Event
from bhyt_tasks.domain.indicators import Indicator
from bhyt_tasks.domain.meetings import (
    Attendance,
    DeadlineKind,
    Directive,
    DirectiveFacts,
    DirectiveUnit,
    Meeting,
    MeetingFacts,
    MeetingKind,
    Stage,
)
from bhyt_tasks.domain.periods import Every, Period, next_period, periods
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Part, Task
from tests.cast import HELD_ON, ISSUED_AT, MINUTES, TODAY, Cast, user

days = st.dates(date(2000, 1, 1), date(2090, 1, 1))
AT = clock.at(TODAY)


# R6: periods


@pytest.mark.parametrize(
    ("every", "due_day", "offset", "first", "until", "expected"),
    [
        (
            Every.MONTHLY,
            5,
            1,
            date(2019, 10, 30),
            date(2019, 12, 1),
            [("2019-10", date(2019, 11, 5)), ("2019-11", date(2019, 12, 5)), ("2019-12", date(2020, 1, 5))],
        ),
        (
            Every.MONTHLY,
            31,
            0,
            date(2020, 1, 31),
            date(2020, 4, 1),
            [
                ("2020-01", date(2020, 1, 31)),
                ("2020-02", date(2020, 2, 29)),
                ("2020-03", date(2020, 3, 31)),
                ("2020-04", date(2020, 4, 30)),
            ],
        ),
        (Every.MONTHLY, 30, 1, date(2019, 1, 1), date(2019, 1, 31), [("2019-01", date(2019, 2, 28))]),
        (
            Every.QUARTERLY,
            31,
            0,
            date(2019, 5, 17),
            date(2019, 10, 1),
            [("2019-Q2", date(2019, 6, 30)), ("2019-Q3", date(2019, 9, 30)), ("2019-Q4", date(2019, 12, 31))],
        ),
        (Every.QUARTERLY, 10, 1, date(2019, 12, 31), date(2019, 12, 31), [("2019-Q4", date(2020, 1, 10))]),
        (
            Every.WEEKLY,
            5,
            0,
            date(2019, 12, 29),
            date(2019, 12, 30),
            [("2019-W52", date(2019, 12, 27)), ("2020-W01", date(2020, 1, 3))],
        ),
        (Every.WEEKLY, 1, 1, date(2020, 12, 31), date(2021, 1, 3), [("2020-W53", date(2021, 1, 4))]),
        (Every.WEEKLY, 7, 0, date(2019, 12, 9), date(2019, 12, 9), [("2019-W50", date(2019, 12, 15))]),
    ],
)
def test_R6_periods_and_their_due_days(
    every: Every, due_day: int, offset: int, first: date, until: date, expected: list[tuple[str, date]]
) -> None:
    assert list(periods(every, due_day, offset, first=first, until=until)) == [Period(*each) for each in expected]


@given(
    st.sampled_from(Every), st.integers(1, 31), st.integers(0, 1), days, st.integers(-400, 1500), st.integers(0, 400)
)
def test_R6_periods_have_one_key_each_and_only_grow(
    every: Every, day: int, offset: int, first: date, span: int, more: int
) -> None:
    due_day, until = min(day, meetings.LAST_DUE_DAY[every]), first + timedelta(days=span)
    made = list(periods(every, due_day, offset, first=first, until=until))
    later = list(periods(every, due_day, offset, first=first, until=until + timedelta(days=more)))
    assert later[: len(made)] == made
    assert made == list(periods(every, due_day, offset, first=first, until=until))
    assert len({period.key for period in later}) == len(later)
    assert [period.due_on for period in later] == sorted({period.due_on for period in later})
    assert bool(made) or until < first
    rest = periods(every, due_day, offset, first=next_period(every, first), until=until + timedelta(days=more))
    assert list(rest) == later[1:]
    assert all(len(period.key) <= Task.__table__.c.period.type.length for period in later)


@given(st.sampled_from(Every), days, st.integers(0, 800))
def test_R6_day_31_is_the_last_day_and_every_day_lies_in_one_period(every: Every, first: date, span: int) -> None:
    last_day = meetings.LAST_DUE_DAY[every]
    ends = [period.due_on for period in periods(every, last_day, 0, first=first, until=first + timedelta(days=span))]
    if every is Every.WEEKLY:
        assert {end.isoweekday() for end in ends} == {7}
    else:
        assert {(end + timedelta(days=1)).day for end in ends} == {1}
    assert [end < first for end in ends] == [False] * len(ends)
    assert [end < first + timedelta(days=span) for end in ends[:-1]] == [True] * (len(ends) - 1)
    assert ends[-1] >= first + timedelta(days=span)


# Drafts


def committee(session: Session, cast: Cast) -> Committee:
    return session.get_one(Committee, cast.committee)


def meeting_facts(**more: object) -> MeetingFacts:
    return replace(
        MeetingFacts(
            kind=MeetingKind.CONFERENCE,
            held_on=HELD_ON,
            title="Hội nghị",
            chair_position="Phó Chủ tịch",
            minutes=MINUTES,
        ),
        **more,
    )


def new_draft(session: Session, cast: Cast, **more: object) -> Meeting:
    secretary = user(session, cast, "secretary")
    return meetings.record_meeting(session, committee(session, cast), meeting_facts(**more), by=secretary, at=AT)


def units(cast: Cast, *keys: str) -> tuple[int, ...]:
    return tuple(cast.units[key] for key in keys)


def directive_facts(cast: Cast, **more: object) -> DirectiveFacts:
    return replace(DirectiveFacts(text="Phân tích", lead=units(cast, "ward_a"), due_on=TODAY), **more)


def add(session: Session, cast: Cast, draft: Meeting, **more: object) -> Directive:
    directive = meetings.add_directive(session, draft, directive_facts(cast, **more))
    session.flush()
    return directive


def give_out(session: Session, cast: Cast, draft: Meeting, **more: object) -> int:
    secretary = user(session, cast, "secretary")
    issuing.send_for_signature(session, draft)
    made = issuing.issue(session, committee(session, cast), draft, by=secretary, at=AT, **more)
    session.flush()
    return made


def tasks_of(session: Session, directive: Directive) -> list[Task]:
    return list(session.scalars(sa.select(Task).where(Task.directive_id == directive.id).order_by(Task.id)))


def test_a_meeting_is_kept_as_a_draft_with_clean_words(session: Session, cast: Cast) -> None:
    facts = {
        "title": " Hội  nghị ",
        "minutes": "a\r\nb",
        "place": " Hội trường ",
        "chair_name": " Ông  A ",
        "notice_number": " 1 ",
    }
    draft = new_draft(session, cast, attending=units(cast, "ward_a", "agency", "ward_a"), **facts)
    session.flush()
    assert (draft.title, draft.minutes, draft.place, draft.chair_name, draft.notice_number) == (
        "Hội nghị",
        "a\nb",
        "Hội trường",
        "Ông A",
        "1",
    )
    assert (draft.stage, draft.version, draft.committee_id) == (Stage.DRAFT, 0, cast.committee)
    attending = sa.select(Attendance.unit_id).where(Attendance.meeting_id == draft.id).order_by(Attendance.id)
    assert tuple(session.scalars(attending)) == units(cast, "ward_a", "agency")


def test_a_meeting_of_tomorrow_is_refused(session: Session, cast: Cast) -> None:
    assert new_draft(session, cast, held_on=TODAY).held_on == TODAY
    with pytest.raises(RuleBroken) as caught:
        new_draft(session, cast, held_on=TODAY + timedelta(days=1))
    assert (caught.value.sentence, caught.value.field) == (meetings.HELD_AHEAD, "held_on")


def test_R15_minutes_with_identity_numbers_need_a_confirmation(session: Session, cast: Cast) -> None:
    with pytest.raises(PersonalNumbers):
        new_draft(session, cast, minutes="Bà B 042099001234")
    assert new_draft(session, cast, minutes="Bà B 042099001234", numbers_confirmed=True).minutes == "Bà B 042099001234"
    draft = new_draft(session, cast)
    for facts in ({"text": "Thẻ GD4421234567890"}, {"deliverable": "CCCD 042099001234"}):
        with pytest.raises(PersonalNumbers):
            add(session, cast, draft, **facts)
        assert add(session, cast, draft, **facts, numbers_confirmed=True).meeting_id == draft.id


def test_R12_an_older_version_of_a_draft_is_a_conflict(session: Session, cast: Cast) -> None:
    draft = session.get_one(Meeting, cast.draft)
    meetings.require_version(draft, draft.version)
    with pytest.raises(Conflict):
        meetings.require_version(draft, draft.version - 1)


def test_R12_every_change_of_a_draft_makes_a_new_version(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    directive = add(session, cast, draft)
    meetings.revise_meeting(session, draft, meeting_facts(), at=AT)
    meetings.revise_directive(session, draft, directive, directive_facts(cast))
    meetings.set_common_deadline(session, draft, [directive.id], TODAY)
    session.flush()
    meetings.remove_directive(session, draft, directive)
    assert draft.version == 5


def test_revising_a_meeting_keeps_quotes_on_their_words(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast, attending=units(cast, "ward_a"))
    directive = add(session, cast, draft, quote=" đạt từ  93% ")
    plain = add(session, cast, draft)
    assert meetings.quote_of(draft, directive) == "đạt từ 93%"
    facts = meeting_facts(minutes=f"Thêm lời đầu. {MINUTES}", title="Tên mới", attending=units(cast, "ward_b"))
    meetings.revise_meeting(session, draft, facts, at=AT)
    session.flush()
    assert (draft.title, meetings.quote_of(draft, directive), meetings.quote_of(draft, plain)) == (
        "Tên mới",
        "đạt từ 93%",
        "",
    )
    assert directive.quote_start == facts.minutes.index("đạt từ 93%")
    attending = sa.select(Attendance.unit_id).where(Attendance.meeting_id == draft.id)
    assert tuple(session.scalars(attending)) == units(cast, "ward_b")


@pytest.mark.parametrize(("number", "named"), [("mục 2", "mục 2"), ("", 1)])
def test_minutes_without_a_quoted_passage_are_refused(
    session: Session, cast: Cast, number: str, named: str | int
) -> None:
    draft = new_draft(session, cast)
    add(session, cast, draft, quote="đạt từ 93%", number=number)
    with pytest.raises(RuleBroken) as caught:
        meetings.revise_meeting(session, draft, meeting_facts(minutes="Khác hẳn"), at=AT)
    assert (caught.value.sentence, caught.value.field, caught.value.values) == (
        meetings.QUOTE_LOST,
        "minutes",
        {"number": named},
    )


def test_a_meeting_cannot_move_behind_its_deadlines(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    add(session, cast, draft, due_on=HELD_ON)
    with pytest.raises(RuleBroken) as caught:
        meetings.revise_meeting(session, draft, meeting_facts(held_on=HELD_ON + timedelta(days=1)), at=AT)
    assert (caught.value.sentence, draft.held_on) == (meetings.DUE_BEFORE_MEETING, HELD_ON)


# Directives


def test_a_directive_is_kept_in_order_with_its_units(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    add(session, cast, draft, text=" Một ", number=" mục  1 ", deliverable=" Báo cáo ")
    second = add(
        session, cast, draft, lead=units(cast, "ward_b", "ward_a"), coordinating=units(cast, "external", "agency")
    )
    first, last = meetings.directives_of(session, draft)
    assert (first.text, first.number, first.deliverable, first.folded) == ("Một", "mục 1", "Báo cáo", "mot | muc 1")
    assert (first.position, last.position, last.id) == (1, 2, second.id)
    assert [(row.unit_id, row.part) for row in meetings.units_of(session, second)] == [
        (cast.units["ward_b"], Part.LEAD),
        (cast.units["ward_a"], Part.LEAD),
        (cast.units["external"], Part.COORDINATING),
        (cast.units["agency"], Part.COORDINATING),
    ]


def test_revising_a_directive_replaces_its_units(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    directive = add(session, cast, draft, lead=units(cast, "ward_a", "ward_b"))
    meetings.revise_directive(session, draft, directive, directive_facts(cast, text="Hai", lead=units(cast, "agency")))
    session.flush()
    assert (directive.text, directive.position) == ("Hai", 1)
    assert [row.unit_id for row in meetings.units_of(session, directive)] == [cast.units["agency"]]


@pytest.mark.parametrize(
    ("facts", "sentence", "field"),
    [
        ({"text": " \n "}, meetings.NO_TEXT, "text"),
        ({"lead": ()}, meetings.NO_LEAD, "lead"),
        ({"coordinating": ("ward_a",)}, meetings.BOTH_PARTS, "coordinating"),
        ({"lead": ("ward_a", "external")}, meetings.EXTERNAL_LEADS, "lead"),
        ({"due_on": HELD_ON - timedelta(days=1)}, meetings.DUE_BEFORE_MEETING, "due_on"),
        ({"deadline_kind": DeadlineKind.STANDING}, meetings.NO_REVIEW, "review_on"),
        (
            {"deadline_kind": DeadlineKind.STANDING, "review_on": HELD_ON - timedelta(days=1)},
            meetings.REVIEW_BEFORE_MEETING,
            "review_on",
        ),
        ({"deadline_kind": DeadlineKind.RECURRING}, meetings.NO_DUE_DAY, "due_day"),
        ({"deadline_kind": DeadlineKind.RECURRING, "every": Every.MONTHLY}, meetings.NO_DUE_DAY, "due_day"),
        ({"deadline_kind": DeadlineKind.RECURRING, "due_day": 5}, meetings.NO_DUE_DAY, "due_day"),
        (
            {"deadline_kind": DeadlineKind.RECURRING, "every": Every.WEEKLY, "due_day": 8},
            meetings.BAD_DUE_DAY,
            "due_day",
        ),
        (
            {"deadline_kind": DeadlineKind.RECURRING, "every": Every.MONTHLY, "due_day": 32},
            meetings.BAD_DUE_DAY,
            "due_day",
        ),
        (
            {"deadline_kind": DeadlineKind.RECURRING, "every": Every.QUARTERLY, "due_day": 0},
            meetings.BAD_DUE_DAY,
            "due_day",
        ),
        ({"quote": "không có trong biên bản"}, meetings.QUOTE_NOT_FOUND, "quote"),
        ({"target_points": 0}, meetings.BAD_TARGET, "target_points"),
        ({"target_points": 10_001}, meetings.BAD_TARGET, "target_points"),
        ({"target_points": 9300, "lead": ("ward_a", "agency")}, meetings.NO_RESIDENTS, "target_points"),
        (
            {"target_points": 9300, "deadline_kind": DeadlineKind.STANDING, "review_on": TODAY},
            meetings.TARGET_NEEDS_DATE,
            "due_on",
        ),
    ],
)
def test_a_directive_that_cannot_be_given_is_refused(
    session: Session, cast: Cast, facts: dict[str, object], sentence: str, field: str
) -> None:
    draft = new_draft(session, cast)
    keyed = {name: units(cast, *value) if name in ("lead", "coordinating") else value for name, value in facts.items()}
    with pytest.raises(RuleBroken) as caught:
        meetings.add_directive(session, draft, directive_facts(cast, **keyed))
    assert (caught.value.sentence, caught.value.field) == (sentence, field)
    assert (meetings.directives_of(session, draft), draft.version) == ([], 0)


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        (DeadlineKind.FIXED, (TODAY, None, None, 0, None)),
        (DeadlineKind.RECURRING, (None, Every.MONTHLY, 5, 1, None)),
        (DeadlineKind.STANDING, (None, None, None, 0, TODAY)),
    ],
)
def test_R5_only_the_fields_of_the_kind_of_deadline_are_kept(
    session: Session, cast: Cast, kind: DeadlineKind, kept: tuple[object, ...]
) -> None:
    all_of_them = {"due_on": TODAY, "every": Every.MONTHLY, "due_day": 5, "due_month_offset": 1, "review_on": TODAY}
    row = add(session, cast, new_draft(session, cast), deadline_kind=kind, **all_of_them)
    assert (row.due_on, row.every, row.due_day, row.due_month_offset, row.review_on) == kept


def test_removing_a_directive_closes_the_gap(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    made = [add(session, cast, draft, text=text) for text in ("một", "hai", "ba")]
    meetings.remove_directive(session, draft, made[1])
    session.flush()
    assert [(row.text, row.position) for row in meetings.directives_of(session, draft)] == [("một", 1), ("ba", 2)]
    left = sa.select(sa.func.count(DirectiveUnit.id)).where(DirectiveUnit.directive_id == made[1].id)
    assert session.scalar(left) == 0
    assert add(session, cast, draft, text="bốn").position == 3


def test_a_common_deadline_is_given_to_the_chosen_ones_only(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    chosen = [add(session, cast, draft, due_on=None), add(session, cast, draft, due_on=HELD_ON)]
    others = [
        add(session, cast, draft, deadline_kind=DeadlineKind.STANDING, review_on=TODAY),
        add(session, cast, draft, deadline_kind=DeadlineKind.RECURRING, every=Every.MONTHLY, due_day=5),
        add(session, cast, draft, general=True, due_on=None),
        session.get_one(Directive, cast.draft_directive),
    ]
    left = add(session, cast, draft, due_on=None)
    ids = [row.id for row in (*chosen, *others)]
    assert meetings.set_common_deadline(session, draft, ids, TODAY) == 2
    assert [row.due_on for row in (*chosen, *others, left)] == [TODAY, TODAY, None, None, None, None, None]
    assert [row.deadline_kind for row in others[:2]] == [DeadlineKind.STANDING, DeadlineKind.RECURRING]
    version = draft.version
    for wanted, due_on, sentence in (
        (ids, HELD_ON - timedelta(days=1), meetings.DUE_BEFORE_MEETING),
        ([row.id for row in others], TODAY, meetings.NOTHING_TO_DATE),
        ([], TODAY, meetings.NOTHING_TO_DATE),
    ):
        with pytest.raises(RuleBroken) as caught:
            meetings.set_common_deadline(session, draft, wanted, due_on)
        assert caught.value.sentence == sentence
    assert (chosen[0].due_on, draft.version) == (TODAY, version)


# Stages


def changes_of(session: Session, cast: Cast, meeting: Meeting):  # type: ignore[no-untyped-def]
    directive = meetings.directives_of(session, meeting)[0]
    return (
        lambda: meetings.revise_meeting(session, meeting, meeting_facts(), at=AT),
        lambda: meetings.add_directive(session, meeting, directive_facts(cast)),
        lambda: meetings.revise_directive(session, meeting, directive, directive_facts(cast)),
        lambda: meetings.remove_directive(session, meeting, directive),
        lambda: meetings.set_common_deadline(session, meeting, [directive.id], TODAY),
    )


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [(Stage.AWAITING_SIGNATURE, meetings.UNDER_SIGNATURE), (Stage.ISSUED, meetings.ALREADY_ISSUED)],
)
def test_only_a_draft_is_changed(session: Session, cast: Cast, stage: Stage, sentence: str) -> None:
    draft = new_draft(session, cast)
    add(session, cast, draft)
    draft.stage = stage
    for change in changes_of(session, cast, draft):
        with pytest.raises(WrongState) as caught:
            change()
        assert caught.value.sentence == sentence
    assert (draft.version, len(meetings.directives_of(session, draft))) == (1, 1)


def test_a_draft_goes_to_signature_and_back_and_nothing_happens_twice(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    add(session, cast, draft)
    for _ in range(2):
        issuing.send_for_signature(session, draft)
        assert (draft.stage, draft.version) == (Stage.AWAITING_SIGNATURE, 2)
    for _ in range(2):
        issuing.return_to_draft(draft)
        assert (draft.stage, draft.version) == (Stage.DRAFT, 3)


def test_an_issued_meeting_does_not_go_back(session: Session, cast: Cast) -> None:
    issued = session.get_one(Meeting, cast.meeting)
    for verb in (lambda: issuing.send_for_signature(session, issued), lambda: issuing.return_to_draft(issued)):
        with pytest.raises(WrongState) as caught:
            verb()
        assert (caught.value.sentence, issued.stage) == (meetings.ALREADY_ISSUED, Stage.ISSUED)


@pytest.mark.parametrize("general", [False, True])
def test_a_draft_without_anything_to_give_is_not_sent_for_signature(
    session: Session, cast: Cast, general: bool
) -> None:
    draft = new_draft(session, cast)
    if general:
        add(session, cast, draft, general=True, lead=())
    with pytest.raises(RuleBroken) as caught:
        issuing.send_for_signature(session, draft)
    assert (caught.value.sentence, draft.stage) == (issuing.NOTHING_TO_ISSUE, Stage.DRAFT)


def test_a_target_without_a_date_is_not_sent_for_signature(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    directive = add(session, cast, draft, target_points=9300, target_comparator=Comparator.AT_LEAST, due_on=None)
    with pytest.raises(RuleBroken) as caught:
        issuing.send_for_signature(session, draft)
    assert (caught.value.sentence, draft.stage) == (meetings.TARGET_NEEDS_DATE, Stage.DRAFT)
    meetings.set_common_deadline(session, draft, [directive.id], TODAY)
    session.flush()
    issuing.send_for_signature(session, draft)
    assert draft.stage == Stage.AWAITING_SIGNATURE


# Giving out


def test_nothing_is_given_out_before_it_is_signed(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    directive = add(session, cast, draft)
    with pytest.raises(WrongState) as caught:
        issuing.issue(session, committee(session, cast), draft, by=user(session, cast, "secretary"), at=AT)
    assert (caught.value.sentence, draft.stage) == (issuing.NOT_SIGNED, Stage.DRAFT)
    assert tasks_of(session, directive) == []


def test_a_signed_meeting_without_anything_to_give_is_refused(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    draft.stage = Stage.AWAITING_SIGNATURE
    with pytest.raises(RuleBroken) as caught:
        issuing.issue(session, committee(session, cast), draft, by=user(session, cast, "secretary"), at=AT)
    assert caught.value.sentence == issuing.NOTHING_TO_ISSUE


def test_giving_out_makes_one_task_a_unit_with_its_story(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    directive = add(session, cast, draft, lead=units(cast, "ward_b", "ward_a"), coordinating=units(cast, "external"))
    assert give_out(session, cast, draft, notice_number=" 123/TB ", notice_on=TODAY) == 3
    assert [
        (row.unit_id, row.part, row.due_on, row.original_due_on, row.act_by) for row in tasks_of(session, directive)
    ] == [
        (cast.units["ward_b"], Part.LEAD, TODAY, TODAY, TODAY),
        (cast.units["ward_a"], Part.LEAD, TODAY, TODAY, TODAY),
        (cast.units["external"], Part.COORDINATING, None, None, TODAY),
    ]
    assert {(row.version, row.assigned_on, row.period) for row in tasks_of(session, directive)} == {(1, TODAY, "")}
    assert (draft.stage, draft.issued_at, draft.issued_by, draft.notice_number, draft.notice_on) == (
        Stage.ISSUED,
        AT,
        cast.users["secretary"],
        "123/TB",
        TODAY,
    )
    assert directive.folded == "phan tich | 123 tb"


def test_giving_out_twice_makes_nothing_more(session: Session, cast: Cast) -> None:
    issued, secretary = session.get_one(Meeting, cast.meeting), user(session, cast, "secretary")
    count = sa.select(sa.func.count(Task.id))
    version = issued.version
    assert issuing.issue(session, committee(session, cast), issued, by=secretary, at=AT, notice_number="9") == 0
    assert (session.scalar(count), issued.version, issued.notice_number, issued.issued_at) == (
        6,
        version,
        "",
        ISSUED_AT,
    )


def test_giving_out_writes_the_targets_of_leading_units(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    target = {"target_points": 9500, "target_comparator": Comparator.ABOVE}
    directive = add(session, cast, draft, lead=units(cast, "ward_a"), coordinating=units(cast, "ward_b"), **target)
    give_out(session, cast, draft)
    rows = session.scalars(sa.select(Target).where(Target.directive_id == directive.id)).all()
    assert [(row.indicator_id, row.unit_id, row.due_on, row.comparator, row.points) for row in rows] == [
        (cast.indicator, cast.units["ward_a"], TODAY, Comparator.ABOVE, 9500)
    ]


def test_a_target_without_an_indicator_to_measure_it_is_refused(session: Session, cast: Cast) -> None:
    outsider = user(session, cast, "outsider")
    theirs = session.get_one(Committee, outsider.committee_id)
    draft = meetings.record_meeting(session, theirs, meeting_facts(), by=outsider, at=AT)
    target = {"target_points": 9500, "target_comparator": Comparator.AT_LEAST, "lead": (outsider.unit_id,)}
    meetings.add_directive(session, draft, directive_facts(cast, **target))
    session.flush()
    issuing.send_for_signature(session, draft)
    with pytest.raises(RuleBroken) as caught:
        issuing.issue(session, theirs, draft, by=outsider, at=AT)
    assert caught.value.sentence == issuing.NO_INDICATOR


def test_a_target_of_an_indicator_that_was_closed_or_is_anothers_is_refused(session: Session, cast: Cast) -> None:
    draft = session.get_one(Meeting, cast.draft)
    closed = Indicator(committee_id=cast.committee, name="Đã thôi", closed_on=TODAY)
    session.add(closed)
    session.flush()
    for indicator_id in (closed.id, cast.indicator):
        if indicator_id == cast.indicator:
            session.get_one(Indicator, indicator_id).committee_id = user(session, cast, "outsider").committee_id
        target = {"target_points": 9500, "target_indicator_id": indicator_id, "lead": units(cast, "ward_a")}
        with pytest.raises(RuleBroken) as caught:
            meetings.add_directive(session, draft, directive_facts(cast, **target))
        assert caught.value.sentence == meetings.UNKNOWN_INDICATOR


# The number of the notice


def test_a_notice_is_numbered_later_and_found_by_its_number(session: Session, cast: Cast) -> None:
    issued = session.get_one(Meeting, cast.meeting)
    version = issued.version
    issuing.number_notice(session, issued, " 15/TB-BCĐ ", TODAY)
    assert (issued.notice_number, issued.notice_on, issued.version) == ("15/TB-BCĐ", TODAY, version + 1)
    folded = [directive.folded for directive in meetings.directives_of(session, issued)]
    assert [text.endswith(" | 15 tb bcd") for text in folded] == [True] * 3


@pytest.mark.parametrize(
    ("number", "notice_on", "sentence", "field"),
    [
        (" ", TODAY, issuing.NO_NUMBER, "notice_number"),
        ("15/TB", HELD_ON - timedelta(days=1), meetings.NOTICE_BEFORE, "notice_on"),
    ],
)
def test_a_notice_has_a_number_and_comes_after_its_meeting(
    session: Session, cast: Cast, number: str, notice_on: date, sentence: str, field: str
) -> None:
    issued = session.get_one(Meeting, cast.meeting)
    with pytest.raises(RuleBroken) as caught:
        issuing.number_notice(session, issued, number, notice_on)
    assert (caught.value.sentence, caught.value.field, issued.notice_number) == (sentence, field, "")


def test_a_meeting_is_not_recorded_or_given_out_with_an_earlier_notice(session: Session, cast: Cast) -> None:
    before = HELD_ON - timedelta(days=1)
    with pytest.raises(RuleBroken) as caught:
        new_draft(session, cast, notice_on=before)
    assert caught.value.sentence == meetings.NOTICE_BEFORE
    draft = new_draft(session, cast, notice_on=HELD_ON)
    directive = add(session, cast, draft)
    with pytest.raises(RuleBroken) as caught:
        give_out(session, cast, draft, notice_number="15", notice_on=before)
    assert (caught.value.sentence, tasks_of(session, directive)) == (meetings.NOTICE_BEFORE, [])


@pytest.mark.parametrize(
    ("facts", "act_by"),
    [
        ({"due_on": None}, TODAY + timedelta(days=30)),
        ({"due_on": None, "deadline_kind": DeadlineKind.STANDING, "review_on": date(2020, 3, 31)}, date(2020, 3, 31)),
    ],
)
def test_R5_a_content_without_a_deadline_comes_back(
    session: Session, cast: Cast, facts: dict[str, object], act_by: date
) -> None:
    draft = new_draft(session, cast)
    directive = add(session, cast, draft, **facts)
    give_out(session, cast, draft)
    assert [(row.due_on, row.original_due_on, row.act_by) for row in tasks_of(session, directive)] == [
        (None, None, act_by)
    ]


def test_the_review_of_a_content_without_a_deadline_is_the_committees_setting(session: Session, cast: Cast) -> None:
    committee(session, cast).settings_json = {"review_after_days": 7, "unknown": 1}
    draft = new_draft(session, cast)
    directive = add(session, cast, draft, due_on=None)
    give_out(session, cast, draft)
    assert [row.act_by for row in tasks_of(session, directive)] == [TODAY + timedelta(days=7)]


def test_a_general_content_gives_no_task_even_with_units(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    general = add(session, cast, draft, general=True)
    add(session, cast, draft)
    assert give_out(session, cast, draft) == 1
    assert tasks_of(session, general) == []


def test_what_the_document_does_not_give_is_marked_in_the_story(session: Session, cast: Cast) -> None:
    draft = new_draft(session, cast)
    directive = add(session, cast, draft, illustrative="Thời hạn do hệ thống đặt")
    give_out(session, cast, draft)
    story = sa.select(Event.illustrative).where(Event.task_id == tasks_of(session, directive)[0].id)
    assert list(session.scalars(story)) == [True]


# R6: tasks of periods


def test_R6_giving_out_makes_the_first_period_and_each_later_one_is_made_once(session: Session, cast: Cast) -> None:
    draft, secretary = new_draft(session, cast), user(session, cast, "secretary")
    directive = add(
        session,
        cast,
        draft,
        lead=units(cast, "ward_a", "ward_b"),
        coordinating=units(cast, "agency"),
        deadline_kind=DeadlineKind.RECURRING,
        every=Every.MONTHLY,
        due_day=31,
    )
    assert give_out(session, cast, draft) == 3
    made = [
        issuing.make_period_tasks(
            session, committee(session, cast), directive, until=until, by=secretary, at=clock.at(until)
        )
        for until in (TODAY, date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 2), date(2020, 3, 1), date(2020, 3, 1))
    ]
    assert made == [0, 0, 2, 0, 4, 0]
    of_ward_a = [row for row in tasks_of(session, directive) if row.unit_id == cast.units["ward_a"]]
    assert [(row.period, row.due_on, row.act_by) for row in of_ward_a] == [
        ("2019-12", date(2019, 12, 31), date(2019, 12, 31)),
        ("2020-01", date(2020, 1, 31), date(2020, 1, 31)),
        ("2020-02", date(2020, 2, 29), date(2020, 2, 29)),
        ("2020-03", date(2020, 3, 31), date(2020, 3, 31)),
    ]
    helping = [row for row in tasks_of(session, directive) if row.part is Part.COORDINATING]
    assert [(row.period, row.due_on, row.act_by) for row in helping] == [("", None, TODAY + timedelta(days=30))]


def test_R6_a_fixed_directive_has_no_periods(session: Session, cast: Cast) -> None:
    directive, secretary = session.get_one(Directive, cast.draft_directive), user(session, cast, "secretary")
    known = committee(session, cast)
    assert issuing.make_period_tasks(session, known, directive, until=TODAY, by=secretary, at=AT) == 0


def test_R6_the_database_holds_one_task_a_unit_and_period(session: Session, cast: Cast) -> None:
    task = session.get_one(Task, cast.tasks["agency3"])
    assert (task.period, task.due_on) == ("2019-10", date(2019, 11, 5))
    values = {column.name: getattr(task, column.name) for column in Task.__table__.columns if column.name != "id"}
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.insert(Task).values(**values))
