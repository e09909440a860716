"""What the tests need beyond Python packages: a browser and htmx. Brings them, or says in one sentence what to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bhyt_tasks.assets import fetched

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
        HTMX.write_bytes(fetched())
    return HTMX


if __name__ == "__main__":
    chromium()
    htmx()
