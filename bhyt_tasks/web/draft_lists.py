"""What are the drafts of a text at first, and what becomes of them when they are moved, merged, split or answered?

A draft is what stands in its fields, as text: it is neither checked nor saved before the secretary says so. Where the
text does not say who leads, or whether something is given at all, the draft asks.
"""

import re
from collections.abc import Iterable, Iterator

from bhyt_tasks.domain.meetings import DeadlineKind
from bhyt_tasks.domain.units import AGENCIES
from bhyt_tasks.intake.minutes import Directive, DirectiveKind, Minutes, UnitKind, UnitPhrase
from bhyt_tasks.queries.unit_phrases import Directory, Phrase
from bhyt_tasks.queries.units import UnitChoice
from bhyt_tasks.web.forms import whole

Draft = dict[str, str]

Span = tuple[int, int]

_ITEM = re.compile(r"^\s*(?:mục |khoản |điểm )?(\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]\s*$", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*(\d{1,2}(?:\.\d{1,2})*)[.)]\s", re.MULTILINE)
PARTS = ("lead", "coordinating")
MID_MONTH = 15  # "trước ngày 25 hằng tháng" is of that month, "ngày 05" of the next: a guess that is marked
DEADLINE = ("deadline_kind", "due_on", "every", "due_day", "due_month_offset", "review_on")
ASK_REPORT, ASK_GIVEN = "report", "given"
_COVERAGE = re.compile(r"bhyt|bảo hiểm y tế|bao phủ|tham gia", re.IGNORECASE)
_LEFT_TO_ASK = {UnitKind.PEOPLE, UnitKind.BACK}  # people are no units; "đơn vị mình" is whoever was named before


def first_drafts(minutes: Minutes, directory: Directory, text: str, taken: list[Span]) -> list[Draft]:
    """One draft a directive of the text, but for the parts of it that are ``taken``: written down before."""
    new = [each for each in minutes.directives if not _overlaps((each.quote.start, each.quote.end), taken)]
    return [_draft(each, directory) | {"number": _number(text, each.quote.start)} for each in new]


def _number(text: str, start: int) -> str:
    """How the text itself numbers what begins there: "mục 3", "điểm a mục 2"; empty where it does not.

    Kept as data, so it is Vietnamese whatever the language of the page.
    """
    item = _ITEM.search(text[text.rfind("\n", 0, start) + 1 : start])
    if not item:
        return ""
    if item[1].isdigit() or "." in item[1]:
        return f"mục {item[1]}"
    above = _NUMBERED.findall(text[:start])
    return f"điểm {item[1]} mục {above[-1]}" if above else f"điểm {item[1]}"


def first_findings(minutes: Minutes, directory: Directory) -> list[Draft]:
    """One a shortcoming of the text, at the unit that is surely meant."""
    drafts = []
    for each in minutes.findings:
        units = directory.meaning(Phrase(each.unit.text)).units if each.unit else ()
        name = units[0].name if len(units) == 1 else ""
        drafts.append({"keep": "y", "text": _sentence(each.quote.text), "unit": name, "quote": each.quote.text})
    return drafts


def _overlaps(span: Span, spans: list[Span]) -> bool:
    return any(span[0] < theirs[1] and theirs[0] < span[1] for theirs in spans)


def leave_out(drafts: list[Draft], taken: list[Span]) -> int:
    """Drop those that have been written down meanwhile; how many they are."""
    found = [each for each in drafts if not each.get("dropped") and (span := span_of(each)) and _overlaps(span, taken)]
    for draft in found:
        draft["dropped"] = "1"
    return len(found)


def span_of(draft: Draft) -> Span | None:
    """Where its words stand in the text."""
    start, end = whole(draft.get("start")), whole(draft.get("end"))
    return None if start is None or end is None or start >= end else (start, end)


def _draft(said: Directive, directory: Directory) -> Draft:
    general = said.kind is DirectiveKind.GENERAL
    draft = {"text": _sentence(said.quote.text), "start": str(said.quote.start), "end": str(said.quote.end)}
    draft |= _deadline(said)
    if general:
        return draft | {"ask": ASK_GIVEN}
    lead, unclear = _units(said.assignees, directory)
    coordinating, others_unclear = _units(said.coordinators, directory)
    coordinating = [unit for unit in coordinating if unit not in lead]
    draft |= {"lead": directory.written(lead), "coordinating": directory.written(coordinating)}
    draft |= {"unclear_lead": "\n".join(unclear), "unclear_coordinating": "\n".join(others_unclear)}
    if len(said.assignees) > 1 and all(each.kind in (UnitKind.ONE, UnitKind.MEMBER) for each in said.assignees):
        draft["ask"] = ASK_REPORT
    return draft | _target(said, lead) | {"doubts": " ".join(_doubts(said))}


def _sentence(words: str) -> str:
    """The words on one line; of the row of a table its first cell, in which the work stands."""
    words = " ".join(words.split(" | ")[0].split())
    return words[:1].upper() + words[1:]


def _units(phrases: Iterable[UnitPhrase], directory: Directory) -> tuple[list[UnitChoice], list[str]]:
    """The units that the phrases surely mean, and those phrases that a person has to say more of."""
    found: dict[int, UnitChoice] = {}
    unclear = []
    for each in phrases:
        words = " ".join(each.text.split())
        meant = directory.meaning(Phrase(words, each.head if each.kind is UnitKind.MEMBER else ""))
        found |= {unit.id: unit for unit in meant.units}
        if not meant.units and each.kind not in _LEFT_TO_ASK:
            unclear.append(f"{each.head} {words}" if each.kind is UnitKind.MEMBER and each.head else words)
    return list(found.values()), unclear


def _deadline(said: Directive) -> Draft:
    if said.deadline:
        return {"deadline_kind": DeadlineKind.FIXED.value, "due_on": f"{said.deadline.on:%d/%m/%Y}"}
    if said.recurrence:
        day = said.recurrence.day
        due = {"due_day": "" if day is None else str(day), "due_month_offset": "0" if day and day > MID_MONTH else "1"}
        return {"deadline_kind": DeadlineKind.RECURRING.value, "every": said.recurrence.every, **due}
    return {"deadline_kind": DeadlineKind.FIXED.value}


def _target(said: Directive, lead: list[UnitChoice]) -> Draft:
    """The rate that is required, where it is one of participation and all who lead have people of their own."""
    rates = [target for target in said.targets if target.unit == "%"]
    counted = lead and not any(unit.kind in AGENCIES for unit in lead)
    if len(rates) != 1 or not counted or not said.deadline or not _COVERAGE.search(said.quote.text):
        return {}
    comparator = "above" if rates[0].comparator == ">" else "at_least"
    return {"target_points": f"{rates[0].value.normalize():f}".replace(".", ","), "target_comparator": comparator}


def _doubts(said: Directive) -> Iterator[str]:
    """The fields that the secretary is to look at again."""
    if said.deadline and not (said.deadline.sure and said.deadline.quote.sure):
        yield "due_on"
    if said.recurrence:
        yield from ("due_day", "due_month_offset")
    if said.targets and not all(target.sure for target in said.targets):
        yield "target_points"
    if not all(unit.sure for unit in said.assignees):
        yield "lead"
    if not said.sure:
        yield "text"


def asked_names(drafts: Iterable[Draft]) -> dict[str, list[int]]:
    """The phrases that a person has to say more of, and the places of the drafts that have them."""
    places: dict[str, list[int]] = {}
    for place, draft in enumerate(drafts):
        for words in dict.fromkeys(line for part in PARTS for line in _unclear(draft, part)):
            if not draft.get("dropped"):
                places.setdefault(words, []).append(place)
    return places


def _unclear(draft: Draft, part: str) -> list[str]:
    return [line for line in draft.get(f"unclear_{part}", "").splitlines() if line]


def answer(drafts: list[Draft], words: str, names: str) -> None:
    """Say which units a phrase means in all drafts that have it; no names leave it out."""
    for draft in drafts:
        for part in PARTS:
            lines = _unclear(draft, part)
            if words in lines:
                draft[f"unclear_{part}"] = "\n".join(line for line in lines if line != words)
                draft[part] = "; ".join(filter(None, (draft.get(part, "").strip(" ;"), names.strip(" ;"))))


def move(drafts: list[Draft], place: int, by: int) -> int:
    """Move a draft up (-1) or down (1); the place where it is now."""
    to = min(max(place + by, 0), len(drafts) - 1)
    drafts.insert(to, drafts.pop(place))
    return to


def drop(drafts: list[Draft], place: int) -> None:
    """Leave a draft out, or take it back."""
    drafts[place]["dropped"] = "" if drafts[place].get("dropped") else "1"


def merge(drafts: list[Draft], place: int) -> int:
    """Put a draft into the next one above it that is kept; the place of both now.

    The deadline and target of the upper one stay if it has any.
    """
    above = next((each for each in range(place - 1, -1, -1) if not drafts[each].get("dropped")), None)
    if above is None:
        return place
    upper, lower = drafts[above], drafts.pop(place)
    merged = {**lower, **{name: value for name, value in upper.items() if value}}
    merged["text"] = "; ".join(filter(None, (upper.get("text", "").rstrip(" .;"), lower.get("text", ""))))
    for part in PARTS:
        merged[part] = _joined(upper, lower, part, ";", "; ")
        merged[f"unclear_{part}"] = _joined(upper, lower, f"unclear_{part}", "\n", "\n")
    if upper.get("deadline_kind") == DeadlineKind.FIXED and not upper.get("due_on"):
        merged |= {name: lower[name] for name in DEADLINE if name in lower}
    spans = [span for each in (upper, lower) if (span := span_of(each))]
    if spans:
        merged |= _at(min(start for start, _ in spans), max(end for _, end in spans))
    drafts[above] = merged
    return above


def _at(start: int, end: int) -> Draft:
    return {"start": str(start), "end": str(end)}


def _joined(upper: Draft, lower: Draft, name: str, between: str, sign: str) -> str:
    pieces = [piece.strip() for draft in (upper, lower) for piece in draft.get(name, "").split(between)]
    return sign.join(dict.fromkeys(filter(None, pieces)))


def split(drafts: list[Draft], place: int, minutes: str) -> None:
    """One draft a line of its text; each stands on its own words where the minutes have them."""
    draft = drafts[place]
    lines = [line.strip(" ;") for line in draft.get("text", "").splitlines() if line.strip(" ;")]
    if len(lines) > 1:
        parts = [{**draft, "text": _sentence(line), **_found(draft, line, minutes)} for line in lines]
        drafts[place : place + 1] = [parts[0], *({**part, "number": ""} for part in parts[1:])]


def _found(draft: Draft, line: str, minutes: str) -> Draft:
    span = span_of(draft)
    if span is None:
        return {}
    words = re.escape(line).replace(r"\ ", r"\s+")
    match = re.search(words, minutes[slice(*span)], re.IGNORECASE)
    return _at(span[0] + match.start(), span[0] + match.end()) if match else {}


def add(drafts: list[Draft], words: str, minutes: str) -> int:
    """A further draft of words that nothing was read in, before the first one that stands later; its place."""
    draft: Draft = {"text": _sentence(words), "deadline_kind": DeadlineKind.FIXED.value}
    start = minutes.find(words) if words else -1
    if start >= 0:
        draft |= _at(start, start + len(words))
    spans = ((place, span_of(each)) for place, each in enumerate(drafts))
    place = next((place for place, span in spans if span and 0 <= start < span[0]), len(drafts))
    drafts.insert(place, draft)
    return place


def date_all(drafts: list[Draft], day: str) -> int:
    """Give the common deadline to all that have none; how many that are."""
    dated = [draft for draft in drafts if draft.get("deadline_kind") == DeadlineKind.FIXED and not _not_given(draft)]
    undated = [draft for draft in dated if not draft.get("due_on", "").strip()]
    for draft in undated:
        draft["due_on"] = day
    return len(undated)


def _not_given(draft: Draft) -> bool:
    """It will not be given, as far as is known."""
    return bool(
        draft.get("dropped") or draft.get("general") or (draft.get("ask") == ASK_GIVEN and draft.get("answer") != "yes")
    )
