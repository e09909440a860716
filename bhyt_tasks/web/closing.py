"""What do the pages of a month share: its address, how many units have figures, the forms that close and reopen it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wtforms import BooleanField, TextAreaField

from bhyt_tasks.domain.errors import N_, NeedsConfirmation
from bhyt_tasks.queries.entry import EntryUnit
from bhyt_tasks.web.forms import ActForm, at_most, required
from bhyt_tasks.web.language import lazy_gettext as _l

EARLIEST = 1990  # year
NAMED = 5  # units that are named; the rest are counted


class FiguresMissing(NeedsConfirmation):
    """A month is being closed that lacks the figures of some units."""

    confirm = "missing_confirmed"
    sentence = N_("Còn {count} đơn vị chưa có số liệu tháng {month}. Đánh dấu nếu vẫn chốt.")


class LockForm(ActForm):
    missing_confirmed = BooleanField(_l("Vẫn chốt khi còn đơn vị chưa có số liệu"))


class ReopenForm(ActForm):
    reason = TextAreaField(_l("Lý do mở lại"), [required(_l("Ghi lý do mở lại.")), at_most(1000)])


@dataclass(frozen=True)
class Reported:
    """How many of the units that are expected to have a figure of the month have it, and which have not."""

    units: int
    missing: tuple[EntryUnit, ...]

    @property
    def have(self) -> int:
        return self.units - len(self.missing)


def reported(units: Iterable[EntryUnit]) -> Reported:
    expected = [unit for unit in units if unit.top]
    return Reported(len(expected), tuple(unit for unit in expected if not unit.reported))


def asked_month(text: str) -> date | None:
    """The month of an address, "2019-10"; None for anything else."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if month.year >= EARLIEST else None
