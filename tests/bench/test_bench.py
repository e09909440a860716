"""The benchmark measures what it says: a filled database whose pages answer, and a last line with its keys."""

from pathlib import Path

from bench.__main__ import benchmark, table

KEYS = {
    *("size", "database", "hello_ms", "floor_ms", "overdue_ms", "overdue_p99_ms", "unit_ms", "task_ms", "update_ms"),
    *("growth_overdue", "growth_unit", "growth_task", "pss_mib", "cold_start_s"),
}


def test_both_sizes_are_filled_served_and_measured(tmp_path: Path) -> None:
    times, figures = benchmark((100, 200), 1, tmp_path)
    assert figures.keys() >= KEYS
    assert (figures["size"], figures["database"]) == (200, "sqlite")
    assert all(each.median > 0 for each in times.values())
    assert table(times, figures).splitlines()[0].split()[-1] == "growth"
