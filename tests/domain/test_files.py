"""R15 and uploads: what is a list of people, which files are taken, and what is stored of them."""

import hashlib
import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, files
from bhyt_tasks.domain.errors import PersonalNumbers, RuleBroken
from bhyt_tasks.domain.files import (
    Attachment,
    attach,
    check,
    destroy,
    erase,
    has_personal_numbers,
    plain_name,
)
from bhyt_tasks.domain.history import Change, ChangeKind, Event, Subject
from tests.cast import TODAY, Cast
from tests.samples import JPG, PDF, PNG, docx

# R15: numbers of people in text


@pytest.mark.parametrize(
    "text",
    [
        "042099001234",
        "Bà B, CCCD 042099001234, thôn 3",
        "042 099 001 234",
        "042.099.001.234",
        "GD 4 42 1234567890",
        "GD4 421 2345 67890",
        "số042099001234.",
        "GD4421234567890",
        "gd4421234567890",
        "thẻ DN 1; HN2421234567890!",
        "042099001234 042099001235",
    ],
)
def test_R15_identity_numbers_and_card_codes_are_seen(text: str) -> None:
    assert has_personal_numbers(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.492/2.174 người, đạt 68,6%",
        "1.492.000 người",
        "1.492.000.000 đồng",
        "0239.385.5123",
        "0912 345 678",
        "0912345678 0987654321",
        "0912 345 678, 0987 654 321",
        "Thông báo số 123/TB-UBND ngày 05/12/2019",
        "20191205 20191206",
        "12345678901",
        "1234567890123",
        "GD44212345678",
        "AGD44212345678901",
        "GD9421234567",
        "tháng 1: 492, tháng 2: 174, tháng 3: 211, tháng 4: 305",
    ],
)
def test_R15_counts_phones_and_dates_are_left_alone(text: str) -> None:
    assert has_personal_numbers(text) is False


@given(st.integers(0, 10**12 - 1), st.sampled_from(("", " ", ".")), st.text("abc đ,:;()", max_size=5))
def test_R15_any_twelve_digits_are_seen_whole_or_in_threes(number: int, mark: str, around: str) -> None:
    digits = f"{number:012}"
    text = mark.join(digits[start : start + 3] for start in range(0, 12, 3))
    assert has_personal_numbers(f"{around}{text}{around}") is True


def test_R15_a_confirmed_number_is_let_through() -> None:
    files.refuse_personal_numbers("Không có gì", "1.492", confirmed=False)
    files.refuse_personal_numbers("042099001234", confirmed=True)
    with pytest.raises(PersonalNumbers):
        files.refuse_personal_numbers("Không có gì", "042099001234", confirmed=False)


# What is kept


def event_id(session: Session) -> int:
    return session.scalars(sa.select(Event.id).order_by(Event.id)).first() or 0


def kept(
    session: Session, cast: Cast, folder: Path, name: str, content: bytes, *, confirmed: bool = False
) -> Attachment:
    checked = check(name, io.BytesIO(content), confirmed=confirmed)
    return attach(session, folder, checked, event_id=event_id(session), by=cast.users["head_a"], at=clock.at(TODAY))


def test_a_file_is_kept_under_its_digest(session: Session, cast: Cast, tmp_path: Path) -> None:
    attachment = kept(session, cast, tmp_path, "biên bản.pdf", PDF)
    digest = hashlib.sha256(PDF).hexdigest()
    assert (attachment.name, attachment.type, attachment.size, attachment.sha256) == (
        "biên bản.pdf",
        "application/pdf",
        len(PDF),
        digest,
    )
    assert files.path_of(tmp_path, digest).read_bytes() == PDF
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / digest[:2] / digest]


def test_the_same_content_twice_is_one_file_of_two_attachments(session: Session, cast: Cast, tmp_path: Path) -> None:
    first, second = (kept(session, cast, tmp_path, name, PDF) for name in ("a.pdf", "b.pdf"))
    assert (first.sha256, first.id == second.id) == (second.sha256, False)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\A\\biên bản.pdf", "biên bản.pdf"),
        ("ảnh 📷 họp.PDF", "ảnh 📷 họp.pdf"),
        ("a\x00b\x1b.pdf", "ab.pdf"),
        ("a\nb\tc.pdf", "a b c.pdf"),
        ("b\u00e1o\u202efdp.exe", "báofdp.exe.pdf"),
        ("a\u200b\ufeff\ue000.pdf", "a.pdf"),
        ("virus.exe", "virus.exe.pdf"),
        ("trang.hta", "trang.hta.pdf"),
        ('<a>:"b|c?*.pdf', "-a---b-c--.pdf"),
        ("con.pdf", "tep-con.pdf"),
        ("LPT1", "tep-LPT1.pdf"),
        ("Contract.pdf", "Contract.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("a. .pdf", "a.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "tep.pdf"),
        ("thư mục/", "tep.pdf"),
        ("  bie\u0302n   ba\u0309n.pdf ", "biên bản.pdf"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(session: Session, cast: Cast, tmp_path: Path, name: str, stored: str) -> None:
    attachment = kept(session, cast, tmp_path, name, PDF)
    session.refresh(attachment)
    assert attachment.name == stored
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [attachment.sha256]


@given(st.text(), st.sampled_from((PDF, PNG)))
def test_any_name_is_short_visible_and_ends_as_its_content(name: str, content: bytes) -> None:
    stored = check(name, io.BytesIO(content), confirmed=True).name
    assert stored.lower().endswith(".pdf" if content == PDF else ".png")
    assert len(stored) <= files.LONGEST_NAME
    assert plain_name(stored) == stored


@pytest.mark.parametrize("name", ["a.jpg", "a.JPEG"])
def test_a_photo_keeps_the_ending_it_came_with(name: str) -> None:
    assert check(name, io.BytesIO(JPG), confirmed=False).name == name.lower()


def test_the_largest_file_is_taken_and_a_byte_more_is_told_in_whole_megabytes() -> None:
    assert len(check("a.pdf", io.BytesIO(PDF.ljust(files.LARGEST, b"0")), confirmed=False).content) == files.LARGEST
    with pytest.raises(RuleBroken) as caught:
        check("a.pdf", io.BytesIO(PDF.ljust(files.LARGEST + 1, b"0")), confirmed=False)
    assert (caught.value.sentence, caught.value.values) == (files.TOO_BIG, {"size": 11})


def test_a_file_that_is_too_large_is_not_read() -> None:
    class Unreadable(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError(f"{size} bytes of a file that is too large were read")

    with pytest.raises(RuleBroken) as caught:
        check("a.pdf", Unreadable(bytes(30 * files.MEGABYTE)), confirmed=False)
    assert caught.value.values == {"size": 30}


# Two files of one name


def test_two_files_of_one_name_are_told_apart(session: Session, cast: Cast, tmp_path: Path) -> None:
    names = [kept(session, cast, tmp_path, "a.pdf", PDF + bytes([number])).name for number in range(3)]
    assert names == ["a.pdf", "a (2).pdf", "a (3).pdf"]


def test_the_same_file_sent_again_is_one(session: Session, cast: Cast, tmp_path: Path) -> None:
    first, second = (kept(session, cast, tmp_path, "a.pdf", content) for content in (PDF, PDF + b"x"))
    assert kept(session, cast, tmp_path, "a.pdf", PDF).id == first.id
    assert kept(session, cast, tmp_path, "a.pdf", PDF + b"x").id == second.id


# Destroying


def destroyed(session: Session, cast: Cast, folder: Path, attachment: Attachment, why: str = "Tải nhầm") -> None:
    destroy(session, attachment, why=why, confirmed=False, by=cast.users["head_a"], at=clock.at(TODAY))
    session.flush()
    erase(session, folder, attachment.sha256)


def test_a_destroyed_file_leaves_its_row_and_a_change(session: Session, cast: Cast, tmp_path: Path) -> None:
    attachment = kept(session, cast, tmp_path, "a.pdf", PDF)
    destroyed(session, cast, tmp_path, attachment, " Tải nhầm danh sách ")
    assert (attachment.removed_at, attachment.removed_by, attachment.removed_why) == (
        clock.at(TODAY),
        cast.users["head_a"],
        "Tải nhầm danh sách",
    )
    assert not files.path_of(tmp_path, attachment.sha256).exists()
    change = session.scalars(sa.select(Change).order_by(Change.id.desc())).first()
    assert change is not None
    assert (change.subject, change.what, change.subject_id, change.name, change.note, change.committee_id) == (
        Subject.FILE,
        ChangeKind.DESTROYED,
        attachment.id,
        "a.pdf",
        "Tải nhầm danh sách",
        cast.committee,
    )


def test_the_bytes_stay_while_another_file_has_them(session: Session, cast: Cast, tmp_path: Path) -> None:
    first, second = (kept(session, cast, tmp_path, name, PDF) for name in ("a.pdf", "b.pdf"))
    destroyed(session, cast, tmp_path, first)
    assert files.path_of(tmp_path, second.sha256).read_bytes() == PDF
    destroyed(session, cast, tmp_path, second)
    erase(session, tmp_path, second.sha256)
    assert not files.path_of(tmp_path, second.sha256).exists()


def test_a_destroyed_file_sent_again_is_kept_anew(session: Session, cast: Cast, tmp_path: Path) -> None:
    first = kept(session, cast, tmp_path, "a.pdf", PDF)
    destroyed(session, cast, tmp_path, first)
    second = kept(session, cast, tmp_path, "a.pdf", PDF)
    assert (second.name, second.removed_at) == ("a (2).pdf", None)
    assert files.path_of(tmp_path, second.sha256).read_bytes() == PDF


@pytest.mark.parametrize(
    ("why", "sentence"), [("", files.NO_REASON), (" \n", files.NO_REASON), ("042099001234", PersonalNumbers.sentence)]
)
def test_destroying_needs_a_reason_without_numbers_of_people(
    session: Session, cast: Cast, tmp_path: Path, why: str, sentence: str
) -> None:
    attachment = kept(session, cast, tmp_path, "a.pdf", PDF)
    with pytest.raises(RuleBroken) as caught:
        destroyed(session, cast, tmp_path, attachment, why)
    assert (caught.value.sentence, attachment.removed_at) == (sentence, None)
    assert files.path_of(tmp_path, attachment.sha256).exists()


def test_what_was_destroyed_is_not_destroyed_again(session: Session, cast: Cast, tmp_path: Path) -> None:
    attachment = kept(session, cast, tmp_path, "a.pdf", PDF)
    destroyed(session, cast, tmp_path, attachment)
    with pytest.raises(RuleBroken) as caught:
        destroyed(session, cast, tmp_path, attachment, "Lý do khác")
    assert (caught.value.sentence, caught.value.values) == (files.DESTROYED_BEFORE, {"day": TODAY})
    assert attachment.removed_why == "Tải nhầm"


def test_the_database_refuses_a_destroyed_file_without_a_reason(session: Session, cast: Cast, tmp_path: Path) -> None:
    attachment = kept(session, cast, tmp_path, "a.pdf", PDF)
    attachment.removed_at = clock.at(TODAY)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


# R15


def test_R15_the_name_of_a_file_is_read_too() -> None:
    with pytest.raises(PersonalNumbers):
        check("Bà B 042099001234.pdf", io.BytesIO(PDF), confirmed=False)


def test_R15_a_document_with_people_is_taken_after_a_confirmation(session: Session, cast: Cast, tmp_path: Path) -> None:
    content = docx("Số tài khoản 0420", "99001234")
    with pytest.raises(PersonalNumbers) as caught:
        kept(session, cast, tmp_path, "a.docx", content)
    assert caught.value.sentence == files.PEOPLE
    assert kept(session, cast, tmp_path, "a.docx", content, confirmed=True).type == files.TYPES["docx"]
