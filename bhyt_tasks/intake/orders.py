"""Does a clause order something: who says so, to whom, and where does the work begin?"""

from bhyt_tasks.intake.addressees import Addressees
from bhyt_tasks.intake.clause import Order, Said, colon_soon, skip_signs
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
OF_STATE = Phrases({"state": "thủ tướng | chính phủ | quốc hội | bộ trưởng | phó thủ tướng"})
ASKERS = Phrases(  # who cannot order
    {
        "asks": (
            "cử tri | người dân | nhân dân | bạn đọc | đại biểu | các đại biểu | một số đại biểu | nhiều đại biểu"
            " | đại biểu quốc hội"
        )
    }
)
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
TELLS_HOW = Phrases({"tell": "cho biết | cho thấy | theo báo cáo"})
LONGEST_ISSUER = 60  # tokens of who orders, with what stands before


class Orders:
    """Finds the order of each clause of one text."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._addressees = Addressees(tokens)

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
        if tag == "say" and self._addressees.find_reported(order, clause.last) and self._issuer_stands(clause, verb):
            order.tag = "ask"
            return None if self._was_done(clause, order) else order
        if tag == "say":
            order.colon = colon_soon(self._tokens, after, clause.last)
            order.leads = order.colon > 0
            return order if order.leads and (not self._noun(verb) or order.colon + 1 >= clause.last) else None
        self._addressees.find(order, clause.last)
        if tag == "give" and order.told and self._gives_tasks(order, clause):
            order.colon, order.content = clause.last - 1, clause.last
        if tag == "rule":
            return order if self._rules(clause, order) else None
        if self._noun(verb) and not (order.paper and order.told):
            return None
        if not self._follows_well(order, clause) or not self._has_issuer(clause, order):
            return None
        return order

    def _gives_tasks(self, order: Order, clause: Said) -> bool:
        """ "Chủ tịch giao nhiệm vụ cho các đơn vị.": what they are to do comes in the next sentences."""
        tokens = self._tokens
        ends = order.content == clause.last - 1 and tokens.plain(order.content) == "."
        return ends and tokens.says(order.verb, "giao", "nhiệm", "vụ")

    def _agrees_to(self, verb: int, after: int, clause: Said) -> bool:
        """ "Hội nghị thống nhất phấn đấu …": a decision without a colon."""
        agreed = (
            self._tokens.says(verb, "thống", "nhất")
            and after == verb + 2
            and PLEDGES.at(self._tokens, after, clause.last)
        )
        return bool(agreed) and self._issuer_stands(clause, verb) and verb > clause.first

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
        if tokens.says(order.content, "cấp", "trên"):
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
        while index < verb:
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
        return True
