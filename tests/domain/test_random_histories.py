"""R1–R6, R11, R13, R17 and R18 in any order of acts: is the register what the rules say, whatever comes after what?

Beside a small world stands a second book, written from the sentences of the rules and not from the code. It says of
each act whether it may be done and what comes of it; after each act both must tell the same.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, errata, extensions, history, issuing, meetings, reminders, tasks
from bhyt_tasks.domain.committees import Settings
from bhyt_tasks.domain.errata import Correction, Erratum
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.extensions import Extension
from bhyt_tasks.domain.history import Channel, Event, OnBehalf
from bhyt_tasks.domain.meetings import Directive, DirectiveUnit
from bhyt_tasks.domain.tasks import Part, Report, Task, TaskClass, late_by
from bhyt_tasks.queries.overdue import OverdueFilters, overdue_count
from bhyt_tasks.queries.overview import COUNTED, classes_by_unit, total
from tests.domain.small_world import MONDAY, Person, World

REST = 3
ALLOWED = 3
OPEN = ("new", "in_progress")
ENDED = ("accepted", "withdrawn")
LEAD, COORDINATING = Part.LEAD, Part.COORDINATING

COMMITTEE = sa.bindparam("committee", type_=sa.Integer)
TODAY = sa.bindparam("today", type_=sa.Date)
SHOWN = (Event.state, Event.unit_id, Event.due_on, Event.original_due_on, Event.stopped_on, Event.done, Event.total)
TASKS = (
    sa.select(
        *(Task.id, Task.unit_id, Task.part, Task.period, Task.state, Task.due_on, Task.original_due_on),
        *(Task.stopped_on, Task.done, Task.version, Task.disclaimed_on, Task.accepted_at, Task.act_by),
        *(Task.class_sql(TODAY).label("line"), Task.overdue_sql(TODAY).label("overdue")),
    )
    .where(Task.committee_id == COMMITTEE)
    .order_by(Task.id)
)
EVENTS = (
    sa.select(Event.task_id, Event.id, Event.on, *SHOWN)
    .where(Event.committee_id == COMMITTEE)
    .order_by(Event.task_id, Event.id)
)
LAST = (
    sa.select(sa.func.max(Event.id))
    .where(Event.committee_id == COMMITTEE, Event.on <= sa.bindparam("day", type_=sa.Date))
    .group_by(Event.task_id)
)
AS_OF = EVENTS.where(Event.id.in_(LAST))
REQUESTS = (
    sa.select(Extension.__table__)
    .where(Extension.committee_id == COMMITTEE, Extension.asked_by.is_not(None))
    .order_by(Extension.id)
)
UNITS = sa.select(DirectiveUnit.__table__).where(
    DirectiveUnit.directive_id.in_(sa.select(Directive.id).where(Directive.committee_id == COMMITTEE))
)
ERRATA = sa.select(Erratum.directive_id).where(Erratum.committee_id == COMMITTEE, Erratum.agreed.is_(None))


@dataclass
class Line:
    """One task, as the rules' text tells it."""

    id: int
    of: str
    unit: int
    part: Part
    due: date | None
    period: str = ""
    first: date | None = None
    assigned: date = MONDAY
    state: str = "new"
    stop: date | None = None
    done: int | None = None
    disclaimed: bool = False
    teller: int | None = None  # who wrote the last report
    back: date | None = None  # since when the clock runs again
    asked: int = 0
    request: tuple[int, date] | None = None  # who asked, for which day
    reminded: date | None = None
    story: list[tuple[date, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first = self.due

    @property
    def shown(self) -> tuple[Any, ...]:
        """What each event keeps of the task (R11)."""
        total = None if self.done is None else 12
        return (self.state, self.unit, self.due, self.first, self.stop, self.done, total)

    def write(self, on: date, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self, name, value)
        self.story.append((on, self.shown))

    def late(self, today: date) -> int:
        """R1 and R2: to the submission that stands, or to today; never to the day of an answer."""
        return 0 if self.due is None else ((self.stop or today) - self.due).days

    def line_of_report(self, today: date) -> TaskClass | None:
        """R4 and R5."""
        late = self.late(today) > 0
        if self.state == "withdrawn":
            return None
        if self.state == "suspended":
            return TaskClass.SUSPENDED
        if self.state == "accepted":
            return TaskClass.DONE_LATE if late else TaskClass.DONE_ON_TIME
        if self.due is None:
            return TaskClass.OPEN_NO_DEADLINE
        return TaskClass.OPEN_LATE if late else TaskClass.OPEN_IN_TIME


@dataclass
class Given:
    """One directive: its deadline and who has it now."""

    row: Directive
    due: date | None
    has: dict[int, Part]
    since: dict[int, date] = field(default_factory=dict)  # from when a unit's periods count
    fixed: bool = True
    recurs: bool = False
    withdrawn: bool = False
    waits: Callable[[date], None] | None = None  # what an erratum will do once it is agreed to
    fits: Callable[[date], bool] = lambda today: True
    erratum: Erratum | None = None


class Diary:
    """The world and the second book through one history of acts."""

    def __init__(self, world: World, met: Counter[tuple[str, bool]]) -> None:
        self.world, self.session, self.met = world, world.session, met
        self.today, self.verb = MONDAY, ""
        self.told: list[tuple[date, str, str, int, int]] = []
        self.given: dict[str, Given] = {}
        self.lines: list[Line] = []
        self.keys: dict[str, str] = {}
        self.tasks: dict[int, Task] = {}  # held, since the session holds weakly
        rows = meetings.directives_of(self.session, world.meeting)
        for row, (name, (lead, coordinating)) in zip(rows, world.kinds.items(), strict=True):
            has = {**dict.fromkeys(lead, LEAD), **dict.fromkeys(coordinating, COORDINATING)}
            recurs, fixed = name == "weekly", name not in ("weekly", "standing")
            self.given[name] = Given(row, row.due_on, has, dict.fromkeys(has, MONDAY), fixed=fixed, recurs=recurs)
            for unit, part in has.items():
                if part is COORDINATING or not recurs:
                    self.add(name, unit, part, row.due_on if part is LEAD else None)
            if recurs:
                self.begin_periods(name, lead, MONDAY)
        assert world.made == len(self.lines)
        self.compare()

    # The second book

    def add(self, name: str, unit: int, part: Part, due: date | None, period: str = "") -> None:
        row = sa.select(Task.id).where(
            Task.directive_id == self.given[name].row.id, Task.unit_id == unit, Task.period == period
        )
        line = Line(self.session.execute(row).scalar_one(), name, unit, part, due, period, assigned=self.today)
        line.write(self.today)
        self.lines.append(line)

    def begin_periods(self, name: str, units: Any, until: date) -> int:
        """R6: a unit has one task a week, none that was due before it was given the directive, and none after the
        latest one was withdrawn."""
        made, given = 0, self.given[name]
        for unit in units:
            weeks = {
                line.period: line.state
                for line in self.lines
                if (line.of, line.unit, line.part) == (name, unit, LEAD) and line.period
            }
            if weeks and weeks[max(weeks)] == "withdrawn":
                continue
            since = given.since[unit]
            monday = since - timedelta(days=since.weekday())
            while monday <= until:
                friday, week = monday + timedelta(days=4), f"{monday:%G-W%V}"
                if friday >= since and week not in weeks:
                    self.add(name, unit, LEAD, friday, week)
                    made += 1
                monday += timedelta(days=7)
        return made

    def settle(self, name: str) -> None:
        """Who helps is done when all that lead are done; and stops when nobody leads any more."""
        of = [line for line in self.lines if line.of == name]
        leading = [line for line in of if line.part is LEAD and line.state != "withdrawn"]
        if self.given[name].recurs or any(line.state != "accepted" for line in leading):
            return
        for line in of:
            if line.part is COORDINATING and line.state not in ENDED:
                self.end(line, "accepted" if leading else "withdrawn")

    def end(self, line: Line, state: str) -> None:
        stop = self.today if state == "accepted" else line.stop or self.today
        line.write(self.today, state=state, stop=stop, disclaimed=line.disclaimed and state == "accepted")

    def choose(self, verb: str, chance: Random) -> Line:
        """A task, three times out of four one that is ripe for the act: else hardly anything would come to its end."""
        ripe = {
            **dict.fromkeys(("take_back", "send_back", "accept"), lambda line: line.state == "submitted"),
            **dict.fromkeys(("grant", "refuse"), lambda line: line.request is not None),
            **dict.fromkeys(("agree", "decline"), lambda line: self.given[line.of].waits is not None),
            "resume": lambda line: line.state == "suspended",
            **dict.fromkeys(
                ("correct_date", "reassign"), lambda line: line.teller is not None and line.state != "accepted"
            ),
            "uphold": lambda line: line.disclaimed,
        }.get(verb, lambda line: line.state in OPEN and line.part is LEAD)
        chosen = [line for line in self.lines if ripe(line)] if chance.randrange(4) else []
        return chance.choice(chosen or self.lines)

    # One act

    def do(self, act: Callable[[], object], may: bool, effect: Callable[[], object]) -> None:
        """The act is done or refused as the second book says; a refusal leaves everything as it was."""
        try:
            act()
        except RuleBroken:
            assert not may
        else:
            assert may
            effect()
            key = f"form {len(self.keys)}"
            self.keys[key] = f"answer {len(self.keys)}"
            assert history.claim_once(self.session, key=key, by=self.world.both.id, at=self.at) is None
            history.answer_once(self.session, key=key, by=self.world.both.id, answer=self.keys[key])
        self.met[self.verb, may] += 1
        self.compare()

    @property
    def at(self) -> datetime:
        return clock.at(self.today, 10)

    def compare(self) -> None:
        self.session.flush()
        self.compare_tasks()
        self.compare_events()
        self.compare_requests()
        self.compare_directives()

    def ask_for(self, statement: sa.Select[Any], **values: Any) -> list[Any]:
        return list(self.session.connection().execute(statement, {"committee": self.world.committee_id, **values}))

    def compare_tasks(self) -> None:
        rows = self.ask_for(TASKS, today=self.today)
        book = sorted(self.lines, key=lambda line: line.id)
        assert [row.id for row in rows] == [line.id for line in book]
        for row, line in zip(rows, book, strict=True):
            assert row[1:8] == (line.unit, line.part, line.period, line.state, line.due, line.first, line.stop)
            assert row[8:10] == (line.done, len(line.story))
            assert (row.disclaimed_on is not None, row.accepted_at is not None) == (
                *(line.disclaimed, line.state == "accepted"),
            )
            assert line.due is None or row.act_by == line.due
            assert (row.line, bool(row.overdue)) == (line.line_of_report(self.today), line.late(self.today) > 0)
            for day in (self.today, self.today + timedelta(days=100)):
                assert late_by(row.due_on, row.stopped_on, day) == line.late(day)
                assert self.task(line).task_class(day) == line.line_of_report(day)

    def compare_events(self) -> None:
        """R11: each event has the task as it was right after it; none comes without an act, none goes."""
        told = {
            task_id: [(row.on, tuple(row[3:])) for row in of]
            for task_id, of in groupby(self.ask_for(EVENTS), lambda row: row.task_id)
        }
        assert told == {line.id: line.story for line in self.lines}

    def compare_requests(self) -> None:
        """R3: numbers count up, at most one waits, and whoever asked has granted nothing."""
        asked: dict[int, list[Any]] = {line.id: [] for line in self.lines}
        for row in self.ask_for(REQUESTS):
            asked[row.task_id].append(row)
        for line in self.lines:
            of = asked[line.id]
            assert [row.number for row in of] == list(range(1, line.asked + 1))
            waiting = [(row.asked_by, row.wanted_on) for row in of if row.decision is None]
            assert waiting == ([] if line.request is None else [line.request])
            assert not any(row.granted_on and row.asked_by == row.decided_by for row in of)

    def compare_directives(self) -> None:
        has = {given.row.id: given.has for given in self.given.values()}
        rows = self.ask_for(UNITS)
        assert {key: {row.unit_id: row.part for row in rows if row.directive_id == key} for key in has} == has
        for each in self.given.values():
            assert (each.row.due_on, each.row.withdrawn_on is not None) == (each.due, each.withdrawn)
        waiting = {row.directive_id for row in self.ask_for(ERRATA)}
        assert waiting == {each.row.id for each in self.given.values() if each.waits}

    # The acts; n is a number of days, some of them in the past

    def unit_of(self, line: Line, n: int) -> Person:
        """A person of the unit; in the first ward sometimes the one who sits in the committee as well."""
        return self.world.both if line.unit == self.world.a and n % 3 == 0 else self.world.heads[line.unit]

    def word(self, line: Line, n: int) -> tuple[Person, OnBehalf | None, bool]:
        """Who reports, on which word, and may they (R18)? Every other time the secretary for the unit."""
        if n % 2:
            return self.unit_of(line, n), None, True
        day = self.today + timedelta(days=min(n, 2))
        may = max(line.assigned, line.back or line.assigned) <= day <= self.today
        return self.world.secretary, OnBehalf("Chủ tịch", Channel.PHONE, day), may

    def receive(self, line: Line, n: int) -> None:
        def effect() -> None:
            if line.state == "new":
                line.write(self.today, state="in_progress")

        self.do(
            lambda: tasks.receive(self.session, self.task(line), by=self.unit_of(line, n), at=self.at), True, effect
        )

    def task(self, line: Line) -> Task:
        if line.id not in self.tasks:
            self.tasks[line.id] = self.session.get_one(Task, line.id)
        return self.tasks[line.id]

    def progress(self, line: Line, n: int) -> None:
        by, told, may = self.word(line, n)
        done = abs(n) % 13

        def act() -> None:
            report = Report(note="Đang làm", done=done, total=12, told=told)
            tasks.report_progress(self.session, self.task(line), report, by=by, at=self.at)

        change = {"state": "in_progress", "done": done, "disclaimed": False, "teller": by.id}
        self.do(act, may and line.state in OPEN, lambda: line.write(self.today, **change))

    def submit(self, line: Line, n: int) -> None:
        by, told, may = self.word(line, n)

        def act() -> None:
            tasks.submit(self.session, self.task(line), Report(note="Xong", told=told), by=by, at=self.at)

        stop = told.told_on if told else self.today
        change = {"state": "submitted", "stop": stop, "disclaimed": False, "teller": by.id}
        self.do(act, may and line.part is LEAD and line.state in OPEN, lambda: line.write(self.today, **change))

    def take_back(self, line: Line, n: int) -> None:
        by, change = self.unit_of(line, n), {"state": "in_progress", "stop": None, "back": self.today}
        self.do(
            lambda: tasks.take_back(self.session, self.task(line), by=by, at=self.at),
            line.state == "submitted",
            lambda: line.write(self.today, **change),
        )

    def send_back(self, line: Line, n: int) -> None:
        by, change = self.world.deputy, {"state": "in_progress", "stop": None, "back": self.today}
        self.do(
            lambda: tasks.send_back(self.session, self.task(line), reason="Thiếu", by=by, at=self.at),
            line.state == "submitted",
            lambda: line.write(self.today, **change),
        )

    def accept(self, line: Line, n: int) -> None:
        by = (self.world.deputy, self.world.secretary, self.world.both)[n % 3]

        def effect() -> None:
            if line.state == "submitted":
                late = line.late(self.today)
                line.write(self.today, state="accepted")
                assert line.late(self.today + timedelta(days=1000)) == late
                self.settle(line.of)

        self.do(
            lambda: tasks.accept(self.session, self.task(line), by=by, at=self.at),
            line.state == "accepted" or (line.state == "submitted" and line.teller != by.id),
            effect,
        )

    def suspend(self, line: Line, n: int) -> None:
        change = {"state": "suspended", "stop": self.today, "disclaimed": False}
        self.do(
            lambda: tasks.suspend(self.session, self.task(line), reason="Chờ", by=self.world.secretary, at=self.at),
            line.state in OPEN,
            lambda: line.write(self.today, **change),
        )

    def resume(self, line: Line, n: int) -> None:
        def effect() -> None:
            late = line.late(self.today)
            rested = self.today - (line.stop or self.today)
            due = line.due and line.due + rested
            line.write(self.today, state="in_progress", stop=None, due=due, back=self.today)
            assert line.late(self.today) == late  # exactly as late as when it began to rest

        act = lambda: tasks.resume(self.session, self.task(line), by=self.world.secretary, at=self.at)  # noqa: E731
        self.do(act, line.state == "suspended", effect)

    def withdraw(self, line: Line, n: int) -> None:
        def effect() -> None:
            self.end(line, "withdrawn")
            if line.part is LEAD:
                self.settle(line.of)

        self.do(
            lambda: tasks.withdraw(self.session, self.task(line), reason="Thừa", by=self.world.secretary, at=self.at),
            line.state not in ENDED,
            effect,
        )

    def disclaim(self, line: Line, n: int) -> None:
        by = self.unit_of(line, n)
        self.do(
            lambda: tasks.disclaim(self.session, self.task(line), reason="Không phải", by=by, at=self.at),
            line.state in OPEN and not line.disclaimed,
            lambda: line.write(self.today, disclaimed=True),
        )

    def uphold(self, line: Line, n: int) -> None:
        self.do(
            lambda: tasks.uphold(self.session, self.task(line), reason="Đúng", by=self.world.secretary, at=self.at),
            line.disclaimed,
            lambda: line.write(self.today, disclaimed=False),
        )

    def remind(self, line: Line, n: int) -> None:
        """One task, or all of its unit."""
        chosen = [line] if n % 2 else [each for each in self.lines if each.unit == line.unit]

        def effect() -> None:
            for each in chosen:
                rests = each.reminded is not None and each.reminded > self.today - timedelta(days=REST)
                if each.part is LEAD and each.state in OPEN and not rests:
                    each.write(self.today, reminded=self.today)

        more: dict[str, Any] = {"rest_days": REST, "by": self.world.deputy, "at": self.at}
        self.do(lambda: reminders.remind(self.session, [self.task(each) for each in chosen], **more), True, effect)

    def ask(self, line: Line, n: int) -> None:
        by, wanted = self.unit_of(line, n), self.about(line, n)
        may = line.state in OPEN and line.part is LEAD and line.due is not None and line.request is None
        may = may and wanted >= self.today and wanted > (line.due or wanted) and line.asked < ALLOWED
        more: dict[str, Any] = {"settings": Settings(extensions_allowed=ALLOWED), "by": by, "at": self.at}
        self.do(
            lambda: extensions.ask(self.session, self.task(line), wanted_on=wanted, reason="Chờ", **more),
            may,
            lambda: line.write(self.today, asked=line.asked + 1, request=(by.id, wanted)),
        )

    def about(self, line: Line, n: int) -> date:
        """A day near the deadline or, once that has passed, near today."""
        return max(line.due or self.today, self.today) + timedelta(days=n // 3)

    def requested(self, line: Line) -> Extension | None:
        """The last request, decided or not."""
        asked = sa.select(Extension).where(Extension.task_id == line.id, Extension.asked_by.is_not(None))
        return self.session.scalars(asked.order_by(Extension.id.desc()).limit(1)).one_or_none()

    def decider(self, line: Line, n: int) -> tuple[Person, bool]:
        by = self.world.both if n % 4 == 0 else self.world.deputy
        waits = line.request is not None and line.request[0] != by.id and line.state not in ENDED
        return by, waits and by.unit_id != line.unit

    def grant(self, line: Line, n: int) -> None:
        extension, (by, may) = self.requested(line), self.decider(line, n)
        if extension is None:
            return
        other = self.about(line, n) if n % 3 == 0 else None
        given = other or (line.request[1] if line.request else self.today)
        may = may and line.state != "suspended" and line.due is not None and given > line.due
        may = may and given >= (line.stop or self.today)
        self.do(
            lambda: extensions.grant(self.session, extension, self.task(line), granted_on=other, by=by, at=self.at),
            may,
            lambda: line.write(self.today, due=given, request=None),
        )

    def refuse(self, line: Line, n: int) -> None:
        extension, (by, may) = self.requested(line), self.decider(line, n)
        if extension is None:
            return
        self.do(
            lambda: extensions.refuse(self.session, extension, self.task(line), answer="Không", by=by, at=self.at),
            may,
            lambda: line.write(self.today, request=None),
        )

    def move(self, line: Line, n: int) -> None:
        by, day = self.world.both if n % 4 == 0 else self.world.deputy, self.today + timedelta(days=n)
        may = line.state not in (*ENDED, "suspended") and line.part is LEAD and line.due is not None
        may = may and n >= 0 and day != line.due and line.request is None and by.unit_id != line.unit
        self.do(
            lambda: extensions.move(self.session, self.task(line), due_on=day, reason="Đổi", by=by, at=self.at),
            may,
            lambda: line.write(self.today, due=day),
        )

    # Errata (R17)

    def correct(
        self,
        line: Line | None,
        given: Given,
        correction: Correction,
        n: int,
        may: bool,
        change: Callable[[Line], None],
        fits: Callable[[date], bool] = lambda today: True,
    ) -> None:
        """Free until a unit has reported, or by the deputy chairman; else it waits for him."""
        by = self.world.both if n % 5 == 0 else self.world.secretary

        def touched() -> list[Line]:
            of = [line] if line else [each for each in self.lines if self.given[each.of] is given]
            return sorted((each for each in of if each.state != "withdrawn"), key=lambda each: each.id)

        def apply(today: date) -> None:
            if line is None and correction.due_on:
                given.due = correction.due_on
            for each in touched():
                change(each)
                each.write(today)

        def act() -> None:
            row = given.row
            more: dict[str, Any] = {"by": by, "at": self.at}
            if line is None:
                erratum = errata.correct_directive(self.session, self.world.meeting, row, correction, **more)
            else:
                erratum = errata.correct_task(
                    self.session, self.world.meeting, row, self.task(line), correction, **more
                )
            given.erratum = erratum

        def effect() -> None:
            if by is self.world.secretary and any(each.teller is not None for each in touched()):
                given.waits = apply
                given.fits = lambda today: fits(today) and (line is None or line.state != "withdrawn")
            else:
                apply(self.today)

        self.do(act, may and given.waits is None and not given.withdrawn, effect)

    def set_date(self, line: Line, day: date) -> None:
        if line.part is LEAD:
            line.due = line.first = day

    def correct_date(self, line: Line, n: int) -> None:
        given, day = self.given[line.of], self.today + timedelta(days=n)
        may = line.part is LEAD and line.state != "withdrawn" and day != line.due and day >= MONDAY
        self.correct(line, given, Correction("Nhầm", due_on=day), n, may, lambda each: self.set_date(each, day))

    def correct_all(self, line: Line, n: int) -> None:
        given, day = self.given[line.of], self.today + timedelta(days=n)
        may = given.fixed and day != given.due and day >= MONDAY
        self.correct(None, given, Correction("Nhầm", due_on=day), n, may, lambda each: self.set_date(each, day))

    def correct_text(self, line: Line, n: int) -> None:
        given = self.given[line.of]
        text = f"{given.row.text} {n}"
        self.correct(None, given, Correction("Nhầm", text=text), n, True, lambda each: None)

    def reassign(self, line: Line, n: int) -> None:
        """The task starts anew at the unit that was meant; it is nobody's fault what happened before."""
        given, world = self.given[line.of], self.world
        unit = (world.a, world.b, world.c, world.agency)[n % 4]
        day = self.today + timedelta(days=n) if n % 3 == 0 else None
        if unit == line.unit:
            return

        def fits(today: date) -> bool:
            due = day or line.due
            free = unit not in given.has and all(
                (each.of, each.unit, each.period) != (line.of, unit, line.period) for each in self.lines
            )
            return line.state not in ENDED and free and (due is None or due >= today)

        def change(each: Line) -> None:
            if given.recurs and given.has.get(each.unit) is LEAD:
                self.begin_periods(each.of, [each.unit], self.today)  # what it has missed stays with it
            if given.has.get(each.unit) is each.part:
                given.has[unit] = given.has.pop(each.unit)
                given.since[unit] = self.today + timedelta(days=7 - self.today.weekday())
            each.unit, each.state, each.stop, each.done, each.assigned = unit, "new", None, None, self.today
            each.disclaimed, each.teller, each.request, each.back = False, None, None, None
            each.first = each.due
            if day:
                self.set_date(each, day)

        may = fits(self.today) and (day is None or day >= MONDAY)
        self.correct(line, given, Correction("Nhầm", due_on=day, unit_id=unit), n, may, change, fits)

    def agree(self, line: Line, n: int) -> None:
        given = self.given[line.of]
        erratum = given.erratum
        if erratum is None:
            return

        def effect() -> None:
            assert given.waits
            given.waits(self.today)
            given.waits = None

        self.do(
            lambda: errata.agree(self.session, erratum, by=self.world.deputy, at=self.at),
            given.waits is not None and given.fits(self.today),
            effect,
        )

    def decline(self, line: Line, n: int) -> None:
        given = self.given[line.of]
        erratum = given.erratum
        if erratum is not None:
            self.do(
                lambda: errata.decline(self.session, erratum, reason="Đúng rồi", by=self.world.deputy, at=self.at),
                given.waits is not None,
                lambda: setattr(given, "waits", None),
            )

    # What is given out later

    def give_to_more(self, line: Line, n: int) -> None:
        given, world = self.given[line.of], self.world
        unit, part = (world.a, world.b, world.c, world.agency)[n % 4], COORDINATING if n % 5 == 0 else LEAD
        day = self.today + timedelta(days=n) if line.of == "dated" and n % 3 == 0 else None
        due = day or given.due

        def act() -> None:
            who = {"lead" if part is LEAD else "coordinating": [unit]}
            by: dict[str, Any] = {"by": world.secretary, "at": self.at, "due_on": day}
            issuing.give_to_more(self.session, world.committee, world.meeting, given.row, **who, **by)

        def effect() -> None:
            given.has[unit], given.since[unit] = part, self.today
            if part is LEAD and given.recurs:
                self.begin_periods(line.of, [unit], self.today)
            else:
                self.add(line.of, unit, part, due if part is LEAD else None)

        self.do(act, not given.withdrawn and unit not in given.has and (due is None or due >= self.today), effect)

    def begin(self, line: Line, n: int) -> None:
        """R6: the daily command, for this day or for an earlier one that was left out."""
        given, until = self.given["weekly"], self.today + timedelta(days=min(n, 0))
        made: list[int] = []

        def effect() -> None:
            leads = [unit for unit, part in given.has.items() if part is LEAD]
            assert made == [0 if given.withdrawn else self.begin_periods("weekly", leads, until)]

        def act() -> None:
            by: dict[str, Any] = {"by": self.world.secretary, "at": self.at}
            made.append(issuing.make_period_tasks(self.session, self.world.committee, given.row, until=until, **by))

        self.do(act, True, effect)

    def withdraw_all(self, line: Line, n: int) -> None:
        given = self.given[line.of]
        if n % 3:  # a directive is seldom withdrawn whole
            return
        running = [each for each in self.lines if self.given[each.of] is given and each.state not in ENDED]

        def effect() -> None:
            for each in sorted(running, key=lambda each: (each.part is COORDINATING, each.id)):
                if each.state not in ENDED:
                    self.end(each, "withdrawn")
                    if each.part is LEAD:
                        self.settle(each.of)
            given.withdrawn = True

        by: dict[str, Any] = {"by": self.world.secretary, "at": self.at}
        self.do(
            lambda: errata.withdraw_directive(self.session, self.world.meeting, given.row, reason="Thừa", **by),
            not given.withdrawn and (bool(running) or given.recurs),
            effect,
        )

    def send_again(self, line: Line, n: int) -> None:
        """R13: a form that was received before gets its first answer, whatever happened since."""
        for key, answer in self.keys.items():
            assert history.claim_once(self.session, key=key, by=self.world.both.id, at=self.at) == answer
            assert history.answer_to(self.session, key=key, by=self.world.both.id) == answer
        self.compare()

    # The end of the story

    def close(self) -> None:
        self.compare_reports()
        for days in range(0, (self.today - MONDAY).days + 1, 4):
            self.compare_day(MONDAY + timedelta(days=days))

    def compare_reports(self) -> None:
        """R4: for each unit and in total the classes are all that is not withdrawn; suspended ones stand apart."""
        for day in (self.today, self.today + timedelta(days=30)):
            units = classes_by_unit(self.session, self.world.deputy, day)
            leading = [line for line in self.lines if line.part is LEAD and line.state != "withdrawn"]
            for unit in units:
                own = [line for line in leading if line.unit == unit.unit_id]
                assert unit.classes == Counter(line.line_of_report(day) for line in own)
                assert unit.total == sum(line.state != "suspended" for line in own)
            sums = total(units)
            assert sum(sums[member] for member in COUNTED) + sums[TaskClass.SUSPENDED] == len(leading)
            running = [line for line in leading if line.state in OPEN and line.late(day) > 0]
            late = overdue_count(self.session, self.world.deputy, day, OverdueFilters())
            assert (late.tasks, late.units) == (len(running), len({line.unit for line in running}))

    def compare_day(self, day: date) -> None:
        """R11: the last event on or before a day tells that day, and with it how late the task was then."""
        told = {row.task_id: row for row in self.ask_for(AS_OF, day=day)}
        for line in self.lines:
            so_far = [shown for on, shown in line.story if on <= day]
            assert (line.id in told) == bool(so_far)
            if so_far:
                event, (_, _, due, _, stop, _, _) = told[line.id], so_far[-1]
                assert tuple(event[3:]) == so_far[-1]
                assert late_by(event.due_on, event.stopped_on, day) == late_by(due, stop, day)


VERBS = (
    *(
        "receive",
        "progress",
        "progress",
        "submit",
        "submit",
        "submit",
        "take_back",
        "send_back",
        "accept",
        "accept",
        "accept",
    ),
    *("suspend", "resume", "resume", "withdraw", "disclaim", "uphold", "remind"),
    *(
        "ask",
        "ask",
        "grant",
        "grant",
        "grant",
        "refuse",
        "move",
        "correct_date",
        "correct_all",
        "correct_text",
        "reassign",
    ),
    *("reassign", "agree", "agree", "decline", "give_to_more", "begin", "begin", "withdraw_all", "send_again"),
)
REFUSED = {"submit", "accept", "resume", "ask", "grant", "move", "reassign", "agree", "give_to_more"}
HISTORIES = {"sqlite": 9, "postgresql": 6}
ACTS = 70


@pytest.mark.long
def test_in_any_order_of_acts_the_register_is_what_the_rules_say(session: Session) -> None:
    """The same histories each time; the one that fails is told by its number and its acts."""
    world, met = World(session), Counter[tuple[str, bool]]()
    for number in range(HISTORIES[session.get_bind().dialect.name]):
        point = session.begin_nested()
        diary = Diary(world, met)
        try:
            live(diary, Random(number))
        except BaseException as problem:
            problem.add_note(f"history {number}: {diary.told}")
            raise
        point.rollback()
        session.expunge_all()
    assert {verb for verb, may in met if may} == set(VERBS) - {"send_again"}  # nothing is true for want of trying
    assert {verb for verb, may in met if not may} >= REFUSED


def live(diary: Diary, chance: Random) -> None:
    for _ in range(ACTS):
        diary.today += timedelta(days=chance.choice((0, 0, 0, 1, 1, 2, 3)))
        verb, n = chance.choice(VERBS), chance.randint(-9, 20)
        line = diary.choose(verb, chance)
        diary.verb = verb
        diary.told.append((diary.today, verb, line.of, line.id, n))
        getattr(diary, verb)(line, n)
    diary.close()
