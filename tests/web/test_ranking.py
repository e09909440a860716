"""The ranking: two tables for everybody, numbers that lead on for whom they may, long ones in parts."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import insert

from bhyt_tasks.domain.tasks import Part, Task, TaskState
from bhyt_tasks.plugins import db
from tests.cast import HELD_ON, Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


def give_tasks(database: TestDatabase, cast: Cast, key: str, late: int, done: int) -> None:
    """Lead tasks of a unit that came due on 1 December: so many are late, the others were done a day before."""
    due_on = date(2019, 12, 1)
    with database.app.app_context():
        directive_id = db.session.get_one(Task, cast.tasks["a1"]).directive_id
        rows = [
            {
                "committee_id": cast.committee,
                "directive_id": directive_id,
                "unit_id": cast.units[key],
                "part": Part.LEAD,
                "period": f"p{number}",
                "due_on": due_on,
                "original_due_on": due_on,
                "act_by": due_on,
                "state": TaskState.IN_PROGRESS if number < late else TaskState.ACCEPTED,
                "assigned_on": HELD_ON,
                "stopped_on": None if number < late else date(2019, 11, 30),
                "measure": "",
                "version": 1,
            }
            for number in range(late + done)
        ]
        db.session.execute(insert(Task), rows)
        db.session.commit()


def test_both_tables_stand_apart_and_say_why(client_of: Clients) -> None:
    page = client_of("deputy").get("/coverage/ranking").text
    assert "không cộng thành một điểm" in page
    assert "Chưa đơn vị nào có đủ 5 nhiệm vụ" in page
    assert "Số liệu chốt đến 25/10/2019" in page
    assert page.index("92,9%") < page.index("68,6%")  # the best first


@on_both
def test_the_share_has_its_numbers_and_leads_to_their_lists(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    give_tasks(database, cast, "ward_a", late=2, done=6)
    ward = cast.units["ward_a"]
    page = client_of("deputy").get("/coverage/ranking").text
    assert f'<a href="/tasks?unit={ward}&amp;kind=done_on_time">6</a>/9 · <strong>66,6%</strong>' in page
    assert f'<a href="/tasks?unit={ward}&amp;kind=open_late">3</a>' in page
    assert '<span class="muted">mới</span>' in page  # nothing was due at the end of November


def test_a_units_people_see_all_of_it_and_follow_what_is_theirs(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    give_tasks(database, cast, "ward_a", late=1, done=5)
    give_tasks(database, cast, "ward_b", late=0, done=5)
    ward, other = cast.units["ward_a"], cast.units["ward_b"]
    page = client_of("head_a").get("/coverage/ranking").text
    assert "Phường Đại Nài" in page
    assert f'href="/coverage/{ward}"' in page
    assert f'href="/tasks?unit={ward}&amp;kind=open_late"' in page
    assert f'href="/coverage/{other}"' not in page
    assert f"unit={other}" not in page
    assert 'class="own"' in page
    officer = client_of("data_officer").get("/coverage/ranking").text
    assert f'href="/coverage/{other}"' in officer
    assert f"unit={other}" not in officer


def test_the_ranking_of_a_past_day_is_that_days(client_of: Clients) -> None:
    page = client_of("deputy").get("/coverage/ranking?as_of=5/11/2019").text
    assert "Số liệu tại ngày 05/11/2019." in page
    assert "as_of=05/11/2019" in page


def test_a_long_table_comes_in_parts_and_says_where_the_own_unit_is(client_of: Clients) -> None:
    client = client_of("head_b")
    page = client.get("/coverage/ranking?of=coverage&after=1").text
    assert "Hoàn thành đúng hạn" not in page
    assert "Xã Thạch Trung" in page
    assert "Phường Đại Nài" not in page
    assert "Đơn vị của tài khoản này xếp hạng 1 trong 2 đơn vị." in page
    for beyond in ("of=coverage&after=2", "of=nobody&after=x"):
        assert "Phường Đại Nài" in client.get(f"/coverage/ranking?{beyond}").text


def test_a_newcomer_is_told_what_is_missing(client_of: Clients) -> None:
    page = client_of("outsider").get("/coverage/ranking").text
    assert "Ban Chỉ đạo chưa có đơn vị cấp dưới nào để xếp hạng." in page
