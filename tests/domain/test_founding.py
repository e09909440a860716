"""A committee begins whole: area, indicator, first account, history."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, founding
from bhyt_tasks.domain.accounts import NewAccount, UserFacts
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.founding import CommitteeFacts, found_committee
from bhyt_tasks.domain.history import Change, ChangeKind, Subject
from bhyt_tasks.domain.indicators import COVERAGE, STATUTORY_GROUPS, Indicator, ParticipantGroup, main_indicator
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.units import Unit, UnitKind
from tests.cast import TODAY, Cast

AT = clock.at(TODAY)
FACTS = CommitteeFacts("Ban Chỉ đạo C", "BCĐ C", "huyện Lục Ngạn", UnitKind.DISTRICT)
FIRST = NewAccount("thuky", "hash", UserFacts("Thư ký", "Thư ký", frozenset({Role.SECRETARY, Role.ADMIN})))


def test_a_committee_begins_with_area_indicator_and_first_account(session: Session) -> None:
    committee = found_committee(session, FACTS, first=FIRST, at=AT)
    area = session.get_one(Unit, committee.area_id)
    assert (committee.today, area.name, area.kind, area.active_from) == (
        None,
        "huyện Lục Ngạn",
        UnitKind.DISTRICT,
        TODAY,
    )
    session.flush()
    indicators = session.scalars(sa.select(Indicator.name).where(Indicator.committee_id == committee.id))
    assert list(indicators) == ["Tỷ lệ bao phủ BHYT"]
    first = session.scalars(sa.select(User).where(User.committee_id == committee.id)).one()
    assert (first.username, first.roles, first.must_change_password) == ("thuky", {Role.SECRETARY, Role.ADMIN}, True)
    changes = session.scalars(sa.select(Change).where(Change.committee_id == committee.id).order_by(Change.id))
    assert [(row.subject, row.what, row.by_id) for row in changes] == [
        (Subject.COMMITTEE, ChangeKind.CREATED, None),
        (Subject.USER, ChangeKind.CREATED, None),
    ]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": " "}, founding.NO_COMMITTEE_NAME),
        ({"short_name": ""}, founding.NO_COMMITTEE_NAME),
        ({"area": ""}, founding.NO_AREA),
        ({"name": "ban chỉ đạo  A"}, founding.SAME_NAME),
    ],
)
def test_what_a_committee_lacks_is_named(session: Session, more: dict[str, str], sentence: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        found_committee(session, replace(FACTS, **more), first=FIRST, at=AT)
    assert refusal.value.sentence == sentence


def test_the_first_account_administers(session: Session) -> None:
    first = replace(FIRST, facts=replace(FIRST.facts, roles=frozenset({Role.SECRETARY})))
    with pytest.raises(RuleBroken) as refusal:
        found_committee(session, FACTS, first=first, at=AT)
    assert (refusal.value.sentence, refusal.value.field) == (founding.NO_ADMIN, "roles")


def test_a_committee_begins_with_coverage_and_the_statutory_groups(session: Session, cast: Cast) -> None:
    of_committee = sa.select(ParticipantGroup).where(ParticipantGroup.committee_id == cast.committee)
    groups = session.scalars(of_committee.order_by(ParticipantGroup.position)).all()
    assert [(group.name, group.short_name) for group in groups] == list(STATUTORY_GROUPS)
    session.add(Indicator(committee_id=cast.committee, name="Số thẻ được tặng"))
    session.flush()
    assert main_indicator(session, cast.committee) == cast.indicator
    assert session.get_one(Indicator, cast.indicator).name == COVERAGE
    assert main_indicator(session, 10**6) is None
