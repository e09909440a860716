"""A unit passes into others as the admin enters it, the secretary hands its work over, and everybody reads it."""

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.tasks import Task, TaskState, withdraw
from bhyt_tasks.domain.unit_successions import succeed
from bhyt_tasks.domain.units import Unit, UnitSuccession
from bhyt_tasks.plugins import db
from tests.cast import TODAY, Cast, user
from tests.conftest import PageClient, TestDatabase
from tests.domain.test_unit_successions import new_ward
from tests.web.conftest import on_both
from tests.web.test_units import typed
from tests.web.test_writes import statements

Clients = Callable[[str], PageClient]
LAST_DAY = date(2019, 12, 8)
DECISION = "1665/NQ-UBTVQH15"
GIVEN = {"last_day": "8/12/2019", "decision": DECISION}


@pytest.fixture
def admin(client_of: Clients) -> PageClient:
    return client_of("admin")


def pass_on(database: TestDatabase, cast: Cast, old: str, *new: str) -> None:
    """Ward by ward, as of yesterday; "sen" is a new ward, Thành Sen."""
    with database.app.app_context():
        if "sen" in new and "sen" not in cast.units:
            cast.units["sen"] = new_ward(db.session, cast, "phường Thành Sen", TODAY).id
        rows = [db.session.get_one(Unit, cast.units[key]) for key in (old, *new)]
        given = {"last_day": LAST_DAY, "decision": DECISION, "by": None, "at": clock.at(TODAY)}
        succeed(db.session, rows[0], successors=rows[1:], main=rows[1], **given)
        db.session.commit()


@pytest.fixture(autouse=True)
def _new_units_are_forgotten(cast: Cast):
    yield
    cast.units.pop("sen", None)


def stored(database: TestDatabase, cast: Cast, name: str) -> Task:
    with database.app.app_context():
        return db.session.get_one(Task, cast.tasks[name])


def counted(database: TestDatabase) -> int:
    with database.app.app_context():
        return db.session.scalar(select(func.count()).select_from(UnitSuccession)) or 0


def test_a_merger_is_entered_after_the_page_has_said_what_happens(
    admin: PageClient, database: TestDatabase, cast: Cast
) -> None:
    ward, into = cast.units["ward_a"], cast.units["ward_b"]
    assert f'href="/admin/units/{ward}/succession"' in admin.get(f"/admin/units/{ward}").text
    page = admin.get(f"/admin/units/{ward}/succession").text
    assert "2 nhiệm vụ chưa hoàn thành" in page
    assert "0 nhiệm vụ đã hoàn thành: giữ tên đơn vị cũ" in page
    assert "2 tài khoản của đơn vị vẫn mở" in page
    assert "Nhóm các xã, phường không còn gồm đơn vị này" in page
    form = typed(page) | GIVEN | {"successors": "dai nai"}
    assert admin.post(f"/admin/units/{ward}/succession", data=form).location == f"/admin/units/{ward}"
    old = admin.get(f"/admin/units/{ward}").text
    assert "xã Thạch Trung hoạt động đến hết ngày 08/12/2019, sau đó là phường Đại Nài." in old
    assert f'href="/admin/units/{into}">Phường Đại Nài</a> từ 09/12/2019' in old
    assert "Sáp nhập, chia tách" not in old
    new = admin.get(f"/admin/units/{into}").text
    assert re.search(r"Xã Thạch Trung</a> \(đến 08/12/2019\): vào phường Đại Nài từ 09/12/2019", new)
    assert "đã có đơn vị kế thừa" in admin.get(f"/admin/units/{ward}/succession").text
    assert counted(database) == 1


def test_a_split_names_its_main_successor(admin: PageClient, database: TestDatabase, cast: Cast) -> None:
    ward = cast.units["ward_b"]
    form = typed(admin.get(f"/admin/units/{ward}/succession").text) | GIVEN
    both = form | {"successors": "thach trung; LĐTBXH"}
    answer = admin.post(f"/admin/units/{ward}/succession", data=both)
    assert (answer.status_code, "Ghi một đơn vị kế thừa chính trong số đó." in answer.text) == (422, True)
    assert "thach trung; LĐTBXH" in answer.text
    twice = admin.post(f"/admin/units/{ward}/succession", data=both | {"main_unit": "thach trung; LĐTBXH"})
    assert twice.status_code == 422
    assert admin.post(f"/admin/units/{ward}/succession", data=both | {"main_unit": "thach trung"}).status_code == 303
    page = admin.get(f"/admin/units/{ward}").text
    assert "kế thừa chính: nhận nhiệm vụ đã hoàn thành" in page
    assert "nhận một phần" in page
    assert counted(database) == 2


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"successors": ""}, "Ghi đơn vị kế thừa."),
        ({"successors": "xã Nào"}, "Không có đơn vị “xã Nào”."),
        ({"successors": "thach trung"}, "xã Thạch Trung không thể kế thừa chính mình."),
        ({"last_day": ""}, "Ghi ngày cuối cùng hoạt động."),
        ({"decision": ""}, "Ghi số quyết định, nghị quyết."),
        ({"version": "9"}, "vừa được cập nhật"),
    ],
)
def test_an_unfit_succession_is_refused_in_words(
    admin: PageClient, database: TestDatabase, cast: Cast, form: dict[str, str], words: str
) -> None:
    ward = cast.units["ward_a"]
    page = admin.get(f"/admin/units/{ward}/succession").text
    answer = admin.post(f"/admin/units/{ward}/succession", data=typed(page) | GIVEN | {"successors": "dai nai"} | form)
    assert answer.status_code == (409 if "version" in form else 422)
    assert words in answer.text
    assert counted(database) == 0


@on_both
def test_opening_again_undoes_it(admin: PageClient, database: TestDatabase, cast: Cast) -> None:
    pass_on(database, cast, "ward_a", "ward_b")
    ward = cast.units["ward_a"]
    page = admin.get(f"/admin/units/{ward}").text
    assert "Mở lại thì không còn đơn vị kế thừa" in page
    assert admin.post(f"/admin/units/{ward}/reopening", data=typed(page) | {"reason": "ghi nhầm"}).status_code == 303
    assert counted(database) == 0
    told = admin.get("/admin/history").text
    assert "Đơn vị kế thừa: <del>phường Đại Nài</del>" in told


def test_the_overview_counts_the_predecessors_and_every_number_is_its_list(
    client_of: Clients, database: TestDatabase, cast: Cast
) -> None:
    pass_on(database, cast, "ward_a", "ward_b")
    secretary, into = client_of("secretary"), cast.units["ward_b"]
    page = secretary.get("/overview").text
    assert f'href="/coverage/{into}#predecessors">gồm 1 đơn vị cũ</a>' in page
    assert f'<a href="/tasks?state=all&amp;unit={into}">4</a>' in page
    assert "2 nhiệm vụ của đơn vị đã ngừng hoạt động cần giao cho đơn vị kế thừa" in page
    listed = secretary.get(f"/tasks?state=all&unit={into}").text
    assert {int(number) for number in re.findall(r'href="/tasks/(\d+)"', listed)} == {
        cast.tasks[name] for name in ("a1", "a2", "b1", "b2")
    }
    assert "Chỉ xem:</p>" not in listed
    assert re.search(r"Chỉ xem: <strong>Phường Đại Nài</strong>", listed)
    assert "Xã Thạch Trung (đến 08/12/2019)" in listed
    assert secretary.get(f"/overdue?unit={into}").text.count('name="task_ids"') == 2
    assert "Chỉ xem" not in secretary.get("/tasks?unit=99999&state=all").text


def test_the_list_of_a_line_is_named_even_when_all_in_it_are_older(
    client_of: Clients, database: TestDatabase, cast: Cast
) -> None:
    pass_on(database, cast, "ward_a", "sen")
    listed = client_of("secretary").get(f"/tasks?unit={cast.units['sen']}").text
    assert "Chỉ xem: <strong>Phường Thành Sen</strong>" in listed


def test_coverage_says_where_the_figures_are_from(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    pass_on(database, cast, "ward_a", "sen")
    pass_on(database, cast, "ward_b", "sen")
    secretary = client_of("secretary")
    page = secretary.get(f"/coverage/{cast.units['sen']}").text
    assert "10.788" in page
    assert "cộng từ 2 đơn vị cũ" in page
    assert "Số liệu của các tháng trước là tổng số người của các đơn vị cũ" in page
    assert f'href="/coverage/{cast.units["ward_a"]}">Xã Thạch Trung</a> (đến 08/12/2019)' in page
    old = secretary.get(f"/coverage/{cast.units['ward_a']}").text
    assert "Nhiệm vụ của đơn vị này được tính ở đơn vị kế thừa chính." in old
    assert "Đã ngừng sau ngày 08/12/2019" in old


def test_coverage_says_why_a_split_is_not_summed(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    pass_on(database, cast, "ward_b", "sen", "ward_a")
    page = client_of("secretary").get(f"/coverage/{cast.units['sen']}").text
    assert "phường Đại Nài đã chia cho nhiều đơn vị, không có số riêng của từng phần." in page
    assert "Chưa có số liệu" in page
    part = client_of("head_a").get(f"/coverage/{cast.units['ward_a']}").text
    assert "Phường Đại Nài</a> (đến 08/12/2019), một phần" in part


def test_an_agency_shows_what_it_came_from(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    pass_on(database, cast, "ward_a", "agency")
    page = client_of("secretary").get(f"/coverage/{cast.units['agency']}").text
    assert "Đơn vị cũ" in page
    assert "Số liệu của các tháng trước" not in page


def test_the_secretary_hands_all_over_in_one_act(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    pass_on(database, cast, "ward_a", "sen")
    secretary, ward = client_of("secretary"), cast.units["ward_a"]
    assert 'href="/successions"' in secretary.get("/decisions").text
    page = secretary.get("/successions").text
    assert "2 nhiệm vụ của 1 đơn vị đã ngừng hoạt động" in page
    assert "Xã Thạch Trung (đến 08/12/2019)" in page
    assert f'value="{DECISION}"' in page
    ids = re.findall(r'name="task_ids" value="(\d+)" checked', page)
    assert {int(number) for number in ids} == {cast.tasks["a1"], cast.tasks["a2"]}
    form = {"task_ids": ids, "receiver": str(cast.units["sen"]), "decision": DECISION, "once": uuid4().hex}
    answers = [secretary.post(f"/successions/{ward}", data=form) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/successions"] * 2
    after = secretary.get("/successions").text
    assert "Đã chuyển giao 2 nhiệm vụ cho phường Thành Sen." in after
    assert "Không còn nhiệm vụ nào của đơn vị đã ngừng hoạt động." in after
    assert [stored(database, cast, name).unit_id for name in ("a1", "a2")] == [cast.units["sen"]] * 2
    told = secretary.get(f"/tasks/{cast.tasks['a1']}").text
    assert "Chuyển giao đơn vị kế thừa" in told
    assert "Từ xã Thạch Trung sang phường Thành Sen." in told
    assert "tiếp nhận và thực hiện tiếp nhiệm vụ của xã Thạch Trung" in told
    assert client_of("head_a").get(f"/tasks/{cast.tasks['a1']}").status_code == 404


def test_two_of_one_directive_wait_for_a_word(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    pass_on(database, cast, "ward_a", "ward_b")
    secretary, ward, into = client_of("secretary"), cast.units["ward_a"], cast.units["ward_b"]
    page = secretary.get("/successions").text
    assert page.count("Phường Đại Nài đã có nhiệm vụ này:") == 2
    form = {"task_ids": [cast.tasks["a1"]], "receiver": str(into), "decision": DECISION}
    refused = secretary.post(f"/successions/{ward}", data=form)
    assert refused.status_code == 422
    assert "phường Đại Nài đã có các nhiệm vụ này. Đánh dấu để nhập vào nhiệm vụ đã có" in refused.text
    assert f'value="{cast.tasks["a2"]}" aria-label' in refused.text  # as it was ticked
    assert secretary.post(f"/successions/{ward}", data=form | {"joining": "y"}).status_code == 303
    assert "Đã nhập 1 nhiệm vụ vào nhiệm vụ đã có." in secretary.get("/successions").text
    assert stored(database, cast, "a1").state is TaskState.WITHDRAWN
    gone = secretary.get(f"/tasks/{cast.tasks['a1']}").text
    assert "Nhập vào nhiệm vụ của phường Đại Nài, theo 1665/NQ-UBTVQH15." in gone
    assert f'href="/tasks/{cast.tasks["b1"]}">Xem nhiệm vụ đó</a>' in gone
    kept = client_of("head_b").get(f"/tasks/{cast.tasks['b1']}").text
    assert "Nhập thêm nhiệm vụ của xã Thạch Trung" in kept
    assert "thực hiện tiếp, cả phần vừa nhập thêm" in kept
    assert "Xem nhiệm vụ đó" not in kept


def test_what_is_left_is_said(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    pass_on(database, cast, "ward_a", "agency")
    secretary, form = client_of("secretary"), {"receiver": str(cast.units["agency"]), "decision": DECISION}
    ids = [cast.tasks["a1"], cast.tasks["a2"], 999]
    answer = secretary.post(f"/successions/{cast.units['ward_a']}", data=form | {"task_ids": ids})
    assert answer.status_code == 303
    page = secretary.get("/successions").text
    assert "Đã chuyển giao 1 nhiệm vụ cho Phòng LĐ-TB&amp;XH." in page
    assert "1 nhiệm vụ Phòng LĐ-TB&amp;XH đã có, chưa chuyển" in page


def test_a_unit_without_successors_waits_in_the_same_list(
    client_of: Clients, admin: PageClient, database: TestDatabase, cast: Cast
) -> None:
    ward = cast.units["ward_a"]
    form = typed(admin.get(f"/admin/units/{ward}/closure").text) | GIVEN
    assert admin.post(f"/admin/units/{ward}/closure", data=form).status_code == 303
    secretary = client_of("secretary")
    assert "Chưa ghi đơn vị kế thừa" in secretary.get("/successions").text
    given = {"task_ids": [cast.tasks["a2"]], "decision": DECISION}
    refused = secretary.post(f"/successions/{ward}", data=given)
    assert (refused.status_code, "Ghi một đơn vị nhận nhiệm vụ." in refused.text) == (422, True)
    assert secretary.post(f"/successions/{ward}", data=given | {"unit": "thach trung"}).status_code == 422
    assert secretary.post(f"/successions/{ward}", data=given | {"unit": "ldtbxh"}).status_code == 303
    assert stored(database, cast, "a2").unit_id == cast.units["agency"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"task_ids": []}, "Chọn ít nhất một nhiệm vụ."),
        ({"receiver": "1"}, "Ghi một đơn vị nhận nhiệm vụ."),
        ({"decision": ""}, "Ghi số quyết định, nghị quyết."),
    ],
)
def test_an_unfit_handing_over_keeps_what_was_typed_and_saves_nothing(
    client_of: Clients, database: TestDatabase, cast: Cast, form: dict[str, object], words: str
) -> None:
    pass_on(database, cast, "ward_a", "sen")
    given = {"task_ids": [cast.tasks["a1"]], "receiver": str(cast.units["sen"]), "decision": "15/QĐ"}
    answer = client_of("secretary").post(f"/successions/{cast.units['ward_a']}", data=given | form)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert ('value="15/QĐ"' in answer.text) is ("decision" not in form)
    assert stored(database, cast, "a1").unit_id == cast.units["ward_a"]


def test_what_ended_meanwhile_is_not_handed_over(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    pass_on(database, cast, "ward_a", "sen")
    with database.app.app_context():
        row, secretary = db.session.get_one(Task, cast.tasks["a1"]), user(db.session, cast, "secretary")
        withdraw(db.session, row, reason="x", by=secretary, at=clock.at(TODAY))
        db.session.commit()
    form = {"task_ids": [cast.tasks["a1"]], "receiver": str(cast.units["sen"]), "decision": DECISION}
    answer = client_of("secretary").post(f"/successions/{cast.units['ward_a']}", data=form)
    assert (answer.status_code, "Chọn ít nhất một nhiệm vụ." in answer.text) == (422, True)


def test_the_deputy_chairman_reads_and_does_not_hand_over(
    client_of: Clients, database: TestDatabase, cast: Cast
) -> None:
    pass_on(database, cast, "ward_a", "sen")
    page = client_of("deputy").get("/successions").text
    assert "Phân tích nguyên nhân tỷ lệ thấp" in page
    assert "Chuyển giao các nhiệm vụ đã chọn" not in page
    assert "Phân tích" not in client_of("outsider").get("/successions").text


def test_pages_take_the_same_few_statements_after_successions(
    client_of: Clients, database: TestDatabase, cast: Cast
) -> None:
    pass_on(database, cast, "ward_a", "sen")
    pass_on(database, cast, "ward_b", "sen")
    sen, old = cast.units["sen"], cast.units["ward_a"]
    pages = [("secretary", path) for path in ("/overview", "/successions", f"/tasks?unit={sen}&state=all")]
    pages += [("secretary", path) for path in (f"/coverage/{sen}", f"/coverage/{old}", f"/overdue?unit={sen}")]
    pages += [("secretary", "/overdue?group=unit"), ("secretary", f"/coverage/{cast.units['agency']}")]
    pages += [("admin", f"/admin/units/{unit}{page}") for unit in (sen, old) for page in ("", "/succession")]
    counts, clients = {}, {name: client_of(name) for name in ("secretary", "admin")}
    for name, path in pages:
        with statements(database.app) as seen:
            assert clients[name].get(path).status_code == 200
        counts[path] = len([statement for statement in seen if statement.startswith(("SELECT", "WITH"))])
    assert {path: count for path, count in counts.items() if count > (7 if "/coverage/" in path else 6)} == {}
