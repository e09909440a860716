"""The deputy chairman lets a secretary decide extensions for some days, and calls it back."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.delegations import Delegation, delegate, delegation_of, end_delegation
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.history import Change, ChangeKind, Subject
from tests.cast import TODAY, Cast, user

AT = clock.at(TODAY, 10)
UNTIL = date(2019, 12, 31)


def let(session: Session, cast: Cast, who: str = "secretary", **more: Any) -> Delegation:
    said = {"from_on": TODAY, "until_on": UNTIL, "at": AT, **more}
    return delegate(session, user(session, cast, who), by=user(session, cast, "deputy"), **said)


@pytest.mark.parametrize(
    ("days", "valid"), [(-1, False), (0, True), (22, True), (23, False)], ids=["before", "first", "last", "after"]
)
def test_it_holds_from_its_first_to_its_last_day(session: Session, cast: Cast, days: int, valid: bool) -> None:
    made, secretary = let(session, cast, document=" 12/GUQ "), user(session, cast, "secretary")
    found = delegation_of(session, secretary, TODAY + timedelta(days=days))
    assert found is (made if valid else None)
    assert made.document == "12/GUQ"


def test_nobody_else_has_it(session: Session, cast: Cast) -> None:
    let(session, cast)
    assert delegation_of(session, user(session, cast, "clerk_a"), TODAY) is None
    assert delegation_of(session, user(session, cast, "outsider"), TODAY) is None


def test_it_ends_when_it_is_called_back_and_leaves_its_trace(session: Session, cast: Cast) -> None:
    made, deputy = let(session, cast), user(session, cast, "deputy")
    end_delegation(session, made, by=deputy, at=AT)
    assert delegation_of(session, user(session, cast, "secretary"), TODAY) is None
    with pytest.raises(RuleBroken, match="đã kết thúc"):
        end_delegation(session, made, by=deputy, at=AT)
    changes = session.scalars(sa.select(Change).where(Change.subject == Subject.DELEGATION).order_by(Change.id)).all()
    assert [(change.what, change.by_id, change.details) for change in changes] == [
        (ChangeKind.CREATED, deputy.id, {"from_on": [None, "2019-12-09"], "until_on": [None, "2019-12-31"]}),
        (ChangeKind.CLOSED, deputy.id, {"ended_on": [None, "2019-12-09"]}),
    ]


def test_one_that_is_over_is_not_called_back(session: Session, cast: Cast) -> None:
    made = let(session, cast)
    with pytest.raises(RuleBroken, match="đã kết thúc"):
        end_delegation(session, made, by=user(session, cast, "deputy"), at=clock.at(UNTIL + timedelta(days=1)))


def test_days_do_not_overlap(session: Session, cast: Cast) -> None:
    made = let(session, cast)
    with pytest.raises(RuleBroken, match="Kết thúc ủy quyền đó trước"):
        let(session, cast, from_on=UNTIL, until_on=date(2020, 1, 5))
    assert let(session, cast, from_on=date(2020, 1, 1), until_on=date(2020, 1, 5)).id != made.id


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"who": "clerk_a"}, "user_id", "Chọn một Thư ký"),
        ({"who": "outsider"}, "user_id", "Chọn một Thư ký"),
        ({"from_on": None}, "from_on", "Ghi đủ ngày"),
        ({"until_on": None}, "until_on", "Ghi đủ ngày"),
        ({"from_on": UNTIL, "until_on": TODAY}, "until_on", "trước ngày bắt đầu"),
        ({"from_on": date(2019, 12, 1), "until_on": date(2019, 12, 8)}, "until_on", "đã qua"),
        ({"document": "x" * 101}, "document", "Dài quá"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    session: Session, cast: Cast, more: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words) as refusal:
        let(session, cast, **more)
    assert refusal.value.field == field


def test_a_closed_account_is_given_nothing(session: Session, cast: Cast) -> None:
    user(session, cast, "secretary").closed_on = TODAY
    with pytest.raises(RuleBroken, match="Chọn một Thư ký"):
        let(session, cast)
