"""What are the words of a text, and which known phrases do they make?"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple, cast

from bhyt_tasks.domain.vietnamese import fold_signs
from bhyt_tasks.intake.view import View

_TOKEN = re.compile(r"\n|(?<=/)\d{4}(?!\d)|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|\S")

_LINE = re.compile(r"[^\n]+\n?|\n")
_FEWEST_CAPITALS = 5  # words


def _shouts(line: str) -> bool:
    """Is the whole line in capitals, so that they mark no names?"""
    return line.isupper() and len(line.split()) >= _FEWEST_CAPITALS


class Token(NamedTuple):
    """A syllable, a number or a sign; ``start`` and ``end`` are positions in the view."""

    start: int
    end: int
    written: str
    plain: str
    is_word: bool
    is_number: bool
    is_capital: bool  # begins with a capital, in a line that is not all in capitals


class Tokens:
    """The tokens of a view, in order."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.all: list[Token] = []
        for line in _LINE.finditer(view.words):
            self._add(*line.span(), shouts=_shouts(line[0]))
        self.words = [token.plain for token in self.all]
        self._count = len(self.all)

    def _add(self, start: int, end: int, *, shouts: bool) -> None:
        plain = self.view.plain
        for match in _TOKEN.finditer(self.view.words, start, end):
            a, b = match.span()
            written = match[0]
            first = written[0]
            capital = not shouts and first.isupper()
            self.all.append(Token(a, b, written, plain[a:b], first.isalpha(), first.isdecimal(), capital))

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Token:
        return self.all[index]

    @cached_property
    def starts(self) -> list[int]:
        """The position of each token, for bisecting."""
        return [token.start for token in self.all]

    def plain(self, index: int) -> str:
        """The word at an index in small letters; nothing beyond the ends."""
        return self.words[index] if 0 <= index < self._count else ""

    def says(self, index: int, *words: str) -> bool:
        """Do these words stand here, one after the other?"""
        return all(self.plain(index + step) == word for step, word in enumerate(words))


Node = dict[str, "Node | str"]
_END = "\n"  # no word, so no clash
_JOINTS = frozenset(("-", "&", "/", "và", ","))


def words(text: str) -> frozenset[str]:
    """The words of a table that is written in one line."""
    return frozenset(text.split())


class Phrases:
    """A table of phrases; the longest that begins at a token is found in as many steps as it has words.

    Phrases of two words and more are also known where they were typed without any accent. ``loose`` phrases may have
    joints between their words: "LĐ – TB & XH".
    """

    def __init__(self, table: Mapping[str, str | Iterable[str]], *, loose: bool = False) -> None:
        self._exact: Node = {}
        self._bare: Node = {}
        self._loose = loose
        self._firsts: set[str] = set()  # what a phrase of the table may begin with
        for tag, phrases in table.items():
            for phrase in phrases.split(" | ") if isinstance(phrases, str) else phrases:
                self._enter(tag, phrase.split())
        self._firsts.update(self._exact, self._bare)

    def _enter(self, tag: str, words: list[str]) -> None:
        _grow(self._exact, words, tag)
        if len(words) > 1:
            _grow(self._bare, [fold_signs(word) for word in words], tag)

    def at(self, tokens: Tokens, index: int, stop: int) -> tuple[int, str] | None:
        """The end and the tag of the longest phrase at this token, within the tokens before ``stop``."""
        if index >= stop or (first := tokens.words[index]) not in self._firsts:
            return None
        found = self._walk(tokens, index, stop, self._exact) if first in self._exact else None
        return found or (self._walk(tokens, index, stop, self._bare) if first in self._bare else None)

    def _walk(self, tokens: Tokens, index: int, stop: int, root: Node) -> tuple[int, str] | None:
        node, found = root, None
        while index < stop:
            word = tokens.words[index]
            below = node.get(word)
            if not isinstance(below, dict):
                if not (self._loose and word in _JOINTS and node is not root):
                    break
                index += 1
                continue
            node, index = below, index + 1
            tag = node.get(_END)
            if isinstance(tag, str):
                found = (index, tag)
        return found


def _grow(node: Node, words: list[str], tag: str) -> None:
    for word in words:
        node = cast(Node, node.setdefault(word, {}))
    node[_END] = tag
