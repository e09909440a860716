"""Which numbers count people who take part in health insurance, and which count or plan something else?"""

import re
from decimal import Decimal

from bhyt_tasks.intake.tokens import Tokens, words

INSURANCE = re.compile(r"bhyt|bảo hiểm y tế|bao phủ")
_OTHER = re.compile(
    r"\b(?:kế hoạch|kh|chỉ tiêu|so với|cùng kỳ|tăng|giảm|mục tiêu|phấn đấu|học sinh|hssv|sinh viên|bhxh|"
    r"bhtn|thất nghiệp|tự nguyện|nợ|doanh nghiệp|trẻ em|hộ nghèo|hộ cận nghèo|cận nghèo|hộ gia đình|hỗ trợ|"
    r"ngân sách|mức đóng|hài lòng|hồ sơ|nhiệm vụ|chưa|còn lại|đại biểu|lao động|thu nhập|đại lý|lượt|"
    r"(?:tỷ|triệu|nghìn|ngàn|\d) ?đồng|"
    r"hội viên|đoàn viên|đảng viên|cán bộ|giải ngân|mức sống|hộ|nghị quyết|bảo hiểm xã hội|đường|tiến độ|"
    r"kinh phí|điểm phần trăm|thôn|ấp|xã phường|người cao tuổi|tiêu chí|rác|cử tri|em|người nghèo|dân tộc|"
    r"trường|tổ|thu được|thu|mới tham gia|trạm|lần đầu|nhóm|"
    r"đồng bào|vượt(?! tỷ lệ)|thấp hơn|cao hơn|xác thực|khớp|đúng hạn|đúng ngày)\b"
)
_PLANNED = re.compile(
    r"\b(?:chỉ tiêu|kế hoạch|mục tiêu|phấn đấu|tăng|giảm|học sinh|hssv|sinh viên|tự nguyện|hộ gia đình|nghèo|"
    r"giao|thất nghiệp|bắt buộc|trẻ em|lượt|chưa|còn|giải ngân|hồ sơ|mức sống|tuyên truyền|tặng|hỗ trợ|sẽ|thêm)\b"
)
_PLAN_OF_YEARS = re.compile(r"\b(?:chỉ tiêu|kế hoạch|mục tiêu|lộ trình)\b")
_REACHED = re.compile(r"đã (?:hoàn thành|đạt|vượt)(?: \w+){0,2} (?:kế hoạch|chỉ tiêu)(?= (?:vượt |về )?tỷ lệ)")
_IS_AIM = re.compile(
    r"(?:mục tiêu|phấn đấu|chỉ tiêu)(?: là)?(?: cuối| hết| đến| tới| trong| vào)* năm \d{4}"
    r"(?!.*\b(?:đến nay|hiện|đã|tính đến|thực tế|mới đạt|kết quả)\b)"
)
_SHARE_OF = re.compile(r"(?:tỷ lệ|số)[^,;]*$")  # "tỷ lệ lao động tham gia BHXH" before "toàn tỉnh đạt …"
_YEAR_BEFORE = re.compile(r"năm \d{4}(?: là| đạt| phải đạt|:)* $")
_NOT_PARTICIPATION = re.compile(
    r"bhxh|bhtn|học sinh|hssv|hộ gia đình|(?:tỷ|triệu|nghìn|ngàn|\d) ?đồng|nhiệm vụ|cử tri|trẻ em|"
    r"\b(?:in|phát|tặng|đổi|cấp|cấp được)\b.{0,30}\bthẻ"
)
_STATED = re.compile(r"bao phủ|tham gia|có thẻ|thẻ bhyt|dân số|bhyt|bảo hiểm y tế|người dân|tỷ lệ")
_HAS_CARD = re.compile(r"tham (?:gia|bhyt)|có thẻ|thẻ bhyt|thẻ bảo hiểm y tế|được cấp thẻ")
_CARDS_ISSUED = re.compile(r"\b(?:in|cấp được|phát hành|đã cấp|tặng|phát|đổi)\b[^,;]{0,40}$")
_RAISES_TO = re.compile(r"\bnâng\b[^;]{0,80}\b(?:lên|là|đạt) (?:gần |hơn |trên |khoảng )?$")
_THOUSANDS = {"nghìn": 1_000, "ngàn": 1_000, "vạn": 10_000, "triệu": 1_000_000}
_PEOPLE = words("người nhân dân thẻ khẩu")
_OTHERS = words("học hs hssv sinh trẻ em hộ lao doanh trường")
_JOINED = words("người thẻ dân có đã tham gia bhyt bảo hiểm y tế được cấp nhân khẩu mua")
_COMPARED = words("đạt với ( là xã phường thôn trấn huyện :")
_BREAKS = frozenset((",", ";", "(", ")", ":", "và", "-", "còn", "nhưng", "song"))
_BELOW = words("dưới quá chưa thấp")
_ABOUT = words("gần hơn trên khoảng xấp ước")
WINDOW = 80  # tokens that are looked at around a number
FEWEST = 100  # people; smaller numbers count something else


def whole(written: str) -> int:
    """ "1.492", "1492" and "1,492" as a number of people; 0 for what is none."""
    parts = re.split(r"[.,]", written)
    if len(parts) > 1 and any(len(part) != 3 for part in parts[1:]):
        return 0
    return int("".join(parts)) if len(written) < 15 else 0


class Counts:
    """Reads the numbers of one text; ``segment`` is the token where the words on a number begin."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._plain = tokens.view.plain

    def text(self, first: int, last: int) -> str:
        """The words between two tokens, the last ``WINDOW`` of them."""
        first = max(first, last - WINDOW)
        return self._plain[self._tokens[first].start : self._tokens[last - 1].end] if first < last else ""

    def breaks(self, index: int) -> bool:
        """Do words on another number begin behind this sign? Not behind the dashes of "30-6-2018" and "(BHYT)"."""
        tokens = self._tokens
        joins = tokens.plain(index) == "-" and tokens[index - 1].is_number
        short = ")" in (tokens.plain(index), tokens.plain(index + 2)) and "(" in (
            tokens.plain(index - 2),
            tokens.plain(index),
        )
        return tokens.plain(index) in _BREAKS and not joins and not short

    def _segment_end(self, index: int, last: int) -> int:
        last = min(last, index + WINDOW)
        return next((i for i in range(index, last) if self.breaks(i)), last)

    def about_insurance(self, first: int, last: int) -> bool:
        return INSURANCE.search(self.text(first, last)) is not None

    # People

    def pair(self, index: int, last: int) -> tuple[int, int, int] | None:
        """ "197.247/240.986 người", "1.492 người/tổng số 2174", "412 người, so với tổng số 530 người"."""
        tokens = self._tokens
        first, after = whole(tokens[index].written), index + 1
        while after < min(last, index + 9) and tokens.plain(after) in _JOINED:
            after += 1
        compares = tokens.plain(after) == "," and tokens.says(after + 1, "so", "với", "tổng")
        if compares:
            after += 2
        over = tokens.plain(after) in ("/", "trên", "trong", "với")
        if not over or not (tokens.plain(after) == "/" or tokens.plain(after + 1) == "tổng"):
            return None
        after += 1
        while after < last and tokens.plain(after) in ("tổng", "số", "dân", "toàn"):
            after += 1
        second = whole(tokens[after].written) if after < last and tokens[after].is_number else 0
        return (first, second, after + 1) if second >= max(first, FEWEST) and first >= FEWEST else None

    def is_of_people(self, segment: int, after: int, first: int, last: int) -> bool:
        """Does a pair in the sentence of these tokens count people of a place?"""
        said = self.text(segment, self._segment_end(after, last))
        near = self.text(first, min(last, after + WINDOW // 2))
        return (
            not self.of_others(after - 1)
            and not _NOT_PARTICIPATION.search(said)
            and bool(INSURANCE.search(near) or _HAS_CARD.search(said))
        )

    def people(self, segment: int, index: int, last: int) -> tuple[int, int]:
        """How many people a number says, and the token behind it; 0 when it counts something else."""
        tokens, after = self._tokens, index + 1
        factor = _THOUSANDS.get(tokens.plain(after), 1)
        written = tokens[index].written
        exact = factor > 1 and written.count(",") < 2
        count = int(Decimal(written.replace(".", "").replace(",", ".")) * factor) if exact else whole(written)
        after += factor > 1
        if tokens.plain(after) in _PEOPLE:
            return (count, after + 1) if count >= FEWEST else (0, index + 1)
        raised = _RAISES_TO.search(self._plain[self._from(segment, index) : tokens[index].start])
        return (count, after) if raised and count >= FEWEST and tokens.plain(after) != "%" else (0, index + 1)

    def _from(self, segment: int, index: int) -> int:
        return self._tokens[max(segment, index - WINDOW)].start

    def raises(self, segment: int, index: int) -> bool:
        """ "…, nâng tổng số người tham gia lên 218.532": what was counted before is only the increase."""
        return "nâng" in self.text(segment, index).split()

    def of_others(self, index: int) -> bool:
        """ "53.759 học sinh", "1.204 hộ": people or things that make no population."""
        return self._tokens.plain(index + 1) in _OTHERS

    def are_insured(self, segment: int, index: int, after: int, first: int, last: int) -> bool:
        """Do the people of this number take part in health insurance, all of them and already?"""
        end = self._segment_end(after, last)
        said = self.text(segment, end)
        return (
            not _PLANNED.search(said)
            and not _OTHER.search(self.text(index, end))
            and not _CARDS_ISSUED.search(self.text(segment, index) + " ")
            and _HAS_CARD.search(said) is not None
            and self.about_insurance(first, min(last, index + WINDOW // 2))
        )

    def is_population(self, segment: int, index: int) -> bool:
        return "dân số" in self.text(segment, index)

    # Percentages

    def percent(self, index: int) -> Decimal | None:
        """The number before a "%"; None for what is no share."""
        written = self._tokens[index].written.replace(",", ".")
        value = Decimal(written) if written.count(".") < 2 else Decimal(1000)
        return value if value <= 100 else None

    def is_coverage(self, segment: int, named: tuple[int, int], index: int, first: int, last: int) -> bool:
        """Is the percentage coverage reached? ``named``: where the unit stands, whose name says nothing about it."""
        share = _SHARE_OF.search(self.text(segment, max(segment, named[0])))
        said = self.text(max(segment, named[1]), self._segment_end(index + 2, last))
        said = _REACHED.sub("", f"{share[0] if share else ''} {said}")
        before = self.text(first, index)
        if (
            _PLANNED.search(_REACHED.sub("", self.text(segment, index)))
            or _OTHER.search(said)
            or self._ranges(segment, index)
        ):
            return False
        if (_YEAR_BEFORE.search(before + " ") and _PLAN_OF_YEARS.search(before)) or _IS_AIM.search(before):
            return False
        return bool(_STATED.search(said) or _STATED.search(before) or self._compares(first, index))

    def bound(self, segment: int, index: int) -> str:
        """ "<" for "dưới 90%", ">" for "90% trở lên"; empty for a figure."""
        before = {self._tokens.plain(i) for i in range(max(segment, index - 3), index)}
        if before & _BELOW and not self._tokens.says(index - 1, "nhất"):
            return "<"
        return ">" if self._tokens.says(index + 2, "trở", "lên") else ""

    def is_about(self, segment: int, index: int) -> bool:
        """ "gần 91%", "hơn 132.200 người"."""
        return bool({self._tokens.plain(i) for i in range(max(segment, index - 3), index)} & _ABOUT)

    def _compares(self, first: int, index: int) -> bool:
        """ "xã X đạt 93%" in a text on health insurance."""
        return bool({self._tokens.plain(i) for i in range(max(first, index - 8), index)} & _COMPARED)

    def _ranges(self, segment: int, index: int) -> bool:
        tokens = self._tokens
        near = [tokens.plain(i) for i in range(max(segment, index - 6), index)]
        dashed = tokens.plain(index - 1) == "-" and tokens[index - 2].is_number
        return "từ" in near or "đến" in near[-1:] or "động" in near or dashed
