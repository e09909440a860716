"""Does a clause order something: who says so, to whom, and where does the work begin?"""

from dataclasses import replace

from bhyt_tasks.intake.clause import Order, Said, after_date, colon_soon, skip_signs
from bhyt_tasks.intake.segments import announces
from bhyt_tasks.intake.tokens import Phrases, Tokens, words
from bhyt_tasks.intake.unit_lists import phrases_at
from bhyt_tasks.intake.unit_words import HEADS, TITLES
from bhyt_tasks.intake.units import Unit, UnitKind
from bhyt_tasks.intake.verbs import (
    ACTIONS,
    ADVERBIALS,
    CONNECTORS,
    ISSUES_PAPER,
    MANNER,
    MODALS,
    NOUN_BEFORE,
    ORDERS,
    PROGRESS,
    PRONOUNS,
    SIDE,
)

PLEDGES = Phrases(
    {
        "do": (
            "phấn đấu | tập trung | triển khai | tổ chức | xây dựng | hoàn thành | lấy | chọn | thành lập"
            " | tiếp tục | đưa | giao chỉ tiêu"
        )
    }
)
LONG_AGO = Phrases(
    {
        "earlier": "trước đó | trước đây",
        "ago": (
            "từ đầu năm | đầu năm | thời gian qua | để có kết quả | để có được kết quả | để đạt được kết quả"
            " | năm qua | những năm qua | nhờ | nhiều lần | từ năm | ngay từ"
        ),
    }
)
LEAD_WORDS = words(
    "thời gian tới trong như sau một số nội dung nhiệm vụ việc cụ thể ngay cần phải thêm các những rõ này tập trung là"
)
OF_STATE = Phrases({"state": "thủ tướng | chính phủ | quốc hội | bộ trưởng | phó thủ tướng"})
ASKERS = Phrases(
    {
        "asks": "cử tri | người dân | nhân dân | bạn đọc | đại biểu | các đại biểu | một số đại biểu | nhiều đại biểu | đại biểu quốc hội"
    }
)  # who cannot order
AT_MEETING = Phrases({"at": "tại hội nghị | tại cuộc họp | tại buổi làm việc | tại phiên họp | tại buổi kiểm tra"})
BUT_SO_FAR = Phrases(
    {
        "but": (
            "song đến nay | nhưng đến nay | tuy nhiên đến nay | đến nay mới | đến nay đã | đến nay chưa | đến nay vẫn"
        )
    }
)
AGENCIES = words("bhxh bảo phòng sở trung trạm chi")
LEVELS = words("xã phường huyện tỉnh phố quận")
LONGEST_ADVERBIAL = 50  # tokens between an order and who is told
TELLS_HOW = Phrases({"tell": "cho biết | cho thấy | theo báo cáo"})
LONGEST_ISSUER = 60  # tokens of who orders, with what stands before


class Orders:
    """Finds the order of each clause of one text."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def find(self, clause: Said) -> Order | None:
        index = clause.first
        while index < clause.last:
            found = ORDERS.at(self._tokens, index, clause.last)
            if found:
                order = self._order(clause, index, *found)
                if order:
                    return order
            index += 1
        return None

    def _order(self, clause: Said, verb: int, after: int, tag: str) -> Order | None:
        order = Order(verb, after, tag)
        order.paper = self._paper_orders(clause, verb)
        if tag == "say" and self._agrees_to(verb, after, clause):
            order.tag, order.content = "ask", after
            return order
        if tag == "say":
            order.colon = colon_soon(self._tokens, after, clause.last)
            order.leads = order.colon > 0
            return order if order.leads and (not self._noun(verb) or order.colon + 1 >= clause.last) else None
        self._told(order, clause)
        if tag == "rule":
            return order if self._rules(clause, order) else None
        if self._noun(verb) and not (order.paper and order.told):
            return None
        if not self._follows_well(order, clause) or not self._has_issuer(clause, order):
            return None
        return order

    def _agrees_to(self, verb: int, after: int, clause: Said) -> bool:
        """ "Hội nghị thống nhất phấn đấu …": a decision without a colon."""
        agreed = (
            self._tokens.says(verb, "thống", "nhất")
            and after == verb + 2
            and PLEDGES.at(self._tokens, after, clause.last)
        )
        return bool(agreed) and self._issuer_stands(clause, verb) and verb > clause.first

    def _works(self, index: int, last: int) -> bool:
        return bool(ACTIONS.at(self._tokens, index, last) or MANNER.at(self._tokens, index, last))

    def _rules(self, clause: Said, order: Order) -> bool:
        """ "Quy chế quy định UBND cấp xã lập …": only where a paper is the subject."""
        opens = ISSUES_PAPER.at(self._tokens, skip_signs(self._tokens, clause.first, clause.last), order.verb)
        return opens is not None and bool(order.colon > 0 or (order.told and order.content < clause.last - 2))

    def _noun(self, verb: int) -> bool:
        if verb + 1 >= len(self._tokens):
            return True
        tokens, before = self._tokens, self._tokens.plain(verb - 1)
        if before == "được" or before == "bị":
            return True
        if self._behind_name(verb):
            return False
        return (before in NOUN_BEFORE and not self._tokens.says(verb - 2, "một", "số")) or (
            self._tokens.plain(verb) == "giao"
            and self._tokens.plain(verb + 1) in ("ban", "thông", "dịch", "lưu", "tiếp", "chỉ", "kế", "nhận", "mùa")
            and tokens[verb + 1].written[-1].islower() == tokens[verb].written[-1].islower()
            and not tokens[verb + 1].written.istitle()
        )

    def _behind_name(self, verb: int) -> bool:
        """ "thành phố Hà Nội yêu cầu", "Trưởng ban đề nghị": a name or an office, no "nội dung yêu cầu"."""
        tokens = self._tokens
        if tokens.says(verb - 2, "công", "tác") and tokens.plain(verb - 3) in ("tổ", "đoàn"):
            return True
        if tokens.plain(verb - 1) == "ban" and tokens.plain(verb - 2) in ("trưởng", "phó"):
            return tokens.plain(verb) != "chỉ"
        name = tokens[verb - 1].is_capital and tokens[verb - 2].is_capital if verb > 1 else False
        return name and not tokens[verb].is_capital and tokens.plain(verb - 1) != "ban"

    def _paper_orders(self, clause: Said, verb: int) -> bool:
        return any(ISSUES_PAPER.at(self._tokens, i, verb) for i in range(max(clause.first, verb - 25), verb))

    def _told(self, order: Order, clause: Said) -> None:
        """Who is told, behind the verb: "yêu cầu trong thời gian tới các đơn vị …"."""
        tokens, last = self._tokens, clause.last
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
            colon = colon_soon(self._tokens, order.content, last, far=30) or self._last_colon(order.content, last)
            last_word = bool(colon) and colon + 1 >= last
            if colon and (colon == order.content or last_word or self._leads(order.content, colon)):
                named = tokens.plain(order.content) in ("chưa", "đã", "có") or not any(
                    self._works(i, colon) for i in range(order.content, colon)
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
            if units and (MODALS.at(tokens, units[-1].last, last) or self._works(units[-1].last, last)):
                return comma + 1
        return 0

    def _leads(self, first: int, colon: int) -> bool:
        words = [self._tokens.plain(i) for i in range(first, colon)]
        if words and set(words) <= LEAD_WORDS:
            return True
        if 0 < len(words) < 7 and words[-1] in (
            "tốt",
            "trung",
            "khai",
            "hiện",
            "ngay",
            "túc",
            "cần",
            "phải",
            "là",
            "rõ",
        ):
            return True
        return "sau" in words[-4:] or bool(set(words[-7:]) & {"nội", "nhiệm", "việc", "giải", "biện", "cụ", "là"})

    def _follows_well(self, order: Order, clause: Said) -> bool:
        """Does work follow, or a colon?"""
        tokens, last = self._tokens, clause.last
        if order.colon > 0:
            return True
        if order.tag in ("give", "direct") and (not order.told or self._counted(order.content)):
            return False
        rest = last - order.content
        if order.told:
            return rest > 1 and tokens.plain(order.content) not in (".", ";", ")")
        return (
            order.tag == "ask"
            and rest > 2
            and bool(
                MODALS.at(tokens, order.content, last)
                or ACTIONS.at(tokens, order.content, last)
                or MANNER.at(tokens, order.content, last)
                or ADVERBIALS.at(tokens, order.content, last)
            )
        )

    def _counted(self, index: int) -> bool:
        """ "giao các sở, ngành 15.533 nhiệm vụ": statistics."""
        return self._tokens[index].is_number and self._tokens.plain(index + 1) in ("nhiệm", "việc", "văn", "đầu")

    def _has_issuer(self, clause: Said, order: Order) -> bool:
        """Is it somebody who may order, and now? "đã giao", "các xã đề nghị" and "Phòng chỉ đạo các trường" are not."""
        tokens, verb = self._tokens, order.verb
        if self._was_done(clause, order) or ASKERS.at(tokens, clause.begin, verb):
            return False
        if clause.subject and clause.subject[0].first < verb:
            if clause.modal or clause.titled:
                return False
            if clause.subject[0].kind is UnitKind.GROUP or tokens.says(clause.core, "đại"):
                return False
        of_state = any(OF_STATE.at(tokens, i, verb) for i in range(clause.first, verb))
        if order.told and ((self._higher(order.told[0]) and not of_state) or self._upward(clause, order.told[0])):
            return False
        return (order.tag == "ask" and bool(order.told or order.colon > 0)) or self._issuer_stands(clause, verb)

    def _was_done(self, clause: Said, order: Order) -> bool:
        """ "đã giao", "đang tích cực chỉ đạo", "từ đầu năm huyện đã yêu cầu" tell of earlier orders."""
        tokens, verb = self._tokens, order.verb
        before = [tokens.plain(i) for i in range(max(clause.first, verb - 4), verb)]
        if order.tag in ("give", "direct") and order.colon < 0 and {"đã", "đang", "từng"} & set(before[-3:]):
            return not (AT_MEETING.at(tokens, clause.first, verb) and "đang" not in before)
        if any(BUT_SO_FAR.at(tokens, i, clause.last) for i in range(verb, min(clause.last, verb + LONGEST_ISSUER))):
            return True
        near = range(max(clause.first, verb - LONGEST_ISSUER), verb)
        if order.tag in ("give", "direct") and any(TELLS_HOW.at(tokens, i, verb) for i in near):
            return True
        ago = [found[1] for i in near if (found := LONG_AGO.at(tokens, i, verb))]
        return "earlier" in ago or (bool(ago) and any(tokens.plain(i) in PROGRESS for i in near))

    def _higher(self, unit: Unit) -> bool:
        words = [self._tokens.plain(i) for i in range(unit.first, unit.last)]
        if words[-3:] == ["thuộc", "trung", "ương"]:
            return False
        return words[-2:] in (["cấp", "trên"], ["trung", "ương"], ["việt", "nam"]) or words[:1] == ["bộ"]

    def _upward(self, clause: Said, told: Unit) -> bool:
        """ "BHXH huyện đề nghị UBND huyện …": an agency asks the authority it serves."""
        tokens = self._tokens
        own = (
            {tokens.plain(i) for i in range(clause.subject[0].first, clause.subject[-1].last)}
            if clause.subject
            else set()
        )
        if not own or tokens.plain(clause.subject[0].first) not in AGENCIES:
            return False
        authority = tokens.plain(told.first) in ("ubnd", "ủy", "chủ", "hđnd", "thường")
        return authority and tokens.plain(told.last - 1) in LEVELS and tokens.plain(told.last - 1) in own

    def _issuer_stands(self, clause: Said, verb: int) -> bool:
        """Is there nothing before the verb but who orders, with adverbs?"""
        tokens = self._tokens
        begin = verb
        while begin > max(clause.first, verb - LONGEST_ISSUER) and tokens.plain(begin - 1) not in (
            ",",
            ":",
            '"',
            ";",
            ")",
        ):
            begin -= 1
        index = begin
        for _ in range(12):
            if index >= verb:
                return True
            units = phrases_at(tokens, index, verb)
            found = PRONOUNS.at(tokens, index, verb) or TITLES.at(tokens, index, verb) or HEADS.at(tokens, index, verb)
            if units:
                index = units[-1].last
            elif CONNECTORS.at(tokens, index, verb):
                index = CONNECTORS.at(tokens, index, verb)[0]  # type: ignore[index]
            elif ISSUES_PAPER.at(tokens, index, verb):
                return True
            elif found:
                index = found[0]
            elif tokens.plain(index) in SIDE or tokens[index].is_capital or tokens.plain(index) == "-":
                index += 1
            else:
                return False
        return index >= verb
