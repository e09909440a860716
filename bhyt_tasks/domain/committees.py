"""Which steering committee is this, and how does it work?

Everything below a committee belongs to it alone; nobody sees another committee's.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.db import Base
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.history import ChangeKind, Subject, differences, record_change
from bhyt_tasks.domain.vietnamese import clean

NO_WORDS = N_("Không để trống.")
TOO_LONG = N_("Dài quá {most} ký tự. Rút gọn lại.")
OUT_OF_BOUNDS = N_("Ghi số từ {least} đến {most}.")
LONGEST = {
    "name": 300,
    "short_name": 60,
    "units_below": 60,
    "superior": 200,
    "issuer": 300,
    "symbol": 30,
    "place": 60,
    "signer_lines": 500,
}
BOUNDS = {
    "figures_due_day": (1, 31),
    "figures_differ_percent": (0, 100),
    "review_after_days": (1, 365),
    "reminder_rest_days": (0, 30),
    "extensions_allowed": (0, 20),
    "extension_days_before": (0, 30),
    "idle_hours": (1, 168),
}


@dataclass(frozen=True)
class Settings:
    """What a committee may decide for itself.

    figures_due_day: day of the month by which that month's figures are due (offices close on the 25th and
    send before the 28th). figures_differ_percent: a unit's own count that is further from the official one than so
    many percent of it is flagged. review_after_days: when a content without a deadline comes back.
    reminder_rest_days: a task reminded fewer days ago is not reminded again. extensions_allowed: requests a
    task; extension_days_before: days before the deadline by which a unit must ask (0: also when it has passed,
    since a unit reports at the deadline whether it is done or not). Both differ by province. idle_hours: a sign-in not
    used for so long ends. holidays: the days off besides weekends, as ISO dates in order; move_to_working_day: a
    deadline on a day off is given as the next working day. superior, issuer, symbol, place and signer_lines stand on
    the committee's documents (NĐ 30/2020, Appendix I): a committee without a seal uses its standing agency's.
    """

    units_below: str = "phường, xã"
    figures_due_day: int = 28
    figures_differ_percent: int = 1
    review_after_days: int = 30
    reminder_rest_days: int = 2
    extensions_allowed: int = 3
    extension_days_before: int = 0
    holidays: tuple[str, ...] = ()
    move_to_working_day: bool = False
    idle_hours: int = 12
    superior: str = ""
    issuer: str = ""
    symbol: str = ""
    place: str = ""
    signer_lines: str = ""

    @property
    def days_off(self) -> frozenset[date]:
        return frozenset(map(date.fromisoformat, self.holidays))


class Committee(Base):
    __tablename__ = "committees"

    name: Mapped[str] = mapped_column(sa.String(300))
    short_name: Mapped[str] = mapped_column(sa.String(60))
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id", use_alter=True))
    settings_json: Mapped[dict[str, Any]] = mapped_column("settings", sa.JSON, default=dict)
    today: Mapped[date | None] = mapped_column(sa.Date)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def settings(self) -> Settings:
        return read_settings(self.settings_json)


def read_settings(stored: dict[str, Any]) -> Settings:
    known = {field.name for field in fields(Settings)}
    read = {name: value for name, value in stored.items() if name in known}
    return Settings(**read | {"holidays": tuple(read.get("holidays", ()))})


def revise_committee(
    session: Session, committee: Committee, names: tuple[str, str], settings: Settings, *, by: int | None, at: datetime
) -> bool:
    """Change the committee's name, short name and settings; False when nothing is different.

    What is stored under names this version does not know stays.
    """
    before = {"name": committee.name, "short_name": committee.short_name, **asdict(committee.settings)}
    after = {"name": names[0], "short_name": names[1], **asdict(settings)}
    after = {name: _checked(name, value) for name, value in after.items()}
    details = differences(before, after)
    if not details:
        return False
    committee.name, committee.short_name = after.pop("name"), after.pop("short_name")
    committee.settings_json = committee.settings_json | after
    committee.version += 1
    record_change(
        session,
        committee_id=committee.id,
        subject=Subject.COMMITTEE,
        subject_id=committee.id,
        what=ChangeKind.REVISED,
        name=committee.short_name,
        details=details,
        by=by,
        at=at,
    )
    return True


def _checked(name: str, value: Any) -> Any:
    if isinstance(value, bool | tuple):
        return value
    if name in BOUNDS:
        least, most = BOUNDS[name]
        if not least <= value <= most:
            raise RuleBroken(OUT_OF_BOUNDS, field=name, least=least, most=most)
        return value
    text = clean(value)
    if not text and name in ("name", "short_name", "units_below"):
        raise RuleBroken(NO_WORDS, field=name)
    if len(text) > LONGEST[name]:
        raise RuleBroken(TOO_LONG, field=name, most=LONGEST[name])
    return text
