"""Which people of a list are new to the committee, and how do their accounts begin all at once?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bhyt_tasks.domain import accounts
from bhyt_tasks.domain.accounts import NewAccount, UserFacts
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.lists import Remark
from bhyt_tasks.domain.people import Actor, Role, User, suggest_username, username_key
from bhyt_tasks.domain.unit_additions import NOT_READY, KnownUnit, Status
from bhyt_tasks.domain.units import bare_name
from bhyt_tasks.domain.user_lists import NAME_ASSUMED, ROLE_ASSUMED, ListedUser
from bhyt_tasks.domain.vietnamese import compact, same_name

NOBODY_LISTED = N_("Danh sách không có người nào.")
NO_SUCH_UNIT = N_("Không có đơn vị “{text}”. Kiểm tra lại tên, hoặc thêm đơn vị trước.")
SEVERAL_UNITS = N_("“{text}” có thể là: {names}. Ghi đủ tên hoặc mã.")
SEVERAL_PEOPLE = N_("Có {count} người tên này ở đơn vị này. Ghi thêm tên đăng nhập.")
OTHER_UNIT = N_("Tài khoản này đang thuộc {unit}. Chuyển đơn vị tại trang của người dùng.")
NO_UNIT_YET = N_("Tài khoản này không thuộc đơn vị nào. Ghi đơn vị tại trang của người dùng.")
OTHER_ROLES = N_("Tài khoản này đang có vai trò khác. Đổi vai trò tại trang của người dùng.")
ACCOUNT_CLOSED = N_("Tài khoản này đã đóng. Mở lại tại trang của người dùng nếu cần.")
SAME_LINE = N_("Trùng với dòng {line}.")
SAME_USERNAME = N_("Tên đăng nhập “{text}” đã ghi ở dòng {line}.")
REPLACED = N_("“{before}” thành “{after}”.")


@dataclass(frozen=True)
class KnownUser:
    """A person who has an account in the committee, open or closed."""

    id: int
    username: str
    full_name: str
    position: str
    unit_id: int | None
    roles: frozenset[Role]
    work_phone: str
    email: str
    closed: bool


@dataclass(frozen=True)
class UserLine:
    """A listed person beside who has an account. ``user.username`` is proposed where the list has none."""

    user: ListedUser
    status: Status
    unit: KnownUnit | None = None
    known: KnownUser | None = None
    why: tuple[Remark, ...] = ()

    @property
    def ready(self) -> bool:
        return self.status not in (Status.UNCLEAR, Status.WRONG)


@dataclass
class _Register:
    """What is known while the lines are compared one after the other."""

    people: tuple[KnownUser, ...]
    units: tuple[KnownUnit, ...]
    taken: set[str]  # usernames, of every committee
    lines: dict[str, int] = field(default_factory=dict)  # by username, of the list

    def __post_init__(self) -> None:
        self.by_username = {person.username: person for person in self.people}
        self.by_unit = {unit.id: unit for unit in self.units}
        self.by_name: dict[str, list[KnownUnit]] = {}
        for unit in self.units:
            names = {key for name in unit.names for key in (compact(name), compact(bare_name(name)))}
            for key in names | {compact(unit.code or "")} - {""}:
                self.by_name.setdefault(key, []).append(unit)

    def called(self, typed: str) -> list[KnownUnit]:
        """The units at work that are meant: by code, by a whole name, else by a name without its type."""
        units = [unit for unit in self.by_name.get(compact(typed), []) if not unit.closed]
        whole = [unit for unit in units if unit.code == typed or unit.called(typed)]
        bare = [unit for unit in units if any(same_name(typed, bare_name(name)) for name in unit.names)]
        return whole or bare or units


def compare(
    listed: Iterable[ListedUser], people: Iterable[KnownUser], units: Iterable[KnownUnit], taken: Iterable[str]
) -> list[UserLine]:
    """Each listed person as new, changed, the same, unclear or wrong, with the reasons.

    ``taken`` are the usernames of every committee. Names that the list gives are not proposed to others.
    """
    listed = list(listed)
    register = _Register(tuple(people), tuple(units), set(taken))
    given = {username_key(user.username) for user in listed}
    return [_compared(user, given, register) for user in listed]


def _compared(user: ListedUser, given: set[str], register: _Register) -> UserLine:
    if user.wrong:
        return UserLine(user, Status.WRONG, why=user.wrong)
    units = register.called(user.unit) if user.unit else []
    if user.unit and len(units) != 1:
        return UserLine(user, Status.UNCLEAR, why=(_which_unit(user.unit, units),))
    unit = units[0] if units else None
    if Role.UNIT in user.roles and unit is None:
        return UserLine(user, Status.WRONG, why=(Remark(accounts.NO_UNIT),))
    if user.username:
        return _by_username(replace(user, username=username_key(user.username)), unit, register)
    return _by_name(user, unit, given, register)


def _which_unit(text: str, units: Sequence[KnownUnit]) -> Remark:
    if not units:
        return Remark(NO_SUCH_UNIT, {"text": text})
    return Remark(SEVERAL_UNITS, {"text": text, "names": ", ".join(unit.name for unit in units[:5])})


def _by_username(user: ListedUser, unit: KnownUnit | None, register: _Register) -> UserLine:
    earlier = register.lines.get(user.username)
    if earlier is not None:
        why = Remark(SAME_USERNAME, {"text": user.username, "line": earlier})
        return UserLine(user, Status.WRONG, unit, why=(why,))
    known = register.by_username.get(user.username)
    if known is not None:
        return _beside(user, unit, known, register)
    try:
        accounts.require_username(user.username)
    except RuleBroken as refusal:
        return UserLine(user, Status.WRONG, unit, why=(Remark(refusal.sentence, refusal.values),))
    if user.username in register.taken:
        return UserLine(user, Status.WRONG, unit, why=(Remark(accounts.TAKEN, {"text": user.username}),))
    return _new(user, unit, register)


def _by_name(user: ListedUser, unit: KnownUnit | None, given: set[str], register: _Register) -> UserLine:
    """A line without a username is the person of that name in that unit, else somebody new."""
    unit_id = unit.id if unit else None
    namesakes = [
        person for person in register.people if person.unit_id == unit_id and not person.closed and _is(user, person)
    ]
    if len(namesakes) > 1:
        return UserLine(user, Status.UNCLEAR, unit, why=(Remark(SEVERAL_PEOPLE, {"count": len(namesakes)}),))
    if namesakes:
        known = namesakes[0]
        earlier = register.lines.get(known.username)
        user = replace(user, username=known.username)
        if earlier is not None:
            return UserLine(user, Status.WRONG, unit, known, (Remark(SAME_LINE, {"line": earlier}),))
        return _beside(user, unit, known, register)
    key = f"{compact(user.full_name)}/{compact(user.position)}/{unit_id}"
    if key in register.lines:
        return UserLine(user, Status.WRONG, unit, why=(Remark(SAME_LINE, {"line": register.lines[key]}),))
    register.lines[key] = user.line
    free = suggest_username(unit.name if unit else user.full_name, register.taken | given)
    return _new(replace(user, username=free), unit, register)


def _is(user: ListedUser, person: KnownUser) -> bool:
    if user.assumes(NAME_ASSUMED):
        return same_name(user.position, person.position)
    return same_name(user.full_name, person.full_name)


def _new(user: ListedUser, unit: KnownUnit | None, register: _Register) -> UserLine:
    register.lines[user.username] = user.line
    register.taken.add(user.username)
    return UserLine(user, Status.NEW, unit, why=user.remarks)


def _beside(user: ListedUser, unit: KnownUnit | None, known: KnownUser, register: _Register) -> UserLine:
    """What the list says otherwise of an account. Where it belongs and what it may do is not changed by a list."""
    register.lines[user.username] = user.line
    unclear = _why_unclear(user, unit, known, register)
    if unclear:
        return UserLine(user, Status.UNCLEAR, unit, known, (unclear,))
    after = _revised(user, known)
    pairs = [(getattr(known, name), getattr(after, name)) for name in _REVISED]
    changes = tuple(Remark(REPLACED, {"before": old, "after": new}) for old, new in pairs if old != new)
    return UserLine(user, Status.CHANGED if changes else Status.SAME, unit, known, changes)


_REVISED = ("full_name", "position", "work_phone", "email")


def _why_unclear(user: ListedUser, unit: KnownUnit | None, known: KnownUser, register: _Register) -> Remark | None:
    if known.closed:
        return Remark(ACCOUNT_CLOSED)
    if unit is not None and unit.id != known.unit_id:
        current = register.by_unit.get(known.unit_id or 0)
        return Remark(OTHER_UNIT, {"unit": current.name}) if current else Remark(NO_UNIT_YET)
    if user.roles != known.roles and not user.assumes(ROLE_ASSUMED):
        return Remark(OTHER_ROLES)
    return None


def _revised(user: ListedUser, known: KnownUser) -> UserFacts:
    """What the list says, and where it says nothing what is known."""
    return UserFacts(
        full_name=known.full_name if user.assumes(NAME_ASSUMED) else user.full_name,
        position=user.position,
        roles=known.roles,
        unit_id=known.unit_id,
        work_phone=user.work_phone or known.work_phone,
        email=user.email or known.email,
    )


@dataclass(frozen=True)
class Entered:
    """What an import did; ``opened`` are the new accounts by the lines of the list."""

    opened: dict[int, User]
    changed: int
    same: int
    skipped: int


def enter_users(
    session: Session, lines: Sequence[UserLine], hashes: Mapping[int, str], *, skip: bool, by: Actor, at: datetime
) -> Entered:
    """Open the new accounts and write what is changed, all or nothing; lines that are not ready only when skipped.

    ``hashes`` are of the one-time passwords, by line. Raises RuleBroken when some are not ready, or there are none.
    """
    ready = [line for line in lines if line.ready]
    if not lines:
        raise RuleBroken(NOBODY_LISTED, field="text")
    if len(ready) < len(lines) and not skip:
        raise RuleBroken(NOT_READY, field="text", count=len(lines) - len(ready))
    opened: dict[int, User] = {}
    for line in ready:
        if line.known is None:
            opened[line.user.line] = _open(session, line, hashes[line.user.line], by=by, at=at)
        elif line.status is Status.CHANGED:
            accounts.revise_user(
                session, locked(session, User, line.known.id), _revised(line.user, line.known), by=by, at=at
            )
    count = {status: sum(line.status is status for line in lines) for status in Status}
    return Entered(opened, count[Status.CHANGED], count[Status.SAME], len(lines) - len(ready))


def _open(session: Session, line: UserLine, password_hash: str, *, by: Actor, at: datetime) -> User:
    user = line.user
    facts = UserFacts(
        full_name=user.full_name,
        position=user.position,
        roles=user.roles,
        unit_id=line.unit.id if line.unit else None,
        work_phone=user.work_phone,
        email=user.email,
    )
    account = NewAccount(user.username, password_hash, facts)
    return accounts.open_account(session, committee_id=by.committee_id, account=account, by=by, at=at)
