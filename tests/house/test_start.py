"""The first start: settings that make no sense stop it, secrets are private, demo and real data never mix."""

import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from bhyt_tasks.config import ROOT, BadConfig, Config

COMMAND = str(Path(sys.executable).with_name("bhyt-tasks"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "tám nghìn"),
        ("WORKERS", "-1"),
        ("DATABASE_URL", "mysql://x"),
        ("SECRET_KEY", "ngắn"),
        ("PUBLIC_URL", "bhyt.example"),
        ("MAIL_URL", "mail.example"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_URL", "smtp://mail.example:99999"),
        ("MAIL_URL", "smtp://mail.example:0"),
        ("MAIL_URL", "http://mail.example"),
        ("PUBLIC_URL", ""),
        ("MAIL_FROM", ""),
        ("MAIL_FROM", "bhyt"),
        ("MAIL_FROM", "a@b.vn\nBcc: c@d.vn"),
    ],
)
def test_an_absurd_setting_stops_the_start_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.setenv("BHYT_INSTANCE", str(tmp_path))
    sensible = {"MAIL_URL": "smtp://mail.example", "MAIL_FROM": "a@b.vn", "PUBLIC_URL": "https://bhyt.example"}
    for each, setting in {**sensible, name: value}.items():
        monkeypatch.setenv(each, setting)
    with pytest.raises(BadConfig, match=name) as stopped:
        Config.from_env()
    assert stopped.value.code


@pytest.mark.parametrize(
    "address", ["", "smtp://mail.example", "smtps://a:b%40c@mail.example:465", "smtp+starttls://m"]
)
def test_a_mail_server_is_named_by_an_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str) -> None:
    monkeypatch.setenv("BHYT_INSTANCE", str(tmp_path))
    settings = {"MAIL_URL": address, "MAIL_FROM": "a@b.vn", "PUBLIC_URL": "https://bhyt.example"}
    for name, setting in settings.items():
        monkeypatch.setenv(name, setting)
    assert Config.from_env().mail_url == address


def test_the_secret_key_is_made_once_and_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BHYT_INSTANCE", str(tmp_path))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first, second = Config.from_env(), Config.from_env()
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_serve_starts_on_the_demo_and_prints_address_and_accounts(tmp_path: Path, free_port: int) -> None:
    environment = {**os.environ, "BHYT_INSTANCE": str(tmp_path / "instance"), "PORT": str(free_port), "WORKERS": "1"}
    environment.pop("DATABASE_URL", None)
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen([COMMAND, "serve"], cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        assert _status(f"http://127.0.0.1:{free_port}/login", process) == 200
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    printed, instance = log.read_text(), tmp_path / "instance"
    assert f"http://127.0.0.1:{free_port}/" in printed
    assert re.search(r"thành phố Hà Tĩnh, hôm nay được xem là 09/12/2019\nphochutich +\w{4}-\w{4}-\w{4}", printed)
    assert re.search(r"hôm nay được xem là 29/06/2018\n.*suy ra.*\nlucngan.phochutich +\w{4}-\w{4}-\w{4}", printed)
    assert stat.S_IMODE((instance / "demo_accounts.txt").stat().st_mode) == 0o600
    assert stat.S_IMODE((instance / "demo.db").stat().st_mode) == 0o600
    assert [_committees(instance / name) for name in ("bhyt.db", "demo.db")] == [0, 2]


def _committees(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM committees").fetchone()[0])


def _status(address: str, process: subprocess.Popen[bytes]) -> int:
    for _ in range(900):
        assert process.poll() is None
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return int(answer.status)
        except OSError:
            time.sleep(0.1)
    return 0
