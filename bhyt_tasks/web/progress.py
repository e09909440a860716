"""How far is a request that takes seconds? It says so in a small file; another request of that person reads it."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flask import current_app

from bhyt_tasks.config import Config, write_private

STALE = 3600  # seconds; what a request that was killed has left
EVERY = 0.3  # seconds; nobody looks more often


def _place(key: str) -> Path | None:
    config: Config = current_app.config["BHYT"]
    return config.instance / "progress" / key if re.fullmatch(r"[0-9a-f]{16,64}", key) else None


@contextmanager
def telling(key: str, who: int) -> Iterator[Callable[[int, int], None]]:
    """What is called with how much of how much is done; the file is gone when the work is."""
    place = _place(key)
    if place is None:
        yield lambda done, whole: None
        return
    place.parent.mkdir(mode=0o700, exist_ok=True)
    for left in place.parent.iterdir():
        with suppress(FileNotFoundError):  # another request's, which is done or writes on
            if time.time() - left.stat().st_mtime > STALE:
                left.unlink()

    written = 0.0

    def tell(done: int, whole: int) -> None:
        nonlocal written
        if time.monotonic() - written < EVERY and done < whole:
            return
        written = time.monotonic()
        fresh = place.with_name(f"{place.name}.new")
        write_private(fresh, f"{who} {done} {whole}")
        fresh.replace(place)

    try:
        yield tell
    finally:
        place.unlink(missing_ok=True)


def told(key: str, who: int) -> tuple[int, int] | None:
    """How much of how much is done; None when nothing of this person's goes on under the key."""
    place = _place(key)
    try:
        owner, done, whole = map(int, place.read_text().split()) if place else (0, 0, 0)
    except (OSError, ValueError):
        return None
    return (done, whole) if owner == who and whole else None
