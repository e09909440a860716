"""How does htmx come to a network without the CDN? Fetched by its package name or read from a file, checked, kept."""

import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from bhyt_tasks.config import BadConfig
from bhyt_tasks.web import htmx

INSIDE = "package/dist/htmx.min.js"  # of the package
BY_HAND = (
    f"Ở máy có mạng, chạy «npm pack htmx.org@{htmx.VERSION}», chép tệp nhận được về đây rồi chạy "
    "«bhyt-tasks assets --file TỆP»."
)


def keep_htmx(instance: Path, file: Path | None) -> Path:
    """Put the checked script into the instance folder; raises BadConfig with a sentence, and nothing is kept."""
    script = _script_in(file) if file else fetched()
    if not htmx.genuine(script):
        raise BadConfig(f"Tệp không đúng là htmx {htmx.VERSION}: mã kiểm tra khác. Chưa lưu gì. {BY_HAND}")
    kept = htmx.local_copy(instance)
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept.write_bytes(script)
    return kept


def fetched() -> bytes:
    """The script of the package of that name and version, by npm."""
    beside = Path(sys.executable).with_name("npm")
    npm = str(beside) if beside.exists() else shutil.which("npm")
    if npm is None:
        raise BadConfig(f"Máy này không có npm. {BY_HAND}")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"htmx.org@{htmx.VERSION}", "--silent", "--pack-destination", folder]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603
        packed = list(Path(folder).glob("*.tgz"))
        if done.returncode or not packed:
            raise BadConfig(f"Không tải được gói htmx.org {htmx.VERSION} bằng npm: kiểm tra mạng. {BY_HAND}")
        return _script_in(packed[0])


def _script_in(file: Path) -> bytes:
    """The script itself, or the one inside the package."""
    try:
        content = file.read_bytes()
    except OSError:
        raise BadConfig(f"Không đọc được tệp {file}. Kiểm tra đường dẫn và quyền đọc.") from None
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as package:
            inside = package.extractfile(INSIDE)
            return inside.read() if inside else b""
    except (tarfile.TarError, KeyError, EOFError, OSError):
        raise BadConfig(f"Gói {file.name} hỏng hoặc không có {INSIDE}. {BY_HAND}") from None
