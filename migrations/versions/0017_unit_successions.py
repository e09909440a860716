"""What closed units passed into, which task another was joined with, and who acted as they were called then."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "unit_successions",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("old_unit_id", sa.Integer(), nullable=False),
        sa.Column("new_unit_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(length=100), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("old_unit_id <> new_unit_id", name="ck_unit_successions_other"),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_unit_successions_committee_id"),
        sa.ForeignKeyConstraint(["old_unit_id"], ["units.id"], name="fk_unit_successions_old_unit_id"),
        sa.ForeignKeyConstraint(["new_unit_id"], ["units.id"], name="fk_unit_successions_new_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_unit_successions"),
        sa.UniqueConstraint("old_unit_id", "new_unit_id", name="uq_unit_successions_old_unit_id_new_unit_id"),
    )
    op.create_index("ix_unit_successions_committee_id", "unit_successions", ["committee_id"])
    op.create_index("ix_unit_successions_new_unit_id", "unit_successions", ["new_unit_id"])
    main = sa.text("main")
    op.create_index(
        "uq_unit_successions_main",
        "unit_successions",
        ["old_unit_id"],
        unique=True,
        sqlite_where=main,
        postgresql_where=main,
    )
    closed = sa.text("active_until IS NOT NULL")
    op.create_index(
        "ix_units_closed", "units", ["committee_id", "active_until"], sqlite_where=closed, postgresql_where=closed
    )
    # Plain ALTER TABLE: rebuilding events would drop its triggers.
    op.execute(
        "ALTER TABLE events ADD COLUMN other_task_id INTEGER CONSTRAINT fk_events_other_task_id REFERENCES tasks (id)"
    )
    for name, length in (("by_name", 120), ("by_position", 200)):
        op.execute(f"ALTER TABLE events ADD COLUMN {name} VARCHAR({length}) DEFAULT '' NOT NULL")
