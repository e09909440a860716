"""The notice of a meeting's conclusions as a file, from what is saved or from what is still being put in order."""

from flask import Response

from bhyt_tasks.documents.conclusion_notice import Notice, write_notice
from bhyt_tasks.domain.meetings import Meeting
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.findings import findings
from bhyt_tasks.queries.meetings import directives
from bhyt_tasks.queries.notice_units import notice_units
from bhyt_tasks.web import gate
from bhyt_tasks.web.downloads import document
from bhyt_tasks.web.gate import viewer


def draft_notice(row: Meeting) -> Response:
    """In Vietnamese whatever the language of the interface: it is a paper of the committee."""
    units = notice_units(db.session, viewer.committee_id, row.id)
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
        findings=tuple(findings(db.session, row.id)),
        directives=tuple(directives(db.session, row.id)),
        groups=units.groups,
    )
    return document(write_notice(written, gate.now()), f"du-thao-thong-bao-ket-luan-{row.held_on}")
