"""Who is told, behind the verb of an order, and where does the work begin?"""

from dataclasses import replace

from bhyt_tasks.intake.clause import Order, after_date, colon_soon, skip_signs
from bhyt_tasks.intake.segments import announces
from bhyt_tasks.intake.tokens import Tokens, words
from bhyt_tasks.intake.unit_lists import phrases_at
from bhyt_tasks.intake.unit_words import HEADS
from bhyt_tasks.intake.units import Unit, UnitKind
from bhyt_tasks.intake.verbs import ACTIONS, ADVERBIALS, MANNER, MODALS

LEAD_WORDS = words(
    "thời gian tới trong như sau một số nội dung nhiệm vụ việc cụ thể ngay cần phải thêm các những rõ này tập trung là"
)
LAST_LEADS = words("tốt trung khai hiện ngay túc cần phải là rõ")
LONGEST_ADVERBIAL = 50  # tokens between an order and who is told


def works_at(tokens: Tokens, index: int, last: int) -> bool:
    """Does work begin at this token?"""
    return bool(ACTIONS.at(tokens, index, last) or MANNER.at(tokens, index, last))


class Addressees:
    """Finds who is told in the clauses of one text."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def find(self, order: Order, last: int) -> None:
        """Who is told, behind the verb: "yêu cầu trong thời gian tới các đơn vị …"."""
        tokens = self._tokens
        index = order.after
        while tokens.plain(index) in ("đối", "cho", "tới", "rõ", "thêm", "ngay", "tới", "cụ", "thể") or tokens.says(
            index - 1, "đối", "với"
        ):
            index += 1
        if tokens.plain(index) == ":":
            order.colon = index
            index = skip_signs(self._tokens, index, last)
        units = phrases_at(tokens, index, last, across=True) or self._misspelt(index, last)
        if not units and order.tag == "ask":
            later = self._after_adverbial(index, last)
            units = phrases_at(tokens, later, last, across=True) if later else ()
            index = later if units else index
        order.told = units
        order.content = units[-1].last if units else index
        if order.colon < 0:
            self._find_colon(order, last)

    def find_reported(self, order: Order, last: int) -> bool:
        """Who must, behind the comma of "nhấn mạnh, thời gian tới các xã phải …", which stands for a colon."""
        tokens = self._tokens
        if tokens.plain(order.after) != ",":
            return False
        begin = self._after_adverbial(order.after, last) or order.after + 1
        units = phrases_at(tokens, begin, last)
        if not units or not MODALS.at(tokens, units[-1].last, last):
            return False
        order.told, order.content, order.colon = units, units[-1].last, order.after
        return True

    def _find_colon(self, order: Order, last: int) -> None:
        """ "yêu cầu các xã thực hiện các nội dung sau:": the work comes behind the colon."""
        tokens = self._tokens
        colon = colon_soon(self._tokens, order.content, last, far=30) or self._last_colon(order.content, last)
        last_word = bool(colon) and colon + 1 >= last
        if colon and (colon == order.content or last_word or self._leads(order.content, colon)):
            named = tokens.plain(order.content) in ("chưa", "đã", "có") or not any(
                works_at(tokens, i, colon) for i in range(order.content, colon)
            )
            if last_word and order.told and not self._leads(order.content, colon) and named:
                order.told = (*order.told[:-1], replace(order.told[-1], last=colon))
            order.colon, order.leads = colon, colon > order.content
            order.content = colon + 1

    def _last_colon(self, first: int, last: int) -> int:
        """The sign behind "… với các nội dung sau:" and "… một số vấn đề sau." at the end; else 0."""
        tokens = self._tokens
        ends = tokens.plain(last - 1) == ":" or announces(tokens, last)
        return last - 1 if ends and last - 1 > first else 0

    def _misspelt(self, index: int, last: int) -> tuple[Unit, ...]:
        """ "các cơn quan, đơn vị, địa phương": a list of units whose first noun is not known."""
        tokens = self._tokens
        if tokens.plain(index) not in ("các", "những"):
            return ()
        comma = next((i for i in range(index + 2, min(last, index + 5)) if tokens.plain(i) == ","), 0)
        found = HEADS.at(tokens, comma + 1, last) if comma else None
        if not found or found[1] != "common":
            return ()
        units = phrases_at(tokens, comma - 1, last) or phrases_at(tokens, comma + 1, last)
        return units if not units else (Unit(index, units[0].last, UnitKind.GROUP), *units[1:])

    def _after_adverbial(self, index: int, last: int) -> int:
        """Past "trong thời gian tới," and ", để đạt chỉ tiêu," where somebody stands behind it; else 0."""
        tokens = self._tokens
        index += tokens.plain(index) == ","
        if not (ADVERBIALS.at(tokens, index, last) or tokens.says(index, "thời", "gian")):
            return 0
        dated = after_date(tokens, index, last)
        if dated and phrases_at(tokens, dated, last):
            return dated
        for comma in range(index + 2, min(last, index + LONGEST_ADVERBIAL)):
            if tokens.plain(comma) in (":", ";"):
                return 0
            units = phrases_at(tokens, comma + 1, last, across=True) if tokens.plain(comma) == "," else ()
            if units and (MODALS.at(tokens, units[-1].last, last) or works_at(tokens, units[-1].last, last)):
                return comma + 1
        return 0

    def _leads(self, first: int, colon: int) -> bool:
        words = [self._tokens.plain(i) for i in range(first, colon)]
        if words and set(words) <= LEAD_WORDS:
            return True
        if 0 < len(words) < 7 and words[-1] in LAST_LEADS:
            return True
        return "sau" in words[-4:] or bool(set(words[-7:]) & {"nội", "nhiệm", "việc", "giải", "biện", "cụ", "là"})
