"""What time is it for this committee, and which day is that?"""

from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class HasToday(Protocol):
    @property
    def today(self) -> date | None: ...


def real_now() -> datetime:
    """The instant of the machine's clock; sign-in and throttling use this one only."""
    return datetime.now(UTC)


def now(committee: HasToday) -> datetime:
    """The committee's instant: a demo committee's frozen day with the real time of day, else now."""
    instant = real_now().astimezone(VIETNAM)
    if committee.today is not None:
        instant = datetime.combine(committee.today, instant.timetz())
    return instant


def day(at: datetime) -> date:
    """The day an instant falls on in Vietnam; a due day ends with its last second there (R1)."""
    return at.astimezone(VIETNAM).date()


def at(on: date, hour: int = 8, minute: int = 0) -> datetime:
    """The instant of a local day and time of day."""
    return datetime.combine(on, time(hour, minute), VIETNAM)
