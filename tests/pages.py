"""What every page must be: one h1 that the title starts with, unique ids, labelled fields, targets that exist."""

import re
from functools import lru_cache
from html.parser import HTMLParser


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.targets: list[str] = []
        self.texts: dict[str, str] = {"title": "", "h1": ""}
        self.count = {"title": 0, "h1": 0}
        self.inside: list[str] = []
        self.in_label = 0
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if (
            "style" in values
            or any(name.startswith("on") for name in values)
            or (tag == "script" and "src" not in values)
        ):
            self.bad.append(self.get_starttag_text() or tag)
        if tag in self.texts:
            self.count[tag] += 1
            self.inside.append(tag)
        if tag == "label":
            self.in_label += 1
            self.labels.add(values.get("for") or "")
        if tag in ("input", "select", "textarea") and values.get("type") != "hidden":
            self.fields.append({**values, "wrapped": "yes" if self.in_label else None})
        if values.get("hx-target", "").startswith("#"):
            self.targets.append((values["hx-target"] or "")[1:])

    def handle_endtag(self, tag: str) -> None:
        if tag in self.texts and self.inside:
            self.inside.pop()
        if tag == "label":
            self.in_label -= 1

    def handle_data(self, data: str) -> None:
        for tag in self.inside:
            self.texts[tag] += data


def without_values(html: str) -> str:
    """A page but for what its fields hold: tokens are new each time."""
    return re.sub(r' value="[^"]*"', "", html)


def check_page(html: str) -> None:
    _check(without_values(html))


@lru_cache(maxsize=1000)  # many tests begin with the same pages, and a refusal is one page
def _check(html: str) -> None:
    page = _Page()
    page.feed(html)
    assert page.count == {"title": 1, "h1": 1}
    heading, title = (re.sub(r"\s+", " ", page.texts[tag]).strip() for tag in ("h1", "title"))
    stem = title.split(" · ")[0].removesuffix("...").strip()
    assert heading.startswith(stem) and stem, (heading, title)
    assert len(page.ids) == len(set(page.ids)), sorted(i for i in page.ids if page.ids.count(i) > 1)
    assert page.bad == []
    unlabelled = [
        field
        for field in page.fields
        if not (field.get("aria-label") or field.get("wrapped") or field.get("id") in page.labels)
    ]
    assert unlabelled == []
    assert [target for target in page.targets if target not in page.ids] == []


class _Form(HTMLParser):
    """What a browser would send of the form with this action, were none of its buttons pressed."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.within = action, False
        self.sent: dict[str, str] = {}
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.within = values.get("action") == self.action
        name, kind = values.get("name", ""), values.get("type", "text")
        if not self.within:
            return
        if tag == "input" and name and (kind not in ("checkbox", "radio") or "checked" in values) and kind != "file":
            self.sent[name] = values.get("value", "on")
        self.area = name if tag == "textarea" else ""
        if self.area:
            self.sent[name] = ""
        self.select = name if tag == "select" else self.select
        if tag == "option" and self.select and ("selected" in values or self.select not in self.sent):
            self.sent[self.select] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area
        self.select = "" if tag == "select" else self.select
        self.within = self.within and tag != "form"

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area] = (self.sent[self.area] + data).removeprefix("\r\n")


def form_sent(html: str, action: str) -> dict[str, str]:
    form = _Form(action)
    form.feed(html)
    return {name: value for name, value in form.sent.items() if name != "csrf_token"}
