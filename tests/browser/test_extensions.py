"""More time: asked for on a phone, granted shorter from the overdue page, told by both clocks and the story."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Person


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_unit_asks_on_a_phone_and_gets_less_from_the_overdue_page(
    person: Callable[..., Person], scripts: bool
) -> None:
    head = person(PHONE, scripts)
    page = head.page
    head.arrive("thachtrung")
    head.open("/tasks?due=overdue")
    page.click("tbody tr >> nth=0 >> a >> nth=0")
    task = page.locator("h1").inner_text()
    page.click("text=Đề nghị gia hạn")
    expect(page.locator("h1")).to_have_text("Gia hạn, điều chỉnh thời hạn")
    head.look()
    page.fill("#wanted_on", "31/2/2020")
    page.fill("#reason", "Chờ danh sách của BHXH thành phố.")
    page.click("button:has-text('Đề nghị gia hạn')")
    expect(page.locator("main")).to_contain_text("Ngày 31/2/2020 không có")
    expect(page.locator("#reason")).to_have_value("Chờ danh sách của BHXH thành phố.")
    # The page is left open in another tab: from there a second request will be tried.
    other = head.page.context.new_page()
    other.goto(page.url)
    page.fill("#wanted_on", "31/12/2019")
    page.click("button:has-text('Đề nghị gia hạn')")
    expect(page.locator("#toast")).to_contain_text("Đã gửi đề nghị gia hạn.")
    expect(page.locator(".about")).to_contain_text("Đề nghị gia hạn đến 31/12/2019, chờ quyết định")
    head.look()
    other.fill("#wanted_on", "15/1/2020")
    other.fill("#reason", "Thêm nữa")
    other.click("button:has-text('Đề nghị gia hạn')")
    expect(other.locator("[role=alert]")).to_contain_text("đang có một đề nghị gia hạn chờ quyết định")
    expect(other.locator("#reason")).to_have_value("Thêm nữa")

    deputy = person(DESK, scripts)
    desk = deputy.page
    deputy.arrive("phochutich")
    deputy.open("/overdue")
    asked = desk.locator("[id^=extension-]")
    expect(asked).to_have_count(1)
    expect(asked).to_contain_text("Chờ danh sách của BHXH thành phố.")
    deputy.look()
    asked.locator("summary").click()
    asked.locator("[name=granted_on]").fill("20/12/2019")
    asked.locator("[name=answer]").fill("Chỉ đến 20/12.")
    asked.get_by_role("button", name="Đồng ý, hạn khác").click()
    expect(desk.locator("#toast")).to_contain_text("Đã gia hạn.")
    expect(desk.locator("[id^=extension-]")).to_have_count(0)

    head.open("/tasks")
    page.click(f"text={task[:40]}")
    expect(page.locator(".about")).to_contain_text("điều chỉnh 20/12/2019")
    expect(page.locator(".about")).to_contain_text("thời hạn ban đầu")
    expect(page.locator(".timeline")).to_contain_text("Thời hạn mới: 20/12/2019.")
    expect(page.locator(".timeline")).to_contain_text("Chỉ đến 20/12.")
    head.look()
    assert head.errors == deputy.errors == []
