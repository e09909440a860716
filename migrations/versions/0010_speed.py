"""Indexes that answer counts by themselves: late ones, what waits longest, the classes of the overview."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

RUNNING = sa.text("stopped_on IS NULL AND part = 'lead'")
WAITING = sa.text("state = 'submitted' AND part = 'lead'")
COUNTED = sa.text("part = 'lead' AND state <> 'withdrawn'")


def upgrade() -> None:
    op.drop_index("ix_tasks_running", "tasks")
    op.create_index(
        "ix_tasks_running",
        "tasks",
        ["committee_id", "act_by", "id", "due_on", "unit_id", "stopped_on", "part"],
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.drop_index("ix_tasks_running_unit", "tasks")
    op.create_index(
        "ix_tasks_running_unit",
        "tasks",
        ["unit_id", "act_by", "id", "committee_id", "part", "due_on", "stopped_on"],
        sqlite_where=sa.text("stopped_on IS NULL"),
        postgresql_where=sa.text("stopped_on IS NULL"),
    )
    op.create_index(
        "ix_tasks_waiting_since",
        "tasks",
        ["committee_id", "stopped_on", "id", "state", "part"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index(
        "ix_tasks_classes",
        "tasks",
        ["committee_id", "unit_id", "state", "due_on", "stopped_on", "part"],
        sqlite_where=COUNTED,
        postgresql_where=COUNTED,
    )
