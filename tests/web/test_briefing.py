"""The sheets that open a meeting and a briefing: what they say, where their numbers lead, and the next agenda."""

from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from bhyt_tasks.domain import clock, reminders, tasks
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.meetings import Meeting
from bhyt_tasks.domain.tasks import Report
from bhyt_tasks.plugins import db
from tests.cast import TODAY, Cast, task, user
from tests.conftest import PageClient, TestDatabase
from tests.domain.test_finding_checks import inspected
from tests.queries.test_briefing import ask
from tests.web.conftest import on_both
from tests.web.test_writes import statements

Clients = Callable[[str], PageClient]


@pytest.fixture
def busy(database: TestDatabase) -> Cast:
    """b1 submitted late and waits; a1 asked for more time; a2 was reminded four times and says nothing; a finding."""
    cast = database.cast
    with database.app.app_context():
        session = db.session
        head_b, deputy = user(session, cast, "head_b"), user(session, cast, "deputy")
        tasks.submit(session, task(session, cast, "b1"), Report(note="Xong"), by=head_b, at=clock.at(date(2019, 12, 4)))
        ask(session, cast, "a1")
        report = Report(note="Đang làm", obstacle="Thiếu danh sách học sinh")
        tasks.report_progress(session, task(session, cast, "b2"), report, by=head_b, at=clock.at(date(2019, 12, 5)))
        for day in (3, 4, 5, 6):
            at = clock.at(date(2019, 12, day))
            reminders.remind(session, [task(session, cast, "a2")], rest_days=0, by=deputy, at=at)
        inspected(session, cast)
        session.commit()
        session.remove()
    return cast


def text(client: PageClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(unescape(answer.text).split())


def test_since_the_meeting_says_what_happened_and_what_waits(client_of: Clients, busy: Cast) -> None:
    path = f"/meetings/{busy.meeting}/since"
    for person in ("secretary", "deputy"):
        page = text(client_of(person), path)
        assert "Từ ngày 31/10/2019 đến ngày 09/12/2019" in page
        assert f'<a href="{path}?list=late">Mới quá hạn: 3</a>' in page
        assert f'<a href="{path}?list=waiting">Báo cáo hoàn thành chờ xác nhận: 1</a>' in page
        assert "chờ 5 ngày" in page
        assert "hạn 20/11/2019, đề nghị đến 31/01/2020" in page
        assert f'<a href="{path}?list=reminded">Nhắc việc 4</a>' in page
        assert "Tồn tại, hạn chế chưa khắc phục: 1" in page
        assert "(10.788/12.174 người; 2/2 đơn vị có số liệu; chốt đến 25/10/2019)" in page
        assert "Số liệu minh họa" not in page
        assert f"Người lập: Chức vụ {person}" in page
    assert f"/meetings/new?follows={busy.meeting}" in text(client_of("secretary"), path)
    assert f"/meetings/new?follows={busy.meeting}" not in text(client_of("deputy"), path)


def test_the_briefing_looks_back_a_week_and_ahead(client_of: Clients, busy: Cast) -> None:
    page = text(client_of("deputy"), "/reports/briefing")
    assert "Từ ngày 02/12/2019 đến ngày 09/12/2019" in page
    assert "Mới quá hạn: 0" in page
    assert "Thiếu danh sách học sinh" in page
    assert "nhắc 4 lần" in page
    assert "báo cáo Trưởng Ban Chỉ đạo" in page
    longer = text(client_of("deputy"), "/reports/briefing?from=1/11/2019")
    assert "Từ ngày 01/11/2019" in longer
    assert '<a href="/reports/briefing?from=01%2F11%2F2019&list=late">Mới quá hạn: 3</a>' in longer
    for odd in ("31/02/2019", "10/12/2019", "hôm kia", ""):
        assert "Từ ngày 02/12/2019" in text(client_of("deputy"), f"/reports/briefing?from={odd}")


def test_every_number_opens_its_list(client_of: Clients, busy: Cast) -> None:
    deputy = client_of("deputy")
    late = text(deputy, "/reports/briefing?from=1/11/2019&list=late")
    assert "<h1>Mới quá hạn: 3</h1>" in late
    assert f'href="/tasks/{busy.tasks["a1"]}"' in late
    assert 'href="/reports/briefing?from=01%2F11%2F2019"' in late
    assert "<h1>Tóm tắt giao ban</h1>" in text(deputy, "/reports/briefing?list=party")


def test_the_letterhead_is_the_committees(client_of: Clients, database: TestDatabase, busy: Cast) -> None:
    with database.app.app_context():
        committee = db.session.get_one(Committee, busy.committee)
        committee.settings_json = {"superior": "UBND tỉnh A", "issuer": "Ban Chỉ đạo tỉnh", "place": "Hà Tĩnh"}
        db.session.commit()
    page = text(client_of("secretary"), "/reports/briefing")
    assert all(words in page for words in ("UBND tỉnh A", "Ban Chỉ đạo tỉnh", "Hà Tĩnh, ngày 09/12/2019"))


def test_a_draft_has_no_since_and_the_newest_meeting_is_found(client_of: Clients, cast: Cast) -> None:
    secretary = client_of("secretary")
    assert secretary.get(f"/meetings/{cast.draft}/since").status_code == 404
    assert secretary.get("/reports/since").location == f"/meetings/{cast.meeting}/since"
    assert client_of("outsider").get("/reports/since").location == "/meetings"
    assert f"/meetings/{cast.meeting}/since" in text(secretary, f"/meetings/{cast.meeting}")
    assert "/reports/since" in text(secretary, "/overview")


def test_a_sheet_takes_seven_statements(client_of: Clients, database: TestDatabase, busy: Cast) -> None:
    """Who looks, the menu, the meeting; lists, counts, findings and coverage."""
    deputy = client_of("deputy")
    for path, most in ((f"/meetings/{busy.meeting}/since", 7), ("/reports/briefing", 6)):
        with statements(database.app) as seen:
            assert deputy.get(path).status_code == 200
        assert len([statement for statement in seen if statement.startswith(("SELECT", "WITH"))]) == most


# What is open becomes the agenda of the next meeting


@on_both
def test_the_next_meeting_begins_with_what_is_open(client_of: Clients, database: TestDatabase, busy: Cast) -> None:
    secretary = client_of("secretary")
    page = unescape(secretary.get(f"/meetings/new?follows={busy.meeting}").text)
    agenda = page.split('name="agenda"')[1].split(">", 1)[1].split("</textarea>")[0].strip()
    assert agenda.splitlines() == [
        "Nội dung đề nghị xem xét:",
        "1. Nhiệm vụ quá hạn:",
        "- Phòng LĐ-TB&XH: mục 3, Báo cáo hằng tháng (thời hạn 05/11/2019, quá hạn 34 ngày)",
        "- xã Thạch Trung: mục 1, Phân tích nguyên nhân tỷ lệ thấp (thời hạn 20/11/2019, quá hạn 19 ngày)",
        "2. Báo cáo hoàn thành chờ xác nhận:",
        "- phường Đại Nài: mục 1, Phân tích nguyên nhân tỷ lệ thấp "
        "(thời hạn 20/11/2019, báo cáo 04/12/2019, chờ 5 ngày)",
        "3. Đề nghị gia hạn chờ quyết định:",
        "- xã Thạch Trung: mục 1, Phân tích nguyên nhân tỷ lệ thấp "
        "(thời hạn 20/11/2019, đề nghị gia hạn đến 31/01/2020)",
        "4. Tồn tại, hạn chế chưa khắc phục:",
        "- xã Thạch Trung: Ban Chỉ đạo xã chưa chủ động (kiểm tra 03/12/2019)",
    ]
    assert f'value="{busy.meeting}" selected' in page
    typed = {
        "kind": "conference",
        "held_on": "12/12/2019",
        "title": "Giao ban tháng 12",
        "chair_position": "Phó Chủ tịch",
        "follows_id": str(busy.meeting),
        "agenda": agenda,
    }
    assert secretary.post("/meetings/new", data=typed).status_code == 303
    with database.app.app_context():
        made = db.session.scalars(select(Meeting).where(Meeting.title == "Giao ban tháng 12")).one()
        assert (made.follows_id, made.agenda, made.minutes, made.held_on) == (
            busy.meeting,
            agenda,
            "",
            date(2019, 12, 12),
        )
        made_id = made.id
    shown = unescape(secretary.get(f"/meetings/{made_id}").text)
    assert "Nội dung đề nghị xem xét" in shown
    assert agenda in shown
    assert agenda in unescape(secretary.get(f"/meetings/{made_id}/edit").text)
    early = secretary.post("/meetings/new", data={**typed, "minutes": "Đã kết luận"})
    assert early.status_code == 422
    assert "Ngày họp 12/12/2019 sau hôm nay 09/12/2019." in early.text


def test_nothing_open_is_no_agenda_and_strange_meetings_are_not_followed(
    client_of: Clients, database: TestDatabase, cast: Cast
) -> None:
    with database.app.app_context():
        for name in ("a1", "b1", "agency3"):
            task(db.session, cast, name).due_on = task(db.session, cast, name).act_by = TODAY
        db.session.commit()
    secretary = client_of("secretary")
    assert "Nội dung đề nghị xem xét:" not in secretary.get(f"/meetings/new?follows={cast.meeting}").text
    assert client_of("outsider").get(f"/meetings/new?follows={cast.meeting}").status_code == 404
    for strange in ("999999", "x", ""):
        assert secretary.get(f"/meetings/new?follows={strange}").status_code == 404
