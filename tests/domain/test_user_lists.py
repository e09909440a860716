"""People of a pasted list: columns in any order, roles in words, and what is new beside who has an account."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import accounts, clock
from bhyt_tasks.domain import user_additions as additions
from bhyt_tasks.domain import user_lists as lists
from bhyt_tasks.domain.errors import PersonalNumbers, RuleBroken
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.history import Change
from bhyt_tasks.domain.people import BAD_EMAIL, BAD_PHONE, Role, User
from bhyt_tasks.domain.unit_additions import NOT_READY, KnownUnit, Status
from bhyt_tasks.domain.units import UnitKind
from bhyt_tasks.domain.user_additions import KnownUser, UserLine, compare, enter_users
from bhyt_tasks.domain.user_lists import ListedUser, parse_users, suspect_cells
from tests.cast import TODAY, Cast, user

HEADINGS = "Họ và tên\tChức vụ\tĐơn vị\tVai trò\tĐiện thoại\tEmail\tTên đăng nhập"
AT = clock.at(TODAY)


def one(line: str, headings: str = HEADINGS) -> ListedUser:
    (user,) = parse_users(f"{headings}\n{line}")
    return user


def test_columns_are_found_by_their_headings_in_any_order() -> None:
    text = (
        "DANH SÁCH NGƯỜI DÙNG\n\nSTT;Đơn vị công tác;Chức danh;Họ tên;SĐT;Thư điện tử;Quyền\n"
        "1;xã A;Chủ tịch;Trần Thị Thử;0239 385 0001;a@b.vn;đơn vị\n2;xã B\n;;;;;;\n"
    )
    assert parse_users(text) == [
        ListedUser(4, "Trần Thị Thử", "Chủ tịch", "", "xã A", frozenset({Role.UNIT}), "0239 385 0001", "a@b.vn")
    ]


def test_without_headings_nothing_is_guessed() -> None:
    for text in ("Trần Thị Thử\tChủ tịch\txã A", "Họ tên\nTrần Thị Thử", "Vai trò\tĐơn vị\nthư ký\txã A"):
        with pytest.raises(RuleBroken, match="Không thấy dòng tiêu đề"):
            parse_users(text)


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("thư ký", {Role.SECRETARY}),
        ("THU KY, Quản trị", {Role.SECRETARY, Role.ADMIN}),
        ("Phó Chủ tịch phụ trách", {Role.DEPUTY_CHAIRMAN}),
        ("đơn vị + cán bộ số liệu", {Role.UNIT, Role.DATA_OFFICER}),
        ("đơn vị và số liệu", {Role.UNIT, Role.DATA_OFFICER}),
    ],
)
def test_roles_are_read_in_words(words: str, roles: set[Role]) -> None:
    assert one(f"A\tB\txã C\t{words}").roles == roles


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("A\t\txã C", lists.NO_POSITION),
        ("A\tB", lists.NO_ROLE),
        ("A\tB\txã C\tlái xe", lists.NO_SUCH_ROLE),
        ("A\tB\txã C\t\t12", BAD_PHONE),
        ("A\tB\txã C\t\t\tab", BAD_EMAIL),
        ("A" * 121 + "\tB\txã C", lists.TOO_LONG),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(line: str, sentence: str) -> None:
    assert [remark.sentence for remark in one(line).wrong] == [sentence]


def test_what_is_missing_is_taken_from_the_rest_and_said() -> None:
    user = one("\tChủ tịch UBND xã A\txã A\t\t239385001")
    assert (user.full_name, user.roles, user.work_phone) == ("Chủ tịch UBND xã A", {Role.UNIT}, "0239385001")
    assert {remark.sentence for remark in user.remarks} == {
        lists.ROLE_ASSUMED,
        lists.NAME_ASSUMED,
        lists.ZERO_RESTORED,
    }


def test_work_phones_are_no_identity_numbers() -> None:
    """+84 239 385 0001 has twelve digits, and so have a number of a line and a short phone beside it."""
    text = f"{HEADINGS}\n12\tB\txã C\t\t+84 239 385 0001\n12\t0239 385 001"
    refuse_personal_numbers(*suspect_cells(text), confirmed=False)
    with pytest.raises(PersonalNumbers):
        refuse_personal_numbers(*suspect_cells(f"{text}\nA\t042 095 001 234"), confirmed=False)


WARD = KnownUnit(1, "phường Thạch Hà", UnitKind.WARD, "18001", None, False, ("phường Thạch Hà", "P. Hà"))
OTHER = KnownUnit(2, "xã Thạch Hạ", UnitKind.COMMUNE, None, None, False, ("xã Thạch Hạ",))
CLOSED = KnownUnit(3, "xã Cũ", UnitKind.COMMUNE, None, None, True, ("xã Cũ",))
UNITS = (WARD, OTHER, CLOSED)
HEAD = KnownUser(5, "thachha", "Trần Thị Thử", "Chủ tịch", 1, frozenset({Role.UNIT}), "0239 385 0001", "", False)
SECRETARY = KnownUser(6, "thuky", "Thư ký", "Thư ký", None, frozenset({Role.SECRETARY}), "", "", False)
GONE = replace(HEAD, id=7, username="cu", full_name="Người cũ", closed=True)


def beside(*rows: str, people: tuple[KnownUser, ...] = (HEAD, SECRETARY, GONE)) -> list[UserLine]:
    taken = {"outsider", *(person.username for person in people)}
    return compare(parse_users("\n".join((HEADINGS, *rows))), people, UNITS, taken)


@pytest.mark.parametrize(
    ("typed", "unit_id"),
    [
        ("Phường Thạch Hà", 1),
        ("phuong thach ha", 1),
        ("18001", 1),
        ("P. Hà", 1),
        ("Thạch Hạ", 2),
        ("Thạch Hà", 1),
        ("xã thach ha", 2),
    ],
)
def test_units_are_found_by_name_alias_or_code(typed: str, unit_id: int) -> None:
    (line,) = beside(f"Người Mới\tCông chức\t{typed}")
    assert (line.status, line.unit and line.unit.id) == (Status.NEW, unit_id)


@pytest.mark.parametrize(
    ("row", "status", "sentence"),
    [
        ("A\tB\txã Lạ", Status.UNCLEAR, additions.NO_SUCH_UNIT),
        ("A\tB\txã Cũ", Status.UNCLEAR, additions.NO_SUCH_UNIT),
        ("A\tB\tthach ha", Status.UNCLEAR, additions.SEVERAL_UNITS),
        ("A\tB\t\tđơn vị", Status.WRONG, accounts.NO_UNIT),
        ("A\tB\txã Thạch Hạ\tlái xe", Status.WRONG, lists.NO_SUCH_ROLE),
        ("A\tB\txã Thạch Hạ\t\t\t\tx", Status.WRONG, accounts.BAD_USERNAME),
        ("A\tB\txã Thạch Hạ\t\t\t\tOutsider", Status.WRONG, accounts.TAKEN),
        ("Trần Thị Thử\tChủ tịch\txã Thạch Hạ\t\t\t\tthachha", Status.UNCLEAR, additions.OTHER_UNIT),
        ("Thư ký\tThư ký\txã Thạch Hạ\tthư ký\t\t\tthuky", Status.UNCLEAR, additions.NO_UNIT_YET),
        ("Trần Thị Thử\tChủ tịch\tP. Hà\tquản trị", Status.UNCLEAR, additions.OTHER_ROLES),
        ("Người cũ\tChủ tịch\tP. Hà\t\t\t\tcu", Status.UNCLEAR, additions.ACCOUNT_CLOSED),
        ("Trần Thị Thử\tPhó Chủ tịch\tP. Hà", Status.CHANGED, additions.REPLACED),
        ("Trần Văn Thử\tChủ tịch\tP. Hà\t\t\t\tthachha", Status.CHANGED, additions.REPLACED),
    ],
)
def test_a_line_beside_who_has_an_account_says_what_it_is(row: str, status: Status, sentence: str) -> None:
    (line,) = beside(row)
    assert (line.status, [remark.sentence for remark in line.why]) == (status, [sentence])
    assert line.ready is (status is Status.CHANGED)


@pytest.mark.parametrize(
    "row",
    [
        "tran thi thu\tChủ tịch\tthạch hà",
        "Trần Thị Thử\tChủ tịch\tP. Hà\tđơn vị\t0239 385 0001\t\tTHACHHA",
        "\tChủ tịch\tP. Hà",
        "Thư ký\tThư ký\t\tthư ký",
    ],
)
def test_who_has_an_account_already_is_the_same(row: str) -> None:
    (line,) = beside(row.replace("tran thi thu", "Trần Thị Thử"))
    assert (line.status, line.known is not None) == (Status.SAME, True)


def test_usernames_are_proposed_and_never_given_twice() -> None:
    lines = beside(
        "A\tB\tP. Hà",
        "C\tB\tP. Hà",
        "D\tB\t\tthư ký",
        "E\tB\txã Thạch Hạ\t\t\t\tthachha3",
        "F\tB\txã Thạch Hạ\t\t\t\tthachha3",
        "A\tB\tP. Hà",
        "Trần Thị Thử\tChủ tịch\tP. Hà",
        "Trần Thị Thử\tChủ tịch\tP. Hà",
    )
    names = [line.user.username for line in lines]
    assert names == ["thachha2", "thachha4", "d00", "thachha3", "thachha3", "", "thachha", "thachha"]
    wrong = [(at, line.why[0].sentence) for at, line in enumerate(lines) if line.status is Status.WRONG]
    assert wrong == [(4, additions.SAME_USERNAME), (5, additions.SAME_LINE), (7, additions.SAME_LINE)]


def test_namesakes_of_one_unit_need_a_username() -> None:
    (line,) = beside("Trần Thị Thử\tChủ tịch\tP. Hà", people=(HEAD, replace(HEAD, id=8, username="ha2")))
    assert (line.status, line.why[0].sentence) == (Status.UNCLEAR, additions.SEVERAL_PEOPLE)


# Coming in


@pytest.fixture
def admin(session: Session, cast: Cast) -> User:
    return user(session, cast, "admin")


def stored(session: Session, cast: Cast, *rows: str) -> list[UserLine]:
    """The rows beside the head of ward A and the unit as they are stored."""
    head = user(session, cast, "head_a")
    ward = KnownUnit(cast.units["ward_a"], "xã A", UnitKind.COMMUNE, None, None, False, ("xã A",))
    known = KnownUser(
        head.id, head.username, head.full_name, head.position, head.unit_id, head.roles, head.work_phone, "", False
    )
    taken = session.scalars(sa.select(User.username)).all()
    return compare(parse_users("\n".join((HEADINGS, *rows))), [known], [ward], taken)


def test_new_accounts_begin_and_others_are_revised_with_their_lines_in_the_history(
    session: Session, cast: Cast, admin: User
) -> None:
    rows = (
        "Người Thử\tCông chức\txã A",
        "Thư ký 2\tThư ký\t\tthư ký",
        "\tPhó Chủ tịch\txã A\t\t0239 385 0009\t\thead_a",
    )
    before = user(session, cast, "head_a")
    name, roles = before.full_name, before.roles
    lines = stored(session, cast, *rows)
    entered = enter_users(session, lines, {2: "h2", 3: "h3"}, skip=False, by=admin, at=AT)
    assert (entered.changed, entered.same, entered.skipped) == (1, 0, 0)
    made = [(line, made.username, made.unit_id, made.password_hash) for line, made in entered.opened.items()]
    assert made == [(2, "xaa", cast.units["ward_a"], "h2"), (3, "thuky2", None, "h3")]
    head = user(session, cast, "head_a")
    assert (head.full_name, head.position, head.roles, head.work_phone) == (
        name,
        "Phó Chủ tịch",
        roles,
        "0239 385 0009",
    )
    assert len(session.scalars(sa.select(Change)).all()) == 3
    again = stored(session, cast, rows[2])
    assert [line.status for line in again] == [Status.SAME]
    assert enter_users(session, again, {}, skip=False, by=admin, at=AT).same == 1


def test_nothing_comes_in_while_a_line_is_unclear_unless_it_is_skipped(
    session: Session, cast: Cast, admin: User
) -> None:
    lines = stored(session, cast, "Người Thử\tCông chức\txã A", "B\tC\txã Lạ")
    with pytest.raises(RuleBroken, match=NOT_READY[:6]):
        enter_users(session, lines, {2: "h"}, skip=False, by=admin, at=AT)
    entered = enter_users(session, lines, {2: "h"}, skip=True, by=admin, at=AT)
    assert (len(entered.opened), entered.skipped) == (1, 1)
    with pytest.raises(RuleBroken, match=additions.NOBODY_LISTED):
        enter_users(session, [], {}, skip=False, by=admin, at=AT)
