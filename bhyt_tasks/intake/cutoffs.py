"""Of which day is a figure?"""

import bisect
import re

from bhyt_tasks.intake.dates import Calendar, Named
from bhyt_tasks.intake.deadlines import Due

_UNTIL = re.compile(r"(?:tính đến|đến|hết|số liệu|chốt|cuối|thời điểm)(?: cuối| hết| thời điểm| đến| ngày| tại|:)* $")
_PLANNED = re.compile(r"(?:phấn đấu|mục tiêu|chỉ tiêu|kế hoạch|từ nay|chậm nhất)[^,;.]{0,20}$")
LONGEST_BEFORE = 50  # characters before a date that say what it is


class CutOffs:
    """The cut-off dates of one text, in order: "tính đến ngày 31/12/2021", "đến hết tháng 8/2025"."""

    def __init__(self, plain: str, named: list[Named], calendar: Calendar) -> None:
        self._dues = [due for each in named if (due := _cut_off(plain, each, calendar))]
        self._starts = [due.start for due in self._dues]

    def before(self, at: int, block: int) -> Due | None:
        """The last one before a position of the view; not sure when it stands before the block of the figure."""
        index = bisect.bisect_right(self._starts, at) - 1
        if index < 0:
            return None
        due = self._dues[index]
        return due if due.start >= block else Due(due.start, due.end, due.on, sure=False)


def _cut_off(plain: str, named: Named, calendar: Calendar) -> Due | None:
    before = plain[max(0, named.start - LONGEST_BEFORE) : named.start].rsplit("\n", 1)[-1]
    said = _UNTIL.search(before)
    on = calendar.latest(named) if said else None
    if not said or not on or _PLANNED.search(before[: said.start()]):
        return None
    return Due(named.start - len(before) + said.start(), named.end, on, sure=bool(named.year) or calendar.firm)
