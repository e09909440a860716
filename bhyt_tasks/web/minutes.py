"""What does a pasted or uploaded text say, and of which meeting?"""

from datetime import date
from functools import lru_cache
from typing import Any

from flask_wtf.file import FileField

from bhyt_tasks.documents.minutes_files import text_of
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.meetings import MeetingKind
from bhyt_tasks.domain.vietnamese import clean
from bhyt_tasks.intake import Minutes, read_minutes
from bhyt_tasks.web import filters

LONGEST = 1_000_000  # characters


@lru_cache(maxsize=2)
def read(text: str, as_of: date) -> Minutes:
    """What the text says; a page that is asked again and again while its drafts are put in order reads it once."""
    return read_minutes(text, as_of)


def uploaded(field: FileField) -> str:
    """The text of the file that was sent, "" when there is none. A file that is refused: a sentence on the field."""
    if not field.data:
        return ""
    try:
        return laid_out(text_of(field.data.read()))
    except RuleBroken as refusal:
        field.errors = [*field.errors, filters.sentence(refusal)]
        return ""


def laid_out(text: str) -> str:
    """The text as it is kept, with strokes between the cells of a table: tabs do not outlive cleaning."""
    lines = (line.replace("\t", " | ") if line.count("\t") > 1 else line for line in text.split("\n"))
    return clean("\n".join(lines))


def facts_said(minutes: Minutes) -> dict[str, Any]:
    """What the text says of its meeting, by the fields of the meeting."""
    facts = minutes.facts
    said = {
        "kind": MeetingKind(facts.kind) if facts.kind else None,
        "held_on": facts.date and facts.date.on,
        "chair_name": facts.chair and facts.chair.text,
        "chair_position": facts.position and facts.position.text,
        "place": facts.place and facts.place.text,
        "notice_number": facts.notice_number and facts.notice_number.text,
        "notice_on": facts.notice_number and facts.notice_date and facts.notice_date.on,  # else it is the press's day
    }
    return {name: _one_line(value) for name, value in said.items() if value}


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) and not isinstance(value, MeetingKind) else value
