"""Which line breaks did a program make in the middle of a sentence?"""

import re
import unicodedata

WIDEST_WRAP = 120  # characters; longer lines are paragraphs
FEWEST_LINES = 8

_ITEM = re.compile(
    r" *(?:[-+*•●○◦▪■□·→✓❖➢➤\uf0b7\uf02d] ?\S|\d{1,2}(?:\.\d{1,2})*[.)/-] ?[^\W\d]|[IVXivx]{1,4}[.)-] |"
    r"[a-zđ][.)] |[A-Z]\d{1,2}[.)] ?|\([\da-zđ]{1,3}\) |Điều \d)"
)
_OPEN_ENDS = (",", " và", " -", " của", " các", " với", " về")
_CLOSED_ENDS = (".", "!", "?", "…", ":", ";")


def unwrapped(words: str) -> str:
    """The text, as long as it was, with a space for each break within a sentence.

    A line goes on when it was not ended and the next begins with a small letter, or when it is as full as lines of
    that text get. An item of a list never goes on with another line.
    """
    lines = words.split("\n")
    full = _full(lines)
    parts: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        parts += [line, " " if _goes_on(line, following, full) else "\n"]
    return "".join(parts[:-1])


def _full(lines: list[str]) -> int:
    """How long lines are that are full; longer than any where the text was not wrapped."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    if len(lengths) < FEWEST_LINES or lengths[-1] > WIDEST_WRAP:
        return 10 * WIDEST_WRAP
    often = lengths[-1 - len(lengths) // 6]
    return often if often > 40 and often * 5 > lengths[-1] * 4 else 10 * WIDEST_WRAP


def _begins_item(line: str) -> bool:
    return _ITEM.match(line) is not None or unicodedata.category(line[0]) == "So"


def _goes_on(line: str, following: str, full: int) -> bool:
    if "\t" in line or "\t" in following:
        return False
    line, following = line.strip(), following.strip()
    if not line or not following or line.endswith(_CLOSED_ENDS) or _begins_item(following):
        return False
    small = following[0].islower() or following[0] in ",;)&"
    return small or line.endswith(_OPEN_ENDS) or len(line) * 4 >= full * 3
