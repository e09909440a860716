"""What can go wrong with a rule, in sentences that an official reads.

A sentence is a message in the source language of the interface; the web room translates it and fills in
the values, so that dates and numbers are written the way the reader's language writes them.
"""

from typing import Any


def N_(sentence: str) -> str:
    """Mark a sentence for the translation catalogue without translating it."""
    return sentence


class RuleBroken(Exception):
    """An act was refused; nothing was changed. ``field`` names the form field that can mend it."""

    sentence = ""

    def __init__(self, sentence: str = "", *, field: str | None = None, **values: Any) -> None:
        self.sentence = sentence or self.sentence
        self.field = field
        self.values = values
        super().__init__(self.sentence)


class WrongState(RuleBroken):
    """The act does not fit the state the task or the meeting is in."""


class Conflict(RuleBroken):
    """Somebody else wrote after this form was read (R12)."""

    sentence = N_("Nội dung này vừa được cập nhật. Xem hai nội dung bên dưới rồi chọn.")


class NeedsConfirmation(RuleBroken):
    """May be sent once more with a tick; ``confirm`` names the field of the tick."""

    confirm = ""


class PersonalNumbers(NeedsConfirmation):
    """The text looks like a list of people (R15)."""

    confirm = "numbers_confirmed"
    sentence = N_(
        "Nội dung có dãy giống số định danh cá nhân (12 chữ số) hoặc mã thẻ BHYT. "
        "Không ghi danh sách người dân; chỉ ghi số lượng."
    )
