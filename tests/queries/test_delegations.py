"""Who may decide extensions in the deputy chairman's place."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.delegations import delegate, end_delegation
from bhyt_tasks.queries.delegations import Secretary, delegations, secretaries
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import ISSUED_AT, TODAY, Cast, user

Viewers = Callable[[str], ViewerRow]
AT = clock.at(TODAY, 10)


def test_a_delegation_is_listed_and_its_holder_is_known_by_it(session: Session, cast: Cast, viewer: Viewers) -> None:
    secretary, deputy = user(session, cast, "secretary"), user(session, cast, "deputy")
    made = delegate(session, secretary, from_on=TODAY, until_on=date(2019, 12, 31), by=deputy, at=AT)
    (row,) = delegations(session, viewer("deputy"))
    assert (row.id, row.position, row.granted_by_position) == (made.id, "Chức vụ secretary", "Chức vụ deputy")
    assert [row.goes_on(date(2019, 12, 31)), row.goes_on(date(2020, 1, 1))] == [True, False]
    assert viewer("secretary").delegated is True
    assert viewer("deputy").delegated is False
    assert delegations(session, viewer("outsider")) == []
    end_delegation(session, made, by=deputy, at=AT)
    assert viewer("secretary").delegated is False
    assert delegations(session, viewer("deputy"))[0].goes_on(TODAY) is False


def test_on_a_real_day_it_holds_by_the_day_in_vietnam(session: Session, cast: Cast, viewer: Viewers) -> None:
    """Without a day of its own the committee stands on the day of the machine's clock, here that of ISSUED_AT."""
    deputy, day = user(session, cast, "deputy"), clock.day(ISSUED_AT)
    secretary = user(session, cast, "secretary")
    delegate(session, secretary, from_on=day, until_on=day, by=deputy, at=ISSUED_AT)
    assert viewer("secretary").delegated is False  # the committee's day is later
    from bhyt_tasks.domain.committees import Committee

    session.get_one(Committee, cast.committee).today = None
    session.flush()
    assert viewer("secretary").delegated is True
    assert clock.day(ISSUED_AT) < TODAY - timedelta(days=1)


def test_who_could_be_given_it(session: Session, cast: Cast, viewer: Viewers) -> None:
    (known,) = secretaries(session, viewer("deputy"))
    assert known == Secretary(cast.users["secretary"], "secretary", "Chức vụ secretary")
    assert secretaries(session, viewer("secretary")) == []
