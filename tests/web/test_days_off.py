"""A deadline on a day off is told while it is typed, before giving out and on the task; moved only when wanted."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.meetings import Directive
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]
WEEKLY = {"deadline_kind": "recurring", "every": "weekly", "due_day": "7", "due_month_offset": "0"}


def settle(database: TestDatabase, cast: Cast, **settings: object) -> None:
    with database.app.app_context():
        db.session.get_one(Committee, cast.committee).settings_json = settings
        db.session.commit()


def add(secretary: PageClient, cast: Cast, version: int, text: str, **more: str) -> None:
    form = {"version": str(version), "text": text, "number": text, "lead": "dai nai", "deadline_kind": "fixed", **more}
    assert secretary.post(f"/meetings/{cast.draft}/directives", data=form).status_code == 303


def test_the_echo_of_a_typed_day_names_days_off(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    settle(database, cast, holidays=["2020-01-01"])
    secretary = client_of("secretary")
    echoes = [
        secretary.get(f"/day?field=due_on&due_on={typed}").text for typed in ("30/11/2019", "1/1/2020", "2/1/2020")
    ]
    assert echoes == [
        "thứ Bảy, 30/11/2019, ngày nghỉ hằng tuần",
        "thứ Tư, 01/01/2020, ngày nghỉ lễ",
        "thứ Năm, 02/01/2020",
    ]


@on_both
@pytest.mark.parametrize(
    ("moved", "saturday", "sunday"),
    [(False, date(2019, 12, 14), date(2019, 12, 15)), (True, *(date(2019, 12, 16),) * 2)],
)
def test_giving_out_tells_of_days_off_before_and_moves_them_when_wanted(
    client_of: Clients, database: TestDatabase, cast: Cast, moved: bool, saturday: date, sunday: date
) -> None:
    settle(database, cast, move_to_working_day=moved)
    secretary, here = client_of("secretary"), f"/meetings/{cast.draft}/issue"
    add(secretary, cast, 1, "mục A", due_on="14/12/2019")
    add(secretary, cast, 2, "mục B", due_on="13/12/2019")
    add(secretary, cast, 3, "mục C", **WEEKLY)
    secretary.post(f"/meetings/{cast.draft}/signature", data={"version": "4"})
    page = secretary.get(here).text
    to_monday = "; chuyển sang thứ Hai 16/12/2019" if moved else ""
    assert (
        f"Thời hạn rơi vào ngày nghỉ: mục A (thứ Bảy, 14/12/2019, ngày nghỉ hằng tuần{to_monday}); "
        f"mục C (Chủ nhật, 15/12/2019, ngày nghỉ hằng tuần{to_monday})." in page
    )
    assert secretary.post(here, data={"version": "5"}).status_code == 303
    assert "rơi vào ngày nghỉ" not in secretary.get(here).text
    with database.app.app_context():
        given = select(Task.id, Task.due_on, Task.original_due_on).join(Directive, Directive.id == Task.directive_id)
        rows = db.session.execute(given.where(Directive.meeting_id == cast.draft).order_by(Directive.position)).all()
    assert [tuple(row[1:]) for row in rows[1:]] == [(saturday,) * 2, (date(2019, 12, 13),) * 2, (sunday,) * 2]
    shown = secretary.get(f"/tasks/{rows[1].id}").text
    assert ("(thứ Bảy, ngày nghỉ hằng tuần)" in shown) is not moved
