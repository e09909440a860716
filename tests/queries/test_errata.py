"""What waits for the deputy chairman, what units disclaim, and the corrections in a story."""

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, errata, tasks
from bhyt_tasks.domain.errata import Correction, Erratum
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.tasks import Part, Report, TaskState
from bhyt_tasks.queries import errata as questions
from bhyt_tasks.queries.errata import Corrected, Disclaimed
from bhyt_tasks.queries.meetings import GivenTo, given_to
from bhyt_tasks.queries.timeline import story
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import badges
from tests.cast import TODAY, Cast, task, user
from tests.queries.conftest import asking

Viewers = Callable[[str], ViewerRow]
AT = clock.at(TODAY, 10)
WRONG, RIGHT = date(2019, 11, 20), date(2019, 12, 20)


def correct(session: Session, cast: Cast, name: str, **right: object) -> Erratum:
    row = task(session, cast, name)
    directive = session.get_one(Directive, row.directive_id)
    made = errata.correct_task(
        session,
        session.get_one(Meeting, directive.meeting_id),
        directive,
        row,
        Correction("Ghi nhầm", **right),
        by=user(session, cast, "secretary"),
        at=AT,
    )
    session.flush()
    return made


def test_R17_what_waits_is_shown_with_old_and_new_until_it_is_decided(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    tasks.report_progress(session, task(session, cast, "a1"), Report("Đã họp"), by=user(session, cast, "head_a"), at=AT)
    erratum = correct(session, cast, "a1", due_on=RIGHT)
    (row,) = questions.waiting_errata(session, viewer("deputy"))
    assert (row.id, row.task_id, row.unit_name, row.reason, row.agreed, row.proposed_by) == (
        erratum.id,
        cast.tasks["a1"],
        "xã Thạch Trung",
        "Ghi nhầm",
        None,
        cast.users["secretary"],
    )
    assert row.corrected == Corrected(WRONG, RIGHT, "", "", None, None)
    assert badges(session, viewer("deputy"), TODAY).decisions == 1
    assert questions.waiting_errata(session, viewer("outsider")) == []
    errata.agree(session, erratum, by=user(session, cast, "deputy"), at=AT)
    session.flush()
    assert questions.waiting_errata(session, viewer("deputy")) == []
    assert [line.agreed for line in questions.errata_of(session, row.directive_id)] == [True]
    assert questions.erratum(session, erratum.id).corrected == row.corrected


def test_R17_the_story_names_what_was_corrected(session: Session, cast: Cast) -> None:
    correct(session, cast, "agency1", unit_id=cast.units["external"])
    correct(session, cast, "a1", due_on=RIGHT)
    assert [(event.corrected, event.note) for event in story(session, cast.tasks["a1"])] == [
        (Corrected(WRONG, RIGHT, "", "", None, None), "Ghi nhầm"),
        (None, ""),
    ]
    moved = story(session, cast.tasks["agency1"])[0].corrected
    assert moved == Corrected(None, None, "", "", "Phòng LĐ-TB&XH", "Bưu điện A")


def test_disclaimed_tasks_wait_with_the_last_reason(session: Session, cast: Cast, viewer: Viewers) -> None:
    head, secretary, row = user(session, cast, "head_a"), user(session, cast, "secretary"), task(session, cast, "a1")
    tasks.disclaim(session, row, reason="Lần một", by=head, at=AT)
    tasks.uphold(session, row, reason="Vẫn giao", by=secretary, at=AT)
    tasks.disclaim(session, row, reason="Lần hai", by=head, at=AT)
    session.flush()
    with asking(session) as asked:
        rows = questions.disclaimed(session, viewer("secretary"))
    assert rows == [
        Disclaimed(
            task_id=row.id,
            version=4,
            unit_name="xã Thạch Trung",
            text="Phân tích nguyên nhân tỷ lệ thấp",
            number="mục 1",
            disclaimed_on=TODAY,
            reason="Lần hai",
            position="Chức vụ head_a",
        )
    ]
    assert sum("disclaimed_on IS NOT NULL" in statement for statement, _ in asked) == 1
    assert questions.disclaimed(session, viewer("outsider")) == []


def test_a_directive_names_its_units_leading_ones_first(session: Session, cast: Cast) -> None:
    rows = given_to(session, task(session, cast, "a1").directive_id)
    assert rows == [
        GivenTo(cast.tasks["b1"], "phường Đại Nài", Part.LEAD, TaskState.NEW, WRONG, ""),
        GivenTo(cast.tasks["a1"], "xã Thạch Trung", Part.LEAD, TaskState.NEW, WRONG, ""),
        GivenTo(cast.tasks["agency1"], "Phòng LĐ-TB&XH", Part.COORDINATING, TaskState.NEW, None, ""),
    ]
