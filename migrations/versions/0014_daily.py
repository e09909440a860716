"""From which day a unit has a directive; an index for what comes back for review."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

UNDATED = sa.text("stopped_on IS NULL AND part = 'lead' AND due_on IS NULL")


def upgrade() -> None:
    op.add_column("directive_units", sa.Column("given_on", sa.Date(), nullable=True))
    # Known from the unit's own tasks; of a unit that has none yet, from the first ones of the meeting.
    op.execute(
        "UPDATE directive_units SET given_on = coalesce("
        "(SELECT min(assigned_on) FROM tasks WHERE tasks.directive_id = directive_units.directive_id "
        "AND tasks.unit_id = directive_units.unit_id), "
        "(SELECT min(assigned_on) FROM tasks JOIN directives ON directives.id = tasks.directive_id "
        "WHERE directives.meeting_id = "
        "(SELECT meeting_id FROM directives WHERE directives.id = directive_units.directive_id)))"
    )
    op.create_index(
        "ix_tasks_review",
        "tasks",
        ["committee_id", "due_on", "act_by", "directive_id", "stopped_on", "part"],
        sqlite_where=UNDATED,
        postgresql_where=UNDATED,
    )
