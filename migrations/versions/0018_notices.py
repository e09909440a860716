"""Notices, the e-mails that carry them, and the step of a reminder in the story."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

GATHERED = sa.text("task_id IS NULL")
UNREAD = sa.text("read_at IS NULL")
TOLD = sa.text(
    "what IN ('reminded', 'sent_back', 'corrected', 'upheld', 'suspended', 'resumed', 'withdrawn', "
    "'extended', 'not_extended', 'due_moved', 'reviewed', 'handed_over')"
)


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_digests_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
        sa.UniqueConstraint("user_id", "on", name="uq_digests_user_id_on"),
    )
    op.create_table(
        "notices",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_notices_committee_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_notices_user_id"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_notices_task_id"),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name="fk_notices_digest_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("user_id", "task_id", "step", "due_on", name="uq_notices_user_id_task_id_step_due_on"),
    )
    op.create_index("ix_notices_user_id_id", "notices", ["user_id", "id"])
    op.create_index("ix_notices_committee_id_on", "notices", ["committee_id", "on"])
    op.create_index(
        "uq_notices_gathered",
        "notices",
        ["user_id", "step", "due_on"],
        unique=True,
        sqlite_where=GATHERED,
        postgresql_where=GATHERED,
    )
    op.create_index("ix_notices_unread", "notices", ["user_id", "id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
    op.create_index("ix_events_told", "events", ["unit_id", "id"], sqlite_where=TOLD, postgresql_where=TOLD)
    op.add_column("users", sa.Column("wants_mail", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("users", sa.Column("seen_event_id", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE users SET seen_event_id = coalesce((SELECT max(id) FROM events), 0)")  # not all of the past
    op.execute(
        "ALTER TABLE reminders ADD COLUMN event_id INTEGER CONSTRAINT fk_reminders_event_id REFERENCES events (id)"
    )
    op.execute(
        "UPDATE reminders SET event_id = (SELECT max(events.id) FROM events WHERE events.task_id = reminders.task_id "
        "AND events.what = 'reminded' AND events.at = reminders.at)"
    )
