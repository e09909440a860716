"""Illustrative figures besides the official ones: by participant group, and as the wards themselves report."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from bhyt_tasks.demo.world import World
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.indicators import Indicator, ParticipantGroup
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.period_locks import lock_month
from bhyt_tasks.domain.readings import Figures, Month, Source, enter_figures

ILLUSTRATIVE = "số liệu minh họa"
SHARES = (14, 8, 31, 27)  # of each hundred participants, in the order of the groups; the rest are of the last one

Counted = tuple[str, int, int]  # the key of a unit, its participants and its people


def add_groups(world: World, month: int, counted: Iterable[Counted]) -> None:
    """The participants of each unit by who pays; they add up to all of them."""
    asked = sa.select(ParticipantGroup.id).where(ParticipantGroup.committee_id == world.committee.id)
    groups = world.session.scalars(asked.order_by(ParticipantGroup.position)).all()
    figures = []
    for key, insured, _people in counted:
        counts = [insured * share // 100 for share in SHARES]
        for group_id, count in zip(groups, [*counts, insured - sum(counts)], strict=True):
            figures.append(Figures(world.units[key].id, count, None, note=ILLUSTRATIVE, group_id=group_id))
    _enter(world, month, Source.ILLUSTRATIVE, figures)


def add_own(world: World, month: int, counted: Iterable[Counted]) -> None:
    """What the units report themselves, which stands beside the official figures."""
    figures = [Figures(world.units[key].id, insured, people, note=ILLUSTRATIVE) for key, insured, people in counted]
    _enter(world, month, Source.WARD, figures)


def _enter(world: World, month: int, source: Source, figures: list[Figures]) -> None:
    first = date(world.year, month, 1)
    enter_figures(
        world.session,
        Month(world.indicator_id, first, first.replace(day=25), source, basis="dân số minh họa"),
        figures,
        by=world.by_role(Role.DATA_OFFICER).id,
        at=clock.at(first.replace(day=28)),
    )


def close(world: World, month: int) -> None:
    """The data officer closes a month three days after its figures were due."""
    indicator = world.session.get_one(Indicator, world.indicator_id)
    officer, first = world.by_role(Role.DATA_OFFICER), date(world.year, month, 1)
    at = clock.at(date(world.year, month + 1, 1), 9)
    lock_month(world.session, indicator, first, by=officer.id, at=at)
