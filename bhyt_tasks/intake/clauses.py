"""What does one clause say: who orders, who is to act, must they, and where does the order begin?"""

import bisect
from dataclasses import dataclass, field, replace

from bhyt_tasks.intake.dates import time_end
from bhyt_tasks.intake.tokens import Phrases, Tokens, words
from bhyt_tasks.intake.units import HEADS, TITLES, Unit, UnitKind, phrases_at
from bhyt_tasks.intake.verbs import (
    ACTIONS,
    CONNECTORS,
    FACTS,
    ISSUES_PAPER,
    MANNER,
    MODALS,
    NOUN_BEFORE,
    ORDERS,
    PAST,
    PROGRESS,
)

ADVERBIALS = Phrases(
    {
        "time": (
            "từ nay | từ | đến | tới | trước | trong | hết | chậm nhất | hằng | hàng | định kỳ | vào | ngay | sau"
            " | cuối | ngày | hằng tháng | hàng tháng | hằng tuần | hàng tuần | hằng quý | hàng quý | quý | năm"
            " | tháng | mỗi tháng | mỗi tuần | phấn đấu đến | phấn đấu hết | chiều | sáng | mỗi quý | thứ"
        ),
        "purpose": "để | nhằm",
        "ground": (
            "theo | căn cứ | căn cứ vào | trên cơ sở | dựa trên | với | đối với | về | bên cạnh | cùng với | ngoài"
            " | qua | khi | do | tại | trên tinh thần | trước tình hình | xuất phát từ | bằng | nếu | trường hợp"
            " | sau khi | nhân dịp | riêng | về phía | thay mặt | qua đó | liên quan | trong bối cảnh | nói về"
            " | dịp này | cũng tại"
        ),
        "act": "thực hiện | phát biểu | kết luận | kết thúc | tiếp thu | hưởng ứng",
        "praise": "đánh giá | ghi nhận | đánh giá cao | biểu dương | chia sẻ",
    }
)
PRONOUNS = Phrases(
    {
        "who": (
            "đồng chí | ông | bà | hội nghị | cuộc họp | phiên họp | buổi làm việc | người chủ trì | chủ tọa"
            " | chủ trì hội nghị | thành phố | chính phủ | thủ tướng | thủ tướng chính phủ | lãnh đạo | quốc hội"
            " | bộ y tế | bộ tài chính | bộ nội vụ | tỉnh | huyện | xã | phường | thị xã | quận | thị trấn | kế hoạch"
            " | văn bản | công văn | chỉ thị | công điện | thông báo | quyết định | tôi | trong đó | qua đó | ban"
            " | đ / c | họp | ngành | ban này | thành ủy | đoàn"
        )
    }
)
SIDE = words(
    "vẫn cũng còn đã vừa có và tiếp tục nhiệm đồng thời lại đặc biệt xin rất trân trọng mới khẩn trương ra"
    " phải luôn thường xuyên trực sẽ cuối cùng kịp"
)
PLEDGES = Phrases(
    {
        "do": (
            "phấn đấu | tập trung | triển khai | tổ chức | xây dựng | hoàn thành | lấy | chọn | thành lập | tiếp tục"
            " | đưa | giao chỉ tiêu"
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
BUT_SO_FAR = Phrases(
    {"but": "song đến nay | nhưng đến nay | tuy nhiên đến nay | đến nay mới | đến nay đã | đến nay chưa | đến nay vẫn"}
)
LONGEST_ISSUER = 60  # tokens of who orders, with what stands before
KEPT_GROUNDS = frozenset(("căn", "trên", "nếu", "trường", "khi", "để", "nhằm"))  # part of what is ordered


@dataclass(slots=True)
class Order:
    """An order verb and what follows it; token indexes."""

    verb: int
    after: int
    tag: str  # "ask", "give", "direct", "say"
    told: tuple[Unit, ...] = ()
    content: int = 0  # where the work begins
    colon: int = -1  # the colon that opens what is ordered
    leads: bool = False  # "… thực hiện các nội dung sau:": the work comes behind the colon
    paper: bool = False  # it was a paper that ordered


@dataclass(slots=True)
class Reading:
    """One clause as read; ``begin`` is where it begins without connectors, ``core`` without adverbials too."""

    first: int
    last: int
    begin: int = 0
    core: int = 0
    topic: tuple[Unit, ...] = ()
    subject: tuple[Unit, ...] = ()
    predicate: int = 0
    modal: bool = False
    acts: bool = False
    past: bool = False
    titled: bool = False  # subject and a colon
    fact: bool = False
    into: bool = False  # "theo đó", "cụ thể"
    paper: bool = False  # "theo Kế hoạch số …"
    speaker: bool = False  # "theo đồng chí …"
    background: bool = False  # "thực hiện Thông báo số …"
    order: Order | None = None
    forced: tuple[Unit, ...] = field(default=())  # units before a "phải" further on


class Grammar:
    """Reads clauses of one text."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens

    def read(self, first: int, last: int) -> Reading:
        clause = Reading(first, last)
        self._open(clause)
        self._find_subject(clause)
        clause.order = self._find_order(clause)
        if clause.predicate == 0:
            clause.predicate = clause.core
        clause.forced = self._forced(clause)
        return clause

    # What stands before the work

    def _open(self, clause: Reading) -> None:
        """Past signs, connectors and topics to ``begin``; past adverbials to ``core``."""
        index = self._skip_signs(clause.first, clause.last)
        clause.fact = FACTS.at(self.tokens, index, clause.last) is not None
        for _ in range(4):
            index = self._skip_signs(index, clause.last)
            index = self._past_label(index, clause.last)
            found = CONNECTORS.at(self.tokens, index, clause.last)
            if not found:
                break
            word = self.tokens.plain(index)
            clause.into |= word in ("theo", "cụ")
            if found[0] - index == 1 and word == "sau":
                break
            index = self._topic(clause, index, found[0])
        clause.begin = index
        clause.core = self._skip_adverbials(clause, index)

    def _skip_signs(self, index: int, last: int) -> int:
        while index < last and not self.tokens[index].is_word and not self.tokens[index].is_number:
            if self.tokens.plain(index) == "(" and self.tokens.plain(index + 2) == ")":
                index += 2
            index += 1
        return index

    def _past_label(self, index: int, last: int) -> int:
        """Past "Tiêu chí BHYT:" when a unit or an order stands behind it."""
        colon = self._colon_soon(index, last, far=9)
        if colon <= index + 1 or colon + 2 >= last or phrases_at(self.tokens, index, last):
            return index
        if any(ORDERS.at(self.tokens, i, colon) or MODALS.at(self.tokens, i, colon) for i in range(index, colon)):
            return index
        begins = phrases_at(self.tokens, colon + 1, last) or ORDERS.at(self.tokens, colon + 1, last)
        return colon + 1 if begins else index

    def _topic(self, clause: Reading, index: int, after: int) -> int:
        """ "Đối với UBND các xã," names who is meant; "Với cấp xã, UBND các xã …" only what it is about."""
        word = self.tokens.plain(after - 1)
        if word not in ("với", "phía", "riêng", "còn"):
            return after
        units = phrases_at(self.tokens, after, clause.last)
        if units and word in ("riêng", "còn"):
            return after
        if units and self.tokens.plain(units[-1].last) in (",", ":"):
            clause.topic = units
            return units[-1].last
        if units:
            return self._topic_before_subject(clause, after, units)
        comma = self._comma(after, clause.last)
        return comma + 1 if comma else after

    def _topic_before_subject(self, clause: Reading, after: int, units: tuple[Unit, ...]) -> int:
        """ "Với cấp xã, UBND các xã phải …": behind the last comma of the units begins the subject."""
        for before, unit in zip(reversed(units[:-1]), reversed(units[1:]), strict=True):
            if self.tokens.plain(before.last) == ",":
                clause.topic = tuple(each for each in units if each.last <= before.last)
                return unit.first
        clause.topic = units
        comma = self._comma(units[-1].last, clause.last)
        return comma + 1 if comma and self._may_begin(comma + 1, clause.last) else units[-1].last

    def _comma(self, index: int, last: int) -> int:
        """The next comma outside brackets; 0 when there is none."""
        depth = 0
        while index < last:
            sign = self.tokens.plain(index)
            depth += (sign == "(") - (sign == ")")
            if sign == "," and depth <= 0:
                return index
            if sign == ":":
                return 0
            index += 1
        return 0

    def _skip_adverbials(self, clause: Reading, index: int) -> int:
        for _ in range(4):
            index = self._skip_signs(index, clause.last)
            found = ADVERBIALS.at(self.tokens, index, clause.last)
            if not found or phrases_at(self.tokens, index, clause.last):
                break
            if self.tokens.plain(index) == "theo":
                clause.paper |= self._cites_paper(index, clause.last)
                clause.speaker |= TITLES.at(self.tokens, index + 1, clause.last) is not None
            clause.background |= self.tokens.says(index, "thực", "hiện") and found[1] == "act"
            start, after = index, self._after_adverbial(clause, index, found[1])
            if not after:
                break
            index = after
            if found[1] == "ground" and self.tokens.plain(start) not in KEPT_GROUNDS:
                clause.begin = index
        return index

    def _cites_paper(self, index: int, last: int) -> bool:
        """ "Theo Kế hoạch số 12/KH-UBND", "Theo quy định mới"."""
        stop = min(last, index + 16)
        words = [self.tokens.plain(i) for i in range(index + 1, stop)]
        own = "số" in words[:4] or {"mới", "này"} & set(words[:4]) or {"duyệt", "hành"} & set(words)
        return (ISSUES_PAPER.at(self.tokens, index + 1, last) is not None and bool(own)) or words[:3] in (
            ["quy", "định", "mới"],
            ["văn", "bản", "này"],
        )

    def _after_adverbial(self, clause: Reading, index: int, tag: str) -> int:
        dated = self._after_date(index, clause.last) if tag == "time" else 0
        if dated and (self._may_begin(dated, clause.last) or self.tokens.plain(dated - 1) == ","):
            return dated
        comma = self._comma(index, clause.last)
        while comma:
            following = self._skip_signs(comma, clause.last)
            if self._may_begin(following, clause.last, tag=tag):
                return following
            comma = self._comma(comma + 1, clause.last)
        return 0

    def _after_date(self, index: int, last: int) -> int:
        """Past "đến tháng 12/2017" and "từ ngày 1 đến ngày 5 hằng tháng", with the comma behind it; else 0."""
        view = self.tokens.view
        start, stop = self.tokens[index].start, self.tokens[last - 1].end
        end = time_end(view.plain, start, stop)
        if end == start:
            return 0
        after = bisect.bisect_left(self.tokens.starts, end)
        return min(last, after + (self.tokens.plain(after) == ","))

    def _may_begin(self, index: int, last: int, *, tag: str = "") -> bool:
        """May the main clause begin here: with a unit, a person, an order, a modal or an action?

        Behind an action only somebody new begins it, else the two are one enumeration.
        """
        units = phrases_at(self.tokens, index, last)
        someone = units or PRONOUNS.at(self.tokens, index, last)
        if tag in ("act", "praise"):
            grouped = units and units[0].kind in (UnitKind.GROUP, UnitKind.BACK)
            return bool(someone) and not (grouped and tag == "praise")
        return bool(
            someone
            or ORDERS.at(self.tokens, index, last)
            or MODALS.at(self.tokens, index, last)
            or ADVERBIALS.at(self.tokens, index, last)
            or ACTIONS.at(self.tokens, index, last)
            or self.tokens.says(index, "việc")
        )

    # Who acts

    def _find_subject(self, clause: Reading) -> None:
        units = phrases_at(self.tokens, clause.core, clause.last)
        at = units[-1].last if units else clause.core
        if units and not self._object_noun(clause):
            clause.subject = units
        self._read_predicate(clause, at)

    def _object_noun(self, clause: Reading) -> bool:
        return clause.subject != () or self.tokens.says(clause.core, "hội", "nghị")

    def _read_predicate(self, clause: Reading, index: int) -> None:
        """Modal, aspect and action behind the subject, with adverbs and a bracket or an aside between."""
        tokens, last = self.tokens, clause.last
        index = self._stretched(clause, index)
        clause.predicate = index
        index = self._after_aside(index, last)
        if clause.subject and tokens.plain(index) == ":":
            clause.titled, clause.predicate = True, index + 1
            return
        for _ in range(6):
            if tokens.plain(index) in PAST and not tokens.says(index, "vừa", "phải"):
                clause.past = tokens.plain(index) != "sẽ" or clause.past
                clause.past = True
            elif MODALS.at(tokens, index, last):
                clause.modal = True
            elif ACTIONS.at(tokens, index, last) or MANNER.at(tokens, index, last):
                clause.acts = True
            found = MODALS.at(tokens, index, last) or MANNER.at(tokens, index, last) or ACTIONS.at(tokens, index, last)
            if clause.modal or (not found and tokens.plain(index) not in SIDE):
                break
            if found and clause.acts and not MANNER.at(tokens, index, last):
                break
            index = found[0] if found else index + 1

    def _stretched(self, clause: Reading, index: int) -> int:
        """Past words that tell which units are meant, up to their "phải": "ba xã bãi ngang phải"."""
        tokens = self.tokens
        if not clause.subject or tokens.plain(index) in PROGRESS or tokens.plain(index) == ":":
            return index
        relative = self._relative(index, clause.last) or self._such_as(index, clause.last)
        if relative:
            clause.subject = (*clause.subject[:-1], replace(clause.subject[-1], last=relative))
            return relative
        for after in range(index, min(clause.last, index + 10)):
            found = MODALS.at(tokens, after, clause.last)
            if found and tokens.plain(after) != "nên":
                unit = clause.subject[-1]
                if after > index:
                    clause.subject = (*clause.subject[:-1], replace(unit, last=after))
                return after
            if (
                tokens.plain(after) in (",", ":", "(", "và")
                or ACTIONS.at(tokens, after, clause.last)
                or MANNER.at(tokens, after, clause.last)
            ):
                if tokens.plain(after) not in ("đạt", "có", "làm", "chưa"):
                    break
        return index

    def _relative(self, index: int, last: int) -> int:
        """Past "có tỷ lệ dưới 88%" when work or a modal follows; else 0."""
        tokens = self.tokens
        if not (tokens.plain(index) in ("có", "chưa", "đạt", "đang") and index + 2 < last):
            return 0
        for after in range(index + 2, min(last - 1, index + 14)):
            if tokens.plain(after) in ("%", "thấp", "cao", "chậm", "tiêu"):
                follows = ACTIONS.at(tokens, after + 1, last) or MODALS.at(tokens, after + 1, last)
                return after + 1 if follows else 0
            if tokens.plain(after) in (",", ":"):
                return 0
        return 0

    def _such_as(self, index: int, last: int) -> int:
        """Past "có khu nhà trọ lớn như Long Bình, Trảng Dài" up to "cần"; else 0."""
        tokens = self.tokens
        if tokens.plain(index) not in ("có", "như", "nằm", "thuộc", "chưa", "ở", "tại"):
            return 0
        for after in range(index + 1, min(last, index + 22)):
            if tokens.plain(after) in ("cần", "phải") and tokens.plain(after - 1) not in ("không", "vẫn"):
                return after
            if tokens.plain(after) == "thì" and tokens.plain(index - 1) == "nào":
                return after
            if tokens.plain(after) in (":", "đã", "vì", "nên", "do", "nói", "kể", "rằng", "hay"):
                return 0
        return 0

    def _after_aside(self, index: int, last: int) -> int:
        """Past "(bộ phận một cửa)", "theo chức năng, nhiệm vụ," and a comma."""
        tokens = self.tokens
        if tokens.plain(index) == "(":
            depth_end = next((i for i in range(index, min(last, index + 25)) if tokens.plain(i) == ")"), 0)
            index = depth_end + 1 if depth_end else index
        if tokens.plain(index) in (
            "theo",
            "căn",
            "trên",
            "bằng",
            "tùy",
            "trong",
            "ngoài",
            "từ",
            "hằng",
            "hàng",
            "định",
            "trước",
            "đến",
            "chậm",
            "khi",
            "dựa",
            "với",
            "tại",
            "nhất",
            "sau",
        ):
            for after in range(index + 1, min(last, index + 22)):
                if tokens.plain(after) == ":":
                    break
                if MODALS.at(tokens, after, last) or self._main_verb(after, last):
                    return after
        return index + 1 if tokens.plain(index) == "," else index

    def _main_verb(self, index: int, last: int) -> bool:
        before = self.tokens.plain(index - 1)
        found = ACTIONS.at(self.tokens, index, last)
        return (
            found is not None
            and found[0] - index > 1
            and before not in ("được", "đã", "để", "của", "việc", "nhằm", "về", "công", "sở", "này", "vụ")
        ) or (found is not None and before == ",")

    # Who orders

    def _find_order(self, clause: Reading) -> Order | None:
        index = clause.first
        while index < clause.last:
            found = ORDERS.at(self.tokens, index, clause.last)
            if found:
                order = self._order(clause, index, *found)
                if order:
                    return order
            index += 1
        return None

    def _order(self, clause: Reading, verb: int, after: int, tag: str) -> Order | None:
        order = Order(verb, after, tag)
        order.paper = self._paper_orders(clause, verb)
        if tag == "say" and self._agrees_to(verb, after, clause):
            order.tag, order.content = "ask", after
            return order
        if tag == "say":
            order.colon = self._colon_soon(after, clause.last)
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

    def _agrees_to(self, verb: int, after: int, clause: Reading) -> bool:
        """ "Hội nghị thống nhất phấn đấu …": a decision without a colon."""
        agreed = (
            self.tokens.says(verb, "thống", "nhất")
            and after == verb + 2
            and PLEDGES.at(self.tokens, after, clause.last)
        )
        return bool(agreed) and self._issuer_stands(clause, verb) and verb > clause.first

    def _works(self, index: int, last: int) -> bool:
        return bool(ACTIONS.at(self.tokens, index, last) or MANNER.at(self.tokens, index, last))

    def _rules(self, clause: Reading, order: Order) -> bool:
        """ "Quy chế quy định UBND cấp xã lập …": only where a paper is the subject."""
        opens = ISSUES_PAPER.at(self.tokens, self._skip_signs(clause.first, clause.last), order.verb)
        return opens is not None and bool(order.colon > 0 or (order.told and order.content < clause.last - 2))

    def _noun(self, verb: int) -> bool:
        if verb + 1 >= len(self.tokens):
            return True
        tokens, before = self.tokens, self.tokens.plain(verb - 1)
        if before == "được" or before == "bị":
            return True
        return (before in NOUN_BEFORE and not self.tokens.says(verb - 2, "một", "số")) or (
            self.tokens.plain(verb) == "giao"
            and self.tokens.plain(verb + 1) in ("ban", "thông", "dịch", "lưu", "tiếp", "chỉ", "kế", "nhận", "mùa")
            and tokens[verb + 1].written[-1].islower() == tokens[verb].written[-1].islower()
            and not tokens[verb + 1].written.istitle()
        )

    def _paper_orders(self, clause: Reading, verb: int) -> bool:
        return any(ISSUES_PAPER.at(self.tokens, i, verb) for i in range(max(clause.first, verb - 25), verb))

    def _told(self, order: Order, clause: Reading) -> None:
        """Who is told, behind the verb: "yêu cầu trong thời gian tới các đơn vị …"."""
        tokens, last = self.tokens, clause.last
        index = order.after
        while tokens.plain(index) in ("đối", "cho", "tới", "rõ", "thêm", "ngay", "tới", "cụ", "thể") or tokens.says(
            index - 1, "đối", "với"
        ):
            index += 1
        if tokens.plain(index) == ":":
            order.colon = index
            index = self._skip_signs(index, last)
        units = phrases_at(tokens, index, last, across=True)
        if not units and (ADVERBIALS.at(tokens, index, last) or tokens.says(index, "thời", "gian")):
            later = self._after_date(index, last)
            units = phrases_at(tokens, later, last, across=True) if later else ()
            index = later if units else index
        order.told = units
        order.content = units[-1].last if units else index
        if order.colon < 0:
            colon = self._colon_soon(order.content, last, far=30)
            last_word = bool(colon) and colon + 1 >= last
            if colon and (colon == order.content or last_word or self._leads(order.content, colon)):
                named = not any(self._works(i, colon) for i in range(order.content, colon))
                if last_word and order.told and not self._leads(order.content, colon) and named:
                    order.told = (*order.told[:-1], replace(order.told[-1], last=colon))
                order.colon, order.leads = colon, colon > order.content
                order.content = colon + 1

    def _colon_soon(self, index: int, last: int, far: int = 18) -> int:
        return next((i for i in range(index, min(last, index + far)) if self.tokens.plain(i) == ":"), 0)

    def _leads(self, first: int, colon: int) -> bool:
        words = [self.tokens.plain(i) for i in range(first, colon)]
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

    def _follows_well(self, order: Order, clause: Reading) -> bool:
        """Does work follow, or a colon?"""
        tokens, last = self.tokens, clause.last
        if order.colon > 0:
            return True
        if order.tag in ("give", "direct") and not order.told:
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

    def _has_issuer(self, clause: Reading, order: Order) -> bool:
        """Is it somebody who may order, and now? "đã giao", "các xã đề nghị" and "Phòng chỉ đạo các trường" are not."""
        tokens, verb = self.tokens, order.verb
        if self._was_done(clause, order):
            return False
        if clause.subject and clause.subject[0].first < verb:
            if clause.modal or clause.titled:
                return False
            if clause.subject[0].kind is UnitKind.GROUP or tokens.says(clause.core, "đại"):
                return False
        if order.told and self._higher(order.told[0]):
            return False
        return (order.tag == "ask" and bool(order.told or order.colon > 0)) or self._issuer_stands(clause, verb)

    def _was_done(self, clause: Reading, order: Order) -> bool:
        """ "đã giao", "đang tích cực chỉ đạo", "từ đầu năm huyện đã yêu cầu" tell of earlier orders."""
        tokens, verb = self.tokens, order.verb
        before = [tokens.plain(i) for i in range(max(clause.first, verb - 4), verb)]
        if order.tag in ("give", "direct") and order.colon < 0 and {"đã", "đang", "từng"} & set(before[-3:]):
            return True
        if any(BUT_SO_FAR.at(tokens, i, clause.last) for i in range(verb, min(clause.last, verb + LONGEST_ISSUER))):
            return True
        near = range(max(clause.first, verb - LONGEST_ISSUER), verb)
        ago = [found[1] for i in near if (found := LONG_AGO.at(tokens, i, verb))]
        return "earlier" in ago or (bool(ago) and any(tokens.plain(i) in PROGRESS for i in near))

    def _higher(self, unit: Unit) -> bool:
        words = [self.tokens.plain(i) for i in range(unit.first, unit.last)]
        return words[-2:] in (["cấp", "trên"], ["trung", "ương"], ["việt", "nam"]) or words[:1] == ["bộ"]

    def _issuer_stands(self, clause: Reading, verb: int) -> bool:
        """Is there nothing before the verb but who orders, with adverbs?"""
        tokens = self.tokens
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

    def _forced(self, clause: Reading) -> tuple[Unit, ...]:
        """The units right before a "phải" or "cần" behind a comma of the clause."""
        tokens = self.tokens
        for index in range(clause.core + 1, clause.last):
            if tokens.plain(index) in ("phải", "cần") and not clause.modal:
                comma = next(
                    (i for i in range(index - 1, max(clause.core, index - 14), -1) if tokens.plain(i) == ","), 0
                )
                while comma:
                    units = phrases_at(tokens, comma + 1, index)
                    if units and units[-1].last == index:
                        earlier = self._comma_back(comma - 1, clause.core)
                        longer = phrases_at(tokens, earlier + 1, index) if earlier else ()
                        return longer if longer and longer[-1].last == index else units
                    comma = self._comma_back(comma - 1, max(clause.core, index - 14))
        return ()

    def _comma_back(self, index: int, first: int) -> int:
        return next((i for i in range(index, first, -1) if self.tokens.plain(i) == ","), 0)
