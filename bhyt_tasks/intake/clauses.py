"""What does one clause say: who orders, who is to act, must they, and where does the order begin?"""

from dataclasses import replace

from bhyt_tasks.intake.clause import Said
from bhyt_tasks.intake.openings import Openings
from bhyt_tasks.intake.orders import Orders
from bhyt_tasks.intake.tokens import Tokens, words
from bhyt_tasks.intake.unit_lists import phrases_at
from bhyt_tasks.intake.units import Unit
from bhyt_tasks.intake.verbs import (
    ACTIONS,
    MANNER,
    MODALS,
    PAST,
    PROGRESS,
    SIDE,
)

IN_A_NAME = words("đạt có làm chưa")  # verbs that also tell which units: "các xã đạt thấp phải"


class Grammar:
    """Reads clauses of one text."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._openings = Openings(tokens)
        self._orders = Orders(tokens)

    def read(self, first: int, last: int) -> Said:
        clause = Said(first, last)
        self._openings.read(clause)
        self._find_subject(clause)
        clause.order = self._orders.find(clause)
        if clause.predicate == 0:
            clause.predicate = clause.core
        clause.forced = self._forced(clause)
        return clause

    def _find_subject(self, clause: Said) -> None:
        units = phrases_at(self._tokens, clause.core, clause.last)
        at = units[-1].last if units else clause.core
        if units and not self._object_noun(clause):
            clause.subject = units
        self._read_predicate(clause, at)

    def _object_noun(self, clause: Said) -> bool:
        return clause.subject != () or self._tokens.says(clause.core, "hội", "nghị")

    def _read_predicate(self, clause: Said, index: int) -> None:
        """Modal, aspect and action behind the subject, with adverbs and a bracket or an aside between."""
        tokens, last = self._tokens, clause.last
        index = self._stretched(clause, index)
        clause.predicate = index
        index = self._after_aside(index, last)
        if clause.subject and tokens.plain(index) == ":":
            clause.titled, clause.predicate = True, index + 1
            return
        while True:
            if tokens.plain(index) in PAST and not tokens.says(index, "vừa", "phải"):
                clause.past, clause.will = True, clause.will or tokens.plain(index) == "sẽ"
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

    def _stretched(self, clause: Said, index: int) -> int:
        """Past words that tell which units are meant, up to their "phải": "ba xã bãi ngang phải"."""
        tokens = self._tokens
        if not clause.subject or tokens.plain(index) in PROGRESS or tokens.plain(index) == ":":
            return index
        relative = self._relative(index, clause.last) or self._such_as(index, clause.last)
        if relative:
            return self._stretch_to(clause, relative)
        for after in range(index, min(clause.last, index + 10)):
            found = MODALS.at(tokens, after, clause.last)
            behind = self._who_then(after, clause)
            if behind:  # "nơi nào đạt thấp thì Chủ tịch UBND xã phải"
                clause.subject = behind
                return behind[-1].last
            if found and tokens.plain(after) != "nên":
                return self._stretch_to(clause, after)
            works = ACTIONS.at(tokens, after, clause.last) or MANNER.at(tokens, after, clause.last)
            if tokens.plain(after) in (",", ":", "(", "và") or (works and tokens.plain(after) not in IN_A_NAME):
                break
        return index

    def _stretch_to(self, clause: Said, after: int) -> int:
        """Let the last unit of the subject end before a token, without "thì"."""
        last = after - (self._tokens.plain(after - 1) == "thì")
        clause.subject = (*clause.subject[:-1], replace(clause.subject[-1], last=last))
        return after

    def _who_then(self, index: int, clause: Said) -> tuple[Unit, ...]:
        """Who answers for it: behind "thì", or behind the comma of "nơi nào không đạt, người đứng đầu phải"."""
        tokens, sign = self._tokens, self._tokens.plain(index)
        behind = phrases_at(tokens, index + 1, clause.last) if sign in ("thì", ",") else ()
        if sign == "thì" or not behind:
            return behind
        which = tokens.plain(clause.subject[-1].last - 1) == "nào" or tokens.plain(clause.subject[-1].last) == "nào"
        return behind if which and MODALS.at(tokens, behind[-1].last, clause.last) else ()

    def _relative(self, index: int, last: int) -> int:
        """Past "có tỷ lệ dưới 88%" when work or a modal follows; else 0."""
        tokens = self._tokens
        if not (tokens.plain(index) in ("có", "chưa", "đạt", "đang", "dưới", "trên") and index + 2 < last):
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
        tokens = self._tokens
        if tokens.plain(index) not in ("có", "như", "nằm", "thuộc", "chưa", "ở", "tại"):
            return 0
        for after in range(index + 1, min(last, index + 22)):
            if tokens.plain(after) in ("cần", "phải") and tokens.plain(after - 1) not in ("không", "vẫn"):
                return after
            if tokens.plain(after) in (":", "đã", "vì", "nên", "do", "nói", "kể", "rằng", "hay"):
                return 0
        return 0

    def _after_aside(self, index: int, last: int) -> int:
        """Past "(bộ phận một cửa)", "theo chức năng, nhiệm vụ," and a comma."""
        tokens = self._tokens
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
        before = self._tokens.plain(index - 1)
        found = ACTIONS.at(self._tokens, index, last)
        return (
            found is not None
            and found[0] - index > 1
            and before not in ("được", "đã", "để", "của", "việc", "nhằm", "về", "công", "sở", "này", "vụ")
        ) or (found is not None and before == ",")

    def _forced(self, clause: Said) -> tuple[Unit, ...]:
        """The units right before a "phải" or "cần" behind a comma of the clause."""
        tokens = self._tokens
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
        return next((i for i in range(index, first, -1) if self._tokens.plain(i) == ","), 0)
