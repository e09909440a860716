"""How well and how fast are minutes read? ``python -m bench.minutes``."""

import time
from dataclasses import fields
from datetime import date
from itertools import cycle, product
from statistics import median

from bench.scores import Scores, samples, scored
from bhyt_tasks.intake import read_minutes

TIMES = {10_000: 9, 100_000: 5, 1_000_000: 3}  # how often a text of so many characters is read
AIMS = {"read_100kb_s": "≤ 0.5", "read_growth": "≤ 12"}
AS_OF = date(2019, 12, 9)
PARTS = [each.name for each in fields(Scores)]
FIGURES = ("precision", "recall", "f1")
HALVES = {"odd": 1, "even": 0}  # the numbers of the samples for development, and of those held out


def text_of(size: int) -> str:
    """The samples one after the other, again from the first when they do not suffice."""
    parts, length = [], 0
    for sample in cycle(samples()):
        parts.append(sample.text)
        length += len(sample.text) + 1
        if length >= size:
            break
    return "\n".join(parts)[:size]


def timed(size: int, count: int) -> float:
    """Seconds that a text of so many characters takes: the median of some readings of it."""
    text, took = text_of(size), []
    for _ in range(count):
        start = time.perf_counter()
        read_minutes(text, AS_OF)
        took.append(time.perf_counter() - start)
    return median(took)


def scores_of(half: str) -> Scores:
    return scored(sample for sample in samples() if sample.number % 2 == HALVES[half])


def measured(times: dict[int, int] = TIMES) -> dict[str, float]:
    """Scores between 0 and 1, seconds, and how many times longer the longest text takes than the one before."""
    figures = {}
    for half in HALVES:
        scores = scores_of(half)
        for part, figure in product(PARTS, FIGURES):
            figures[f"read_{half}_{part}_{figure}"] = round(getattr(getattr(scores, part), figure), 3)
    took = {size: timed(size, count) for size, count in times.items()}
    figures |= {f"read_{size // 1000}kb_s": round(seconds, 3) for size, seconds in took.items()}
    *_, shorter, longer = took.values()
    return figures | {"read_growth": round(longer / shorter, 1)}


def lines(figures: dict[str, float]) -> list[str]:
    printed = [f"{'read: P, R, F1':<24}" + "".join(f"{half:>24}" for half in HALVES)]
    for part in PARTS:
        scores = [" ".join(f"{figures[f'read_{half}_{part}_{each}']:.3f}" for each in FIGURES) for half in HALVES]
        printed.append(f"{part:<24}" + "".join(f"{each:>24}" for each in scores))
    times = [name for name in figures if name.endswith("_s")]
    return printed + [f"{name:<24}{figures[name]:>8}{AIMS.get(name, ''):>24}" for name in (*times, "read_growth")]


if __name__ == "__main__":
    print("\n".join(lines(measured())))
