"""How much of what is annotated in a folder of texts does the reader find, and how much of what it finds is right?"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bhyt_tasks.config import ROOT
from bhyt_tasks.domain.vietnamese import fold
from bhyt_tasks.intake import Minutes, read_minutes
from bhyt_tasks.intake.minutes import Directive

CORPUS = ROOT / "tests" / "intake" / "corpus"
ALIKE = 0.5  # of the characters of both, from which two stretches of text are the same directive


@dataclass(frozen=True)
class Sample:
    """A text with what a reader should find in it; the text begins behind the line that names its source."""

    number: int
    text: str
    wanted: dict[str, Any]

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.wanted["publish_date"] or self.wanted["meeting_date"] or "2019-01-01")

    def read(self) -> Minutes:
        return read_minutes(self.text, self.as_of)

    def spans(self) -> list[tuple[int, int]]:
        begins = [(self.text.index(each["text_span"]), len(each["text_span"])) for each in self.wanted["directives"]]
        return [(begin, begin + length) for begin, length in begins]


def samples(folder: Path = CORPUS) -> list[Sample]:
    """The samples of a folder by their numbers."""
    return sorted(map(_sample, folder.glob("*.json")), key=lambda sample: sample.number)


def _sample(path: Path) -> Sample:
    text = path.with_suffix(".txt").read_text("utf-8").split("\n", 1)[1].lstrip("\n")
    return Sample(int(path.stem), text, json.loads(path.read_text("utf-8")))


@dataclass
class Tally:
    """How many were found rightly, found at all, and wanted."""

    right: float = 0
    found: float = 0
    wanted: float = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


@dataclass
class Names:
    """Names of units agree word for word, whatever their order: the mean over all directives that were found."""

    shares: list[Tally] = field(default_factory=list)

    def add(self, found: Iterable[str], wanted: Iterable[str]) -> None:
        said, meant = (Counter(fold(" ".join(names)).split()) for names in (found, wanted))
        self.shares.append(Tally((said & meant).total(), said.total(), meant.total()))

    @property
    def precision(self) -> float:
        return _mean(each.precision for each in self.shares)

    @property
    def recall(self) -> float:
        return _mean(each.recall for each in self.shares)

    @property
    def f1(self) -> float:
        return _mean(each.f1 for each in self.shares)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 1.0


@dataclass
class Scores:
    """What was found in some texts, against what is annotated there."""

    directives: Tally = field(default_factory=Tally)
    assignees: Names = field(default_factory=Names)
    deadlines: Tally = field(default_factory=Tally)
    recurrences: Tally = field(default_factory=Tally)
    targets: Tally = field(default_factory=Tally)
    readings: Tally = field(default_factory=Tally)

    def add(self, sample: Sample, minutes: Minutes) -> None:
        wanted, found = sample.wanted["directives"], minutes.directives
        pairs = matched(sample.spans(), [(each.quote.start, each.quote.end) for each in found])
        self.directives.right += len(pairs)
        self._count(found, wanted)
        for place, index in pairs:
            self._compare(found[index], wanted[place])
        self._compare_readings(minutes, sample.wanted["coverage_figures"])

    def _count(self, found: tuple[Directive, ...], wanted: list[dict[str, Any]]) -> None:
        self.directives.found += len(found)
        self.directives.wanted += len(wanted)
        self.deadlines.found += sum(each.deadline is not None for each in found)
        self.deadlines.wanted += sum(each["deadline"] is not None for each in wanted)
        self.recurrences.found += sum(each.recurrence is not None for each in found)
        self.recurrences.wanted += sum(each["recurrence"] is not None for each in wanted)
        self.targets.found += sum(len(each.targets) for each in found)
        self.targets.wanted += sum(len(each["targets"]) for each in wanted)

    def _compare(self, found: Directive, wanted: dict[str, Any]) -> None:
        """The parts of a directive that was found where one is wanted."""
        self.assignees.add((unit.text for unit in found.assignees), wanted["assignees"])
        if found.deadline:
            self.deadlines.right += found.deadline.on.isoformat() == wanted["deadline"]
        if found.recurrence:
            self.recurrences.right += found.recurrence.every == wanted["recurrence"]
        said = Counter((float(each.value), each.unit) for each in found.targets)
        meant = Counter((float(each["value"]), each["unit"]) for each in wanted["targets"])
        self.targets.right += (said & meant).total()

    def _compare_readings(self, minutes: Minutes, wanted: list[dict[str, Any]]) -> None:
        """A reading is right when unit and people agree, or unit and percentage."""
        reached = [each for each in minutes.readings if not each.bound]
        left = Counter((fold(each["unit_name"]), each["insured"] or each["percent"]) for each in wanted)
        self.readings.found += len(reached)
        self.readings.wanted += len(wanted)
        for each in reached:
            unit = fold(each.unit.text)
            percent = None if each.percent is None else float(each.percent)
            key = next((key for key in ((unit, each.insured), (unit, percent)) if left[key]), None)
            if key:
                left[key] -= 1
                self.readings.right += 1


def matched(wanted: list[tuple[int, int]], found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Which of the wanted stretches was found as which, the most alike first, each only once."""
    pairs: list[tuple[int, int]] = []
    for _, place, index in sorted(_alike(wanted, found), reverse=True):
        if all(place != taken and index != used for taken, used in pairs):
            pairs.append((place, index))
    return pairs


def _alike(wanted: list[tuple[int, int]], found: list[tuple[int, int]]) -> Iterator[tuple[float, int, int]]:
    for place, (start, end) in enumerate(wanted):
        for index, (first, last) in enumerate(found):
            share = max(0, min(end, last) - max(start, first)) / (max(end, last) - min(start, first))
            if share >= ALIKE:
                yield share, place, index


def scored(chosen: Iterable[Sample]) -> Scores:
    """The scores of the reader over some samples."""
    scores = Scores()
    for sample in chosen:
        scores.add(sample, sample.read())
    return scores
