"""Evidence in a browser: a line and a retry for each file, a photo made smaller, a wrong file destroyed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from bhyt_tasks.domain.files import LARGEST
from tests.browser.conftest import DESK, PHONE, Person
from tests.samples import PDF, xlsx

File = dict[str, object]
# Noise does not compress: the photo is larger than what is taken. It is chosen in the page and its size answered.
CHOOSE_PHOTO = """async (name) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 4000, height: 3000 });
  const drawing = canvas.getContext("2d"), picture = drawing.createImageData(4000, 3000);
  const words = new Uint32Array(picture.data.buffer);
  let seed = 1;
  for (let i = 0; i < words.length; i++) words[i] = (seed = Math.imul(seed, 1664525) + 1013904223) | 0xff000000;
  drawing.putImageData(picture, 0, 0);
  const photo = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
  const chosen = new DataTransfer();
  chosen.items.add(new File([photo], name, { type: "image/jpeg" }));
  document.getElementById("files").files = chosen.files;
  return photo.size;
}"""


def file(name: str, content: bytes, kind: str = "application/pdf") -> File:
    return {"name": name, "mimeType": kind, "buffer": content}


def send(page: Page, *files: File) -> None:
    page.set_input_files("#files", list(files))
    page.click("button:has-text('Gửi tài liệu')")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_each_file_has_its_own_line_and_retry(person: Callable[..., Person], width: int) -> None:
    head = person(width)
    page = head.page
    head.arrive("thachtrung")
    page.click(".next a")
    page.fill("#note", "Đang viết dở")
    posts: list[bool] = []

    def cut_once(route: Route) -> None:
        is_minutes = b'filename="bien-ban.pdf"' in (route.request.post_data_buffer or b"")
        posts.append(is_minutes)
        if is_minutes and posts.count(True) == 1:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/attachments", cut_once)
    send(page, file("ke-hoach.pdf", PDF), file("bien-ban.pdf", PDF + b"2"), file("virus.pdf", b"MZ"))
    lines = page.locator(".sends li")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("Đã gửi.")
    expect(lines.nth(1)).to_contain_text("Chưa gửi được do mất kết nối.")
    expect(lines.nth(2)).to_contain_text("Tệp là chương trình")
    head.look()
    lines.nth(1).get_by_role("button", name="Gửi lại").click()
    expect(lines.nth(1)).to_contain_text("Đã gửi.")
    assert posts == [False, True, False, True]
    files = page.locator(".timeline a[href^='/attachments/']:not([href$=destruction])")
    expect(files).to_have_text(["ke-hoach.pdf", "bien-ban.pdf"])
    expect(page.locator("#note")).to_have_value("Đang viết dở")

    page.click("button:has-text('Cập nhật tiến độ')")
    expect(page.locator(".timeline li >> nth=0")).to_contain_text("Đang viết dở")
    expect(lines).to_have_count(3)
    lines.nth(2).get_by_role("button", name="Bỏ").click()
    expect(lines).to_have_count(2)
    assert head.errors == []


def test_a_large_photo_is_made_smaller_before_it_is_sent(person: Callable[..., Person]) -> None:
    head = person(PHONE)
    page = head.page
    head.arrive("thachtrung")
    page.click(".next a")
    assert page.evaluate(CHOOSE_PHOTO, "anh hop thon.jpg") > LARGEST
    page.click("button:has-text('Gửi tài liệu')")
    expect(page.locator(".sends li")).to_contain_text("Đã thu nhỏ từ", timeout=30_000)
    link = page.locator(".timeline a:text-is('anh hop thon.jpg')")
    kept = page.request.get(head.address + (link.get_attribute("href") or ""))
    assert (kept.headers["content-type"], kept.body()[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert len(kept.body()) < LARGEST / 2


def test_a_sheet_with_numbers_is_asked_about_on_its_own_line(person: Callable[..., Person]) -> None:
    head = person(PHONE)
    page = head.page
    head.arrive("thachtrung")
    page.click(".next a")
    send(page, file("so-lieu.xlsx", xlsx("038099001234")), file("ke-hoach.pdf", PDF))
    lines = page.locator(".sends li")
    expect(lines.nth(0)).to_contain_text("số định danh cá nhân")
    expect(lines.nth(1)).to_contain_text("Đã gửi.")
    head.look()
    lines.nth(0).get_by_role("button", name="Đã kiểm tra").click()
    expect(lines.nth(0)).to_contain_text("Đã gửi.")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_wrong_file_is_destroyed_with_a_reason(person: Callable[..., Person], scripts: bool) -> None:
    head = person(PHONE, scripts)
    page = head.page
    head.arrive("thachtrung")
    page.click(".next a")
    send(page, file("danh-sach.pdf", PDF))
    page.click(".timeline a:has-text('hủy tệp')")
    expect(page.locator("h1")).to_have_text("Hủy tệp “danh-sach.pdf”")
    head.look()
    page.click("main button.main")
    expect(page.locator("main")).to_contain_text("Ghi lý do hủy tệp.")
    head.look()
    page.fill("#removed_why", "Tải nhầm danh sách")
    page.click("main button.main")
    expect(page.locator(".timeline")).to_contain_text(
        "Tệp “danh-sach.pdf” đã được Chủ tịch UBND xã Thạch Trung hủy lúc"
    )
    head.look()


def test_without_scripts_good_files_are_kept_and_refused_ones_named(person: Callable[..., Person]) -> None:
    head = person(PHONE, scripts=False)
    page = head.page
    head.arrive("thachtrung")
    page.click(".next a")
    send(page, file("ke-hoach.pdf", PDF), file("anh.heic", b"\0\0\0\x18ftypheic", "image/heic"))
    expect(page.locator("#toast")).to_have_text("Đã gửi 1 tệp: ke-hoach.pdf.")
    expect(page.locator(".errors li")).to_have_count(1)
    expect(page.locator(".errors")).to_contain_text("Tương thích nhất")
    head.look()
    send(page, file("anh.jpg", b"\xff\xd8\xff", "image/jpeg"))
    expect(page.locator("h1")).to_contain_text("Lập danh sách chi tiết")
    expect(page.locator(".timeline")).to_contain_text("anh.jpg")
