"""A committee with as many tasks as wanted, always the same for the same number: what is measured, and on whom."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import Comparator, add_months
from bhyt_tasks.domain.history import Act, Channel, Event
from bhyt_tasks.domain.indicators import Indicator
from bhyt_tasks.domain.meetings import DeadlineKind, Directive, DirectiveUnit, Meeting, MeetingKind, Stage
from bhyt_tasks.domain.people import Role, add_user
from bhyt_tasks.domain.readings import Reading, Source
from bhyt_tasks.domain.reminders import Reminder, Step
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Part, Task, TaskState
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_unit
from bhyt_tasks.domain.vietnamese import fold
from bhyt_tasks.plugins import db

TODAY = date(2019, 12, 9)
PASSWORD = "mot-cau-de-do-toc-do"
DAYS = 365  # of meetings, the last one yesterday
UNITS_OF_A_DIRECTIVE = 20
DIRECTIVES_OF_A_MEETING = 8
KINDS = (UnitKind.COMMUNE,) * 28 + (UnitKind.WARD,) * 12 + (UnitKind.AGENCY,) * 13 + (UnitKind.ASSOCIATION,) * 7
NAMES = {
    UnitKind.COMMUNE: "xã Thạch Hà {n}",
    UnitKind.WARD: "phường Nam Hà {n}",
    UnitKind.AGENCY: "Phòng chuyên môn số {n}",
    UnitKind.ASSOCIATION: "Hội đoàn thể số {n}",
}
TEXTS = (
    "Phân tích nguyên nhân tỷ lệ tham gia BHYT thấp, lập danh mục nhóm còn thiếu và giải pháp cho từng nhóm",
    "Vận động hộ gia đình làm nông, lâm, ngư nghiệp có mức sống trung bình tham gia BHYT đạt chỉ tiêu được giao",
    "Rà soát học sinh, sinh viên chưa tham gia BHYT, phối hợp nhà trường hoàn thành trước năm học mới",
    "Kiện toàn Ban Chỉ đạo cấp xã, phân công thành viên phụ trách từng thôn, tổ dân phố",
    "Đưa chỉ tiêu bao phủ BHYT vào nghị quyết, kế hoạch phát triển kinh tế - xã hội và xét thi đua cuối năm",
    "Tăng cường tuyên truyền trên hệ thống truyền thanh cơ sở, mỗi tuần ít nhất hai buổi",
    "Bố trí ngân sách hỗ trợ thêm mức đóng cho người thuộc hộ cận nghèo, hộ mới thoát nghèo",
    "Báo cáo kết quả thực hiện, khó khăn, vướng mắc và kiến nghị gửi Thường trực Ban Chỉ đạo",
)
NOTES = (
    "Đã họp triển khai tới các thôn, giao chỉ tiêu cho từng tổ và phân công cán bộ theo dõi",
    "Đã rà soát xong danh sách hộ, đang vận động các hộ còn lại và phối hợp đại lý thu",
    "Đã ban hành kế hoạch, tuyên truyền trên loa truyền thanh hằng tuần",
    "Hoàn thành các nội dung được giao, có báo cáo và số liệu gửi kèm",
)
OBSTACLES = ("", "", "", "Một số hộ đi làm ăn xa, chưa liên hệ được", "Chưa có kinh phí hỗ trợ mức đóng")


@dataclass(frozen=True)
class People:
    """Whom the pages are measured for; the head's unit is the one with the most open tasks."""

    deputy: str
    head: str
    unit_id: int


def make(size: int) -> People:
    """Fill the migrated, empty database of the current application."""
    upgrade()
    chance, session = random.Random(size), db.session
    committee = Committee(name="Ban Chỉ đạo đo tốc độ", short_name="BCĐ", settings_json={}, today=TODAY)
    session.add(committee)
    session.flush()
    units = _units(session, committee)
    users = {unit.id: unit.head_id or 0 for unit in units}
    _coverage(session, committee.id, [unit for unit in units if unit.kind.is_area], users, chance)
    connection = session.connection()
    directives = _directives(connection, committee.id, min(users.values()), list(users), size, chance)
    tasks = list(islice(_tasks(committee.id, directives, chance), size))
    _insert(connection, Task, tasks)
    _story(connection, tasks, users, chance)
    session.commit()
    running = [task["unit_id"] for task in tasks if task["stopped_on"] is None]
    busiest = max(users, key=lambda unit_id: (running.count(unit_id), -unit_id))
    return People("pho", f"don-vi-{busiest}", busiest)


def _units(session: Session, committee: Committee) -> list[Unit]:
    """Sixty units with a head each, below one area; and the deputy chairman."""
    password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    since = date(2010, 1, 1)

    def person(username: str, position: str, role: Role, unit_id: int | None = None) -> int:
        return add_user(
            session,
            committee_id=committee.id,
            username=username,
            full_name=position,
            position=position,
            roles={role},
            password_hash=password_hash,
            unit_id=unit_id,
            work_phone="0239.000.0001",
            must_change_password=False,
        ).id

    def unit(kind: UnitKind, name: str, parent_id: int | None = None) -> Unit:
        names = UnitNames(name)
        return add_unit(
            session, committee_id=committee.id, kind=kind, names=names, active_from=since, parent_id=parent_id
        )

    area = unit(UnitKind.CITY, "thành phố Hà")
    committee.area_id = area.id
    person("pho", "Phó Chủ tịch UBND thành phố", Role.DEPUTY_CHAIRMAN)
    below = [unit(kind, NAMES[kind].format(n=n), area.id) for n, kind in enumerate(KINDS, start=1)]
    for made in below:
        made.head_id = person(f"don-vi-{made.id}", f"Người đứng đầu {made.name}", Role.UNIT, made.id)
    session.flush()
    return below


def _coverage(
    session: Session, committee_id: int, areas: list[Unit], users: dict[int, int], chance: random.Random
) -> None:
    """Twelve months of figures of each area, and what it is to reach."""
    indicator = Indicator(committee_id=committee_id, name="Tỷ lệ bao phủ BHYT")
    session.add(indicator)
    session.flush()
    for area in areas:
        people = chance.randint(2_000, 12_000)
        insured = people * chance.randint(70, 90) // 100
        session.add(
            Target(
                indicator_id=indicator.id,
                unit_id=area.id,
                due_on=date(2019, 12, 31),
                comparator=Comparator.AT_LEAST,
                points=9300,
            )
        )
        for month in (add_months(date(2018, 12, 1), count) for count in range(12)):
            insured = min(people, insured + chance.randint(-5, people // 100))
            session.add(
                Reading(
                    indicator_id=indicator.id,
                    unit_id=area.id,
                    period=month,
                    cut_off_on=month.replace(day=25),
                    numerator=insured,
                    denominator=people,
                    source=Source.INSURANCE_OFFICE,
                    entered_by=users[area.id],
                    entered_at=clock.at(month.replace(day=28)),
                )
            )
    session.flush()


def _directives(
    connection: sa.Connection, committee_id: int, user_id: int, unit_ids: list[int], size: int, chance: random.Random
) -> list[dict[str, Any]]:
    """As many directives as the tasks need, evenly over the year, with their meetings; each names its units."""
    count = -(-size // UNITS_OF_A_DIRECTIVE)
    meetings, directives, given = [], [], []
    for number in range(count):
        meeting_id, position = number // DIRECTIVES_OF_A_MEETING + 1, number % DIRECTIVES_OF_A_MEETING + 1
        held_on = TODAY - timedelta(days=1 + (count - 1 - number) * DAYS // count)
        if position == 1:
            meetings.append(_meeting(meeting_id, committee_id, user_id, held_on))
        text = f"{chance.choice(TEXTS)} (đợt {number + 1})"
        dated = chance.random() < 0.95
        due_on = held_on + timedelta(days=chance.randint(20, 120)) if dated else None
        directives.append(
            {
                "id": number + 1,
                "committee_id": committee_id,
                "meeting_id": meeting_id,
                "position": position,
                "number": f"mục {position}",
                "text": text,
                "folded": fold(text),
                "quote_start": 0,
                "quote_end": 60,
                "deadline_kind": DeadlineKind.FIXED if dated else DeadlineKind.STANDING,
                "due_on": due_on,
                "review_on": None if dated else held_on + timedelta(days=90),
            }
        )
        chosen = chance.sample(unit_ids, UNITS_OF_A_DIRECTIVE)
        given += [
            {
                "directive_id": number + 1,
                "unit_id": unit_id,
                "part": Part.COORDINATING if place < 2 else Part.LEAD,
                "position": place,
            }
            for place, unit_id in enumerate(chosen)
        ]
        directives[-1]["_units"], directives[-1]["_given_on"] = chosen, held_on
    _insert(connection, Meeting, meetings)
    _insert(connection, Directive, [{k: v for k, v in row.items() if k[0] != "_"} for row in directives])
    _insert(connection, DirectiveUnit, given)
    return directives


def _meeting(meeting_id: int, committee_id: int, user_id: int, held_on: date) -> dict[str, Any]:
    return {
        "id": meeting_id,
        "committee_id": committee_id,
        "kind": MeetingKind.WORKING_SESSION,
        "held_on": held_on,
        "title": f"Buổi làm việc về bao phủ BHYT lần {meeting_id}",
        "chair_position": "Phó Chủ tịch UBND thành phố",
        "notice_number": f"{meeting_id}/TB-BCĐ",
        "minutes": "\n".join(TEXTS * 3),
        "stage": Stage.ISSUED,
        "issued_by": user_id,
        "recorded_by": user_id,
    }


def _tasks(committee_id: int, directives: list[dict[str, Any]], chance: random.Random) -> Iterator[dict[str, Any]]:
    """One task a directive and unit. What is older is mostly finished; of the last months much is still open."""
    made = 0
    for order, directive in enumerate(directives):
        recent = order > len(directives) * 0.55
        for place, unit_id in enumerate(directive["_units"]):
            made += 1
            lead = place > 1
            due_on = directive["due_on"] if lead else None
            state = _state(chance, recent, lead)
            given_on = directive["_given_on"]
            stopped_on = None
            if state not in (TaskState.NEW, TaskState.IN_PROGRESS):
                latest = min(TODAY, (due_on or given_on + timedelta(days=60)) + timedelta(days=10))
                stopped_on = given_on + timedelta(days=chance.randint(0, (latest - given_on).days))
            told = state not in (TaskState.NEW, TaskState.WITHDRAWN)
            total = chance.choice((None, 6, 12, 15)) if told else None
            yield {
                "id": made,
                "committee_id": committee_id,
                "directive_id": directive["id"],
                "unit_id": unit_id,
                "part": Part.LEAD if lead else Part.COORDINATING,
                "due_on": due_on,
                "original_due_on": due_on,
                "act_by": directive["due_on"] or directive["review_on"],
                "state": state,
                "done": total and chance.randint(0, total),
                "total": total,
                "measure": "thôn" if total else "",
                "assigned_on": given_on,
                "stopped_on": stopped_on,
                "accepted_at": clock.at(stopped_on) if state is TaskState.ACCEPTED and stopped_on else None,
                "version": 1,
            }


def _state(chance: random.Random, recent: bool, lead: bool) -> TaskState:
    drawn = chance.random()
    if drawn < 0.01:
        return TaskState.SUSPENDED if lead else TaskState.WITHDRAWN
    if drawn < (0.70 if recent else 0.05):
        return TaskState.NEW if drawn < 0.15 and recent else TaskState.IN_PROGRESS
    if drawn < (0.78 if recent else 0.06) and lead:
        return TaskState.SUBMITTED
    return TaskState.ACCEPTED


def _story(
    connection: sa.Connection, tasks: list[dict[str, Any]], users: dict[int, int], chance: random.Random
) -> None:
    """What happened on every task, numbered in the order of time; the last words; the reminders of late ones."""
    happened = sorted(step for task in tasks for step in _steps(task, chance))
    last_words: dict[int, int] = {}

    def events() -> Iterator[dict[str, Any]]:
        for event_id, (at, task_id, what, _) in enumerate(happened, start=1):
            if what in (Act.PROGRESS, Act.SUBMITTED):
                last_words[task_id] = event_id
            yield _event(event_id, tasks[task_id - 1], what, at, users, chance)

    _insert(connection, Event, events())
    words = [{"task": task_id, "word": word} for task_id, word in last_words.items()]
    table = Task.__table__
    connection.execute(
        sa.update(table).where(table.c.id == sa.bindparam("task")).values(last_word_id=sa.bindparam("word")), words
    )
    _insert(
        connection,
        Reminder,
        (
            {
                "task_id": task_id,
                "step": Step.NUDGE,
                "channel": Channel.SYSTEM,
                "text": NOTES[0],
                "by_id": min(users.values()),
                "at": at,
                "on": at.date(),
            }
            for at, task_id, what, _ in happened
            if what is Act.REMINDED
        ),
    )


def _steps(task: dict[str, Any], chance: random.Random) -> Iterator[tuple[datetime, int, Act, int]]:
    """(when, task, what, order): the story ends before today, or with the submission and its confirmation."""
    given_on, end = task["assigned_on"], task["stopped_on"] or TODAY - timedelta(days=1)
    acts = [Act.ISSUED]
    if task["state"] is not TaskState.NEW:
        acts += [Act.RECEIVED] + [Act.PROGRESS] * chance.randint(1, 4)
    if task["due_on"] and task["stopped_on"] is None and task["due_on"] < TODAY:
        acts += [Act.REMINDED] * chance.randint(0, 2)
    if task["state"] in (TaskState.SUBMITTED, TaskState.ACCEPTED):
        acts.append(Act.SUBMITTED)
    if task["state"] is TaskState.ACCEPTED:
        acts.append(Act.ACCEPTED)
    for order, act in enumerate(acts):
        day = given_on + (end - given_on) * order // len(acts)
        yield clock.at(day, 8, order), task["id"], act, order


def _event(
    event_id: int, task: dict[str, Any], what: Act, at: datetime, users: dict[int, int], chance: random.Random
) -> dict[str, Any]:
    own = what in (Act.RECEIVED, Act.PROGRESS, Act.SUBMITTED)
    said = what in (Act.PROGRESS, Act.SUBMITTED)
    return {
        "id": event_id,
        "committee_id": task["committee_id"],
        "task_id": task["id"],
        "what": what,
        "by_id": users[task["unit_id"]] if own else min(users.values()),
        "at": at,
        "on": at.date(),
        "note": chance.choice(NOTES) if said else "",
        "obstacle": chance.choice(OBSTACLES) if said else "",
        "done": task["done"] if said else None,
        "total": task["total"] if said else None,
        "measure": task["measure"] if said else "",
        "state": task["state"].value,
        "unit_id": task["unit_id"],
        "due_on": task["due_on"],
        "original_due_on": task["original_due_on"],
        "stopped_on": task["stopped_on"],
    }


def _insert(connection: sa.Connection, model: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    source = iter(rows)
    while chunk := list(islice(source, 5_000)):
        connection.execute(sa.insert(model), chunk)
