"""Which of the clauses of a text are directives, and to whom do they go?"""

from bhyt_tasks.intake.clause import Order, Said
from bhyt_tasks.intake.clauses import Grammar
from bhyt_tasks.intake.draft import Draft, given_to, purpose_before, whole
from bhyt_tasks.intake.frame import CONCLUDES, HEAD, Frame, has
from bhyt_tasks.intake.headings import RESULT_HEADINGS, Headings
from bhyt_tasks.intake.instructions import Instructions
from bhyt_tasks.intake.outline import Outline
from bhyt_tasks.intake.scopes import Scope, Strength
from bhyt_tasks.intake.segments import Block, Sentence
from bhyt_tasks.intake.sentences import issues_paper, long_ago, parts, whole_clauses
from bhyt_tasks.intake.tokens import Phrases, Tokens
from bhyt_tasks.intake.units import Unit, UnitKind
from bhyt_tasks.intake.verbs import ACTIONS

CHAIRS = Phrases(
    {
        "chair": (
            "chủ tịch | phó chủ tịch | bí thư | phó bí thư | trưởng ban | phó trưởng ban | đồng chí | chủ trì"
            " | chủ tọa | thường trực | ubnd | ủy ban nhân dân | ban thường vụ | hội nghị | ông | bà"
            " | kết luận | trưởng đoàn | đoàn"
        )
    }
)


class Drafts:
    """Walks through the blocks of a text and collects what is ordered."""

    def __init__(self, tokens: Tokens, grammar: Grammar, lines: list[Block], rows: set[int]) -> None:
        plain = tokens.view.plain
        self._tokens = tokens
        self._grammar = grammar
        self._instructions = Instructions(tokens)
        self._headings = Headings(tokens, grammar)
        self._outline = Outline(oversight="giám sát" in plain or "đoàn kiểm tra" in plain)
        self._frame = Frame(tokens, lines, self._headings, self._outline)
        self._blocks = lines
        self._rows = rows  # blocks that are rows of tables
        self._found: list[Draft] = []
        self._quoted: set[int] = set()  # blocks of words that somebody ordered
        self._speaks = False  # somebody's words are quoted over several paragraphs
        self._discusses = "biên bản" in plain or "ý kiến thảo luận" in plain or "thảo luận:" in plain
        self._in_item = False
        self._concluded = 0  # where the last conclusion begins; what others asked for before is discussion

    def collect(self) -> list[Draft]:
        """The directives in the order of the text; none of an interview."""
        if self._frame.talks():
            return []
        self._quoted = self._frame.quotations()
        for number, block in enumerate(self._blocks):
            self._frame.note_kind(number, block)
            if self._frame.closes(number, block):
                break
            if number not in self._rows and not self._frame.is_preamble(number, block):
                self._read_block(number, block)
        return self._without_leads()

    def _without_leads(self) -> list[Draft]:
        """A lead that only says that orders were given steps back behind them; so does a discussion."""
        real = [draft for draft in self._found if not draft.lead] or self._found
        last = self._concluded
        concluded = [draft for draft in real if not (draft.opinion and draft.last <= last)]
        return concluded if any(draft.first > last for draft in concluded) else real

    # Blocks

    def _read_block(self, number: int, block: Block) -> None:
        outline, before = self._outline, len(self._found)
        scope = outline.enter(block)
        heading = self._headings.of(block, inside=number >= HEAD and outline.inside)
        if heading:
            outline.open(block, heading)
            return
        if self._headings.labels_results(block):
            scope = Scope(closed=True)
        elif number in self._quoted or (self._speaks and self._tokens.plain(block.first) == '"'):
            scope = scope.at_least(Strength.NEAR)
        if self._frame.is_caption(number, block, scope):
            return
        self._in_item = bool(block.marker)
        if has(self._tokens, CONCLUDES, block.first, min(block.first + 14, block.last)):
            self._concluded = block.first
        for sentence in block.sentences:
            scope = self._read_sentence(sentence, scope, block, number)
        found = self._found[before:]
        outline.ordered_item = bool(block.marker) and (outline.ordered_item or bool(found))
        named = next((draft.assignees for draft in found if draft.assignees), ())
        alike = all(draft.assignees == named for draft in found)
        results = has(self._tokens, RESULT_HEADINGS, max(block.first, block.last - 8), block.last)
        titled = any(draft.clause.titled for draft in found[:1])
        outline.leave(block, scope, named, of_results=results, titled=titled, alike=alike)

    # Sentences and clauses

    def _read_sentence(self, sentence: Sentence, scope: Scope, block: Block, number: int) -> Scope:
        """Read one sentence; the scope for the next one of its block."""
        tokens = self._tokens
        if long_ago(tokens, sentence):
            return scope.at_most(Strength.FAR)
        outer, enumerates = scope.strength, False
        for clause in whole_clauses(tokens, self._grammar, sentence):
            for part in parts(tokens, clause):
                if enumerates:
                    scope = scope.at_least(Strength.LIST)
                scope, found = self._read_clause(self._grammar.read(*part), scope, number)
                enumerates = found if found is not None else enumerates
        if issues_paper(tokens, sentence):
            self._outline.paper_seen = True
            scope = scope.at_least(Strength.FAR)
        if outer is Strength.LIST:
            return scope.at_least(Strength.LIST) if block.marker else scope
        opens = tokens.plain(sentence.last - 1) == ":"
        return scope if opens else scope.at_most(Strength.NEAR)

    def _read_clause(self, clause: Said, scope: Scope, number: int) -> tuple[Scope, bool | None]:
        """What holds behind the clause, and whether clauses behind it go on with an enumeration."""
        order = clause.order
        if order and scope.closed and order.tag == "direct" and order.verb <= clause.core:
            order = None
        if order and not self._is_work(clause, order, scope):
            self._speaks |= order.tag == "say"
            return self._said(order, clause, number) if order.tag == "say" else self._ordered(order, clause, number)
        if self._opens_list(clause, scope):
            return Scope(Strength.LIST, clause.subject, (clause.first, clause.last)), False
        draft = self._inherited(clause, scope)
        if draft:
            return self._after(scope, draft), True
        if clause.paper:
            return scope.at_least(Strength.NEAR), None
        if scope.strength is Strength.NEAR and clause.fact:
            return scope.at_most(Strength.FAR), False
        return scope, None

    def _opens_list(self, clause: Said, scope: Scope) -> bool:
        """ "Trước ngày 30/11, các đơn vị hoàn thành các việc sau:" orders what comes behind the colon."""
        tokens, last = self._tokens, clause.last
        ends = tokens.plain(last - 1) == ":" and tokens.plain(last - 2) in ("sau", "này", "việc")
        return ends and bool(clause.subject) and scope.strength >= Strength.NEAR and not clause.past

    def _is_work(self, clause: Said, order: Order, scope: Scope) -> bool:
        """Is the order verb itself the work of the one who was told? "Phòng GDĐT: chỉ đạo các trường …"."""
        subject = clause.subject
        if scope.strength is Strength.LIST and scope.assignees:
            if order.tag == "direct" or (order.tag == "give" and self._tokens.plain(order.verb) != "giao"):
                return not order.leads
            if scope.by_heading and order.verb <= clause.core:
                return True
        if scope.strength < Strength.NEAR or order.leads:
            return False
        if not subject:
            goes_on = order.tag == "direct" and order.verb == clause.core and clause.core > clause.first
            return goes_on and bool(scope.assignees) and self._tokens.says(clause.first, "đồng", "thời")
        group = order.tag == "direct" and subject[0].kind is not UnitKind.ONE
        return group or self._within_work(clause, order)

    def _within_work(self, clause: Said, order: Order) -> bool:
        """ "Văn phòng theo dõi, nhắc các thôn …": the unit's first verb is another one."""
        if clause.subject[-1].kind is UnitKind.PEOPLE or order.colon > 0:
            return False
        work = ACTIONS.at(self._tokens, clause.predicate, clause.last)
        return work is not None and clause.predicate < order.verb - 1 and clause.subject[0].first < order.verb

    # Orders

    def _said(self, order: Order, clause: Said, number: int) -> tuple[Scope, bool]:
        """ "Hội nghị thống nhất: …" opens a list; what follows on the line is read at once."""
        inner = Scope(Strength.NEAR)
        if order.colon + 1 >= clause.last:
            return inner, False
        rest = self._grammar.read(order.colon + 1, clause.last)
        if rest.order and rest.order.tag != "say":
            return self._ordered(rest.order, rest, number)
        draft = self._inherited(rest, inner)
        return (self._after(inner, draft), True) if draft else (inner, False)

    def _ordered(self, order: Order, clause: Said, number: int) -> tuple[Scope, bool]:
        told = order.told or clause.topic
        inner = Scope(Strength.LIST, told, (clause.first, order.colon) if order.leads else (0, 0))
        if order.colon > 0 and order.colon + 1 >= clause.last:
            return inner, False
        if order.leads:
            draft = self._inherited(self._grammar.read(order.colon + 1, clause.last), inner)
        else:
            draft = self._direct(order, clause, told)
            draft.opinion = self._only_asks(order, clause)
            draft.sure = not draft.opinion
            draft.lead = order.paper and number < HEAD - 1 and not self._outline.ordered
            self._keep(draft)
        return (self._after(inner.to(told or draft.assignees), draft), True) if draft else (inner, True)

    def _only_asks(self, order: Order, clause: Said) -> bool:
        """ "Đại diện BHXH huyện đề nghị …": somebody of the discussion, who cannot order."""
        if self._tokens.plain(order.verb) not in ("đề", "kiến") or has(self._tokens, CHAIRS, clause.first, order.verb):
            return False
        own = {self._tokens.plain(i) for i in range(clause.first, order.verb)}
        if order.told and self._tokens.plain(order.told[0].first) in own:
            return False  # "Giám đốc BHXH tỉnh đề nghị BHXH các huyện"
        return self._discusses or order.verb > clause.first

    def _direct(self, order: Order, clause: Said, told: tuple[Unit, ...]) -> Draft:
        """The directive of an order verb: from the verb on, or from the unit that is told behind a colon."""
        first = order.verb
        if order.colon > 0 and (not order.told or order.told[0].first > order.colon):
            first = order.told[0].first if order.told else order.colon + 1
        rest = self._grammar.read(order.content, clause.last)
        who = told or rest.forced or (rest.subject if rest.modal else ())
        purpose = purpose_before(self._tokens, clause, order.verb)
        return Draft(first if purpose is None else purpose, clause.last, who, bool(who), clause)

    def _inherited(self, clause: Said, scope: Scope) -> Draft | None:
        """The clause as a directive without an order verb of its own, if it is one in this scope."""
        if clause.into and self._outline.paper_seen:
            scope = scope.at_least(Strength.FAR)
        if not self._instructions.counts(clause, scope, in_item=self._in_item):
            return None
        begin = self._begin(clause)
        if clause.forced and not clause.subject:
            draft = Draft(begin, clause.last, clause.forced, True, clause)
        elif clause.subject:
            draft = Draft(begin, clause.last, clause.subject, True, clause, scope.lead)
        elif agents := self._instructions.agents(clause):
            draft = Draft(begin, clause.last, agents, True, clause)
        elif clause.topic:
            draft = Draft(clause.topic[0].first, clause.last, clause.topic, True, clause)
        else:
            own = whole(self._tokens, clause) or (() if scope.assignees else given_to(self._tokens, clause))
            told = own or (() if self._rate_is_to(clause) else scope.assignees)
            draft = Draft(begin, clause.last, told, bool(own), clause, scope.lead)
        draft.sure = self._sure(clause, scope)
        draft.carried = scope.carried and not draft.explicit
        self._keep(draft)
        return draft

    def _rate_is_to(self, clause: Said) -> bool:
        """ "Phấn đấu đến 31/12, độ bao phủ trên địa bàn đạt 95%" behind what others are told: nobody by name."""
        begin = self._tokens.plain(clause.core) in ("độ", "tỷ") and not self._in_item
        return begin and clause.core > clause.begin and self._tokens.says(clause.begin, "phấn", "đấu")

    def _keep(self, draft: Draft) -> None:
        quoted = self._tokens.plain(draft.first - 1) == '"'  # "“Các xã phải vào cuộc”, đồng chí Chủ tịch yêu cầu"
        marks = (i for i in range(draft.first, draft.last) if self._tokens.plain(i) == '"')
        draft.last = next(marks, draft.last) if quoted else draft.last
        self._found.append(draft)
        self._outline.ordered = True

    def _begin(self, clause: Said) -> int:
        """Where the directive begins: with its time and purpose, not with the paper it goes back to."""
        tokens = self._tokens
        ground = tokens.plain(clause.begin) in ("theo", "tại", "với", "qua") and clause.core > clause.begin
        return clause.core if ground and not tokens.says(clause.begin, "theo", "chức") else clause.begin

    def _sure(self, clause: Said, scope: Scope) -> bool:
        """Is it surely an instruction? Where nobody orders, a modal, a title with a colon or a list says so."""
        return clause.modal or clause.titled or bool(clause.forced) or scope.strength is Strength.LIST

    def _after(self, scope: Scope, draft: Draft) -> Scope:
        """A directive leaves its assignees to what follows it; "các xã phải" within the work of others does not."""
        forced = draft.explicit and draft.clause.forced == draft.assignees and not draft.clause.subject
        whole = scope.assignees if forced and scope.assignees else draft.assignees or scope.assignees
        return scope.at_least(Strength.NEAR).to(whole)
