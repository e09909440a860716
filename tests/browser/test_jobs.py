"""The three jobs, by hand in a browser: at a desk and on a phone, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Person

AT_A_DESK = [pytest.param(DESK, True, id="desk"), pytest.param(PHONE, False, id="phone-plain")]
ON_A_PHONE = [pytest.param(PHONE, True, id="phone"), pytest.param(DESK, False, id="desk-plain")]


@pytest.mark.parametrize(("width", "scripts"), AT_A_DESK)
def test_secretary_records_a_meeting_and_gives_its_directives_out(
    person: Callable[..., Person], width: int, scripts: bool
) -> None:
    secretary = person(width, scripts)
    page = secretary.page
    secretary.arrive("thuky")
    secretary.open("/meetings")
    page.click("text=Nhập kết luận, giao nhiệm vụ")
    secretary.look()
    page.fill("#held_on", "9/12/2019")
    page.fill("#title", "Hội nghị đôn đốc tháng 12")
    page.fill("#chair_position", "Phó Chủ tịch UBND thành phố")
    page.fill("#minutes", "Yêu cầu rà soát người chưa có thẻ; báo cáo kết quả.")
    page.click("text=Lưu dự thảo")
    expect(page.locator("h1")).to_have_text("Dự thảo từ văn bản")
    page.click("text=Không dùng, tự ghi từng nội dung")
    expect(page.locator("h1")).to_have_text("Hội nghị đôn đốc tháng 12")

    page.click("text=Thêm nội dung chỉ đạo")
    page.fill("#text", "Rà soát người chưa có thẻ")
    if scripts:
        page.locator("#lead").press_sequentially("thach tr", delay=20)
        page.click("[data-pick='xã Thạch Trung']")
        page.locator("#lead").press_sequentially("cac phuong, xa duoi 90%", delay=5)
        page.fill("#due_on", "31/12/2019")
        expect(page.locator("#due_on-echo")).to_have_text("thứ Ba, 31/12/2019")
    else:
        page.fill("#lead", "thach trung; cac phuong, xa duoi 90%")
        page.fill("#due_on", "31/12/2019")
    page.fill("#coordinating", "ldtbxh")
    page.fill("#quote", "rà soát người chưa có thẻ")
    secretary.look()
    page.click("text=Lưu và thêm nội dung nữa")
    expect(page.locator("#toast")).to_contain_text("Đã thêm")
    page.fill("#text", "Báo cáo kết quả")
    page.fill("#lead", "bhxh; phong y te")
    page.click("button:has-text('Lưu nội dung')")

    expect(page.locator(".draft")).to_have_count(2)
    page.check(".draft >> nth=1 >> input[type=checkbox]")
    page.fill("#due_on", "20.12")
    page.click("text=Đặt thời hạn chung")
    expect(page.locator(".draft >> nth=1")).to_contain_text("20/12/2019")
    secretary.look()
    page.click("button:has-text('Chuyển chờ ký')")
    expect(page.locator("h1")).to_have_text("Xem trước khi giao")
    secretary.look()
    page.fill("#notice_number", "15/TB-BCĐ")
    page.click("button:has-text('Giao 10 nhiệm vụ cho 10 đơn vị')")
    expect(page.locator("#toast")).to_contain_text("Đã giao 10 nhiệm vụ")
    expect(page.locator("#message-all")).to_contain_text("Rà soát người chưa có thẻ")
    secretary.look()

    head = person(width, scripts)
    head.arrive("thachtrung")
    expect(head.page.locator("main")).to_contain_text("Rà soát người chưa có thẻ")
    assert secretary.errors == head.errors == []


@pytest.mark.parametrize(("width", "scripts"), ON_A_PHONE)
def test_head_of_a_ward_reports(person: Callable[..., Person], width: int, scripts: bool, tmp_path) -> None:
    head = person(width, scripts)
    page = head.page
    head.arrive("thachtrung")
    expect(page.locator("h1")).to_have_text("Nhiệm vụ của đơn vị")
    head.look()
    page.click(".next a")
    expect(page.locator("h1")).to_contain_text("Lập danh sách chi tiết")
    head.look()
    page.fill("#done", "9")
    page.fill("#note", "Đã rà soát thêm ba thôn.")
    page.click("button:has-text('Cập nhật tiến độ')")
    expect(page.locator("#toast")).to_contain_text("Đã lưu cập nhật")
    expect(page.locator(".timeline li >> nth=0")).to_contain_text("9/12 thôn")
    if scripts:
        expect(page.locator("#note")).to_have_value("")

    page.fill("#done", "13")
    page.fill("#note", "Nhiều quá")
    page.click("button:has-text('Cập nhật tiến độ')")
    expect(page.locator("#entry")).to_contain_text("Số đã làm được (13) lớn hơn tổng số (12).")
    expect(page.locator("#note")).to_have_value("Nhiều quá")
    head.look()

    evidence = tmp_path / "bao-cao.pdf"
    evidence.write_bytes(b"%PDF-1.4\n%%EOF\n")
    page.set_input_files("#files", evidence)
    page.click("button:has-text('Gửi tài liệu')")
    expect(page.locator(".timeline")).to_contain_text("bao-cao.pdf")

    page.fill("#done", "12")
    page.fill("#note", "Đã lập danh sách đủ 12 thôn.")
    page.click("button:has-text('Báo cáo hoàn thành')")
    expect(page.locator("#toast")).to_contain_text("Chờ Ban Chỉ đạo xác nhận.")
    expect(page.locator("main")).to_contain_text("Đã báo cáo hoàn thành")
    head.look()
    page.click("button:has-text('Rút lại báo cáo')")
    expect(page.locator("#toast")).to_contain_text("Đã rút lại báo cáo")
    expect(page.locator("button:has-text('Báo cáo hoàn thành')")).to_be_visible()
    assert head.errors == []


@pytest.mark.parametrize(("width", "scripts"), AT_A_DESK)
def test_deputy_chairman_reviews_what_is_overdue(person: Callable[..., Person], width: int, scripts: bool) -> None:
    deputy = person(width, scripts)
    page = deputy.page
    deputy.arrive("phochutich")
    expect(page.locator("h1")).to_have_text("Tổng quan")
    deputy.look()
    deputy.open("/overdue")
    expect(page.locator("tbody tr")).to_have_count(14)
    expect(page.locator("tbody tr >> nth=0")).to_contain_text("còn 231 người")
    page.click("tbody tr >> nth=0 >> button:has-text('Đôn đốc')")
    expect(page.locator("#toast")).to_contain_text("Đã đôn đốc 1 đơn vị (1 nhiệm vụ).")
    expect(page.locator("tbody tr >> nth=0")).to_contain_text("Đã nhắc 1 lần")
    page.check("tbody tr >> nth=1 >> input[type=checkbox]")
    page.check("tbody tr >> nth=2 >> input[type=checkbox]")
    page.click(".many > summary")
    page.fill("#text", "Đề nghị báo cáo ngay.")
    page.fill("#answer_by", "12/12/2019")
    page.click(".many button.main")
    expect(page.locator("#toast")).to_contain_text("Đã đôn đốc 2 đơn vị (2 nhiệm vụ).")
    expect(page.locator(".many[open]")).to_have_count(0)
    page.fill("[type=search]", "phong y te")
    page.click("[role=search] button:has-text('Xem')")
    expect(page.locator("tbody tr")).to_have_count(1)
    deputy.look()

    page.click("text=Báo cáo quá hạn, chờ xác nhận")
    page.click("text=Bỏ lọc")
    expect(page.locator("tbody tr")).to_have_count(2)
    deputy.look()
    page.click("tbody tr >> nth=0 >> summary:has-text('Trả lại')")
    page.click("tbody tr >> nth=0 >> button:has-text('Trả lại, thực hiện tiếp')")
    expect(page.locator("main")).to_contain_text("Ghi lý do trả lại")
    if not scripts:
        deputy.open("/overdue?tab=waiting")
        page.click("tbody tr >> nth=0 >> summary:has-text('Trả lại')")
    page.fill("tbody tr >> nth=0 >> textarea", "Bổ sung nguyên nhân theo từng thôn.")
    page.click("tbody tr >> nth=0 >> button:has-text('Trả lại, thực hiện tiếp')")
    expect(page.locator("#toast")).to_contain_text("Đã trả lại")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.click("button:has-text('Xác nhận hoàn thành')")
    expect(page.locator("#toast")).to_contain_text("Đã xác nhận hoàn thành.")
    expect(page.locator("tbody tr")).to_have_count(0)
    deputy.look()
    assert deputy.errors == []


@pytest.mark.parametrize(("width", "scripts"), AT_A_DESK)
def test_secretary_writes_down_what_an_inspection_found(
    person: Callable[..., Person], width: int, scripts: bool
) -> None:
    secretary = person(width, scripts)
    page = secretary.page
    secretary.arrive("lucngan.thuky")
    secretary.open("/meetings/new")
    page.select_option("#kind", "inspection")
    page.fill("#held_on", "28/6/2018")
    page.fill("#title", "Kiểm tra lại xã Hồng Giang")
    page.fill("#chair_position", "Phó Chủ tịch UBND huyện")
    page.fill("#minutes", "Xã chưa có kế hoạch. Yêu cầu ban hành kế hoạch.")
    page.click("text=Lưu dự thảo")
    page.click("text=Không dùng, tự ghi từng nội dung")
    page.click("text=Thêm nội dung chỉ đạo")
    page.fill("#text", "Ban hành kế hoạch")
    page.fill("#lead", "hong giang")
    page.click("button:has-text('Lưu nội dung')")

    page.click("#findings a.btn:has-text('Ghi tồn tại, hạn chế')")
    secretary.look()
    if scripts:
        page.locator("#unit_id").press_sequentially("hong g", delay=20)
        page.click("[data-pick='xã Hồng Giang']")
    else:
        page.fill("#unit_id", "hong giang")
    page.click("button:has-text('Ghi tồn tại, hạn chế')")
    expect(page.locator(".errors")).to_contain_text("Ghi tồn tại, hạn chế.")
    secretary.look()
    page.fill("#text", "Chưa ban hành kế hoạch")
    page.fill("#quote", "Xã chưa có kế hoạch")
    page.select_option("#directive_id", label="mục 1: Ban hành kế hoạch")
    page.click("button:has-text('Ghi tồn tại, hạn chế')")
    expect(page.locator("#finding-list li")).to_contain_text("Chưa ban hành kế hoạch")
    page.click("#finding-list a:has-text('Sửa')")
    secretary.look()
    page.fill("#text", "Xã chưa ban hành kế hoạch")
    page.click("button:has-text('Lưu')")
    expect(page.locator("#findings")).to_contain_text("Xã chưa ban hành kế hoạch")
    expect(page.locator("#findings")).to_contain_text("Mục 1. Ban hành kế hoạch")
    secretary.look()
    assert secretary.errors == []
