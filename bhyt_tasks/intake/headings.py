"""What does a line announce: units, results, tasks, or how often?"""

from dataclasses import dataclass, replace

from bhyt_tasks.intake.clause import Said
from bhyt_tasks.intake.clauses import Grammar
from bhyt_tasks.intake.dates import rhythm
from bhyt_tasks.intake.orders import ASKERS
from bhyt_tasks.intake.segments import Block
from bhyt_tasks.intake.tokens import Phrases, Tokens
from bhyt_tasks.intake.unit_lists import phrases_at
from bhyt_tasks.intake.units import Unit
from bhyt_tasks.intake.verbs import ACTIONS, ORDERS

RESULT_HEADINGS = Phrases(
    {
        "closed": (
            "kết quả | kiểm điểm | đánh giá | tình hình | tồn tại | hạn chế | ưu điểm | khuyết điểm"
            " | nguyên nhân | thành phần | thời gian | khó khăn | đặc điểm | thực trạng | những kết quả"
            " | bài học | nội dung báo cáo | ý kiến thảo luận | công tác đã | mục đích | những tồn tại"
        )
    }
)
TASK_HEADINGS = Phrases(
    {
        "open": (
            "nhiệm vụ | giải pháp | tổ chức thực hiện | kết luận | phân công | phương hướng | ý kiến chỉ đạo"
            " | nội dung chỉ đạo | yêu cầu | triển khai thực hiện | nội dung thực hiện | trách nhiệm"
            " | các nhiệm vụ | nhiệm vụ trọng tâm | biện pháp | nhiệm vụ cụ thể | phân công nhiệm vụ"
            " | nội dung giao | một số nhiệm vụ"
        )
    }
)
PROPOSALS = Phrases({"proposal": "kiến nghị | đề xuất"})
LONGEST = 24  # words of a heading
LONGEST_NAME = 13  # words of a heading that is nothing but a name


@dataclass(frozen=True, slots=True)
class Heading:
    """``kind`` is "units", "results", "proposals", "tasks", "rhythm" or "label"; ``lead`` is where a rhythm stands."""

    kind: str
    units: tuple[Unit, ...] = ()
    lead: tuple[int, int] = (0, 0)


class Headings:
    """Tells the headings of one text."""

    def __init__(self, tokens: Tokens, grammar: Grammar) -> None:
        self._tokens = tokens
        self._grammar = grammar

    def of(self, block: Block, *, inside: bool) -> Heading | None:
        """What a line announces, if it is a heading. ``inside``: the first orders stand before it."""
        last = block.last - block.leads_on
        if last - block.first > LONGEST or (block.closed and not block.leads_on):
            return None
        if not (block.marker or block.leads_on or self.capitals(block)):
            return None
        if block.leads_on and ASKERS.at(self._tokens, block.first, last):
            return Heading("results")
        begin = block.first + self._tokens.says(block.first, "về")
        clause = self._grammar.read(begin, last)
        named = block.marker or block.leads_on or (inside and self.capitals(block))
        units = self._units(block, clause, begin, last) if named else ()
        return Heading("units", units) if units else self._section(block, clause, begin, last)

    def _units(self, block: Block, clause: Said, begin: int, last: int) -> tuple[Unit, ...]:
        """The units a heading consists of: "2. Giao BHXH huyện:", "3. Các chi bộ thôn, buôn"."""
        tokens = self._tokens
        alone = self._told_alone(begin, last)
        units = phrases_at(tokens, clause.core, last, across=True) if clause.subject and not alone else alone
        units = units or clause.topic
        if not units or (clause.acts and not alone):
            return ()
        end = self._before_bracket(begin, last)
        if block.marker and not block.closed and not clause.modal and last - begin < LONGEST_NAME:
            rest = range(units[-1].last, last)
            if rest and units[-1].last < end and not any(ACTIONS.at(tokens, i, last) for i in rest):
                return (*units[:-1], replace(units[-1], last=last))
        return units if units[-1].last >= end - 1 else ()

    def _told_alone(self, first: int, last: int) -> tuple[Unit, ...]:
        """The units of "Đề nghị UBMTTQ huyện và các đoàn thể" that is a heading."""
        verb = ORDERS.at(self._tokens, first, last)
        return phrases_at(self._tokens, verb[0], last) if verb and verb[1] != "say" else ()

    def _before_bracket(self, first: int, last: int) -> int:
        """Where "(cơ quan thường trực)" at the end begins; the end when there is none."""
        if self._tokens.plain(last - 1) != ")":
            return last
        return next((i for i in range(first, last) if self._tokens.plain(i) == "("), last)

    def _section(self, block: Block, clause: Said, begin: int, last: int) -> Heading | None:
        tokens = self._tokens
        if not clause.order:
            if any(RESULT_HEADINGS.at(tokens, i, last) for i in (begin, begin + 1)):
                return Heading("results")
            if PROPOSALS.at(tokens, begin, last) and not block.closed:
                return Heading("proposals")
            if self._names_tasks(block, clause, begin, last):
                return Heading("tasks")
        if not block.marker:
            return None
        if last - begin < 6 and rhythm(tokens.view.plain, tokens[begin].start, tokens[last - 1].end):
            return Heading("rhythm", lead=(begin, last))
        return Heading("label") if block.leads_on and not clause.order and not clause.acts else None

    def _names_tasks(self, block: Block, clause: Said, begin: int, last: int) -> bool:
        shouts = self.capitals(block)
        until = min(begin + 4, last) if shouts and not block.marker else last
        names = any(TASK_HEADINGS.at(self._tokens, i, last) for i in range(begin, until))
        if not names or shouts:
            return names
        order = self._grammar.read(begin, block.last).order  # "Chủ tịch yêu cầu các xã:"
        return not (clause.acts or clause.modal or (order and order.told))

    def labels_results(self, block: Block) -> bool:
        """ "1. Về kết quả: thị xã đạt …": an item that only tells how it went."""
        tokens = self._tokens
        for index in range(block.first, min(block.first + 2, block.last)):
            found = RESULT_HEADINGS.at(tokens, index, block.last)
            if found and any(tokens.plain(i) == ":" for i in range(found[0], min(found[0] + 6, block.last))):
                return bool(block.marker)
        return False

    def capitals(self, block: Block) -> bool:
        """Is the whole line in capitals?"""
        written = [self._tokens[i].written for i in range(block.first, block.last) if self._tokens[i].is_word]
        return len(written) > 1 and all(word.isupper() for word in written)
