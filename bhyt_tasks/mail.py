"""How does each person get one e-mail a day of what is due and late? By SMTP, and never twice.

Words of the e-mails are Vietnamese. Logs name nobody: accounts by their number, failures by their kind.
"""

import logging
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from bhyt_tasks.config import MAIL_SCHEMES, Config
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.db import begin_write
from bhyt_tasks.domain.notices import claim_digest, release_digest
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.notices import DigestLine, DigestRow, digests_owed
from bhyt_tasks.queries.users import committees
from bhyt_tasks.web.filters import cap, day

log = logging.getLogger(__name__)

TIMEOUT = 60  # seconds that a mail server may take to answer; some look through a letter before they do
# What smtplib raises is an OSError too; the others come of an address that is none.
UNSENT = (OSError, MessageError, ValueError, IndexError)


@dataclass(frozen=True)
class Posted:
    """E-mails that went out today, and those that stay for the next run."""

    sent: int
    failed: int


@dataclass(frozen=True)
class Letter:
    """One e-mail to be sent: whose, of which committee, made when."""

    digest: DigestRow
    committee: str
    at: datetime

    @property
    def on(self) -> date:
        return clock.day(self.at)


def send_digests(config: Config) -> Posted:
    """Send today's e-mails that have not been sent; no committee of a demo sends any.

    A server that cannot be reached or refuses leaves them for the next run.
    """
    letters = _letters()
    db.session.rollback()  # nothing is held while the server is waited for
    if not letters:
        return Posted(0, 0)
    try:
        server = _connect(config)
    except (OSError, ValueError) as failure:  # smtplib's own are OSErrors
        log.warning("the mail server did not let us in: %s", _kind(failure))
        return Posted(0, len(letters))
    try:
        return _send_all(server, config, letters)
    finally:
        with suppress(smtplib.SMTPException):
            server.quit()


def _send_all(server: smtplib.SMTP, config: Config, letters: list[Letter]) -> Posted:
    sent = taken = 0
    for letter in letters:
        digest_id = _claim(letter)
        if digest_id is None:  # by another process
            taken += 1
            continue
        try:
            server.send_message(compose(config, letter))
            sent += 1
        except UNSENT as failure:
            _release(digest_id)
            log.warning("the e-mail of account %s was not sent: %s", letter.digest.user_id, _kind(failure))
            if server.sock is None:  # the server is gone
                break
    return Posted(sent, len(letters) - sent - taken)


def _letters() -> list[Letter]:
    letters = []
    for committee in committees(db.session):
        if committee.today is None:
            at = clock.now(committee)
            owed = digests_owed(db.session, committee.id, clock.day(at))
            letters += [Letter(digest, committee.short_name, at) for digest in owed]
    return letters


def _connect(config: Config) -> smtplib.SMTP:
    parts = urlsplit(config.mail_url)
    host, port = parts.hostname or "", parts.port or MAIL_SCHEMES[parts.scheme]
    us = urlsplit(config.public_url).hostname
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, us, timeout=TIMEOUT, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, us, timeout=TIMEOUT)
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _claim(letter: Letter) -> int | None:
    begin_write(db.session)
    digest = letter.digest
    digest_id = claim_digest(db.session, digest.user_id, notice_id=digest.notice_id, on=letter.on, at=letter.at)
    db.session.commit()
    return digest_id


def _release(digest_id: int) -> None:
    begin_write(db.session)
    release_digest(db.session, digest_id)
    db.session.commit()


def _kind(failure: Exception) -> str:
    """What went wrong, without the words of the server: they may name an address."""
    code = getattr(failure, "smtp_code", "")
    return f"{type(failure).__name__} {code}".strip()


def compose(config: Config, letter: Letter) -> EmailMessage:
    """The e-mail. Its number is the same at every try, so that a mail server or reader can tell a repeat."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"{' '.join(letter.committee.split())}: {_counts(letter)}"
    message["From"] = config.mail_from
    message["To"] = Address(addr_spec=letter.digest.email)
    message["Date"] = format_datetime(letter.at)
    domain = config.mail_from.partition("@")[2]
    message["Message-ID"] = f"<digest-{letter.digest.user_id}-{letter.on:%Y%m%d}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_body(config, letter), cte="quoted-printable")
    return message


def _counts(letter: Letter) -> str:
    """ "2 việc đến hạn, 1 việc quá hạn", and for the committee "3 nhiệm vụ vừa quá hạn"."""
    late = sum(line.due_on < letter.on for line in letter.digest.tasks)
    due = len(letter.digest.tasks) - late
    counts = ((due, "việc đến hạn"), (late, "việc quá hạn"), (letter.digest.newly_late, "nhiệm vụ vừa quá hạn"))
    return ", ".join(f"{count} {words}" for count, words in counts if count)


def _body(config: Config, letter: Letter) -> str:
    address, digest = config.public_url, letter.digest
    parts = [f"Kính gửi: {digest.position}"]
    if digest.newly_late:
        parts.append(f"{digest.newly_late} nhiệm vụ vừa quá hạn:\n{address}/overdue")
    late = [line for line in digest.tasks if line.due_on < letter.on]
    due = [line for line in digest.tasks if line.due_on >= letter.on]
    for heading, lines in (("QUÁ HẠN", late), ("ĐẾN HẠN", due)):
        if lines:
            parts.append(f"{heading} ({len(lines)})")
            parts += [_item(address, line, letter.on) for line in lines]
    parts.append(f"Cập nhật tiến độ, báo cáo hoàn thành hoặc đề nghị gia hạn trên hệ thống: {address}/notices")
    parts.append(f"Thư tự động, mỗi ngày nhiều nhất một thư. Thôi nhận thư: {address}/account")
    return "\n\n".join(parts) + "\n"


def _item(address: str, line: DigestLine, today: date) -> str:
    left = (line.due_on - today).days
    if left < 0:
        clock_words = f"quá hạn {-left} ngày"
    else:
        clock_words = f"còn {left} ngày" if left else "đến hạn hôm nay"
    source = [f"Thông báo số {line.notice_number}"] if line.notice_number else []
    source += [line.number] if line.number else []
    return "\n".join(
        [
            f"- {cap(line.text or '')}",
            *([f"  {', '.join(source)}"] if source else []),
            f"  Thời hạn {day(line.due_on)}, {clock_words}",
            f"  {address}/tasks/{line.task_id}",
        ]
    )
