"""Is a day worked on, and which is the next one that is? Days off are typed by the committee, by day or range."""

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.vietnamese import parse_date

WEEKEND = N_("ngày nghỉ hằng tuần")
HOLIDAY = N_("ngày nghỉ lễ")
LONGEST_REST = 31  # days from the first to the last of a range
MOST_DAYS = 400  # days off of a committee: twenty years of them
BACKWARDS = N_("Khoảng nghỉ “{text}” có ngày cuối trước ngày đầu.")
TOO_LONG_A_REST = N_("Khoảng nghỉ “{text}” dài quá {most} ngày.")
TOO_MANY_DAYS = N_("Ghi nhiều nhất {most} ngày nghỉ. Bỏ các năm đã qua.")

_RANGE = re.compile(r"\s*[–—]\s*|\s+(?:-|đến)\s+")


def why_not_working(day: date, days_off: Collection[date]) -> str:
    """What kind of day off it is, in words; empty for a working day."""
    if day in days_off:
        return HOLIDAY
    return WEEKEND if day.isoweekday() > 5 else ""


def is_working_day(day: date, days_off: Collection[date]) -> bool:
    return not why_not_working(day, days_off)


def next_working_day(day: date, days_off: Collection[date]) -> date:
    """The day itself when it is worked on, else the first one after it that is."""
    while not is_working_day(day, days_off):
        day += timedelta(days=1)
    return day


def parse_days(text: str, today: date) -> tuple[date, ...]:
    """Days and ranges, one a line or between commas: "01/01/2020, 23/01/2020–29/01/2020". Raises RuleBroken."""
    days: set[date] = set()
    for piece in re.split(r"[,;\n]", text):
        if piece.strip():
            days |= _range(piece.strip(), today)
    if len(days) > MOST_DAYS:
        raise RuleBroken(TOO_MANY_DAYS, most=MOST_DAYS)
    return tuple(sorted(days))


def _range(piece: str, today: date) -> set[date]:
    first, *rest = (parse_date(part, today) for part in _RANGE.split(piece, maxsplit=1))
    last = rest[0] if rest else first
    if last < first:
        raise RuleBroken(BACKWARDS, text=piece)
    if (last - first).days >= LONGEST_REST:
        raise RuleBroken(TOO_LONG_A_REST, text=piece, most=LONGEST_REST)
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}


def ranges(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days that follow each other taken together: first and last of each range, in order."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
