"""R5: what has no deadline comes back on its day, is reviewed, and comes back again."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, errata, issuing, meetings, reviews, tasks
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import PersonalNumbers, RuleBroken
from bhyt_tasks.domain.history import Act, Event
from bhyt_tasks.domain.meetings import DeadlineKind, Directive, DirectiveFacts, Meeting
from bhyt_tasks.domain.tasks import Report, Task
from tests.cast import TODAY, Cast, task, user

AT = clock.at(TODAY, 10)
NEXT = date(2020, 1, 9)


def give_out(session: Session, cast: Cast, **more: object) -> Directive:
    """A standing directive of both wards, with the agency helping."""
    facts = DirectiveFacts(
        **{
            "text": "Thường xuyên tuyên truyền",
            "lead": (cast.units["ward_a"], cast.units["ward_b"]),
            "coordinating": (cast.units["agency"],),
            "deadline_kind": DeadlineKind.STANDING,
            "review_on": TODAY,
            **more,
        }
    )
    draft = session.get_one(Meeting, cast.draft)
    directive = meetings.add_directive(session, draft, facts)
    session.flush()
    issuing.send_for_signature(session, draft)
    committee = session.get_one(Committee, cast.committee)
    issuing.issue(session, committee, draft, by=user(session, cast, "secretary"), at=AT)
    return directive


def review(session: Session, cast: Cast, directive: Directive, who: str = "secretary", **more: object) -> int:
    meeting = session.get_one(Meeting, directive.meeting_id)
    said = {"review_on": NEXT, "by": user(session, cast, who), "at": AT, **more}
    return reviews.review(session, meeting, directive, **said)


def given(session: Session, directive: Directive) -> list[Task]:
    return list(session.scalars(sa.select(Task).where(Task.directive_id == directive.id).order_by(Task.id)))


def test_R5_a_review_stands_in_every_story_and_brings_the_directive_back(session: Session, cast: Cast) -> None:
    directive = give_out(session, cast)
    version = session.get_one(Meeting, cast.draft).version
    assert review(session, cast, directive, "deputy", note=" Làm tốt ") == 3
    assert {row.act_by for row in given(session, directive)} == {NEXT}
    assert (directive.review_on, session.get_one(Meeting, cast.draft).version) == (NEXT, version + 1)
    for row in given(session, directive):
        event = session.scalars(sa.select(Event).where(Event.task_id == row.id).order_by(Event.id.desc())).first()
        assert (event.what, event.note, event.answer_by) == (Act.REVIEWED, "Làm tốt", NEXT)
        assert (event.by_id, event.due_on, row.due_on) == (cast.users["deputy"], None, None)


def test_R5_what_was_issued_without_a_date_is_reviewed_too_and_units_added_follow(session: Session, cast: Cast) -> None:
    directive = give_out(session, cast, deadline_kind=DeadlineKind.FIXED, review_on=None, lead=(cast.units["ward_a"],))
    assert review(session, cast, directive) == 2
    meeting, committee = session.get_one(Meeting, cast.draft), session.get_one(Committee, cast.committee)
    added = {"lead": (cast.units["ward_b"],), "by": user(session, cast, "secretary"), "at": AT}
    issuing.give_to_more(session, committee, meeting, directive, **added)
    assert {row.act_by for row in given(session, directive)} == {NEXT}


def test_R5_only_what_is_open_and_has_no_deadline_is_reviewed(session: Session, cast: Cast) -> None:
    directive = give_out(session, cast)
    row, dated, _ = given(session, directive)
    tasks.submit(session, row, Report("Xong"), by=user(session, cast, "head_a"), at=AT)
    meeting, secretary = session.get_one(Meeting, cast.draft), user(session, cast, "secretary")
    right = errata.Correction("Có hạn mới", date(2019, 12, 20))
    errata.correct_task(session, meeting, directive, dated, right, by=secretary, at=AT)
    session.flush()
    with pytest.raises(RuleBroken, match="không còn nhiệm vụ nào"):
        review(session, cast, directive)
    assert (row.act_by, dated.act_by) == (TODAY, date(2019, 12, 20))


@pytest.mark.parametrize("name", ["a1", "agency3"])
def test_R5_what_has_deadlines_or_recurs_is_not_reviewed(session: Session, cast: Cast, name: str) -> None:
    with pytest.raises(RuleBroken, match="không còn nhiệm vụ nào"):
        review(session, cast, session.get_one(Directive, task(session, cast, name).directive_id))


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"review_on": None}, "review_on", reviews.NO_NEXT_REVIEW),
        ({"review_on": TODAY}, "review_on", reviews.NOT_AFTER_TODAY),
        ({"review_on": TODAY - timedelta(days=1)}, "review_on", reviews.NOT_AFTER_TODAY),
    ],
)
def test_R5_a_review_needs_a_day_after_today(
    session: Session, cast: Cast, more: dict[str, object], field: str, sentence: str
) -> None:
    directive = give_out(session, cast)
    with pytest.raises(RuleBroken) as refusal:
        review(session, cast, directive, **more)
    assert (refusal.value.field, refusal.value.sentence) == (field, sentence)
    assert {row.act_by for row in given(session, directive)} == {TODAY}


def test_R5_the_day_after_today_will_do(session: Session, cast: Cast) -> None:
    assert review(session, cast, give_out(session, cast), review_on=TODAY + timedelta(days=1)) == 3


def test_R15_numbers_of_people_are_asked_about(session: Session, cast: Cast) -> None:
    directive = give_out(session, cast)
    with pytest.raises(PersonalNumbers):
        review(session, cast, directive, note="Ông A, 042099001234")
    assert review(session, cast, directive, note="Ông A, 042099001234", numbers_confirmed=True) == 3


def test_a_draft_and_a_withdrawn_directive_are_not_reviewed(session: Session, cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="chưa được giao"):
        review(session, cast, session.get_one(Directive, cast.draft_directive))
    directive, meeting = give_out(session, cast), session.get_one(Meeting, cast.draft)
    secretary = user(session, cast, "secretary")
    errata.withdraw_directive(session, meeting, directive, reason="Thôi", by=secretary, at=AT)
    with pytest.raises(RuleBroken, match="đã thu hồi"):
        review(session, cast, directive)
