"""What stands on the sheet of slips that shows one-time passwords? It is answered once and stored nowhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from urllib.parse import urlencode, urlsplit

from flask.typing import ResponseReturnValue

from bhyt_tasks.plugins import db
from bhyt_tasks.queries.users import UserRow, chosen_users
from bhyt_tasks.web import gate
from bhyt_tasks.web.forms import ActForm
from bhyt_tasks.web.htmx import address, page
from bhyt_tasks.web.writing import Answer, do_once

MOST_AT_ONCE = 96  # twelve pages; hashing their passwords takes about twenty seconds
A_SECOND = 4  # passwords hashed, on a small machine
A_PAGE = 8  # slips
LOOPBACK = ("localhost", "127.0.0.1", "::1")

Given: TypeAlias = dict[int, str]  # the one-time password of each user


@dataclass(frozen=True)
class Slip:
    user: UserRow
    password: str
    qr: str  # the address of a picture, which opens the sign-in with the username filled in


def reveal(form: ActForm, act: Callable[[datetime, Given], Answer]) -> ResponseReturnValue | None:
    """Do the act and answer with the passwords that it gave; a repeat gets the act's answer, without them."""
    given: Given = {}
    answer = do_once(form, lambda at: act(at, given))
    if answer is None:
        return None
    return _sheet(given) if given else answer.response()


def _sheet(given: Given) -> ResponseReturnValue:
    rows = chosen_users(db.session, gate.viewer, list(given))
    slips = [Slip(row, given[row.id], _qr(row.username)) for row in rows]
    pages = [slips[start : start + A_PAGE] for start in range(0, len(slips), A_PAGE)]
    answer = page("slips/sheet.html", pages=pages, slips=slips, address=address(), only_here=only_here())
    answer.headers["Cache-Control"] = "no-store"
    return answer


def only_here() -> bool:
    """Does the system's address open on this machine alone?"""
    return urlsplit(address()).hostname in LOOPBACK


def _qr(username: str) -> str:
    import segno  # only here, when slips are printed

    sign_in = f"{address()}/login?{urlencode({'username': username})}"
    return segno.make(sign_in, error="m", micro=False).svg_data_uri(border=2, dark="#000", light="#fff")
