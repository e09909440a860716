"""What are the words of a text, and which known phrases do they make?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bhyt_tasks.domain.vietnamese import fold_signs
from bhyt_tasks.intake.view import View

_TOKEN = re.compile(r"\n|(?<=/)\d{4}(?!\d)|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|\S")

_LINE = re.compile(r"[^\n]+\n?|\n")
_FEWEST_CAPITALS = 5  # words


def _shouts(line: str) -> bool:
    """Is the whole line in capitals, so that they mark no names?"""
    return line.isupper() and len(line.split()) >= _FEWEST_CAPITALS


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable, a number or a sign; ``start`` and ``end`` are positions in the view."""

    start: int
    end: int
    written: str
    plain: str
    capital: bool  # begins with a capital, in a line that is not all in capitals

    @property
    def is_word(self) -> bool:
        return self.written[0].isalpha()

    @property
    def is_number(self) -> bool:
        return self.written[0].isdecimal()

    @property
    def is_capital(self) -> bool:
        return self.capital


class Tokens:
    """The tokens of a view, in order."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.all: list[Token] = []
        for line in _LINE.finditer(view.words):
            shouts = _shouts(line[0])
            self.all += [
                Token(m.start(), m.end(), m[0], view.plain[m.start() : m.end()], m[0][0].isupper() and not shouts)
                for m in _TOKEN.finditer(view.words, *line.span())
            ]

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, index: int) -> Token:
        return self.all[index]

    @cached_property
    def starts(self) -> list[int]:
        """The position of each token, for bisecting."""
        return [token.start for token in self.all]

    def plain(self, index: int) -> str:
        """The word at an index in small letters; nothing beyond the ends."""
        return self.all[index].plain if 0 <= index < len(self.all) else ""

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
        for tag, phrases in table.items():
            for phrase in phrases.split(" | ") if isinstance(phrases, str) else phrases:
                self._enter(tag, phrase.split())

    def _enter(self, tag: str, words: list[str]) -> None:
        _grow(self._exact, words, tag)
        if len(words) > 1:
            _grow(self._bare, [fold_signs(word) for word in words], tag)

    def at(self, tokens: Tokens, index: int, stop: int) -> tuple[int, str] | None:
        """The end and the tag of the longest phrase at this token, within the tokens before ``stop``."""
        if index >= stop:
            return None
        first = tokens.all[index].plain
        found = self._walk(tokens, index, stop, self._exact) if first in self._exact else None
        return found or (self._walk(tokens, index, stop, self._bare) if first in self._bare else None)

    def _walk(self, tokens: Tokens, index: int, stop: int, root: Node) -> tuple[int, str] | None:
        node, found = root, None
        while index < stop:
            token = tokens.all[index]
            below = node.get(token.plain)
            if not isinstance(below, dict):
                if not (self._loose and token.plain in _JOINTS and node is not root):
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
        below = node.setdefault(word, {})
        if isinstance(below, dict):
            node = below
    node[_END] = tag
