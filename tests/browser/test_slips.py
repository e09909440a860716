"""The sheet of slips as it is printed: eight on an A4 page, nothing cut off, and a sign-in from one on a phone."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Person, Server

ADDRESS = "https://theodoi-bhyt.thanhpho.hatinh.gov.vn"
LONG = "Phòng Lao động - Thương binh và Xã hội thành phố"


def without_heads(server: Server) -> None:
    """The secretary of the demo administers too; no unit has a head, and one has a long name."""
    with closing(sqlite3.connect(server.database)) as connection, connection:
        connection.execute("UPDATE users SET roles = 'secretary admin' WHERE username = 'thuky'")
        connection.execute("UPDATE units SET head_id = NULL")
        connection.execute("UPDATE units SET name = ? WHERE name LIKE 'Phòng LĐ%'", (LONG,))
        connection.execute("UPDATE committees SET name = name || ' giai đoạn 2019 – 2025, ' || name")


def test_sixteen_slips_are_two_pages_and_one_signs_in_on_a_phone(person: Callable[..., Person], server: Server) -> None:
    without_heads(server)
    secretary = person(DESK)
    page = secretary.page
    page.set_default_timeout(60_000)  # sixteen passwords are hashed
    secretary.arrive("thuky")
    secretary.open("/admin/users")
    page.click("text=Tạo tài khoản cho người đứng đầu")
    secretary.look()
    ticks = page.locator("[name=unit_ids]")
    for number in range(16, ticks.count()):
        ticks.nth(number).uncheck()
    page.click("text=Tạo tài khoản và in phiếu")
    expect(page.locator(".slip")).to_have_count(16)
    secretary.look()

    page.locator(".slip dd:not(.code)").evaluate_all("(all, text) => all.map(e => e.textContent = text)", ADDRESS)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    page.emulate_media(media="print")
    cut = "slips => slips.filter(slip => slip.scrollHeight > slip.clientHeight).map(slip => slip.innerText)"
    assert page.locator(".slip").evaluate_all(cut) == []
    expect(page.locator("h1")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()

    slip = page.locator(".slip", has_text="Phường Đại Nài")
    username, password = slip.locator(".code").all_inner_texts()
    head = person(PHONE)
    phone = head.page
    head.open(f"/login?username={username}")
    phone.fill("#password", password)
    phone.click("main button.main")
    expect(phone.locator("h1")).to_have_text("Đổi mật khẩu")
    phone.fill("#password", password)
    for field in ("#new_password", "#again"):
        phone.fill(field, "bốn từ rất khó đoán")
    phone.click("main button.main")
    expect(phone.locator("h1")).to_have_text("Nhiệm vụ của đơn vị")
    assert secretary.errors + head.errors == []


def test_the_administrators_pages_have_no_violation(person: Callable[..., Person], server: Server) -> None:
    without_heads(server)
    for width in (DESK, PHONE):
        secretary = person(width)
        secretary.arrive("thuky")
        for path in ("users", "users/new", "users/3", "users/heads", "users/slips?user_ids=3", "history"):
            secretary.open(f"/admin/{path}")
        assert secretary.errors == []
