"""Secretaries who may decide extensions for some days; decisions taken so say it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "delegations",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(100), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_delegations_committee_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_delegations_user_id"),
        sa.ForeignKeyConstraint(["granted_by"], ["users.id"], name="fk_delegations_granted_by"),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
    )
    op.create_index("ix_delegations_committee_id", "delegations", ["committee_id"])
    op.create_index("ix_delegations_user_id_until_on", "delegations", ["user_id", "until_on"])
    op.execute(
        "ALTER TABLE extensions ADD COLUMN delegation_id INTEGER "
        "CONSTRAINT fk_extensions_delegation_id REFERENCES delegations (id)"
    )
