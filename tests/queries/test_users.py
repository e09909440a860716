"""Who has an account, and which units have no head: of one committee, in a fixed number of statements."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from bhyt_tasks.domain import sign_ins
from bhyt_tasks.domain.people import Role, add_user
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_unit
from bhyt_tasks.queries import users as questions
from bhyt_tasks.queries.users import (
    CommitteeChoice,
    HeadlessUnit,
    SignedIn,
    UserFilters,
    chosen_users,
    headless_count,
    headless_units,
    signed_in,
    user_row,
)
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import PAGE
from tests.cast import ISSUED_AT, TODAY, Cast, user
from tests.queries.conftest import asking

Look = Callable[[str], ViewerRow]


def names(session: Session, viewer: ViewerRow, **asked: object) -> list[str]:
    return [row.username for row in questions.users(session, viewer, UserFilters(**asked)).rows]


OPEN = ["admin", "clerk_a", "data_officer", "deputy", "head_a", "head_b", "overseer", "secretary"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, OPEN),
        ({"state": "all"}, sorted([*OPEN, "closed"])),
        ({"state": "closed"}, ["closed"]),
        ({"q": "Thạch  TRUNG"}, ["clerk_a", "head_a"]),
        ({"q": "thach head"}, ["head_a"]),
        ({"q": "100%"}, []),
        ({"q": "xyz"}, []),
        ({"after": "head_a"}, ["head_b", "overseer", "secretary"]),
    ],
)
def test_users_are_found_by_name_position_and_unit(
    session: Session, cast: Cast, viewer: Look, asked: dict[str, object], found: list[str]
) -> None:
    assert names(session, viewer("admin"), **asked) == found


def test_users_of_a_unit_and_of_the_other_committee(session: Session, cast: Cast, viewer: Look) -> None:
    assert names(session, viewer("admin"), unit=cast.units["ward_a"]) == ["clerk_a", "head_a"]
    assert names(session, viewer("outsider"), state="all") == ["outsider"]
    assert names(session, viewer("outsider"), unit=cast.units["ward_a"]) == []


def test_a_page_ends_where_the_next_begins(session: Session, cast: Cast, viewer: Look) -> None:
    for number in range(PAGE):
        add_user(
            session,
            committee_id=cast.committee,
            username=f"z{number:03}",
            full_name="Z",
            position="Z",
            roles={Role.SECRETARY},
            password_hash="",
        )
    first = questions.users(session, viewer("admin"), UserFilters())
    assert (len(first.rows), first.next_key) == (PAGE, "z041")
    rest = questions.users(session, viewer("admin"), UserFilters(after=first.next_key))
    assert ([row.username for row in rest.rows], rest.next_key) == ([f"z{number:03}" for number in range(42, 50)], "")


def test_a_row_knows_the_head(session: Session, cast: Cast) -> None:
    head, clerk = user_row(session, cast.users["head_a"]), user_row(session, cast.users["clerk_a"])
    assert head is not None
    assert clerk is not None
    assert (head.is_head, head.unit_name, clerk.is_head) == (True, "xã Thạch Trung", False)
    assert user_row(session, 10**6) is None


def test_chosen_users_are_open_and_not_the_viewer(session: Session, cast: Cast, viewer: Look) -> None:
    asked = [*cast.users.values(), 10**6, 10**12]
    assert [row.username for row in chosen_users(session, viewer("admin"), asked)] == OPEN[1:]


def test_sign_ins_are_counted(session: Session, cast: Cast) -> None:
    head = user(session, cast, "head_a")
    assert signed_in(session, head.id) == SignedIn(0, None)
    for _ in range(2):
        sign_ins.start(session, head, device="", at=ISSUED_AT)
    session.flush()
    assert signed_in(session, head.id) == SignedIn(2, ISSUED_AT)


def test_usernames_and_committees_of_the_whole_database(session: Session, cast: Cast) -> None:
    assert questions.usernames(session) == {*OPEN, "closed", "outsider"}
    first, second = questions.committees(session)
    assert first == CommitteeChoice(cast.committee, "Ban Chỉ đạo A", "BCĐ A", TODAY)
    assert second.short_name == "BCĐ B"
    closed = questions.user_of_any_state(session, "closed")
    assert closed is not None
    assert closed.id == cast.users["closed"]
    assert questions.user_of_any_state(session, "nobody") is None


def test_units_without_a_head_but_the_area_and_partners(session: Session, cast: Cast, viewer: Look) -> None:
    admin = viewer("admin")
    assert headless_units(session, admin, TODAY, limit=9) == []
    session.get_one(Unit, cast.units["ward_a"]).head_id = None
    village = add_unit(
        session,
        committee_id=cast.committee,
        kind=UnitKind.VILLAGE,
        names=UnitNames("thôn Ấp"),
        active_from=TODAY,
    )
    gone = add_unit(
        session,
        committee_id=cast.committee,
        kind=UnitKind.VILLAGE,
        names=UnitNames("thôn Cũ"),
        active_from=date(2019, 1, 1),
    )
    gone.active_until = date(2019, 12, 8)
    session.flush()
    rows = headless_units(session, admin, TODAY, limit=9)
    assert rows == [
        HeadlessUnit(village.id, "thôn Ấp", UnitKind.VILLAGE, 0),
        HeadlessUnit(cast.units["ward_a"], "xã Thạch Trung", UnitKind.COMMUNE, 2),
    ]
    assert headless_units(session, admin, TODAY, limit=1) == rows[:1]
    assert headless_count(session, admin, TODAY) == 2
    assert headless_count(session, viewer("outsider"), TODAY) == 1
    gone.active_until = TODAY
    session.flush()
    assert headless_count(session, admin, TODAY) == 3


@pytest.mark.parametrize("asked", [{}, {"q": "head"}, {"state": "all"}])
def test_a_list_is_one_statement(session: Session, cast: Cast, viewer: Look, asked: dict[str, str]) -> None:
    admin = viewer("admin")
    with asking(session) as statements:
        questions.users(session, admin, UserFilters(**asked))
    assert len(statements) == 1


def test_a_pasted_list_is_compared_with_all_accounts_of_the_committee(
    session: Session, cast: Cast, viewer: Look
) -> None:
    assert {"secretary", "outsider", "closed"} <= questions.usernames(session)
    known = questions.known_users(session, viewer("admin"))
    assert sorted(each.username for each in known) == sorted([*OPEN, "closed"])
    assert [each.username for each in known if each.closed] == ["closed"]
