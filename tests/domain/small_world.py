"""A committee small enough to write a second book about: three wards, an agency, five directives of every kind."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, issuing, meetings
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.meetings import DeadlineKind, DirectiveFacts, Meeting, MeetingFacts, MeetingKind
from bhyt_tasks.domain.people import Role, add_user
from bhyt_tasks.domain.periods import Every
from bhyt_tasks.domain.units import UnitKind, UnitNames, add_unit

MONDAY = date(2020, 1, 6)  # everything is given out on it


@dataclass(frozen=True)
class Person:
    """Who acts; one of them has every right in the committee and a unit besides."""

    id: int
    committee_id: int
    unit_id: int | None
    roles: frozenset[Role]
    oversees: bool = False


class World:
    """A committee with three wards and an agency, and five directives that were given out on MONDAY."""

    def __init__(self, session: Session) -> None:
        self.session = session
        committee = Committee(name="Ban Chỉ đạo C", short_name="BCĐ C", settings_json={"review_after_days": 30})
        session.add(committee)
        session.flush()
        self.committee_id = committee.id
        area = self._unit(UnitKind.CITY, "thị xã C", None)
        self.a, self.b, self.c = (self._unit(UnitKind.WARD, f"phường {name}", area) for name in ("Một", "Hai", "Ba"))
        self.agency = self._unit(UnitKind.AGENCY, "Phòng Y tế", area)
        committee.area_id = area
        self.secretary = self._person("thu_ky", None, Role.SECRETARY)
        self.deputy = self._person("pho_chu_tich", None, Role.DEPUTY_CHAIRMAN)
        self.both = self._person("kiem_nhiem", self.a, *Role)
        self.heads = {
            unit: self._person(f"truong_{unit}", unit, Role.UNIT) for unit in (self.a, self.b, self.c, self.agency)
        }
        self._give_out()

    @property
    def committee(self) -> Committee:
        return self.session.get_one(Committee, self.committee_id)

    @property
    def meeting(self) -> Meeting:
        return self.session.get_one(Meeting, self.meeting_id)

    def _unit(self, kind: UnitKind, name: str, parent: int | None) -> int:
        more: dict[str, Any] = {"active_from": date(2019, 1, 1), "parent_id": parent}
        return add_unit(self.session, committee_id=self.committee_id, kind=kind, names=UnitNames(name), **more).id

    def _person(self, name: str, unit: int | None, *roles: Role) -> Person:
        row = add_user(
            self.session,
            committee_id=self.committee_id,
            username=name,
            full_name=name,
            position=name,
            roles=set(roles),
            password_hash="",
            unit_id=unit,
        )
        return Person(row.id, self.committee_id, unit, frozenset(roles))

    def _give_out(self) -> None:
        facts = MeetingFacts(MeetingKind.CONFERENCE, held_on=MONDAY, title="Hội nghị C", chair_position="Chủ tịch")
        by: dict[str, Any] = {"by": self.secretary, "at": clock.at(MONDAY)}
        meeting = meetings.record_meeting(self.session, self.committee, facts, **by)
        self.meeting_id = meeting.id
        a, b, agency = self.a, self.b, self.agency
        weekly = {"deadline_kind": DeadlineKind.RECURRING, "every": Every.WEEKLY, "due_day": 5}
        standing = {"deadline_kind": DeadlineKind.STANDING, "review_on": MONDAY + timedelta(days=20)}
        kinds: dict[str, tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = {
            "dated": ((a, b), (agency,), {"due_on": MONDAY + timedelta(days=8)}),
            "single": ((a,), (b,), {"due_on": MONDAY + timedelta(days=15)}),
            "undated": ((a,), (), {}),
            "weekly": ((agency,), (b,), weekly),
            "standing": ((b,), (a,), standing),
        }
        for name, (lead, coordinating, more) in kinds.items():
            directive = DirectiveFacts(text=name, lead=lead, coordinating=coordinating, **more)
            meetings.add_directive(self.session, meeting, directive)
        issuing.send_for_signature(self.session, meeting)
        self.made = issuing.issue(self.session, self.committee, meeting, **by)
        self.session.flush()
        self.kinds = {name: (lead, coordinating) for name, (lead, coordinating, _) in kinds.items()}
