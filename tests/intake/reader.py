"""Short ways to put a text before the reader, for tables of cases."""

from datetime import date

from bhyt_tasks.intake import Minutes, read_minutes
from bhyt_tasks.intake.minutes import Directive, Quote

TODAY = date(2019, 10, 29)
ORDERS = "Chủ tịch UBND huyện yêu cầu "


def read(text: str, as_of: date = TODAY) -> Minutes:
    return read_minutes(text, as_of)


def the_order(words: str, as_of: date = TODAY) -> Directive:
    """The one directive that is made of the chairman's words, which the full stop is added to."""
    [directive] = read(f"{ORDERS}{words}.", as_of).directives
    return directive


def quoted(text: str) -> list[str]:
    """The words of each directive."""
    return [each.quote.text for each in read(text).directives]


def told(text: str) -> list[tuple[str, list[str]]]:
    """The words of each directive, and whom it tells."""
    return [(each.quote.text, [unit.text for unit in each.assignees]) for each in read(text).directives]


def quotes(minutes: Minutes) -> list[Quote]:
    """Every quote of what was read: of directives and their parts, figures, findings and facts."""
    found = [each.quote for each in (*minutes.directives, *minutes.readings, *minutes.findings)]
    for each in minutes.directives:
        parts = (each.deadline, each.recurrence, *each.targets)
        found += [part.quote for part in parts if part]
    facts = minutes.facts
    days = [day.quote for day in (facts.date, facts.notice_date) if day]
    rest = (facts.kind_quote, facts.chair, facts.position, facts.place, facts.notice_number)
    return found + days + [quote for quote in rest if quote]
