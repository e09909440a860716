"""Units, groups and settings are changed by several people: versions; and the decision that closed a unit."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for table in ("committees", "units", "unit_groups"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("units", sa.Column("closing_decision", sa.String(length=100), nullable=False, server_default=""))
