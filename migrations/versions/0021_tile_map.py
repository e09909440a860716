"""Where each unit stands on the tile map."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("units", sa.Column("map_row", sa.Integer(), nullable=True))
    op.add_column("units", sa.Column("map_column", sa.Integer(), nullable=True))
