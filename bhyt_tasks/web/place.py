"""Which list did the reader come from? The way back keeps its filter and its page."""

from dataclasses import dataclass
from typing import Any

from flask import request, session

from bhyt_tasks.web.htmx import own_path
from bhyt_tasks.web.language import lazy_gettext as _l

KEPT = "came_from"
LISTS = {
    "/tasks": _l("Nhiệm vụ"),
    "/overdue": _l("Nhiệm vụ quá hạn"),
    "/decisions": _l("Chờ quyết định"),
    "/overview": _l("Tổng quan"),
    "/meetings": _l("Cuộc họp, kiểm tra"),
    "/coverage": _l("Bao phủ BHYT"),
}
DETAILS = ("/meetings/", "/coverage/")


@dataclass(frozen=True)
class Place:
    url: str
    words: Any


def came_from() -> Place:
    """The list that led to this page, remembered while the reader acts on the page; else the list of tasks."""
    back = own_path(request.referrer)
    path = back.partition("?")[0]
    if path in LISTS or path.startswith(DETAILS):
        session[KEPT] = [request.path, back]
    elif f"{path}/".startswith(f"{request.path}/") and session.get(KEPT, [""])[0] == request.path:
        back = session[KEPT][1]
    else:
        back = "/tasks"
    return Place(back, LISTS["/" + back.partition("?")[0].split("/")[1]])
