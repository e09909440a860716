"""Other indicators, participant groups, months that are closed, why a figure was corrected, and who set a target."""

import sqlalchemy as sa
from alembic import op

from bhyt_tasks.domain.db import append_only
from bhyt_tasks.domain.indicators import STATUTORY_GROUPS

revision = "0020"
down_revision = "0019"

FIRST = sa.text("replaces_id IS NULL AND group_id IS NULL")
FIRST_OF_GROUP = sa.text("replaces_id IS NULL")
OPEN = sa.text("reopened_at IS NULL")
BOTH_COUNTS = "(numerator IS NULL) = (denominator IS NULL) OR (group_id IS NOT NULL AND numerator IS NOT NULL)"
COUNTS = "numerator >= 0 AND (denominator IS NULL OR denominator > 0)"
SOURCES = "source IN ('insurance_office', 'illustrative', 'ward', 'press')"
KEPT = (
    "indicator_id, unit_id, period, cut_off_on, numerator, denominator, stated_points, approximate, basis, source, "
    "note, replaces_id, entered_by, entered_at, id"
)


def upgrade() -> None:
    _indicators()
    _groups()
    if op.get_bind().dialect.name == "sqlite":
        _readings_made_anew()
    else:
        _readings_altered()
    _reading_indexes()
    _locks()
    _targets()


def _indicators() -> None:
    op.add_column(
        "indicators",
        sa.Column("numerator_words", sa.String(120), nullable=False, server_default="Số người tham gia"),
    )
    op.add_column("indicators", sa.Column("denominator_words", sa.String(120), nullable=False, server_default="Dân số"))
    op.add_column("indicators", sa.Column("counted", sa.String(30), nullable=False, server_default="người"))
    op.add_column("indicators", sa.Column("of_agencies", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("indicators", sa.Column("closed_on", sa.Date(), nullable=True))
    op.execute(
        "ALTER TABLE directives ADD COLUMN target_indicator_id INTEGER "
        "CONSTRAINT fk_directives_target_indicator_id REFERENCES indicators (id)"
    )


def _groups() -> None:
    groups = op.create_table(
        "participant_groups",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("short_name", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_participant_groups_committee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_participant_groups"),
        sa.UniqueConstraint("committee_id", "name", name="uq_participant_groups_committee_id_name"),
    )
    committees = op.get_bind().execute(sa.text("SELECT id FROM committees")).scalars().all()
    rows = [
        {"committee_id": committee_id, "name": name, "short_name": short_name, "position": position}
        for committee_id in committees
        for position, (name, short_name) in enumerate(STATUTORY_GROUPS, start=1)
    ]
    if rows:
        op.bulk_insert(groups, rows)


def _readings_made_anew() -> None:
    """SQLite changes no CHECK of a table that stands; its triggers and indexes go with the old one."""
    op.create_table(
        "readings_new",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("cut_off_on", sa.Date(), nullable=True),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("stated_points", sa.Integer(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(BOTH_COUNTS, name=op.f("ck_readings_both_counts")),
        sa.CheckConstraint(COUNTS, name=op.f("ck_readings_counts")),
        sa.CheckConstraint("numerator IS NOT NULL OR stated_points IS NOT NULL", name=op.f("ck_readings_some_figure")),
        sa.CheckConstraint(SOURCES, name=op.f("ck_readings_source")),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name="fk_readings_entered_by"),
        sa.ForeignKeyConstraint(["group_id"], ["participant_groups.id"], name="fk_readings_group_id"),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicators.id"], name="fk_readings_indicator_id"),
        sa.ForeignKeyConstraint(["replaces_id"], ["readings_new.id"], name="fk_readings_replaces_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_readings_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
        sa.UniqueConstraint("replaces_id", name="uq_readings_replaces_id"),
    )
    # In the order of ids, since a version comes after the one that it replaces.
    op.execute(f"INSERT INTO readings_new ({KEPT}) SELECT {KEPT} FROM readings ORDER BY id")  # noqa: S608
    op.drop_table("readings")
    op.rename_table("readings_new", "readings")
    for statement in append_only("readings", "sqlite"):
        op.execute(statement)
    op.execute(
        "CREATE TRIGGER readings_no_replace_key BEFORE INSERT ON readings WHEN EXISTS ("
        "SELECT 1 FROM readings WHERE replaces_id = NEW.replaces_id OR (replaces_id IS NULL "
        "AND NEW.replaces_id IS NULL AND indicator_id = NEW.indicator_id AND unit_id = NEW.unit_id "
        "AND group_id IS NEW.group_id AND period = NEW.period AND source = NEW.source)"
        ") BEGIN SELECT RAISE(ABORT, 'readings is append-only'); END"
    )


def _readings_altered() -> None:
    op.execute(
        "ALTER TABLE readings ADD COLUMN group_id INTEGER "
        "CONSTRAINT fk_readings_group_id REFERENCES participant_groups (id)"
    )
    op.add_column("readings", sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    for name, condition in (("both_counts", BOTH_COUNTS), ("counts", COUNTS)):
        op.execute(f"ALTER TABLE readings DROP CONSTRAINT ck_readings_ck_readings_{name}")
        op.execute(f"ALTER TABLE readings ADD CONSTRAINT ck_readings_{name} CHECK ({condition})")
    op.drop_index("uq_readings_first", "readings")
    op.drop_index("ix_readings_unit_id_period", "readings")


def _reading_indexes() -> None:
    op.create_index("ix_readings_of_unit", "readings", ["unit_id", "indicator_id", "group_id", "period", "id"])
    op.create_index("ix_readings_indicator_id_period", "readings", ["indicator_id", "period"])
    op.create_index(
        "uq_readings_first",
        "readings",
        ["indicator_id", "unit_id", "period", "source"],
        unique=True,
        sqlite_where=FIRST,
        postgresql_where=FIRST,
    )
    op.create_index(
        "uq_readings_first_of_group",
        "readings",
        ["indicator_id", "unit_id", "group_id", "period", "source"],
        unique=True,
        sqlite_where=FIRST_OF_GROUP,
        postgresql_where=FIRST_OF_GROUP,
    )


def _locks() -> None:
    op.create_table(
        "period_locks",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("locked_by", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopened_by", sa.Integer(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_period_locks_committee_id"),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicators.id"], name="fk_period_locks_indicator_id"),
        sa.ForeignKeyConstraint(["locked_by"], ["users.id"], name="fk_period_locks_locked_by"),
        sa.ForeignKeyConstraint(["reopened_by"], ["users.id"], name="fk_period_locks_reopened_by"),
        sa.PrimaryKeyConstraint("id", name="pk_period_locks"),
    )
    op.create_index("ix_period_locks_indicator_id_period", "period_locks", ["indicator_id", "period", "id"])
    op.create_index(
        "uq_period_locks_closed",
        "period_locks",
        ["indicator_id", "period"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _targets() -> None:
    op.add_column("targets", sa.Column("given_by", sa.String(40), nullable=False, server_default="directive"))
    op.execute("UPDATE targets SET given_by = 'plan' WHERE directive_id IS NULL")
    op.execute("ALTER TABLE targets ADD COLUMN set_by INTEGER CONSTRAINT fk_targets_set_by REFERENCES users (id)")
    op.add_column("targets", sa.Column("set_at", sa.DateTime(timezone=True), nullable=True))
