"""A month's figures from a spreadsheet to the phone of a ward's head."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Person

PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""
ROWS = "table.entry tbody tr"


def spreadsheet(names: list[str]) -> str:
    """Fifteen units in another order, half of them without their type, with headings, a rate and a total; people
    stand before those who take part, as offices have it."""
    lines = [["TT", "Tên đơn vị", "Dân số", "Số người tham gia", "Tỷ lệ (%)"]]
    for number, name in enumerate(reversed(names), start=1):
        written = name.split(" ", 1)[1].upper() if number % 2 else name
        lines.append([str(number), written, "7.286", f"{6000 + number}", "82,4"])
    lines.append(["", "Tổng cộng", "109.290", "90.120", "82,4"])
    return "\r\n".join("\t".join(line) for line in lines)


def cell(page: Page, unit: str) -> str:
    return page.input_value(f'tr[data-name="{unit}"] input[name^="numerator"]')


def test_pasted_saved_corrected_closed_and_seen_by_the_head_and_in_the_ranking(person: Callable[..., Person]) -> None:
    officer = person(DESK)
    page = officer.page
    officer.arrive("solieu")
    officer.open("/coverage/readings?period=2019-11")
    units = page.eval_on_selector_all(ROWS, "rows => rows.map((row) => row.dataset.name)")
    names = [name for name in units if name != "phường Văn Yên"]
    page.focus(f'{ROWS}:first-child input[name^="numerator"]')
    page.evaluate(PASTE, spreadsheet(names))
    expect(page.locator("#pasted")).to_have_text("Đã điền 15 dòng từ bảng dán. Chưa lưu: kiểm tra rồi bấm Lưu.")
    assert (cell(page, names[0]), cell(page, names[-1]), cell(page, "phường Văn Yên")) == ("6015", "6001", "")
    expect(page.locator(f'tr[data-name="{names[0]}"] output')).to_have_text("82,5%")
    page.evaluate(PASTE, "Văn Yên\t5.050\t4.712\t93,3")  # no headings: the larger count is the population
    left = [f'tr[data-name="phường Văn Yên"] input[name^="{name}"]' for name in ("numerator", "denominator", "note")]
    assert [page.input_value(each) for each in left] == ["4.712", "5.050", ""]
    for each in left:
        page.fill(each, "")
    page.focus(f'{ROWS}:first-child input[name^="numerator"]')
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(f'tr[data-name="{units[2]}"] input[name^="denominator"]')).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text("Đã lưu số liệu tháng 11/2019 của 15 đơn vị.")
    officer.look()

    page.fill('tr[data-name="xã Thạch Trung"] input[name^="numerator"]', "6.500")
    page.click("[data-save]")
    expect(page.locator(".errors")).to_contain_text("Ghi lý do điều chỉnh.")
    officer.look()
    page.fill("#reason", "Cộng thiếu một thôn")
    page.click("[data-save]")
    expect(page.locator("#toast")).to_contain_text("của 1 đơn vị")

    page.click("summary:has-text('Chốt số liệu tháng 11/2019')")
    expect(page.locator("#closing")).to_contain_text("15/16 đơn vị có số liệu. Còn thiếu: phường Văn Yên.")
    page.check("[name=missing_confirmed]")
    page.click("button:has-text('Chốt số liệu')")
    expect(page.locator("#closing")).to_contain_text("Số liệu tháng 11/2019 đã chốt")
    expect(page.locator("[data-save]")).to_have_count(0)
    officer.look()
    officer.open("/coverage/months/2019-11")
    expect(page.locator("tfoot")).to_contain_text("15/16 đơn vị có số liệu")

    head = person(PHONE)
    head.arrive("thachtrung")
    head.open("/coverage")
    main = head.page.locator("main")
    expect(main).to_contain_text("Số liệu chốt đến 30/11/2019 · Số liệu BHXH")
    for words in ("89,2%", "276 người", "Cần tăng/tháng", "dự kiến đạt"):
        expect(main).to_contain_text(words)

    deputy = person(DESK)
    deputy.arrive("phochutich")
    deputy.open("/coverage/ranking")
    table = deputy.page.locator("#coverage")
    expect(table).to_contain_text("tháng 11/2019")
    expect(table.locator("tbody tr").first).to_contain_text("lên 15 bậc")
    expect(table.locator("tbody tr").first).to_contain_text("Xã Thạch Trung")
    expect(table.locator(".unranked")).to_contain_text("Phường Văn Yên")
    deputy.look()
    assert officer.errors == head.errors == deputy.errors == []
