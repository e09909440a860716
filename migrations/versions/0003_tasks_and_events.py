"""Tasks, and the events on them that nobody can edit."""

import sqlalchemy as sa
from alembic import op

from bhyt_tasks.domain.db import append_only

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("lead", "coordinating", name="part", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column("act_by", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "in_progress",
                "submitted",
                "accepted",
                "suspended",
                "withdrawn",
                name="taskstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_word_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("stopped_on IS NOT NULL OR state IN ('new', 'in_progress')", name="ck_tasks_clock"),
        sa.CheckConstraint("total IS NULL OR (done >= 0 AND done <= total)", name="ck_tasks_done"),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_tasks_committee_id"),
        sa.ForeignKeyConstraint(["directive_id"], ["directives.id"], name="fk_tasks_directive_id"),
        sa.ForeignKeyConstraint(["last_word_id"], ["events.id"], name="fk_tasks_last_word_id", use_alter=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_tasks_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.UniqueConstraint("directive_id", "unit_id", "period", name="uq_tasks_directive_id_unit_id_period"),
    )
    op.create_index("ix_tasks_committee_id_act_by", "tasks", ["committee_id", "act_by", "id"], unique=False)
    op.create_index(
        "ix_tasks_running",
        "tasks",
        ["committee_id", "act_by", "id"],
        unique=False,
        sqlite_where=sa.text("stopped_on IS NULL AND part = 'lead'"),
        postgresql_where=sa.text("stopped_on IS NULL AND part = 'lead'"),
    )
    op.create_index(
        "ix_tasks_running_unit",
        "tasks",
        ["unit_id", "act_by", "id"],
        unique=False,
        sqlite_where=sa.text("stopped_on IS NULL"),
        postgresql_where=sa.text("stopped_on IS NULL"),
    )
    op.create_index("ix_tasks_unit_id_act_by", "tasks", ["unit_id", "act_by", "id"], unique=False)
    op.create_index(
        "ix_tasks_waiting",
        "tasks",
        ["committee_id", "act_by", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'submitted' AND part = 'lead'"),
        postgresql_where=sa.text("state = 'submitted' AND part = 'lead'"),
    )
    op.create_table(
        "events",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "issued",
                "received",
                "progress",
                "submitted",
                "taken_back",
                "accepted",
                "sent_back",
                "reminded",
                name="act",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "system",
                "phone",
                "zalo",
                "email",
                "letter",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("obstacle", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_events_by_id"),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_events_committee_id"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_events_task_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_events_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_task_id_id", "events", ["task_id", "id"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name="fk_attachments_added_by"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_attachments_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )
    op.create_index("ix_attachments_event_id", "attachments", ["event_id"], unique=False)
    op.create_table(
        "reminders",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum("nudge", "letter", "report", name="step", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "system",
                "phone",
                "zalo",
                "email",
                "letter",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_reminders_by_id"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_reminders_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
    )
    op.create_index("ix_reminders_task_id_on", "reminders", ["task_id", "on"], unique=False)
    if op.get_bind().dialect.name != "sqlite":  # SQLite has them in the tables already
        op.create_foreign_key("fk_tasks_last_word_id", "tasks", "events", ["last_word_id"], ["id"])
    for statement in append_only("events", op.get_bind().dialect.name):
        op.execute(statement)
