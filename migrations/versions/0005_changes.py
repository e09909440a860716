"""What was changed about users, units, groups, settings and files: rows that nobody can edit."""

import sqlalchemy as sa
from alembic import op

from bhyt_tasks.domain.db import append_only

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_changes_by_id"),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_changes_committee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_committee_id_id", "changes", ["committee_id", "id"], unique=False)
    for statement in append_only("changes", op.get_bind().dialect.name):
        op.execute(statement)
