"""R10: a closed month takes no figure; it is closed and opened by name, and both are told in the history."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, period_locks
from bhyt_tasks.domain.errors import RuleBroken, WrongState
from bhyt_tasks.domain.history import Change, ChangeKind, Subject
from bhyt_tasks.domain.indicators import COVERAGE, Indicator
from bhyt_tasks.domain.period_locks import PeriodLock, closing, lock_month, reopen_month
from bhyt_tasks.domain.readings import Figures, Month, Source, enter_figures
from tests.cast import TODAY, Cast

OCTOBER, NOVEMBER = date(2019, 10, 1), date(2019, 11, 1)
AT = clock.at(TODAY, 10)


@pytest.fixture
def indicator(session: Session, cast: Cast) -> Indicator:
    return session.get_one(Indicator, cast.indicator)


def enter(session: Session, cast: Cast, period: date, **more: Any) -> int:
    month = Month(cast.indicator, period, period.replace(day=25), more.pop("source", Source.INSURANCE_OFFICE))
    figures = [Figures(cast.units["ward_a"], 1500, 2174, **more)]
    return enter_figures(session, month, figures, by=cast.users["data_officer"], at=AT)


def test_R10_a_closed_month_takes_no_figure_of_any_source_and_the_others_do(
    session: Session, cast: Cast, indicator: Indicator
) -> None:
    lock = lock_month(session, indicator, NOVEMBER, by=cast.users["secretary"], at=AT)
    assert (lock.committee_id, lock.locked_by, lock.locked_at) == (cast.committee, cast.users["secretary"], AT)
    assert closing(session, indicator.id, NOVEMBER) is lock
    for source in (Source.INSURANCE_OFFICE, Source.WARD, Source.PRESS):
        with pytest.raises(WrongState) as caught:
            enter(session, cast, NOVEMBER, source=source)
        assert (caught.value.sentence, caught.value.values) == (period_locks.LOCKED, {"month": NOVEMBER})
    assert enter(session, cast, date(2019, 12, 1)) == 1


def test_R10_a_month_is_closed_once_and_again_after_it_was_opened(
    session: Session, cast: Cast, indicator: Indicator
) -> None:
    by = {"by": cast.users["data_officer"], "at": AT}
    with pytest.raises(WrongState, match="chưa chốt"):
        reopen_month(session, indicator, OCTOBER, reason="nhầm", **by)
    lock_month(session, indicator, OCTOBER, **by)
    with pytest.raises(WrongState, match="đã chốt từ trước"):
        lock_month(session, indicator, OCTOBER, **by)
    with pytest.raises(RuleBroken) as caught:
        reopen_month(session, indicator, OCTOBER, reason="  ", **by)
    assert (caught.value.sentence, caught.value.field) == (period_locks.NO_REASON_TO_OPEN, "reason")
    later = {"by": cast.users["secretary"], "at": AT + timedelta(hours=1)}
    opened = reopen_month(session, indicator, OCTOBER, reason=" thiếu  thôn ", **later)
    assert (opened.reopened_by, opened.reopened_at, opened.reason) == (*later.values(), "thiếu thôn")
    assert closing(session, indicator.id, OCTOBER) is None
    again = lock_month(session, indicator, OCTOBER, **later)
    assert list(session.scalars(sa.select(PeriodLock).order_by(PeriodLock.id))) == [opened, again]


def test_closing_and_opening_are_told_in_the_history(session: Session, cast: Cast, indicator: Indicator) -> None:
    by = {"by": cast.users["data_officer"], "at": AT}
    lock = lock_month(session, indicator, OCTOBER, **by)
    reopen_month(session, indicator, OCTOBER, reason="thiếu thôn", **by)
    told = session.scalars(sa.select(Change).where(Change.subject == Subject.MONTH).order_by(Change.id))
    assert [(row.what, row.subject_id, row.name, row.note, row.by_id) for row in told] == [
        (ChangeKind.LOCKED, lock.id, f"{COVERAGE}, 10/2019", "", cast.users["data_officer"]),
        (ChangeKind.REOPENED, lock.id, f"{COVERAGE}, 10/2019", "thiếu thôn", cast.users["data_officer"]),
    ]


def test_a_month_of_one_indicator_is_closed_alone(session: Session, cast: Cast, indicator: Indicator) -> None:
    other = Indicator(committee_id=cast.committee, name="Tặng thẻ")
    session.add(other)
    session.flush()
    lock_month(session, other, NOVEMBER, by=cast.users["secretary"], at=AT)
    assert enter(session, cast, NOVEMBER) == 1
