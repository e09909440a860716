"""Where do the points of the trend chart lie? Coordinates only; the template draws the SVG."""

from dataclasses import dataclass
from datetime import date

from bhyt_tasks.domain.coverage import months_between
from bhyt_tasks.queries.figures import Standing

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 420, 190, 40, 26, 14


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    month: date
    points: int  # basis points


@dataclass(frozen=True)
class Trend:
    width: int
    height: int
    line: tuple[Point, ...]
    goal_y: float | None
    ahead: Point | None  # where the present pace leads by the target's month
    grid: tuple[tuple[float, int], ...]  # y and its rate in basis points
    months: tuple[tuple[float, date], ...]  # x of the labelled months

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{point.x:.1f} {point.y:.1f}" for point in self.line)


def trend(standing: Standing) -> Trend | None:
    """None under two months: a line needs two points."""
    figures = standing.figures
    if len(figures) < 2:
        return None
    goal, first, latest = standing.goal, figures[0].period, figures[-1].period
    last = max(latest, goal.due_on.replace(day=1)) if goal else latest
    if months_between(latest, last) > len(figures):
        last = latest
    ahead_points = _ahead(standing, last)
    rates = [f.points for f in figures] + ([goal.points] if goal else []) + ([ahead_points] if ahead_points else [])
    low, high = min(rates) // 100 * 100, -(-max(rates) // 100) * 100
    high += 100 if high == low else 0
    span = max(1, months_between(first, last))

    def x(month: date) -> float:
        return LEFT + (WIDTH - LEFT - 14) * months_between(first, month) / span

    def y(points: int) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (points - low) / (high - low)

    step = 100 * max(1, -(-(high - low) // 500))
    return Trend(
        width=WIDTH,
        height=HEIGHT,
        line=tuple(Point(x(f.period), y(f.points), f.period, f.points) for f in figures),
        goal_y=y(goal.points) if goal else None,
        ahead=Point(x(last), y(ahead_points), last, ahead_points) if ahead_points else None,
        grid=tuple((y(points), points) for points in range(low, high + 1, step)),
        months=tuple((x(month), month) for month in dict.fromkeys((first, latest, last))),
    )


def _ahead(standing: Standing, last: date) -> int | None:
    pace, latest = standing.pace, standing.latest
    if pace is None or pace.actual is None or latest is None or not latest.denominator or last <= latest.period:
        return None
    people = (latest.numerator or 0) + pace.actual * months_between(latest.period, last)
    return max(0, int(people * 10_000 // latest.denominator))
