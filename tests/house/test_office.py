"""The commands that set an office up, as they are typed: asked again when wrong, whole or not at all."""

import os
import re
import sqlite3
import stat
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tests.commands import Command

GIVEN = (
    *("--name", "Ban Chỉ đạo BHYT huyện Lục Ngạn", "--area", "Lục Ngạn", "--area-kind", "huyen"),
    *("--short-name", "BCĐ Lục Ngạn", "--position", "Thư ký", "--full-name", "Thư ký", "--username", "thuky"),
    *("--roles", "thư ký, quản trị"),
)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def typed(instance: Path, *words: str, answers: str = "") -> Done:
    environment = {**os.environ, "BHYT_INSTANCE": str(instance)}
    environment.pop("DATABASE_URL", None)
    command = Command(*words, environment=environment, answers=answers)
    printed, errors = command.communicate()
    return Done(command.returncode, printed, errors)


def rows(instance: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(instance / "bhyt.db")) as connection:
        return connection.execute(query).fetchall()


def password_in(printed: str) -> str:
    return re.search(r"Mật khẩu dùng một lần: (\w{4}-\w{4}-\w{4})\n", printed)[1]


def test_create_committee_asks_again_until_it_is_right(instance: Path) -> None:
    answers = ["", "Ban Chỉ đạo A", "", "thành phố Hà Tĩnh", "làng", "", "", "", "", "thạch", "thuky.a"]
    answers += ["thư ký", "vua, quản trị", ""]
    done = typed(instance, "create-committee", answers="\n".join([*answers, ""]))
    assert (done.returncode, done.stderr) == (0, "")
    for words in (
        "Không để trống.",
        "Không có loại địa bàn “làng”.",
        "Tên đăng nhập “thạch” chưa đúng.",
        "Tài khoản đầu tiên phải có vai trò Quản trị.",
        "Không có vai trò “vua”.",
    ):
        assert words in done.stdout
    assert rows(instance, "SELECT name, short_name, settings, today FROM committees") == [
        ("Ban Chỉ đạo A", "BCĐ BHYT Hà Tĩnh", "{}", None)
    ]
    assert rows(instance, "SELECT name, kind FROM units") == [("thành phố Hà Tĩnh", "city")]
    assert rows(instance, "SELECT name FROM indicators") == [("Tỷ lệ bao phủ BHYT",)]
    [(username, roles, password_hash, must_change)] = rows(
        instance, "SELECT username, roles, password_hash, must_change_password FROM users"
    )
    assert (username, roles, must_change) == ("thuky.a", "secretary admin", 1)
    assert PasswordHasher().verify(password_hash, password_in(done.stdout))
    assert stat.S_IMODE((instance / "bhyt.db").stat().st_mode) == 0o600


def test_create_committee_runs_unattended_and_once(instance: Path) -> None:
    done = typed(instance, "create-committee", *GIVEN)
    assert (done.returncode, done.stderr) == (0, "")
    assert rows(instance, "SELECT name, kind FROM units") == [("huyện Lục Ngạn", "district")]
    again = typed(instance, "create-committee", *GIVEN)
    assert again.returncode == 1
    assert again.stderr == ("--name: Đã có Ban Chỉ đạo tên “Ban Chỉ đạo BHYT huyện Lục Ngạn” trong cơ sở dữ liệu.\n")
    assert rows(instance, "SELECT count(*) FROM committees") == [(1,)]


def test_an_absurd_option_or_an_interruption_writes_nothing(instance: Path) -> None:
    wrong = typed(instance, "create-committee", *GIVEN[:-1], "thư ký")
    assert (wrong.returncode, wrong.stderr) == (1, "--roles: Tài khoản đầu tiên phải có vai trò Quản trị.\n")
    assert typed(instance, "create-committee", answers="Ban Chỉ đạo A\n").returncode == 1
    assert rows(instance, "SELECT (SELECT count(*) FROM committees), (SELECT count(*) FROM users)") == [(0, 0)]


def test_create_user_lets_an_administrator_in(instance: Path) -> None:
    empty = typed(instance, "create-user", "quantri")
    assert (empty.returncode, "Chưa có Ban Chỉ đạo nào." in empty.stderr) == (1, True)
    first = password_in(typed(instance, "create-committee", *GIVEN).stdout)
    again = typed(instance, "create-user", "ThuKy")
    assert "Tài khoản đã có" in again.stdout
    assert password_in(again.stdout) != first
    made = typed(instance, "create-user", "quantri", answers="\n\n\n")
    assert (made.returncode, made.stderr) == (0, "")
    assert password_in(made.stdout)
    assert rows(instance, "SELECT username, roles FROM users ORDER BY id") == [
        ("thuky", "secretary admin"),
        ("quantri", "admin"),
    ]
    wrong = typed(instance, "create-user", "tên", "--committee", "BCĐ Lục Ngạn")
    assert (wrong.returncode, "Tên đăng nhập “tên” chưa đúng." in wrong.stderr) == (1, True)
