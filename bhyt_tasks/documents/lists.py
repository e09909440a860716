"""Which text does a file of a list hold? A text file as it stands, a sheet as lines of cells with tabs between."""

from bhyt_tasks.documents import legacy, packages, separated
from bhyt_tasks.documents.outlines import refused
from bhyt_tasks.documents.workbooks import EMPTY_FILE, read_sheet
from bhyt_tasks.domain.errors import N_

LONGEST_LIST = 500_000  # characters: what the field of the page takes

LIST_TOO_LONG = N_("Danh sách trong tệp dài quá {most} ký tự. Chia danh sách thành nhiều tệp.")


def list_text(content: bytes) -> str:
    """The list as it would have been pasted; a line of the text is a line of the sheet. Raises RuleBroken."""
    if not content:
        raise refused(EMPTY_FILE)
    if content.startswith((packages.MAGIC, legacy.MAGIC)):
        text = "\n".join("\t".join(cell.text for cell in row).rstrip() for row in read_sheet(content).rows)
    else:
        text = separated.decoded(content)
    if len(text) > LONGEST_LIST:
        raise refused(LIST_TOO_LONG, most=LONGEST_LIST)
    return text
