"""The secretary ticks earlier findings at a later visit: whole or not at all, and nobody's ticks are lost."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bhyt_tasks.domain import issuing
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.finding_checks import FindingCheck, Outcome
from bhyt_tasks.domain.findings import Finding, FindingFacts, add_finding
from bhyt_tasks.domain.meetings import Meeting
from bhyt_tasks.plugins import db
from tests.cast import Cast, add_inspection, user
from tests.conftest import PageClient, TestDatabase
from tests.domain.test_finding_checks import AT, give_out, visit
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


@pytest.fixture
def later(database: TestDatabase) -> int:
    """The id of a draft that follows an issued inspection with two findings, at ward A and ward B."""
    with database.app.app_context():
        inspection, _ = add_inspection(db.session, database.cast)
        add_finding(db.session, inspection, FindingFacts("Rà soát chưa đủ", database.cast.units["ward_b"]))
        give_out(db.session, database.cast, inspection)
        made = visit(db.session, database.cast, inspection)
        db.session.commit()
        later_id = made.id
        db.session.remove()
    return later_id


def checks(database: TestDatabase) -> list[tuple[int, Outcome, str]]:
    with database.app.app_context():
        rows = db.session.scalars(select(FindingCheck).order_by(FindingCheck.finding_id))
        return [(row.finding_id, row.outcome, row.remark) for row in rows]


def issue(database: TestDatabase, meeting_id: int) -> None:
    with database.app.app_context():
        meeting, cast = db.session.get_one(Meeting, meeting_id), database.cast
        committee, secretary = db.session.get_one(Committee, cast.committee), user(db.session, cast, "secretary")
        issuing.send_for_signature(db.session, meeting)
        issuing.issue(db.session, committee, meeting, by=secretary, at=AT)
        db.session.commit()


def form(version: int, *ticks: tuple[int, str, str]) -> dict[str, str]:
    typed = {"version": str(version)}
    for finding, outcome, remark in ticks:
        typed |= {f"outcome-{finding}": outcome, f"remark-{finding}": remark}
    return typed


def test_ticks_are_kept_and_what_repeats_is_a_finding_of_the_visit(
    client_of: Clients, database: TestDatabase, later: int
) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{later}/checks"
    page = secretary.get(path).text
    assert page.count("Chưa kiểm tra lại") == 2
    assert page.index("Phường Đại Nài") < page.index("Xã Thạch Trung")
    assert "Chỉ đạo khắc phục: Có kế hoạch cụ thể" in page
    sent = secretary.post(path, data=form(1, (1, "mended", "Đã phân công"), (2, "repeated", "")))
    assert sent.location == path
    assert checks(database) == [(1, Outcome.MENDED, "Đã phân công"), (2, Outcome.REPEATED, "")]
    assert "Đã lưu kết quả kiểm tra lại: 2" in secretary.get(path).text
    meeting = secretary.get(f"/meetings/{later}").text
    assert "Tồn tại, hạn chế: 1" in meeting
    assert "Lặp lại lần 2" in meeting
    assert f'href="{path}"' in meeting
    unchanged = form(3, (1, "mended", "Đã phân công"), (2, "repeated", ""))
    assert "Không có gì thay đổi." in secretary.post(path, data=unchanged, follow_redirects=True).text


def test_a_refused_tick_saves_none_and_keeps_what_was_typed(
    client_of: Clients, database: TestDatabase, later: int
) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{later}/checks"
    for remark, outcome, words in (
        ("đã xem", "", "trước khi ghi nhận xét"),
        ("Bà B 042099001234", "mended", "số định danh cá nhân"),
        ("đã xem", "khac", "trước khi ghi nhận xét"),
    ):
        refused = secretary.post(path, data=form(1, (1, outcome, remark), (2, "mended", "Xong rồi")))
        assert refused.status_code == 422
        assert refused.text.count(words) == 2  # on top and at the line
        assert all(typed in refused.text for typed in (remark, "Xong rồi"))
        assert checks(database) == []
    confirmed = form(1, (1, "mended", "Bà B 042099001234")) | {"numbers_confirmed": "y"}
    assert secretary.post(path, data=confirmed).status_code == 303


@on_both
def test_a_stale_form_sees_what_was_saved_meanwhile(client_of: Clients, database: TestDatabase, later: int) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{later}/checks"
    secretary.post(path, data=form(1, (1, "mended", "Người thứ nhất")))
    stale = secretary.post(path, data=form(1, (1, "repeated", "Người thứ hai")))
    assert stale.status_code == 409
    assert "Vừa được lưu: Đã khắc phục. Người thứ nhất" in stale.text
    assert "Người thứ hai</textarea>" in stale.text
    assert stale.text.count("Vừa được lưu:") == 1
    assert checks(database) == [(1, Outcome.MENDED, "Người thứ nhất")]


def test_twice_is_once(client_of: Clients, database: TestDatabase, later: int) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{later}/checks"
    typed = form(1, (1, "repeated", "")) | {"once": "tich-mot-lan"}
    assert [secretary.post(path, data=typed).status_code for _ in range(2)] == [303, 303]
    with database.app.app_context():
        assert len(list(db.session.scalars(select(Finding.id).where(Finding.meeting_id == later)))) == 1


def test_once_issued_the_ticks_are_read_by_both_and_changed_by_nobody(
    client_of: Clients, database: TestDatabase, later: int
) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{later}/checks"
    assert '<input type="radio"' not in client_of("deputy").get(path).text
    secretary.post(path, data=form(1, (1, "mended", "Đã phân công"), (2, "repeated", "")))
    issue(database, later)
    for person in ("secretary", "deputy"):
        page = client_of(person).get(path).text
        assert "Đã phân công" in page
        assert '<input type="radio"' not in page
    with database.app.app_context():
        version = db.session.get_one(Meeting, later).version
    assert secretary.post(path, data=form(version, (1, "repeated", ""))).status_code == 422
    assert len(checks(database)) == 2


@on_both
def test_a_visit_that_follows_nothing_or_finds_nothing_says_so(
    client_of: Clients, database: TestDatabase, later: int, cast: Cast
) -> None:
    secretary = client_of("secretary")
    assert "chưa chọn cuộc họp, kiểm tra trước" in secretary.get(f"/meetings/{cast.draft}/checks").text
    with database.app.app_context():
        db.session.get_one(Meeting, later).follows_id = cast.meeting
        db.session.commit()
    assert "không còn tồn tại, hạn chế nào chưa khắc phục" in secretary.get(f"/meetings/{later}/checks").text


@on_both
def test_the_repeated_finding_gets_an_answer_and_goes_only_with_its_check(
    client_of: Clients, database: TestDatabase, later: int
) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{later}/checks"
    secretary.post(path, data=form(1, (1, "repeated", "")))
    with database.app.app_context():
        again = db.session.scalars(select(Finding).where(Finding.meeting_id == later)).one().id
    removal = secretary.post(f"/meetings/{later}/findings/removals", data={"finding_id": again, "version": "2"})
    assert removal.status_code == 422
    assert "Bỏ ở trang kiểm tra lại" in removal.text
    typed = {"unit_id": "dai nai", "text": "Khác", "version": "2"}
    moved = secretary.post(f"/findings/{again}/edit", data=typed)
    assert "chính đơn vị của lần trước" in moved.text


# The list of all findings


@on_both
def test_the_list_is_of_the_committee_by_state_and_unit(client_of: Clients, database: TestDatabase, later: int) -> None:
    secretary = client_of("secretary")
    secretary.post(f"/meetings/{later}/checks", data=form(1, (1, "mended", "Đã phân công"), (2, "repeated", "")))
    issue(database, later)
    deputy = client_of("deputy")
    open_, mended = deputy.get("/findings").text, deputy.get("/findings?state=mended").text
    assert "Rà soát chưa đủ" in open_
    assert "Lặp lại lần 2" in open_
    assert "chưa có chỉ đạo khắc phục" in open_
    assert "Ban Chỉ đạo xã chưa chủ động" not in open_
    assert "Ban Chỉ đạo xã chưa chủ động" in mended
    assert "0/1 nhiệm vụ đã hoàn thành" in mended
    assert f'<a href="/meetings/{later}/checks">08/12/2019</a>' in mended
    ward_a, ward_b = database.cast.units["ward_a"], database.cast.units["ward_b"]
    assert "Rà soát chưa đủ" in deputy.get(f"/findings?state=repeated&unit={ward_b}").text
    assert "Không có tồn tại, hạn chế nào như vậy." in deputy.get(f"/findings?state=repeated&unit={ward_a}").text
    assert "Rà soát chưa đủ" in deputy.get("/findings?state=party&before=x").text
    assert "Rà soát chưa đủ" not in client_of("outsider").get("/findings").text


def test_the_list_has_pages(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    with database.app.app_context():
        inspection, _ = add_inspection(db.session, cast)
        for number in range(60):
            add_finding(db.session, inspection, FindingFacts(f"Tồn tại số {number}", cast.units["ward_a"]))
        give_out(db.session, cast, inspection)
        db.session.commit()
    first = client_of("deputy").get("/findings").text
    assert first.count("Tồn tại số ") == 50
    following = first.split('class="more"><a class="btn" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client_of("deputy").get(following).text
    assert second.count("Tồn tại số ") == 10
    assert 'class="more"' not in second
