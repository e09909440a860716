"""Which steering committee is this, and how does it work?

Everything below a committee belongs to it alone; nobody sees another committee's.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from bhyt_tasks.domain.db import Base


@dataclass(frozen=True)
class Settings:
    """What a committee may decide for itself.

    figures_due_day: day of the month by which that month's figures are due (offices close on the 25th and
    send before the 28th). review_after_days: when a content without a deadline comes back.
    reminder_rest_days: a task reminded fewer days ago is not reminded again. idle_hours: a sign-in not
    used for so long ends.
    """

    units_below: str = "phường, xã"
    figures_due_day: int = 28
    review_after_days: int = 30
    reminder_rest_days: int = 2
    idle_hours: int = 12


class Committee(Base):
    __tablename__ = "committees"

    name: Mapped[str] = mapped_column(sa.String(300))
    short_name: Mapped[str] = mapped_column(sa.String(60))
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id", use_alter=True))
    settings_json: Mapped[dict[str, Any]] = mapped_column("settings", sa.JSON, default=dict)
    today: Mapped[date | None] = mapped_column(sa.Date)

    @property
    def settings(self) -> Settings:
        return read_settings(self.settings_json)


def read_settings(stored: dict[str, Any]) -> Settings:
    known = {field.name for field in fields(Settings)}
    return Settings(**{name: value for name, value in stored.items() if name in known})
