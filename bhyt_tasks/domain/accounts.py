"""How does an account begin, change and end? Every act of an administrator stands in the history."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, sign_ins
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import N_, Conflict, RuleBroken
from bhyt_tasks.domain.history import ChangeKind, Subject, differences, record_change
from bhyt_tasks.domain.people import Actor, Role, User, add_user, searchable, username_key
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.domain.vietnamese import clean

NO_USERNAME = N_("Ghi tên đăng nhập.")
BAD_USERNAME = N_("Tên đăng nhập “{text}” chưa đúng. Ghi 3 đến 60 chữ thường không dấu, chữ số, dấu chấm hoặc gạch.")
TAKEN = N_("Tên đăng nhập “{text}” đã có người dùng. Ghi tên khác, ví dụ thêm một chữ số.")
NO_NAME = N_("Ghi họ tên.")
NO_POSITION = N_("Ghi chức vụ.")
NO_ROLE = N_("Chọn ít nhất một vai trò.")
NO_UNIT = N_("Người của đơn vị cần thuộc một đơn vị. Ghi tên đơn vị.")
UNKNOWN_UNIT = N_("Không có đơn vị này.")
LAST_ADMIN = N_("Đây là quản trị cuối cùng còn dùng. Giao vai trò Quản trị cho người khác trước.")
ONESELF = N_("Không tự đóng tài khoản đang dùng. Đề nghị quản trị khác đóng.")
OWN_PASSWORD = N_("Mật khẩu của chính mình đổi ở trang Tài khoản.")
CLOSED = N_("Tài khoản này đã đóng. Mở lại trước.")
NOT_OF_UNIT = N_("Người đứng đầu phải là người của đơn vị.")
HAS_HEAD = N_("{unit} đã có người đứng đầu.")


@dataclass(frozen=True)
class UserFacts:
    """What an administrator writes about a user."""

    full_name: str
    position: str
    roles: frozenset[Role]
    unit_id: int | None = None
    work_phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class NewAccount:
    username: str
    password_hash: str  # of a one-time password
    facts: UserFacts


def open_account(session: Session, *, committee_id: int, account: NewAccount, by: Actor | None, at: datetime) -> User:
    """Make an account that must set a password of its own; ``by`` is None for a command typed in the shell."""
    _require_facts(session, committee_id, account.facts)
    require_username(account.username)
    try:
        with session.begin_nested():  # two may ask for one name at once: the database decides
            user = add_user(
                session,
                committee_id=committee_id,
                username=account.username,
                password_hash=account.password_hash,
                **vars(account.facts),
            )
    except sa.exc.IntegrityError:
        raise RuleBroken(TAKEN, field="username", text=username_key(account.username)) from None
    after = {"username": user.username, **_facts(session, user)}
    _record(session, user, ChangeKind.CREATED, by=by, at=at, details=differences({}, after))
    return user


def require_username(typed: str) -> None:
    """Raises RuleBroken for what cannot be typed on every keyboard."""
    if not username_key(typed):
        raise RuleBroken(NO_USERNAME, field="username")
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,59}", username_key(typed)):
        raise RuleBroken(BAD_USERNAME, field="username", text=typed.strip())


def _require_facts(session: Session, committee_id: int, facts: UserFacts) -> None:
    if not clean(facts.full_name):
        raise RuleBroken(NO_NAME, field="full_name")
    if not clean(facts.position):
        raise RuleBroken(NO_POSITION, field="position")
    if not facts.roles:
        raise RuleBroken(NO_ROLE, field="roles")
    if facts.unit_id is None:
        if Role.UNIT in facts.roles:
            raise RuleBroken(NO_UNIT, field="unit")
        return
    unit = session.get(Unit, facts.unit_id)
    if unit is None or unit.committee_id != committee_id:
        raise RuleBroken(UNKNOWN_UNIT, field="unit")


def require_version(user: User, version: int) -> None:
    """Raises Conflict when somebody wrote after the form was read (R12)."""
    if user.version != version:
        raise Conflict


def revise_user(session: Session, user: User, facts: UserFacts, *, by: Actor | None, at: datetime) -> list[str]:
    """Write what the facts say; the names of the units that lose their head by it."""
    _require_facts(session, user.committee_id, facts)
    if Role.ADMIN not in facts.roles:
        _require_another_admin(session, user)
    before = _facts(session, user)
    left = facts.unit_id != user.unit_id or Role.UNIT not in facts.roles
    headless = _leave_headship(session, user, by=by, at=at) if left else []
    user.full_name, user.position = clean(facts.full_name), clean(facts.position)
    user.work_phone, user.email = clean(facts.work_phone), clean(facts.email)
    user.roles, user.unit_id = frozenset(facts.roles), facts.unit_id
    if details := differences(before, _facts(session, user)):
        user.folded = searchable(user)
        user.version += 1
        _record(session, user, ChangeKind.REVISED, by=by, at=at, details=details)
    return headless


def give_password(session: Session, user: User, password_hash: str, *, by: Actor | None, at: datetime) -> None:
    """Give a one-time password: the person is signed out everywhere and sets an own one at the next sign-in."""
    if user.closed_on is not None:
        raise RuleBroken(CLOSED)
    if by is not None and by.id == user.id:
        raise RuleBroken(OWN_PASSWORD)
    _start_anew(session, user, password_hash)
    _record(session, user, ChangeKind.PASSWORD_RESET, by=by, at=at)


def _start_anew(session: Session, user: User, password_hash: str) -> None:
    user.password_hash, user.must_change_password = password_hash, True
    sign_ins.forget_attempts(session, user.username)
    sign_ins.end_all(session, user.id)


def close_account(session: Session, user: User, *, by: Actor, at: datetime) -> list[str]:
    """Close from today and sign out at once; the names of the units that lose their head by it."""
    if user.closed_on is not None:
        return []
    if by.id == user.id:
        raise RuleBroken(ONESELF)
    _require_another_admin(session, user)
    headless = _leave_headship(session, user, by=by, at=at)
    user.closed_on = clock.day(at)
    user.version += 1
    sign_ins.end_all(session, user.id)
    _record(session, user, ChangeKind.CLOSED, by=by, at=at)
    return headless


def reopen_account(session: Session, user: User, password_hash: str, *, by: Actor | None, at: datetime) -> bool:
    """Open a closed account again, with a one-time password: whoever had the old one may have left.

    False, and nothing done, when it is open.
    """
    if user.closed_on is None:
        return False
    details = {"closed_on": [user.closed_on.isoformat(), None]}
    user.closed_on = None
    user.version += 1
    _start_anew(session, user, password_hash)
    _record(session, user, ChangeKind.REOPENED, by=by, at=at, details=details)
    return True


def restore_admin(session: Session, user: User, password_hash: str, *, at: datetime) -> None:
    """Let an administrator in again, from the shell: open, with a one-time password and the role."""
    if not reopen_account(session, user, password_hash, by=None, at=at):
        give_password(session, user, password_hash, by=None, at=at)
    facts = UserFacts(
        full_name=user.full_name,
        position=user.position,
        roles=user.roles | {Role.ADMIN},
        unit_id=user.unit_id,
        work_phone=user.work_phone,
        email=user.email,
    )
    revise_user(session, user, facts, by=None, at=at)


def sign_out_everywhere(session: Session, user: User, *, by: Actor, at: datetime) -> int:
    """End every sign-in of the person; how many there were."""
    ended = sign_ins.end_all(session, user.id)
    if ended:
        _record(session, user, ChangeKind.SIGNED_OUT, by=by, at=at)
    return ended


def make_head(session: Session, user: User, *, by: Actor | None, at: datetime) -> None:
    """Let the person answer for their unit, in the place of who did before."""
    if user.closed_on is not None:
        raise RuleBroken(CLOSED)
    if user.unit_id is None or Role.UNIT not in user.roles:
        raise RuleBroken(NOT_OF_UNIT)
    unit = locked(session, Unit, user.unit_id)
    if unit.head_id != user.id:
        _set_head(session, unit, user, by=by, at=at)


def appoint_head(session: Session, unit: Unit, user_id: int | None, *, by: Actor | None, at: datetime) -> bool:
    """Say which of the unit's people answers for it, or nobody; False when it is so already."""
    if user_id == unit.head_id:
        return False
    user = session.get(User, user_id) if user_id is not None else None
    if user_id is not None and (user is None or user.unit_id != unit.id or user.closed_on is not None):
        raise RuleBroken(NOT_OF_UNIT, field="head")
    _set_head(session, unit, user, by=by, at=at)
    return True


def open_head_accounts(session: Session, accounts: Sequence[NewAccount], *, by: Actor, at: datetime) -> list[User]:
    """Accounts for the heads of units that have none, all or none.

    A broken rule names its field with the unit's id after it: ``username-12``.
    """
    made = []
    for account in sorted(accounts, key=lambda account: account.facts.unit_id or 0):
        try:
            user = open_account(session, committee_id=by.committee_id, account=account, by=by, at=at)
            unit = locked(session, Unit, user.unit_id or 0)
            if unit.head_id is not None:
                raise RuleBroken(HAS_HEAD, field="username", unit=unit.name)
        except RuleBroken as refusal:
            refusal.field = f"{refusal.field}-{account.facts.unit_id}"
            raise
        _set_head(session, unit, user, by=by, at=at)
        made.append(user)
    return made


def _require_another_admin(session: Session, user: User) -> None:
    """Never lock the committee out. Two who close one another wait for each other at the committee's row."""
    if Role.ADMIN not in user.roles or user.closed_on is not None:
        return
    locked(session, Committee, user.committee_id)
    others = session.scalars(
        sa.select(User.roles).where(
            User.committee_id == user.committee_id, User.id != user.id, User.closed_on.is_(None)
        )
    )
    if not any(Role.ADMIN in roles for roles in others):
        raise RuleBroken(LAST_ADMIN, field="roles")


def _leave_headship(session: Session, user: User, *, by: Actor | None, at: datetime) -> list[str]:
    units = session.scalars(sa.select(Unit).where(Unit.head_id == user.id)).all()
    for unit in units:
        _set_head(session, unit, None, by=by, at=at)
    return [unit.name for unit in units]


def _set_head(session: Session, unit: Unit, user: User | None, *, by: Actor | None, at: datetime) -> None:
    before = session.get(User, unit.head_id) if unit.head_id is not None else None
    unit.head_id = user.id if user else None
    unit.version += 1
    record_change(
        session,
        committee_id=unit.committee_id,
        subject=Subject.UNIT,
        subject_id=unit.id,
        what=ChangeKind.REVISED,
        name=unit.name,
        by=by.id if by else None,
        at=at,
        details={"head": [before.known_as if before else None, user.known_as if user else None]},
    )


def _facts(session: Session, user: User) -> dict[str, Any]:
    """The user as the history tells it."""
    unit = session.get(Unit, user.unit_id) if user.unit_id is not None else None
    return {
        "full_name": user.full_name,
        "position": user.position,
        "unit": unit.name if unit else None,
        "roles": [role.value for role in Role if role in user.roles],
        "work_phone": user.work_phone or None,
        "email": user.email or None,
    }


def _record(
    session: Session,
    user: User,
    what: ChangeKind,
    *,
    by: Actor | None,
    at: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    record_change(
        session,
        committee_id=user.committee_id,
        subject=Subject.USER,
        subject_id=user.id,
        what=what,
        name=user.known_as,
        by=by.id if by else None,
        at=at,
        details=details,
    )
