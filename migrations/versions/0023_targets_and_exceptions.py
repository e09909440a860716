"""Why a target ended, exceptions with the rate that was missing, and versions of the registers of indicators."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

EXCEPTED = sa.text("short_points IS NOT NULL")


def upgrade() -> None:
    op.add_column("targets", sa.Column("ended_reason", sa.Text(), nullable=False, server_default=""))
    for table in ("indicators", "participant_groups"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("events", sa.Column("short_points", sa.Integer(), nullable=True))
    op.add_column("events", sa.Column("short_people", sa.Integer(), nullable=True))
    op.create_index(
        "ix_events_excepted",
        "events",
        ["committee_id", "id"],
        sqlite_where=EXCEPTED,
        postgresql_where=EXCEPTED,
    )
