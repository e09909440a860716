"""The demo's two committees: what the sources say is on the screen, and neither sees anything of the other."""

import io
import re
from collections import deque
from collections.abc import Callable
from html import unescape
from itertools import chain
from zipfile import ZipFile

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from bhyt_tasks import create_app, demo
from bhyt_tasks.cli import accounts_file, prepare_demo
from bhyt_tasks.config import BadConfig, Config
from bhyt_tasks.demo.ha_tinh import HA_TINH
from bhyt_tasks.demo.luc_ngan import LUC_NGAN
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.files import Attachment
from bhyt_tasks.domain.findings import Finding
from bhyt_tasks.domain.history import Event
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import Unit, UnitGroup
from bhyt_tasks.plugins import db
from tests.conftest import PageClient, sign_in
from tests.web.test_writes import statements

OTHER = {HA_TINH.name: LUC_NGAN.name, LUC_NGAN.name: HA_TINH.name}
COMMITTEE_OF = {username: each.name for each in demo.DEMOS for username in each.people}
# One of each kind of viewer.
LOOKING = (
    *("phochutich", "thuky", "thachtrung", "bhxh", "solieu"),
    *("lucngan.phochutich", "lucngan.thuky", "lucngan.tanquang", "lucngan.sangben", "lucngan.nongdan"),
    "lucngan.solieu",
)


@pytest.fixture(scope="module")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("demo")
    app = create_app(Config(database_url=f"sqlite:///{folder / 'demo.db'}", instance=folder, secret_key="k" * 40))
    app.testing = True
    password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x")
    with app.app_context():
        upgrade()
        demo.load(db.session, dict.fromkeys(demo.USERNAMES, password_hash))
        db.session.commit()
        db.session.remove()
    return app


@pytest.fixture
def client(demo_app: Flask) -> Callable[[str], PageClient]:
    return lambda username: sign_in(demo_app, username)


def committee_id(name: str) -> int:
    return int(db.session.scalars(select(Committee.id).where(Committee.name == name)).one())


def ids(model: type[Task | Meeting | Directive | Finding | Unit], name: str) -> list[int]:
    return list(db.session.scalars(select(model.id).where(model.committee_id == committee_id(name))))


def words(name: str) -> set[str]:
    """Names, titles, texts and offices of a committee that are at least two words."""
    one = committee_id(name)
    columns = (Unit.name, UnitGroup.name, User.position, User.username, Meeting.title, Directive.text, Finding.text)
    said = chain.from_iterable(
        db.session.scalars(select(column).where(column.class_.committee_id == one)) for column in columns
    )
    notes = db.session.scalars(select(Event.note).where(Event.committee_id == one, Event.note != ""))
    return {text for text in (*said, *notes) if " " in text or "." in text}


@pytest.fixture(scope="module")
def foreign(demo_app: Flask) -> dict[str, set[str]]:
    """Of each committee: what stands in the other one only, in no word of its own."""
    with demo_app.app_context():
        own = {name: words(name) for name in OTHER}
    return {
        name: {text for text in own[other] if not any(text.casefold() in mine.casefold() for mine in own[name])}
        for name, other in OTHER.items()
    }


LINK = re.compile(r'(?:href|action)="(/[^"#]*)')


def pages_from(client: PageClient, start: str) -> dict[str, str]:
    """Every page that can be reached by links, with its text in small letters; some of those that there are one a unit
    and month of."""
    found: dict[str, str] = {}
    queue = deque([start])
    while queue:
        path = queue.popleft()
        many = "/versions?" in path and sum("/versions?" in each for each in found) >= 5
        if path in found or many or path.startswith(("/static", "/logout")):
            continue
        answer = client.get(path, follow_redirects=True)
        text = words_of(answer)
        found[path] = unescape(text).casefold() if answer.status_code == 200 else ""
        queue.extend(unescape(link) for link in LINK.findall(text))
    return found


def words_of(answer: TestResponse) -> str:
    """The text of a page, or of the parts of a sheet."""
    if answer.mimetype.startswith("text/"):
        return answer.text
    with ZipFile(io.BytesIO(answer.data)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("who", LOOKING)
def test_no_page_shows_anything_of_the_other_committee(
    client: Callable[[str], PageClient], foreign: dict[str, set[str]], who: str
) -> None:
    hidden = foreign[COMMITTEE_OF[who]]
    assert len(hidden) > 30
    pages = pages_from(client(who), "/")
    assert len(pages) > 5
    leaks = {(path, text) for path, page in pages.items() for text in hidden if text.casefold() in page}
    assert leaks == set()


@pytest.mark.parametrize("who", ["thuky", "lucngan.thuky", "phochutich", "lucngan.phochutich"])
def test_nothing_of_the_other_committee_opens(demo_app: Flask, client: Callable[[str], PageClient], who: str) -> None:
    with demo_app.app_context():
        other = OTHER[COMMITTEE_OF[who]]
        paths = [
            *(f"/tasks/{each}" for each in ids(Task, other)),
            *(f"/meetings/{each}" for each in ids(Meeting, other)),
            *(f"/coverage/{each}" for each in ids(Unit, other)),
        ]
        edits = [
            *(f"/meetings/{each}/{page}" for each in ids(Meeting, other) for page in ("edit", "issue", "findings")),
            *(f"/directives/{each}/edit" for each in ids(Directive, other)),
            *(f"/findings/{each}/edit" for each in ids(Finding, other)),
        ]
    looking, secretary = client(who), who.endswith("thuky")
    assert {looking.get(path).status_code for path in paths} == {404}
    assert {looking.get(path).status_code for path in edits} == {404 if secretary else 403}


@pytest.mark.parametrize(
    ("who", "typed", "own"),
    [("thuky", "sang", "hung"), ("lucngan.thuky", "thach", "giang"), ("lucngan.thuky", "phong y te", "dai nai")],
)
def test_typing_and_searching_find_nothing_of_the_other(
    demo_app: Flask, client: Callable[[str], PageClient], foreign: dict[str, set[str]], who: str, typed: str, own: str
) -> None:
    looking, hidden = client(who), foreign[COMMITTEE_OF[who]]
    for piece in (typed, own):
        assert not any(text in unescape(looking.get(f"/units?field=lead&lead={piece}").text) for text in hidden)
    assert "<button" not in looking.get(f"/units?field=lead&lead={typed}").text
    for path in ("/tasks?state=all&q=", "/overdue?q="):
        page = unescape(looking.get(f"{path}{typed}").text)
        assert not any(text in page for text in hidden)
    with demo_app.app_context():
        units = ids(Unit, OTHER[COMMITTEE_OF[who]])
    for unit in units:
        page = unescape(looking.get(f"/tasks?state=all&unit={unit}").text)
        assert not any(text in page for text in hidden)


@pytest.mark.parametrize(("who", "other"), [("thachtrung", "lucngan.thuky"), ("lucngan.honggiang", "thuky")])
def test_a_file_of_the_other_committee_does_not_open(
    demo_app: Flask, client: Callable[[str], PageClient], who: str, other: str
) -> None:
    with demo_app.app_context():
        unit = db.session.scalars(select(User.unit_id).where(User.username == who)).one()
        spoken = select(Task.id).where(Task.unit_id == unit, Task.last_word_id.is_not(None)).order_by(Task.id.desc())
        task = db.session.scalars(spoken).first()
    data = {"files": (io.BytesIO(b"%PDF-1.4 cua rieng"), "rieng.pdf")}
    assert client(who).post(f"/tasks/{task}/attachments", data=data).status_code == 303
    with demo_app.app_context():
        file = db.session.scalars(select(func.max(Attachment.id))).one()
    with client(who).get(f"/attachments/{file}") as mine:
        assert mine.status_code == 200
    assert client(other).get(f"/attachments/{file}").status_code == 404


# What the second source says


def test_R8_R9_1492_of_2174_at_98_percent_is_639_people_59_a_month(
    demo_app: Flask, client: Callable[[str], PageClient]
) -> None:
    with demo_app.app_context():
        unit = db.session.scalars(select(Unit.id).where(Unit.name == "xã Hồng Giang")).one()
    page = re.sub(r"<[^>]+>|\s+", " ", client("lucngan.honggiang").get(f"/coverage/{unit}").text)
    beside = re.sub(r" +", " ", page[page.index("Số liệu từ nguồn khác") :])
    assert "1/2018 · Số liệu báo chí" in beside
    assert "1.492 / 2.174 68,6% 639 để đạt 98% 59" in beside
    assert "không nêu 2.174 là dân số toàn xã hay nhóm cần vận động" in beside
    assert "từ 98% trở lên, đến 31/12/2018 (kế hoạch của xã năm 2018)" in re.sub(r" +", " ", page)


def test_a_commune_lists_its_thirteen_villages_worst_first(
    demo_app: Flask, client: Callable[[str], PageClient]
) -> None:
    with demo_app.app_context():
        unit = db.session.scalars(select(Unit.id).where(Unit.name == "xã Tân Quang")).one()
    page = client("lucngan.tanquang").get(f"/coverage/{unit}").text
    villages = page[page.index('id="villages"') :]
    names = re.findall(r'<th scope="row" class="full"><a [^>]*>([^<]+)</a>', villages)
    assert len(names) == 13
    assert villages.count("Chưa có số liệu") == 4
    assert names[4:6] == ["Thôn Sàng Nội", "Thôn Sàng Bến"]
    assert sum("(minh họa)" in name for name in names) == 11
    assert "còn hơn 500 người chưa tham gia (số ước" in page
    assert "100%, đến 31/12/2018" in page


def test_the_district_counts_each_person_once(client: Callable[[str], PageClient]) -> None:
    page = client("lucngan.phochutich").get("/overview").text
    assert "2/2 đơn vị có số liệu" in page
    assert "91,2%" in page  # (1698 + 6901) / (2174 + 7250)
    assert "782 người" in page  # 433 + 349: the two have different goals
    assert "Thôn" not in page[page.index("Kết quả theo đơn vị") :]


def test_the_inspection_has_three_findings_at_hong_giang_each_answered(
    client: Callable[[str], PageClient], demo_app: Flask
) -> None:
    with demo_app.app_context():
        meeting = min(ids(Meeting, LUC_NGAN.name))
    page = client("lucngan.phochutich").get(f"/meetings/{meeting}").text
    assert "Tồn tại, hạn chế: 3" in page
    assert page.count("<strong>Xã Hồng Giang.</strong>") == 3
    assert "chưa có chỉ đạo khắc phục" not in page
    assert "huyện Lục Ngạn: suy ra từ tên hai xã" in page


def test_a_second_visit_is_illustrative_and_only_a_draft(client: Callable[[str], PageClient], demo_app: Flask) -> None:
    with demo_app.app_context():
        visit = max(ids(Meeting, LUC_NGAN.name))
    secretary = client("lucngan.thuky")
    page = secretary.get(f"/meetings/{visit}").text
    assert "Kiểm tra lại tại xã Hồng Giang (minh họa)" in page
    assert "Tồn tại, hạn chế: 1" in page
    assert "Lặp lại lần 2" in page
    checks = secretary.get(f"/meetings/{visit}/checks").text
    assert re.findall(r'value="(\w*)" checked', checks) == ["mended", "repeated", ""]
    assert checks.count("Minh họa: ") == 2
    assert "Lặp lại lần 2" not in secretary.get("/findings").text


def test_on_29_06_2018_some_are_late_one_waits_and_some_are_done(client: Callable[[str], PageClient]) -> None:
    deputy = client("lucngan.phochutich")
    overdue = deputy.get("/overdue").text
    assert "3 nhiệm vụ của 3 đơn vị · quá hạn lâu nhất 90 ngày" in overdue
    assert "Hội LHPN huyện" in deputy.get("/decisions").text
    assert "Hoàn thành đúng hạn 2/6" in deputy.get("/overview").text


def test_before_sign_in_both_days_are_told_and_after_it_ones_own(client: Callable[[str], PageClient]) -> None:
    banner = client("nobody").get("/login").text
    assert "gồm hai Ban Chỉ đạo" in banner
    assert "BCĐ BHYT TP Hà Tĩnh, 09/12/2019; BCĐ BHYT huyện, 29/06/2018." in banner
    for who, day in (("thuky", "09/12/2019"), ("lucngan.thuky", "29/06/2018")):
        assert f"hôm nay được xem là {day}" in client(who).get("/account").text


@pytest.mark.parametrize("unit", ["xã Tân Quang", "xã Hồng Giang", "thôn Sàng Bến"])
def test_a_units_page_takes_the_same_few_statements(
    demo_app: Flask, client: Callable[[str], PageClient], unit: str
) -> None:
    with demo_app.app_context():
        unit_id = db.session.scalars(select(Unit.id).where(Unit.name == unit)).one()
    looking = client("lucngan.phochutich")
    with statements(demo_app) as seen:
        assert looking.get(f"/coverage/{unit_id}").status_code == 200
    assert len([statement for statement in seen if statement.startswith(("SELECT", "WITH"))]) == 7


# Loading


def test_an_older_demo_gets_the_committee_it_lacks_and_keeps_what_was_done(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("BHYT_INSTANCE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "sqlite:///:memory:")  # put back afterwards: preparing the demo changes it
    config = Config.from_env()
    whole, older = demo.DEMOS, demo.DEMOS[:1]
    monkeypatch.setattr(demo, "DEMOS", older)
    prepare_demo(config)
    first = accounts_file(config).read_text()
    monkeypatch.setattr(demo, "DEMOS", whole)
    for _ in range(2):
        prepare_demo(config)
    accounts = accounts_file(config).read_text()
    assert accounts.startswith(first)
    assert re.findall(r"^(\S+) +\w{4}-\w{4}-\w{4}  ", accounts, re.M) == list(demo.USERNAMES)
    app = create_app(Config(database_url=f"sqlite:///{tmp_path / 'demo.db'}", instance=tmp_path, secret_key="k" * 40))
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Committee)) == 2
        db.session.remove()
    accounts_file(config).unlink()
    with pytest.raises(BadConfig, match="để tạo lại dữ liệu mẫu"):
        prepare_demo(config)
