"""How is a text looked at, whatever its spaces, dashes and code points, so that every find is exact in the original?"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bhyt_tasks.intake.wraps import unwrapped

_NO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f"), " ")
_SPACES = dict.fromkeys(
    map(ord, "\r\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"), " "
)
_BREAKS = dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043"), "-")
_QUOTES = dict.fromkeys(map(ord, "“”„«»"), '"')
_ONE_LENGTH = {ord("İ"): "I"}  # the only capital whose small letter is longer
_TIDY = _NO_WIDTH | _SPACES | _BREAKS | _DASHES | _QUOTES | _ONE_LENGTH

_OLD_TONES, _NEW_TONES = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ", "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"
_TONE_PLACES = dict(zip(_OLD_TONES.split(), _NEW_TONES.split(), strict=True))
_OPEN_SYLLABLE = re.compile(r"(?<!q)(?:" + "|".join(_TONE_PLACES) + r")(?![^\W\d_])")

_MARKED = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
_BARE = {ord(c): "d" if c == "đ" else unicodedata.normalize("NFD", c)[0] for c in _MARKED}


@dataclass(frozen=True)
class View:
    """A text and its tidy double; positions in the double lead back to the original.

    ``words`` is NFC with one kind of space, line break, dash and quotation mark. Positions are characters.
    """

    text: str
    words: str
    _starts: Sequence[int]

    @classmethod
    def of(cls, text: str) -> "View":
        composed, starts = (text, range(len(text) + 1)) if unicodedata.is_normalized("NFC", text) else _compose(text)
        tidy = unwrapped(composed.translate(_TIDY))
        return cls(text, *(_single_spaces(tidy, starts) if "  " in tidy else (tidy, starts)))

    @cached_property
    def plain(self) -> str:
        """The words in small letters with tones where the newer spelling puts them; as long as ``words``."""
        placed = _OPEN_SYLLABLE.sub(lambda old: _TONE_PLACES[old[0]], self.words.lower())
        return placed.replace("tỉ lệ", "tỷ lệ")

    @cached_property
    def bare(self) -> str:
        """The words in small letters without any mark; as long as ``words``."""
        return self.plain.translate(_BARE)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the double stands in the text as given."""
        return self._starts[start], self._starts[end]


def _single_spaces(words: str, starts: Sequence[int]) -> tuple[str, list[int]]:
    """The words with one space where several stood, and where each of their characters begins."""
    pieces: list[str] = []
    kept: list[int] = []
    begin = 0
    for run in re.finditer("  +", words):
        pieces.append(words[begin : run.start() + 1])
        kept += starts[begin : run.start() + 1]
        begin = run.end()
    return "".join([*pieces, words[begin:]]), [*kept, *starts[begin:]]


def _compose(text: str) -> tuple[str, Sequence[int]]:
    """The text in NFC and, for each of its characters and its end, where that begins in the text."""
    pieces: list[str] = []
    starts: list[int] = []
    for cluster in re.finditer(r"(?s).[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]*", text):
        composed = unicodedata.normalize("NFC", cluster[0])
        pieces.append(composed)
        starts += [cluster.start()] * len(composed)
    return "".join(pieces), [*starts, len(text)]
