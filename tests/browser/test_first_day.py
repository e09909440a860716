"""The first day of an office: from an empty database to a head who reports on a phone, as the guide tells it."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from bhyt_tasks.config import ROOT
from tests.browser.conftest import DESK, PHONE, Person, arrivals, environment_of, serving

COMMAND = str(Path(sys.executable).with_name("bhyt-tasks"))
OWN_PASSWORD = "bốn từ rất khó đoán"
COMMUNES = ("Thạch Trung", "Thạch Hưng", "Thạch Bình", "Thạch Đồng", "Thạch Hạ", "Thạch Môn")
WARDS = (
    *("Thạch Quý", "Thạch Linh", "Đại Nài", "Tân Giang", "Hà Huy Tập"),
    *("Bắc Hà", "Nam Hà", "Nguyễn Du", "Trần Phú", "Văn Yên"),
)
PASTED = "\n".join([*(f"xã {name}" for name in COMMUNES), *(f"Phường {name}" for name in WARDS)])


def found_committee(database: Path) -> str:
    """Answer what the command asks, as at a keyboard; the one-time password that it prints."""
    answers = ["Ban Chỉ đạo BHXH, BHYT toàn dân thành phố Hà Tĩnh", "thành phố Hà Tĩnh", *[""] * 6]
    done = subprocess.run(
        [COMMAND, "create-committee"],
        input="\n".join(answers) + "\n",
        env=environment_of(database),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return re.search(r"Mật khẩu dùng một lần: (\S+)", done.stdout)[1]


def first_sign_in(somebody: Person, username: str, password: str) -> None:
    page = somebody.page
    page.fill("#username", username)
    page.fill("#password", password)
    page.click("main button.main")
    expect(page.locator("h1")).to_have_text("Đổi mật khẩu")
    page.fill("#password", password)
    page.fill("#new_password", OWN_PASSWORD)
    page.fill("#again", OWN_PASSWORD)
    page.click("main button.main")
    expect(page.locator("#toast")).to_contain_text("Đã đổi mật khẩu")


def bring_units_in(secretary: Person) -> None:
    page = secretary.page
    secretary.open("/admin/units/import")
    page.fill("#text", PASTED)
    page.click("button:has-text('Xem trước')")
    secretary.look()
    page.click("button:has-text('Nhập 16 đơn vị')")
    expect(page.locator("#toast")).to_contain_text("16")


def print_slips(secretary: Person) -> Locator:
    page = secretary.page
    secretary.open("/admin/users/heads")
    page.click("text=Tạo tài khoản và in phiếu")
    expect(page.locator(".slip")).to_have_count(16)
    return page.locator(".slip", has_text="Xã Thạch Trung")


def give_a_task_out(secretary: Person) -> None:
    page = secretary.page
    secretary.open("/meetings/new")
    page.fill("#held_on", "hôm nay")
    page.fill("#title", "Hội nghị triển khai")
    page.fill("#chair_position", "Phó Chủ tịch UBND thành phố")
    page.click("text=Lưu dự thảo")
    page.click("text=Thêm nội dung chỉ đạo")
    page.fill("#text", "Rà soát người chưa có thẻ BHYT")
    page.fill("#lead", "các xã, phường")
    page.fill("#due_on", "+7 ngày")
    page.click("button:has-text('Lưu nội dung')")
    page.click("button:has-text('Chuyển chờ ký')")
    page.click("button:has-text('Giao 16 nhiệm vụ cho 16 đơn vị')")
    expect(page.locator("#toast")).to_contain_text("Đã giao 16 nhiệm vụ")


def report(head: Person) -> None:
    page = head.page
    expect(page.locator("h1")).to_have_text("Nhiệm vụ của đơn vị")
    page.click("section.next a")
    head.look()
    page.click("button:has-text('Nhận việc')")
    expect(page.locator("button:has-text('Nhận việc')")).to_have_count(0)
    page.fill("#note", "Đã họp triển khai ở 3 thôn")
    page.click("button:has-text('Cập nhật tiến độ')")
    expect(page.locator("#toast")).to_contain_text("Đã lưu cập nhật")


def test_an_office_starts_from_nothing(browser: Browser, tmp_path: Path, free_port: int) -> None:
    database = tmp_path / "bhyt.db"
    password = found_committee(database)
    with serving(database, free_port) as server, arrivals(browser, server) as arrive:
        secretary, head = arrive(DESK), arrive(PHONE)
        secretary.page.set_default_timeout(60_000)  # sixteen passwords are hashed
        secretary.open("/login")
        first_sign_in(secretary, "thuky", password)
        secretary.look()
        bring_units_in(secretary)
        username, password = print_slips(secretary).locator(".code").all_inner_texts()
        give_a_task_out(secretary)
        head.open(f"/login?username={username}")
        first_sign_in(head, username, password)
        report(head)
        secretary.open("/tasks?q=thach+trung")
        expect(secretary.page.locator("main")).to_contain_text("Đã họp triển khai ở 3 thôn")
        assert secretary.errors == head.errors == []
