"""The notice of a meeting's conclusions as a file for the signature."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.meetings import Meeting
from bhyt_tasks.web.gate import allows, load
from bhyt_tasks.web.notice_paper import draft_notice

blueprint = Blueprint("conclusion_notice", __name__)


@blueprint.get("/meetings/<int:meeting_id>/notice.docx")
@allows(Action.RECORD_MEETINGS)
def notice(meeting_id: int) -> ResponseReturnValue:
    return draft_notice(load(Meeting, meeting_id, Action.RECORD_MEETINGS))
