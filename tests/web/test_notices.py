"""What a person is told on the page of notices, the badge, and the e-mail that one may do without."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bhyt_tasks.daily import make_todays_notices
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.users import committees
from tests.cast import TODAY, Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


@pytest.fixture
def morning(database: TestDatabase, cast: Cast) -> None:
    """A task of ward A is due in two days, one of ward B has been late since yesterday."""
    with database.app.app_context():
        for name, days in (("a2", 2), ("b1", -1), ("b2", 0)):
            due = TODAY + timedelta(days=days)
            db.session.execute(sa.update(Task).where(Task.id == cast.tasks[name]).values(due_on=due, act_by=due))
        db.session.commit()
        for committee in committees(db.session):
            make_todays_notices(committee)
        db.session.remove()


def badge(page: str) -> str:
    """What the bell counts."""
    [bell] = re.findall(r'<a class="bell".*?</a>', page)
    found = re.search(r'<b class="count calm">([\d.+]+)', bell)
    return found[1] if found else ""


@pytest.mark.usefixtures("morning")
def test_what_is_due_late_and_done_is_told_with_its_task(client_of: Clients, cast: Cast) -> None:
    said = {"only": str(cast.tasks["a1"]), "text": "Khẩn trương", "answer_by": "12/12/2019"}
    client_of("deputy").post("/reminders", data=said)
    page = client_of("head_a").get("/notices").text
    assert badge(page) == "3"
    for words in (
        "Chức vụ deputy đôn đốc",
        "Khẩn trương",
        "Đề nghị báo cáo trước 12/12/2019.",
        "Sắp đến hạn, còn 2 ngày",
        "Quá hạn 19 ngày",
        f'href="/tasks/{cast.tasks["a1"]}"',
        f'href="/tasks/{cast.tasks["a2"]}"',
    ):
        assert words in page, words
    assert page.count("mới</span>") == 3
    head_b = client_of("head_b").get("/notices").text
    assert ("Đến hạn hôm nay" in head_b, "Quá hạn 1 ngày" in head_b, "Khẩn trương" in head_b) == (True, True, False)
    secretary = client_of("secretary").get("/notices").text
    assert '<a href="/overdue"><span class="tag over">1 nhiệm vụ vừa quá hạn</span></a>' in secretary


@pytest.mark.usefixtures("morning")
def test_what_was_seen_is_not_new_any_more(client_of: Clients, cast: Cast) -> None:
    head, deputy = client_of("head_a"), client_of("deputy")
    deputy.post("/reminders", data={"only": str(cast.tasks["a1"])})
    page = head.get("/notices").text
    ids = {name: re.search(rf'name="{name}" value="(\d+)"', page)[1] for name in ("notice_id", "event_id")}
    deputy.post("/reminders", data={"only": str(cast.tasks["a2"])})  # after the page was opened
    assert head.post("/notices/seen", data=ids).location == "/notices"
    page = head.get("/notices").text
    assert ("Đã đánh dấu đã xem." in page, badge(page), page.count("mới</span>")) == (True, "1", 1)
    assert badge(client_of("clerk_a").get("/notices").text) == "4"


@on_both
@pytest.mark.usefixtures("morning")
def test_the_bell_is_cleared_of_what_went_to_another_unit(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    client_of("deputy").post("/reminders", data={"only": str(cast.tasks["a1"])})
    with database.app.app_context():
        elsewhere = sa.update(Task).where(Task.unit_id == cast.units["ward_a"]).values(unit_id=cast.units["external"])
        db.session.execute(elsewhere)
        db.session.commit()
    head = client_of("head_a")
    page = head.get("/notices").text
    assert (badge(page), page.count("mới</span>")) == ("3", 0)
    ids = {name: re.search(rf'name="{name}" value="(\d+)"', page)[1] for name in ("notice_id", "event_id")}
    head.post("/notices/seen", data=ids)
    assert badge(head.get("/notices").text) == ""


@pytest.mark.parametrize("typed", [{"notice_id": "x", "event_id": "-1"}, {"notice_id": "9" * 30, "event_id": ""}, {}])
@pytest.mark.usefixtures("morning")
def test_marking_nothing_marks_nothing(client_of: Clients, typed: dict[str, str]) -> None:
    head = client_of("head_a")
    assert head.post("/notices/seen", data=typed).status_code == 303
    assert badge(head.get("/notices").text) == "2"


@pytest.mark.usefixtures("morning")
def test_a_form_without_its_key_marks_nothing(client_of: Clients) -> None:
    head = client_of("head_a")
    answer = head.post("/notices/seen", data={"once": "", "notice_id": "999999", "event_id": "999999"})
    assert (answer.status_code, "Mở lại trang rồi gửi lại." in answer.text) == (422, True)
    assert badge(head.get("/tasks").text) == "2"


@on_both
def test_who_was_told_nothing_reads_what_will_stand_here(client_of: Clients) -> None:
    for name in ("head_a", "data_officer", "admin"):
        assert "Chưa có thông báo nào." in client_of(name).get("/notices").text
    assert badge(client_of("head_a").get("/tasks").text) == ""
    assert 'href="/notices"' not in client_of("data_officer").get("/tasks").text


# The e-mail of the day


def wants(database: TestDatabase, cast: Cast) -> bool:
    with database.app.app_context():
        wanted = db.session.get_one(User, cast.users["head_a"]).wants_mail
        db.session.remove()
    return wanted


def test_a_person_may_do_without_the_e_mail(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    head = client_of("head_a")
    assert "Chưa có địa chỉ thư điện tử" in head.get("/account").text
    with database.app.app_context():
        db.session.get_one(User, cast.users["head_a"]).email = "thachtrung@example.gov.vn"
        db.session.commit()
        db.session.remove()
    page = head.get("/account").text
    assert "Gửi đến thachtrung@example.gov.vn." in page
    assert re.search(r'<input checked id="wants_mail"', page)
    assert head.post("/account/mail").location == "/account"
    page = head.get("/account").text
    assert ("Sẽ không gửi thư nhắc việc." in page, wants(database, cast)) == (True, False)
    assert not re.search(r'<input checked id="wants_mail"', page)
    head.post("/account/mail", data={"wants_mail": "y"})
    assert wants(database, cast) is True
    assert head.post("/account/mail", data={"once": "x"}).status_code == 422
    assert wants(database, cast) is True
