"""A weak network, the keyboard alone, English, paper, and the way back: what each person needs on any page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, PASSWORD, PHONE, Person

Arrive = Callable[..., Person]

# What has the focus, when nothing of it can be seen: off the screen, or under a bar that sticks to an edge.
HIDDEN_FOCUS = """() => {
    const element = document.activeElement, box = element.getClientRects()[0] ?? { width: 0 };
    if (element === document.body || !box.width) return null;
    const clear = [0.1, 0.5, 0.9].some((part) => {
        const seen = document.elementFromPoint(box.left + box.width * part, box.top + box.height / 2);
        return seen && (element.contains(seen) || seen.contains(element) || element.labels?.[0]?.contains(seen));
    });
    return clear && getComputedStyle(element).outlineStyle !== "none" ? null : element.outerHTML.slice(0, 120);
}"""


def at_a_task(person: Arrive, width: int = PHONE) -> tuple[Person, Page]:
    head = person(width)
    head.arrive("thachtrung")
    head.page.click(".next a")
    return head, head.page


def report(page: Page) -> None:
    page.click("button:has-text('Cập nhật tiến độ')")


def test_text_is_kept_on_the_device_until_it_is_acknowledged(person: Arrive) -> None:
    head, page = at_a_task(person)
    page.fill("#note", "Viết dở trên đường.")
    page.reload()
    expect(page.locator(".kept")).to_contain_text("Nội dung chưa gửi từ")
    expect(page.locator("#note")).to_have_value("")
    head.look()
    page.click("text=Đưa lại vào biểu mẫu")
    expect(page.locator("#note")).to_have_value("Viết dở trên đường.")
    expect(page.locator(".kept")).to_have_count(0)

    page.fill("#done", "99")
    page.fill("#total", "12")
    report(page)
    expect(page.locator("#entry .errors")).to_be_visible()
    expect(page.locator(".kept")).to_have_count(0)
    page.fill("#done", "")
    page.fill("#total", "")
    report(page)
    expect(page.locator("#toast")).to_contain_text("Đã lưu cập nhật")
    page.reload()
    expect(page.locator(".kept")).to_have_count(0)

    page.fill("#note", "Bỏ đi.")
    page.reload()
    page.click("text=Bỏ nội dung đó")
    page.reload()
    expect(page.locator(".kept")).to_have_count(0)
    assert head.errors == []


def test_a_report_whose_answer_was_lost_is_sent_again_once(person: Arrive) -> None:
    head, page = at_a_task(person)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/progress", lose_the_answer, times=1)
    page.fill("#note", "Sóng yếu.")
    report(page)
    expect(page.locator("#toast")).to_contain_text("Chưa gửi được do mất kết nối.")
    expect(page.locator("#note")).to_have_value("Sóng yếu.")
    head.look()
    page.click("#toast button")
    expect(page.locator("#toast")).to_contain_text("Đã lưu cập nhật")
    expect(page.locator(".timeline li:has-text('Sóng yếu.')")).to_have_count(1)

    page.route("**/progress", lose_the_answer, times=1)
    page.fill("#note", "Mất sóng rồi mở lại trang.")
    report(page)
    expect(page.locator("#toast button")).to_be_visible()
    page.reload()
    page.click("text=Đưa lại vào biểu mẫu")
    report(page)
    expect(page.locator("#toast")).to_contain_text("Đã lưu cập nhật")
    expect(page.locator(".timeline li:has-text('Mất sóng rồi mở lại trang.')")).to_have_count(1)


def test_without_a_network_or_with_a_failing_server_the_form_stays(person: Arrive) -> None:
    head, page = at_a_task(person)
    page.fill("#note", "Ngoài vùng phủ sóng.")
    page.context.set_offline(True)
    report(page)
    expect(page.locator("#toast")).to_contain_text("Chưa gửi được do mất kết nối.")
    page.context.set_offline(False)
    page.route("**/progress", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"), times=1)
    page.click("#toast button")
    expect(page.locator("#toast")).to_contain_text("Chưa gửi được do hệ thống gặp lỗi.")
    expect(page.locator("#note")).to_have_value("Ngoài vùng phủ sóng.")
    page.click("#toast button")
    expect(page.locator("#toast")).to_contain_text("Đã lưu cập nhật")
    assert head.errors == []


def test_a_plain_form_is_kept_and_let_go_when_saved(person: Arrive) -> None:
    secretary = person(DESK)
    page = secretary.page
    secretary.arrive("thuky")
    secretary.open("/meetings/new")
    page.fill("#held_on", "9/12/2019")
    page.fill("#title", "Họp giao ban")
    page.fill("#chair_position", "Phó Chủ tịch")
    page.fill("#minutes", "Nội dung dài.")
    page.reload()
    page.click("text=Đưa lại vào biểu mẫu")
    expect(page.locator("#minutes")).to_have_value("Nội dung dài.")
    page.click("text=Lưu dự thảo")
    expect(page.locator("h1")).to_have_text("Họp giao ban")
    page.goto(secretary.address + "/meetings/new")
    expect(page.locator(".kept")).to_have_count(0)
    assert secretary.errors == []


def test_what_is_kept_is_shown_to_its_writer_alone_and_goes_at_sign_out(person: Arrive) -> None:
    head, page = at_a_task(person)
    task = page.url
    page.fill("#note", "Của Chủ tịch xã.")
    page.reload()
    expect(page.locator(".kept")).to_have_count(1)
    page.context.clear_cookies(name="session")
    head.arrive("thachtrung2")
    page.goto(task)
    expect(page.locator(".kept")).to_have_count(0)
    page.context.clear_cookies(name="session")
    head.arrive("thachtrung")
    page.goto(task)
    expect(page.locator(".kept")).to_have_count(1)
    page.click("header button:has-text('Đăng xuất')")
    head.sign_in("thachtrung")
    expect(page.locator("h1")).to_have_text("Nhiệm vụ của đơn vị")
    page.goto(task)
    expect(page.locator(".kept")).to_have_count(0)


def test_without_storage_nothing_breaks(person: Arrive) -> None:
    head = person(PHONE)
    head.page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })")
    head.arrive("thachtrung")
    head.page.click(".next a")
    head.page.fill("#note", "Trình duyệt không cho lưu.")
    report(head.page)
    expect(head.page.locator("#toast")).to_contain_text("Đã lưu cập nhật")
    assert head.errors == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_way_back_keeps_filter_and_page(person: Arrive, scripts: bool) -> None:
    deputy = person(DESK, scripts)
    page = deputy.page
    deputy.arrive("phochutich")
    page.goto(deputy.address + "/overdue?q=phong+y+te")
    page.click("tbody tr >> nth=0 >> td >> nth=2 >> a")
    page.go_back()
    expect(page).to_have_url(deputy.address + "/overdue?q=phong+y+te")
    expect(page.locator("[type=search]")).to_have_value("phong y te")
    page.click("tbody tr >> nth=0 >> td >> nth=2 >> a")
    page.click("button:has-text('Đôn đốc')")
    expect(page.locator("#toast")).to_contain_text("Đã đôn đốc")
    page.click("main a:has-text('Nhiệm vụ quá hạn')")
    expect(page).to_have_url(deputy.address + "/overdue?q=phong+y+te")
    page.goto(deputy.address + "/overdue?tab=waiting&q=thach")
    page.click("tbody tr >> nth=0 >> td >> nth=1 >> a")
    page.click("summary:has-text('Trả lại')")
    page.fill("[name=reason]", "Bổ sung số liệu.")
    page.click("button:has-text('Trả lại, thực hiện tiếp')")
    expect(page.locator("#toast")).to_contain_text("Đã trả lại")
    page.click("main a:has-text('Nhiệm vụ quá hạn')")
    expect(page).to_have_url(deputy.address + "/overdue?tab=waiting&q=thach")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_keyboard_alone_sees_where_it_is(person: Arrive, width: int) -> None:
    deputy = person(width)
    page = deputy.page
    deputy.arrive("phochutich")
    page.emulate_media(reduced_motion="reduce")
    for path, ticked in (("/overdue", True), ("/overview", False), ("/tasks/1", False), ("/tasks?state=all", False)):
        page.goto(deputy.address + path)
        if ticked:
            page.check("tbody tr >> nth=0 >> input[type=checkbox]")
            page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        hidden = []
        for _ in range(40):
            page.keyboard.press("Tab")
            hidden.append(page.evaluate(HIDDEN_FOCUS))
        assert [element for element in hidden if element] == [], path
    page.goto(deputy.address + "/overdue")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_switch_of_language_and_english_pages(person: Arrive) -> None:
    deputy = person(PHONE)
    page = deputy.page
    deputy.open("/login")
    page.click("button:has-text('English')")
    expect(page.locator("h1")).to_have_text("Sign in")
    page.fill("#username", "phochutich")
    page.fill("#password", PASSWORD)
    page.click("main button.main")
    expect(page.locator("h1")).to_have_text("Overview")
    for path in ("/overview", "/overdue", "/tasks/1", "/coverage"):
        deputy.open(path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
    page.click("button:has-text('Tiếng Việt')")
    expect(page).to_have_url(deputy.address + "/coverage")
    expect(page.locator("h1")).to_have_text("Bao phủ BHYT")


def test_paper_shows_the_list_and_nothing_to_press(person: Arrive) -> None:
    deputy = person(DESK)
    page = deputy.page
    deputy.arrive("phochutich")
    page.emulate_media(media="print")
    for path in (
        "/overview",
        "/overdue",
        "/overdue?tab=waiting",
        "/decisions",
        "/tasks",
        "/meetings",
        "/coverage",
        "/tasks/1",
    ):
        page.goto(deputy.address + path)
        expect(page.locator(".printed")).to_contain_text("in ngày 09/12/2019")
        expect(page.locator("button:visible, nav.menu:visible, textarea:visible")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(deputy.address + "/overdue?q=phong+y+te&group=unit")
    expect(page.locator("[type=search]")).to_be_visible()
    expect(page.locator("select")).to_be_visible()
