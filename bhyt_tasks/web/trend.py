"""Where do the points and words of the trend chart lie? Coordinates only; the template draws the SVG."""

from dataclasses import dataclass
from datetime import date

from bhyt_tasks.domain.coverage import EVERYBODY, months_between
from bhyt_tasks.queries.figures import Standing
from bhyt_tasks.web import filters

WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM, TOP = 380, 196, 46, 10, 24, 20
LETTER, LINE = 7, 13  # of the words: at most so wide and so high
GOAL_WORDS = 15 * LETTER  # "chỉ tiêu 93,5%"


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    month: date
    points: int  # basis points


@dataclass(frozen=True)
class Words:
    """``y`` is the line that letters stand on."""

    x: float
    y: float
    anchor: str = "middle"
    text: str = ""


@dataclass(frozen=True)
class Trend:
    width: int
    height: int
    left: int
    line: tuple[Point, ...]
    goal_y: float | None
    goal_words: Words | None
    ahead: Point | None  # where the present pace reaches the goal, at the latest in the goal's month
    latest_words: Words
    grid: tuple[tuple[float, int], ...]  # y and its rate in basis points
    months: tuple[Words, ...]

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{point.x:.1f} {point.y:.1f}" for point in self.line)


def trend(standing: Standing) -> Trend | None:
    """None under two months: a line needs two points."""
    figures, goal = standing.figures, standing.goal
    if len(figures) < 2:
        return None
    first, latest = figures[0].period, figures[-1].period
    last = _last_month(standing, latest)
    ahead = _ahead(standing, last)
    rates = [figure.points for figure in figures] + ([goal.points] if goal else []) + ([ahead[1]] if ahead else [])
    low, high = min(rates) // 100 * 100, -(-max(rates) // 100) * 100
    high += 100 if high == low else 0
    span = max(1, months_between(first, last))

    def point(month: date, points: int) -> Point:
        x = LEFT + (WIDTH - LEFT - RIGHT) * months_between(first, month) / span
        return Point(x, _y(points, low, high), month, points)

    step = 100 * max(1, -(-(high - low) // 500))
    line = tuple(point(figure.period, figure.points) for figure in figures)
    ahead_point = point(*ahead) if ahead else None
    goal_y = _y(goal.points, low, high) if goal else None
    return Trend(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        line=line,
        goal_y=goal_y,
        goal_words=_goal_words(goal_y, line, ahead_point) if goal_y is not None else None,
        ahead=ahead_point,
        latest_words=_latest_words(line, goal_y),
        grid=tuple((_y(points, low, high), points) for points in range(low, high + 1, step)),
        months=_months(line, point(last, low)),
    )


def _last_month(standing: Standing, latest: date) -> date:
    """The goal's month, or the one in which the goal is reached, unless what is ahead is longer than what is known."""
    pace = standing.pace
    wanted = [standing.goal.due_on.replace(day=1)] if standing.goal else []
    wanted += [pace.forecast] if pace and pace.forecast else []
    return next((m for m in wanted if 0 < months_between(latest, m) <= len(standing.figures)), latest)


def _y(points: int, low: int, high: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (points - low) / (high - low)


def _ahead(standing: Standing, last: date) -> tuple[date, int] | None:
    """The month in which the pace reaches the goal, else the last one shown, and the rate there at that pace."""
    pace, latest = standing.pace, standing.latest
    if pace is None or pace.actual is None or latest is None or not latest.denominator or last <= latest.period:
        return None
    end = min(last, pace.forecast) if pace.forecast and standing.still else last
    people = (latest.numerator or 0) + pace.actual * months_between(latest.period, end)
    return end, min(EVERYBODY, max(0, int(people * EVERYBODY // latest.denominator)))


def _goal_words(goal_y: float, line: tuple[Point, ...], ahead: Point | None) -> Words:
    """On the side where the line is farther from the goal, and on the other side of the goal than the line."""
    start = [point for point in line if point.x <= LEFT + GOAL_WORDS]
    end = [point for point in (*line, *([ahead] if ahead else [])) if point.x >= WIDTH - RIGHT - GOAL_WORDS] or [
        line[-1]
    ]
    nearest = {
        side: min((point.y - goal_y for point in points), key=abs) for side, points in (("start", start), ("end", end))
    }
    side = max(nearest, key=lambda name: abs(nearest[name]))
    below = nearest[side] < 0 and goal_y + LINE < HEIGHT - BOTTOM
    return Words(LEFT + 4 if side == "start" else WIDTH - RIGHT, goal_y + LINE if below else goal_y - 5, side)


def _latest_words(line: tuple[Point, ...], goal_y: float | None) -> Words:
    """Under a line that rises and over one that falls, unless the goal's line or the edge is there."""
    before, latest = line[-2:]
    under, over = latest.y + LINE + 6, latest.y - 9
    places = [under, over] if latest.y <= before.y else [over, under]
    x = min(latest.x, WIDTH - RIGHT - 3 * LETTER)

    def free(y: float) -> bool:
        return LINE <= y <= HEIGHT - BOTTOM - 2 and (goal_y is None or not y - LINE < goal_y < y + 3)

    y = next(filter(free, places), places[0])
    rising_to_it = y == over and latest.y <= before.y  # what lies ahead would run through it
    return Words(x - 4 if rising_to_it else x, y, "end" if rising_to_it else "middle", filters.rate(latest.points))


def _months(line: tuple[Point, ...], last: Point) -> tuple[Words, ...]:
    """The first month, the latest, the goal's and one between, as far as there is room for them."""
    first, latest = line[0], line[-1]
    written = filters.month(last.month)
    short = last.month.year == latest.month.year and last.x - latest.x < len(written) * LETTER * 1.6
    found = [Words(first.x, 0, "start", filters.month(first.month))]
    for point, anchor in ((latest, "middle"), (last, "end"), (line[len(line) // 2], "middle")):
        words = str(point.month.month) if point is last and short else filters.month(point.month)
        if point is latest and last.x == latest.x:
            continue
        new = Words(point.x, 0, anchor, words)
        if all(_apart(new, other) for other in found):
            found.append(new)
    return tuple(Words(words.x, HEIGHT - 6, words.anchor, words.text) for words in found)


def _apart(one: Words, other: Words) -> bool:
    (left, right), (other_left, other_right) = _reach(one), _reach(other)
    return right + LETTER <= other_left or other_right + LETTER <= left


def _reach(words: Words) -> tuple[float, float]:
    wide = len(words.text) * LETTER
    start = words.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor] * wide
    return start, start + wide
