"""The project's own corpus for reading minutes: every annotation points into its text.

Odd numbers are for development, even ones are held out; each pair is of one genre.
"""

import datetime as dt
import json
import pathlib
import re
import unicodedata

import pytest

CORPUS = pathlib.Path(__file__).parent / "corpus"
FIRST_LINE = "Nguồn: viết cho dự án"
KEYS = {
    "source", "provenance", "adapted", "doc_type", "publish_date", "meeting_date", "chair", "chair_position",
    "directives", "coverage_figures", "plan_targets",
}  # fmt: skip
MORE_KEYS = {"genre", "coverage_bounds", "note"}
DIRECTIVE_KEYS = {
    "text_span", "assignees", "deadline", "deadline_span", "recurrence", "targets", "kind", "assignee_source",
    "coordinators",
}  # fmt: skip
NUMBERS = sorted(p.stem for p in CORPUS.glob("*.json"))


def plain(text):
    """One space for any white space: a name broken over two lines is still the name."""
    return re.sub(r"\s+", " ", text)


def is_date(value):
    return value is None or bool(dt.date.fromisoformat(value))


def read(number):
    gold = json.loads((CORPUS / f"{number}.json").read_text("utf-8"))
    whole = (CORPUS / f"{number}.txt").read_text("utf-8")
    first, rest = whole.split("\n", 1)
    assert first == FIRST_LINE
    assert whole == unicodedata.normalize("NFC", whole) and "\r" not in whole
    return rest.lstrip("\n"), gold


def test_there_are_enough_and_they_are_paired():
    assert len(NUMBERS) == 100
    assert sorted(p.stem for p in CORPUS.glob("*.txt")) == NUMBERS
    empty = [n for n in NUMBERS if not read(n)[1]["directives"]]
    assert len(empty) >= 8
    assert {int(n) % 2 for n in empty} == {0, 1}


@pytest.mark.parametrize("number", NUMBERS)
def test_header_fields(number):
    text, gold = read(number)
    assert set(gold) >= KEYS and not set(gold) - KEYS - MORE_KEYS
    assert gold["doc_type"] in {"news", "dispatch", "directive"}
    assert is_date(gold["publish_date"]) and is_date(gold["meeting_date"])
    for key in ("chair", "chair_position"):
        assert gold[key] is None or gold[key] in text


@pytest.mark.parametrize("number", NUMBERS)
def test_directives_point_into_the_text(number):
    text, gold = read(number)
    end = 0
    for d in gold["directives"]:
        assert set(d) == DIRECTIVE_KEYS
        span = d["text_span"]
        assert text.count(span) == 1, span
        at = text.index(span)
        assert at >= end, f"out of order or overlapping: {span}"
        end = at + len(span)
        assert span == span.strip() and span[-1] not in ".;,:", span
        assert d["kind"] in {"action", "general"}
        assert d["recurrence"] in {None, "weekly", "monthly", "quarterly"}
        assert is_date(d["deadline"])
        if d["deadline_span"] is not None:
            assert d["deadline"] and d["deadline_span"] in span
        assert not (d["deadline"] and d["recurrence"]), span


@pytest.mark.parametrize("number", NUMBERS)
def test_units_are_as_written(number):
    text, gold = read(number)
    for d in gold["directives"]:
        assert (d["assignee_source"] == "none") == (not d["assignees"])
        for name in d["assignees"] + d["coordinators"]:
            assert plain(name) in plain(text), name
        for name in d["coordinators"]:
            assert plain(name) in plain(d["text_span"]), name
        found = [plain(name) in plain(d["text_span"]) for name in d["assignees"]]
        if d["assignee_source"] == "explicit":
            assert all(found), d["assignees"]


@pytest.mark.parametrize("number", NUMBERS)
def test_figures_point_into_the_text(number):
    text, gold = read(number)
    for d in gold["directives"]:
        for target in d["targets"]:
            assert set(target) - {"value_max"} == {"value", "unit", "comparator"}
            assert target["unit"] in {"%", "người"} and target["comparator"] in {">=", ">"}
            assert target.get("value_max", target["value"] + 1) > target["value"]
            whole = f"{target['value']:g}".replace(".", ",")
            digits = re.sub(r"[\s.,]", "", d["text_span"])
            assert whole.replace(",", "") in digits, target
    for f in gold["coverage_figures"] + gold["plan_targets"] + gold.get("coverage_bounds", []):
        assert text.count(f["span"]) >= 1, f["span"]
        assert plain(f["unit_name"]) in plain(text), f["unit_name"]
    for f in gold["coverage_figures"]:
        assert f["insured"] is not None or f["percent"] is not None
        assert f["percent"] is None or 0 < f["percent"] <= 110
        assert f["insured"] is None or f["population"] is None or f["insured"] <= f["population"] * 1.1
    for f in gold["plan_targets"]:
        assert is_date(f["deadline"])
