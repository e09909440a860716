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
