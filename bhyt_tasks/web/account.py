"""Signing in and out, one's own password, and the way home."""

from datetime import datetime

from flask import Blueprint, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, Length

from bhyt_tasks.domain import clock, people, sign_ins
from bhyt_tasks.domain.access import Action, allowed
from bhyt_tasks.domain.db import begin_write
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.viewer import demo_days, user_named
from bhyt_tasks.web.forms import ActForm, at_most, required
from bhyt_tasks.web.gate import TOKEN, allows, given_back, new_token, public, signed_in, viewer
from bhyt_tasks.web.htmx import go, own_path, page, resend
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.passwords import hash_of_nobody, hashed, verified
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("account", __name__)

SHORTEST_PASSWORD = 10  # characters


class SignInForm(FlaskForm):
    username = StringField(_l("Tên đăng nhập"), [required(_l("Ghi tên đăng nhập.")), at_most(60)])
    password = PasswordField(_l("Mật khẩu"), [required(_l("Ghi mật khẩu.")), at_most(200)])
    next = HiddenField()
    kept = HiddenField()


class PasswordForm(FlaskForm):
    password = PasswordField(_l("Mật khẩu đang dùng"), [required(_l("Ghi mật khẩu đang dùng.")), at_most(200)])
    new_password = PasswordField(
        _l("Mật khẩu mới"),
        [
            required(_l("Ghi mật khẩu mới.")),
            Length(min=SHORTEST_PASSWORD, message=_l("Mật khẩu mới cần ít nhất %(min)d ký tự.")),
            at_most(200),
        ],
    )
    again = PasswordField(
        _l("Ghi lại mật khẩu mới"),
        [EqualTo("new_password", message=_l("Hai lần ghi mật khẩu mới không giống nhau."))],
    )


class MailForm(ActForm):
    wants_mail = BooleanField(_l("Gửi thư nhắc việc đến hạn, quá hạn, mỗi ngày nhiều nhất một thư"))


@blueprint.get("/")
@allows(Action.USE_ACCOUNT)
def home() -> ResponseReturnValue:
    return redirect(_home(), 303)


def _home() -> str:
    if allowed(viewer, Action.SEE_OVERVIEW):
        return url_for("overview.overview")
    if allowed(viewer, Action.SEE_OVERDUE):
        return url_for("overdue.overdue")
    if Role.UNIT in viewer.roles:
        return url_for("tasks.tasks")
    if allowed(viewer, Action.ENTER_READINGS):
        return url_for("readings.readings")
    return url_for("users.users")


@blueprint.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    form = SignInForm()
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(url_for("account.home"), 303)
        form.next.data = request.args.get("next", "")
        form.username.data = request.args.get("username", "")[:60]  # from a printed slip
        return page("account/login.html", form=form, demo_days=demo_days(db.session))
    if form.validate() and (user := _check_password(form)):
        return _enter(user, form)
    return page("account/login.html", 422, form=form, demo_days=demo_days(db.session))


def _check_password(form: SignInForm) -> User | None:
    """The account, when the password is right. The attempt is counted before the password is looked at."""
    username = form.username.data
    if not _attempt(username):
        form.form_errors = [
            _("Sai mật khẩu quá nhiều lần. Chờ 15 phút rồi thử lại, hoặc đề nghị quản trị hệ thống cấp lại mật khẩu.")
        ]
        return None
    user = user_named(db.session, people.username_key(username))
    if not verified(user.password_hash if user else hash_of_nobody(), form.password.data):
        user = None
    if user is None:
        form.form_errors = [_("Sai tên đăng nhập hoặc mật khẩu. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt.")]
    return user


def _attempt(username: str) -> bool:
    """Count an attempt; False when there were too many."""
    at, address = clock.real_now(), request.remote_addr or ""
    begin_write(db.session)
    if sign_ins.too_many(db.session, username=username, address=address, at=at):
        db.session.rollback()
        return False
    sign_ins.record_attempt(db.session, username=username, address=address, at=at)
    db.session.commit()
    return True


def _enter(user: User, form: SignInForm) -> ResponseReturnValue:
    user_id = user.id
    begin_write(db.session)
    token = sign_ins.start(
        db.session, db.session.get_one(User, user_id), device=str(request.user_agent), at=clock.real_now()
    )
    db.session.commit()
    session.clear()
    g.pop(TOKEN, None)  # made for the session that has just been left
    session[TOKEN] = new_token(user_id)
    login_user(signed_in(token))
    target = own_path(form.next.data or "")
    kept = given_back(form.kept.data or "", user_id)
    if kept and target and not viewer.must_change_password:
        return resend(target, kept)
    return go(_home() if form.kept.data else target or _home())


@blueprint.post("/logout")
@allows(Action.USE_ACCOUNT)
def logout() -> ResponseReturnValue:
    begin_write(db.session)
    sign_ins.end(db.session, current_user.token)
    db.session.commit()
    logout_user()
    session.clear()
    return go(url_for("account.login"), toast=_("Đã đăng xuất."))


@blueprint.get("/account")
@allows(Action.USE_ACCOUNT)
def account() -> ResponseReturnValue:
    return _account_page(MailForm(formdata=None))


def _account_page(form: MailForm, status: int = 200) -> ResponseReturnValue:
    user = db.session.get_one(User, viewer.id)
    if status == 200:
        form.wants_mail.data = user.wants_mail
    return page("account/account.html", status, form=form, email=user.email)


@blueprint.post("/account/mail")
@allows(Action.USE_ACCOUNT)
def mail() -> ResponseReturnValue:
    form = MailForm()

    def act(at: datetime) -> Answer:
        people.choose_mail(db.session.get_one(User, viewer.id), form.wants_mail.data)
        words = _("Sẽ gửi thư nhắc việc.") if form.wants_mail.data else _("Sẽ không gửi thư nhắc việc.")
        return Answer(url_for(".account"), words)

    answer = perform(form, act) if form.validate() else None
    return answer if answer is not None else _account_page(form, 422)


@blueprint.route("/account/password", methods=["GET", "POST"])
@allows(Action.USE_ACCOUNT)
def password() -> ResponseReturnValue:
    form = PasswordForm()
    if request.method == "GET" or not (form.validate() and _change_password(form)):
        return page("account/password.html", 200 if request.method == "GET" else 422, form=form)
    return go(_home(), toast=_("Đã đổi mật khẩu. Các thiết bị khác đã đăng xuất."))


def _change_password(form: PasswordForm) -> bool:
    username = db.session.get_one(User, viewer.id).username
    if not _attempt(username):
        form.password.errors = [_("Sai mật khẩu quá nhiều lần. Chờ 15 phút rồi thử lại.")]
        return False
    user = db.session.get_one(User, viewer.id)
    if not verified(user.password_hash, form.password.data):
        form.password.errors = [_("Mật khẩu đang dùng không đúng.")]
        return False
    if weakness := _weakness(form.new_password.data, user.username, form.password.data):
        form.new_password.errors = [weakness]
        return False
    new_hash, token = hashed(form.new_password.data), current_user.token
    user_id = user.id
    begin_write(db.session)
    people.change_password(db.session.get_one(User, user_id), new_hash)
    sign_ins.forget_attempts(db.session, username)
    sign_ins.end_others(db.session, user_id, token)
    db.session.commit()
    return True


def _weakness(new: str, username: str, old: str) -> str:
    from zxcvbn import zxcvbn  # its word lists take 10 MB: only here, when somebody changes a password

    if new == old:
        return _("Mật khẩu mới giống mật khẩu đang dùng. Chọn mật khẩu khác.")
    if zxcvbn(new[:72], user_inputs=[username, "bhyt", "bhxh"])["score"] < 2:
        return _("Mật khẩu này dễ đoán. Ghép ba, bốn từ không liên quan, ví dụ một câu chỉ mình biết.")
    return ""
