"""The administrator's users: found, added, revised, closed, given a new password."""

from datetime import datetime
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField, StringField
from wtforms.validators import Optional, ValidationError

from bhyt_tasks.domain import accounts, clock
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.accounts import NewAccount, UserFacts
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import Conflict, RuleBroken
from bhyt_tasks.domain.history import Subject
from bhyt_tasks.domain.people import BAD_EMAIL, BAD_PHONE, Role, User, is_email, is_phone, suggest_username
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import users as questions
from bhyt_tasks.queries.history import ChangeFilters, changes
from bhyt_tasks.queries.units import UnitChoice, choices
from bhyt_tasks.queries.users import UserFilters, UserRow
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.forms import ActForm, UnitsField, at_most, required, whole
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.passwords import hashed, one_time_password
from bhyt_tasks.web.sheet import Given, reveal
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("users", __name__)

CHANGES_SHOWN = 10
SHOWN_ONCE = _l("Mật khẩu chỉ hiện một lần, ngay sau khi cấp. Không còn giữ thì cấp mật khẩu mới.")


class UnitField(UnitsField):
    """One unit, typed as units are; shows a name or a choice."""

    def show(self, value: UnitChoice | str) -> str:
        return value if isinstance(value, str) else value.name

    def read(self, text: str) -> UnitChoice:
        units = super().read(text)
        if len(units) != 1:
            raise ValueError(_("Ghi một đơn vị."))
        return units[0]


class RolesField(SelectMultipleField):
    """The ticked roles; whatever is no role is left out."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **more)

    def process_data(self, value: frozenset[Role] | None) -> None:
        self.data = value or frozenset()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = frozenset(role for role in Role if role.value in valuelist)


def _phone(_form: object, field: StringField) -> None:
    if not is_phone(field.data):
        raise ValidationError(filters.sentence(RuleBroken(BAD_PHONE, text=field.data)))


def _email(_form: object, field: StringField) -> None:
    if not is_email(field.data):
        raise ValidationError(filters.sentence(RuleBroken(BAD_EMAIL, text=field.data)))


class UserForm(ActForm):
    full_name = StringField(_l("Họ tên"), [required(_l("Ghi họ tên.")), at_most(120)])
    position = StringField(_l("Chức vụ"), [required(_l("Ghi chức vụ.")), at_most(200)])
    unit = UnitField(_l("Đơn vị"), [Optional()])
    roles = RolesField(_l("Vai trò"))
    work_phone = StringField(_l("Điện thoại cơ quan"), [Optional(), at_most(30), _phone])
    email = StringField(_l("Thư điện tử"), [Optional(), at_most(200), _email])

    def facts(self) -> UserFacts:
        return UserFacts(
            full_name=self.full_name.data,
            position=self.position.data,
            roles=self.roles.data,
            unit_id=self.unit.data.id if self.unit.data else None,
            work_phone=self.work_phone.data or "",
            email=self.email.data or "",
        )

    def show(self, row: UserRow) -> None:
        """Fill the form with the user as stored."""
        for name in ("full_name", "position", "work_phone", "email", "roles", "version"):
            self[name].data = getattr(row, name)
        self.unit.data = row.unit_name or None


class NewUserForm(UserForm):
    username = StringField(_l("Tên đăng nhập"), [Optional(), at_most(60)])

    def name(self) -> str:
        """What was typed, else a free name from the unit's."""
        typed = (self.username.data or "").strip()
        if typed or not self.unit.data:
            return typed
        return suggest_username(self.unit.data.name, questions.usernames(db.session))


@blueprint.get("/admin/users")
@allows(Action.ADMINISTER)
def users() -> ResponseReturnValue:
    args = request.args
    asked = UserFilters(
        q=args.get("q", "")[:200],
        unit=whole(args.get("unit")),
        state=args.get("state", "") if args.get("state") in ("closed", "all") else "open",
        after=args.get("after", "")[:60],
    )
    found = questions.users(db.session, viewer, asked)
    following = {**vars(asked), "after": found.next_key}
    return page(
        "users/list.html",
        asked=asked,
        rows=found.rows,
        next_url=url_for(".users") + filters.query(following) if found.next_key else "",
        headless=questions.headless_count(db.session, viewer, clock.day(gate.now())),
    )


@blueprint.route("/admin/users/new", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def new() -> ResponseReturnValue:
    form = NewUserForm()
    if request.method == "GET":
        _begin(form, whole(request.args.get("unit")))
        return page("users/new.html", form=form, roles=Role)
    answer = _add(form) if form.validate() else None
    return answer if answer is not None else page("users/new.html", 422, form=form, roles=Role)


def _begin(form: NewUserForm, unit_id: int | None) -> None:
    """A form opened for a unit begins with its name and a free username."""
    among = choices(db.session, viewer.committee_id, clock.day(gate.now())).units if unit_id else ()
    for unit in (unit for unit in among if unit.id == unit_id):
        form.unit.data, form.roles.data = unit, frozenset({Role.UNIT})
        form.username.data = suggest_username(unit.name, questions.usernames(db.session))


def _add(form: NewUserForm) -> ResponseReturnValue | None:
    password = one_time_password()
    account = NewAccount(form.name(), hashed(password), form.facts())

    def act(at: datetime, given: Given) -> Answer:
        user = accounts.open_account(db.session, committee_id=viewer.committee_id, account=account, by=viewer, at=at)
        given[user.id] = password
        return Answer(_here(user.id), _("Tài khoản đã được tạo.") + " " + str(SHOWN_ONCE))

    return reveal(form, act)


def _here(user_id: int) -> str:
    return url_for("users.user", user_id=user_id)


@blueprint.route("/admin/users/<int:user_id>", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def user(user_id: int) -> ResponseReturnValue:
    load(User, user_id, Action.ADMINISTER)
    form = UserForm()
    if request.method == "GET":
        return _user_page(user_id)

    def act(at: datetime) -> Answer:
        current = locked(db.session, User, user_id)
        accounts.require_version(current, form.read_version())
        headless = accounts.revise_user(db.session, current, form.facts(), by=viewer, at=at)
        return Answer(_here(user_id), _("Đã lưu.") + _missing(headless))

    try:
        answer = perform(form, act) if form.validate() else None
    except Conflict as refusal:
        form.refuse(refusal)
        return _user_page(user_id, form, 409)
    return answer if answer is not None else _user_page(user_id, form, 422)


def _missing(headless: list[str]) -> str:
    """Tells which units have nobody any more who answers for them."""
    return "".join(" " + _("%(unit)s chưa có người đứng đầu.", unit=filters.cap(name)) for name in headless)


def _user_page(
    user_id: int, form: UserForm | None = None, status: int = 200, problem: ActForm | None = None
) -> ResponseReturnValue:
    """The page of a user; ``problem`` is an act that was refused."""
    row = questions.user_row(db.session, user_id)
    if form is None:
        form = UserForm(formdata=None)
        form.show(row)
    if status == 409:
        form.version.data = row.version
    asked = ChangeFilters(Subject.USER, user_id)
    return page(
        "users/user.html",
        status,
        form=form,
        row=row,
        roles=Role,
        problem=problem,
        stored=row if status == 409 else None,
        sign_ins=questions.signed_in(db.session, user_id),
        changes=changes(db.session, viewer, asked, limit=CHANGES_SHOWN),
    )


@blueprint.post("/admin/users/<int:user_id>/password")
@allows(Action.ADMINISTER)
def password(user_id: int) -> ResponseReturnValue:
    load(User, user_id, Action.ADMINISTER)
    form, fresh = ActForm(), one_time_password()
    password_hash = hashed(fresh)

    def act(at: datetime, given: Given) -> Answer:
        current = locked(db.session, User, user_id)
        accounts.give_password(db.session, current, password_hash, by=viewer, at=at)
        given[user_id] = fresh
        return Answer(_here(user_id), _("Mật khẩu mới đã được cấp.") + " " + str(SHOWN_ONCE))

    answer = reveal(form, act) if form.validate() else None
    return answer if answer is not None else _user_page(user_id, status=422, problem=form)


@blueprint.post("/admin/users/<int:user_id>/reopening")
@allows(Action.ADMINISTER)
def reopen(user_id: int) -> ResponseReturnValue:
    load(User, user_id, Action.ADMINISTER)
    form, fresh = ActForm(), one_time_password()
    password_hash = hashed(fresh)

    def act(at: datetime, given: Given) -> Answer:
        current = locked(db.session, User, user_id)
        if accounts.reopen_account(db.session, current, password_hash, by=viewer, at=at):
            given[user_id] = fresh
        return Answer(_here(user_id), _("Tài khoản đang mở.") + " " + str(SHOWN_ONCE))

    answer = reveal(form, act) if form.validate() else None
    return answer if answer is not None else _user_page(user_id, status=422, problem=form)


@blueprint.post("/admin/users/<int:user_id>/closure")
@allows(Action.ADMINISTER)
def close(user_id: int) -> ResponseReturnValue:
    load(User, user_id, Action.ADMINISTER)
    form = ActForm()

    def act(at: datetime) -> Answer:
        headless = accounts.close_account(db.session, locked(db.session, User, user_id), by=viewer, at=at)
        return Answer(_here(user_id), _("Đã đóng tài khoản và đăng xuất mọi thiết bị.") + _missing(headless))

    answer = perform(form, act) if form.validate() else None
    return answer if answer is not None else _user_page(user_id, status=422, problem=form)


@blueprint.post("/admin/users/<int:user_id>/sign-out")
@allows(Action.ADMINISTER)
def sign_out(user_id: int) -> ResponseReturnValue:
    load(User, user_id, Action.ADMINISTER)
    form = ActForm()

    def act(at: datetime) -> Answer:
        ended = accounts.sign_out_everywhere(db.session, locked(db.session, User, user_id), by=viewer, at=at)
        return Answer(_here(user_id), _("Đã đăng xuất %(count)s thiết bị.", count=ended))

    answer = perform(form, act) if form.validate() else None
    return answer if answer is not None else _user_page(user_id, status=422, problem=form)


@blueprint.post("/admin/users/<int:user_id>/headship")
@allows(Action.ADMINISTER)
def make_head(user_id: int) -> ResponseReturnValue:
    load(User, user_id, Action.ADMINISTER)
    form = ActForm()

    def act(at: datetime) -> Answer:
        accounts.make_head(db.session, locked(db.session, User, user_id), by=viewer, at=at)
        return Answer(_here(user_id), _("Đã đặt làm người đứng đầu đơn vị."))

    answer = perform(form, act) if form.validate() else None
    return answer if answer is not None else _user_page(user_id, status=422, problem=form)
