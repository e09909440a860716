"""Which days does a text name, and which year do they mean?"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bhyt_tasks.domain.vietnamese import month_end

_DAY = (
    r"(?<![\d/.,-])(?P<d>\d{1,2})(?: ?[/.-] ?|,? tháng )(?P<m>\d{1,2}(?!\d)|mười hai|mười một|giêng|hai|"
    r"ba|tư|sáu|bảy|tám|chín|mười|chạp)(?:(?: ?[/.-] ?|,? năm )(?P<y>\d{4})(?!\d))?(?![/%]|[.,]\d| ?%)"
)
_ISO = r"(?<![\d/.-])(?P<iy>\d{4})-(?P<im>\d{1,2})-(?P<id>\d{1,2})(?!\d)"
_YEAR_TAIL = r"(?:(?: ?[/.-] ?| năm | )(?P<{0}>(?:19|20)\d\d)(?!\d))?"
MONTHS = {
    "giêng": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
    "mười hai": 12,
    "chạp": 12,
}
_MONTH = (
    r"tháng (?P<mm>\d{1,2}(?!\d)|mười hai|mười một|giêng|hai|ba|tư|sáu|bảy|tám|chín|mười|chạp)"
    + _YEAR_TAIL.format("my")
)
_QUARTER = r"quý (?P<q>iii|ii|iv|i|[1-4])(?!\w)" + _YEAR_TAIL.format("qy")
_YEAR = r"năm (?P<yy>(?:19|20)\d\d)(?!\d| ?[-/] ?\d)"
ANY_DATE = re.compile(rf"{_ISO}|{_DAY}|{_MONTH}|{_QUARTER}|{_YEAR}")
_COUNTED = re.compile(
    r" (?:xã|phường|huyện|thị|đơn|chỉ|tiêu|người|hộ|trường|thôn|sở|cơ|địa|nhiệm|thành|em|học|tổ|ấp|khu)\b"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A day, month, quarter or year as named; positions in the view. ``year`` is 0 when it is left out."""

    start: int
    end: int
    kind: str  # "day", "month", "quarter", "year"
    year: int
    number: int = 0  # the month or the quarter
    day: int = 0

    def last_day(self, year: int = 0) -> date | None:
        """Its last day, in that year when it names none; None for a day the calendar does not have."""
        year = self.year or year
        if self.kind == "year":
            return date(year, 12, 31)
        if self.kind == "quarter":
            return month_end(year, 3 * self.number)
        if not 1 <= self.number <= 12:
            return None
        if self.kind == "month":
            return month_end(year, self.number)
        return date(year, self.number, self.day) if 1 <= self.day <= month_end(year, self.number).day else None


def named_dates(plain: str) -> list[Named]:
    """Every date that a text names, in order; fractions such as "7/11 xã" are none."""
    return [named for match in ANY_DATE.finditer(plain) if (named := _named(match, plain))]


def _named(match: re.Match[str], plain: str) -> Named | None:
    start, end = match.span()
    if match["iy"]:
        found = Named(start, end, "day", int(match["iy"]), int(match["im"]), int(match["id"]))
    elif match["d"]:
        if not match["y"] and _COUNTED.match(plain, end):
            return None
        found = Named(start, end, "day", int(match["y"] or 0), _month(match["m"]), int(match["d"]))
    elif match["mm"]:
        found = Named(start, end, "month", int(match["my"] or 0), _month(match["mm"]))
    elif match["q"]:
        quarter = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(match["q"]) or int(match["q"])
        found = Named(start, end, "quarter", int(match["qy"] or 0), quarter)
    else:
        found = Named(start, end, "year", int(match["yy"]))
    return found if 1900 <= (found.year or 2000) <= 2100 and found.last_day(2000) else None


def _month(written: str) -> int:
    return MONTHS.get(written) or int(written)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day a text was written or the meeting held, by which years that are left out are found."""

    today: date
    firm: bool  # a dateline or the day of the meeting, not merely some date of the text
    written: bool = False  # the day the text was written, not one of what it tells

    def of(self, named: Named) -> date | None:
        """The last day that is meant: the first such day from a month before ``today`` on."""
        meant = named.last_day(self.today.year)
        if named.year or not self.firm or meant is None:
            return meant
        return named.last_day(self.today.year + 1) if meant < self.today - timedelta(days=31) else meant

    def met(self, named: Named) -> date | None:
        """The day of a meeting, which lies behind the day of writing, or a month before it at most."""
        if not self.written or named.year:
            return self.of(named)
        soon = self.today + timedelta(days=31)
        meant = named.last_day(soon.year)
        return named.last_day(soon.year - 1) if meant and meant > soon else meant

    def latest(self, named: Named) -> date | None:
        """The last day that is meant of something past: not after ``today`` where the year is left out."""
        meant = named.last_day(self.today.year)
        return named.last_day(self.today.year - 1) if meant and not named.year and meant > self.today else meant


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often: "weekly", "monthly" or "quarterly", and the day of the month when one is said."""

    start: int
    end: int
    every: str
    day: int | None = None


_RHYTHM = re.compile(
    r"(?:(?:trước |vào |chậm nhất |đến )?(?:là )?ngày (?P<day>\d{1,2})(?:/| của | các )?,? ?)?"
    r"\b(?:(?:hằng|hàng) (?P<each>tuần|tháng|quý)"
    r"|(?<![2-9] )(?<!\d\d )(?<!hai )(?<!ba )(?<!bốn )(?<!sáu )(?P<once>tuần|tháng|quý) (?:một|01|1) lần"
    r"|(?:một|01|1) lần ?(?:/|một|mỗi|trong|trên) ?(?P<per>tuần|tháng|quý)"
    r"|(?:người|lần|buổi|tin|bài|cuộc|hộ) ?/ ?(?P<each3>tuần|tháng|quý)|(?:mỗi|từng) (?P<each2>tuần|tháng|"
    r"quý)(?: một| 01| 1| ít nhất)?(?! tuổi))"
)
_NOT_A_DUTY = re.compile(
    r"(?:lương|đóng|trợ cấp|thu nhập|mức|tiền|hưu|phí|phụ cấp|sinh hoạt phí|lãi|họp giao ban|giao ban|giao|"
    r"chi trả|theo) $"
)
_EVERY = {"tuần": "weekly", "tháng": "monthly", "quý": "quarterly"}


def rhythm(plain: str, start: int, end: int) -> Rhythm | None:
    """How often a duty comes back; wages and contributions that are paid every month are no duty."""
    for match in _RHYTHM.finditer(plain, start, end):
        if not _NOT_A_DUTY.search(plain[max(start, match.start() - 20) : match.start()]):
            word = match["each"] or match["once"] or match["per"] or match["each2"] or match["each3"]
            day = int(match["day"]) if match["day"] and 1 <= int(match["day"]) <= 31 else None
            return Rhythm(match.start(), match.end(), _EVERY[word], day)
    return None


_TIME = re.compile(
    r"(?:phấn đấu |ngay |định kỳ |kể |sáng |chiều |thứ [a-zà-ỹ]{2,4} )*(?:(?:từ nay|từ|đến|tới|trước|"
    r"trong|hết|cuối|vào|chậm nhất|muộn nhất|là|sau|cho|đầu|giữa|khoảng|ngay|mỗi|hằng|hàng) )*"
    r"(?:\d{1,2} ?(?:giờ|h)(?: ?\d\d)?,? )?(?:ngày )?"
    rf"(?:{re.sub(r'[?]P<[a-z]+>', '?:', ANY_DATE.pattern)}|\d{{1,2}}(?= (?:hằng|hàng|của|đến|tới))"
    r"|(?:(?:thời gian|những tháng|các tháng|\d{1,2} tháng|năm|tháng|tuần|quý|nay) ?(?:tới|qua|nay|này|"
    r"còn lại|cuối năm|sau)?(?: của năm)?)(?! \w+ (?:mới|học)))"
    r"(?: (?:trở đi|hằng tháng|hàng tháng|hằng quý|hàng quý|hằng tuần|hàng tuần|hằng năm|hàng năm|"
    r"của tháng sau|tháng sau|này))*"
)


def time_end(plain: str, start: int, stop: int) -> int:
    """Where the time that is named at a position ends, with "đến …" behind "từ …"; the position when none is."""
    end = start
    for _ in range(3):
        match = _TIME.match(plain, end + (plain[end : end + 1] == " " and end > start), stop)
        if not match or match.end() == end:
            break
        end = match.end()
    return end
