"""Pages know no database, so a test of pages runs on SQLite, and on both where it is marked ``on_both``.

Marked are those in which a page asks or writes what no test of domain, queries or house does, and those in which
people write at once.
"""

import pytest

from tests.conftest import TestDatabase

on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(params=["sqlite"])
def database(database: TestDatabase) -> TestDatabase:
    return database
