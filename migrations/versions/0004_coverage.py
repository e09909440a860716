"""What is counted over what: indicators, targets and readings that nobody can edit."""

import sqlalchemy as sa
from alembic import op

from bhyt_tasks.domain.db import append_only

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "indicators",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_indicators_committee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_indicators"),
        sa.UniqueConstraint("committee_id", "name", name="uq_indicators_committee_id_name"),
    )
    op.create_table(
        "targets",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "comparator",
            sa.Enum("at_least", "above", name="comparator", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=True),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("points > 0 AND points <= 10000", name="ck_targets_points"),
        sa.ForeignKeyConstraint(["directive_id"], ["directives.id"], name="fk_targets_directive_id"),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicators.id"], name="fk_targets_indicator_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_targets_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_targets"),
    )
    op.create_index("ix_targets_unit_id_due_on", "targets", ["unit_id", "due_on"], unique=False)
    op.create_table(
        "readings",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("cut_off_on", sa.Date(), nullable=True),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("stated_points", sa.Integer(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "insurance_office",
                "illustrative",
                "ward",
                "press",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(numerator IS NULL) = (denominator IS NULL)", name="ck_readings_both_counts"),
        sa.CheckConstraint("numerator >= 0 AND denominator > 0", name="ck_readings_counts"),
        sa.CheckConstraint("numerator IS NOT NULL OR stated_points IS NOT NULL", name="ck_readings_some_figure"),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name="fk_readings_entered_by"),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicators.id"], name="fk_readings_indicator_id"),
        sa.ForeignKeyConstraint(["replaces_id"], ["readings.id"], name="fk_readings_replaces_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_readings_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
        sa.UniqueConstraint("replaces_id", name="uq_readings_replaces_id"),
    )
    op.create_index("ix_readings_unit_id_period", "readings", ["unit_id", "period", "id"], unique=False)
    op.create_index(
        "uq_readings_first",
        "readings",
        ["indicator_id", "unit_id", "period", "source"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )
    for statement in append_only("readings", op.get_bind().dialect.name):
        op.execute(statement)
