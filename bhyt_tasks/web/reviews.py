"""What has no deadline comes back on its day: how far the units are, a word on it, and when it comes back again."""

from datetime import datetime

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from bhyt_tasks.domain import clock, meetings
from bhyt_tasks.domain import reviews as rules
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import Conflict
from bhyt_tasks.domain.history import Act
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.timeline import StoryRow, story
from bhyt_tasks.queries.worklist import TaskRow, WorkFilters, worklist
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.forms import LONGEST_NOTE, ActForm, DayField, at_most, required
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("reviews", __name__)


class ReviewForm(ActForm):
    note = TextAreaField(_l("Nhận xét"), [at_most(LONGEST_NOTE)])
    review_on = DayField(_l("Rà soát tiếp ngày"), [required(_l("Ghi ngày rà soát tiếp."))])


@blueprint.route("/directives/<int:directive_id>/review", methods=["GET", "POST"])
@allows(Action.REVIEW)
def review(directive_id: int) -> ResponseReturnValue:
    load(Directive, directive_id, Action.REVIEW)
    form = ReviewForm()

    def show(status: int) -> ResponseReturnValue:
        directive = load(Directive, directive_id, Action.REVIEW)
        meeting = db.session.get_one(Meeting, directive.meeting_id)
        if form.version.data is None or status == 409:
            form.version.data = meeting.version
        rows = worklist(db.session, viewer, clock.day(gate.now()), WorkFilters(directive=directive_id))
        shown = {"rows": rows.rows, "more": bool(rows.next_key), "before": _latest_review(rows.rows)}
        return page("reviews/review.html", status, directive=directive, meeting=meeting, form=form, **shown)

    def act(at: datetime) -> Answer:
        directive = locked(db.session, Directive, directive_id)
        meeting = locked(db.session, Meeting, directive.meeting_id)
        meetings.require_version(meeting, form.read_version())
        rules.review(
            db.session,
            meeting,
            directive,
            review_on=form.review_on.data,
            note=form.note.data or "",
            numbers_confirmed=form.numbers_confirmed.data,
            by=viewer,
            at=at,
        )
        words = _("Đã rà soát. Nội dung được đưa ra lại ngày %(day)s.", day=filters.day(form.review_on.data))
        return Answer(url_for("tasks.tasks", due="review", of="all"), words)

    if request.method == "GET":
        return show(200)
    try:
        answer = perform(form, act) if form.validate() else None
    except Conflict as refusal:
        form.refuse(refusal)
        return show(409)
    return answer if answer is not None else show(422)


def _latest_review(rows: list[TaskRow]) -> StoryRow | None:
    """What was said last: a review stands in the story of every unit."""
    events = story(db.session, rows[0].id) if rows else []
    return next((event for event in events if event.what is Act.REVIEWED), None)
