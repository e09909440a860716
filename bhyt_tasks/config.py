"""How this installation runs: read once from the environment; an absurd value stops the start with a sentence."""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_KEY = 32  # characters
MAIL_SCHEMES = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}  # and their usual ports
MAIL_ADDRESS = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"


class BadConfig(SystemExit):
    """A sentence for the one who starts the program; nothing has been started."""


@dataclass(frozen=True)
class Config:
    """database_url: SQLAlchemy's form; instance: folder of the database, the files and the secrets;
    public_url: the address people type, https:// there makes cookies secure; workers: server processes;
    proxies: how many reverse proxies stand in front and tell the visitor's address; mail_url: the mail server, none
    for no e-mail; mail_from: the address that e-mails come from."""

    database_url: str
    instance: Path
    secret_key: str
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    public_url: str = ""
    proxies: int = 0
    mail_url: str = ""
    mail_from: str = ""

    @classmethod
    def from_env(cls) -> "Config":
        instance = Path(os.environ.get("BHYT_INSTANCE", ROOT / "instance")).resolve()
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        database_url = os.environ.get("DATABASE_URL", f"sqlite:///{instance / 'bhyt.db'}")
        if not database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise BadConfig(
                "DATABASE_URL phải bắt đầu bằng sqlite:/// hoặc postgresql+psycopg://. Sửa lại rồi chạy lại."
            )
        public_url = os.environ.get("PUBLIC_URL", "").rstrip("/")
        if public_url and not public_url.startswith(("http://", "https://")):
            raise BadConfig("PUBLIC_URL phải là địa chỉ đầy đủ, ví dụ https://bhyt.example.gov.vn.")
        return cls(
            database_url=database_url,
            instance=instance,
            secret_key=os.environ.get("SECRET_KEY") or _kept_key(instance),
            host=os.environ.get("HOST", "127.0.0.1"),
            port=_whole_number("PORT", 8000, 1, 65535),
            workers=_whole_number("WORKERS", 2, 1, 64),
            public_url=public_url,
            proxies=_whole_number("PROXIES", 0, 0, 5),
            mail_url=_mail_url(public_url),
            mail_from=os.environ.get("MAIL_FROM", ""),
        )._checked()

    def _checked(self) -> "Config":
        if len(self.secret_key) < SHORTEST_KEY:
            raise BadConfig(f"SECRET_KEY quá ngắn: cần ít nhất {SHORTEST_KEY} ký tự ngẫu nhiên.")
        if self.mail_url and not re.fullmatch(MAIL_ADDRESS, self.mail_from):
            raise BadConfig("MAIL_FROM phải là địa chỉ thư điện tử gửi đi, ví dụ bhyt@example.gov.vn.")
        return self

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")


def _whole_number(name: str, default: int, least: int, most: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise BadConfig(f"{name}={text} không hợp lệ: cần số nguyên từ {least} đến {most}.")
    return int(text)


def _mail_url(public_url: str) -> str:
    """The mail server's address; its password may stand in it, so no sentence repeats it."""
    url = os.environ.get("MAIL_URL", "")
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        reached = parts.scheme in MAIL_SCHEMES and parts.hostname and parts.port != 0
    except ValueError:
        reached = False
    if not reached:
        raise BadConfig(
            "MAIL_URL phải có dạng smtp://máy-chủ:25, smtps://tên:mật-khẩu@máy-chủ:465 "
            "hoặc smtp+starttls://tên:mật-khẩu@máy-chủ:587."
        )
    if not public_url:
        raise BadConfig("MAIL_URL cần có PUBLIC_URL: thư nhắc việc dẫn đến địa chỉ của hệ thống.")
    return url


def _kept_key(instance: Path) -> str:
    path = instance / "secret_key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)
    path.chmod(0o600)
