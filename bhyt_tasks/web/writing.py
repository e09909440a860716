"""How does a valid form become one committed change, and a form sent twice only one?"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain.db import begin_write, locked
from bhyt_tasks.domain.errors import Conflict, RuleBroken
from bhyt_tasks.domain.history import answer_once, answer_to, claim_once
from bhyt_tasks.plugins import db
from bhyt_tasks.web import gate, htmx
from bhyt_tasks.web.forms import ActForm

SENT = "sent"  # the kind of flashed message that tells the browser which form has been received


@dataclass(frozen=True)
class Answer:
    """What a write answers. With an event the regions of the same page ask again; without one it leads on."""

    to: str
    toast: str
    event: str = ""

    def response(self) -> ResponseReturnValue:
        if self.event:
            return htmx.announce(self.event, toast=self.toast, to=self.to)
        return htmx.go(self.to, toast=self.toast)


def perform(form: ActForm, act: Callable[[datetime], Answer]) -> ResponseReturnValue | None:
    """Do the act and answer the request; None when a rule refused."""
    answer = do_once(form, act)
    if answer is None:
        return None
    if not htmx.asked():
        flash(form.once.data, SENT)  # htmx hears it in the answer itself
    return answer.response()


def do_once(form: ActForm, act: Callable[[datetime], Answer]) -> Answer | None:
    """Do the act in one transaction and commit it; a repeat gets the first one's answer (R13).

    None when a rule refused: nothing is saved and the form carries the sentence. Conflict is passed on.
    """
    at, viewer_id, key = gate.now(), gate.viewer.id, form.fingerprint()
    begin_write(db.session)
    try:
        earlier = claim_once(db.session, key=key, by=viewer_id, at=at)
        if earlier is not None:
            db.session.rollback()
            return Answer(**json.loads(earlier))
        answer = act(at)
        answer_once(db.session, key=key, by=viewer_id, answer=json.dumps(asdict(answer)))
        db.session.commit()
    except Conflict:
        db.session.rollback()
        raise
    except RuleBroken as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return None
    return answer


def repeated(form: ActForm) -> Answer | None:
    """The answer that this very form got before: for acts that are slow to prepare."""
    earlier = answer_to(db.session, key=form.fingerprint(), by=gate.viewer.id)
    return Answer(**json.loads(earlier)) if earlier else None


def perform_on(
    form: ActForm,
    model: type[Any],
    row_id: int,
    act: Callable[[Any, datetime], Answer],
    show: Callable[[int], ResponseReturnValue],
) -> ResponseReturnValue:
    """Do the act on the row as it is now, if nobody changed it since the form was read (R12).

    Else ``show`` the form again with what was typed: 422, or 409 with the version that came between.
    """

    def checked(at: datetime) -> Answer:
        current = locked(db.session, model, row_id)
        if current.version != form.read_version():
            raise Conflict
        return act(current, at)

    try:
        answer = perform(form, checked) if form.validate() else None
    except Conflict as refusal:
        form.refuse(refusal)
        form.version.data = db.session.get_one(model, row_id).version
        return show(409)
    return show(422) if answer is None else answer
