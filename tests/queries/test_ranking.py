"""Two tables without a composite score: ranks that equals share, who is not ranked, and what moved since last month."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain.tasks import TaskState
from bhyt_tasks.domain.units import UnitKind, UnitNames, add_unit
from bhyt_tasks.queries.past import as_of
from bhyt_tasks.queries.ranking import Discipline, Peers, Placed, Ranking, coverage, discipline, ranking, ranks
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast
from tests.queries.conftest import Crowd, asking
from tests.queries.test_coverage import enter

Viewers = Callable[[str], ViewerRow]


@dataclass(frozen=True)
class Score:
    unit_id: int
    score: Fraction | None


def scores(*values: object) -> list[Score]:
    return [Score(number, None if value is None else Fraction(str(value))) for number, value in enumerate(values)]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ((), []),
        ((None,), []),
        (("1/2",), [1]),
        (("3/4", "1/2", "1/2", "1/3"), [1, 2, 2, 4]),
        (("1/3", "1/2", "3/4", "1/2"), [4, 2, 1, 2]),
        (("1", "1", "1"), [1, 1, 1]),
        (("9999999/10000000", "99999999/100000000"), [2, 1]),
    ],
)
def test_equals_share_a_rank_and_the_next_is_left_out(now: tuple[object, ...], found: list[int]) -> None:
    assert list(ranks(scores(*now)).values()) == found


@pytest.mark.parametrize(
    ("now", "before", "moved"),
    [
        (("1/2", "3/4"), ("1/2", "3/4"), [0, 0]),
        (("1/2", "3/4"), ("3/4", "1/2"), [1, -1]),
        (("1/2", "3/4"), ("1/2",), [None, -1]),
        (("1/2", "1/2"), ("3/4", "1/2"), [0, 1]),
    ],
)
def test_the_change_is_in_ranks(now: tuple[object, ...], before: tuple[object, ...], moved: list[int | None]) -> None:
    found = ranking(scores(*now), scores(*before))
    assert [placed.moved for placed in found.ranked] == moved


def test_who_has_no_score_stands_apart() -> None:
    with_score, without = scores("1/2", None)
    assert ranking([with_score, without], ()) == Ranking((Placed(1, None, with_score),), (without,))


fractions = st.fractions(0, 1, max_denominator=10**9)


@settings(max_examples=100)
@given(st.lists(st.one_of(st.none(), fractions, st.sampled_from([Fraction(1, 2), Fraction(1)])), max_size=30))
def test_a_rank_is_one_more_than_there_are_better_ones(values: list[Fraction | None]) -> None:
    rows = [Score(number, value) for number, value in enumerate(values)]
    found = ranking(rows, rows)
    assert len(found.ranked) + len(found.unranked) == len(rows)
    for placed in found.ranked:
        better = sum(1 for value in values if value is not None and value > (placed.row.score or 0))
        assert (placed.rank, placed.moved) == (better + 1, 0)
        assert found.place_of(placed.row.unit_id) == placed
    assert [placed.rank for placed in found.ranked] == sorted(placed.rank for placed in found.ranked)


@pytest.mark.parametrize(
    ("counts", "points", "score"),
    [
        ((18, 4, 2), 7500, Fraction(3, 4)),
        ((2, 1, 0), 6666, None),
        ((0, 0, 0), 0, None),
        ((4, 1, 0), 8000, Fraction(4, 5)),
        ((0, 0, 5), 0, Fraction(0)),
    ],
)
def test_a_share_of_fewer_than_five_is_no_score(
    counts: tuple[int, int, int], points: int, score: Fraction | None
) -> None:
    row = Discipline(1, "", UnitKind.COMMUNE, *counts)
    assert (row.counted, row.points, row.score) == (sum(counts), points, score)


@pytest.mark.parametrize(
    ("kind", "peers"),
    [
        (UnitKind.WARD, Peers.AREAS),
        (UnitKind.VILLAGE, Peers.VILLAGES),
        (UnitKind.INSURANCE_OFFICE, Peers.AGENCIES),
    ],
)
def test_units_are_ranked_among_their_like(kind: UnitKind, peers: Peers) -> None:
    assert Discipline(1, "", kind, 0, 0, 0).peers is peers


def test_tasks_not_due_yet_or_waiting_in_time_count_nothing(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    outsider = viewer("outsider")
    crowd.add(4, state=TaskState.ACCEPTED, due=lambda _: TODAY)  # in time: stopped today
    crowd.add(2, state=TaskState.ACCEPTED, due=lambda _: date(2019, 12, 1))
    crowd.add(3, due=lambda _: date(2019, 12, 8))
    crowd.add(5, due=lambda _: TODAY)
    crowd.add(1, state=TaskState.SUBMITTED, due=lambda _: TODAY)
    crowd.add(1, state=TaskState.WITHDRAWN)
    (found,) = discipline(session, outsider, TODAY, None).values()
    (placed,) = found.ranked
    assert (placed.rank, placed.moved) == (1, None)
    assert (placed.row.on_time, placed.row.done_late, placed.row.open_late) == (4, 2, 3)
    assert found.unranked == ()


def test_the_people_of_a_unit_see_the_whole_ranking_in_two_statements(
    session: Session, viewer: Viewers, cast: Cast
) -> None:
    head = viewer("head_a")
    with asking(session) as asked:
        found = discipline(session, head, TODAY, head.area_id)
    assert len(asked) == 2
    assert [row.name for row in found[Peers.AREAS].unranked] == ["phường Đại Nài", "xã Thạch Trung"]
    assert found == discipline(session, viewer("deputy"), TODAY, head.area_id)
    assert {row.unit_id for each in found.values() for row in each.unranked}.isdisjoint(
        {cast.units["external"], head.area_id}
    )


def test_coverage_is_ranked_by_people_in_the_latest_common_month(session: Session, viewer: Viewers, cast: Cast) -> None:
    head = viewer("head_a")
    with asking(session) as asked:
        month, found = coverage(session, head, TODAY)
    assert len(asked) == 1
    assert month == date(2019, 10, 1)
    places = [(placed.rank, placed.moved, placed.row.unit_id) for placed in found.ranked]
    assert places == [(1, 0, cast.units["ward_b"]), (2, 0, cast.units["ward_a"])]
    assert found.ranked[1].row.standing.still == 530
    assert found.unranked == ()


def test_a_unit_without_the_months_figure_is_named_and_not_ranked(
    session: Session, viewer: Viewers, cast: Cast
) -> None:
    deputy = viewer("deputy")
    ward = add_unit(
        session,
        committee_id=cast.committee,
        kind=UnitKind.WARD,
        names=UnitNames("phường Bắc Hà"),
        active_from=date(2019, 1, 1),
        parent_id=deputy.area_id,
    )
    enter(session, cast, "ward_a", date(2019, 11, 1), 2174, 2174)
    enter(session, cast, "ward_b", date(2019, 11, 1), stated=9300)
    month, found = coverage(session, deputy, TODAY)
    assert month == date(2019, 10, 1)  # in November one alone has people
    assert [placed.row.unit_id for placed in found.ranked] == [cast.units["ward_b"], cast.units["ward_a"]]
    assert [row.unit_id for row in found.unranked] == [ward.id]


def test_what_moved_is_what_the_month_before_says(session: Session, viewer: Viewers, cast: Cast) -> None:
    november = date(2019, 11, 1)
    enter(session, cast, "ward_a", november, 2174, 2174)
    enter(session, cast, "ward_b", november, 9296, 10_000)
    month, found = coverage(session, viewer("deputy"), TODAY)
    assert month == november
    assert [(placed.row.unit_id, placed.moved) for placed in found.ranked] == [
        (cast.units["ward_a"], 1),
        (cast.units["ward_b"], -1),
    ]


def test_before_the_first_figure_nobody_is_ranked(session: Session, viewer: Viewers, cast: Cast) -> None:
    with as_of(session, date(2019, 7, 1)):
        month, found = coverage(session, viewer("deputy"), date(2019, 7, 1))
    assert (month, found.ranked) == (None, ())
    assert len(found.unranked) == 2


def test_a_look_into_the_past_stays_where_it_was(session: Session, viewer: Viewers) -> None:
    with as_of(session, date(2019, 11, 30)):
        discipline(session, viewer("deputy"), date(2019, 11, 30), None)
        assert session.info["as_of"][0] == date(2019, 11, 30)
    assert session.info["as_of"] is None
