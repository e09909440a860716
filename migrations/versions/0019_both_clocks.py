"""An index for what is counted against the original deadline too: tasks whose deadline was moved."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

MOVED = sa.text("part = 'lead' AND state <> 'withdrawn' AND due_on <> original_due_on")


def upgrade() -> None:
    op.create_index(
        "ix_tasks_moved",
        "tasks",
        ["committee_id", "unit_id", "state", "due_on", "original_due_on", "stopped_on", "part"],
        sqlite_where=MOVED,
        postgresql_where=MOVED,
    )
