"""The switch of language: what it sets, where it leads, and that an English page says nothing in Vietnamese."""

import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from bhyt_tasks.domain.db import Base
from bhyt_tasks.plugins import db
from bhyt_tasks.web import filters
from bhyt_tasks.web.language import COOKIE
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.house.test_matrix import TABLE, address
from tests.pages import without_values
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


@on_both
def test_the_switch_writes_pages_in_english_and_back(client_of: Clients) -> None:
    client = client_of("head_a")
    vietnamese = client.get("/tasks?state=all").text
    assert '<html lang="vi">' in vietnamese
    assert 'name="back" value="/tasks?state=all"' in vietnamese
    answer = client.post("/language", data={"language": "en", "back": "/tasks?state=all"})
    assert (answer.status_code, answer.location) == (303, "/tasks?state=all")
    cookie = client.get_cookie(COOKIE)
    assert (cookie.value, cookie.max_age, cookie.http_only, cookie.same_site) == ("en", 31536000, True, "Lax")
    english = client.get("/tasks?state=all").text
    assert '<html lang="en">' in english
    assert "Due" in english
    assert "Thời hạn" not in english
    client.post("/language", data={"language": "vi"})
    assert "Thời hạn" in client.get("/tasks").text


@pytest.mark.parametrize(
    ("back", "lands"),
    [
        ("/login", "/login"),
        ("/overdue?tab=waiting", "/overdue?tab=waiting"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/nowhere", "/"),
        ("/tasks/1/progress", "/"),  # takes a form, has no page
        ("", "/"),
    ],
)
def test_the_switch_leads_back_to_a_page_of_ours(client_of: Clients, back: str, lands: str) -> None:
    assert client_of("nobody").post("/language", data={"language": "en", "back": back}).location == lands


def test_an_unknown_language_changes_nothing(client_of: Clients) -> None:
    client = client_of("nobody")
    client.post("/language", data={"language": "fr"})
    assert client.get_cookie(COOKIE) is None
    client.set_cookie(COOKIE, "fr")
    assert '<html lang="vi">' in client.get("/login").text


def test_a_refused_form_switches_back_to_the_page_it_was_on(client_of: Clients, cast: Cast) -> None:
    page = f"http://localhost/tasks/{cast.tasks['a1']}"
    answer = client_of("head_a").post(f"/tasks/{cast.tasks['a1']}/progress", headers={"Referer": page})
    assert f'name="back" value="{page}"' in answer.text


# Shown in Vietnamese to everybody: the name of the language, the example of a document number, the quick days as typed.
AS_THEY_ARE = ("Tiếng Việt", "15/TB-BCĐ", "Xã, phường", "xã, phường", "Phường, xã", "phường, xã", "dân số")
READ_ALOUD = ("aria-label", "placeholder", "title", "alt", "data-label", "data-offline", "data-none", "data-done")


class _Words(HTMLParser):
    """What a reader sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def entered(database: TestDatabase) -> list[str]:
    """Every text that people have entered, longest first: data stays in the language it was written in."""
    texts = set(AS_THEY_ARE)
    with database.app.app_context():
        for table in Base.metadata.sorted_tables:
            for row in db.session.execute(table.select()):
                texts.update(str(value) for value in row if isinstance(value, str))
    return sorted((text for text in texts if text.strip()), key=len, reverse=True)


def is_vietnamese(text: str) -> bool:
    letters = unicodedata.normalize("NFD", text)
    return "đ" in text.lower() or any(map(unicodedata.combining, letters))


def vietnamese_words(page: str, data: list[str]) -> list[str]:
    words = _Words()
    words.feed(page)
    left = []
    for text in filter(is_vietnamese, words.found):
        quoted = text.strip(" “”\n")
        if len(quoted) > 15 and any(quoted in entry for entry in data):
            continue
        for entry in data:
            text = text.replace(entry, "").replace(filters.cap(entry), "")
        if is_vietnamese(text):
            left.append(text.strip())
    return left


@pytest.mark.parametrize("name", ["secretary", "deputy", "head_a", "overseer", "data_officer", "admin"])
def test_an_english_page_says_nothing_of_its_own_in_vietnamese(
    name: str, client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    client, data = client_of(name), entered(database)
    client.set_cookie(COOKIE, "en")
    left, seen = {}, set()
    for endpoint, (_method, template, _statuses) in TABLE.items():
        path = address(template, cast)
        for answer in (client.get(path), client.post(path)) if endpoint != "account.logout" else ():
            shown = without_values(answer.text) if answer.mimetype == "text/html" else ""
            if shown not in seen and (words := vietnamese_words(shown, data)):
                left[endpoint] = words
            seen.add(shown)
    assert left == {}
