"""What the tests need beyond Python packages: a browser, htmx and the compiled words of the English interface.

Brings them, or says in one sentence what to do.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
HTMX = ROOT / ".cache" / "htmx-4.0.1.min.js"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """The path of the browser; installed from Debian's packages when this is Debian and we may."""
    found = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True, stdout=subprocess.DEVNULL)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-core"]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
        found = shutil.which("chromium")
    if found is None:
        sys.exit("Thiếu trình duyệt Chromium: chạy «sudo apt install chromium» rồi chạy lại «make test».")
    return found


def htmx() -> Path:
    """The file that the CDN serves, taken from the package of that name and version, once."""
    if not HTMX.exists():
        HTMX.parent.mkdir(exist_ok=True)
        npm = Path(sys.executable).with_name("npm")
        try:
            subprocess.run(
                [str(npm), "pack", "htmx.org@4.0.1", "--silent", "--pack-destination", str(HTMX.parent)],
                check=True,
                stdout=subprocess.DEVNULL,
            )
        except subprocess.CalledProcessError:
            sys.exit("Không tải được gói htmx.org 4.0.1 bằng npm: kiểm tra mạng rồi chạy lại «make test».")
        archive = HTMX.parent / "htmx.org-4.0.1.tgz"
        with tarfile.open(archive) as opened:
            HTMX.write_bytes(opened.extractfile("package/dist/htmx.min.js").read())
        archive.unlink()
    return HTMX


def words() -> None:
    """The English catalogue in the form that is read when pages are shown, as new as its source."""
    source = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
    compiled = source.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
        with source.open("rb") as opened:
            catalogue = read_po(opened, locale="en")
        with compiled.open("wb") as opened:
            write_mo(opened, catalogue)


if __name__ == "__main__":
    chromium()
    htmx()
