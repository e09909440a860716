"""What stands in the menu of this viewer, and what does it count?"""

from dataclasses import dataclass, replace

from flask import Flask, g, request

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action, allowed, sees_everything
from bhyt_tasks.domain.people import Role
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import Badges, badges
from bhyt_tasks.web import filters
from bhyt_tasks.web.gate import now, viewer
from bhyt_tasks.web.language import gettext as _

TOLD = {Role.UNIT, Role.SECRETARY, Role.DEPUTY_CHAIRMAN}  # whom notices are made for


@dataclass(frozen=True)
class Item:
    """``short`` stands on the phone's tab bar; ``count`` is empty when there is nothing.

    ``place`` begins the addresses that the item stands for, when that is not its own.
    """

    url: str
    words: str
    short: str
    count: str = ""
    current: bool = False
    late: bool = False  # what is counted is late: red
    place: str = ""

    def leads_to(self, path: str) -> bool:
        return f"{path}/".startswith(f"{self.place or self.url}/")


def menu_items() -> list[Item]:
    """The viewer's menu with the place marked; the first three stand on the phone's tab bar."""
    items = _items(g.viewer)
    here = [item.url for item in items if item.leads_to(request.path)]
    return [replace(item, current=True) if item.url == max(here, key=len, default="") else item for item in items]


def _items(viewer: ViewerRow) -> list[Item]:
    if viewer.roles == {Role.ADMIN}:
        return [
            Item("/admin/units", _("Đơn vị"), _("Đơn vị")),
            Item("/admin/users", _("Người dùng"), _("Người dùng")),
            Item("/admin/settings", _("Cài đặt"), _("Cài đặt")),
            Item("/account", _("Tài khoản"), _("Tài khoản")),
        ]
    counted = counts()
    late = _count(counted.overdue)
    entries = [
        (Action.SEE_OVERVIEW, Item("/overview", _("Tổng quan"), _("Tổng quan"))),
        (Action.SEE_OVERDUE, Item("/overdue", _("Quá hạn"), _("Quá hạn"), late, late=True)),
        (Action.SEE_TASKS, Item("/tasks", _("Nhiệm vụ"), _("Nhiệm vụ"))),
        (
            Action.SEE_DECISIONS,
            Item("/decisions", _("Chờ quyết định"), _("Quyết định"), _count(counted.decisions)),
        ),
        (Action.SEE_MEETINGS, Item("/meetings", _("Cuộc họp, kiểm tra"), _("Cuộc họp"))),
        (Action.SEE_COVERAGE, Item("/coverage", _("Bao phủ BHYT"), _("Bao phủ"))),
    ]
    items = [item for action, item in entries if allowed(viewer, action)]
    if not allowed(viewer, Action.SEE_OVERDUE) and Role.UNIT in viewer.roles:
        items = [replace(item, count=late, late=True) if item.url == "/tasks" else item for item in items]
    if not (sees_everything(viewer) or Role.DATA_OFFICER in viewer.roles or viewer.has_residents):
        items = [item for item in items if item.url != "/coverage"]
    if Role.DATA_OFFICER in viewer.roles:
        items.insert(0, Item("/coverage/readings", _("Số liệu tham gia BHYT"), _("Số liệu")))
    if allowed(viewer, Action.ADMINISTER):
        items.append(Item("/admin/users", _("Quản trị"), _("Quản trị"), place="/admin"))
    if not allowed(viewer, Action.SEE_OVERVIEW):
        items.append(Item("/account", _("Tài khoản"), _("Tài khoản")))
    return items


def counts(late: int | None = None) -> Badges:
    """What waits for the viewer, counted once a request; ``late`` when the page has counted that already."""
    if "badges" not in g:
        g.badges = badges(db.session, viewer, clock.day(now()), late)
    return g.badges  # type: ignore[no-any-return]


def bell() -> str | None:
    """What the bell counts; None for who is told nothing."""
    return _count(counts().unread) if viewer.roles & TOLD else None


def _count(value: int) -> str:
    return filters.capped(value) if value else ""


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(menu_items=menu_items, bell=bell)
