"""What was attached, by whom, may it be kept, and what remains when it is destroyed?

R15: the system holds counts, never lists of people; text and sheets are checked for identity numbers.
"""

import hashlib
import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.contents import TYPES, document_text, kind_of
from bhyt_tasks.domain.db import Base, Instant, alone
from bhyt_tasks.domain.errors import N_, PersonalNumbers, RuleBroken
from bhyt_tasks.domain.history import ChangeKind, Event, Subject, record_change
from bhyt_tasks.domain.vietnamese import clean

MEGABYTE = 1024 * 1024  # bytes
LARGEST = 10 * MEGABYTE
LONGEST_NAME = 120  # characters
LONGEST_REASON = 500  # characters

TOO_BIG = N_("Tệp {size} MB, tối đa 10 MB. Chụp lại ở cỡ nhỏ hoặc gửi bản PDF. Nội dung đã được lưu.")
PEOPLE = N_(
    "Tệp có dãy giống số định danh cá nhân (12 chữ số) hoặc mã thẻ BHYT. "
    "Không tải danh sách người dân; chỉ ghi số lượng."
)
NO_REASON = N_("Ghi lý do hủy tệp.")
DESTROYED_BEFORE = N_("Tệp này đã được hủy ngày {day}.")

_IDENTITY = re.compile(r"(?<!\d)\d{12}(?!\d)")
_CARD = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[1-5]\d{12}(?!\d)")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # names of devices on Windows
_ENDINGS = {"jpg": (".jpg", ".jpeg")}


class Attachment(Base):
    """A file kept with a word of the unit. When it was destroyed its bytes are gone and the row tells why."""

    __tablename__ = "attachments"
    __table_args__ = (
        sa.CheckConstraint("removed_at IS NULL OR (removed_by IS NOT NULL AND removed_why <> '')", name="removed"),
    )

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    added_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    added_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    removed_why: Mapped[str] = mapped_column(sa.Text, default="")


def has_personal_numbers(text: str) -> bool:
    """True for a 12-digit identity number or an insurance-card code (two letters, level, 12 digits)."""
    text = clean(text)
    joined = re.sub(r"(?<=\d)[ .\-](?=\d{3,4}(?!\d))", "", text)
    cards = re.sub(r"(?<=[A-Z\d]) (?=\d)", "", text.upper())
    return bool(_IDENTITY.search(text) or _IDENTITY.search(joined) or _CARD.search(cards))


def refuse_personal_numbers(*texts: str, confirmed: bool) -> None:
    """Raises PersonalNumbers unless the writer has confirmed that the digits are something else."""
    if not confirmed and any(has_personal_numbers(text) for text in texts):
        raise PersonalNumbers


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept."""

    name: str
    type: str
    content: bytes


def check(name: str, opened: BinaryIO, *, confirmed: bool) -> CheckedFile:
    """Look into a file before anything is written. Raises RuleBroken in words; PersonalNumbers unless confirmed.

    A file that is too large is not read at all.
    """
    size = opened.seek(0, os.SEEK_END)
    if size > LARGEST:
        raise RuleBroken(TOO_BIG, size=-(-size // MEGABYTE))
    opened.seek(0)
    content = opened.read()
    kind = kind_of(content)
    name = _with_ending(plain_name(name), kind)
    if not confirmed and has_personal_numbers(f"{name}\n{_text(kind, content)}"):
        raise PersonalNumbers(PEOPLE)
    return CheckedFile(name, TYPES[kind], content)


def _text(kind: str, content: bytes) -> str:
    return document_text(content) if kind in ("docx", "xlsx") else ""


def plain_name(name: str) -> str:
    """Only a name, on every computer: no path, nothing invisible or written backwards, no name of a device."""
    name = "".join(letter for letter in clean(name) if unicodedata.category(letter) not in ("Cf", "Cn", "Co"))
    name = " ".join(name.replace("\\", "/").split("/")[-1].split())
    name = re.sub(r'[<>:"|?*]', "-", name).lstrip(". ").rstrip(". ")
    return f"tep-{name}" if _RESERVED.match(name) else name or "tep"


def _with_ending(name: str, kind: str) -> str:
    """The name with the ending of its content, so that no computer opens it as something else."""
    endings = _ENDINGS.get(kind, (f".{kind}",))
    ending = next((ending for ending in endings if name.lower().endswith(ending)), "")
    stem = name[: len(name) - len(ending)].rstrip(". ") or "tep"
    ending = ending or endings[0]
    return stem[: LONGEST_NAME - len(ending)] + ending


def attach(session: Session, folder: Path, file: CheckedFile, *, event_id: int, by: int, at: datetime) -> Attachment:
    """Keep a checked file with a word of the unit; its bytes are on disk before the row is.

    The same content under the same name is the same file, sent twice. A crash in between leaves bytes that no
    row names: they harm nothing and the next file of that content uses them.
    """
    digest = hashlib.sha256(file.content).hexdigest()
    alone(session, digest)
    here = session.scalars(sa.select(Attachment).where(Attachment.event_id == event_id)).all()
    for kept in here:
        if (kept.sha256, kept.removed_at) == (digest, None) and _is_name(kept.name, file.name):
            return kept
    _store(folder, digest, file.content)
    attachment = Attachment(
        event_id=event_id,
        name=_told_apart(file.name, {kept.name for kept in here}),
        type=file.type,
        size=len(file.content),
        sha256=digest,
        added_by=by,
        added_at=at,
    )
    session.add(attachment)
    session.flush()
    return attachment


def _is_name(kept: str, name: str) -> bool:
    """Is it the name that was sent, or that name with the number that tells it apart?"""
    stem, dot, ending = name.rpartition(".")
    return re.fullmatch(rf"{re.escape(stem)}( \([0-9]+\))?{re.escape(dot + ending)}", kept) is not None


def _told_apart(name: str, taken: set[str]) -> str:
    """The name, with a number when another file of the same word has it: "báo cáo (2).pdf"."""
    stem, dot, ending = name.rpartition(".")
    names = (name, *(f"{stem} ({number}){dot}{ending}" for number in range(2, len(taken) + 2)))
    return next(each for each in names if each not in taken)


def destroy(session: Session, attachment: Attachment, *, why: str, confirmed: bool, by: int, at: datetime) -> None:
    """Say that the file is gone, and why; ``erase`` its bytes when this is committed.

    Raises RuleBroken without a reason or when it was destroyed before, PersonalNumbers unless confirmed.
    """
    why = clean(why)[:LONGEST_REASON]
    if attachment.removed_at is not None:
        raise RuleBroken(DESTROYED_BEFORE, day=clock.day(attachment.removed_at))
    if not why:
        raise RuleBroken(NO_REASON, field="removed_why")
    refuse_personal_numbers(why, confirmed=confirmed)
    attachment.removed_at, attachment.removed_by, attachment.removed_why = at, by, why
    record_change(
        session,
        committee_id=session.get_one(Event, attachment.event_id).committee_id,
        subject=Subject.FILE,
        subject_id=attachment.id,
        what=ChangeKind.DESTROYED,
        name=attachment.name,
        note=why,
        by=by,
        at=at,
    )


def erase(session: Session, folder: Path, sha256: str) -> None:
    """Delete the bytes, unless a living file has the same; in a write of its own, after what was said is kept.

    Whoever attaches the same content at this moment waits, and stores it again.
    """
    alone(session, sha256)
    living = sa.select(Attachment.id).where(Attachment.sha256 == sha256, Attachment.removed_at.is_(None))
    if session.scalars(living.limit(1)).first() is None:
        path_of(folder, sha256).unlink(missing_ok=True)


def path_of(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256


def _store(folder: Path, digest: str, content: bytes) -> None:
    path = path_of(folder, digest)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(content)
        unfinished.flush()
        os.fsync(unfinished.fileno())
    Path(unfinished.name).replace(path)
