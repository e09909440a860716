"""The conclusion of 29/10/2019 pasted, put in order and given out: it comes to what the demo was written down with."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Person, Server

# The source document in our own words: its sentences, its order, what it says and what it leaves open.
TEXT = """Thành phố Hà Tĩnh có 91% dân số tham gia BHYT. Còn 7 phường, xã có tỷ lệ bao phủ dưới 90%, gồm Thạch Trung, \
Thạch Hưng, Thạch Quý, Thạch Linh, Đại Nài, Tân Giang, Hà Huy Tập.

Ngày 29/10/2019, đồng chí Phó Chủ tịch UBND thành phố, Trưởng Ban Chỉ đạo chủ trì buổi làm việc với Phòng Y tế, \
Phòng LĐ-TB&XH, Hội Nông dân, Hội LHPN, BHXH thành phố và Chủ tịch UBND 7 phường, xã.

Kết luận buổi làm việc, đồng chí Phó Chủ tịch yêu cầu các đơn vị thực hiện các nội dung sau: làm rõ nguyên nhân \
tỷ lệ bao phủ BHYT của đơn vị mình còn thấp; phối hợp với BHXH thành phố đối chiếu danh sách người đã có thẻ và \
người chưa có thẻ BHYT; lập danh sách chi tiết thành viên các hộ có mức sống trung bình, nhất là học sinh, sinh \
viên; từ danh sách người chưa có thẻ đang có mặt tại địa bàn phối hợp tuyên truyền, vận động, phấn đấu đến hết \
năm 2019, các xã, phường phải đạt tỷ lệ bao phủ BHYT từ 93% trở lên; phối hợp vận động doanh nghiệp trên địa bàn tặng \
thẻ BHYT cho gia đình khó khăn; giao BHXH và Phòng Y tế, LĐ-TB&XH thường xuyên đôn đốc, kiểm tra, hằng tháng báo \
cáo UBND thành phố về chỉ tiêu này. Từng phường, xã, từng đơn vị bảo đảm tiến độ, chất lượng và chịu trách nhiệm \
của người đứng đầu."""
DRAFTS = "li.draft[data-draft]"


def open_fields(page: Page, place: int) -> None:
    details = page.locator(f"#d{place} details.more").first
    if details.get_attribute("open") is None:
        details.locator("summary").click()


def fill_units(page: Page, place: int, field: str, names: str) -> None:
    open_fields(page, place)
    page.fill(f"#d{place}-{field}", names)


def given(server: Server, meeting_id: int) -> list[tuple[object, ...]]:
    """What was given out: the terms of each directive with its units and parts, and the tasks of its first period."""
    with closing(sqlite3.connect(server.database)) as connection:
        terms = connection.execute(
            """SELECT d.position, d.general, d.deadline_kind, d.due_on, d.every, d.due_day, d.due_month_offset,
                      d.target_points, d.target_comparator, du.part, u.name
               FROM directives d LEFT JOIN directive_units du ON du.directive_id = d.id
               LEFT JOIN units u ON u.id = du.unit_id
               WHERE d.meeting_id = ? ORDER BY d.position, du.part, u.name""",
            (meeting_id,),
        ).fetchall()
        tasks = connection.execute(
            """SELECT d.position, u.name, t.part, t.period, t.act_by FROM tasks t
               JOIN directives d ON d.id = t.directive_id JOIN units u ON u.id = t.unit_id
               WHERE d.meeting_id = ? AND (t.period IS NULL OR t.period = '2019-10')
               ORDER BY d.position, u.name, t.period""",
            (meeting_id,),
        ).fetchall()
    return [*terms, *[(position, name, part, period) for position, name, part, period, _ in tasks]]


def set_back(server: Server, day: str) -> None:
    """The demo's committee lives on the day after the meeting."""
    with closing(sqlite3.connect(server.database)) as connection:
        connection.execute("UPDATE committees SET today = ? WHERE id = 1", (day,))
        connection.commit()


def test_the_document_of_2019_pasted_comes_to_what_the_demo_has(person: Callable[..., Person], server: Server) -> None:
    set_back(server, "2019-10-30")
    secretary = person(DESK)
    page = secretary.page
    secretary.arrive("thuky")
    secretary.open("/meetings/new")
    page.fill("#minutes", TEXT)
    page.click("button[name=read]")
    assert page.input_value("#held_on") == "29/10/2019"
    assert page.input_value("#kind") == "working_session"
    page.fill("#title", "Buổi làm việc về tỷ lệ bao phủ")
    if not page.input_value("#chair_position"):
        page.fill("#chair_position", "Phó Chủ tịch UBND thành phố, Trưởng Ban Chỉ đạo")
    secretary.look()
    page.click("button.main:has-text('Lưu dự thảo')")
    expect(page.locator("h1")).to_have_text("Dự thảo từ văn bản")
    meeting_id = int(re.search(r"/meetings/(\d+)/draft", page.url)[1])
    expect(page.locator(DRAFTS)).to_have_count(7)
    secretary.look()

    page.click("#questions .chip:has-text('các phường, xã dưới 90%')")
    expect(page.locator("#questions")).to_have_count(0)
    page.fill("#common_due_on", "20/11/2019")
    page.click("button[value=date]")
    expect(page.locator("#d0-due_on")).to_have_value("20/11/2019")
    page.focus("#d1-up")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#d0-text")).to_have_value(re.compile("^Phối hợp với BHXH"))
    page.focus("#d0-down")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#d1-text")).to_have_value(re.compile("^Phối hợp với BHXH"))
    expect(page.locator("#d1-down")).to_be_focused()
    expect(page.locator("mark.said.lit")).to_have_attribute("data-source", "1")

    page.click("button[value=save]")
    expect(page.locator("#draft .errors")).to_contain_text("Chọn một cách trả lời.")
    secretary.look()
    page.check("#d5 input[value=each]")
    page.fill("#d5-due_day", "5")
    page.check("#d6 .ask input[value=no]")
    fill_units(page, 3, "coordinating", "hoi nong dan; hoi lhpn")
    fill_units(page, 4, "coordinating", "hoi nong dan; hoi lhpn")
    with page.expect_download() as notice:
        page.click("button[value=notice]")
    assert notice.value.suggested_filename == "du-thao-thong-bao-ket-luan-2019-10-29.docx"
    page.click("button[value=save]")
    expect(page.locator("#toast")).to_contain_text("Đã lưu dự thảo 7 nội dung chỉ đạo. Chưa giao gì.")
    page.click("button:has-text('Chuyển chờ ký')")
    page.click("main form button.main:has-text('Giao')")
    expect(page.locator("#toast")).to_contain_text("Đã giao")
    assert given(server, meeting_id) == given(server, 1)


def test_on_a_phone_and_without_scripts_the_same_two_steps(person: Callable[..., Person]) -> None:
    secretary = person(PHONE, scripts=False)
    page = secretary.page
    secretary.arrive("thuky")
    secretary.open("/meetings/new")
    page.fill("#held_on", "29/10/2019")
    page.fill("#title", "Buổi làm việc")
    page.fill("#chair_position", "Phó Chủ tịch UBND thành phố")
    page.click("button.main:has-text('Lưu dự thảo')")
    page.click("a:has-text('Lập dự thảo từ văn bản')")
    page.fill("#minutes", TEXT)
    page.click("button[value=read]")
    expect(page.locator(DRAFTS)).to_have_count(7)
    page.click("#questions .chip:has-text('các phường, xã dưới 90%')")
    for place in range(1, 7):
        page.click(f"#d{place}-drop")
    page.fill("#d0-due_on", "20/11/2019")
    page.click("button[value=save]")
    expect(page.locator("main")).to_contain_text("Dự thảo: 1 nội dung chỉ đạo")
