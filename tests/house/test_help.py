"""Does every page say in one line what it is for and what comes next?"""

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.house.test_matrix import COLUMNS, TABLE, address

HELP = '<p class="help">'


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_page_of_everybody_has_its_line_of_help(
    database: TestDatabase, client_of: Callable[[str], PageClient], cast: Cast
) -> None:
    readable = {rule.endpoint for rule in database.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    without = set()
    for name in COLUMNS:
        client = client_of(name)
        for endpoint in sorted(readable & TABLE.keys()):
            path = address(TABLE[endpoint][1], cast)
            answer = client.get(path)
            whole = answer.status_code == 200 and answer.data.startswith(b"<!doctype")
            if whole and answer.text.count(HELP) != 1:
                without.add((endpoint, path))
    assert without == set()
