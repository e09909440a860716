"""What a review found once, so that it does not come back."""

import io
import zipfile
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, contents, files, issuing, meetings
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.meetings import DeadlineKind, DirectiveFacts, Meeting, MeetingFacts, MeetingKind
from bhyt_tasks.domain.periods import Every
from bhyt_tasks.domain.readings import Reading
from bhyt_tasks.domain.vietnamese import clean, parse_date
from tests.cast import TODAY, Cast, user


def test_R14_a_reading_is_not_replaced_over_another_unique_key(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        with pytest.raises(DatabaseError):
            session.execute(sa.text("DELETE FROM readings"))
        return
    columns = ", ".join(column.name for column in Reading.__table__.columns if column.name != "id")
    copy = sa.text(f"INSERT OR REPLACE INTO readings ({columns}) SELECT {columns} FROM readings WHERE id = 1")
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(copy)


def _document(xml: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("word/document.xml", xml)
    return whole.getvalue()


@pytest.mark.parametrize(
    "xml",
    [
        pytest.param(b" " * 5000 + b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", id="document type"),
        pytest.param("<!DOCTYPE a><a/>".encode("utf-16"), id="document type in UTF-16"),
        pytest.param(b"<?xml version='1.0' encoding='foo'?><a/>", id="unknown encoding"),
        pytest.param(b"<a><b></a>", id="broken"),
    ],
)
def test_a_hostile_document_is_refused_in_words(xml: bytes) -> None:
    with pytest.raises(RuleBroken, match="Không mở được tệp"):
        files.check("a.docx", io.BytesIO(_document(xml)), confirmed=False)


@pytest.mark.parametrize(
    "text", ["0420 9900 1234", "042-099-001-234", "042\u00a0099\u00a0001\u00a0234", "DN 4 79 79 123 45678"]
)
def test_R15_groups_of_digits_are_seen_together(text: str) -> None:
    assert files.has_personal_numbers(text)


@pytest.mark.parametrize("text", ["0239 3855 123", "1.492 người, 2.174 dân", "Công văn 4111/UBND-YT ngày 05/12/2019"])
def test_R15_phones_counts_and_letters_are_not_identity_numbers(text: str) -> None:
    assert not files.has_personal_numbers(text)


def test_R6_a_period_whose_report_was_due_before_giving_out_is_left_out(session: Session, cast: Cast) -> None:
    secretary, draft = user(session, cast, "secretary"), session.get_one(Meeting, cast.draft)
    facts = DirectiveFacts(
        text="Báo cáo",
        lead=(cast.units["agency"],),
        deadline_kind=DeadlineKind.RECURRING,
        every=Every.MONTHLY,
        due_day=5,
    )
    directive = meetings.add_directive(session, draft, facts)
    committee, given = session.get_one(Committee, cast.committee), {"by": secretary, "at": clock.at(TODAY)}
    issuing.send_for_signature(session, draft)
    issuing.issue(session, committee, draft, **given)
    assert issuing.make_period_tasks(session, committee, directive, until=date(2020, 1, 6), **given) == 1


def test_a_unit_of_another_committee_is_refused(session: Session, cast: Cast) -> None:
    draft = session.get_one(Meeting, cast.draft)
    foreign = session.scalar(sa.select(meetings.Unit.id).where(meetings.Unit.committee_id != cast.committee))
    with pytest.raises(RuleBroken, match="không thuộc Ban Chỉ đạo này"):
        meetings.add_directive(session, draft, DirectiveFacts(text="Việc", lead=(foreign,)))


def test_minutes_that_lose_a_quote_change_nothing(session: Session, cast: Cast) -> None:
    draft = session.get_one(Meeting, cast.draft)
    facts = MeetingFacts(MeetingKind.CONFERENCE, date(2019, 12, 2), "Tên", "Phó Chủ tịch", minutes="Có đoạn trích.")
    meetings.revise_meeting(session, draft, facts, at=clock.at(TODAY))
    meetings.add_directive(
        session, draft, DirectiveFacts(text="Việc", lead=(cast.units["ward_a"],), quote="đoạn trích")
    )
    other = MeetingFacts(MeetingKind.CONFERENCE, date(2019, 12, 2), "Tên khác", "Phó Chủ tịch", minutes="Đã viết lại.")
    with pytest.raises(RuleBroken, match="không còn trong kết luận"):
        meetings.revise_meeting(session, draft, other, at=clock.at(TODAY))
    assert (draft.title, draft.minutes) == ("Tên", "Có đoạn trích.")


@pytest.mark.parametrize(("typed", "stored"), [("một\x0bhai", "một\nhai"), ("a\rb", "a\nb"), ("a\x00b", "ab")])
def test_clean_keeps_words_apart(typed: str, stored: str) -> None:
    assert clean(typed) == stored


@pytest.mark.parametrize("typed", ["cuối tháng xii", "cuối tháng 0", "cuối quý v", "cuối năm 20", "cuối năm 0000"])
def test_a_number_that_is_not_understood_is_not_guessed(typed: str) -> None:
    with pytest.raises(RuleBroken, match="Không đọc được ngày"):
        parse_date(typed, TODAY)


def test_R15_only_the_text_of_a_document_is_looked_at() -> None:
    xml = b"<w:document xmlns:w='urn:w'><w:id>038099001234</w:id><w:p><w:t>Co 12 thon.</w:t></w:p></w:document>"
    assert contents.document_text(_document(xml)) == "Co 12 thon.\n"
