"""How is a made file given to the reader?"""

from flask import Response

from bhyt_tasks.documents import sheets
from bhyt_tasks.web import filters
from bhyt_tasks.web.gate import now, viewer
from bhyt_tasks.web.language import gettext as _


def workbook(body: bytes, name: str) -> Response:
    """An .xlsx file to be kept under the name."""
    return Response(body, mimetype=sheets.TYPE, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'})


def origin() -> str:
    """Whose table it is, and when it was taken."""
    return f"{viewer.committee_name} · {_('xuất lúc %(time)s', time=filters.clock_words(now()))}"
