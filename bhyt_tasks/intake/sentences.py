"""Which stretches of a sentence are read one by one, and what does the sentence do as a whole?"""

from collections.abc import Iterator
from itertools import zip_longest

from bhyt_tasks.intake.clauses import Grammar
from bhyt_tasks.intake.segments import Clause, Sentence
from bhyt_tasks.intake.tokens import Phrases, Tokens, words
from bhyt_tasks.intake.unit_lists import phrases_at
from bhyt_tasks.intake.verbs import ACTIONS, ISSUES_PAPER, MANNER, MODALS, ORDERS

DUE_LABELS = Phrases({"due": "hạn | thời hạn | hạn chót | hạn cuối | hạn hoàn thành | thời hạn hoàn thành"})
DUE_WORDS = words(": trước ngày đến là chậm hết trong")


def long_ago(tokens: Tokens, sentence: Sentence) -> bool:
    """ "Trước đó, UBND huyện đã giao …" tells of orders that were given before."""
    begin = sentence.first
    return tokens.says(begin, "trước", "đó") or tokens.says(begin, "trước", "đây")


def issues_paper(tokens: Tokens, sentence: Sentence) -> bool:
    begin = sentence.first
    carries_out = tokens.says(begin, "thực", "hiện") or tokens.says(begin, "triển", "khai")
    for index in range(begin, sentence.last):
        if index < begin + 4 and not carries_out and ISSUES_PAPER.at(tokens, index, sentence.last):
            return True
        if tokens.plain(index) in ("ban", "có", "ký", "gửi") and _has(
            tokens, ISSUES_PAPER, index, min(index + 5, sentence.last)
        ):
            return True
    return False


def whole_clauses(tokens: Tokens, grammar: Grammar, sentence: Sentence) -> Iterator[Clause]:
    """The clauses; one of addressees alone goes together with the next, a deadline alone with the one before."""
    begin: int | None = None
    for clause, following in zip_longest(sentence.clauses, sentence.clauses[1:]):
        opens = clause is sentence.clauses[0]
        begin = clause.first if begin is None else begin
        if following and (_only_due(tokens, following) or _only_units(tokens, grammar, clause, opens=opens)):
            continue
        yield Clause(begin, clause.last)
        begin = None


def _only_due(tokens: Tokens, clause: Clause) -> bool:
    """ "…; hạn: 20/11/2019": by when the clause before is to be done."""
    label = DUE_LABELS.at(tokens, clause.first, clause.last)
    return label is not None and (tokens.plain(label[0]) in DUE_WORDS or tokens[label[0]].is_number)


def _only_units(tokens: Tokens, grammar: Grammar, clause: Clause, *, opens: bool = False) -> bool:
    """Does the clause end with those who are told? Behind another one "phân công cán bộ phụ trách thôn" is work."""
    for index in range(clause.first, clause.last):
        verb = ORDERS.at(tokens, index, clause.last) if index > clause.first or opens else None
        units = phrases_at(tokens, verb[0], clause.last) if verb and verb[1] in ("ask", "give") else ()
        if units and units[-1].last >= clause.last:
            return True
    units = grammar.read(clause.first, clause.last).subject
    return bool(units) and units[-1].last >= clause.last


def parts(tokens: Tokens, clause: Clause) -> Iterator[tuple[int, int]]:
    """A clause, cut before ", đồng thời …"."""
    begin, besides = clause.first, _besides(tokens, clause)
    for index in range(clause.first + 4, clause.last - 5):
        joins = tokens.plain(index) == "," and tokens.says(index + 1, "đồng", "thời")
        besides |= tokens.plain(index) in ("ngoài", "cạnh")  # "ngoài việc …, đồng thời cần …" is one
        if joins and not besides and _acts_at(tokens, index + 3, clause.last):
            yield begin, index
            begin, besides = index + 1, False
    yield begin, clause.last


def _besides(tokens: Tokens, clause: Clause) -> bool:
    return any(tokens.plain(i) in ("ngoài", "cạnh") for i in range(clause.first, min(clause.first + 4, clause.last)))


def _acts_at(tokens: Tokens, index: int, last: int) -> bool:
    return bool(
        ACTIONS.at(tokens, index, last)
        or ORDERS.at(tokens, index, last)
        or MANNER.at(tokens, index, last)
        or MODALS.at(tokens, index, last)
        or phrases_at(tokens, index, last)
    )


def _has(tokens: Tokens, table: Phrases, first: int, last: int) -> bool:
    return any(table.at(tokens, index, last) for index in range(first, last))
