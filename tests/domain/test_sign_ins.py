"""Sign-ins are rows that can be deleted, and who tries too often waits."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import people, sign_ins
from bhyt_tasks.domain.people import Role, username_key
from bhyt_tasks.domain.sign_ins import SignIn, SignInAttempt
from tests.cast import ISSUED_AT, Cast, user

AT = ISSUED_AT
MINUTE = timedelta(minutes=1)


def knock(session: Session, times: int, *, username: str = "head_a", address: str = "10.0.0.1", at=AT) -> None:  # type: ignore[no-untyped-def]
    for _ in range(times):
        sign_ins.record_attempt(session, username=username, address=address, at=at)
    session.flush()


def tokens(session: Session, cast: Cast, name: str, count: int) -> list[str]:
    made = [sign_ins.start(session, user(session, cast, name), device="x" * 300, at=AT) for _ in range(count)]
    session.flush()
    return made


def test_ten_attempts_for_an_account_are_too_many(session: Session) -> None:
    knock(session, 9)
    assert sign_ins.too_many(session, username="head_a", address="10.0.0.2", at=AT) is False
    knock(session, 1, username=" HEAD_A ", address="10.0.0.3")
    assert sign_ins.too_many(session, username="Head_A", address="10.0.0.2", at=AT) is True
    assert sign_ins.too_many(session, username="head_b", address="10.0.0.1", at=AT) is False


def test_fifty_attempts_from_an_address_are_too_many(session: Session) -> None:
    for number in range(49):
        knock(session, 1, username=f"user{number}")
    assert sign_ins.too_many(session, username="head_a", address="10.0.0.1", at=AT) is False
    knock(session, 1, username="user49")
    assert sign_ins.too_many(session, username="head_a", address="10.0.0.1", at=AT) is True
    assert sign_ins.too_many(session, username="head_a", address="10.0.0.2", at=AT) is False


@pytest.mark.parametrize(("minutes", "waits"), [(0, True), (14, True), (15, False), (16, False)])
def test_the_wait_is_over_after_fifteen_minutes(session: Session, minutes: int, waits: bool) -> None:
    knock(session, 10)
    assert sign_ins.too_many(session, username="head_a", address="10.0.0.2", at=AT + minutes * MINUTE) is waits


def test_attempts_long_apart_do_not_add_up(session: Session) -> None:
    for number in range(20):
        knock(session, 1, at=AT + number * 2 * MINUTE)
    assert sign_ins.too_many(session, username="head_a", address="10.0.0.2", at=AT + 38 * MINUTE) is False


def test_a_very_long_name_is_counted_like_any_other(session: Session) -> None:
    knock(session, 10, username="a" * 500)
    assert sign_ins.too_many(session, username="a" * 500, address="10.0.0.2", at=AT) is True


def test_signing_in_forgets_the_attempts_of_that_account_only(session: Session, cast: Cast) -> None:
    knock(session, 9)
    knock(session, 1, username="head_b")
    tokens(session, cast, "head_a", 1)
    assert list(session.scalars(sa.select(SignInAttempt.username))) == ["head_b"]


def test_only_a_hash_of_the_token_is_kept(session: Session, cast: Cast) -> None:
    (token,) = tokens(session, cast, "head_a", 1)
    row = session.scalars(sa.select(SignIn)).one()
    assert (row.token_hash, row.user_id, row.started_at, row.last_seen_at) == (
        sign_ins.token_hash(token),
        cast.users["head_a"],
        AT,
        AT,
    )
    assert (row.device, len(row.token_hash), len(token) >= 43) == ("x" * 200, 64, True)


def test_signing_out_ends_this_sign_in_and_others_end_all_the_rest(session: Session, cast: Cast) -> None:
    first, second, third = tokens(session, cast, "head_a", 3)
    (other,) = tokens(session, cast, "head_b", 1)
    sign_ins.end(session, first)
    sign_ins.end(session, "unknown")
    kept = sa.select(SignIn.token_hash).order_by(SignIn.id)
    assert list(session.scalars(kept)) == [sign_ins.token_hash(token) for token in (second, third, other)]
    sign_ins.end_others(session, cast.users["head_a"], third)
    assert list(session.scalars(kept)) == [sign_ins.token_hash(token) for token in (third, other)]


def test_last_seen_moves_for_one_sign_in(session: Session, cast: Cast) -> None:
    first, _ = tokens(session, cast, "head_a", 2)
    sign_ins.seen(session, first, at=AT + MINUTE)
    seen = sa.select(SignIn.last_seen_at).order_by(SignIn.id)
    assert list(session.scalars(seen)) == [AT + MINUTE, AT]


@pytest.mark.parametrize("typed", ["head_a", "Head_A", "  HEAD_A\u00a0"])
def test_a_username_is_read_without_case_and_spaces(typed: str) -> None:
    assert username_key(typed) == "head_a"


def test_an_account_is_kept_clean_and_changes_its_password(session: Session, cast: Cast) -> None:
    made = people.add_user(
        session,
        committee_id=cast.committee,
        username=" New.Person ",
        full_name=" Nguyễn  Văn A ",
        position=" Phó  Chủ tịch ",
        roles={Role.UNIT, Role.SECRETARY},
        password_hash="first",
    )
    session.refresh(made)
    assert (made.username, made.full_name, made.position) == ("new.person", "Nguyễn Văn A", "Phó Chủ tịch")
    assert (made.roles, made.must_change_password) == (frozenset({Role.UNIT, Role.SECRETARY}), True)
    people.change_password(made, "second")
    assert (made.password_hash, made.must_change_password) == ("second", False)


def test_a_username_is_taken_once_in_all_committees(session: Session, cast: Cast) -> None:
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        people.add_user(
            session,
            committee_id=cast.committee,
            username="OUTSIDER",
            full_name="x",
            position="x",
            roles=set(),
            password_hash="x",
        )
