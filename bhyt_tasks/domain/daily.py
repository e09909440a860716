"""What does a new day bring by itself? The tasks of recurring directives whose period has begun (R6)."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.issuing import make_period_tasks
from bhyt_tasks.domain.meetings import DeadlineKind, Directive, Meeting, Stage
from bhyt_tasks.domain.people import User


def make_due(session: Session, committee: Committee, *, until: date, at: datetime) -> int:
    """Make the tasks of every recurring directive for all periods begun by ``until``; returns how many.

    Each unit has one task a period however often, late or for which day this runs. They are given by whoever issued
    the meeting. Directives are locked one after the other, in one order, so that two runs wait for each other, and
    for who is moving or adding a unit.
    """
    recurring = sa.select(Directive.id).where(
        Directive.committee_id == committee.id,
        Directive.deadline_kind == DeadlineKind.RECURRING,
        Directive.withdrawn_on.is_(None),
        ~Directive.general,
    )
    made = 0
    for directive_id in session.scalars(recurring.order_by(Directive.id)).all():
        directive = locked(session, Directive, directive_id)
        meeting = session.get_one(Meeting, directive.meeting_id)
        if meeting.stage is Stage.ISSUED and meeting.issued_by is not None:
            issuer = session.get_one(User, meeting.issued_by)
            made += make_period_tasks(session, committee, directive, until=until, by=issuer, at=at)
    return made
