"""How is a made file given to the reader?"""

from flask import Response

from bhyt_tasks.documents import official_paper, sheets
from bhyt_tasks.web import filters
from bhyt_tasks.web.gate import now, viewer
from bhyt_tasks.web.language import gettext as _


def workbook(body: bytes, name: str) -> Response:
    """An .xlsx file to be kept under the name."""
    return _kept(body, f"{name}.xlsx", sheets.TYPE)


def document(body: bytes, name: str) -> Response:
    """A .docx file to be kept under the name."""
    return _kept(body, f"{name}.docx", official_paper.TYPE)


def _kept(body: bytes, name: str, kind: str) -> Response:
    return Response(body, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def origin() -> str:
    """Whose table it is, and when it was taken."""
    return f"{viewer.committee_name} · {_('xuất lúc %(time)s', time=filters.clock_words(now()))}"
