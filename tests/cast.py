"""The people and things that tests know by name, small enough to keep in one's head.

Committee A looks at 09/12/2019. Its meeting of 29/10/2019 gave three directives: an analysis due 20/11 for
ward A and ward B with the agency coordinating; 93 % by 31/12 for both wards; a monthly report of the agency.
Ward A has 1492 of 2174 insured, ward B 9296 of 10000. Committee B has one outsider with every right there.
"""

from dataclasses import dataclass, field
from datetime import date

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, issuing, meetings
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.findings import Finding, FindingFacts, add_finding
from bhyt_tasks.domain.indicators import found_indicators
from bhyt_tasks.domain.meetings import DeadlineKind, DirectiveFacts, Meeting, MeetingFacts, MeetingKind
from bhyt_tasks.domain.people import Role, User, add_user
from bhyt_tasks.domain.periods import Every
from bhyt_tasks.domain.readings import Figures, Source, enter_reading
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_group, add_unit

TODAY = date(2019, 12, 9)
HELD_ON = date(2019, 10, 29)
ISSUED_AT = clock.at(date(2019, 10, 30), 9)
NEWCOMER = "newcomer"
PASSWORD = "cau-mat-khau-thu"
MINUTES = "1. Phân tích nguyên nhân; 2. đạt từ 93% trở lên; 3. hằng tháng báo cáo."

PEOPLE = (
    "secretary",
    "deputy",
    "head_a",
    "clerk_a",
    "head_b",
    "overseer",
    "data_officer",
    "admin",
    "outsider",
    "closed",
    "nobody",
)


@dataclass
class Cast:
    """Ids of everything in the cast."""

    committee: int = 0
    indicator: int = 0
    users: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    group: int = 0
    meeting: int = 0
    draft: int = 0
    draft_directive: int = 0
    tasks: dict[str, int] = field(default_factory=dict)


def make_cast(session: Session) -> Cast:
    cast = Cast()
    password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    committee = _committee(session, cast, password_hash)
    _outsider(session, cast, password_hash)
    _readings(session, cast)
    _meeting(session, cast, committee)
    _draft(session, cast, committee)
    return cast


def make_newcomer(session: Session, password_hash: str) -> None:
    """Secretary, deputy chairman and data officer in one, of a committee where nothing has been entered yet."""
    committee = Committee(name="Ban Chỉ đạo mới", short_name="BCĐ mới", settings_json={})
    session.add(committee)
    session.flush()
    found_indicators(session, committee.id)
    add_user(
        session,
        committee_id=committee.id,
        username=NEWCOMER,
        full_name=NEWCOMER,
        position="Thư ký",
        roles={Role.SECRETARY, Role.DEPUTY_CHAIRMAN, Role.DATA_OFFICER},
        password_hash=password_hash,
        must_change_password=False,
    )


def user(session: Session, cast: Cast, name: str) -> User:
    return session.get_one(User, cast.users[name])


def task(session: Session, cast: Cast, name: str) -> Task:
    return session.get_one(Task, cast.tasks[name])


def _committee(session: Session, cast: Cast, password_hash: str) -> Committee:
    committee = Committee(name="Ban Chỉ đạo A", short_name="BCĐ A", settings_json={}, today=TODAY)
    session.add(committee)
    session.flush()
    cast.committee = committee.id

    def unit(key: str, kind: UnitKind, name: str, *aliases: str, **more: object) -> Unit:
        made = add_unit(
            session,
            committee_id=committee.id,
            kind=kind,
            names=UnitNames(name, aliases),
            active_from=date(2019, 1, 1),
            **more,
        )
        cast.units[key] = made.id
        return made

    area = unit("area", UnitKind.CITY, "thành phố A")
    committee.area_id = area.id
    ward_a = unit("ward_a", UnitKind.COMMUNE, "xã Thạch Trung", parent_id=area.id, code="18100")
    ward_b = unit("ward_b", UnitKind.WARD, "phường Đại Nài", parent_id=area.id)
    agency = unit("agency", UnitKind.AGENCY, "Phòng LĐ-TB&XH", "LĐ – TB & XH", oversees=True)
    unit("external", UnitKind.EXTERNAL, "Bưu điện A")
    cast.group = add_group(session, committee_id=committee.id, name="các xã, phường", units=[ward_a, ward_b]).id
    people: tuple[tuple[str, Unit | None, set[Role]], ...] = (
        ("secretary", None, {Role.SECRETARY}),
        ("deputy", None, {Role.DEPUTY_CHAIRMAN}),
        ("head_a", ward_a, {Role.UNIT}),
        ("clerk_a", ward_a, {Role.UNIT}),
        ("head_b", ward_b, {Role.UNIT}),
        ("overseer", agency, {Role.UNIT}),
        ("data_officer", None, {Role.DATA_OFFICER}),
        ("admin", None, {Role.ADMIN}),
        ("closed", None, {Role.SECRETARY}),
    )
    for name, of_unit, roles in people:
        made = add_user(
            session,
            committee_id=committee.id,
            username=name,
            full_name=name,
            position=f"Chức vụ {name}",
            roles=roles,
            password_hash=password_hash,
            unit_id=of_unit.id if of_unit else None,
            work_phone="0239.000.0001",
            must_change_password=False,
        )
        cast.users[name] = made.id
    user(session, cast, "closed").closed_on = date(2019, 6, 1)
    for key, name in (("ward_a", "head_a"), ("ward_b", "head_b"), ("agency", "overseer")):
        session.get_one(Unit, cast.units[key]).head_id = cast.users[name]
    return committee


def _outsider(session: Session, cast: Cast, password_hash: str) -> None:
    other = Committee(name="Ban Chỉ đạo B", short_name="BCĐ B", settings_json={}, today=TODAY)
    session.add(other)
    session.flush()
    names = UnitNames("xã Thạch Trung")
    unit = add_unit(
        session, committee_id=other.id, kind=UnitKind.COMMUNE, names=names, active_from=date(2019, 1, 1), oversees=True
    )
    cast.users["outsider"] = add_user(
        session,
        committee_id=other.id,
        username="outsider",
        full_name="outsider",
        position="Chức vụ outsider",
        roles=set(Role),
        password_hash=password_hash,
        unit_id=unit.id,
        must_change_password=False,
    ).id


def _readings(session: Session, cast: Cast) -> None:
    indicator = found_indicators(session, cast.committee)
    cast.indicator = indicator.id
    for month in range(7, 11):
        for key, insured, people in (("ward_a", 1492, 2174), ("ward_b", 9296, 10_000)):
            enter_reading(
                session,
                indicator_id=indicator.id,
                period=date(2019, month, 1),
                cut_off_on=date(2019, month, 25),
                figures=Figures(cast.units[key], insured - 20 * (10 - month), people),
                source=Source.INSURANCE_OFFICE,
                by=cast.users["data_officer"],
                at=clock.at(date(2019, month, 28)),
            )


def _meeting(session: Session, cast: Cast, committee: Committee) -> None:
    secretary = user(session, cast, "secretary")
    facts = MeetingFacts(
        kind=MeetingKind.WORKING_SESSION,
        held_on=HELD_ON,
        title="Buổi làm việc thử",
        chair_position="Phó Chủ tịch",
        minutes=MINUTES,
        attending=(cast.units["ward_a"],),
    )
    meeting = meetings.record_meeting(session, committee, facts, by=secretary, at=clock.at(HELD_ON, 16))
    wards = (cast.units["ward_a"], cast.units["ward_b"])
    agency = (cast.units["agency"],)
    for directive in (
        DirectiveFacts(
            text="Phân tích nguyên nhân tỷ lệ thấp",
            number="mục 1",
            quote="Phân tích nguyên nhân",
            lead=wards,
            coordinating=agency,
            due_on=date(2019, 11, 20),
        ),
        DirectiveFacts(
            text="Vận động đạt 93%",
            number="mục 2",
            lead=wards,
            due_on=date(2019, 12, 31),
            target_points=9300,
            target_comparator=Comparator.AT_LEAST,
        ),
        DirectiveFacts(
            text="Báo cáo hằng tháng",
            number="mục 3",
            lead=agency,
            deadline_kind=DeadlineKind.RECURRING,
            every=Every.MONTHLY,
            due_day=5,
            due_month_offset=1,
        ),
    ):
        meetings.add_directive(session, meeting, directive)
    session.flush()
    issuing.send_for_signature(session, meeting)
    issuing.issue(session, committee, meeting, by=secretary, at=ISSUED_AT)
    session.flush()
    cast.meeting = meeting.id
    names = {
        ("ward_a", 1): "a1",
        ("ward_b", 1): "b1",
        ("agency", 1): "agency1",
        ("ward_a", 2): "a2",
        ("ward_b", 2): "b2",
        ("agency", 3): "agency3",
    }
    by_place = {
        (row.unit_id, directive.position): row.id
        for directive in meetings.directives_of(session, meeting)
        for row in session.scalars(select(Task).where(Task.directive_id == directive.id))
    }
    cast.tasks = {name: by_place[cast.units[key], position] for (key, position), name in names.items()}


def _draft(session: Session, cast: Cast, committee: Committee) -> None:
    facts = MeetingFacts(
        kind=MeetingKind.CONFERENCE, held_on=date(2019, 12, 2), title="Hội nghị dự thảo", chair_position="Phó Chủ tịch"
    )
    draft = meetings.record_meeting(
        session, committee, facts, by=user(session, cast, "secretary"), at=clock.at(date(2019, 12, 2), 16)
    )
    directive = meetings.add_directive(
        session, draft, DirectiveFacts(text="Việc chưa giao", lead=(cast.units["ward_a"],))
    )
    session.flush()
    cast.draft, cast.draft_directive = draft.id, directive.id


INSPECTED = "Xã chưa chủ động; phối hợp tuyên truyền chưa đồng bộ. Yêu cầu có kế hoạch cụ thể."


def add_inspection(session: Session, cast: Cast) -> tuple[Meeting, Finding]:
    """The draft of an inspection with one directive and one finding, at ward A; not every test needs it."""
    facts = MeetingFacts(
        kind=MeetingKind.INSPECTION,
        held_on=date(2019, 12, 3),
        title="Kiểm tra xã Thạch Trung",
        chair_position="Phó Chủ tịch",
        minutes=INSPECTED,
    )
    inspection = meetings.record_meeting(
        session,
        session.get_one(Committee, cast.committee),
        facts,
        by=user(session, cast, "secretary"),
        at=clock.at(date(2019, 12, 3), 16),
    )
    plan = DirectiveFacts(text="Có kế hoạch cụ thể", number="mục 1", lead=(cast.units["ward_a"],))
    directive = meetings.add_directive(session, inspection, plan)
    found = FindingFacts("Ban Chỉ đạo xã chưa chủ động", cast.units["ward_a"], "Xã chưa chủ động", directive.id)
    return inspection, add_finding(session, inspection, found)
