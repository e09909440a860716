"""Evidence: bad files answered one by one, good ones kept once, given out as downloads, destroyed with a reason."""

import io
import tracemalloc
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bhyt_tasks.domain.files import MEGABYTE, Attachment, path_of
from bhyt_tasks.domain.history import Change, ChangeKind
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.samples import JPG, PDF, docx, packed, workbook, xlsx
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]
ONE_BY_ONE = {"HX-Request": "true", "HX-Target": "ul#results"}


@pytest.fixture
def head(client_of: Clients, cast: Cast) -> PageClient:
    """The head of ward A, who has just reported on the first task."""
    client = client_of("head_a")
    client.post(f"/tasks/{cast.tasks['a1']}/progress", data={"version": "1", "note": "Có tệp"})
    return client


@pytest.fixture
def path(cast: Cast) -> str:
    return f"/tasks/{cast.tasks['a1']}/attachments"


@pytest.fixture
def rows(database: TestDatabase) -> Callable[[], list[Attachment]]:
    def read() -> list[Attachment]:
        with database.app.app_context():
            found = list(db.session.scalars(select(Attachment).order_by(Attachment.id)))
            db.session.expunge_all()
            return found

    return read


@pytest.fixture
def stored(database: TestDatabase) -> Callable[[], set[str]]:
    """The names of what lies in the folder of files."""
    folder = database.app.config["BHYT"].instance / "files"
    for leftover in folder.rglob("*/*"):
        leftover.unlink()
    return lambda: {path.name for path in folder.rglob("*/*")}


def sent(*files: tuple[str, bytes]) -> dict[str, object]:
    return {"files": [(io.BytesIO(content), name) for name, content in files]}


GOOD = ("tot.pdf", PDF)
BOMB = packed({"word/document.xml": b" " * 40 * MEGABYTE})
NESTED = packed({"word/document.xml": BOMB, "a.zip": BOMB})
NUMBERS = workbook("worksheets/sheet1.xml", "<row><c><v>42099001234</v></c></row>")
MANY = packed({f"word/{number}.xml": "" for number in range(5001)})
BAD = [
    ("lon.pdf", PDF.ljust(30 * MEGABYTE, b"0"), "Tệp 30 MB, tối đa 10 MB."),
    ("chuong-trinh.pdf", b"MZ\x90\x00 program", "Tệp là chương trình"),
    ("bom.docx", BOMB, "nội dung bên trong lớn bất thường"),
    ("bom-long.docx", NESTED, "Không mở được tệp"),
    ("nhieu-phan.docx", MANY, "nội dung bên trong lớn bất thường"),
    ("hinh.svg", b"<svg onload='alert(1)'/>", "Không nhận trang web và hình vẽ SVG"),
    ("trang.html", b"<!doctype html><script>alert(1)</script>", "Không nhận trang web"),
    ("macro.xlsx", packed({"xl/workbook.xml": "<w/>", "xl/vbaProject.bin": ""}), "Tệp có macro"),
    ("danh-sach.xlsx", xlsx("Họ tên", "038099001234"), "số định danh cá nhân"),
    ("danh-sach-so.xlsx", NUMBERS, "số định danh cá nhân"),
    ("rong.pdf", b"", "Tệp rỗng"),
    ("cu.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "Word, Excel kiểu cũ"),
    ("anh.heic", b"\x00\x00\x00\x18ftypheic", "Tương thích nhất"),
    ("hong.docx", b"PK\x03\x04broken", "Không mở được tệp"),
]


@pytest.mark.parametrize(("name", "content", "words"), BAD, ids=[name for name, *_ in BAD])
def test_a_bad_file_is_answered_in_words_and_nothing_of_it_is_kept(
    head: PageClient, path: str, rows, stored, name: str, content: bytes, words: str
) -> None:
    answer = head.post(path, data=sent((name, content)))
    assert answer.status_code == 422
    assert f"<strong>{name}</strong>" in answer.text
    assert words in answer.text
    assert (rows(), stored()) == ([], set())


def test_every_bad_file_is_named_and_the_good_one_is_kept(head: PageClient, path: str, rows, stored) -> None:
    answer = head.post(path, data=sent(*((name, content) for name, content, _ in BAD[1:9]), GOOD))
    assert answer.status_code == 422
    assert [words for name, _, words in BAD[1:9] if words not in answer.text or name not in answer.text] == []
    assert "Đã gửi 1 tệp: tot.pdf." in answer.text
    assert [row.name for row in rows()] == ["tot.pdf"]
    assert stored() == {row.sha256 for row in rows()}


def test_the_same_send_twice_keeps_once_and_names_what_was_refused_again(head: PageClient, path: str, rows) -> None:
    answers = [head.post(path, data={**sent(GOOD, BAD[1][:2]), "once": "k" * 32}) for _ in range(2)]
    assert [(answer.status_code, "Tệp là chương trình" in answer.text) for answer in answers] == [(422, True)] * 2
    assert len(rows()) == 1
    mended = head.post(path, data={**sent(GOOD, (BAD[1][0], JPG)), "once": "k" * 32})
    assert mended.status_code == 303
    assert [row.name for row in rows()] == ["tot.pdf", "chuong-trinh.pdf.jpg"]


def test_a_file_sent_by_itself_is_answered_by_itself(head: PageClient, path: str, rows) -> None:
    bad = head.post(path, data=sent(BAD[8][:2]), headers=ONE_BY_ONE)
    assert (bad.status_code, bad.text.count("<li data-asks>"), "<html" in bad.text) == (422, 1, False)
    good = [head.post(path, data={**sent(GOOD), "once": "k" * 32}, headers=ONE_BY_ONE) for _ in range(2)]
    assert [(answer.status_code, answer.text) for answer in good] == [(204, "")] * 2
    assert len(rows()) == 1
    assert "toast" not in head.get(path).text.split('id="toast"')[1].split("</div>")[0]


def test_R15_a_sheet_of_numbers_is_kept_after_a_confirmation(head: PageClient, path: str, rows) -> None:
    asked = head.post(path, data=sent(("so-lieu.xlsx", NUMBERS)))
    assert "Đã kiểm tra: các dãy số này không phải số định danh" in asked.text
    assert "Chọn lại tệp nếu vẫn gửi." in asked.text
    assert head.post(path, data={**sent(("so-lieu.xlsx", NUMBERS)), "numbers_confirmed": "y"}).status_code == 303
    assert [row.name for row in rows()] == ["so-lieu.xlsx"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Chưa chọn tệp"),
        ([(f"{number}.pdf", PDF + bytes([number])) for number in range(11)], "Đã chọn 11 tệp, mỗi lần gửi tối đa 10"),
    ],
    ids=["none", "eleven"],
)
def test_none_and_too_many_are_answered_in_words(head: PageClient, path: str, rows, files, words: str) -> None:
    answer = head.post(path, data=sent(*files))
    assert (answer.status_code, words in answer.text, rows()) == (422, True, [])


def test_ten_at_once_are_kept(head: PageClient, path: str, rows) -> None:
    assert head.post(path, data=sent(*((f"{n}.pdf", PDF + bytes([n])) for n in range(10)))).status_code == 303
    assert len(rows()) == 10


def test_a_file_needs_a_word_of_the_unit_first(client_of: Clients, path: str, rows, stored) -> None:
    head = client_of("head_a")
    assert "Cập nhật tiến độ trước, rồi gửi tài liệu." in head.post(path, data=sent(GOOD)).text
    assert "Cập nhật tiến độ trước" in head.post(path, data=sent(GOOD), headers=ONE_BY_ONE).text
    assert (rows(), stored()) == ([], set())


def test_two_files_of_one_name_are_both_kept_and_told_apart(head: PageClient, path: str, rows, cast: Cast) -> None:
    head.post(path, data=sent(("báo cáo.pdf", PDF), ("báo cáo.pdf", PDF + b"2")))
    assert [row.name for row in rows()] == ["báo cáo.pdf", "báo cáo (2).pdf"]
    assert "báo cáo (2).pdf" in head.get(f"/tasks/{cast.tasks['a1']}").text


def test_a_body_of_forty_megabytes_is_not_held_in_memory(head: PageClient, path: str, rows) -> None:
    files = [(f"{number}.pdf", PDF.ljust(13 * MEGABYTE, b"0")) for number in range(3)]
    data = sent(*files)
    tracemalloc.start()
    answer = head.post(path, data=data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (answer.status_code, answer.text.count("Tệp 13 MB, tối đa 10 MB."), rows()) == (422, 3, [])
    assert peak < 20 * MEGABYTE


def test_a_file_is_served_as_a_download_only_to_who_sees_the_task(
    head: PageClient, path: str, client_of: Clients, cast: Cast
) -> None:
    assert head.post(path, data=sent(("../../báo\u202e cáo 😀.exe", PDF))).status_code == 303
    assert "báo cáo 😀.exe.pdf" in head.get(f"/tasks/{cast.tasks['a1']}").text
    with head.get("/attachments/1") as answer:
        assert answer.data == PDF
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Disposition"].endswith(".exe.pdf")
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store, private"
    seen = {}
    for name in ("head_b", "outsider", "secretary"):
        with client_of(name).get("/attachments/1") as answer:
            seen[name] = answer.status_code
    assert seen == {"head_b": 404, "outsider": 404, "secretary": 200}


# Destroying


def test_a_destroyed_file_is_gone_and_the_story_says_why(
    head: PageClient, path: str, rows, stored, cast: Cast, database: TestDatabase
) -> None:
    head.post(path, data=sent(("danh-sach.pdf", PDF)))
    asked = head.get("/attachments/1/destruction").text
    assert "danh-sach.pdf" in asked
    assert "không lấy lại được" in asked
    refused = head.post("/attachments/1/destruction")
    assert (refused.status_code, "Ghi lý do hủy tệp." in refused.text, len(stored())) == (422, True, 1)

    data = {"removed_why": "Tải nhầm danh sách", "once": "k" * 32}
    assert [head.post("/attachments/1/destruction", data=data).status_code for _ in range(2)] == [303, 303]
    assert stored() == set()
    assert head.get("/attachments/1").status_code == 410
    page = head.get(f"/tasks/{cast.tasks['a1']}").text
    assert "Tệp “danh-sach.pdf” đã được Chức vụ head_a hủy lúc" in page
    assert "Tải nhầm danh sách" in page
    assert "/attachments/1" not in page
    with database.app.app_context():
        change = db.session.scalars(select(Change)).one()
        assert (change.what, change.name, change.note) == (ChangeKind.DESTROYED, "danh-sach.pdf", "Tải nhầm danh sách")


def test_a_destroyed_file_is_not_destroyed_again(head: PageClient, path: str, rows) -> None:
    head.post(path, data=sent(GOOD))
    head.post("/attachments/1/destruction", data={"removed_why": "Tải nhầm"})
    again = head.post("/attachments/1/destruction", data={"removed_why": "Lý do khác"})
    assert (again.status_code, "Tệp này đã được hủy ngày 09/12/2019." in again.text) == (422, True)
    assert "Tải nhầm" in head.get("/attachments/1/destruction").text
    assert rows()[0].removed_why == "Tải nhầm"


@on_both
def test_R15_the_reason_names_nobody(head: PageClient, path: str, rows, stored) -> None:
    head.post(path, data=sent(GOOD))
    asked = head.post("/attachments/1/destruction", data={"removed_why": "Có số 038099001234"})
    assert (asked.status_code, "Đã kiểm tra: các dãy số này" in asked.text) == (422, True)
    assert (rows()[0].removed_at, len(stored())) == (None, 1)


def test_who_may_destroy(head: PageClient, path: str, client_of: Clients, cast: Cast, rows) -> None:
    head.post(path, data=sent(GOOD))
    names = ("head_a", "clerk_a", "secretary", "deputy", "overseer", "head_b", "outsider")
    may = {name: client_of(name).get("/attachments/1/destruction").status_code for name in names}
    expected = {"head_a": 200, "clerk_a": 200, "secretary": 200, "deputy": 403, "overseer": 403}
    assert may == {**expected, "head_b": 404, "outsider": 404}

    task = f"/tasks/{cast.tasks['a1']}"
    head.post(f"{task}/submission", data={"version": "2", "note": "Xong"})
    client_of("deputy").post(f"{task}/acceptance", data={"version": "3"})
    assert "hủy tệp" not in head.get(task).text
    assert head.post("/attachments/1/destruction", data={"removed_why": "Tải nhầm"}).status_code == 403
    assert client_of("secretary").post("/attachments/1/destruction", data={"removed_why": "x"}).status_code == 303
    assert rows()[0].removed_why == "x"


def test_the_same_content_kept_elsewhere_stays(head: PageClient, path: str, rows, database: TestDatabase) -> None:
    head.post(path, data=sent(("a.pdf", PDF), ("b.pdf", PDF)))
    head.post("/attachments/1/destruction", data={"removed_why": "Tải nhầm"})
    with head.get("/attachments/2") as answer:
        assert answer.data == PDF
    folder = database.app.config["BHYT"].instance / "files"
    assert path_of(folder, rows()[1].sha256).exists()


def test_the_text_of_a_document_is_not_needed_to_send_it(head: PageClient, path: str, rows) -> None:
    assert head.post(path, data=sent(("trong.docx", docx()))).status_code == 303
    assert rows()[0].size == len(docx())
