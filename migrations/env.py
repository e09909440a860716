"""Runs migrations on the application's own engine, so that SQLite takes each one whole or not at all."""

from alembic import context
from flask import current_app

from bhyt_tasks.domain.db import Base

engine = current_app.extensions["migrate"].db.engine

with engine.connect().execution_options(writes=True) as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
