"""What is corrected, moved, stopped or taken back after giving out."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "errata",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("old_due_on", sa.Date(), nullable=True),
        sa.Column("new_due_on", sa.Date(), nullable=True),
        sa.Column("old_text", sa.Text(), nullable=False),
        sa.Column("new_text", sa.Text(), nullable=False),
        sa.Column("old_unit_id", sa.Integer(), nullable=True),
        sa.Column("new_unit_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_errata_committee_id"),
        sa.ForeignKeyConstraint(["directive_id"], ["directives.id"], name="fk_errata_directive_id"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_errata_task_id"),
        sa.ForeignKeyConstraint(["old_unit_id"], ["units.id"], name="fk_errata_old_unit_id"),
        sa.ForeignKeyConstraint(["new_unit_id"], ["units.id"], name="fk_errata_new_unit_id"),
        sa.ForeignKeyConstraint(["proposed_by"], ["users.id"], name="fk_errata_proposed_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name="fk_errata_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_errata"),
    )
    op.create_index("ix_errata_directive_id_id", "errata", ["directive_id", "id"])
    waiting = sa.text("agreed IS NULL")
    op.create_index(
        "ix_errata_waiting", "errata", ["committee_id", "id"], sqlite_where=waiting, postgresql_where=waiting
    )
    # Plain ALTER TABLE: rebuilding events would drop its triggers.
    op.execute(
        "ALTER TABLE events ADD COLUMN erratum_id INTEGER CONSTRAINT fk_events_erratum_id REFERENCES errata (id)"
    )
    op.add_column("tasks", sa.Column("disclaimed_on", sa.Date(), nullable=True))
    disclaimed = sa.text("disclaimed_on IS NOT NULL")
    op.create_index(
        "ix_tasks_disclaimed",
        "tasks",
        ["committee_id", "disclaimed_on", "id"],
        sqlite_where=disclaimed,
        postgresql_where=disclaimed,
    )
    op.add_column("directives", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.add_column("targets", sa.Column("ended_on", sa.Date(), nullable=True))
