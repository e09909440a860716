"""The commands that set an office up: what they ask on the screen, and what they write."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from bhyt_tasks.config import BadConfig
from bhyt_tasks.documents.lists import list_text
from bhyt_tasks.domain import accounts, clock
from bhyt_tasks.domain.accounts import NewAccount, UserFacts
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.db import begin_write, locked
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.founding import NO_ADMIN, CommitteeFacts, found_committee, require_new_name
from bhyt_tasks.domain.people import Role, User, username_key
from bhyt_tasks.domain.unit_additions import compare, enter_lines, group_of
from bhyt_tasks.domain.unit_groups import put_in_group
from bhyt_tasks.domain.unit_lists import parse_units
from bhyt_tasks.domain.units import UnitKind, bare_name
from bhyt_tasks.domain.vietnamese import clean, fold, plain_letters
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.unit_register import known_units
from bhyt_tasks.queries.users import CommitteeChoice, committees, user_of_any_state, usernames
from bhyt_tasks.web.filters import label, sentence
from bhyt_tasks.web.passwords import hashed, one_time_password

AREA_KINDS = {
    "tỉnh": UnitKind.PROVINCE,
    "thành phố": UnitKind.CITY,
    "thị xã": UnitKind.DISTRICT,
    "huyện": UnitKind.DISTRICT,
    "quận": UnitKind.DISTRICT,
    "phường": UnitKind.WARD,
    "xã": UnitKind.COMMUNE,
    "thị trấn": UnitKind.TOWNSHIP,
    "đặc khu": UnitKind.SPECIAL_ZONE,
}
FIRST_ROLES = {
    "thư ký": Role.SECRETARY,
    "quản trị": Role.ADMIN,
    "phó chủ tịch": Role.DEPUTY_CHAIRMAN,
    "cán bộ số liệu": Role.DATA_OFFICER,
}

EMPTY = N_("Không để trống.")
TOO_LONG = N_("Dài quá {most} ký tự. Rút gọn lại.")
NO_SUCH_KIND = N_("Không có loại địa bàn “{text}”. Ghi một trong: {words}.")
NO_SUCH_ROLE = N_("Không có vai trò “{text}”. Ghi một hoặc nhiều, cách nhau bằng dấu phẩy: {words}.")
NO_SUCH_COMMITTEE = N_("Không có Ban Chỉ đạo “{text}”. Ghi tên ngắn: {words}.")
NO_COMMITTEE = "Chưa có Ban Chỉ đạo nào. Lập trước bằng lệnh create-committee."

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

Value = TypeVar("Value")


class Questions:
    """What the options of a command say, else what is typed; bad input is asked again with a sentence."""

    def __init__(self, given: dict[str, str | None]) -> None:
        self.given = given

    def ask(self, option: str, words: str, read: Callable[[str], Value], default: str = "") -> Value:
        if (text := self.given.get(option)) is not None:
            try:
                return read(text)
            except RuleBroken as refusal:
                raise BadConfig(f"--{option.replace('_', '-')}: {sentence(refusal)}") from None
        while True:
            try:
                return read(click.prompt(words, default=default, show_default=bool(default)))
            except RuleBroken as refusal:
                click.echo(sentence(refusal))


def _words(most: int) -> Callable[[str], str]:
    """Reads words that are not empty and no longer than ``most`` characters."""

    def read(text: str) -> str:
        words = clean(text)
        if not words:
            raise RuleBroken(EMPTY)
        if len(words) > most:
            raise RuleBroken(TOO_LONG, most=most)
        return words

    return read


@click.command("create-committee")
@click.option("--name", help="Tên Ban Chỉ đạo.")
@click.option("--area", help="Địa bàn, ghi cả loại: thành phố Hà Tĩnh.")
@click.option("--area-kind", help="Loại địa bàn: tỉnh, thành phố, huyện, phường, xã …")
@click.option("--short-name", help="Tên ngắn, hiện ở đầu trang.")
@click.option("--position", help="Chức vụ của người dùng đầu tiên.")
@click.option("--full-name", help="Họ tên của người dùng đầu tiên.")
@click.option("--username", help="Tên đăng nhập của người dùng đầu tiên.")
@click.option("--roles", help="Vai trò của người dùng đầu tiên, ví dụ: thư ký, quản trị.")
@click.option("--units", type=EXISTING_FILE, help="Tệp danh sách đơn vị (.xlsx, .xls, .ods, .csv, .txt), nếu có.")
@with_appcontext
def create_committee(units: Path | None, **given: str | None) -> None:
    """Set a committee up in the real database and print the first password, once."""
    _migrate()
    asked = Questions(given)
    facts = _committee(asked)
    account, password = _first_account(asked)

    def found() -> None:
        committee = found_committee(db.session, facts, first=account, at=clock.real_now())
        if units:
            _add_units(committee, UnitsFile(units, make_group=True))

    _write(found)
    click.echo(f"Đã lập {facts.name}, địa bàn {facts.area}.")
    _tell(account.username, password)
    click.echo("Chạy «make run» hoặc «bhyt-tasks serve», đăng nhập, thêm đơn vị rồi tạo tài khoản cho người đứng đầu.")


@dataclass(frozen=True)
class UnitsFile:
    """A list of units and how it is taken: of which areas (all when empty), whether unclear lines are left out, and
    whether communes and villages go into the group of their kind."""

    path: Path
    areas: tuple[str, ...] = ()
    skip: bool = False
    make_group: bool = False


@click.command("import-units")
@click.argument("file", type=EXISTING_FILE)
@click.option("--committee", help="Tên ngắn của Ban Chỉ đạo, khi có nhiều Ban.")
@click.option("--area", "areas", multiple=True, help="Chỉ lấy đơn vị của tỉnh này (cột tên tỉnh); ghi được nhiều lần.")
@click.option("--skip", is_flag=True, help="Bỏ qua các dòng chưa rõ hoặc sai.")
@click.option("--group", "make_group", is_flag=True, help="Đưa các xã, phường (thôn) vào nhóm chung.")
@with_appcontext
def import_units(file: Path, committee: str | None, areas: tuple[str, ...], skip: bool, make_group: bool) -> None:
    """Add the units that a sheet or a text file lists; nothing is saved while a line is unclear."""
    _migrate()
    chosen = _choose_committee(Questions({"committee": committee}))
    listed = UnitsFile(file, areas, skip=skip, make_group=make_group)
    _write(lambda: _add_units(db.session.get_one(Committee, chosen.id), listed))


def _add_units(committee: Committee, listed: UnitsFile) -> None:
    at = clock.now(committee)
    units = parse_units(list_text(listed.path.read_bytes()))
    wanted = [unit for unit in units if not listed.areas or unit.area in listed.areas]
    lines = compare(wanted, known_units(db.session, committee.id, clock.day(at)), committee.area_id)
    for line in lines:
        if line.why:
            remarks = " ".join(sentence(remark) for remark in line.why)
            click.echo(f"{line.unit.line}: {line.unit.name}: {label(line.status)}. {remarks}")
    added = enter_lines(db.session, committee, lines, skip=listed.skip, by=None, at=at)
    group = group_of(lines)
    if listed.make_group and group:
        put_in_group(db.session, committee.id, group[0], added.grouped, by=None, at=at)
    click.echo(f"Thêm {added.new}, ghi thêm {added.changed}, đã có {added.same}, bỏ qua {added.skipped}.")


def _migrate() -> None:
    os.umask(0o077)  # the database is nobody else's
    upgrade()


def _committee(asked: Questions) -> CommitteeFacts:
    name = asked.ask("name", "Tên Ban Chỉ đạo", _new_name)
    area = asked.ask("area", "Địa bàn, ghi cả loại, ví dụ thành phố Hà Tĩnh", _words(180))
    written = _kind_in(area)
    kind = asked.ask("area_kind", f"Loại địa bàn ({', '.join(AREA_KINDS)})", _area_kind, default=written)
    if not written:
        area = f"{kind} {area}"
    short_name = asked.ask(
        "short_name", "Tên ngắn, hiện ở đầu trang", _words(60), default=f"BCĐ BHYT {bare_name(area)}"[:60]
    )
    return CommitteeFacts(name, short_name, area, AREA_KINDS[kind])


def _new_name(text: str) -> str:
    name = _words(300)(text)
    require_new_name(db.session, name)
    return name


def _kind_in(area: str) -> str:
    """The word for the kind that the name of an area begins with; empty when there is none."""
    return next((kind for kind in AREA_KINDS if f"{fold(area)} ".startswith(f"{fold(kind)} ")), "")


def _area_kind(text: str) -> str:
    for kind in AREA_KINDS:
        if fold(kind) == fold(text):
            return kind
    raise RuleBroken(NO_SUCH_KIND, text=text.strip(), words=", ".join(AREA_KINDS))


def _first_account(asked: Questions) -> tuple[NewAccount, str]:
    click.echo("Người dùng đầu tiên:")
    position = asked.ask("position", "Chức vụ", _words(200), default="Thư ký Ban Chỉ đạo")
    full_name = asked.ask("full_name", "Họ tên (chưa có thì để chức vụ)", _words(120), default=position[:120])
    username = asked.ask("username", "Tên đăng nhập", _username, default=_free("thuky"))
    roles = asked.ask("roles", f"Vai trò ({', '.join(FIRST_ROLES)})", _roles, default="thư ký, quản trị")
    return _account(username, UserFacts(full_name, position, roles))


def _free(username: str) -> str:
    return "" if username in usernames(db.session) else username


def _username(text: str) -> str:
    accounts.require_username(text)
    username = username_key(text)
    if username in usernames(db.session):
        raise RuleBroken(accounts.TAKEN, text=username)
    return username


def _roles(text: str) -> frozenset[Role]:
    known = {plain_letters(words): role for words, role in FIRST_ROLES.items()}
    typed = [part for part in text.split(",") if part.strip()]
    for part in typed:
        if plain_letters(part) not in known:
            raise RuleBroken(NO_SUCH_ROLE, text=part.strip(), words=", ".join(FIRST_ROLES))
    roles = frozenset(known[plain_letters(part)] for part in typed)
    if Role.ADMIN not in roles:
        raise RuleBroken(NO_ADMIN)
    return roles


def _account(username: str, facts: UserFacts) -> tuple[NewAccount, str]:
    password = one_time_password()
    return NewAccount(username, hashed(password), facts), password


def _write(act: Callable[[], object]) -> None:
    """Do the act in one transaction, or stop with its sentence and nothing written."""
    begin_write(db.session)
    try:
        act()
    except RuleBroken as refusal:
        db.session.rollback()
        raise BadConfig(sentence(refusal)) from None
    db.session.commit()


def _tell(username: str, password: str) -> None:
    click.echo(f"Tên đăng nhập: {username}")
    click.echo(f"Mật khẩu dùng một lần: {password}")
    click.echo("Mật khẩu chỉ hiện lần này; đăng nhập lần đầu phải đặt mật khẩu riêng.")


@click.command("create-user")
@click.argument("username")
@click.option("--committee", help="Tên ngắn của Ban Chỉ đạo, khi có nhiều Ban.")
@click.option("--position", help="Chức vụ, khi tạo người mới.")
@click.option("--full-name", help="Họ tên, khi tạo người mới.")
@with_appcontext
def create_user(username: str, **given: str | None) -> None:
    """Let an administrator in: a new account, or a new one-time password for the one of that name."""
    _migrate()
    user = user_of_any_state(db.session, username_key(username))
    if user is None:
        _add_admin(username, Questions(given))
        return
    user_id, password = user.id, one_time_password()
    password_hash = hashed(password)
    _write(
        lambda: accounts.restore_admin(
            db.session, locked(db.session, User, user_id), password_hash, at=clock.real_now()
        )
    )
    click.echo("Tài khoản đã có: đã mở, có vai trò Quản trị và mật khẩu mới; mọi thiết bị đã đăng xuất.")
    _tell(username_key(username), password)


def _add_admin(username: str, asked: Questions) -> None:
    name = Questions({"username": username}).ask("username", "", _username)
    committee = _choose_committee(asked)
    position = asked.ask("position", "Chức vụ", _words(200), default="Quản trị hệ thống")
    full_name = asked.ask("full_name", "Họ tên (chưa có thì để chức vụ)", _words(120), default=position[:120])
    account, password = _account(name, UserFacts(full_name, position, frozenset({Role.ADMIN})))
    _write(
        lambda: accounts.open_account(
            db.session, committee_id=committee.id, account=account, by=None, at=clock.real_now()
        )
    )
    click.echo(f"Đã tạo quản trị của {committee.name}.")
    _tell(name, password)


def _choose_committee(asked: Questions) -> CommitteeChoice:
    known = committees(db.session)
    if not known:
        raise BadConfig(NO_COMMITTEE)
    if len(known) == 1 and asked.given.get("committee") is None:
        return known[0]
    return asked.ask("committee", "Ban Chỉ đạo (tên ngắn)", lambda text: _committee_of(text, known))


def _committee_of(text: str, known: list[CommitteeChoice]) -> CommitteeChoice:
    for committee in known:
        if fold(text) in (fold(committee.short_name), fold(committee.name)):
            return committee
    raise RuleBroken(NO_SUCH_COMMITTEE, text=text.strip(), words="; ".join(one.short_name for one in known))
