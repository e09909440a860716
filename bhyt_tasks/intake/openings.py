"""What stands before the subject of a clause: connectors, topics, time, purpose and grounds?"""

from bhyt_tasks.intake.clause import Said, after_date, colon_soon, skip_signs
from bhyt_tasks.intake.tokens import Tokens
from bhyt_tasks.intake.unit_lists import phrases_at
from bhyt_tasks.intake.unit_words import TITLES
from bhyt_tasks.intake.units import Unit, UnitKind
from bhyt_tasks.intake.verbs import ACTIONS, ADVERBIALS, CONNECTORS, FACTS, ISSUES_PAPER, MODALS, ORDERS, PRONOUNS

KEPT_GROUNDS = frozenset(("căn", "trên", "nếu", "trường", "khi", "để", "nhằm"))  # part of what is ordered


class Openings:
    """Reads the openings of the clauses of one text."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def read(self, clause: Said) -> None:
        """Past signs, connectors and topics to ``begin``; past adverbials to ``core``."""
        index = skip_signs(self._tokens, clause.first, clause.last)
        clause.fact = FACTS.at(self._tokens, index, clause.last) is not None
        for _ in range(4):
            index = skip_signs(self._tokens, index, clause.last)
            index = self._past_label(index, clause.last)
            found = CONNECTORS.at(self._tokens, index, clause.last)
            if not found:
                break
            word = self._tokens.plain(index)
            clause.into |= word in ("theo", "cụ")
            if found[0] - index == 1 and word == "sau":
                break
            index = self._topic(clause, index, found[0])
        clause.begin = skip_signs(self._tokens, index, clause.last)
        clause.core = self._skip_adverbials(clause, clause.begin)

    def _past_label(self, index: int, last: int) -> int:
        """Past "Tiêu chí BHYT:" when a unit or an order stands behind it."""
        colon = colon_soon(self._tokens, index, last, far=9)
        if colon <= index + 1 or colon + 2 >= last or phrases_at(self._tokens, index, last):
            return index
        if any(ORDERS.at(self._tokens, i, colon) or MODALS.at(self._tokens, i, colon) for i in range(index, colon)):
            return index
        begins = phrases_at(self._tokens, colon + 1, last) or ORDERS.at(self._tokens, colon + 1, last)
        return colon + 1 if begins else index

    def _topic(self, clause: Said, index: int, after: int) -> int:
        """ "Đối với UBND các xã," names who is meant; "Với cấp xã, UBND các xã …" only what it is about."""
        word = self._tokens.plain(after - 1)
        if word not in ("với", "phía", "riêng", "còn"):
            return after
        units = phrases_at(self._tokens, after, clause.last)
        if units and word in ("riêng", "còn"):
            return after
        if units and self._tokens.plain(units[-1].last) in (",", ":"):
            clause.topic = units
            return units[-1].last
        if units:
            return self._topic_before_subject(clause, after, units)
        comma = self._comma(after, clause.last)
        return comma + 1 if comma else after

    def _topic_before_subject(self, clause: Said, after: int, units: tuple[Unit, ...]) -> int:
        """ "Với cấp xã, UBND các xã phải …": behind the last comma of the units begins the subject."""
        for before, unit in zip(reversed(units[:-1]), reversed(units[1:]), strict=True):
            if self._tokens.plain(before.last) == ",":
                clause.topic = tuple(each for each in units if each.last <= before.last)
                return unit.first
        clause.topic = units
        comma = self._comma(units[-1].last, clause.last)
        return comma + 1 if comma and self._may_begin(comma + 1, clause.last) else units[-1].last

    def _comma(self, index: int, last: int) -> int:
        """The next comma outside brackets; 0 when there is none."""
        depth = 0
        while index < last:
            sign = self._tokens.plain(index)
            depth += (sign == "(") - (sign == ")")
            if sign == "," and depth <= 0:
                return index
            if sign == ":":
                return 0
            index += 1
        return 0

    def _skip_adverbials(self, clause: Said, index: int) -> int:
        for _ in range(4):
            index = skip_signs(self._tokens, index, clause.last)
            found = ADVERBIALS.at(self._tokens, index, clause.last)
            if not found or phrases_at(self._tokens, index, clause.last):
                break
            if self._tokens.plain(index) == "theo":
                clause.paper |= self._cites_paper(index, clause.last)
                clause.speaker |= TITLES.at(self._tokens, index + 1, clause.last) is not None
            clause.background |= self._tokens.says(index, "thực", "hiện") and found[1] == "act"
            start, after = index, self._after_adverbial(clause, index, found[1])
            if not after:
                break
            index = after
            if found[1] == "ground" and self._tokens.plain(start) not in KEPT_GROUNDS:
                clause.begin = index
        return index

    def _cites_paper(self, index: int, last: int) -> bool:
        """ "Theo Kế hoạch số 12/KH-UBND", "Theo quy định mới"."""
        stop = min(last, index + 16)
        words = [self._tokens.plain(i) for i in range(index + 1, stop)]
        own = (
            "số" in words[:4] or "của" in words[:3] or {"mới", "này"} & set(words[:4]) or {"duyệt", "hành"} & set(words)
        )
        return (ISSUES_PAPER.at(self._tokens, index + 1, last) is not None and bool(own)) or words[:3] in (
            ["quy", "định", "mới"],
            ["văn", "bản", "này"],
        )

    def _after_adverbial(self, clause: Said, index: int, tag: str) -> int:
        dated = after_date(self._tokens, index, clause.last) if tag == "time" else 0
        if dated and (self._may_begin(dated, clause.last) or self._tokens.plain(dated - 1) == ","):
            return dated
        comma = self._comma(index, clause.last)
        while comma:
            following = skip_signs(self._tokens, comma, clause.last)
            if self._may_begin(following, clause.last, tag=tag):
                return following
            comma = self._comma(comma + 1, clause.last)
        return 0

    def _may_begin(self, index: int, last: int, *, tag: str = "") -> bool:
        """May the main clause begin here: with a unit, a person, an order, a modal or an action?

        Behind an action only somebody new begins it, else the two are one enumeration.
        """
        units = phrases_at(self._tokens, index, last)
        someone = units or PRONOUNS.at(self._tokens, index, last)
        if tag in ("act", "praise"):
            grouped = units and units[0].kind in (UnitKind.GROUP, UnitKind.BACK)
            return bool(someone) and not (grouped and tag == "praise")
        return bool(
            someone
            or ORDERS.at(self._tokens, index, last)
            or MODALS.at(self._tokens, index, last)
            or ADVERBIALS.at(self._tokens, index, last)
            or ACTIONS.at(self._tokens, index, last)
            or self._tokens.plain(index) in ("việc", "sẽ")
        )
