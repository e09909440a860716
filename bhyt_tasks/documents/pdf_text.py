"""What does a person read in a PDF file? Asked of a program of its own, which ends when the file costs too much."""

import subprocess
import sys
from pathlib import Path

from bhyt_tasks.documents import pdf_letters
from bhyt_tasks.documents.outlines import refused
from bhyt_tasks.domain.errors import N_

MAGIC = b"%PDF-"
DAMAGED = N_("Không đọc được tệp PDF: tệp bị hỏng hoặc quá phức tạp. Dán nội dung hoặc dùng tệp .docx.")
HAS_PASSWORD = N_("Tệp PDF có mật khẩu. Dán nội dung hoặc dùng tệp không có mật khẩu.")
SCANNED = N_("Tệp PDF là ảnh chụp, không có chữ. Dán nội dung hoặc dùng tệp .docx.")
TOO_LONG = N_("Tệp PDF dài hơn {pages} trang hoặc {most} ký tự. Chỉ giữ phần biên bản, thông báo.")
_PATIENCE = pdf_letters.MOST_SECONDS + 10  # seconds, of a machine that is busy


def read_pages(content: bytes) -> str:
    """The text, a line a line of the page. Raises RuleBroken."""
    command = [sys.executable, "-I", str(Path(pdf_letters.__file__))]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise refused(DAMAGED) from None
    if done.returncode == pdf_letters.TOO_LONG:
        raise refused(TOO_LONG, pages=pdf_letters.MOST_PAGES, most=pdf_letters.MOST_CHARACTERS)
    if done.returncode != pdf_letters.READ:
        raise refused({pdf_letters.PASSWORD: HAS_PASSWORD, pdf_letters.SCANNED: SCANNED}.get(done.returncode, DAMAGED))
    return done.stdout.decode("utf-8")
