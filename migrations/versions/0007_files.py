"""A file can be destroyed with a reason; its row stays."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("attachments") as batch:
        batch.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("removed_by", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("removed_why", sa.Text(), nullable=False, server_default=""))
        batch.create_foreign_key("fk_attachments_removed_by", "users", ["removed_by"], ["id"])
        batch.create_check_constraint(
            op.f("ck_attachments_removed"), "removed_at IS NULL OR (removed_by IS NOT NULL AND removed_why <> '')"
        )
        batch.create_index("ix_attachments_sha256", ["sha256"], unique=False)
