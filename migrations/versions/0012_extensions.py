"""Requests for more time and what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "extensions",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wanted_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("opinion_by", sa.Integer(), nullable=True),
        sa.Column("opinion_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(40), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("decision IN ('granted', 'other_date', 'refused', 'moved')", name="ck_extensions_decision"),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_extensions_committee_id"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_extensions_task_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_extensions_unit_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name="fk_extensions_asked_by"),
        sa.ForeignKeyConstraint(["opinion_by"], ["users.id"], name="fk_extensions_opinion_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name="fk_extensions_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_extensions"),
    )
    op.create_index("ix_extensions_task_id_id", "extensions", ["task_id", "id"])
    undecided = sa.text("decision IS NULL")
    op.create_index(
        "ix_extensions_waiting",
        "extensions",
        ["committee_id", "id"],
        sqlite_where=undecided,
        postgresql_where=undecided,
    )
    op.create_index(
        "uq_extensions_open",
        "extensions",
        ["task_id"],
        unique=True,
        sqlite_where=undecided,
        postgresql_where=undecided,
    )
    # Plain ALTER TABLE: rebuilding events would drop its triggers.
    op.execute(
        "ALTER TABLE events ADD COLUMN extension_id INTEGER "
        "CONSTRAINT fk_events_extension_id REFERENCES extensions (id)"
    )
