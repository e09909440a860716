"""Which stretches of a sentence are read one by one, and what does the sentence do as a whole?"""

from collections.abc import Iterator

from bhyt_tasks.intake.clauses import Grammar
from bhyt_tasks.intake.segments import Clause, Sentence
from bhyt_tasks.intake.tokens import Phrases, Tokens
from bhyt_tasks.intake.unit_lists import phrases_at
from bhyt_tasks.intake.verbs import ACTIONS, ISSUES_PAPER, MANNER, MODALS, ORDERS


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
    """The clauses; those that hold nothing but addressees go together with the next."""
    held: int | None = None
    for clause in sentence.clauses:
        opens = clause is sentence.clauses[0]
        if held is None and clause is not sentence.clauses[-1] and _only_units(tokens, grammar, clause, opens=opens):
            held = clause.first
            continue
        if held is not None and clause is not sentence.clauses[-1] and _only_units(tokens, grammar, clause):
            continue
        yield Clause(held if held is not None else clause.first, clause.last)
        held = None


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
