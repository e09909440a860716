"""What persons said about the columns and names of a sheet, kept for next month's."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "sheet_layouts",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("headings", sa.String(64), nullable=False),
        sa.Column("columns_json", sa.JSON(), nullable=False),
        sa.Column("units_json", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_sheet_layouts_committee_id"),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicators.id"], name="fk_sheet_layouts_indicator_id"),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name="fk_sheet_layouts_saved_by"),
        sa.PrimaryKeyConstraint("id", name="pk_sheet_layouts"),
        sa.UniqueConstraint(
            "committee_id", "indicator_id", "headings", name="uq_sheet_layouts_committee_id_indicator_id_headings"
        ),
    )
