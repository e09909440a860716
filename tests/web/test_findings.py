"""The secretary writes down what an inspection found: in words, once, on the draft, and nobody overwrites it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bhyt_tasks.domain.findings import Finding
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.plugins import db
from tests.cast import Cast, add_inspection
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]
TYPED = {"unit_id": "dai nai", "text": "Rà soát hộ chưa đầy đủ", "version": "2"}


@pytest.fixture
def inspection(database: TestDatabase) -> int:
    """The id of an inspection's draft with one finding, at ward A."""
    with database.app.app_context():
        made, _ = add_inspection(db.session, database.cast)
        db.session.commit()
        inspection_id = made.id
        db.session.remove()
    return inspection_id


def texts(database: TestDatabase) -> list[str]:
    with database.app.app_context():
        return list(db.session.scalars(select(Finding.text).order_by(Finding.position)))


def one(database: TestDatabase, model: type[Finding] | type[Directive], meeting_id: int) -> int:
    with database.app.app_context():
        return int(db.session.scalars(select(model.id).where(model.meeting_id == meeting_id)).first() or 0)


@on_both
def test_a_finding_is_written_and_shown_with_unit_and_answer(
    client_of: Clients, database: TestDatabase, inspection: int
) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{inspection}/findings"
    answer = {"directive_id": str(one(database, Directive, inspection)), "quote": "tuyên truyền chưa đồng bộ"}
    assert secretary.post(path, data={**TYPED, **answer}).location == path
    for page in (secretary.get(path).text, client_of("deputy").get(f"/meetings/{inspection}").text):
        assert "<strong>Phường Đại Nài.</strong> Rà soát hộ chưa đầy đủ" in page
        assert "<mark>tuyên truyền chưa đồng bộ</mark>" in page
        assert "Mục 1. Có kế hoạch cụ thể" in page
    meeting = client_of("deputy").get(f"/meetings/{inspection}").text
    assert "Tồn tại, hạn chế: 2" in meeting
    assert f"{path}" not in meeting
    assert path in secretary.get(f"/meetings/{inspection}").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": " "}, "Ghi tồn tại, hạn chế."),
        ({"unit_id": ""}, "Ghi đơn vị có tồn tại, hạn chế."),
        ({"unit_id": "xa Khong Co"}, "Không có đơn vị “xa Khong Co”."),
        ({"unit_id": "cac xa, phuong"}, "Mỗi mục ghi cho một đơn vị."),
        ({"quote": "không có trong đó"}, "Đoạn trích không có trong nội dung kết luận."),
        ({"directive_id": "999999"}, "không thuộc cuộc kiểm tra này"),
        ({"text": "Ông A 038099001234"}, "số định danh cá nhân"),
    ],
)
def test_a_bad_finding_is_refused_in_words_and_keeps_what_was_typed(
    client_of: Clients, database: TestDatabase, inspection: int, typed: dict[str, str], words: str
) -> None:
    secretary, finding = client_of("secretary"), one(database, Finding, inspection)
    before = texts(database)
    form = {**TYPED, "quote": "Xã chưa chủ động", **typed}
    for path in (f"/meetings/{inspection}/findings", f"/findings/{finding}/edit"):
        answer = secretary.post(path, data=form)
        assert answer.status_code == 422
        assert words in answer.text
        assert all(form[name] in answer.text for name in ("text", "unit_id", "quote"))
    assert texts(database) == before


@on_both
def test_a_finding_is_revised_and_a_stale_form_sees_both_texts(
    client_of: Clients, database: TestDatabase, inspection: int
) -> None:
    secretary, path = client_of("secretary"), f"/findings/{one(database, Finding, inspection)}/edit"
    page = secretary.get(path).text
    assert "xã Thạch Trung</textarea>" in page
    assert "Ban Chỉ đạo xã chưa chủ động</textarea>" in page
    assert secretary.post(path, data={**TYPED, "text": "Người thứ nhất"}).location == f"/meetings/{inspection}"
    stale = secretary.post(path, data={**TYPED, "text": "Người thứ hai"})
    assert stale.status_code == 409
    assert all(words in stale.text for words in ("Nội dung vừa được lưu", "Người thứ nhất", "Người thứ hai"))
    assert texts(database) == ["Người thứ nhất"]


def test_twice_is_once(client_of: Clients, database: TestDatabase, inspection: int) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{inspection}/findings"
    form = {**TYPED, "once": "ghi-mot-lan"}
    assert [secretary.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert len(texts(database)) == 2
    removal = {"finding_id": str(one(database, Finding, inspection)), "version": "3", "once": "bo-mot-lan"}
    assert [secretary.post(f"{path}/removals", data=removal).status_code for _ in range(2)] == [303, 303]
    assert texts(database) == ["Rà soát hộ chưa đầy đủ"]
    gone = secretary.post(f"{path}/removals", data={**removal, "version": "4", "once": "bo-lan-nua"})
    assert gone.status_code == 422
    assert "Mục này đã được bỏ khỏi dự thảo." in gone.text
    assert "Rà soát hộ chưa đầy đủ" in gone.text


def test_an_issued_inspection_keeps_its_findings(client_of: Clients, database: TestDatabase, inspection: int) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{inspection}"
    secretary.post(f"{path}/signature", data={"version": "2"})
    refused = secretary.post(f"{path}/findings", data={**TYPED, "version": "3"})
    assert refused.status_code == 422
    assert "đang chờ ký" in refused.text
    secretary.post(f"{path}/issue", data={"version": "3"})
    page = secretary.get(path).text
    assert "Ban Chỉ đạo xã chưa chủ động" in page
    assert "/findings" not in page
    assert len(texts(database)) == 1


def test_a_draft_whose_quote_is_lost_is_not_saved(client_of: Clients, database: TestDatabase, inspection: int) -> None:
    form = {
        "kind": "inspection",
        "held_on": "3/12/2019",
        "title": "Tên khác",
        "chair_position": "Phó Chủ tịch",
        "minutes": "Đã viết lại.",
        "version": "2",
    }
    answer = client_of("secretary").post(f"/meetings/{inspection}/edit", data=form)
    assert answer.status_code == 422
    assert "Trích nguyên văn của tồn tại, hạn chế thứ 1 không còn trong kết luận." in answer.text
    with database.app.app_context():
        assert db.session.get_one(Meeting, inspection).title == "Kiểm tra xã Thạch Trung"


def test_a_conference_has_no_findings(client_of: Clients, cast: Cast) -> None:
    secretary = client_of("secretary")
    assert "Tồn tại, hạn chế" not in secretary.get(f"/meetings/{cast.draft}").text
    refused = secretary.post(f"/meetings/{cast.draft}/findings", data={**TYPED, "version": "1"})
    assert "chỉ ghi cho cuộc kiểm tra" in refused.text
