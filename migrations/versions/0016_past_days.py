"""What a past day needs besides: events carry the rest of their task, and are read by committee."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    # Plain ALTER TABLE: rebuilding events would drop its triggers. Older rows stay as they are (R14).
    op.add_column("events", sa.Column("part", sa.String(20), nullable=True))
    op.add_column("events", sa.Column("act_by", sa.Date(), nullable=True))
    op.add_column("events", sa.Column("assigned_on", sa.Date(), nullable=True))
    op.add_column("events", sa.Column("disclaimed_on", sa.Date(), nullable=True))
    op.execute(
        "ALTER TABLE events ADD COLUMN last_word_id INTEGER CONSTRAINT fk_events_last_word_id REFERENCES events (id)"
    )
    op.create_index("ix_events_committee_id_id", "events", ["committee_id", "id"])
    op.create_index("ix_changes_subject_id", "changes", ["subject", "subject_id", "id"])
    if op.get_bind().dialect.name == "sqlite":
        # A connection without recursive_triggers replaces a row over another unique key, and fires no DELETE trigger.
        op.execute(
            "CREATE TRIGGER readings_no_replace_key BEFORE INSERT ON readings WHEN EXISTS ("
            "SELECT 1 FROM readings WHERE replaces_id = NEW.replaces_id OR (replaces_id IS NULL "
            "AND NEW.replaces_id IS NULL AND indicator_id = NEW.indicator_id AND unit_id = NEW.unit_id "
            "AND period = NEW.period AND source = NEW.source)) "
            "BEGIN SELECT RAISE(ABORT, 'readings is append-only'); END"
        )
