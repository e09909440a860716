"""By when is something to be done?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bhyt_tasks.domain.vietnamese import month_end
from bhyt_tasks.intake.dates import Calendar, Named

_BEFORE_DAY = re.compile(
    r"(?:từ nay |từ nay cho )?(?:chậm nhất|muộn nhất|hạn chót|hạn cuối|thời hạn|hoàn thành|xong|trước|đến|"
    r"tới|hết|trong|vào|cuối|là|"
    r"(?<!gia )hạn|từ nay|và|kể|thời gian|thời điểm|cho|đầu|giữa|:| |,|\()*"
    r"(?:\d{1,2} ?(?:giờ|h|g)(?: ?\d\d)?(?: phút)?,? ?)?(?:(?:sáng|chiều|cuối) )?"
    r"(?:thứ [a-zà-ỹ]+,? \(?)?(?:ngày ?)?(?:mùng |mồng )?$"
)
_LEAD = re.compile(r"\b(?:trước|đến|tới|hết|chậm nhất|muộn nhất|thời hạn|hạn|trong|cuối|xong|vào|giữa)\b")
_NOT_UNTIL = re.compile(
    r"(?:tính|số liệu|chốt|thống kê|cập nhật|lũy kế|thời điểm|kể từ|nợ|hết hạn|quá hạn|đáo hạn|"
    r"hạn sử dụng|phát sinh|có hạn|hiệu lực"
    r"|giá trị|giai đoạn|ghi nhận|(?<!học )sinh|phải thu|tồn đọng|so với|"
    r"hết hiệu lực)(?: số liệu| được| thẻ| ngày)*(?: tính)?[ ,]*$"
)
_RUNS = re.compile(
    r"(?:tiến hành|thực hiện|triển khai|tổ chức|diễn ra|bắt đầu|thu|kéo dài|cao điểm|phát động|thời gian|"
    r"tuyên truyền|hoàn thành|ra quân|rà soát|nay)[^.;]{0,40}$"
)
_FROM = re.compile(r"\btừ (?:ngày |tháng |đầu |nay|nay,)?[\d/.-]*(?: tháng \d{1,2})?(?: năm \d{4})? ?$")
_YEARLY = re.compile(r"[ ,]*(?:hằng|hàng|mỗi|các) (?:năm|tháng|quý|tuần)")
_END_OF_YEAR = re.compile(
    r"(?:từ nay )?(?:(?:cho )?đến |tới |trước |vào |trong )?(?:hết |thời điểm )?(?:cuối |"
    r"hết )(?P<this>năm)(?: nay| này)?(?! \d| học)"
    r"|(?P<months>(?:(?:trong |từ nay )?(?:\d{1,2}|hai|ba|bốn|những|các) )tháng (?:còn lại |"
    r"cuối )(?:của )?năm)(?: nay| này)?"
)
_MONTHS_OF_YEAR = re.compile(r"(?:trong |từ nay )?(?:\d{1,2}|hai|ba|bốn|những|các) tháng (?:còn lại|cuối)(?: của)? $")
_SCOPE = re.compile(
    r"(?:nhiệm vụ|công tác|kế hoạch|phương hướng|chương trình|chỉ tiêu|hội nghị|hoạt động)(?: \w+){0,12} $"
)
FAR = 300  # days from which a year that is left out is not sure
FARTHEST = 120  # characters of a clause that are looked at before a date
_IN_THE_YEAR = re.compile(r"\btrong năm(?: nay| này)?(?=[.,;)]|$)")
_THIS_WEEK = re.compile(r"(?:trong|hết|cuối|ngay trong) tuần (này|nay|tới|sau)")
_END_OF_BARE_YEAR = re.compile(r"(?:đến hết|hết|đến cuối|cuối|(?<!\d )đến) ((?:19|20)\d\d)(?![\d/.-])")
_HALF_YEAR = re.compile(r"(?:trong|hết) 0?6 tháng đầu năm(?: (\d{4})(?!\d))?")
_THIS_MONTH = re.compile(r"(?:trong|hết|đến hết|cuối|đến cuối) tháng (?:này|nay)")
_DAY_OF_THIS_MONTH = re.compile(r"(?:trước|đến|hết|chậm nhất)(?: là)? ngày (\d{1,2}) tháng (?:này|nay)")
_START_OF_YEAR = re.compile(r"đầu (?:năm)? ?$|tháng đầu $|học $")
_CITED = re.compile(r"(?:quyết định|nghị quyết|kế hoạch|chỉ thị|công văn|thông báo) số [^,;]*về việc [^,;]*$")


@dataclass(frozen=True, slots=True)
class Due:
    """By when: the last day, and where that is said in the view."""

    start: int
    end: int
    on: date
    sure: bool = True


def deadlines(plain: str, start: int, end: int, named: list[Named], calendar: Calendar, *, targeted: bool) -> list[Due]:
    """The days by which something is to be done between two positions; ``targeted`` when a number is required there.

    Cut-off dates, dates of documents, first days of a period and days that come back every month are none.
    """
    found: list[Due] = []
    for each in named:
        due = _due(plain, start, end, each, calendar, targeted=targeted) or _goes_on(plain, each, found, calendar)
        found += [due] if due else []
    found += _unnamed(plain, start, end, calendar, targeted=targeted)
    return sorted(found, key=lambda each: (each.start, -each.end))


def _goes_on(plain: str, named: Named, found: list[Due], calendar: Calendar) -> Due | None:
    """ "trong tháng 6 và tháng 7": the second date of a deadline."""
    on = calendar.of(named)
    follows = found and plain[found[-1].end : named.start] in (" và ", " và ngày ", ", ")
    return Due(named.start, named.end, on) if on and follows and on > found[-1].on else None


def _due(plain: str, start: int, end: int, named: Named, calendar: Calendar, *, targeted: bool) -> Due | None:
    on = calendar.of(named)
    before = plain[max(start, named.start - 60) : named.start]
    lead = _BEFORE_DAY.search(before)
    words = lead[0] if lead else ""
    begin = named.start - len(words)
    earlier = plain[max(start, begin - FARTHEST) : begin].rstrip(" ")
    earlier += " " * bool(earlier)
    if (
        on is None
        or _YEARLY.match(plain, named.end)
        or _NOT_UNTIL.search(earlier)
        or not _in_range(before, words, plain[max(start, begin - FARTHEST) : begin])
    ):
        return None
    said = _LEAD.search(words)
    if re.search(r"(?:hết|quá|đáo|có) hạn ", words) or (
        plain.startswith(" năm sau", named.end) and re.search(r"h[ằà]ng năm", earlier)
    ):
        return None
    if not said and not _bare_may_be_due(plain, start, named, earlier + words, targeted=targeted):
        return None
    middle = "giữa" in words and named.kind == "month"
    during = "vào" in words and "cuối" not in words and not middle
    if said and during and named.kind != "day" and not (named.kind == "year" and targeted):
        return None
    if named.kind == "year" and (
        (_SCOPE.search(earlier) and not targeted) or _START_OF_YEAR.search(earlier[-12:] + words)
    ):
        return None
    if named.kind == "year" and re.search(r"(?:kỳ họp|hội nghị|tổng kết|sơ kết|thi đua|đánh giá|xếp loại) $", earlier):
        return None
    if named.kind in ("month", "quarter") and "trước" in words and "cuối" not in words:
        first = on.replace(month=on.month - 2, day=1) if named.kind == "quarter" else on.replace(day=1)
        on = first - timedelta(days=1)
    on = on.replace(day=15) if middle else on
    sure = bool(named.year) or (calendar.firm and (on - calendar.today).days < FAR)
    return Due(begin + (said.start() if said else len(words)), named.end, on, sure)


def _bare_may_be_due(plain: str, start: int, named: Named, earlier: str, *, targeted: bool) -> bool:
    """ "đạt 95% năm 2019", "quý IV/2019": without "trước" or "đến" a year needs a number beside it."""
    if named.kind == "quarter":
        free = targeted or re.search(r"(?:hoàn thành|xong|kết thúc|,|\() $|^$", earlier)
        return bool(free) and not re.search(
            r"(?:kế hoạch|báo cáo|số liệu|nhiệm vụ|chỉ tiêu|kết quả|hằng|hàng|mỗi|từng|kỳ|tháng|,|và) $", earlier
        )
    return (
        named.kind == "year"
        and targeted
        and not _CITED.search(plain[max(start, named.start - 2 * FARTHEST) : named.start])
        and not re.search(
            r"(?:so với|cùng kỳ|học|đầu|từ|kể từ|số|ngày \S{1,5}|luật|nghị quyết|kế hoạch|giai đoạn|các|cuối|qua|"
            r"tháng|dân số) $",
            earlier,
        )
    )


def _in_range(before: str, words: str, clause: str) -> bool:
    """ "từ D1 đến D2" is a deadline only of something that is carried out in that time; D1 is none at all."""
    if _FROM.search(clause + words) and "nay" not in (clause + words)[-20:]:
        return False
    opened = re.search(r"\btừ (?:ngày )?[\d/.-]+(?: tháng \d{1,2})?(?: năm \d{4})?,? ?$", clause)
    return not opened or _RUNS.search(clause[: opened.start()]) is not None or not clause[: opened.start()].strip(" ,")


def _unnamed(plain: str, start: int, end: int, calendar: Calendar, *, targeted: bool) -> Iterator[Due]:
    """ "đến cuối năm", "02 tháng cuối năm", "trong tuần này": days without a date."""
    today = calendar.today
    for match in _END_OF_YEAR.finditer(plain, start, end):
        earlier = plain[max(start, match.start() - FARTHEST) : match.start()]
        if not (_SCOPE.search(earlier) and match["months"]) and not re.search(
            r"(?:so với|tính|như|từ|kỳ họp|hội nghị|tổng kết|sơ kết|phiên họp|thi đua|đánh giá|xếp loại|bình xét) $",
            earlier,
        ):
            yield Due(match.start(), match.end(), date(today.year, 12, 31), calendar.firm)
    for match in _IN_THE_YEAR.finditer(plain, start, end) if targeted else ():
        yield Due(match.start(), match.end(), date(today.year, 12, 31), calendar.firm)
    for match in _THIS_WEEK.finditer(plain, start, end):
        week = 7 * (match[1] in ("tới", "sau"))
        yield Due(match.start(), match.end(), today + timedelta(days=6 - today.weekday() + week), calendar.firm)
    for match in _END_OF_BARE_YEAR.finditer(plain, start, end):
        yield Due(match.start(), match.end(), date(int(match[1]), 12, 31))
    for match in _HALF_YEAR.finditer(plain, start, end):
        yield Due(match.start(), match.end(), date(int(match[1] or today.year), 6, 30))
    for match in _THIS_MONTH.finditer(plain, start, end):
        yield Due(match.start(), match.end(), month_end(today.year, today.month), calendar.firm)
    for match in _DAY_OF_THIS_MONTH.finditer(plain, start, end):
        if 1 <= int(match[1]) <= month_end(today.year, today.month).day:
            yield Due(match.start(), match.end(), today.replace(day=int(match[1])), calendar.firm)
