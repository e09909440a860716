"""How fast is it, against the least that the same pages could cost? ``make bench`` prints a table and one JSON line.

Medians at the larger size; the application and the floor, at both sizes, are asked in turns, by one client on a kept
connection. Each page is asked many times, as on a busy morning: lines that were shown before are kept (web/macros.py).
"""

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

from bench import data, imports, minutes
from bench.client import Client, Times, form_of, measure, rate, timed, together
from bench.server import Server, serving
from bhyt_tasks import create_app
from bhyt_tasks.config import ROOT, Config
from bhyt_tasks.plugins import db

SIZES = (10_000, 100_000)
COUNT = 300  # requests of each kind
WARM_UP = 10
WRITERS, WRITES = 8, 15  # at once, of each
READERS = 16
KEY = "bench" * 8

# What is measured, the floor it is held against, the most it may be; aims of the design's standards.
AIMS = {
    "overdue": ("floor", 1.6),
    "unit": ("floor_unit", 1.6),
    "task": ("floor_task", 2.0),
    "update": ("floor_update", 1.5),
}


def filled(size: int, folder: Path) -> tuple[Path, data.People]:
    """A database of that size; kept until what makes it changes, since it is the same every time."""
    folder = folder / f"bench-{size}"
    made_from = [Path(data.__file__), *sorted((ROOT / "migrations" / "versions").glob("*.py"))]
    path, people = folder / "bench.db", folder / "people.json"
    if not people.exists() or people.stat().st_mtime < max(source.stat().st_mtime for source in made_from):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        app = create_app(Config(database_url=f"sqlite:///{path}", instance=folder, secret_key=KEY))
        with app.app_context():
            made = data.make(size)
            db.session.remove()
            db.engine.dispose()  # the last one to leave writes the log back into the file
        people.write_text(json.dumps(asdict(made)))
    return path, data.People(**json.loads(people.read_text()))


class Run:
    """Both servers on a copy of one database, and the people who ask."""

    def __init__(self, app: Server, floor: Server, people: data.People, count: int) -> None:
        self.app, self.people, self.floor, self.count = app, people, Client(floor.port), count
        self.deputy, self.head = Client(app.port), Client(app.port)
        self.deputy.sign_in(people.deputy, data.PASSWORD)
        self.head.sign_in(people.head, data.PASSWORD)
        self.of_unit = f"/tasks?unit={people.unit_id}"
        self.task = self.open_tasks()[0]

    def open_tasks(self) -> list[str]:
        """Addresses of the unit's leading tasks that progress can be reported on."""
        self.head = self.head.again()  # a server ends connections that were left idle
        listed = self.head.get("/tasks")
        found = dict.fromkeys(part.split('"')[0] for part in listed.split('href="')[1:] if part.startswith("/tasks/"))
        return [path for path in found if "/progress" in self.head.get(path)]

    def looks(self) -> dict[str, Callable[[], object]]:
        """The pages that are read, each beside its floor."""
        return {
            "overdue": lambda: self.deputy.get("/overdue"),
            "floor": lambda: self.floor.get("/overdue"),
            "unit": lambda: self.head.get("/tasks"),
            "floor_unit": lambda: self.floor.get(self.of_unit),
            "task": lambda: self.head.get(self.task),
            "floor_task": lambda: self.floor.get(self.task),
            "hello": lambda: self.head.get("/healthz"),
        }

    def updates(self) -> dict[str, Times]:
        """Progress reported through the real form, read before each time; beside one row written."""
        paths = cycle(self.open_tasks())
        mine, floor = [], []
        for number in range(WARM_UP + self.count):
            fields = {"done": str(number % 6)}
            floor.append(timed(partial(self.floor.post, self.task, fields)))
            mine.append(_report(self.head, next(paths), number))
        return {"update": Times(tuple(mine[WARM_UP:])), "floor_update": Times(tuple(floor[WARM_UP:]))}

    def crowd(self) -> dict[str, float]:
        """Many at once: readers of the overdue page, and writers who wait for one another."""
        readers = [self.deputy.again() for _ in range(READERS)]
        rate(readers, "/overdue", READERS * 2)
        figures = {"overdue_rps_16": rate(readers, "/overdue", READERS * self.count // 10)}
        paths, times, errors = self.open_tasks()[: WRITERS * 4], [], []

        def write(client: Client, own: list[str]) -> None:
            for number in range(WRITES):
                try:
                    times.append(_report(client, own[number % len(own)], number))
                except RuntimeError as error:
                    errors.append(str(error))

        writers = [self.head.again() for _ in range(WRITERS)]
        shares = {id(client): paths[place::WRITERS] or paths for place, client in enumerate(writers)}
        together(lambda client: write(client, shares[id(client)]), writers)
        written = Times(tuple(times))
        return figures | {
            "update_8_ms": written.median,
            "update_8_p99_ms": written.p99,
            "update_8_errors": float(len(errors)),
        }


def _report(client: Client, path: str, number: int) -> float:
    """Milliseconds of one report of progress, sent as htmx sends it; an answer that is no success raises."""
    fields = form_of(client.get(path), f"{path}/progress")
    fields |= {"done": str(number % 6), "total": "12", "measure": "thôn", "note": f"Đã vận động thêm {number} hộ"}
    answers = []
    headers = {"HX-Request": "true", "HX-Target": "div#entry"}
    took = timed(lambda: answers.append(client.post(f"{path}/progress", fields, **headers)))
    if answers != [204]:
        raise RuntimeError(f"POST {path}/progress: {answers[0]}")
    return took


@contextmanager
def running(size: int, kept_in: Path, count: int) -> Iterator[Run]:
    kept, people = filled(size, kept_in)
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(kept, folder)
        places = {"DATABASE_URL": f"sqlite:///{copy}", "BHYT_INSTANCE": folder, "SECRET_KEY": KEY}
        today = data.TODAY.isoformat()
        with (
            serving("wsgi:app", "/healthz", **places) as app,
            serving("bench.floor:app", "/hello", BENCH_TODAY=today, **places) as floor,
        ):
            yield Run(app, floor, people, count)


def benchmark(sizes: tuple[int, int], count: int, kept_in: Path) -> tuple[dict[str, Times], dict[str, Any]]:
    """The times at the larger size, and the figures of the last line."""
    smaller, larger = sizes
    with running(smaller, kept_in, count) as small, running(larger, kept_in, count) as run:
        looks, fewer = run.looks(), small.looks()
        measured = iter(measure(*looks.values(), *fewer.values(), count=count))
        times, before = dict(zip(looks, measured, strict=False)), dict(zip(fewer, measured, strict=True))
        weight, sent = run.deputy.weight("/overdue")
        pss = run.app.pss_mib()
        times |= run.updates()
        crowd = run.crowd()
    figures: dict[str, Any] = {"size": larger, "database": "sqlite"}
    figures |= {f"{name}_ms": each.median for name, each in times.items()}
    figures["overdue_p99_ms"] = times["overdue"].p99
    figures |= {
        f"growth_{name}": times[name].median / before[name].median for name in ("overdue", "unit", "task", "floor")
    }
    figures |= imports.measured()
    figures |= crowd | {"overdue_kb": weight / 1000, "overdue_gzip_kb": sent / 1000}
    figures |= {"pss_mib": pss, "cold_start_s": run.app.cold_start_s}
    return times, {name: round(value, 2) if isinstance(value, float) else value for name, value in figures.items()}


def table(times: dict[str, Times], figures: dict[str, Any]) -> str:
    lines = [
        f"{'median ms, one client':<24}{'page':>8}{'floor':>8}{'ratio':>8}{'aim':>8}{'p99/median':>12}{'growth':>8}"
    ]
    for name, (floor, aim) in AIMS.items():
        mine, least = times[name], times[floor]
        growth = figures.get(f"growth_{name}", "")
        lines.append(
            f"{name:<24}{mine.median:>8.2f}{least.median:>8.2f}{mine.median / least.median:>8.2f}{aim:>8}"
            f"{mine.p99 / mine.median:>12.2f}{growth:>8}"
        )
    aims = {
        "overdue_rps_16": "",
        "update_8_p99_ms": "≤ 70",
        "update_8_errors": "0",
        "pss_mib": "≤ 140",
        "cold_start_s": "≤ 1.2",
        "overdue_kb": "≤ 30",
        "overdue_gzip_kb": "≤ 5",
    }
    lines += [f"{name:<24}{figures[name]:>8}{aim:>24}" for name, aim in aims.items()]
    lines += imports.lines(figures)
    lines.append("aims besides: p99 / median ≤ 2.5, growth ≤ 1.3")
    return "\n".join(lines)


def main() -> None:
    start = time.monotonic()
    times, figures = benchmark(SIZES, COUNT, ROOT / ".cache")
    read = minutes.measured()
    print(f"{SIZES[1]:,} tasks against {SIZES[0]:,}, {time.monotonic() - start:.0f} s")
    print("\n".join([table(times, figures), *minutes.lines(read)]))
    print(json.dumps(figures | read))


if __name__ == "__main__":
    main()
