"""How is the draft of a meeting changed, so that nobody overwrites what another has saved meanwhile (R12)?"""

from collections.abc import Callable
from datetime import datetime

from flask.typing import ResponseReturnValue

from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import Conflict
from bhyt_tasks.domain.meetings import Meeting, require_version
from bhyt_tasks.plugins import db
from bhyt_tasks.web.forms import ActForm
from bhyt_tasks.web.gate import load
from bhyt_tasks.web.writing import Answer, perform


def change(
    form: ActForm,
    row: Meeting,
    act: Callable[[Meeting, datetime], Answer],
    show: Callable[[int], ResponseReturnValue],
) -> ResponseReturnValue:
    """Change a meeting that nobody else has changed since; else the form again with what was typed."""
    meeting_id = row.id

    def checked(at: datetime) -> Answer:
        current = locked(db.session, Meeting, meeting_id)
        require_version(current, form.read_version())
        return act(current, at)

    status = 422
    try:
        answer = perform(form, checked) if form.validate() else None
    except Conflict as refusal:
        form.refuse(refusal)
        answer, status = None, 409
    if answer is not None:
        return answer
    if status == 409:
        form.version.data = load(Meeting, meeting_id, Action.SEE_MEETINGS).version
    return show(status)
