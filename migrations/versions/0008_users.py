"""Users are found without accents, and two administrators do not write over one another."""

import sqlalchemy as sa
from alembic import op

from bhyt_tasks.domain.vietnamese import fold

revision = "0008"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("users", sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    op.add_column("users", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    users = sa.table("users", *(sa.column(name) for name in ("id", "full_name", "position", "username", "folded")))
    connection = op.get_bind()
    for user in connection.execute(sa.select(users)).all():
        words = fold(f"{user.full_name} {user.position} {user.username}")
        connection.execute(users.update().where(users.c.id == user.id).values(folded=words))
