"""The e-mails of the day: once each, to the right people, with the right words; and when the server does not help."""

import email
import logging
import os
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from bhyt_tasks.config import Config
from bhyt_tasks.daily import make_todays_notices
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.notices import Digest, Notice
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.mail import Posted, send_digests
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.users import committees
from tests.cast import Cast
from tests.commands import Command
from tests.conftest import TestDatabase

ADDRESS = "https://bhyt.example.gov.vn"


@dataclass
class Box:
    """What a mail server got; it refuses with ``refusal`` where that is set."""

    got: list[bytes] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    refusal: str = ""
    only: str = ""  # the one address that it refuses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.refusal and (not self.only or address == self.only):
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.got.append(envelope.content)
        self.to += envelope.rcpt_tos
        return "250 OK"

    @property
    def messages(self) -> dict[str, EmailMessage]:
        parsed = (email.message_from_bytes(content, policy=default) for content in self.got)
        return {str(message["To"]): message for message in parsed}  # type: ignore[misc]


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box, free_port: int) -> Iterator[str]:
    """The address of a mail server that is there for the test."""
    controller = Controller(box, hostname="127.0.0.1", port=free_port)
    controller.start()
    yield f"smtp://127.0.0.1:{free_port}"
    controller.stop()


@pytest.fixture
def office(database: TestDatabase, cast: Cast) -> TestDatabase:
    """Committee A is real, its tasks are late by 2 days and due in 3, and everybody has an address."""
    with database.app.app_context():
        today = clock.day(clock.real_now())
        db.session.execute(sa.update(Committee).where(Committee.id == cast.committee).values(today=None))
        for name, days in (("a1", -2), ("b1", -1), ("a2", 3), ("b2", 0), ("agency3", 30)):
            due = today + timedelta(days=days)
            db.session.execute(sa.update(Task).where(Task.id == cast.tasks[name]).values(due_on=due, act_by=due))
        for user in db.session.scalars(sa.select(User)):
            user.email = f"{user.username.replace('_', '.')}@example.gov.vn"
        db.session.commit()
        db.session.remove()
    return database


def morning(office: TestDatabase, mail_url: str) -> Posted:
    """What ``bhyt-tasks daily`` does."""
    config = settings(office.app.config["BHYT"], mail_url)
    with office.app.app_context():
        for committee in committees(db.session):
            make_todays_notices(committee)
        posted = send_digests(config)
        db.session.remove()
    return posted


def settings(config: Config, mail_url: str) -> Config:
    return replace(config, mail_url=mail_url, mail_from="bhyt@example.gov.vn", public_url=ADDRESS)


def change(office: TestDatabase, name: str, **values: object) -> None:
    with office.app.app_context():
        db.session.execute(sa.update(User).where(User.username == name).values(**values))
        db.session.commit()
        db.session.remove()


def test_each_person_gets_one_e_mail_with_what_is_late_and_due(
    office: TestDatabase, cast: Cast, box: Box, server: str
) -> None:
    assert morning(office, server) == Posted(5, 0)
    assert sorted(box.to) == [
        f"{name}@example.gov.vn" for name in ("clerk.a", "deputy", "head.a", "head.b", "secretary")
    ]
    message = box.messages["head.a@example.gov.vn"]
    today = clock.day(clock.real_now())
    assert message["Subject"] == "BCĐ A: 1 việc đến hạn, 1 việc quá hạn"
    assert (message["From"], message["Auto-Submitted"]) == ("bhyt@example.gov.vn", "auto-generated")
    assert message["Message-ID"] == f"<digest-{cast.users['head_a']}-{today:%Y%m%d}@example.gov.vn>"
    assert (message.get_content_type(), message.get_content_charset()) == ("text/plain", "utf-8")
    assert all(line.isascii() for line in box.got)
    late, due = (today + timedelta(days=days) for days in (-2, 3))
    assert message.get_content().replace("\r\n", "\n") == (
        "Kính gửi: Chức vụ head_a\n\n"
        "QUÁ HẠN (1)\n\n"
        f"- Phân tích nguyên nhân tỷ lệ thấp\n  mục 1\n  Thời hạn {late:%d/%m/%Y}, quá hạn 2 ngày\n"
        f"  {ADDRESS}/tasks/{cast.tasks['a1']}\n\n"
        "ĐẾN HẠN (1)\n\n"
        f"- Vận động đạt 93%\n  mục 2\n  Thời hạn {due:%d/%m/%Y}, còn 3 ngày\n"
        f"  {ADDRESS}/tasks/{cast.tasks['a2']}\n\n"
        f"Cập nhật tiến độ, báo cáo hoàn thành hoặc đề nghị gia hạn trên hệ thống: {ADDRESS}/notices\n\n"
        f"Thư tự động, mỗi ngày nhiều nhất một thư. Thôi nhận thư: {ADDRESS}/account\n"
    )
    deputy = box.messages["deputy@example.gov.vn"]
    assert deputy["Subject"] == "BCĐ A: 1 nhiệm vụ vừa quá hạn"
    assert f"{ADDRESS}/overdue" in deputy.get_content()
    assert "đến hạn hôm nay" in box.messages["head.b@example.gov.vn"].get_content()


def test_a_second_run_sends_nothing(office: TestDatabase, box: Box, server: str) -> None:
    morning(office, server)
    assert morning(office, server) == Posted(0, 0)
    assert len(box.to) == len(set(box.to)) == 5


def test_a_committee_of_the_demo_sends_nothing(database: TestDatabase, box: Box, server: str) -> None:
    with database.app.app_context():
        db.session.execute(sa.update(User).values(email="x@example.gov.vn"))
        db.session.commit()
        db.session.remove()
    assert morning(database, server) == Posted(0, 0)
    with database.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Notice.id)))
        db.session.remove()


@pytest.mark.parametrize(
    "values", [{"closed_on": clock.day(clock.real_now())}, {"wants_mail": False}, {"email": ""}, {"unit_id": None}]
)
def test_who_left_or_wants_none_gets_none(
    office: TestDatabase, box: Box, server: str, values: dict[str, object]
) -> None:
    change(office, "head_b", **values)
    assert morning(office, server) == Posted(4, 0)
    assert "head.b@example.gov.vn" not in box.to


def test_a_server_that_refuses_leaves_the_e_mails_for_the_next_run(
    office: TestDatabase, box: Box, server: str, caplog: pytest.LogCaptureFixture
) -> None:
    box.refusal = "550 no such user head.a@example.gov.vn"
    with caplog.at_level(logging.WARNING):
        assert morning(office, server) == Posted(0, 5)
    assert "example.gov.vn" not in caplog.text
    assert "SMTPRecipientsRefused" in caplog.text
    box.refusal = ""
    assert morning(office, server) == Posted(5, 0)


def test_one_refused_address_keeps_no_other_from_its_e_mail(office: TestDatabase, box: Box, server: str) -> None:
    box.refusal, box.only = "550 no such user", "clerk.a@example.gov.vn"
    assert morning(office, server) == Posted(4, 1)
    box.refusal = ""
    assert morning(office, server) == Posted(1, 0)
    assert sorted(box.to)[0] == "clerk.a@example.gov.vn"


def test_a_server_that_goes_away_in_the_middle(office: TestDatabase, box: Box, server: str) -> None:
    box.refusal, box.only = "421 closing", "clerk.a@example.gov.vn"
    posted = morning(office, server)
    assert (posted.sent + posted.failed, posted.failed >= 1) == (5, True)
    box.refusal = ""
    assert morning(office, server) == Posted(posted.failed, 0)
    assert len(box.to) == len(set(box.to)) == 5


def test_a_server_that_is_down_holds_nothing_up(
    office: TestDatabase, free_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert morning(office, f"smtp://127.0.0.1:{free_port}") == Posted(0, 5)
    assert "ConnectionRefusedError" in caplog.text
    with office.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Digest.id))) == 0
        db.session.remove()


@pytest.mark.parametrize("address", ["a@b.vn\nBcc: c@d.vn", "không phải địa chỉ", "@", "a@b.vn, c@d.vn"])
def test_an_address_that_is_none_is_left_out(office: TestDatabase, box: Box, server: str, address: str) -> None:
    change(office, "head_a", email=address)
    assert morning(office, server) == Posted(4, 1)
    assert "c@d.vn" not in box.to
    assert all(b"Bcc" not in content for content in box.got)


def test_the_name_of_the_committee_cannot_add_headers(office: TestDatabase, cast: Cast, box: Box, server: str) -> None:
    with office.app.app_context():
        renamed = sa.update(Committee).where(Committee.id == cast.committee)
        db.session.execute(renamed.values(short_name="BCĐ\r\nBcc: c@d.vn"))
        db.session.commit()
        db.session.remove()
    assert morning(office, server) == Posted(5, 0)
    assert all(message["Bcc"] is None for message in box.messages.values())


def daily(office: TestDatabase, mail_url: str) -> Command:
    url = office.app.config["SQLALCHEMY_DATABASE_URI"]
    instance = str(office.app.config["BHYT"].instance)
    environment = {**os.environ, "DATABASE_URL": url, "BHYT_INSTANCE": instance, "PUBLIC_URL": ADDRESS}
    environment |= {"MAIL_URL": mail_url, "MAIL_FROM": "bhyt@example.gov.vn", "SECRET_KEY": "k" * 40}
    return Command("daily", environment=environment)


def test_four_processes_at_once_send_each_e_mail_once(office: TestDatabase, box: Box, server: str) -> None:
    processes = [daily(office, server) for _ in range(4)]
    printed = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, printed
    assert len(box.to) == len(set(box.to)) == 6  # the overseer's, too: the same command gives out what is late there


def test_the_command_says_when_there_is_no_mail_server(sqlite_database: TestDatabase) -> None:
    sqlite_database.restore()
    process = daily(sqlite_database, "")
    printed, _ = process.communicate()
    assert (process.returncode, "Chưa gửi thư điện tử: chưa đặt MAIL_URL." in printed) == (0, True)
    sqlite_database.written = True


# Encrypted, with a password


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"bhyt", b"a/b@c")
    return AuthResult(success=known, handled=False)


@pytest.fixture
def encrypted(
    box: Box, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, free_port: int
) -> Iterator[Callable[[str], str]]:
    """``encrypted("b")``: the address of a server that asks for encryption and a password."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    more = {"authenticator": _authenticate, "auth_required": True, "tls_context": context, "require_starttls": True}
    controller = Controller(box, hostname="127.0.0.1", port=free_port, **more)
    controller.start()
    yield lambda password: f"smtp+starttls://bhyt:{password}@localhost:{free_port}"
    controller.stop()


@pytest.mark.parametrize(("password", "posted"), [("a%2Fb%40c", Posted(5, 0)), ("sai", Posted(0, 5))])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_encrypted_server_with_a_password(
    office: TestDatabase, box: Box, encrypted: Callable[[str], str], password: str, posted: Posted
) -> None:
    assert morning(office, encrypted(password)) == posted
    assert len(box.to) == posted.sent
