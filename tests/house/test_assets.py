"""A network without the CDN: the copy of htmx is checked before it is kept and before it is served."""

import io
import tarfile
from pathlib import Path

import pytest
from flask import Flask

from bhyt_tasks import assets, create_app
from bhyt_tasks.config import BadConfig, Config
from bhyt_tasks.web import htmx
from tests import needs


def app_in(instance: Path) -> Flask:
    return create_app(Config(database_url="sqlite:///:memory:", instance=instance, secret_key="k" * 40))


def package(folder: Path, script: bytes, name: str = assets.INSIDE) -> Path:
    path = folder / "htmx.tgz"
    with tarfile.open(path, "w:gz") as made:
        entry = tarfile.TarInfo(name)
        entry.size = len(script)
        made.addfile(entry, io.BytesIO(script))
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_a_kept_copy_is_served_for_ever_and_the_policy_names_no_other_host(tmp_path: Path, packed: bool) -> None:
    script = needs.htmx().read_bytes()
    kept = assets.keep_htmx(tmp_path, package(tmp_path, script) if packed else needs.htmx())
    assert kept == htmx.local_copy(tmp_path)
    app = app_in(tmp_path)
    address = app.jinja_env.globals["htmx_script"]
    assert address == "/assets/htmx-4.0.1.min.js"
    answer = app.test_client().get(address)
    assert (answer.status_code, answer.data) == (200, script)
    assert "immutable" in answer.headers["Cache-Control"]
    assert app.test_client().get("/healthz").headers["Content-Security-Policy"].split("; ")[1] == "script-src 'self'"


def test_without_a_copy_the_cdn_is_named(tmp_path: Path) -> None:
    app = app_in(tmp_path)
    assert app.jinja_env.globals["htmx_script"] == htmx.SCRIPT
    policy = app.test_client().get("/healthz").headers["Content-Security-Policy"]
    assert policy.split("; ")[1] == "script-src 'self' https://cdn.jsdelivr.net"


def test_a_copy_that_was_changed_is_not_served(tmp_path: Path) -> None:
    kept = assets.keep_htmx(tmp_path, needs.htmx())
    kept.write_bytes(kept.read_bytes() + b"\n")
    app = app_in(tmp_path)
    assert app.jinja_env.globals["htmx_script"] == htmx.SCRIPT
    assert app.test_client().get("/assets/htmx-4.0.1.min.js").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Không đọc được tệp"),
        (b"alert(1)", "mã kiểm tra khác. Chưa lưu gì."),
        (b"\x1f\x8bbroken", "hỏng hoặc không có"),
    ],
)
def test_what_is_not_htmx_is_refused_in_words(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "given"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadConfig, match=words):
        assets.keep_htmx(tmp_path, file)
    assert not htmx.local_copy(tmp_path).exists()


def test_a_package_without_the_script_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="không có package"):
        assets.keep_htmx(tmp_path, package(tmp_path, b"x", "package/other.js"))


def test_without_npm_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadConfig, match="không có npm"):
        assets.keep_htmx(tmp_path, None)


def test_a_registry_out_of_reach_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\nexit 1\n")
    npm.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(BadConfig, match="bằng npm: kiểm tra mạng"):
        assets.keep_htmx(tmp_path, None)
