"""The command that reads minutes from standard input and prints the directives it finds; it saves nothing."""

import json
import sys
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import click

from bhyt_tasks.config import BadConfig
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.vietnamese import parse_date
from bhyt_tasks.intake import Minutes, read_minutes
from bhyt_tasks.intake.minutes import Directive, Figure, Target, UnitPhrase
from bhyt_tasks.web.filters import sentence

EVERY = {"weekly": "hằng tuần", "monthly": "hằng tháng", "quarterly": "hằng quý"}
NOBODY = "chưa rõ đơn vị"
NOTHING = "Không có nội dung giao việc."


@click.command("draft-directives")
@click.option("--json", "as_json", is_flag=True, help="In JSON, để chương trình khác đọc.")
@click.option("--as-of", "typed", help="Ngày của văn bản khi văn bản không ghi, ví dụ 29/10/2019; mặc định là hôm nay.")
def draft_directives(*, as_json: bool, typed: str | None) -> None:
    """Print the directives in the minutes on standard input; in JSON all else that was read, too."""
    as_of = _day(typed)
    # Bytes, both ways: line ends stay as given, so that offsets fit, and it is UTF-8 whatever the locale.
    text = sys.stdin.buffer.read().decode("utf-8", errors="replace")
    minutes = read_minutes(text, as_of)
    printed = json.dumps(as_data(minutes), ensure_ascii=False) if as_json else as_text(minutes)
    click.echo(printed.encode())


def _day(typed: str | None) -> date:
    today = date.today()  # noqa: DTZ011 - no committee, no zone: the day of whoever types
    try:
        return parse_date(typed, today) if typed else today
    except RuleBroken as refusal:
        raise BadConfig(f"--as-of: {sentence(refusal)}") from None


def as_data(minutes: Minutes) -> dict[str, Any]:
    """All that was read as JSON takes it; offsets are characters of the text as given."""
    return {
        "facts": _plain(asdict(minutes.facts)),
        "directives": [_directive(each) for each in minutes.directives],
        "readings": [_figure(each) for each in minutes.readings if not each.bound],
        "bounds": [_figure(each) for each in minutes.readings if each.bound],
        "findings": [_plain(asdict(each)) for each in minutes.findings],
    }


def _directive(each: Directive) -> dict[str, Any]:
    return {
        "start": each.quote.start,
        "end": each.quote.end,
        "text": each.quote.text,
        "kind": each.kind.value,
        "assignees": [unit.text for unit in each.assignees],
        "assignee_source": each.assignee_source.value,
        "coordinators": [unit.text for unit in each.coordinators],
        "due_on": each.deadline.on.isoformat() if each.deadline else None,
        "due_text": each.deadline.quote.text if each.deadline else None,
        "recurrence": each.recurrence.every if each.recurrence else None,
        "targets": [
            {
                "value": float(target.value),
                "value_max": float(target.highest) if target.highest else None,
                "unit": target.unit,
                "comparator": target.comparator,
            }
            for target in each.targets
        ],
        "sure": each.sure,
    }


def _figure(each: Figure) -> dict[str, Any]:
    return {
        "unit_name": each.unit.text,
        "insured": each.insured,
        "population": each.population,
        "percent": None if each.percent is None else float(each.percent),
        "approximate": each.approximate,
        "bound": each.bound,
        "start": each.quote.start,
        "end": each.quote.end,
        "text": each.quote.text,
    }


def _plain(value: Any) -> Any:
    """Dates as text, deep down."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def as_text(minutes: Minutes) -> str:
    """The directives as a list that an official reads."""
    if not minutes.directives:
        return NOTHING
    return "\n\n".join(f"{number}. {_listed(each)}" for number, each in enumerate(minutes.directives, start=1))


def _listed(each: Directive) -> str:
    lines = [" ".join(each.quote.text.split()), f"   Chủ trì: {_units(each.assignees) or NOBODY}"]
    if each.coordinators:
        lines.append(f"   Phối hợp: {_units(each.coordinators)}")
    if each.deadline:
        lines.append(f"   Hạn: {each.deadline.on:%d/%m/%Y} (“{' '.join(each.deadline.quote.text.split())}”)")
    if each.recurrence:
        lines.append(f"   Định kỳ: {EVERY[each.recurrence.every]}")
    lines += [f"   Chỉ tiêu: {_required(target)}" for target in each.targets]
    return "\n".join(lines)


def _required(target: Target) -> str:
    least = "trên" if target.comparator == ">" else "từ"
    most = f" đến {_number(target.highest)}" if target.highest else ""
    return f"{least} {_number(target.value)}{most} {target.unit}"


def _units(units: tuple[UnitPhrase, ...]) -> str:
    return "; ".join(" ".join(unit.text.split()) for unit in units)


def _number(value: Decimal) -> str:
    return f"{value:,}".replace(",", " ").replace(".", ",").replace(" ", ".")
