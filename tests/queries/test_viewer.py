"""Who is looking: one statement, and nobody when the sign-in is unknown, idle or closed."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import sign_ins
from bhyt_tasks.domain.committees import Committee, Settings
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.units import UnitKind
from bhyt_tasks.queries.viewer import (
    DemoDay,
    ViewerRow,
    committee_names,
    demo_days,
    fetch_viewer,
    has_committee,
    user_named,
)
from tests.cast import ISSUED_AT, TODAY, Cast, user
from tests.queries.conftest import asking

AT = ISSUED_AT


def token_of(session: Session, cast: Cast, name: str) -> str:
    token = sign_ins.start(session, user(session, cast, name), device="", at=AT)
    session.flush()
    return token


def test_a_viewer_is_the_person_with_unit_and_committee(session: Session, cast: Cast) -> None:
    area = session.get_one(Committee, cast.committee).area_id
    assert fetch_viewer(session, token_of(session, cast, "overseer"), AT) == ViewerRow(
        id=cast.users["overseer"],
        committee_id=cast.committee,
        unit_id=cast.units["agency"],
        full_name="overseer",
        position="Chức vụ overseer",
        roles=frozenset({Role.UNIT}),
        must_change_password=False,
        last_seen_at=AT,
        unit_name="Phòng LĐ-TB&XH",
        unit_kind=UnitKind.AGENCY,
        unit_oversees=True,
        committee_name="Ban Chỉ đạo A",
        short_name="BCĐ A",
        area_id=area,
        settings_json={},
        today=TODAY,
        delegated=False,
        indicator_id=cast.indicator,
        indicators=1,
        indicator_name="Tỷ lệ bao phủ BHYT",
        numerator_words="Số người tham gia",
        denominator_words="Dân số",
        counted="người",
    )


@pytest.mark.parametrize(
    ("name", "oversees", "residents"),
    [("overseer", True, False), ("head_a", False, True), ("secretary", False, False)],
)
def test_who_oversees_and_who_has_residents_is_a_matter_of_the_unit(
    session: Session, cast: Cast, name: str, oversees: bool, residents: bool
) -> None:
    found = fetch_viewer(session, token_of(session, cast, name), AT)
    assert found is not None
    assert (found.oversees, found.has_residents, found.settings) == (oversees, residents, Settings())


def test_a_committees_settings_come_along_and_unknown_ones_are_left_out(session: Session, cast: Cast) -> None:
    session.get_one(Committee, cast.committee).settings_json = {"idle_hours": 1, "of_an_older_version": True}
    token = token_of(session, cast, "head_a")
    found = fetch_viewer(session, token, AT)
    assert found and found.settings == Settings(idle_hours=1)
    assert fetch_viewer(session, token, AT + timedelta(hours=1)) == found
    assert fetch_viewer(session, token, AT + timedelta(hours=1, seconds=1)) is None


@pytest.mark.parametrize(("hours", "signed_in"), [(0, True), (12, True), (12.01, False), (1000, False)])
def test_a_sign_in_that_is_not_used_ends(session: Session, cast: Cast, hours: float, signed_in: bool) -> None:
    token = token_of(session, cast, "head_a")
    assert (fetch_viewer(session, token, AT + timedelta(hours=hours)) is not None) is signed_in


def test_using_a_sign_in_keeps_it(session: Session, cast: Cast) -> None:
    token = token_of(session, cast, "head_a")
    sign_ins.seen(session, token, at=AT + timedelta(hours=10))
    assert fetch_viewer(session, token, AT + timedelta(hours=20)) is not None


def test_unknown_ended_and_closed_are_nobody(session: Session, cast: Cast) -> None:
    assert fetch_viewer(session, "", AT) is None
    assert fetch_viewer(session, "unknown", AT) is None
    assert fetch_viewer(session, token_of(session, cast, "closed"), AT) is None
    token = token_of(session, cast, "head_a")
    assert fetch_viewer(session, sign_ins.token_hash(token), AT) is None
    sign_ins.end(session, token)
    assert fetch_viewer(session, token, AT) is None


def test_a_viewer_is_one_statement(session: Session, cast: Cast) -> None:
    tokens = [token_of(session, cast, "head_a") for _ in range(3)]
    with asking(session) as statements:
        fetch_viewer(session, tokens[-1], AT)
    assert len(statements) == 1


@pytest.mark.parametrize(("username", "known"), [("head_a", True), ("outsider", True), ("closed", False), ("x", False)])
def test_only_open_accounts_are_found_by_name(session: Session, cast: Cast, username: str, known: bool) -> None:
    found = user_named(session, username)
    assert (found.id if found else None) == (cast.users[username] if known else None)


def test_a_real_database_stands_on_no_day(session: Session, cast: Cast) -> None:
    session.get_one(Committee, cast.committee).today = date(2019, 12, 8)
    session.flush()
    assert demo_days(session) == [DemoDay("BCĐ A", date(2019, 12, 8)), DemoDay("BCĐ B", TODAY)]
    session.execute(sa.update(Committee).values(today=None))
    assert demo_days(session) == []
    assert committee_names(session) == {"Ban Chỉ đạo A", "Ban Chỉ đạo B"}


def test_a_database_knows_whether_it_was_set_up(session: Session) -> None:
    assert has_committee(session) is True
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    else:
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    session.execute(sa.delete(Committee))
    assert has_committee(session) is False
