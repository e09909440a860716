"""What no job covers: every page of every role, the CDN down, a forged script, a session that ends in mid-form."""

import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import DESK, ONLY_COLOUR, PHONE, Person, Server

PAGES = {
    "phochutich": (
        "/overview",
        "/overdue?group=unit",
        "/overdue?q=khongco",
        "/decisions",
        "/tasks?state=all",
        "/coverage",
        *("/coverage/months", "/coverage/map", "/coverage/ranking"),
        "/delegations",
        "/notices",
        "/overview?as_of=1/12/2019",
        "/overdue?as_of=mai",
        "/tasks/16/extensions",
    ),
    "thuky": (
        *("/meetings/1", "/meetings/1/issue", "/coverage/readings", "/coverage/2", "/tasks/4", "/account"),
        *("/overdue/units/2", "/history", "/successions", "/tasks/16/extensions", "/meetings/new?follows=1"),
        *("/coverage/targets", "/coverage/targets/new", "/coverage/targets/1", "/coverage/indicators"),
        *("/coverage/indicators/new", "/coverage/groups/1", "/coverage/directives/4", "/coverage/exceptions"),
    ),
    "bhxh": ("/overdue", "/tasks", "/coverage/2", "/overdue/units/2", "/notices"),
    "thachtrung": (
        "/notices",
        "/tasks/16/extensions",
        "/tasks?state=accepted",
        "/coverage/readings",
        "/coverage/ranking",
        "/account/password",
        "/nowhere",
        "/overview",
    ),
    "solieu": ("/coverage/readings", "/coverage"),
    "lucngan.phochutich": ("/overview", "/meetings/2", "/coverage/24", "/coverage/25"),
    "lucngan.thuky": ("/meetings/2/findings", "/coverage/readings", "/findings", "/meetings/3/checks"),
    "lucngan.sangben": ("/tasks", "/coverage/26"),
    "newcomer": (
        *("/overview", "/tasks", "/meetings", "/coverage", "/coverage/readings", "/delegations", "/notices"),
        *("/coverage/months", "/coverage/map", "/coverage/ranking"),
        *("/history", "/findings", "/successions", "/reports/briefing", "/overdue?as_of=1/1/2019"),
        *("/coverage/targets", "/coverage/indicators", "/coverage/exceptions"),
    ),
}


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("who", PAGES)
def test_pages_have_no_violation(person: Callable[..., Person], who: str, width: int) -> None:
    viewer = person(width)
    viewer.arrive(who)
    for path in PAGES[who]:
        viewer.open(path)
    assert viewer.errors == []


def test_the_sign_in_page_has_no_violation(person: Callable[..., Person]) -> None:
    person(PHONE).open("/login")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_only_a_phone_shows_is_readable(person: Callable[..., Person], scheme: str) -> None:
    deputy = person(PHONE)
    deputy.arrive("phochutich")
    deputy.page.click(".tabbar summary")
    deputy.page.emulate_media(color_scheme=scheme)
    deputy.find_nothing(scheme, ONLY_COLOUR)


@pytest.mark.parametrize(
    "cdn",
    [
        pytest.param(lambda route: route.abort(), id="down"),
        pytest.param(
            lambda route: route.fulfill(
                body="document.title = 'forged'",
                content_type="application/javascript",
                headers={"Access-Control-Allow-Origin": "*"},
            ),
            id="forged",
        ),
    ],
)
def test_work_goes_on_without_the_cdn(person: Callable[..., Person], cdn: Callable[[Route], None]) -> None:
    head = person(PHONE, cdn=cdn)
    page = head.page
    head.arrive("thachtrung")
    page.click(".next a")
    assert page.evaluate("typeof htmx") == "undefined"
    assert "forged" not in page.title()
    page.fill("#note", "Không cần htmx.")
    page.click("button:has-text('Cập nhật tiến độ')")
    expect(page.locator("#toast")).to_contain_text("Đã lưu cập nhật")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_session_that_ends_in_mid_form_gives_the_text_back(
    person: Callable[..., Person], server: Server, scripts: bool
) -> None:
    head = person(PHONE, scripts)
    page = head.page
    head.arrive("thachtrung")
    page.click(".next a")
    page.fill("#note", "Đang viết dở thì hết phiên.")
    with sqlite3.connect(server.database) as connection:
        connection.execute("DELETE FROM sign_ins")
    page.click("button:has-text('Cập nhật tiến độ')")
    expect(page.locator("h1")).to_have_text("Đăng nhập")
    expect(page.locator("main")).to_contain_text("nội dung đang nhập được giữ nguyên")
    page.fill("#username", "thachtrung")
    page.fill("#password", "mot-cau-de-thu-nghiem")
    page.click("main button.main")
    expect(page.locator("h1")).to_have_text("Nội dung chưa gửi")
    head.look()
    expect(page.locator("textarea >> nth=0")).to_have_value("Đang viết dở thì hết phiên.")
    page.click("button:has-text('Gửi lại')")
    expect(page.locator(".timeline li >> nth=0")).to_contain_text("Đang viết dở thì hết phiên.")


@pytest.mark.parametrize("scripts", [True, False])
def test_two_people_writing_at_once_see_both_texts(person: Callable[..., Person], scripts: bool) -> None:
    head, clerk = person(DESK, scripts), person(DESK, scripts)
    head.arrive("thachtrung")
    head.page.click(".next a")
    clerk.arrive("thachtrung2")
    clerk.page.click(".next a")
    clerk.page.fill("#note", "Cán bộ ghi trước.")
    clerk.page.click("button:has-text('Cập nhật tiến độ')")
    expect(clerk.page.locator("#toast")).to_contain_text("Đã lưu cập nhật")
    head.page.fill("#note", "Chủ tịch ghi sau.")
    head.page.click("button:has-text('Cập nhật tiến độ')")
    expect(head.page.locator("#entry")).to_contain_text("vừa được Cán bộ Văn hóa - Xã hội xã Thạch Trung cập nhật lúc")
    expect(head.page.locator("#entry")).to_contain_text("Cán bộ ghi trước.")
    expect(head.page.locator("#note")).to_have_value("Chủ tịch ghi sau.")
    head.look()
    head.page.click("button:has-text('Cập nhật tiến độ')")
    expect(head.page.locator(".timeline li >> nth=0")).to_contain_text("Chủ tịch ghi sau.")


def test_a_double_click_reports_once(person: Callable[..., Person]) -> None:
    head = person(DESK, scripts=False)
    head.arrive("thachtrung")
    head.page.click(".next a")
    head.page.fill("#note", "Chỉ một lần.")
    head.page.dblclick("button:has-text('Cập nhật tiến độ')")
    expect(head.page.locator("#toast")).to_contain_text("Đã lưu cập nhật")
    expect(head.page.locator(".timeline li:has-text('Chỉ một lần.')")).to_have_count(1)


def test_what_the_source_does_not_say_is_marked_on_the_screen(person: Callable[..., Person]) -> None:
    head = person(PHONE, scripts=False)
    head.arrive("thachtrung")
    expect(head.page.locator(".banner")).to_contain_text("không có trong tài liệu nguồn")
    head.page.click(".next a")
    expect(head.page.locator(".timeline li")).to_have_count(4)
    expect(head.page.locator(".timeline li:has-text('minh họa')")).to_have_count(4)
