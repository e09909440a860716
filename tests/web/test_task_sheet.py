"""The list of tasks as a sheet: what the list shows, all its pages, on its day."""

import re
from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.conftest import PageClient
from tests.documents.test_sheets import cells
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


def table(client: PageClient, url: str) -> list[list[str]]:
    """The lines under the header, by columns."""
    found = cells(client.get(url).data)
    (top,) = [int(place[1:]) for place, cell in found.items() if cell[1] == "Nội dung chỉ đạo"]
    last = max(int(re.sub(r"\D", "", place)) for place in found)
    return [
        [found.get(f"{letter}{line}", ("", ""))[1] for letter in "ABCDEFGHIJKL"] for line in range(top + 1, last + 1)
    ]


def test_the_sheet_of_tasks_holds_both_clocks_and_the_class(client_of: Clients, cast: Cast) -> None:
    head = client_of("head_a")
    place = f"/tasks/{cast.tasks['a1']}"
    version = re.findall(r'name="version" value="(\d+)"', head.get(place).text)[0]
    counted = {"note": "=Đã họp", "done": "6", "total": "12", "measure": "thôn", "version": version}
    head.post(f"{place}/progress", data=counted)
    monday, due = "43808", "43789"
    assert table(client_of("secretary"), "/tasks.xlsx?q=phan+tich+thach+trung") == [
        [
            *("Phân tích nguyên nhân tỷ lệ thấp", "Buổi làm việc 29/10/2019, mục 1", "Xã Thạch Trung", due, ""),
            *("Đang thực hiện", "Chưa hoàn thành, quá hạn", "19", "19", "6/12 thôn", "=Đã họp", monday),
        ]
    ]


@pytest.mark.parametrize(("name", "rows"), [("secretary", 5), ("head_a", 2), ("overseer", 2), ("data_officer", 0)])
def test_everybody_takes_what_they_see(client_of: Clients, name: str, rows: int) -> None:
    assert len(table(client_of(name), "/tasks.xlsx?state=all")) == rows


def test_a_coordinating_task_has_no_clock(client_of: Clients) -> None:
    helping = [row for row in table(client_of("overseer"), "/tasks.xlsx?state=all") if row[5] == "Phối hợp"]
    assert [row[6:9] for row in helping] == [["", "", ""]]


@on_both
def test_the_list_leads_to_its_sheet_of_the_same_day(client_of: Clients) -> None:
    deputy = client_of("deputy")
    page = deputy.get("/tasks?state=all&after=2019-11-05_1&as_of=25/11/2019").text
    (url,) = re.findall(r'href="(/tasks\.xlsx[^"]*)"', page)
    assert url == "/tasks.xlsx?state=all&amp;as_of=25%2F11%2F2019"
    response = deputy.get(url.replace("&amp;", "&"))
    assert 'filename="nhiem-vu-2019-11-25.xlsx"' in response.headers["Content-Disposition"]
    assert cells(response.data)["A3"][1] == "Số liệu tại ngày 25/11/2019."
    assert [row[7] for row in table(deputy, url.replace("&amp;", "&"))] == ["20", "5", "5", "0", "0"]


def test_a_long_list_is_cut_and_says_so(client_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bhyt_tasks.web.tasks.MOST_ROWS", 3)
    secretary = client_of("secretary")
    assert len(table(secretary, "/tasks.xlsx")) == 3
    words = cells(secretary.get("/tasks.xlsx").data)["A3"][1]
    assert words == "Chỉ có 3 dòng đầu; lọc theo đơn vị để xuất phần còn lại."
