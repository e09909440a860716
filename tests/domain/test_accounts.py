"""Accounts begin, change and end, each act with its line in the history; the last administrator stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import accounts, clock, sign_ins
from bhyt_tasks.domain.accounts import NewAccount, UserFacts
from bhyt_tasks.domain.errors import Conflict, RuleBroken
from bhyt_tasks.domain.history import Change, ChangeKind, Subject
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.sign_ins import SignIn, SignInAttempt
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_unit
from tests.cast import TODAY, Cast, user

AT = clock.at(TODAY)
UNIT = frozenset({Role.UNIT})


@pytest.fixture
def admin(session: Session, cast: Cast) -> User:
    return user(session, cast, "admin")


def facts_of(person: User) -> UserFacts:
    return UserFacts(person.full_name, person.position, person.roles, person.unit_id, person.work_phone, person.email)


def changed(session: Session) -> list[tuple[Subject, ChangeKind, str, dict[str, object]]]:
    """Every change so far: the fixtures make none."""
    rows = session.scalars(sa.select(Change).order_by(Change.id))
    return [(row.subject, row.what, row.name, row.details) for row in rows]


def signed_in(session: Session, person: User) -> int:
    return len(session.scalars(sa.select(SignIn.id).where(SignIn.user_id == person.id)).all())


def refused(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as refusal:
        act()
    return refusal.value.sentence, refusal.value.field


# Opening


def test_an_account_opens_with_its_facts_and_a_line_in_the_history(session: Session, cast: Cast, admin: User) -> None:
    facts = UserFacts(" Nguyễn  Văn Thử", "Công chức", UNIT, cast.units["ward_a"], "0239 385 0001", "a@b.vn")
    account = NewAccount(" Thu.1 ", "hash", facts)
    made = accounts.open_account(session, committee_id=cast.committee, account=account, by=admin, at=AT)
    assert (made.username, made.full_name, made.must_change_password) == ("thu.1", "Nguyễn Văn Thử", True)
    assert made.folded == "nguyen van thu cong chuc thu 1"
    assert changed(session) == [
        (
            Subject.USER,
            ChangeKind.CREATED,
            "Nguyễn Văn Thử (thu.1)",
            {
                "username": [None, "thu.1"],
                "full_name": [None, "Nguyễn Văn Thử"],
                "position": [None, "Công chức"],
                "unit": [None, "xã Thạch Trung"],
                "roles": [None, ["unit"]],
                "work_phone": [None, "0239 385 0001"],
                "email": [None, "a@b.vn"],
            },
        )
    ]


@pytest.mark.parametrize(
    ("more", "sentence", "field"),
    [
        ({"full_name": " "}, accounts.NO_NAME, "full_name"),
        ({"position": "\n"}, accounts.NO_POSITION, "position"),
        ({"roles": frozenset()}, accounts.NO_ROLE, "roles"),
        ({"roles": UNIT}, accounts.NO_UNIT, "unit"),
        ({"unit_id": 2_000_000}, accounts.UNKNOWN_UNIT, "unit"),
    ],
)
def test_what_an_account_lacks_is_named(
    session: Session, cast: Cast, admin: User, more: dict[str, object], sentence: str, field: str
) -> None:
    facts = replace(UserFacts("Tên", "Chức vụ", frozenset({Role.SECRETARY})), **more)
    account = NewAccount("moi", "hash", facts)

    def opening() -> User:
        return accounts.open_account(session, committee_id=cast.committee, account=account, by=admin, at=AT)

    assert refused(opening) == (sentence, field)
    assert changed(session) == []


def test_a_unit_of_another_committee_is_unknown(session: Session, cast: Cast, admin: User) -> None:
    theirs = user(session, cast, "outsider").unit_id
    account = NewAccount("moi", "hash", UserFacts("Tên", "Chức vụ", UNIT, theirs))

    def opening() -> User:
        return accounts.open_account(session, committee_id=cast.committee, account=account, by=admin, at=AT)

    assert refused(opening) == (accounts.UNKNOWN_UNIT, "unit")


@pytest.mark.parametrize("username", ["head_a", " HEAD_A ", "outsider", "closed"])
def test_a_username_is_taken_in_the_whole_database(session: Session, cast: Cast, admin: User, username: str) -> None:
    account = NewAccount(username, "hash", UserFacts("Tên", "Chức vụ", frozenset({Role.SECRETARY})))

    def opening() -> User:
        return accounts.open_account(session, committee_id=cast.committee, account=account, by=admin, at=AT)

    assert refused(opening) == (accounts.TAKEN, "username")
    assert changed(session) == []


def test_a_username_is_asked_for() -> None:
    assert refused(lambda: accounts.require_username(" ")) == (accounts.NO_USERNAME, "username")


@pytest.mark.parametrize("username", ["ab", "thạch trung", "-abc", "a" * 61, "a b c", "thach/trung"])
def test_a_username_can_be_typed_on_every_keyboard(username: str) -> None:
    assert refused(lambda: accounts.require_username(username)) == (accounts.BAD_USERNAME, "username")


@pytest.mark.parametrize("username", ["abc", "thach.trung-2", "2thachtrung", "a" * 60, " Head_A "])
def test_usernames_that_are_good(username: str) -> None:
    accounts.require_username(username)


# Revising


def test_a_revision_tells_old_and_new_and_counts_the_version(session: Session, cast: Cast, admin: User) -> None:
    head = user(session, cast, "head_a")
    facts = replace(facts_of(head), full_name="Trần Thị Thử", roles=UNIT | {Role.DATA_OFFICER}, work_phone="")
    assert accounts.revise_user(session, head, facts, by=admin, at=AT) == []
    assert (head.version, head.folded) == (2, "tran thi thu chuc vu head a head a")
    assert changed(session) == [
        (
            Subject.USER,
            ChangeKind.REVISED,
            "Trần Thị Thử (head_a)",
            {
                "full_name": ["head_a", "Trần Thị Thử"],
                "roles": [["unit"], ["unit", "data_officer"]],
                "work_phone": ["0239.000.0001", None],
            },
        )
    ]
    assert accounts.revise_user(session, head, facts, by=admin, at=AT) == []
    assert (head.version, len(changed(session))) == (2, 1)


@pytest.mark.parametrize("more", [{"unit_id": None, "roles": frozenset({Role.SECRETARY})}, {"unit": "ward_b"}])
def test_who_leaves_a_unit_is_not_its_head(session: Session, cast: Cast, admin: User, more: dict[str, object]) -> None:
    head = user(session, cast, "head_a")
    if "unit" in more:
        more = {"unit_id": cast.units[str(more["unit"])]}
    assert accounts.revise_user(session, head, replace(facts_of(head), **more), by=admin, at=AT) == ["xã Thạch Trung"]
    assert session.get_one(Unit, cast.units["ward_a"]).head_id is None
    assert changed(session)[0] == (
        Subject.UNIT,
        ChangeKind.REVISED,
        "xã Thạch Trung",
        {"head": ["head_a (head_a)", None]},
    )


def test_a_bad_revision_changes_nothing(session: Session, cast: Cast, admin: User) -> None:
    head = user(session, cast, "head_a")
    bad = replace(facts_of(head), roles=frozenset())
    assert refused(lambda: accounts.revise_user(session, head, bad, by=admin, at=AT)) == (accounts.NO_ROLE, "roles")
    assert (head.version, changed(session)) == (1, [])


def test_R12_a_version_that_was_written_over_is_a_conflict(session: Session, cast: Cast) -> None:
    head = user(session, cast, "head_a")
    accounts.require_version(head, 1)
    with pytest.raises(Conflict):
        accounts.require_version(head, 2)


# Passwords, sign-ins, closing


def test_a_new_password_is_for_one_time_and_signs_out(session: Session, cast: Cast, admin: User) -> None:
    head = user(session, cast, "head_a")
    sign_ins.start(session, head, device="", at=AT)
    sign_ins.record_attempt(session, username="head_a", address="10.0.0.1", at=AT)
    session.flush()
    accounts.give_password(session, head, "fresh", by=admin, at=AT)
    assert (head.password_hash, head.must_change_password, signed_in(session, head)) == ("fresh", True, 0)
    assert session.scalars(sa.select(SignInAttempt)).all() == []
    assert changed(session) == [(Subject.USER, ChangeKind.PASSWORD_RESET, "head_a (head_a)", {})]


def test_who_gets_no_new_password(session: Session, cast: Cast, admin: User) -> None:
    closed = user(session, cast, "closed")
    assert refused(lambda: accounts.give_password(session, closed, "x", by=admin, at=AT))[0] == accounts.CLOSED
    assert refused(lambda: accounts.give_password(session, admin, "x", by=admin, at=AT))[0] == accounts.OWN_PASSWORD
    assert changed(session) == []


def test_closing_is_dated_signs_out_and_leaves_the_unit_without_head(session: Session, cast: Cast, admin: User) -> None:
    head = user(session, cast, "head_a")
    sign_ins.start(session, head, device="", at=AT)
    session.flush()
    assert accounts.close_account(session, head, by=admin, at=AT) == ["xã Thạch Trung"]
    assert (head.closed_on, head.version, signed_in(session, head)) == (TODAY, 2, 0)
    assert [what for _, what, _, _ in changed(session)] == [ChangeKind.REVISED, ChangeKind.CLOSED]
    assert accounts.close_account(session, head, by=admin, at=AT) == []
    assert len(changed(session)) == 2


def test_a_closed_account_opens_again_with_a_new_password(session: Session, cast: Cast, admin: User) -> None:
    closed = user(session, cast, "closed")
    assert accounts.reopen_account(session, closed, "fresh", by=admin, at=AT) is True
    assert (closed.closed_on, closed.password_hash, closed.must_change_password) == (None, "fresh", True)
    assert accounts.reopen_account(session, closed, "again", by=admin, at=AT) is False
    assert closed.password_hash == "fresh"
    assert changed(session) == [
        (Subject.USER, ChangeKind.REOPENED, "closed (closed)", {"closed_on": ["2019-06-01", None]})
    ]


def test_nobody_closes_the_account_in_use(session: Session, cast: Cast, admin: User) -> None:
    assert refused(lambda: accounts.close_account(session, admin, by=admin, at=AT))[0] == accounts.ONESELF


def test_the_last_administrator_stays(session: Session, cast: Cast, admin: User) -> None:
    secretary = user(session, cast, "secretary")
    without = replace(facts_of(admin), roles=frozenset({Role.SECRETARY}))
    for act in (
        lambda: accounts.close_account(session, admin, by=secretary, at=AT),
        lambda: accounts.revise_user(session, admin, without, by=secretary, at=AT),
    ):
        assert refused(act) == (accounts.LAST_ADMIN, "roles")
    closed = user(session, cast, "closed")
    closed.roles = frozenset({Role.ADMIN})
    session.flush()
    assert refused(lambda: accounts.close_account(session, admin, by=secretary, at=AT))[0] == accounts.LAST_ADMIN
    accounts.revise_user(session, closed, facts_of(secretary), by=admin, at=AT)
    secretary.roles = frozenset({Role.SECRETARY, Role.ADMIN})
    session.flush()
    accounts.revise_user(session, admin, without, by=secretary, at=AT)
    accounts.close_account(session, admin, by=secretary, at=AT)
    assert admin.closed_on == TODAY


def test_signing_out_everywhere_counts_and_is_told_once(session: Session, cast: Cast, admin: User) -> None:
    head, clerk = user(session, cast, "head_a"), user(session, cast, "clerk_a")
    for person in (head, head, clerk):
        sign_ins.start(session, person, device="", at=AT)
    session.flush()
    assert accounts.sign_out_everywhere(session, head, by=admin, at=AT) == 2
    assert accounts.sign_out_everywhere(session, head, by=admin, at=AT) == 0
    assert (signed_in(session, head), signed_in(session, clerk)) == (0, 1)
    assert changed(session) == [(Subject.USER, ChangeKind.SIGNED_OUT, "head_a (head_a)", {})]


@pytest.mark.parametrize("name", ["admin", "head_a", "closed"])
def test_the_shell_lets_an_administrator_in(session: Session, cast: Cast, name: str) -> None:
    person = user(session, cast, name)
    before = person.roles
    accounts.restore_admin(session, person, "fresh", at=AT)
    assert (person.closed_on, person.password_hash, person.roles) == (None, "fresh", before | {Role.ADMIN})
    assert {row.by_id for row in session.scalars(sa.select(Change))} == {None}


# Heads


def test_one_of_the_units_people_becomes_its_head(session: Session, cast: Cast, admin: User) -> None:
    clerk = user(session, cast, "clerk_a")
    accounts.make_head(session, clerk, by=admin, at=AT)
    accounts.make_head(session, clerk, by=admin, at=AT)
    assert session.get_one(Unit, cast.units["ward_a"]).head_id == clerk.id
    assert changed(session) == [
        (
            Subject.UNIT,
            ChangeKind.REVISED,
            "xã Thạch Trung",
            {"head": ["head_a (head_a)", "clerk_a (clerk_a)"]},
        )
    ]


def test_who_cannot_be_head(session: Session, cast: Cast, admin: User) -> None:
    clerk, officer = user(session, cast, "clerk_a"), user(session, cast, "data_officer")
    assert refused(lambda: accounts.make_head(session, officer, by=admin, at=AT))[0] == accounts.NOT_OF_UNIT
    officer.unit_id = cast.units["agency"]
    assert refused(lambda: accounts.make_head(session, officer, by=admin, at=AT))[0] == accounts.NOT_OF_UNIT
    clerk.closed_on = date(2019, 1, 1)
    assert refused(lambda: accounts.make_head(session, clerk, by=admin, at=AT))[0] == accounts.CLOSED


def villages(session: Session, cast: Cast) -> list[int]:
    made = [
        add_unit(
            session,
            committee_id=cast.committee,
            kind=UnitKind.VILLAGE,
            names=UnitNames(name),
            active_from=TODAY,
        )
        for name in ("thôn Một", "thôn Hai")
    ]
    return [unit.id for unit in made]


def head_of(unit_id: int, username: str) -> NewAccount:
    return NewAccount(username, f"hash of {username}", UserFacts("Trưởng thôn", "Trưởng thôn", UNIT, unit_id))


def test_heads_of_several_units_get_accounts_at_once(session: Session, cast: Cast, admin: User) -> None:
    one, two = villages(session, cast)
    made = accounts.open_head_accounts(session, [head_of(two, "hai"), head_of(one, "mot")], by=admin, at=AT)
    assert [(person.username, person.unit_id, person.must_change_password) for person in made] == [
        ("mot", one, True),
        ("hai", two, True),
    ]
    assert [session.get_one(Unit, unit_id).head_id for unit_id in (one, two)] == [person.id for person in made]
    assert [what for _, what, _, _ in changed(session)] == [ChangeKind.CREATED, ChangeKind.REVISED] * 2


def test_a_wrong_head_is_named_by_the_unit(session: Session, cast: Cast, admin: User) -> None:
    one, two = villages(session, cast)
    ward = cast.units["ward_a"]
    for new, refusal in (
        ([head_of(one, "mot"), head_of(two, "mot")], (accounts.TAKEN, f"username-{two}")),
        ([head_of(ward, "moi")], (accounts.HAS_HEAD, f"username-{ward}")),
        ([head_of(one, "x")], (accounts.BAD_USERNAME, f"username-{one}")),
    ):
        assert refused(lambda new=new: accounts.open_head_accounts(session, new, by=admin, at=AT)) == refusal
