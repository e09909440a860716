"""What an inspection found wanting; where a target comes from when no directive gave it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "findings",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=True),
        sa.Column("quote_end", sa.Integer(), nullable=True),
        sa.Column("directive_id", sa.Integer(), nullable=True),
        sa.Column("illustrative", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_findings_committee_id"),
        sa.ForeignKeyConstraint(
            ["directive_id"], ["directives.id"], name="fk_findings_directive_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_findings_meeting_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_findings_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
    )
    op.create_index("ix_findings_committee_id", "findings", ["committee_id"], unique=False)
    op.create_index("ix_findings_directive_id", "findings", ["directive_id"], unique=False)
    op.create_index("ix_findings_meeting_id_position", "findings", ["meeting_id", "position"], unique=False)
    op.create_index("ix_findings_unit_id", "findings", ["unit_id"], unique=False)
    op.add_column("targets", sa.Column("origin", sa.String(length=200), server_default="", nullable=False))
