"""R11 on the pages: a past day is shown with its numbers, says so everywhere, and takes nothing down."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]
DAY = "as_of=25/11/2019"
BANNER = "Số liệu tại ngày 25/11/2019."


def report(client: PageClient, cast: Cast, name: str, note: str = "Đã xong") -> None:
    place = f"/tasks/{cast.tasks[name]}"
    (version,) = set(re.findall(r'name="version" value="(\d+)"', client.get(place).text))
    assert client.post(f"{place}/submission", data={"note": note, "version": version}).status_code == 303


def main_of(page: str) -> str:
    """What stands between the menu and the foot."""
    return page.partition('<main id="main"')[2].partition("</main>")[0]


def test_R11_a_past_day_shows_what_was_late_then(client_of: Clients, cast: Cast) -> None:
    report(client_of("head_a"), cast, "a1")
    deputy = client_of("deputy")
    assert "Quá hạn 19 ngày" in deputy.get("/overdue").text
    past = main_of(deputy.get(f"/overdue?{DAY}").text)
    assert "Quá hạn 20 ngày" in past
    assert past.count("Quá hạn 5 ngày") == 2
    assert "3 nhiệm vụ của 3 đơn vị" in past
    assert "Đã xong" not in past


@pytest.mark.parametrize("url", ["/overview", "/tasks", "/overdue", "/overdue?tab=waiting", "/overdue?group=unit"])
def test_R11_a_past_day_says_so_and_takes_nothing_down(client_of: Clients, cast: Cast, url: str) -> None:
    report(client_of("head_a"), cast, "a1")
    sign = "&" if "?" in url else "?"
    for name in ("deputy", "secretary"):
        page = main_of(client_of(name).get(f"{url}{sign}{DAY}").text)
        assert BANNER in page
        assert f'<a href="{url}">Về hiện tại</a>' in page
        assert 'method="post"' not in page
        assert "Xem tại ngày khác" in page


@on_both
def test_R11_lists_groups_and_numbers_stay_on_the_day(client_of: Clients, cast: Cast) -> None:
    deputy = client_of("deputy")
    for url in ("/overview", "/tasks?state=all", "/overdue", "/overdue?group=unit", "/overdue?q=thach&tab=waiting"):
        page = main_of(deputy.get(f"{url}{'&' if '?' in url else '?'}{DAY}").text)
        lists = re.findall(r'href="(/(?:tasks|overdue|overview)(?:\?[^"]*)?)"', page.partition("Về hiện tại</a>")[2])
        assert all("as_of=25" in address for address in lists), lists
        assert all("as_of=25" in address for address in re.findall(r'hx-get="([^"]*)"', page))
        forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
        assert all('name="as_of"' in form for form in forms)


@on_both
def test_R11_the_way_back_keeps_the_filters(client_of: Clients) -> None:
    page = client_of("secretary").get(f"/tasks?q=thach&state=all&after=2019-11-01_1&{DAY}").text
    assert '<a href="/tasks?q=thach&amp;state=all">Về hiện tại</a>' in page
    assert '<input type="hidden" name="q" value="thach">' in page


@on_both
def test_R11_the_next_page_stays_on_the_day(client_of: Clients, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bhyt_tasks.queries.worklist.PAGE", 2)
    for url in ("/tasks", "/overdue"):
        deputy = client_of("deputy")
        (following,) = re.findall(r'<p class="more"><a class="btn" href="([^"]+)"', deputy.get(f"{url}?{DAY}").text)
        assert "as_of=25%2F11%2F2019" in following
        assert BANNER in deputy.get(following.replace("&amp;", "&")).text


@pytest.mark.parametrize("url", ["/overview", "/tasks", "/overdue"])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("31/02/2019", "31/02"),
        ("hôm kia", "hôm kia"),
        ("31/12/2019", "Ngày 31/12/2019 chưa đến; đang xem số liệu hiện tại."),
        ("01/01/2018", "Nhiệm vụ đầu tiên được giao ngày 30/10/2019; ngày 01/01/2018 chưa có gì để xem."),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_R11_a_day_that_cannot_be_shown_is_told_beside_todays_page(
    client_of: Clients, url: str, typed: str, words: str
) -> None:
    response = client_of("deputy").get(url, query_string={"as_of": typed})
    page = main_of(response.text)
    assert (response.status_code, words in page, "Về hiện tại" in page) == (200, True, False)
    assert 'role="alert"' in page


def test_R11_today_is_today(client_of: Clients) -> None:
    page = main_of(client_of("deputy").get("/overdue?as_of=09/12/2019").text)
    assert "Về hiện tại" not in page
    assert 'action="/reminders"' in page


def test_R11_before_anything_was_given_out_there_is_no_day_to_look_at(client_of: Clients) -> None:
    assert "Chưa giao nhiệm vụ nào" in client_of("outsider").get("/overview?as_of=01/12/2019").text


def test_R11_the_menu_counts_today(client_of: Clients, cast: Cast) -> None:
    report(client_of("head_a"), cast, "a1")
    deputy = client_of("deputy")
    count = r'<b class="count">([^<]*)'
    for url in ("/overview", "/tasks", "/overdue"):
        today, past = (re.findall(count, deputy.get(address).text) for address in (url, f"{url}?{DAY}"))
        assert today == past == ["2", "2"]


@on_both
def test_R11_a_unit_sees_its_own_past(client_of: Clients, cast: Cast) -> None:
    head = client_of("head_a")
    report(head, cast, "a1", "Việc của mình")
    assert main_of(head.get("/tasks").text).count('<td class="full"><a href="/tasks/') == 1
    past = main_of(head.get(f"/tasks?{DAY}").text)
    assert past.count('<td class="full"><a href="/tasks/') == 2
    assert "Việc cần làm trước" not in past
    assert "phường Đại Nài" not in past.lower()


@on_both
@pytest.mark.parametrize("url", ["/overview", "/tasks", "/overdue", "/overdue?tab=waiting&group=unit"])
def test_R11_a_past_page_is_seven_statements_at_most(
    client_of: Clients, cast: Cast, database: TestDatabase, url: str
) -> None:
    report(client_of("head_a"), cast, "a1")
    deputy, asked = client_of("deputy"), []
    with database.app.app_context():
        engine = db.engine
    keep = lambda *given: asked.append(given[2])  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", keep)
    deputy.get(f"{url}{'&' if '?' in url else '?'}{DAY}")
    sa.event.remove(engine, "before_cursor_execute", keep)
    assert len([statement for statement in asked if statement.startswith(("SELECT", "WITH"))]) <= 7, asked
