"""Meetings with who attended, and the directives they give to units."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "meetings",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "conference",
                "working_session",
                "inspection",
                name="meetingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("chair_name", sa.String(length=120), nullable=False),
        sa.Column("chair_position", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("notice_number", sa.String(length=60), nullable=False),
        sa.Column("notice_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "awaiting_signature",
                "issued",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_meetings_committee_id"),
        sa.ForeignKeyConstraint(["follows_id"], ["meetings.id"], name="fk_meetings_follows_id"),
        sa.ForeignKeyConstraint(["issued_by"], ["users.id"], name="fk_meetings_issued_by"),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name="fk_meetings_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
    )
    op.create_index("ix_meetings_committee_id_held_on", "meetings", ["committee_id", "held_on", "id"], unique=False)
    op.create_table(
        "attendances",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_attendances_meeting_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_attendances_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attendances"),
        sa.UniqueConstraint("meeting_id", "unit_id", name="uq_attendances_meeting_id_unit_id"),
    )
    op.create_table(
        "directives",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=True),
        sa.Column("quote_end", sa.Integer(), nullable=True),
        sa.Column("deliverable", sa.String(length=300), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("general", sa.Boolean(), nullable=False),
        sa.Column(
            "deadline_kind",
            sa.Enum(
                "fixed",
                "recurring",
                "standing",
                name="deadlinekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "every",
            sa.Enum(
                "weekly", "monthly", "quarterly", name="every", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("due_day", sa.Integer(), nullable=True),
        sa.Column("due_month_offset", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column(
            "target_comparator",
            sa.Enum("at_least", "above", name="comparator", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("target_points", sa.Integer(), nullable=True),
        sa.Column("illustrative", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name="fk_directives_committee_id"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_directives_meeting_id"),
        sa.PrimaryKeyConstraint("id", name="pk_directives"),
    )
    op.create_index("ix_directives_committee_id", "directives", ["committee_id"], unique=False)
    op.create_index("ix_directives_meeting_id_position", "directives", ["meeting_id", "position"], unique=False)
    op.create_table(
        "directive_units",
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("lead", "coordinating", name="part", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["directive_id"], ["directives.id"], name="fk_directive_units_directive_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_directive_units_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_directive_units"),
        sa.UniqueConstraint("directive_id", "unit_id", name="uq_directive_units_directive_id_unit_id"),
    )
