"""Is the English catalogue whole? Every sentence of the source, its English, and the same values in both."""

import re
import unicodedata
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from bhyt_tasks.config import ROOT

CATALOGUE = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
# Quoted as they are typed: units, offices and document numbers of the examples.
PROPER = re.compile(r"15/TB-BCĐ")
VALUES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the templates and the code say today."""
    pot: Path = tmp_path_factory.mktemp("words") / "messages.pot"
    mapping = str(ROOT / "pyproject.toml")
    CommandLineInterface().run(
        ["pybabel", "-q", "extract", "-F", mapping, "-k", "_l", "-k", "N_", "-o", str(pot), str(ROOT)]
    )
    with pot.open("rb") as opened:
        return read_po(opened)


@pytest.fixture(scope="module")
def english() -> Catalog:
    with CATALOGUE.open("rb") as opened:
        return read_po(opened, locale="en")


def sentences(catalogue: Catalog) -> dict[str, Message]:
    return {str(message.id): message for message in catalogue if message.id}


def test_every_sentence_has_its_english_and_none_is_left_over(source: Catalog, english: Catalog) -> None:
    wanted, given = sentences(source), sentences(english)
    assert sorted(wanted.keys() - given.keys()) == []
    assert sorted(given.keys() - wanted.keys()) == []
    assert [text for text, message in given.items() if not message.string or message.fuzzy] == []
    assert english.obsolete == {}


def test_values_are_the_same_in_both(english: Catalog) -> None:
    differ = {
        text: message.string
        for text, message in sentences(english).items()
        if sorted(VALUES.findall(text)) != sorted(VALUES.findall(str(message.string)))
    }
    assert differ == {}


def test_spaces_and_full_stops_are_the_same_in_both(english: Catalog) -> None:
    """Sentences are joined with others: what begins or ends one of them must stay."""
    differ = {
        text: message.string
        for text, message in sentences(english).items()
        if (text[-1] in ".:;…" or str(message.string)[-1:] in ".:;…") and text[-1] != str(message.string)[-1:]
    }
    assert differ == {}


def test_english_holds_no_vietnamese(english: Catalog) -> None:
    found = {
        text: str(message.string)
        for text, message in sentences(english).items()
        if _vietnamese(PROPER.sub("", str(message.string)))
    }
    assert found == {}


def _vietnamese(text: str) -> bool:
    decomposed = unicodedata.normalize("NFD", text)
    return "đ" in text.lower() or any(unicodedata.combining(letter) for letter in decomposed)
