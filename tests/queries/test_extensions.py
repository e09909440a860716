"""Which requests for more time wait, and what was decided on a task."""

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, extensions, tasks
from bhyt_tasks.domain.committees import Settings
from bhyt_tasks.domain.delegations import delegate
from bhyt_tasks.domain.extensions import Decision, Extension
from bhyt_tasks.domain.tasks import Report
from bhyt_tasks.queries.extensions import extensions_of, waiting_extensions
from bhyt_tasks.queries.timeline import story
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import WorkFilters, badges, worklist
from tests.cast import TODAY, Cast, task, user
from tests.queries.conftest import asking

Viewers = Callable[[str], ViewerRow]
AT = clock.at(TODAY, 10)
WANTED, OTHER = date(2020, 1, 15), date(2020, 1, 10)


def ask(session: Session, cast: Cast, name: str = "a2", head: str = "head_a", wanted: date = WANTED) -> Extension:
    row, by = task(session, cast, name), user(session, cast, head)
    return extensions.ask(session, row, wanted_on=wanted, reason="Chờ", settings=Settings(), by=by, at=AT)


def test_what_waits_is_told_with_both_clocks_and_the_opinion(session: Session, cast: Cast, viewer: Viewers) -> None:
    asked, secretary = ask(session, cast), user(session, cast, "secretary")
    extensions.advise(session, asked, task(session, cast, "a2"), opinion="Nên", before="", by=secretary, at=AT)
    session.flush()
    (row,) = waiting_extensions(session, viewer("deputy"))
    due = date(2019, 12, 31)
    assert (row.id, row.unit_name, row.due_on, row.original_due_on, row.wanted_on, row.number, row.reason) == (
        *(asked.id, "xã Thạch Trung", due, due, WANTED, 1, "Chờ"),
    )
    assert (row.opinion, row.opinion_by_position, row.asked_by_position) == (
        *("Nên", "Chức vụ secretary", "Chức vụ head_a"),
    )
    assert (row.waits, row.decision, row.delegation) == (True, None, None)
    assert badges(session, viewer("deputy"), TODAY).extensions == 1
    assert waiting_extensions(session, viewer("outsider")) == []


def test_only_the_first_or_those_of_some_tasks_may_be_asked_for(session: Session, cast: Cast, viewer: Viewers) -> None:
    first, second = ask(session, cast), ask(session, cast, "b2", "head_b")
    deputy = viewer("deputy")
    assert [row.id for row in waiting_extensions(session, deputy)] == [first.id, second.id]
    assert [row.id for row in waiting_extensions(session, deputy, limit=1)] == [first.id]
    assert [row.id for row in waiting_extensions(session, deputy, tasks=[cast.tasks["b2"]])] == [second.id]
    with asking(session) as statements:
        waiting_extensions(session, deputy)
    assert len(statements) == 1


def test_R3_lists_show_what_is_asked_and_how_often_it_was_granted(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    asked, row, deputy = ask(session, cast), task(session, cast, "a2"), user(session, cast, "deputy")
    assert shown(session, viewer, "a2", cast) == (WANTED, 0)
    extensions.grant(session, asked, row, granted_on=OTHER, by=deputy, at=AT)
    session.flush()
    assert shown(session, viewer, "a2", cast) == (None, 1)
    extensions.move(session, row, due_on=WANTED, reason="Họp muộn", by=deputy, at=AT)
    session.flush()
    assert shown(session, viewer, "a2", cast) == (None, 1)
    assert [each.decision for each in extensions_of(session, row.id)] == [Decision.MOVED, Decision.OTHER_DATE]


def shown(session: Session, viewer: Viewers, name: str, cast: Cast) -> tuple[date | None, int]:
    rows = worklist(session, viewer("head_a"), TODAY, WorkFilters()).rows
    return next((row.wanted_on, row.extended) for row in rows if row.id == cast.tasks[name])


def test_the_story_says_under_which_delegation_it_was_decided(session: Session, cast: Cast) -> None:
    secretary, deputy, row = (
        user(session, cast, "secretary"),
        user(session, cast, "deputy"),
        task(session, cast, "a2"),
    )
    delegate(session, secretary, from_on=TODAY, until_on=TODAY, document="12/GUQ", by=deputy, at=AT)
    extensions.grant(session, ask(session, cast), row, by=secretary, at=AT)
    session.flush()
    event = story(session, row.id)[0]
    assert (event.granted_on, event.wanted_on, event.delegation) == (WANTED, WANTED, "12/GUQ")
    assert extensions_of(session, row.id)[0].delegation == "12/GUQ"


def test_a_request_that_its_task_outlived_does_not_wait(session: Session, cast: Cast, viewer: Viewers) -> None:
    ask(session, cast, "a1")
    row = task(session, cast, "a1")
    tasks.submit(session, row, Report("Xong"), by=user(session, cast, "head_a"), at=AT)
    tasks.accept(session, row, by=user(session, cast, "deputy"), at=AT)
    session.flush()
    assert waiting_extensions(session, viewer("deputy")) == []
    assert [each.waits for each in extensions_of(session, row.id)] == [False]
    assert badges(session, viewer("deputy"), TODAY).extensions == 0
