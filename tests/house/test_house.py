"""The house keeps its own rules: migrations equal the tables, triggers stand, templates hold no script or style."""

import re
import subprocess

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from bhyt_tasks.config import ROOT
from bhyt_tasks.domain.db import Base
from bhyt_tasks.plugins import db
from tests.conftest import TestDatabase

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_migrations_make_the_tables_of_the_models(database: TestDatabase) -> None:
    with database.app.app_context(), db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_append_only_triggers_stand_after_the_last_migration(database: TestDatabase) -> None:
    with database.app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            expected = {
                f"{table}_no_{act}"
                for table in ("changes", "events", "readings")
                for act in ("update", "delete", "replace")
            } | {"readings_no_replace_key"}
        else:
            names = connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")).scalars().all()
            expected = {"changes_no_change", "events_no_change", "readings_no_change"}
        assert set(names) == expected


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_script_style_or_unescaped_text(path) -> None:
    source = path.read_text()
    assert re.findall(r"\sstyle=|\son[a-z]+=|hx-on|\|\s*safe|<style|<script(?![^>]*src=)", source) == []


def test_nothing_in_the_repository_names_a_package_address_or_this_machine() -> None:
    found = subprocess.run(
        ["git", "grep", "-nIE", r"--(extra-)?index-url|/simple/|\.whl|/work/main|files\.pythonhosted", "--", ":!tests"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""
