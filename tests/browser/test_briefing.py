"""The sheets on paper: one A4 page, with the demo and with every list full of long lines."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Person, Server

SHEETS = ("/meetings/1/since", "/reports/briefing", "/reports/briefing?from=1/11/2019")
LONG = "Phối hợp với các cơ quan, đơn vị, doanh nghiệp trên địa bàn tuyên truyền, vận động Nhân dân " * 3


def pages(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def fill(server: Server) -> None:
    """Every list of the first committee has more lines than a sheet shows, each too long for a line."""
    with closing(sqlite3.connect(server.database)) as connection, connection:
        run = connection.execute
        run("UPDATE directives SET text = ?", (LONG,))
        run("UPDATE units SET name = name || ' thuộc thành phố Hà Tĩnh, tỉnh Hà Tĩnh'")
        run("UPDATE committees SET name = name || ' giai đoạn 2019 – 2025, ' || name")
        open_, first = "state IN ('new', 'in_progress') AND part = 'lead' AND committee_id = 1", "committee_id = 1"
        ids = [row[0] for row in run(f"SELECT id FROM tasks WHERE {open_} ORDER BY id")]
        assert len(ids) > 30
        for task_id in ids[:10]:
            run("UPDATE tasks SET due_on = '2019-12-11', act_by = '2019-12-11' WHERE id = ?", (task_id,))
        for task_id in ids[10:20]:
            run("UPDATE tasks SET state = 'submitted', stopped_on = '2019-12-05' WHERE id = ?", (task_id,))
        word = run(f"SELECT max(id) FROM events WHERE obstacle <> '' AND {first}").fetchone()[0]
        for task_id in ids[:10]:
            run("UPDATE tasks SET last_word_id = ? WHERE id = ?", (word, task_id))
        for task_id in ids[20:]:
            run(
                "UPDATE tasks SET due_on = '2019-12-06', act_by = '2019-12-06', last_word_id = NULL WHERE id = ?",
                (task_id,),
            )
            run(
                'INSERT INTO reminders (task_id, step, channel, text, by_id, at, "on") '
                "VALUES (?, 'nudge', 'system', '', 1, '2019-12-07 01:00:00', '2019-12-07')",
                (task_id,),
            )
        for task_id in ids[:20]:
            run(
                "INSERT INTO extensions (committee_id, task_id, unit_id, number, asked_by, asked_at, wanted_on, "
                "reason, opinion, answer) VALUES (1, ?, 2, 3, 3, '2019-12-07 01:00:00', '2020-01-31', 'Chờ', '', '')",
                (task_id,),
            )
        for number in range(10):
            run(
                "INSERT INTO findings (committee_id, meeting_id, unit_id, position, text, illustrative, times) "
                "VALUES (1, 1, 2, ?, ?, '', 2)",
                (number + 1, LONG),
            )


def test_each_sheet_is_one_page_of_the_demo_and_of_a_busy_committee(
    person: Callable[..., Person], server: Server
) -> None:
    for filled in (False, True):
        if filled:
            fill(server)
        for width in (DESK, PHONE):
            deputy = person(width)
            deputy.arrive("phochutich")
            for path in SHEETS:
                deputy.open(path)
                assert (path, filled, pages(deputy.page)) == (path, filled, 1)
            full = deputy.page.locator(".brief h2 small", has_text="việc khác")
            assert deputy.errors == []
            expect(full).to_have_count(8 if filled else 2)  # the last sheet has seven lists and the findings


def test_a_secretary_ticks_findings_on_a_phone_and_makes_the_next_agenda(
    person: Callable[..., Person], server: Server
) -> None:
    secretary = person(PHONE)
    page = secretary.page
    secretary.arrive("lucngan.thuky")
    secretary.open("/meetings/3")
    page.click("text=Kiểm tra lại tồn tại của cuộc trước")
    secretary.look()
    page.locator(".check", has_text="Phối hợp tuyên truyền").locator("text=Lặp lại").click()
    page.click("text=Lưu kết quả kiểm tra lại")
    expect(page.locator("#toast")).to_contain_text("Đã lưu kết quả kiểm tra lại: 1")
    secretary.look()
    secretary.open("/meetings/3")
    expect(page.locator("#findings h2")).to_have_text("Tồn tại, hạn chế: 2")
    secretary.open("/findings")
    secretary.open("/meetings/2/since")
    page.click("text=Đưa vào nội dung cuộc họp tới")
    secretary.look()
    expect(page.locator("#agenda")).to_have_value(re.compile("1. Nhiệm vụ quá hạn:"))
    assert secretary.errors == []
