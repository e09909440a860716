"""The notice of a meeting's conclusions as a file for the signature."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from bhyt_tasks.documents.conclusion_notice import Notice, write_notice
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.meetings import Meeting
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.findings import findings
from bhyt_tasks.queries.meetings import directives
from bhyt_tasks.queries.notice_units import notice_units
from bhyt_tasks.web import gate
from bhyt_tasks.web.downloads import document
from bhyt_tasks.web.gate import allows, load, viewer

blueprint = Blueprint("conclusion_notice", __name__)


@blueprint.get("/meetings/<int:meeting_id>/notice.docx")
@allows(Action.RECORD_MEETINGS)
def notice(meeting_id: int) -> ResponseReturnValue:
    """In Vietnamese whatever the language of the interface: it is a paper of the committee."""
    row = load(Meeting, meeting_id, Action.RECORD_MEETINGS)
    units = notice_units(db.session, viewer.committee_id, meeting_id)
    written = Notice(
        committee_name=viewer.committee_name,
        settings=viewer.settings,
        kind=row.kind,
        title=row.title,
        held_on=row.held_on,
        chair_position=row.chair_position,
        chair_name=row.chair_name,
        place=row.place,
        number=row.notice_number,
        dated=row.notice_on,
        attending=units.attending,
        findings=tuple(findings(db.session, meeting_id)),
        directives=tuple(directives(db.session, meeting_id)),
        groups=units.groups,
    )
    return document(write_notice(written, gate.now()), f"du-thao-thong-bao-ket-luan-{row.held_on}")
