"""Which participation in health insurance do units have, according to the text?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bhyt_tasks.intake.segments import Block, Sentence
from bhyt_tasks.intake.tables import Row
from bhyt_tasks.intake.tokens import Phrases, Tokens, words
from bhyt_tasks.intake.unit_words import HEADS
from bhyt_tasks.intake.units import Unit, UnitKind, unit_at

_INSURANCE = re.compile(r"bhyt|bảo hiểm y tế|bao phủ")
_OTHER = re.compile(
    r"\b(?:kế hoạch|kh|chỉ tiêu|so với|cùng kỳ|tăng|giảm|mục tiêu|phấn đấu|học sinh|hssv|sinh viên|bhxh|"
    r"bhtn|thất nghiệp|tự nguyện"
    r"|nợ|doanh nghiệp|trẻ em|hộ nghèo|hộ cận nghèo|cận nghèo|hộ gia đình|hỗ trợ|ngân sách|mức đóng|"
    r"hài lòng|hồ sơ|nhiệm vụ|chưa|còn lại"
    r"|đại biểu|lao động|thu nhập|đồng|đại lý|lượt|hội viên|đoàn viên|đảng viên|cán bộ|giải ngân|mức sống|"
    r"hộ|nghị quyết|bảo hiểm xã hội"
    r"|đường|tiến độ|kinh phí|điểm phần trăm|thôn|ấp|xã phường|người cao tuổi|tiêu chí|rác|cử tri|em|"
    r"người nghèo|dân tộc|trường|tổ|thu được|thu|mới tham gia|trạm)\b"
)
_PLANNED = re.compile(
    r"\b(?:chỉ tiêu|kế hoạch|mục tiêu|phấn đấu|tăng|giảm|học sinh|hssv|sinh viên|tự nguyện|hộ gia đình|"
    r"nghèo|giao|thất nghiệp|bắt buộc|trẻ em"
    r"|lượt|chưa|còn|giải ngân|hồ sơ|mức sống|tuyên truyền|tặng|hỗ trợ)\b"
)
_STATED = re.compile(r"bao phủ|tham gia|có thẻ|thẻ bhyt|dân số|bhyt|bảo hiểm y tế|người dân|tỷ lệ")
_HAS_CARD = re.compile(r"tham gia|có thẻ|thẻ bhyt|thẻ bảo hiểm y tế|được cấp thẻ")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = {"nghìn": 1_000, "ngàn": 1_000, "vạn": 10_000, "triệu": 1_000_000}
_CLOSE = words("gần hơn trên khoảng xấp ước")
_BELOW = frozenset(("dưới", "quá"))
_BREAKS = frozenset((",", ";", "(", ")", ":", "và", "-", "còn", "nhưng", "song"))
JOINED = words("người thẻ dân có đã tham gia bhyt bảo hiểm y tế được cấp nhân khẩu")
WINDOW = 80  # tokens that are looked at around a number
FEWEST = 100  # people; smaller numbers count something else
WHOLE = frozenset(("toàn", "cả"))
LEVELS = words("xã phường huyện quận tỉnh thị thành đặc")
LISTING = Phrases({"of": "gồm | gồm có | gồm các xã | đó là | là | bao gồm"})


@dataclass(slots=True)
class Counted:
    """A figure in tokens: the unit, the counts and where it is said; ``name`` is where the unit's full name stands."""

    first: int
    last: int
    name: tuple[int, int]
    insured: int | None = None
    population: int | None = None
    percent: Decimal | None = None
    approximate: bool = False
    bound: str = ""
    sure: bool = True


class FigureFinder:
    """Goes through the sentences of a text that are no directives."""

    def __init__(self, tokens: Tokens, blocks: list[Block], taken: list[tuple[int, int]], table: list[Row]) -> None:
        self._tokens = tokens
        self._blocks = blocks
        self._taken = taken_tokens(len(tokens), taken)
        self._table = [
            row for row in table if {"unit", "percent"} <= row.cells.keys() or {"unit", "insured"} <= row.cells.keys()
        ]
        self._plain = tokens.view.plain
        self._places: list[tuple[int, int, str]] | None = None

    def find(self) -> list[Counted]:
        found: list[Counted] = []
        about = False
        for number, block in enumerate(self._blocks):
            unit: tuple[int, int] | None = None
            for sentence in block.sentences:
                about |= self._about(sentence.first, sentence.last)
                if about and (number or block.closed):
                    for each in self._in_sentence(sentence, unit):
                        found.append(each)
                        unit = each.name
        return found + [figure for row in self._table if (figure := self._of_row(row))]

    def _of_row(self, row: Row) -> Counted | None:
        """A row of a table of figures; a total of all units is one of them."""
        numbers = {
            name: self._tokens[first].written for name, (first, _) in row.cells.items() if self._tokens[first].is_number
        }
        percent = numbers.get("percent", "").replace(",", ".")
        insured = _whole(numbers.get("insured", "")) if "insured" in numbers else 0
        if not insured and not percent:
            return None
        rate = Decimal(percent) if percent.count(".") < 2 and percent else None
        return Counted(
            row.first,
            row.last,
            row.cells["unit"],
            insured or None,
            _whole(numbers.get("population", "0")) or None,
            rate,
        )

    def _about(self, first: int, last: int) -> bool:
        return first < last and _INSURANCE.search(self._text(first, last)) is not None

    def _text(self, first: int, last: int) -> str:
        """The words between two tokens, the last ``WINDOW`` of them."""
        first = max(first, last - WINDOW)
        return self._plain[self._tokens[first].start : self._tokens[last - 1].end] if first < last else ""

    def _free(self, first: int, last: int) -> bool:
        return not any(self._taken[first:last])

    # One sentence

    def _in_sentence(self, sentence: Sentence, before: tuple[int, int] | None) -> Iterator[Counted]:
        """The figures of one sentence, each with the unit named last before it."""
        tokens = self._tokens
        if not any(tokens[i].is_number for i in range(sentence.first, sentence.last)):
            return
        unit: tuple[int, int] | None = before
        current: Counted | None = None
        index = sentence.first
        segment = sentence.first
        while index < sentence.last:
            named = self._unit(index, sentence.last)
            if named:
                if current:
                    yield current
                    current = None
                unit = named[1]
                index = named[0]
                continue
            if tokens.plain(index) in _BREAKS:
                segment = index + 1
            if tokens[index].is_number and self._free(index, index + 1):
                figure, index = self._figure(segment, index, sentence, unit, current)
                if figure is not current:
                    if current:
                        yield current
                    current = figure
                continue
            index += 1
        if current:
            yield current

    def _unit(self, index: int, last: int) -> tuple[int, tuple[int, int] | None] | None:
        """A place named here: where its name ends, and the name to be shown; no name for a group of them."""
        tokens = self._tokens
        token = tokens[index]
        if not token.is_word:
            return None
        unit = (
            unit_at(tokens, index, last)
            if HEADS.at(tokens, index, last) or token.plain in WHOLE or token.plain in ("các", "nhóm", "những")
            else None
        )
        if unit and index and tokens.plain(index - 1) == "(" and tokens.plain(unit.last) == ")":
            return None
        if unit:
            return self._place(unit, index)
        if token.is_capital and self._bare_name(index, last):
            end = self._bare_name(index, last)
            return end, (index, end)
        return None

    def _place(self, unit: Unit, index: int) -> tuple[int, tuple[int, int] | None] | None:
        tokens = self._tokens
        begin = unit.first + (tokens.plain(unit.first) in WHOLE)
        if tokens.plain(begin) not in LEVELS and tokens.plain(begin) not in (
            "thôn",
            "ấp",
            "bản",
            "khóm",
            "khu",
            "tổ",
            "buôn",
            "làng",
            "tp",
            "tx",
        ):
            return (
                (unit.last, None)
                if unit.kind is UnitKind.GROUP and HEADS.at(tokens, begin, unit.last) is None and False
                else None
            )
        if any(tokens[i].is_capital or tokens[i].is_number for i in range(begin + 1, unit.last)):
            return unit.last, (begin, unit.last)
        indefinite = index > 0 and tokens.plain(index - 1) in (
            "có",
            "nhiều",
            "mỗi",
            "từng",
            "số",
            "một",
            "là",
            "cấp",
            "giữa",
        )
        if (unit.kind is UnitKind.GROUP and tokens.plain(unit.first) not in WHOLE) or indefinite:
            return unit.last, None
        name = self._resolved(begin, unit.last)
        return unit.last, (name if name != (begin, unit.last) else None)

    def _bare_name(self, index: int, last: int) -> int:
        """The end of "Xuân Hòa" before "(75,25%)" or "đạt 75%"; 0 for other capitals."""
        tokens = self._tokens
        end = index
        while (
            end < last
            and tokens[end].is_word
            and tokens[end].is_capital
            and not tokens[end].written.isupper()
            and end - index < 4
        ):
            end += 1
        if end - index < 2 or (index > 0 and tokens[index - 1].is_word and tokens[index - 1].is_capital):
            return 0
        after = end
        while after < min(last, end + 5) and tokens.plain(after) in (
            "(",
            "đạt",
            "với",
            "là",
            ":",
            "mới",
            "gần",
            "hơn",
            "trên",
            "chỉ",
            "được",
            "có",
            "tỷ",
            "lệ",
            "cao",
            "nhất",
            "thấp",
        ):
            after += 1
        counted = after < last and tokens[after].is_number and tokens.plain(after + 1) in ("%", "người")
        return end if counted else 0

    def _resolved(self, first: int, last: int) -> tuple[int, int]:
        """ "toàn huyện" is the district that the text names: "huyện X", else the name behind "Huyện ủy"."""
        level = [self._tokens.plain(i) for i in range(first, last)]
        for begin, end, kind in self._named_places():
            if kind == " ".join(level):
                return begin, end
        for begin, end, kind in self._named_places():
            if kind.split()[0] == level[0] and kind.endswith("ủy"):
                return begin + 2, end
        return first, last

    def _named_places(self) -> list[tuple[int, int, str]]:
        """All places and party committees with a name, once read, longest first in the order of the text."""
        if self._places is None:
            self._places = list(self._all_places())
        return self._places

    def _all_places(self) -> Iterator[tuple[int, int, str]]:
        tokens = self._tokens
        kinds = Phrases(
            {
                "place": (
                    "xã | phường | thị trấn | huyện | quận | thị xã | thành phố | tỉnh | đặc khu | huyện ủy | thị ủy"
                    " | thành ủy | tỉnh ủy | tp . | tp"
                )
            }
        )
        for index in range(len(tokens)):
            found = kinds.at(tokens, index, len(tokens))
            if not found or found[0] >= len(tokens):
                continue
            end = found[0]
            while (
                end < len(tokens)
                and tokens[end].is_word
                and tokens[end].is_capital
                and not tokens[end].written.isupper()
                and end - found[0] < 4
            ):
                if HEADS.at(tokens, end, len(tokens)):
                    break
                end += 1
            if end - found[0] > 1:
                kind = " ".join(tokens.plain(i) for i in range(index, found[0]))
                yield index, end, "thành phố" if kind.startswith("tp") else kind

    # One number

    def _figure(
        self, segment: int, index: int, sentence: Sentence, unit: tuple[int, int] | None, current: Counted | None
    ) -> tuple[Counted | None, int]:
        """The figure that a number makes or adds to, and the token behind it."""
        tokens = self._tokens
        pair = self._pair(index, sentence.last)
        if pair:
            insured, population, after = pair
            if unit and self._of_people(segment, index, after, sentence) and population >= insured:
                return Counted(index, after, unit, insured, population, approximate=self._about_so(index)), after
            return current, after
        if tokens.plain(index + 1) == "%":
            return self._percent(segment, index, sentence, unit, current), index + 2
        count, after = self._people(index, sentence.last)
        if count and unit and self._counts_insured(segment, index, after, sentence):
            if current and current.insured is None and current.name == unit:
                current.insured, current.last = count, after
                return current, after
            if not current or current.name != unit:
                return Counted(index, after, unit, count, approximate=self._about_so(index)), after
        elif count and current and self._is_population(segment, index):
            current.population = current.population or count
        return current, max(after, index + 1)

    def _pair(self, index: int, last: int) -> tuple[int, int, int] | None:
        """ "197.247/240.986 người", "1.492 người/tổng số 2174", "412 trong tổng số 530 người"."""
        tokens = self._tokens
        first = _whole(tokens[index].written)
        after = index + 1
        while after < min(last, index + 8) and tokens.plain(after) in JOINED:
            after += 1
        if (
            tokens.plain(after) != "/"
            and not tokens.says(after, "trên", "tổng")
            and not tokens.says(after, "trong", "tổng")
        ):
            return None
        after += 1
        while after < last and tokens.plain(after) in ("tổng", "số", "dân"):
            after += 1
        second = _whole(tokens[after].written) if after < last and tokens[after].is_number else 0
        return (first, second, after + 1) if first >= FEWEST and second >= FEWEST else None

    def _people(self, index: int, last: int) -> tuple[int, int]:
        """How many people a number says, and the token behind it; 0 when it counts something else."""
        tokens = self._tokens
        after = index + 1
        factor = _THOUSANDS.get(tokens.plain(after), 1)
        value = (
            Decimal(tokens[index].written.replace(".", "").replace(",", "."))
            if factor > 1 and tokens[index].written.count(",") < 2
            else None
        )
        after += factor > 1
        if tokens.plain(after) not in ("người", "nhân", "dân", "thẻ", "khẩu"):
            return 0, index + 1
        count = int(value * factor) if value is not None else _whole(tokens[index].written)
        return (count, after + 1) if count >= FEWEST else (0, index + 1)

    def _percent(
        self, segment: int, index: int, sentence: Sentence, unit: tuple[int, int] | None, current: Counted | None
    ) -> Counted | None:
        tokens = self._tokens
        value = (
            Decimal(tokens[index].written.replace(",", "."))
            if tokens[index].written.replace(",", ".").count(".") < 2
            else Decimal(1000)
        )
        end = self._segment_end(index + 2, sentence.last)
        said = self._text(self._after_unit(segment, index, unit), end)
        if _PLANNED.search(self._text(segment, index)):
            return current
        before = {tokens.plain(i) for i in range(max(segment, index - 3), index)}
        if value > 100 or not unit or _OTHER.search(said) or self._ranges(index, segment):
            return current
        if before & _BELOW:
            return current
        if not (
            _STATED.search(said) or _STATED.search(self._text(sentence.first, index)) or self._compares(sentence, index)
        ):
            return current
        approximate = bool(before & _CLOSE)
        if current and current.name == unit:
            if current.percent is None:
                current.percent, current.last, current.approximate = (
                    value,
                    index + 2,
                    current.approximate or approximate,
                )
            return current
        return Counted(index, index + 2, unit, percent=value, approximate=approximate)

    def _after_unit(self, segment: int, index: int, unit: tuple[int, int] | None) -> int:
        """Where the words on a number begin: behind the name of its unit when that stands in the same segment."""
        return unit[1] if unit and segment <= unit[0] < index else segment

    def _compares(self, sentence: Sentence, index: int) -> bool:
        """ "xã X đạt 93%" in a text on health insurance."""
        before = {self._tokens.plain(i) for i in range(max(sentence.first, index - 8), index)}
        return bool(before & {"đạt", "với", "(", "là", "xã", "phường", "thôn", "trấn", "huyện", ":"})

    def _ranges(self, index: int, segment: int) -> bool:
        tokens = self._tokens
        near = [tokens.plain(i) for i in range(max(segment, index - 6), index)]
        return (
            "từ" in near
            or "đến" in near[-1:]
            or "động" in near
            or (tokens.plain(index - 1) == "-" and tokens[index - 2].is_number)
        )

    def _segment_end(self, index: int, last: int) -> int:
        last = min(last, index + WINDOW)
        return next((i for i in range(index, last) if self._tokens.plain(i) in _BREAKS), last)

    def _about_so(self, index: int) -> bool:
        return self._tokens.plain(index - 1) in _CLOSE

    def _of_people(self, segment: int, index: int, after: int, sentence: Sentence) -> bool:
        said = self._text(segment, self._segment_end(after, sentence.last))
        return (
            not re.search(r"bhxh|bhtn|học sinh|hssv|hộ gia đình|đồng|nhiệm vụ|cử tri", said)
            and _INSURANCE.search(self._text(sentence.first, min(sentence.last, index + WINDOW // 2))) is not None
        )

    def _counts_insured(self, segment: int, index: int, after: int, sentence: Sentence) -> bool:
        said = self._text(segment, self._segment_end(after, sentence.last))
        return (
            not _PLANNED.search(said)
            and not _OTHER.search(self._text(index, self._segment_end(after, sentence.last)))
            and _HAS_CARD.search(said) is not None
            and (_INSURANCE.search(self._text(sentence.first, min(sentence.last, index + WINDOW // 2))) is not None)
        )

    def _is_population(self, segment: int, index: int) -> bool:
        return "dân số" in self._text(segment, index)


def taken_tokens(size: int, parts: list[tuple[int, int]]) -> bytearray:
    """A 1 for every token that belongs to a directive."""
    taken = bytearray(size)
    for first, last in parts:
        taken[first:last] = b"\x01" * (last - first)
    return taken


def _whole(written: str) -> int:
    """ "1.492", "1492" and "1,492" as a number of people; 0 for what is none."""
    parts = re.split(r"[.,]", written)
    if len(parts) > 1 and any(len(part) != 3 for part in parts[1:]):
        return 0
    return int("".join(parts)) if len(written) < 15 else 0
