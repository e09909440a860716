"""Which of the clauses of a text are directives, and to whom do they go?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from bhyt_tasks.intake.clauses import Grammar, Reading
from bhyt_tasks.intake.dates import rhythm
from bhyt_tasks.intake.segments import Block, Clause, Sentence
from bhyt_tasks.intake.tokens import Phrases, Tokens, words
from bhyt_tasks.intake.units import Unit, UnitKind, phrases_at
from bhyt_tasks.intake.verbs import ACTIONS, ISSUES_PAPER, MANNER, MODALS, ORDERS


class Strength(IntEnum):
    """How much of what follows is ordered."""

    NONE = 0  # nothing was ordered so far: only an order itself counts
    FAR = 1  # something was ordered: units that must
    NEAR = 2  # right behind an order, or under a heading of tasks: units that act, and imperatives
    LIST = 3  # enumerated behind an order: everything but facts


@dataclass(frozen=True, slots=True)
class Scope:
    """What is in force for the next clause, and for whom."""

    strength: Strength = Strength.NONE
    assignees: tuple[Unit, ...] = ()
    lead: tuple[int, int] = (0, 0)  # the words before the colon, which may set a common deadline
    closed: bool = False  # under a heading of results
    by_heading: bool = False  # a heading or an item named the unit, so that "yêu cầu" is its own work


@dataclass(slots=True)
class Draft:
    """A directive in tokens: from ``first`` to before ``last``."""

    first: int
    last: int
    assignees: tuple[Unit, ...]
    explicit: bool
    clause: Reading
    common: tuple[int, int] = (0, 0)  # the words before the colon of its list
    opinion: bool = False  # what somebody else asked for before the conclusion
    lead: bool = False  # a news lead that only tells that a paper was sent
    sure: bool = True


RESULT_HEADINGS = Phrases(
    {
        "closed": (
            "kết quả | kiểm điểm | đánh giá | tình hình | tồn tại | hạn chế | ưu điểm | khuyết điểm | nguyên nhân | thành phần"
            " | thời gian | khó khăn | đặc điểm | thực trạng | những kết quả | bài học | nội dung báo cáo"
            " | ý kiến thảo luận | công tác đã | mục đích | những tồn tại"
        )
    }
)
TASK_HEADINGS = Phrases(
    {
        "open": (
            "nhiệm vụ | giải pháp | tổ chức thực hiện | kết luận | phân công | phương hướng | ý kiến chỉ đạo"
            " | nội dung chỉ đạo | yêu cầu | triển khai thực hiện | nội dung thực hiện | trách nhiệm | các nhiệm vụ"
            " | nhiệm vụ trọng tâm | biện pháp | nhiệm vụ cụ thể | phân công nhiệm vụ | nội dung giao"
            " | một số nhiệm vụ"
        )
    }
)
PRAISE = Phrases(
    {
        "praise": (
            "biểu dương | ghi nhận | đánh giá cao | hoan nghênh | cảm ơn | chúc mừng | phê bình | cơ bản nhất trí"
            " | nhất trí | đồng ý | cơ bản đồng ý | khen ngợi | cơ bản thống nhất | chia sẻ | bày tỏ"
            " | trân trọng cảm ơn | thống nhất với | thống nhất đánh giá | cho phép | thống nhất | tán thành"
            " | vui lòng"
        )
    }
)
PROPOSALS = Phrases({"proposal": "kiến nghị | đề xuất"})
HEAD = 3  # lines of a letterhead
THINGS = Phrases(
    {
        "thing": (
            "việc | nhiệm vụ | văn bản | báo cáo | danh sách | kế hoạch | hồ sơ | nội dung | công tác | kết quả"
            " | số liệu | dữ liệu | biểu mẫu | các nội dung | các nhiệm vụ | thẻ | sổ | phương án | chương trình"
            " | tờ trình | dự toán | kinh phí | toàn bộ | công văn | mẫu biểu | tài liệu"
        )
    }
)
BY = Phrases(
    {
        "agent": "do | được",
        "duty": (
            "thuộc trách nhiệm của | là trách nhiệm của | thuộc trách nhiệm | thuộc nhiệm vụ của | giao cho"
            " | được giao cho | phân công cho | được phân công cho | được giao | trách nhiệm thuộc về"
            " | trách nhiệm của | là việc của"
        ),
    }
)
BEARS = Phrases(
    {
        "bears": (
            "đảm nhiệm | đảm nhận | thực hiện | chủ trì | phụ trách | chịu trách nhiệm | làm đầu mối | tổng hợp | lập"
            " | theo dõi | triển khai | tổ chức | lo | làm | cung cấp | gửi | trình | hoàn thành | xây dựng | đôn đốc"
            " | chuẩn bị | soạn | tham mưu | kiểm tra | quản lý | in | rà soát | bố trí | cấp | cập nhật | quyết định"
            " | giám sát"
        )
    }
)
CONCLUDES = Phrases({"end": "kết luận | phát biểu chỉ đạo | kết thúc | bế mạc | chỉ đạo tại | thống nhất"})
CHAIRS = Phrases(
    {
        "chair": (
            "chủ tịch | phó chủ tịch | bí thư | phó bí thư | trưởng ban | phó trưởng ban | đồng chí | chủ trì"
            " | chủ tọa | thường trực | ubnd | ủy ban nhân dân | ban thường vụ | hội nghị | ông | bà | kết luận"
            " | trưởng đoàn | đoàn"
        )
    }
)
SPOKE = Phrases(
    {
        "said": (
            "báo cáo tình hình | báo cáo kết quả công tác | trình bày | phát biểu | nêu ý kiến | hỏi | nói | trả lời"
            " | cho biết | phản ánh | thông qua | báo cáo tham luận | thông tin thêm | chia sẻ | nhất trí | đề nghị"
            " | kiến nghị | họp lại | cam kết | hứa | khẳng định | cho rằng | bày tỏ"
        )
    }
)
SIGNED = Phrases({"signed": "đã ký"})
RECORDS = Phrases(
    {
        "record": (
            "biên bản họp | biên bản cuộc họp | biên bản giao ban | tóm tắt kết luận | thông báo kết luận"
            " | bảng phân công | ghi nhanh | kết luận họp | kết luận cuộc họp | kết luận giao ban"
            " | phân công nhiệm vụ"
        )
    }
)
INTERVIEW = Phrases(
    {"talk": "pv : | phóng viên : | trò chuyện với | phỏng vấn | trả lời phỏng vấn | cuộc trao đổi với"}
)
CLOSING = Phrases({"end": "nơi nhận | trên đây là | người ký | tm . | kt . | tl . | tuq . | tác giả | nguồn"})
TELLS = Phrases(
    {
        "tell": "thông báo để | thông báo kết luận | thông báo nội dung | thông báo ý kiến | thông báo đến | thông báo cho | xin thông báo"
    }
)
DOCUMENTS = Phrases(
    {
        "paper": (
            "thông báo | kế hoạch | chỉ thị | biên bản | công điện | quyết định | kết luận | chương trình | quy chế"
            " | báo cáo"
        )
    }
)
FACT_VERBS = words("có còn chiếm là bị")


class Drafts:
    """Walks through the blocks of a text and collects what is ordered."""

    def __init__(self, tokens: Tokens, grammar: Grammar, lines: list[Block], rows: set[int]) -> None:
        self._tokens = tokens
        self._grammar = grammar
        self._blocks = lines
        self._rows = rows  # blocks that are rows of tables
        self._found: list[Draft] = []
        self._base = Scope()  # below every item
        self._levels: list[tuple[str, Scope]] = []
        self._paper_seen = False
        self._after_heading = False  # nothing but lines without marker since a heading that has one
        plain = tokens.view.plain
        self._oversight = "giám sát" in plain or "đoàn kiểm tra" in plain  # its proposals are orders
        self._minutes = False  # a record or a list of duties: its items need no order verb
        self._quoted: set[int] = set()  # blocks of words that somebody ordered
        self._speaks = False  # somebody's words are quoted over several paragraphs
        self._discusses = "biên bản" in plain or "ý kiến thảo luận" in plain or "thảo luận:" in plain
        self._official = False  # a notice, a plan or a letter, not news about one
        self._ordered_item = False  # an item of this list gave an order
        self._in_item = False
        self._concluded = 0  # where the last conclusion begins; what others asked for before is discussion
        self._quiet = 0  # the first block after the head of a letter

    def collect(self) -> list[Draft]:
        if any(self._has(INTERVIEW, block.first, block.last) for block in self._blocks[:6]):
            return []
        self._find_quotations()
        for number, block in enumerate(self._blocks):
            self._official |= number < 12 and self._capitals(block) and self._has(DOCUMENTS, block.first, block.last)
            self._minutes |= number < 4 and self._has(RECORDS, block.first, block.last) and not self._concludes_later()
            if CLOSING.at(self._tokens, block.first, block.last) and number > 1:
                break
            if number not in self._rows and not self._is_preamble(number, block):
                self._read_block(number, block)
        return self._without_leads()

    def _find_quotations(self) -> None:
        """Paragraphs in quotation marks that end with "…", đồng chí X yêu cầu."""
        opened: list[int] = []
        for number, block in enumerate(self._blocks):
            marks = [i for i in range(block.first, block.last) if self._tokens.plain(i) == '"']
            if marks[:1] == [block.first] and not opened:
                opened, marks = [number], marks[1:]
            elif opened:
                opened.append(number)
            if opened and marks:
                if any(ORDERS.at(self._tokens, i, block.last) for i in range(marks[-1], block.last)):
                    self._quoted.update(opened)
                opened = []

    def _concludes_later(self) -> bool:
        return any(self._has(CONCLUDES, block.first, min(block.first + 10, block.last)) for block in self._blocks[2:])

    def _without_leads(self) -> list[Draft]:
        """A lead that only says that orders were given steps back behind the orders."""
        real = [draft for draft in self._found if not draft.lead] or self._found
        last = self._concluded
        concluded = [draft for draft in real if not (draft.opinion and draft.last <= last)]
        return concluded if any(draft.first > last for draft in concluded) else real

    # Blocks

    def _is_preamble(self, number: int, block: Block) -> bool:
        """ "Kính gửi", "Căn cứ Luật …;" and the lines of addressees."""
        tokens = self._tokens
        if tokens.says(block.first, "kính", "gửi"):
            self._quiet = number + 1
            self._official = True
            return True
        if self._quiet and block.marker and number == self._quiet:
            self._quiet = number + 1
            return True
        ends = tokens.plain(block.last - 1)
        return tokens.says(block.first, "căn", "cứ") and ends in (";", ",") and len(block.sentences) == 1

    def _read_block(self, number: int, block: Block) -> None:
        scope = self._enter(number, block)
        if self._labelled_result(block):
            scope = Scope(closed=True)
        if number in self._quoted or (self._speaks and self._tokens.plain(block.first) == '"'):
            scope = replace(scope, strength=max(scope.strength, Strength.NEAR))
        if self._heading(number, block):
            return
        if self._caption(number, block, scope):
            return
        before = len(self._found)
        self._in_item = bool(block.marker)
        if self._has(CONCLUDES, block.first, min(block.first + 14, block.last)):
            self._concluded = block.first
        for sentence in block.sentences:
            scope = self._read_sentence(sentence, scope, block, number)
        self._ordered_item = bool(block.marker) and (self._ordered_item or len(self._found) > before)
        self._leave(block, scope)

    def _enter(self, number: int, block: Block) -> Scope:
        """The scope in which a block begins."""
        if block.marker:
            self._after_heading = False
            while any(marker == block.marker for marker, _ in self._levels):
                self._levels.pop()
            return self._as_record(self._levels[-1][1]) if self._levels else self._for_items()
        if self._levels and self._after_heading:
            return self._levels[-1][1]
        if self._levels:
            self._levels.clear()
            weaker = min(self._base.strength, Strength.NEAR)
            self._base = Scope(weaker, self._base.assignees)
        return self._base

    def _as_record(self, scope: Scope) -> Scope:
        """In a record without a conclusion every item is one of the decisions."""
        return (
            replace(scope, strength=max(scope.strength, Strength.NEAR)) if self._minutes and not scope.closed else scope
        )

    def _for_items(self) -> Scope:
        lasting = (
            Strength.NEAR if self._ordered_item or self._minutes else Strength.FAR if self._found else Strength.NONE
        )
        return replace(self._base, strength=max(self._base.strength, lasting))

    def _leave(self, block: Block, scope: Scope) -> None:
        """What the block hands on: to its sub-items, or to the lines behind a colon."""
        if block.marker:
            self._levels.append((block.marker, scope if block.leads_on else self._below_item(block, scope)))
        elif self._after_heading:
            return
        elif block.leads_on:
            lists = self._paper_seen and not self._has(RESULT_HEADINGS, max(block.first, block.last - 8), block.last)
            self._base = replace(scope, strength=max(scope.strength, Strength.NEAR)) if lists else scope
        elif self._base.strength is not Strength.LIST:
            self._base = Scope(self._lasting())

    def _lasting(self) -> Strength:
        """What stays in force for another paragraph."""
        if self._official and self._found:
            return Strength.NEAR
        return Strength.FAR if self._found or self._paper_seen else Strength.NONE

    def _below_item(self, block: Block, scope: Scope) -> Scope:
        parent = self._levels[-1][1] if self._levels else self._base
        named: list[Draft] = []
        for draft in reversed(self._found):
            if draft.first < block.first:
                break
            named = [draft] if draft.assignees else named
        return replace(parent, assignees=named[0].assignees) if named else parent

    def _heading(self, number: int, block: Block) -> bool:
        """Headings of sections and of units: they open and close what follows, and are no directives themselves."""
        tokens = self._tokens
        last = block.last - 1 if block.leads_on else block.last
        if (
            last - block.first > 24
            or (block.closed and not block.leads_on)
            or not (block.marker or block.leads_on or self._capitals(block))
        ):
            return False
        begin = block.first + tokens.says(block.first, "về")
        clause = self._grammar.read(begin, last)
        units = clause.subject or clause.topic
        if clause.order and clause.order.told and clause.order.content >= last:
            units = clause.order.told
        if clause.order and clause.order.leads:
            return False
        alone = self._told_alone(begin, last)
        units = units or alone
        if not alone and clause.subject:
            units = phrases_at(tokens, clause.core, last, across=True)
        bracket = (
            next((i for i in range(begin, last) if tokens.plain(i) == "("), last)
            if tokens.plain(last - 1) == ")"
            else last
        )
        if (
            units
            and block.marker
            and not block.closed
            and units[-1].last < bracket
            and last - begin < 13
            and not clause.acts
            and not clause.modal
        ):
            if clause.predicate >= units[-1].last and not any(
                ACTIONS.at(tokens, i, last) for i in range(units[-1].last, last)
            ):
                units = (*units[:-1], replace(units[-1], last=last))
        if (
            units
            and units[-1].last >= bracket - 1
            and (block.leads_on or block.marker or self._shouted_inside(number, block))
            and (alone or not clause.acts)
        ):
            self._open(block, Scope(Strength.LIST, units, by_heading=True))
            return True
        if any(RESULT_HEADINGS.at(tokens, i, last) for i in (begin, begin + 1)) and not clause.order:
            self._open(block, Scope(closed=True))
            return True
        shouted = self._capitals(block) and not block.marker
        until = min(begin + 4, last) if shouted else last
        if clause.order is None and PROPOSALS.at(tokens, begin, last) and not block.closed:
            self._open(block, Scope(Strength.NEAR if self._oversight else Strength.NONE))
            return True
        if (
            clause.order is None
            and any(TASK_HEADINGS.at(tokens, i, last) for i in range(begin, until))
            and (not block.closed or block.leads_on)
        ):
            if (not clause.acts and not clause.modal) or self._capitals(block):
                self._open(block, Scope(Strength.NEAR))
                return True
        if block.marker and last - begin < 6 and rhythm(tokens.view.plain, tokens[begin].start, tokens[last - 1].end):
            parent = self._levels[-1][1] if self._levels else self._for_items()
            self._open(block, replace(parent, lead=(begin, last)))
            return True
        if block.leads_on and not clause.order and not clause.acts and block.marker:
            parent = self._levels[-1][1] if self._levels else self._for_items()
            self._open(block, parent)
            return True
        return False

    def _shouted_inside(self, number: int, block: Block) -> bool:
        """ "PHÒNG Y TẾ" on a line of its own, behind the first orders; the head of a letter is not meant."""
        return number > HEAD and self._capitals(block) and (bool(self._found) or self._base.strength >= Strength.NEAR)

    def _labelled_result(self, block: Block) -> bool:
        """ "1. Về kết quả: thị xã đạt …": an item that only tells how it went."""
        tokens = self._tokens
        for index in range(block.first, min(block.first + 2, block.last)):
            found = RESULT_HEADINGS.at(tokens, index, block.last)
            if found and any(tokens.plain(i) == ":" for i in range(found[0], min(found[0] + 6, block.last))):
                return bool(block.marker)
        return False

    def _told_alone(self, first: int, last: int) -> tuple[Unit, ...]:
        """The units of "Đề nghị UBMTTQ huyện và các đoàn thể" that is a heading."""
        verb = ORDERS.at(self._tokens, first, last)
        return phrases_at(self._tokens, verb[0], last) if verb and verb[1] != "say" else ()

    def _open(self, block: Block, scope: Scope) -> None:
        if block.marker:
            self._levels.append((block.marker, scope))
            self._after_heading = True
        else:
            self._levels.clear()
            self._base = scope

    def _capitals(self, block: Block) -> bool:
        words = [self._tokens[i].written for i in range(block.first, block.last) if self._tokens[i].is_word]
        return len(words) > 1 and all(word.isupper() for word in words)

    def _has(self, table: Phrases, first: int, last: int) -> bool:
        return any(table.at(self._tokens, index, last) for index in range(first, last))

    def _caption(self, number: int, block: Block, scope: Scope) -> bool:
        """Titles, captions and names: lines without a full stop that are not part of a list."""
        if self._has(SIGNED, block.first, block.last):
            return True
        if block.closed or block.marker or scope.strength is Strength.LIST:
            return False
        return number == 0 or block.last - block.first < 25

    # Sentences and clauses

    def _read_sentence(self, sentence: Sentence, scope: Scope, block: Block, number: int) -> Scope:
        """Read one sentence; the scope for the next one of its block."""
        if self._long_ago(sentence):
            return replace(scope, strength=min(scope.strength, Strength.FAR))
        outer = scope
        enumerates = False
        for clause in self._whole_clauses(sentence):
            for first, last in self._parts(clause):
                reading = self._grammar.read(first, last)
                scope, enumerates = self._read_clause(reading, scope, number, enumerates)
        if self._issues_paper(sentence):
            self._paper_seen = True
            scope = replace(scope, strength=max(scope.strength, Strength.FAR))
        if block.marker and outer.strength is Strength.LIST:
            return replace(scope, strength=Strength.LIST)
        if self._tokens.plain(sentence.last - 1) == ":":
            return scope
        if scope.strength is Strength.LIST and outer.strength is not Strength.LIST:
            return replace(scope, strength=Strength.NEAR)
        return scope

    def _long_ago(self, sentence: Sentence) -> bool:
        """ "Trước đó, UBND huyện đã giao …" tells of orders that were given before."""
        tokens = self._tokens
        begin = sentence.first
        return tokens.says(begin, "trước", "đó") or tokens.says(begin, "trước", "đây")

    def _issues_paper(self, sentence: Sentence) -> bool:
        tokens = self._tokens
        for index in range(sentence.first, sentence.last):
            if index < sentence.first + 4 and ISSUES_PAPER.at(tokens, index, sentence.last):
                return True
            if tokens.plain(index) in ("ban", "có", "ký", "gửi") and self._has(
                ISSUES_PAPER, index, min(index + 5, sentence.last)
            ):
                return True
        return False

    def _whole_clauses(self, sentence: Sentence) -> Iterator[Clause]:
        """The clauses; those that hold nothing but addressees go together with the next."""
        held: int | None = None
        for clause in sentence.clauses:
            if held is None and clause is not sentence.clauses[-1] and self._only_units(clause):
                held = clause.first
                continue
            if held is not None and clause is not sentence.clauses[-1] and self._only_units(clause):
                continue
            yield Clause(held if held is not None else clause.first, clause.last)
            held = None

    def _only_units(self, clause: Clause) -> bool:
        tokens = self._tokens
        for index in range(clause.first, clause.last):
            verb = ORDERS.at(tokens, index, clause.last)
            units = phrases_at(tokens, verb[0], clause.last) if verb and verb[1] in ("ask", "give") else ()
            if units and units[-1].last >= clause.last:
                return True
        units = self._grammar.read(clause.first, clause.last).subject
        return bool(units) and units[-1].last >= clause.last

    def _parts(self, clause: Clause) -> Iterator[tuple[int, int]]:
        """A clause, cut before ", đồng thời …"."""
        tokens, begin = self._tokens, clause.first
        for index in range(clause.first + 4, clause.last - 5):
            if tokens.plain(index) == "," and tokens.says(index + 1, "đồng", "thời"):
                if self._acts_at(index + 3, clause.last):
                    yield begin, index
                    begin = index + 1
        yield begin, clause.last

    def _acts_at(self, index: int, last: int) -> bool:
        tokens = self._tokens
        return bool(
            ACTIONS.at(tokens, index, last)
            or ORDERS.at(tokens, index, last)
            or MANNER.at(tokens, index, last)
            or MODALS.at(tokens, index, last)
            or phrases_at(tokens, index, last)
        )

    def _read_clause(self, clause: Reading, scope: Scope, number: int, enumerates: bool) -> tuple[Scope, bool]:
        order = clause.order
        if order and self._is_content(clause, scope):
            order = None
        if order and order.tag == "say":
            return self._said(clause, scope, number)
        if order:
            return self._ordered(clause, scope, number)
        if enumerates and scope.strength < Strength.LIST:
            scope = replace(scope, strength=Strength.LIST)
        if self._opens_list(clause, scope):
            return Scope(Strength.LIST, clause.subject, (clause.first, clause.last)), False
        draft = self._inherited(clause, scope)
        if draft:
            self._found.append(draft)
            return self._after(scope, draft), True
        if clause.paper:
            return replace(scope, strength=Strength.NEAR), enumerates
        if scope.strength is Strength.NEAR and clause.fact:
            return replace(scope, strength=Strength.FAR), False
        return scope, enumerates

    def _opens_list(self, clause: Reading, scope: Scope) -> bool:
        """ "Trước ngày 30/11, các đơn vị hoàn thành các việc sau:" orders what comes behind the colon."""
        tokens, last = self._tokens, clause.last
        ends = tokens.plain(last - 1) == ":" and tokens.plain(last - 2) in ("sau", "này", "việc")
        return ends and bool(clause.subject) and scope.strength >= Strength.NEAR and not clause.past

    def _is_content(self, clause: Reading, scope: Scope) -> bool:
        """Is the order verb itself the work of the one who was told? "Phòng GDĐT: chỉ đạo các trường …"."""
        order = clause.order
        if scope.strength is Strength.LIST and scope.assignees:
            at_start = order.verb <= clause.core
            if order.tag == "direct" or (order.tag == "give" and self._tokens.plain(order.verb) != "giao"):
                return not order.leads
            if at_start and scope.by_heading:
                return True
            if clause.subject and clause.subject[0].first < order.verb and scope.by_heading:
                return True
        if scope.strength >= Strength.NEAR and self._within_work(clause):
            return True
        if scope.strength >= Strength.NEAR and order.tag == "direct" and clause.subject and not order.leads:
            return clause.subject[0].kind is not UnitKind.ONE
        return False

    def _within_work(self, clause: Reading) -> bool:
        """ "Văn phòng theo dõi, nhắc các thôn …": the unit's first verb is another one."""
        order = clause.order
        if not clause.subject or clause.subject[-1].kind is UnitKind.PEOPLE or order.leads or order.colon > 0:
            return False
        work = ACTIONS.at(self._tokens, clause.predicate, clause.last)
        return work is not None and clause.predicate < order.verb - 1 and clause.subject[0].first < order.verb

    def _said(self, clause: Reading, scope: Scope, number: int) -> tuple[Scope, bool]:
        """ "Hội nghị thống nhất: …" opens a list; what follows on the line is read at once."""
        order = clause.order
        self._speaks = True
        inner = Scope(Strength.NEAR)
        if order.colon + 1 >= clause.last:
            return inner, False
        rest = self._grammar.read(order.colon + 1, clause.last)
        if rest.order and rest.order.tag != "say":
            return self._ordered(rest, inner, number)
        draft = self._inherited(rest, inner)
        if draft:
            self._found.append(draft)
            return self._after(inner, draft), True
        return inner, False

    def _ordered(self, clause: Reading, scope: Scope, number: int) -> tuple[Scope, bool]:
        order = clause.order
        told = order.told or clause.topic
        inner = Scope(Strength.LIST, told, (clause.first, order.colon) if order.leads else (0, 0))
        if order.colon > 0 and order.colon + 1 >= clause.last:
            return inner, False
        if order.leads:
            rest = self._grammar.read(order.colon + 1, clause.last)
            draft = self._inherited(rest, inner)
        else:
            draft = self._direct(clause, told)
            draft.opinion = self._asks_only(clause)
            draft.lead = order.paper and number <= 2 and not self._found
        if draft:
            self._found.append(draft)
            return self._after(replace(inner, assignees=told or draft.assignees), draft), True
        return inner, True

    def _asks_only(self, clause: Reading) -> bool:
        """ "Đại diện BHXH huyện đề nghị …": somebody of the discussion, who cannot order."""
        order = clause.order
        if (
            self._discusses
            and self._tokens.plain(order.verb) == "đề"
            and not self._has(CHAIRS, clause.first, order.verb)
        ):
            return True
        asks = self._tokens.plain(order.verb) in ("đề", "kiến")
        own = {self._tokens.plain(i) for i in range(clause.first, order.verb)}
        if order.told and self._tokens.plain(order.told[0].first) in own:
            return False  # "Giám đốc BHXH tỉnh đề nghị BHXH các huyện"
        return asks and not self._has(CHAIRS, clause.first, order.verb) and order.verb > clause.first

    def _direct(self, clause: Reading, told: tuple[Unit, ...]) -> Draft:
        order = clause.order
        first = order.verb
        if order.colon > 0 and not order.leads and order.told and order.told[0].first > order.colon:
            first = order.told[0].first
        elif order.colon > 0 and not order.told:
            first = order.colon + 1
        purpose = self._purpose_before(clause, order.verb)
        rest = self._grammar.read(order.content, clause.last)
        forced = rest.forced or (rest.subject if rest.modal else ())
        who = told or forced
        return Draft(purpose or first, clause.last, who, bool(who), clause)

    def _purpose_before(self, clause: Reading, verb: int) -> int:
        """Where "Để đạt chỉ tiêu 80%," begins when it stands before the order."""
        tokens = self._tokens
        for index in range(clause.first, min(clause.first + 4, verb)):
            if tokens.plain(index) in ("để", "nhằm") or self._due_before(index, verb):
                return index
        return 0

    def _due_before(self, index: int, verb: int) -> bool:
        tokens = self._tokens
        return index < verb and tokens.plain(index) in ("trước", "chậm") and tokens.plain(index + 1) in ("ngày", "nhất")

    def _inherited(self, clause: Reading, scope: Scope) -> Draft | None:
        """The clause as a directive without an order verb of its own, if it is one in this scope."""
        if not self._counts(clause, scope):
            return None
        if clause.forced and not clause.subject:
            return Draft(self._begin(clause), clause.last, clause.forced, True, clause)
        if clause.subject and (clause.modal or clause.acts or clause.titled or not self._verb_missing(clause)):
            return Draft(self._begin(clause), clause.last, clause.subject, True, clause, scope.lead)
        agents = self._agents(clause)
        if agents:
            return Draft(self._begin(clause), clause.last, agents, True, clause)
        if clause.topic:
            return Draft(clause.topic[0].first, clause.last, clause.topic, True, clause)
        return Draft(self._begin(clause), clause.last, scope.assignees, False, clause, scope.lead)

    def _verb_missing(self, clause: Reading) -> bool:
        return clause.predicate >= clause.last

    def _begin(self, clause: Reading) -> int:
        tokens = self._tokens
        ground = tokens.plain(clause.begin) in ("theo", "tại", "với", "qua") and clause.core > clause.begin
        return clause.core if ground and not tokens.says(clause.begin, "theo", "chức") else clause.begin

    def _counts(self, clause: Reading, scope: Scope) -> bool:
        """Is the clause an instruction here?"""
        tokens = self._tokens
        size = clause.last - clause.core
        asked = ORDERS.at(tokens, clause.predicate, clause.last)
        if clause.titled and asked and asked[1] == "ask" and scope.strength < Strength.LIST:
            return False  # what somebody said in the discussion
        if clause.background and scope.strength < Strength.NEAR and not clause.order:
            return False
        if clause.speaker and clause.subject and clause.modal and not clause.past:
            return True
        dated_item = self._in_item and clause.subject and (clause.acts or clause.titled)
        if clause.into and self._paper_seen:
            scope = replace(scope, strength=max(scope.strength, Strength.FAR))
        if size < 3 or (scope.strength is Strength.NONE and not clause.paper and not dated_item):
            return False
        if clause.subject and clause.predicate + 1 >= clause.last and not clause.titled:
            return False
        if TELLS.at(tokens, clause.predicate, clause.last):
            return False
        if not clause.subject and not scope.by_heading and PRAISE.at(tokens, clause.predicate, clause.last):
            return False
        if (clause.subject or clause.topic) and clause.modal:
            return not clause.past and (scope.strength > Strength.NONE or clause.paper)
        if scope.strength is Strength.LIST:
            return self._passive(clause) or not self._tells_facts(clause)
        if clause.paper and self._carried_out(clause):
            return True
        if (
            scope.strength >= Strength.FAR
            and (self._in_item or scope.strength >= Strength.NEAR)
            and self._passive(clause)
        ):
            return True
        strength = max(scope.strength, Strength.NEAR if clause.into or clause.paper else scope.strength)
        if self._in_item and clause.subject and not clause.past and self._assigns(clause):
            return True
        if strength is Strength.FAR and tokens.says(clause.begin, "phấn", "đấu"):
            return True
        if strength < Strength.NEAR or clause.past or clause.fact or self._happens(clause):
            return False
        if clause.subject or clause.topic:
            return (clause.acts and not self._told_of(clause)) or clause.titled
        if clause.forced:
            return True
        return clause.modal or self._acts_at_core(clause)

    def _happens(self, clause: Reading) -> bool:
        """ "Ngày 31/7, Tỉnh đoàn trao …": an event of that day."""
        tokens = self._tokens
        dated = tokens.plain(clause.begin) in ("ngày", "sáng", "chiều", "tối", "hôm") and clause.core > clause.begin
        barely = any(
            tokens.says(i, "mới", "có") or tokens.says(i, "mới", "đạt")
            for i in range(clause.core, min(clause.core + 3, clause.last))
        )
        return dated or barely

    def _told_of(self, clause: Reading) -> bool:
        """ "Các phường triển khai chưa đều", "một số nơi làm tốt": how it went, not what to do."""
        tokens = self._tokens
        some = clause.subject and (
            tokens.says(clause.subject[0].first, "một", "số") or tokens.plain(clause.subject[0].first) in ("ông", "bà")
        )
        if SPOKE.at(tokens, clause.predicate, clause.last):
            return True
        return bool(some) or any(
            tokens.plain(i) == "chưa"
            and tokens.plain(i + 1)
            in ("đều", "tốt", "đầy", "đạt", "nghiêm", "kịp", "thường", "quyết", "sâu", "cao", "thật", "thực", "hiệu")
            for i in range(clause.predicate, min(clause.predicate + 6, clause.last))
        )

    def _acts_at_core(self, clause: Reading) -> bool:
        tokens, last = self._tokens, clause.last
        found = ACTIONS.at(tokens, clause.core, last) or MANNER.at(tokens, clause.core, last)
        if self._counted_up(clause):
            return False
        return found is not None and tokens.plain(found[0]) not in (
            "của",
            "số",
            "này",
            "cho",
            "là",
            "tại",
            "được",
            "đã",
        )

    def _assigns(self, clause: Reading) -> bool:
        """ "- Các xã phản hồi trước 25/11", "- Công an phường: kiểm tra …": who and what, as on a list of duties."""
        tokens = self._tokens
        if clause.acts and self._until(clause):
            return True
        begin = clause.predicate
        named = phrases_at(tokens, clause.predicate, clause.last)
        if clause.subject[0].kind is UnitKind.PEOPLE or (named and named[-1].last + 2 >= clause.last):
            return False
        done = {tokens.plain(i) for i in range(begin, min(begin + 5, clause.last))} & {"được", "đã", "đạt"}
        return clause.titled and ACTIONS.at(tokens, begin, clause.last) is not None and not done

    def _acts_soon(self, clause: Reading) -> bool:
        tokens, last = self._tokens, clause.last
        return self._until(clause) or any(
            ACTIONS.at(tokens, i, last) or MANNER.at(tokens, i, last)
            for i in range(clause.core, min(clause.core + 7, last))
        )

    def _until(self, clause: Reading) -> bool:
        """Is there a day by which, as in "xong trước 20/11"?"""
        tokens = self._tokens
        return any(
            tokens.plain(i) in ("trước", "xong", "đến", "hạn", "ngày")
            and (tokens[i + 1].is_number or tokens.plain(i + 1) == "ngày")
            for i in range(clause.core, clause.last - 1)
        )

    def _counted_up(self, clause: Reading) -> bool:
        """ "hoàn thành 1.019 (84,6%), …": statistics."""
        tokens, last = self._tokens, clause.last
        found = ACTIONS.at(tokens, clause.core, last)
        return bool(
            found
            and found[0] + 1 < last
            and tokens[found[0]].is_number
            and tokens.plain(found[0] + 1) in ("(", ",", ";")
        )

    def _carried_out(self, clause: Reading) -> bool:
        """ "việc rà soát được tiến hành từ … đến …" under a plan."""
        tokens = self._tokens
        return tokens.says(clause.core, "việc") and any(
            tokens.says(i, "được", "tiến") or tokens.says(i, "được", "thực") or tokens.says(i, "được", "triển")
            for i in range(clause.core, clause.last)
        )

    def _passive(self, clause: Reading) -> bool:
        """ "Việc đối chiếu do BHXH huyện đảm nhiệm", "Danh sách phải được gửi …"."""
        tokens = self._tokens
        if clause.subject or clause.past or not THINGS.at(tokens, clause.core, clause.last):
            return False
        must = any(
            tokens.says(i, "phải", "được") or tokens.says(i, "cần", "được") for i in range(clause.core, clause.last)
        )
        return must or bool(self._agents(clause))

    def _agents(self, clause: Reading) -> tuple[Unit, ...]:
        """Who does it in "do X đảm nhiệm", "thuộc trách nhiệm của X", "giao cho X"."""
        tokens, last = self._tokens, clause.last
        if clause.subject or not THINGS.at(tokens, clause.core, last):
            return ()
        for index in range(clause.core + 1, last):
            found = BY.at(tokens, index, last)
            units = phrases_at(tokens, found[0], last) if found else ()
            if units and (found[1] == "duty" or BEARS.at(tokens, units[-1].last, last)):  # type: ignore[index]
                return units
        return ()

    def _tells_facts(self, clause: Reading) -> bool:
        """A result or a state in the middle of a list."""
        tokens = self._tokens
        if (
            not clause.subject
            and not clause.topic
            and not clause.forced
            and not clause.modal
            and not self._acts_soon(clause)
        ):
            return True
        if self._counted_up(clause):
            return True
        if tokens.says(clause.core, "việc") and any(tokens.plain(i) == "đã" for i in range(clause.core, clause.last)):
            return True
        if clause.subject and clause.past and not clause.titled:
            return True
        if clause.fact and not clause.modal and not self._acts_at_core(clause):
            return True
        return (
            bool(clause.subject)
            and self._tokens.plain(clause.predicate) in FACT_VERBS
            and not clause.modal
            and not clause.forced
        )

    def _after(self, scope: Scope, draft: Draft) -> Scope:
        """A directive leaves its assignees to what follows it."""
        whole = draft.assignees or scope.assignees
        if draft.explicit and draft.clause.forced == draft.assignees and not draft.clause.subject and scope.assignees:
            whole = scope.assignees
        return replace(scope, strength=max(scope.strength, Strength.NEAR), assignees=whole)
