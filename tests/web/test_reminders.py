"""All that is late at one unit: ticked, gathered into one text, reminded step by step."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bhyt_tasks.domain import clock, reminders
from bhyt_tasks.domain.history import Channel
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.reminders import Reminder, Step
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from tests.cast import TODAY, Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


@pytest.fixture
def path(cast: Cast) -> str:
    return f"/overdue/units/{cast.units['ward_a']}"


@pytest.fixture
def two_late(database: TestDatabase, cast: Cast) -> None:
    """The second task of ward A is late as well, by its moved deadline."""
    with database.app.app_context():
        due = TODAY - timedelta(days=2)
        db.session.execute(sa.update(Task).where(Task.id == cast.tasks["a2"]).values(due_on=due, act_by=due))
        first = due - timedelta(days=5)
        db.session.execute(sa.update(Task).where(Task.id == cast.tasks["a2"]).values(original_due_on=first))
        db.session.commit()
        db.session.remove()


def text_of(page: str) -> str:
    return html.unescape(re.search(r'<textarea id="text"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1]).strip()


def kept(database: TestDatabase) -> list[tuple[object, ...]]:
    with database.app.app_context():
        columns = sa.select(Reminder.task_id, Reminder.step, Reminder.channel, Reminder.text, Reminder.answer_by)
        rows = [tuple(row) for row in db.session.execute(columns.order_by(Reminder.id))]
        db.session.remove()
    return rows


def remind_before(database: TestDatabase, cast: Cast, times: int) -> None:
    with database.app.app_context():
        for days in range(times):
            task = db.session.get_one(Task, cast.tasks["a1"])
            deputy = db.session.get_one(User, cast.users["deputy"])
            at = clock.at(TODAY - timedelta(days=9 - days))
            reminders.remind(db.session, [task], rest_days=0, by=deputy, at=at)
        db.session.commit()
        db.session.remove()


@pytest.mark.usefixtures("two_late")
def test_everything_late_is_ticked_and_gathered_into_one_text(client_of: Clients, cast: Cast, path: str) -> None:
    page = client_of("secretary").get(path).text
    assert len(re.findall(r'name="task_ids" value="\d+" checked', page)) == 2
    assert text_of(page).replace("\r", "") == (
        "Kính gửi xã Thạch Trung: đến ngày 09/12/2019, đơn vị có 2 nhiệm vụ quá hạn.\n\n"
        "1. Phân tích nguyên nhân tỷ lệ thấp (Buổi làm việc 29/10/2019, mục 1)\n"
        "Thời hạn 20/11/2019, quá hạn 19 ngày\n"
        f"http://localhost/tasks/{cast.tasks['a1']}\n\n"
        "2. Vận động đạt 93% (Buổi làm việc 29/10/2019, mục 2)\n"
        "Thời hạn 07/12/2019, quá hạn 2 ngày (so với hạn ban đầu: 7 ngày)\n"
        f"http://localhost/tasks/{cast.tasks['a2']}\n\n"
        "Đề nghị đơn vị báo cáo kết quả hoặc khó khăn, vướng mắc trước ngày 12/12/2019."
    )
    assert 'data-copy="text"' in page
    assert "Chưa nhắc lần nào." in page
    assert "Bước tiếp theo" not in page


@pytest.mark.usefixtures("two_late")
def test_the_text_follows_what_is_chosen(client_of: Clients, cast: Cast, path: str) -> None:
    asked = f"{path}?chosen=1&task_ids={cast.tasks['a2']}&step=nudge&answer_by=20/12/2019"
    region = client_of("secretary").get(asked, headers={"HX-Request": "true", "HX-Target": "div#message"}).text
    assert "<!doctype" not in region
    assert "1 nhiệm vụ quá hạn" in text_of(region)
    assert "Phân tích" not in text_of(region)
    assert "trước ngày 20/12/2019" in text_of(region)
    without = text_of(client_of("secretary").get(f"{path}?chosen=1&task_ids={cast.tasks['a2']}&answer_by=31/02").text)
    assert without.endswith("khó khăn, vướng mắc.")
    assert text_of(client_of("secretary").get(f"{path}?chosen=1").text) == ""
    report = text_of(client_of("secretary").get(f"{path}?chosen=1&task_ids={cast.tasks['a1']}&step=report").text)
    assert report.startswith("Kính báo cáo Trưởng Ban Chỉ đạo: xã Thạch Trung có 1 nhiệm vụ quá hạn đến ngày")
    assert report.endswith("Kính đề nghị Trưởng Ban Chỉ đạo xem xét, cho ý kiến chỉ đạo.")


@pytest.mark.usefixtures("two_late")
def test_a_letter_is_kept_on_every_ticked_task_and_stands_in_its_story(
    client_of: Clients, cast: Cast, path: str, database: TestDatabase
) -> None:
    secretary = client_of("secretary")
    ids = [cast.tasks["a1"], cast.tasks["a2"]]
    said = {"task_ids": ids, "step": "letter", "channel": "letter", "answer_by": "12/12/2019", "text": "Công văn số 5"}
    assert secretary.post(f"{path}/reminders", data=said).location == path
    assert kept(database) == [
        (task_id, Step.LETTER, Channel.LETTER, "Công văn số 5", TODAY + timedelta(days=3)) for task_id in ids
    ]
    page = secretary.get(path).text
    assert "Đã ghi: Lập công văn đôn đốc, 2 nhiệm vụ." in page
    assert "09/12/2019: Lập công văn đôn đốc bằng văn bản" in page
    story = client_of("head_a").get(f"/tasks/{cast.tasks['a2']}").text
    assert "Chức vụ secretary lập công văn đôn đốc, bằng văn bản" in story
    assert "báo cáo kết quả trước 12/12/2019" in story
    again = {**said, "step": "nudge", "channel": "zalo"}
    secretary.post(f"{path}/reminders", data=again)
    page = secretary.get(path).text
    assert "Chưa ghi. 2 nhiệm vụ vừa được nhắc gần đây, không gửi lại." in page
    assert len(kept(database)) == 2


@pytest.mark.parametrize(
    ("times", "words", "step"),
    [
        (1, "Đã nhắc 1 lần từ ngày 30/11/2019, đơn vị chưa báo cáo lại. Nhắc đến lần thứ hai", "nudge"),
        (2, "Bước tiếp theo: Lập công văn đôn đốc.</strong> Đã nhắc 2 lần từ ngày 30/11/2019", "letter"),
        (4, "Bước tiếp theo: Báo cáo Trưởng Ban Chỉ đạo.</strong> Đã nhắc 4 lần từ ngày 30/11/2019", "report"),
    ],
)
def test_the_next_step_is_suggested_with_its_reason(
    client_of: Clients, cast: Cast, path: str, database: TestDatabase, times: int, words: str, step: str
) -> None:
    remind_before(database, cast, times)
    page = client_of("deputy").get(path).text
    assert words in page
    assert f'<option value="{step}" selected>' in page
    assert ("Đã nhắc 4 lần" in text_of(page)) is (step == "report")
    seen_by_overseer = client_of("overseer").get(path).text
    assert ("Việc này do Thư ký, Phó Chủ tịch thực hiện." in seen_by_overseer) is (step != "nudge")
    assert '<option value="nudge" selected>' in seen_by_overseer
    assert '<option value="report"' not in seen_by_overseer


def test_people_of_an_overseeing_unit_remind_but_write_no_letters(
    client_of: Clients, cast: Cast, path: str, database: TestDatabase
) -> None:
    overseer = client_of("overseer")
    said = {"task_ids": [cast.tasks["a1"]], "step": "letter", "channel": "zalo", "text": "Nhắc"}
    refused = overseer.post(f"{path}/reminders", data=said)
    assert (refused.status_code, kept(database)) == (422, [])
    assert overseer.post(f"{path}/reminders", data={**said, "step": "nudge"}).location == path
    assert [row[1:3] for row in kept(database)] == [(Step.NUDGE, Channel.ZALO)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"task_ids": []}, "Chưa chọn nhiệm vụ nào."),
        ({"answer_by": "1/12/2019"}, "Thời hạn báo cáo lại 01/12/2019 đã qua."),
        ({"answer_by": "31/02"}, "Ngày 31/02 không có."),
        ({"step": "shout"}, "Chọn một mục trong danh sách."),
        ({"channel": "pigeon"}, "Chọn một mục trong danh sách."),
        ({"text": "Bà B 042099001234"}, "Đã kiểm tra: các dãy số này"),
    ],
)
def test_a_bad_form_is_refused_in_words_and_keeps_what_was_typed(
    client_of: Clients, cast: Cast, path: str, database: TestDatabase, typed: dict[str, object], words: str
) -> None:
    said = {"task_ids": [cast.tasks["a1"]], "step": "nudge", "channel": "zalo", "text": "Nhắc riêng", **typed}
    answer = client_of("secretary").post(f"{path}/reminders", data=said)
    assert (answer.status_code, words in answer.text, kept(database)) == (422, True, [])
    assert text_of(answer.text) == said["text"]


@on_both
def test_tasks_of_another_unit_are_not_reminded_here(
    client_of: Clients, cast: Cast, path: str, database: TestDatabase
) -> None:
    said = {"task_ids": [cast.tasks["b1"]], "step": "nudge", "channel": "system", "text": "Nhắc"}
    assert client_of("secretary").post(f"{path}/reminders", data=said).status_code == 422
    assert kept(database) == []


def test_a_unit_without_late_tasks_says_so(client_of: Clients, cast: Cast) -> None:
    page = client_of("deputy").get(f"/overdue/units/{cast.units['external']}").text
    assert "Đơn vị không có nhiệm vụ quá hạn." in page


def test_the_lists_lead_here(client_of: Clients, path: str) -> None:
    deputy = client_of("deputy")
    assert f'href="{path}"' in deputy.get("/overdue").text
    assert f'href="{path}"' in deputy.get("/overdue?group=unit").text
