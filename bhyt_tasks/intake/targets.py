"""Which numbers does a directive require?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_PERCENT = re.compile(
    r"(?<![\d.,/])(?P<low>\d{1,3}(?:[.,]\d{1,2})?) ?(?:%|phần trăm)?(?: ?(?:-|"
    r"đến) ?(?P<high>\d{1,3}(?:[.,]\d{1,2})?))? ?(?:%|phần trăm(?!\w))"
)
_PEOPLE = re.compile(
    r"(?<![\d.,/])(?P<low>\d{1,3}(?:[.,]\d{3})+|\d+)(?: ?(?:-|đến) ?(?P<high>\d{1,3}(?:[.,]\d{3})+|"
    r"\d+))? (?:lượt )?(?:người|nhân khẩu|đối tượng)\b"
)
_ABOVE = re.compile(r"(?:trên|hơn|vượt mức|cao hơn|vượt|lớn hơn|vượt trên|quá)(?: mức)?(?: tỷ lệ)? $")
_AND_ABOVE = re.compile(r"(?:đạt và vượt|đạt , vượt|đạt, vượt)(?: \w+){0,3} $")
_NOT_REQUIRED = re.compile(
    r"(?:(?<!không )(?<!nào được )(?<!nào )dưới|thấp hơn|chưa đạt|chưa đến|chưa tới|hiện|hiện nay|hiện tại|đang"
    r"|hiện đạt|mới đạt|"
    r"mới|chỉ đạt|chỉ|đã đạt|đã có|mới có|còn|vẫn còn|hỗ trợ|hỗ trợ thêm|giảm|mức đóng|bằng|phí|chiếm|đã"
    r"|lãi|lãi suất|nộp|trích|đóng|không quá|tối đa|hưởng|chi trả|nợ|khoảng cách|thêm|tăng từ|từ mức|"
    r"hỗ trợ tối thiểu|hỗ trợ ít nhất|nhà nước|ngân sách"
    r"|(?<!dân )số|nghị quyết|quyết định|công văn|thông tư|tỷ lệ thấp|bị|thiếu|mất|cấp|giao|phạt|miễn|ứng)"
    r"(?: khoảng| gần| hơn| trên| là| đạt| được| tỷ lệ| đến| có|:)* $"
)
_NEVER_BELOW = re.compile(r"không để [^,;]{0,40}\bdưới(?: mức)? $")
_REQUIRES_MORE = re.compile(
    r"(?:vận động|phát triển|tăng|phấn đấu|mới|đạt|ít nhất|tối thiểu|có|khai thác|thu hút|đảm bảo|bảo đảm|"
    r"giao|chỉ tiêu|phải|thêm)"
    r"(?: thêm| mới| được| tối thiểu| ít nhất| từ| trên| hơn| khoảng| đạt| tăng| chỉ tiêu| là| phát triển)* $"
)
_NOT_AFTER = re.compile(
    r" ?(?:lên (?:trên |hơn |gần |mức |ít nhất )?\d|trở xuống|mức đóng|mức hỗ trợ|kinh phí|chi phí|tiền|số tiền|"
    r"phí|so với (?:chỉ tiêu|kế hoạch|cùng kỳ) (?:và|,)? ?(?:hiện|nay)|lương|giá|số nợ|trên tổng số đã|"
    r"chưa (?:có|tham gia))"
)
_OF_THE_STATE = re.compile(r"(?:ngân sách|nhà nước|hỗ trợ|mức đóng|tiền đóng|chi trả|quỹ bhyt)[^,;]{0,30}$")
_REQUIRED = re.compile(
    r"ít nhất|tối thiểu|phải|phấn đấu|đạt|bảo đảm|đảm bảo|chỉ tiêu|trên|hơn|vượt|duy trì|nâng|lên|từ \d|vận động"
    r"|thêm|mới"
)
_PER = re.compile(
    r"(?:tổ|đội|nhóm|đoàn|hội trường|ban|gồm|phân công|cử|bố trí|thành lập|xử phạt|khen thưởng)(?: \w+){0,3} $"
)


@dataclass(frozen=True, slots=True)
class Required:
    """A number that must be reached; ``highest`` is the upper end of a range, ``sure`` when a word requires it."""

    start: int
    end: int
    value: Decimal
    highest: Decimal | None
    unit: str  # "%" or "người"
    comparator: str  # ">=" or ">"
    sure: bool = True


def required_numbers(plain: str, start: int, end: int) -> list[Required]:
    """The percentages and numbers of people that are required between two positions, in order."""
    found = [*_percents(plain, start, end), *_people(plain, start, end)]
    return sorted(found, key=lambda each: each.start)


def _percents(plain: str, start: int, end: int) -> Iterator[Required]:
    for match in _PERCENT.finditer(plain, start, end):
        before = plain[max(start, match.start() - 60) : match.start()]
        if (
            (_NOT_REQUIRED.search(before) and not _NEVER_BELOW.search(before))
            or _NOT_AFTER.match(plain, match.end())
            or _OF_THE_STATE.search(before)
        ):
            continue
        if _describes(plain, match.end(), before):
            continue
        yield _required(match, before, "%")


_HAS_RATE = re.compile(
    r"(?:xã|phường|đơn vị|địa phương|trường|thôn|ấp|huyện|cơ sở|trấn|nơi)(?: nào)?(?: còn| đang| hiện|"
    r" mới)*(?: có| đạt) (?:tỷ lệ|độ|mức)[^,;]{0,40}$"
)


def _describes(plain: str, after: int, before: str) -> bool:
    """ "các xã có tỷ lệ trên 90%" tells which communes are meant; unless "phải" or "phấn đấu" stands before."""
    return bool(_HAS_RATE.search(before)) and not re.search(
        r"(?:yêu cầu|đề nghị|giao) (?:ubnd )?(?:các )?\w+ đạt|phải|phấn đấu|bảo đảm|đảm bảo|trở lên",
        before + plain[after : after + 12],
    )


def _people(plain: str, start: int, end: int) -> Iterator[Required]:
    for match in _PEOPLE.finditer(plain, start, end):
        before = plain[max(start, match.start() - 60) : match.start()]
        if _NOT_AFTER.match(plain, match.end()):
            continue
        if _REQUIRES_MORE.search(before) and not _PER.search(before):
            yield _required(match, before, "người")


def _required(match: re.Match[str], before: str, unit: str) -> Required:
    above = _ABOVE.search(before) and not _AND_ABOVE.search(before)
    high = match["high"]
    return Required(
        match.start(),
        match.end(),
        _value(match["low"], unit),
        _value(high, unit) if high else None,
        unit,
        ">" if above else ">=",
        _REQUIRED.search(before + match[0]) is not None,
    )


def _value(written: str, unit: str) -> Decimal:
    if unit == "người":
        return Decimal(re.sub(r"[.,]", "", written))
    return Decimal(written.replace(",", "."))
