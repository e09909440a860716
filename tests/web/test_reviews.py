"""What has no deadline comes back: told on the overview, listed, reviewed with a word, and shown in the story."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, update

from bhyt_tasks.domain.history import Act, Event
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from tests.cast import TODAY, Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]
LIST = "/tasks?due=review&of=all"


@pytest.fixture
def standing(database: TestDatabase, cast: Cast) -> int:
    """The directive of a2 and b2 as one without a deadline, to be looked at today."""
    with database.app.app_context():
        directive_id = db.session.get_one(Task, cast.tasks["a2"]).directive_id
        undated = {"due_on": None, "original_due_on": None, "act_by": TODAY}
        db.session.execute(update(Task).where(Task.directive_id == directive_id).values(**undated))
        db.session.execute(update(Directive).where(Directive.id == directive_id).values(due_on=None))
        db.session.commit()
    return directive_id


def version_on(page: str) -> str:
    return re.search(r'name="version" value="(\d+)"', page)[1]


def acts(database: TestDatabase, task_id: int) -> list[Act]:
    with database.app.app_context():
        return list(db.session.scalars(select(Event.what).where(Event.task_id == task_id).order_by(Event.id)))


def test_R5_nothing_is_said_while_nothing_comes_back(client_of: Clients) -> None:
    deputy = client_of("deputy")
    assert "đến ngày rà soát" not in deputy.get("/overview").text
    assert "Không có nhiệm vụ nào như vậy." in deputy.get(LIST).text


@pytest.mark.parametrize("name", ["secretary", "deputy"])
def test_R5_a_directive_comes_back_is_reviewed_and_comes_back_again(
    client_of: Clients, database: TestDatabase, cast: Cast, standing: int, name: str
) -> None:
    person, address = client_of(name), f"/directives/{standing}/review"
    assert "1 nội dung đến ngày rà soát" in person.get("/overview").text
    assert address in person.get(LIST).text
    page = person.get(address).text
    assert ("Xã Thạch Trung" in page, "Phường Đại Nài" in page) == (True, True)
    form = {"version": version_on(page), "note": "Làm tốt", "review_on": "9/1/2020", "once": "k" * 32}
    answer = person.post(address, data=form)
    assert (answer.status_code, answer.location) == (303, LIST)
    assert person.post(address, data=form).status_code == 303  # twice is once
    for task_id in (cast.tasks["a2"], cast.tasks["b2"]):
        assert acts(database, task_id) == [Act.ISSUED, Act.REVIEWED]
    assert "đến ngày rà soát" not in person.get("/overview").text
    shown = person.get(f"/tasks/{cast.tasks['a2']}").text
    assert ("Rà soát tiếp ngày 09/01/2020." in shown, "Làm tốt" in shown) == (True, True)
    told = client_of("head_a").get(f"/tasks/{cast.tasks['a2']}").text
    assert "thực hiện tiếp; rà soát ngày 09/01/2020" in told
    with database.app.app_context():
        assert db.session.get_one(Directive, standing).review_on == date(2020, 1, 9)


@on_both
def test_R12_two_reviews_at_once(client_of: Clients, database: TestDatabase, cast: Cast, standing: int) -> None:
    secretary, deputy, address = client_of("secretary"), client_of("deputy"), f"/directives/{standing}/review"
    form = {"version": version_on(secretary.get(address).text), "note": "Ý kiến thư ký", "review_on": "9/1/2020"}
    assert deputy.post(address, data={**form, "note": "Ý kiến khác"}).status_code == 303
    answer = secretary.post(address, data=form)
    assert (answer.status_code, "Ý kiến thư ký" in answer.text, "Ý kiến khác" in answer.text) == (409, True, True)
    assert secretary.post(address, data={**form, "version": version_on(answer.text)}).status_code == 303
    assert acts(database, cast.tasks["a2"])[1:] == [Act.REVIEWED] * 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"review_on": ""}, "Ghi ngày rà soát tiếp."),
        ({"review_on": "31/02/2020"}, "Ngày 31/02/2020 không có"),
        ({"review_on": "9/12/2019"}, "Ngày rà soát tiếp phải sau hôm nay 09/12/2019."),
        ({"review_on": "9/1/2020", "note": "Ông A, 042099001234"}, "chỉ ghi số lượng"),
    ],
)
def test_a_bad_review_is_refused_with_what_was_typed(
    client_of: Clients, database: TestDatabase, cast: Cast, standing: int, typed: dict[str, str], words: str
) -> None:
    secretary, address = client_of("secretary"), f"/directives/{standing}/review"
    form = {"version": version_on(secretary.get(address).text), "note": "Ghi chú riêng", **typed}
    answer = secretary.post(address, data=form)
    assert (answer.status_code, words in answer.text, form["note"] in answer.text) == (422, True, True)
    assert acts(database, cast.tasks["a2"]) == [Act.ISSUED]


def test_who_may_not_review_is_kept_out(client_of: Clients, cast: Cast, standing: int) -> None:
    address = f"/directives/{standing}/review"
    names = ("secretary", "head_a", "overseer", "data_officer", "admin", "outsider", "nobody")
    assert [client_of(name).get(address).status_code for name in names] == [200, 403, 403, 403, 403, 404, 303]
    assert address not in client_of("overseer").get(LIST).text
    assert address not in client_of("head_a").get(f"/tasks/{cast.tasks['a2']}").text
    assert address in client_of("deputy").get(f"/tasks/{cast.tasks['a2']}").text


def test_a_directive_with_deadlines_has_nothing_to_review(
    client_of: Clients, database: TestDatabase, cast: Cast
) -> None:
    deputy = client_of("deputy")
    with database.app.app_context():
        directive_id = db.session.get_one(Task, cast.tasks["a1"]).directive_id
        version = db.session.get_one(Meeting, cast.meeting).version
    form = {"version": str(version), "review_on": "9/1/2020"}
    answer = deputy.post(f"/directives/{directive_id}/review", data=form)
    assert (answer.status_code, "không còn nhiệm vụ nào cần rà soát" in answer.text) == (422, True)
