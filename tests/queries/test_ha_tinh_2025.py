"""The seven wards and communes of 2019 at Hà Tĩnh, and what they were by July 2025: no task is lost on the way.

At the end of 2024 Thạch Linh went into the Trần Phú of then; on 01/07/2025 that one and four others became Thành
Sen, Thạch Trung became a new Trần Phú, and Đại Nài was divided between Thành Sen and a new Hà Huy Tập, while the
Hà Huy Tập of 2019 went into Thành Sen.
"""

from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.handovers import HandedOver, hand_over_all
from bhyt_tasks.domain.indicators import Indicator
from bhyt_tasks.domain.readings import Figures, Source, enter_reading
from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.domain.unit_changes import UnitFacts, enter_unit
from bhyt_tasks.domain.unit_successions import succeed
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_unit
from bhyt_tasks.queries.coverage import unit_standing
from bhyt_tasks.queries.handovers import estates
from bhyt_tasks.queries.overview import classes_by_unit, total
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import WorkFilters, badges, worklist
from tests.cast import HELD_ON, Cast
from tests.queries.conftest import Crowd
from tests.queries.test_successions import Viewers

THEN = date(2019, 12, 9)
EARLY_2025, LATE_2025 = date(2025, 1, 15), date(2025, 7, 20)
STEP_2024, STEP_2025 = date(2024, 12, 31), date(2025, 6, 30)
BY_2024, BY_2025 = "Nghị quyết năm 2024", "1665/NQ-UBTVQH15"

# What the seven were, and what each had passed into by 01/07/2025; the Trần Phú of then belongs to the chain.
WARDS = (
    ("xã Thạch Trung", UnitKind.COMMUNE, ("phường Trần Phú",)),
    ("xã Thạch Hưng", UnitKind.COMMUNE, ("phường Thành Sen",)),
    ("phường Thạch Quý", UnitKind.WARD, ("phường Thành Sen",)),
    ("phường Thạch Linh", UnitKind.WARD, ()),
    ("phường Đại Nài", UnitKind.WARD, ("phường Thành Sen", "phường Hà Huy Tập")),
    ("phường Tân Giang", UnitKind.WARD, ("phường Thành Sen",)),
    ("phường Hà Huy Tập", UnitKind.WARD, ("phường Thành Sen",)),
    ("phường Trần Phú", UnitKind.WARD, ("phường Thành Sen",)),
)
NEW = (("phường Thành Sen", "18073"), ("phường Trần Phú", "18100"), ("phường Hà Huy Tập", "18652"))
OPEN, DONE = 2, 1  # tasks that each ward has


@dataclass
class City:
    """Committee B with the wards of 2019, their tasks and their figures."""

    session: Session
    crowd: Crowd
    viewer: ViewerRow
    old: dict[str, Unit]
    new: dict[str, Unit]

    def apply_2024(self) -> None:
        self._pass(self.old["phường Thạch Linh"], [self.old["phường Trần Phú"]], STEP_2024, BY_2024)

    def apply_2025(self) -> None:
        """Thành Sen is entered first; a name that comes back only once the old unit with it has passed on."""
        self._enter(*NEW[0])
        sen = self.new["phường Thành Sen"]
        for name in ("xã Thạch Hưng", "phường Thạch Quý", "phường Tân Giang", "phường Hà Huy Tập", "phường Trần Phú"):
            self._pass(self.old[name], [sen], STEP_2025, BY_2025)
        for name, code in NEW[1:]:
            self._enter(name, code)
        self._pass(self.old["xã Thạch Trung"], [self.new["phường Trần Phú"]], STEP_2025, BY_2025)
        self._pass(self.old["phường Đại Nài"], [sen, self.new["phường Hà Huy Tập"]], STEP_2025, BY_2025)

    def _enter(self, name: str, code: str) -> None:
        facts = UnitFacts(name, UnitKind.WARD, code)
        committee_id, since = self.viewer.committee_id, date(2025, 7, 1)
        at = clock.at(date(2025, 6, 20))
        self.new[name] = enter_unit(self.session, committee_id, facts, active_from=since, by=None, at=at)

    def _pass(self, old: Unit, new: list[Unit], last_day: date, decision: str) -> None:
        given = {"last_day": last_day, "decision": decision, "by": None, "at": clock.at(last_day)}
        succeed(self.session, old, successors=new, main=new[0], **given)

    def counted(self, today: date) -> dict[str, int]:
        """The overview of a day: each line with tasks, and how many."""
        lines = classes_by_unit(self.session, self.viewer, today)
        return {line.name: line.total for line in lines if line.total}


@pytest.fixture
def city(session: Session, cast: Cast, crowd: Crowd, viewer: Viewers) -> City:
    outsider = viewer("outsider")
    old: dict[str, Unit] = {}
    indicator = Indicator(committee_id=outsider.committee_id, name="Tỷ lệ bao phủ BHYT")
    session.add(indicator)
    for name, kind, _ in WARDS:
        names, since = UnitNames(name), date(2019, 1, 1)
        old[name] = add_unit(session, committee_id=outsider.committee_id, kind=kind, names=names, active_from=since)
        session.flush()
        crowd.add(OPEN, unit_id=old[name].id)
        crowd.add(DONE, unit_id=old[name].id, state=TaskState.ACCEPTED)
        for period in (date(2024, 11, 1), date(2025, 5, 1)):
            if name != "phường Thạch Linh" or period < STEP_2024:
                enter_reading(
                    session,
                    indicator_id=indicator.id,
                    period=period,
                    cut_off_on=period.replace(day=25),
                    figures=Figures(old[name].id, 900, 1000),
                    source=Source.INSURANCE_OFFICE,
                    by=outsider.id,
                    at=clock.at(period.replace(day=28)),
                )
    return City(session, crowd, outsider, old, {})


def test_the_old_report_keeps_the_old_names(city: City) -> None:
    city.apply_2024()
    city.apply_2025()
    assert city.counted(THEN) == {name: OPEN + DONE for name, _, _ in WARDS}


def test_two_steps_of_thach_linh(city: City) -> None:
    city.apply_2024()
    expected = {name: OPEN + DONE for name, _, _ in WARDS if name != "phường Thạch Linh"}
    assert city.counted(EARLY_2025) == expected | {"phường Trần Phú": 2 * (OPEN + DONE)}
    city.apply_2025()
    assert [row.name for row in unit_standing(city.session, LATE_2025, city.new["phường Thành Sen"].id).predecessors][
        -2:
    ] == ["phường Trần Phú", "phường Thạch Linh"]


def test_the_new_list_shows_thanh_sen_with_the_summed_counts(city: City) -> None:
    before = total(classes_by_unit(city.session, city.viewer, THEN))
    city.apply_2024()
    city.apply_2025()
    assert city.counted(LATE_2025) == {"phường Thành Sen": 7 * (OPEN + DONE), "phường Trần Phú": OPEN + DONE}
    assert total(classes_by_unit(city.session, city.viewer, LATE_2025)) == before
    (sen,) = (line for line in classes_by_unit(city.session, city.viewer, LATE_2025) if line.name == "phường Thành Sen")
    assert (sen.unit_id, sen.predecessors) == (city.new["phường Thành Sen"].id, 7)
    listed = worklist(city.session, city.viewer, LATE_2025, WorkFilters(unit=sen.unit_id, state="all")).rows
    assert len(listed) == sen.total
    assert {row.unit_name for row in listed} == {name for name, _, _ in WARDS} - {"xã Thạch Trung"}


def test_dai_nai_is_split_in_two_and_its_figures_in_none(city: City) -> None:
    city.apply_2024()
    city.apply_2025()
    split = unit_standing(city.session, LATE_2025, city.old["phường Đại Nài"].id)
    assert [(row.into, row.main, row.split) for row in split.successors] == [
        ("phường Thành Sen", True, True),
        ("phường Hà Huy Tập", False, True),
    ]
    figures = {name: unit_standing(city.session, LATE_2025, unit.id).figures for name, unit in city.new.items()}
    assert {name: len(found) for name, found in figures.items()} == {
        "phường Thành Sen": 0,
        "phường Hà Huy Tập": 0,
        "phường Trần Phú": 2,  # the whole of Thạch Trung and nothing else
    }


def test_the_figures_of_thach_linh_and_tran_phu_add_up(city: City) -> None:
    city.apply_2024()
    standing = unit_standing(city.session, EARLY_2025, city.old["phường Trần Phú"].id)
    assert next((f.period, f.numerator, f.denominator, f.summed_from) for f in standing.figures) == (
        date(2024, 11, 1),
        1800,
        2000,
        2,
    )


def test_no_task_is_lost_when_all_are_handed_over(city: City) -> None:
    city.apply_2024()
    city.apply_2025()
    by_state = sa.select(Task.state, sa.func.count()).group_by(Task.state)
    before = dict(city.session.execute(by_state).all())
    waiting = estates(city.session, city.viewer, LATE_2025)
    assert sum(len(estate.tasks) for estate in waiting) == len(WARDS) * OPEN
    assert badges(city.session, city.viewer, LATE_2025).ownerless == len(WARDS) * OPEN
    for estate in waiting:
        rows = [city.session.get_one(Task, row.id) for row in estate.tasks]
        to = city.session.get_one(Unit, estate.receivers[0].id)
        given = {"decision": estate.decision, "joining": False, "by": city.crowd.user, "at": clock.at(LATE_2025)}
        assert hand_over_all(city.session, rows, to, **given) == HandedOver(OPEN, 0, 0)
    assert estates(city.session, city.viewer, LATE_2025) == []
    assert dict(city.session.execute(by_state).all()) == before
    assert city.counted(LATE_2025) == {"phường Thành Sen": 7 * (OPEN + DONE), "phường Trần Phú": OPEN + DONE}
    moved = worklist(city.session, city.viewer, LATE_2025, WorkFilters(unit=city.new["phường Trần Phú"].id)).rows
    assert {(row.unit_name, row.assigned_on) for row in moved} == {("phường Trần Phú", HELD_ON)}


def test_who_receives_is_at_the_end_of_the_chain(city: City) -> None:
    city.apply_2024()
    city.apply_2025()
    received = {
        (estate.name, estate.last_day): [unit.name for unit in estate.receivers]
        for estate in estates(city.session, city.viewer, LATE_2025)
    }
    assert received == {
        (name, STEP_2024 if not into else STEP_2025): list(into or ("phường Thành Sen",)) for name, _, into in WARDS
    }
