"""Accounts and new passwords for many at once, printed as slips."""

import math
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain import accounts, clock
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.accounts import NewAccount, UserFacts
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.people import Role, User, head_position, suggest_username, username_key
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import users as questions
from bhyt_tasks.queries.users import HeadlessUnit
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.forms import ActForm, IdsField
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.passwords import hashed, one_time_password
from bhyt_tasks.web.sheet import A_SECOND, MOST_AT_ONCE, Given, only_here, reveal
from bhyt_tasks.web.writing import Answer, repeated

blueprint = Blueprint("slips", __name__)

NONE_TICKED = N_("Chưa đánh dấu đơn vị nào.")
TWICE = N_("Tên đăng nhập “{text}” ghi cho hai đơn vị.")


@dataclass
class Line:
    """A unit on the form, with what was typed for its head."""

    unit: HeadlessUnit
    username: str
    position: str
    ticked: bool = True
    errors: dict[str, str] = field(default_factory=dict)


class HeadsForm(ActForm):
    unit_ids = IdsField()
    lines: list[Line] = []

    def refuse(self, refusal: RuleBroken) -> None:
        """A rule names the line by its unit's id: ``username-12``."""
        name, _dash, unit_id = (refusal.field or "").rpartition("-")
        for line in self.lines:
            if str(line.unit.id) == unit_id:
                line.errors["position" if name in ("position", "full_name") else "username"] = filters.sentence(refusal)
                return
        super().refuse(refusal)

    @property
    def ticked(self) -> list[Line]:
        return [line for line in self.lines if line.ticked]


class SlipsForm(ActForm):
    user_ids = IdsField()


@blueprint.route("/admin/users/heads", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def heads() -> ResponseReturnValue:
    form = HeadsForm()
    if request.method == "POST" and form.validate() and (earlier := repeated(form)):
        return earlier.response()
    today = clock.day(gate.now())
    units = questions.headless_units(db.session, viewer, today, limit=MOST_AT_ONCE)
    taken = questions.usernames(db.session)
    form.lines = _suggested(units, taken) if request.method == "GET" else _typed(form, units)
    answer = _open(form) if request.method == "POST" and _valid(form, taken) else None
    if answer is not None:
        return answer
    return page(
        "slips/heads.html",
        200 if request.method == "GET" else 422,
        form=form,
        more=max(questions.headless_count(db.session, viewer, today) - len(units), 0),
        seconds=seconds(len(units)),
        only_here=only_here(),
    )


def seconds(passwords: int) -> int:
    return math.ceil(passwords / A_SECOND)


def _suggested(units: list[HeadlessUnit], taken: set[str]) -> list[Line]:
    lines, used = [], set(taken)
    for unit in units:
        username = suggest_username(unit.name, used)
        used.add(username)
        lines.append(Line(unit, username, head_position(unit.kind, unit.name)))
    return lines


def _typed(form: HeadsForm, units: list[HeadlessUnit]) -> list[Line]:
    ticked, typed = set(form.unit_ids.data), request.form
    return [
        Line(
            unit,
            typed.get(f"username-{unit.id}", "")[:60].strip(),
            typed.get(f"position-{unit.id}", "")[:120].strip(),
            unit.id in ticked,
        )
        for unit in units
    ]


def _valid(form: HeadsForm, taken: set[str]) -> bool:
    """Every wrong line carries its sentence, before any password is hashed."""
    gone = len(set(form.unit_ids.data)) - len(form.ticked)
    if gone > 0:
        form.form_errors = [_("%(count)s đơn vị vừa có người đứng đầu, đã bỏ khỏi danh sách. Xem lại.", count=gone)]
    elif not form.ticked:
        form.form_errors = [_(NONE_TICKED)]
    used: set[str] = set()
    for line in form.ticked:
        _check(line, taken, used)
        used.add(username_key(line.username))
    if any(line.errors for line in form.lines):
        form.form_errors = [*form.form_errors, _("Chưa tạo tài khoản nào: có chỗ cần sửa ở bảng dưới.")]
    return not form.errors


def _check(line: Line, taken: set[str], used: set[str]) -> None:
    if not line.position:
        line.errors["position"] = _(accounts.NO_POSITION)
    try:
        accounts.require_username(line.username)
        key = username_key(line.username)
        if key in taken or key in used:
            raise RuleBroken(TWICE if key in used else accounts.TAKEN, text=key)
    except RuleBroken as refusal:
        line.errors["username"] = filters.sentence(refusal)


def _open(form: HeadsForm) -> ResponseReturnValue | None:
    passwords = {username_key(line.username): one_time_password() for line in form.ticked}
    new = [
        NewAccount(
            line.username,
            hashed(passwords[username_key(line.username)]),
            UserFacts(line.position, line.position, frozenset({Role.UNIT}), unit_id=line.unit.id),
        )
        for line in form.ticked
    ]

    def act(at: datetime, given: Given) -> Answer:
        made = accounts.open_head_accounts(db.session, new, by=viewer, at=at)
        given.update((user.id, passwords[user.username]) for user in made)
        words = _("%(count)s tài khoản đã được tạo. Mật khẩu chỉ hiện một lần; cần in lại thì cấp mật khẩu mới.")
        return Answer(url_for("slips.slips", user_ids=list(given)), words % {"count": len(made)})

    return reveal(form, act)


@blueprint.route("/admin/users/slips", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def slips() -> ResponseReturnValue:
    """New passwords for chosen people. GET says for whom."""
    form = SlipsForm(formdata=request.form if request.method == "POST" else request.args)
    if request.method == "GET":
        form.once.data = form.once.default()
    elif form.validate() and (earlier := repeated(form)):
        return earlier.response()
    rows = questions.chosen_users(db.session, viewer, form.user_ids.data[:MOST_AT_ONCE])
    answer = None
    if request.method == "POST" and rows and not form.errors:
        answer = _give(form, [row.id for row in rows])
    if answer is not None:
        return answer
    shown = {"rows": rows, "seconds": seconds(len(rows)), "only_here": only_here()}
    return page("slips/choose.html", 200 if request.method == "GET" else 422, form=form, **shown)


def _give(form: SlipsForm, user_ids: list[int]) -> ResponseReturnValue | None:
    passwords = {user_id: one_time_password() for user_id in user_ids}
    hashes = {user_id: hashed(password) for user_id, password in passwords.items()}

    def act(at: datetime, given: Given) -> Answer:
        for user_id in sorted(hashes):
            user = locked(db.session, User, user_id)
            accounts.give_password(db.session, user, hashes[user_id], by=viewer, at=at)
        given.update(passwords)
        words = _("Mật khẩu mới đã được cấp cho %(count)s người và chỉ hiện một lần; cần in lại thì cấp lần nữa.")
        return Answer(url_for("slips.slips", user_ids=user_ids), words % {"count": len(user_ids)})

    return reveal(form, act)
