"""Who did what, for the committee: the page, its filters, and the same rows as a sheet."""

import re
from collections.abc import Callable

import pytest

from bhyt_tasks.documents import sheets
from tests.cast import Cast
from tests.conftest import PageClient
from tests.documents.test_sheets import cells
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


def progress(client: PageClient, cast: Cast, name: str, note: str, **more: str) -> None:
    place = f"/tasks/{cast.tasks[name]}"
    version = re.findall(r'name="version" value="(\d+)"', client.get(place).text)[0]
    sent = client.post(f"{place}/progress", data={"note": note, "version": version, **more})
    assert sent.status_code == 303


def test_the_committee_sees_who_did_what(client_of: Clients, cast: Cast) -> None:
    progress(client_of("head_a"), cast, "a1", "Đã họp <b>các thôn</b>")
    told = {"told_by": "Chủ tịch UBND phường", "channel": "phone", "told_on": "08/12/2019"}
    progress(client_of("secretary"), cast, "b1", "Đang làm", **told)
    page = client_of("deputy").get("/history").text
    assert (
        page.index("Đang làm") < page.index("Đã họp &lt;b&gt;các thôn&lt;/b&gt;") < page.index("Giao nhiệm vụ</strong>")
    )
    assert "nhập thay, theo lời Chủ tịch UBND phường qua điện thoại, 08/12/2019" in page
    assert "Chức vụ head_a" in page
    assert f'href="/tasks/{cast.tasks["a1"]}"' in page


@on_both
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=head+a", 1),
        ("unit=dai nai", 2),
        ("what=issued", 6),
        ("what=nonsense", 7),
        ("start=09/12/2019", 1),
        ("end=08/12/2019", 6),
        ("q=phan+tich", 4),
        ("q=khong+co", 0),
        ("before=1", 0),
        ("before=99999999999", 7),
    ],
)
def test_the_history_is_narrowed_and_exported_as_listed(client_of: Clients, cast: Cast, query: str, found: int) -> None:
    progress(client_of("head_a"), cast, "a1", "Đã họp")
    secretary = client_of("secretary")
    page = secretary.get(f"/history?{query}").text
    assert page.count('<td class="nowrap">') == found
    if found and "before" not in query:
        (address,) = re.findall(r'href="(/history\.xlsx[^"]*)"', page)
        sheet = cells(secretary.get(address.replace("&amp;", "&")).data)
        assert sum(re.fullmatch(r"A\d+", place) is not None for place in sheet) == found + 3


def test_a_bad_day_is_told_and_left_out(client_of: Clients) -> None:
    response = client_of("secretary").get("/history?start=31/02/2019&end=x")
    assert response.status_code == 200
    assert response.text.count('class="wrong"') == 2
    assert 'value="31/02/2019"' in response.text
    assert response.text.count('<td class="nowrap">') == 6


@on_both
def test_pages_keep_the_search(client_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bhyt_tasks.queries.history.acts.__kwdefaults__", {"limit": 4})
    secretary = client_of("secretary")
    (following,) = re.findall(r'<p class="more"><a class="btn" href="([^"]+)"', secretary.get("/history?who=secr").text)
    assert following.startswith("/history?who=secr&amp;before=")
    assert secretary.get(following.replace("&amp;", "&")).text.count('<td class="nowrap">') == 2


def test_the_sheet_is_a_file_with_real_cells(client_of: Clients, cast: Cast) -> None:
    counted = {"done": "6", "total": "12", "measure": "thôn", "obstacle": "Thiếu kinh phí"}
    progress(client_of("head_a"), cast, "a1", "=1+1", **counted)
    response = client_of("deputy").get("/history.xlsx?what=progress")
    assert response.mimetype == sheets.TYPE
    assert response.headers["Content-Disposition"] == 'attachment; filename="lich-su-2019-12-09.xlsx"'
    found = cells(response.data)
    assert [found[f"{letter}4"][1] for letter in "ABCE"] == [
        "Thời điểm",
        "Người thực hiện",
        "Chức vụ khi đó",
        "Việc đã làm",
    ]
    assert found["A5"][0] == "n"
    assert [found[f"{letter}5"][1] for letter in "BCEFGHIJ"] == [
        *("head_a", "Chức vụ head_a", "Cập nhật tiến độ", "Xã Thạch Trung"),
        *("mục 1: Phân tích nguyên nhân tỷ lệ thấp", "=1+1", "Thiếu kinh phí", "6/12 thôn"),
    ]
    assert found["H5"][0] == "inlineStr"


def test_a_sheet_that_is_cut_says_so(client_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bhyt_tasks.web.history.MOST_ROWS", 4)
    found = cells(client_of("secretary").get("/history.xlsx").data)
    assert found["A3"][1] == "Chỉ có 4 dòng mới nhất; lọc theo ngày để xuất phần còn lại."
    assert sum(re.fullmatch(r"B\d+", place) is not None for place in found) == 5


def test_nobody_sees_the_history_of_the_other_committee(client_of: Clients, cast: Cast) -> None:
    outsider = client_of("outsider")
    assert "Không có việc nào như vậy." in outsider.get("/history").text
    assert len(cells(outsider.get("/history.xlsx").data)) == 12


def test_the_two_histories_lead_to_each_other_for_who_may_see_both(client_of: Clients) -> None:
    outsider = client_of("outsider")
    assert 'href="/admin/history"' in outsider.get("/history").text
    assert 'href="/history"' in outsider.get("/admin/history").text
    assert 'href="/admin/history"' not in client_of("secretary").get("/history").text
    assert 'href="/history"' not in client_of("admin").get("/admin/history").text
    assert 'href="/history"' in client_of("deputy").get("/overview").text
