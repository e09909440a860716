"""The grid of months and units, as the committee's people and the data officer see it."""

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.conftest import PageClient

Clients = Callable[[str], PageClient]


@pytest.mark.parametrize("who", ["secretary", "deputy", "overseer", "data_officer"])
def test_every_month_has_its_cut_off_and_a_missing_one_is_said(client_of: Clients, cast: Cast, who: str) -> None:
    page = client_of(who).get("/coverage/months").text
    assert "10/2019<small>chốt 25/10</small>" in page
    assert page.count("thiếu số liệu") == 3  # November of two units and of the whole
    assert '<td class="l-below">68,6%</td>' in page
    assert '<td class="l-near">92,9%</td>' in page
    assert "88,6%<small>2/2</small>" in page
    assert page.index(f'href="/coverage/{cast.units["ward_a"]}"') < page.index(
        f'href="/coverage/{cast.units["ward_b"]}"'
    )


def test_a_past_day_has_the_months_of_then(client_of: Clients) -> None:
    page = client_of("deputy").get("/coverage/months?as_of=5/11/2019").text
    assert "Số liệu tại ngày 05/11/2019." in page


def test_without_units_the_page_says_what_to_do(client_of: Clients) -> None:
    assert "chưa có đơn vị cấp dưới nào" in client_of("outsider").get("/coverage/months").text
