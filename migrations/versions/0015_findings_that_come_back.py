"""What a later visit says of earlier findings; what a coming meeting is to look at."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("meetings", sa.Column("agenda", sa.Text(), server_default="", nullable=False))
    op.execute(
        "ALTER TABLE findings ADD COLUMN repeats_id INTEGER CONSTRAINT fk_findings_repeats_id REFERENCES findings (id)"
    )
    op.add_column("findings", sa.Column("times", sa.Integer(), server_default="1", nullable=False))
    op.create_index("ix_findings_repeats_id", "findings", ["repeats_id"])
    op.create_table(
        "finding_checks",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("outcome IN ('mended', 'repeated')", name="ck_finding_checks_outcome"),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_finding_checks_finding_id"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_finding_checks_meeting_id"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_finding_checks_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_finding_checks"),
        sa.UniqueConstraint("finding_id", "meeting_id", name="uq_finding_checks_finding_id_meeting_id"),
    )
    op.create_index("ix_finding_checks_meeting_id", "finding_checks", ["meeting_id"])
