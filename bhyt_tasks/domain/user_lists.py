"""Which people does a pasted list name, with which positions, units and roles?

Only the text is read here; what the committee already has is compared in user_additions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.lists import MARKS, Remark, cells_of, numbered_lines, table_under
from bhyt_tasks.domain.people import BAD_EMAIL, BAD_PHONE, Role, is_email, is_phone
from bhyt_tasks.domain.vietnamese import fold

NO_HEADINGS = N_(
    "Không thấy dòng tiêu đề. Ghi tiêu đề trên các cột: họ và tên, chức vụ, đơn vị, vai trò, điện thoại, thư điện tử."
)
NO_POSITION = N_("Thiếu chức vụ.")
NO_ROLE = N_("Thiếu vai trò.")
NO_SUCH_ROLE = N_(
    "Không có vai trò “{text}”. Ghi một hoặc nhiều: thư ký, phó chủ tịch, đơn vị, cán bộ số liệu, quản trị."
)
TOO_LONG = N_("“{text}…” dài quá {most} ký tự.")
ROLE_ASSUMED = N_("Không ghi vai trò: lấy là người của đơn vị.")
NAME_ASSUMED = N_("Không ghi họ tên: lấy theo chức vụ.")
ZERO_RESTORED = N_("Ghi lại số điện thoại {phone}: số 0 đầu đã bị Excel bỏ.")

_HEADINGS = {
    "full_name": ("họ và tên", "họ tên", "tên", "họ và tên cán bộ", "họ tên cán bộ", "người dùng", "tên người dùng"),
    "username": ("tên đăng nhập", "tài khoản", "username"),
    "position": ("chức vụ", "chức danh", "chức vụ chức danh", "chức danh chức vụ"),
    "unit": (
        *("đơn vị", "tên đơn vị", "mã đơn vị", "cơ quan", "cơ quan đơn vị", "đơn vị công tác", "nơi công tác"),
        *("xã phường", "phường xã", "xã", "phường"),
    ),
    "roles": ("vai trò", "quyền", "nhóm quyền"),
    "work_phone": ("điện thoại", "số điện thoại", "điện thoại cơ quan", "điện thoại liên hệ", "sđt", "số đt", "đt"),
    "email": ("thư điện tử", "email", "e mail", "địa chỉ thư", "địa chỉ thư điện tử", "hộp thư", "hòm thư"),
}
_HEADING = {fold(words): column for column, many in _HEADINGS.items() for words in many}
_MOST = {"full_name": 120, "username": 60, "position": 200, "work_phone": 30, "email": 200}  # characters
_ROLE_WORDS = {
    Role.DEPUTY_CHAIRMAN: ("phó chủ tịch", "phó chủ tịch phụ trách", "lãnh đạo"),
    Role.SECRETARY: ("thư ký", "thư ký ban chỉ đạo"),
    Role.UNIT: ("đơn vị", "người của đơn vị", "cán bộ đơn vị", "người dùng đơn vị"),
    Role.DATA_OFFICER: ("cán bộ số liệu", "số liệu"),
    Role.ADMIN: ("quản trị", "quản trị viên", "quản trị hệ thống", "admin"),
}
_ROLE = {fold(words): role for role, many in _ROLE_WORDS.items() for words in many}


@dataclass(frozen=True)
class ListedUser:
    """One person of the list as it says; ``wrong`` tells why the line cannot be taken.

    Without a unit and a role in words ``roles`` is empty; ``username`` may be.
    """

    line: int
    full_name: str
    position: str
    username: str = ""
    unit: str = ""
    roles: frozenset[Role] = frozenset()
    work_phone: str = ""
    email: str = ""
    wrong: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def assumes(self, sentence: str) -> bool:
        """Was this remarked: was something taken that the list does not say?"""
        return any(remark.sentence == sentence for remark in self.remarks)


def parse_users(text: str) -> list[ListedUser]:
    """The people that a text lists under its headings, in its order; a line with a unit alone is not filled in yet.

    Raises RuleBroken without headings.
    """
    table = table_under(numbered_lines(text), _headed)
    if table is None:
        raise RuleBroken(NO_HEADINGS, field="text")
    lines = [(number, _given(row, table.columns)) for number, row in table.rows]
    return [_listed(number, given) for number, given in lines if any({**given, "unit": ""}.values())]


def suspect_cells(text: str) -> Iterator[str]:
    """The cells in which the number of a citizen could stand: a work phone is none, even one of twelve digits."""
    for _, line in numbered_lines(text):
        mark = next((mark for mark in MARKS if mark in line), MARKS[0])
        yield from (cell for cell in cells_of(line, mark) if not is_phone(cell))


def _headed(cells: list[str]) -> dict[str, int]:
    """Which column is which by its heading; empty when these are no headings."""
    named = [_HEADING.get(fold(cell)) for cell in cells]
    columns = {name: at for at, name in reversed(list(enumerate(named))) if name}
    return columns if columns.keys() & {"full_name", "position"} else {}


def _given(row: list[str], columns: dict[str, int]) -> dict[str, str]:
    return {name: row[columns[name]] if columns.get(name, len(row)) < len(row) else "" for name in _HEADINGS}


def _listed(number: int, given: dict[str, str]) -> ListedUser:
    roles, unknown = _roles(given["roles"])
    phone, remarks = _phone(given["work_phone"])
    if not roles and not unknown and given["unit"]:
        roles = frozenset({Role.UNIT})
        remarks.append(Remark(ROLE_ASSUMED))
    if not given["full_name"] and given["position"]:
        remarks.append(Remark(NAME_ASSUMED))
    return ListedUser(
        line=number,
        full_name=given["full_name"] or given["position"][: _MOST["full_name"]],
        position=given["position"],
        username=given["username"],
        unit=given["unit"],
        roles=roles,
        work_phone=phone,
        email=given["email"],
        wrong=(*_why_wrong({**given, "work_phone": phone}), *unknown, *(() if roles or unknown else [Remark(NO_ROLE)])),
        remarks=tuple(remarks),
    )


def _why_wrong(given: dict[str, str]) -> list[Remark]:
    why = [
        Remark(TOO_LONG, {"text": given[name][:40], "most": most})
        for name, most in _MOST.items()
        if len(given[name]) > most
    ]
    if not given["position"]:
        why.append(Remark(NO_POSITION))
    if given["work_phone"] and not is_phone(given["work_phone"]):
        why.append(Remark(BAD_PHONE, {"text": given["work_phone"]}))
    if given["email"] and not is_email(given["email"]):
        why.append(Remark(BAD_EMAIL, {"text": given["email"]}))
    return why


def _roles(text: str) -> tuple[frozenset[Role], list[Remark]]:
    """The roles in words, and a remark for each word that is none."""
    words = [part.strip() for part in re.split(r"[,;/+]| và ", text) if part.strip()]
    unknown = [Remark(NO_SUCH_ROLE, {"text": word}) for word in words if fold(word) not in _ROLE]
    return frozenset(_ROLE[fold(word)] for word in words if fold(word) in _ROLE), unknown


def _phone(typed: str) -> tuple[str, list[Remark]]:
    """The number, with the zero that a spreadsheet takes from a number."""
    if re.fullmatch(r"[2-9][0-9]{8,9}", typed):
        return f"0{typed}", [Remark(ZERO_RESTORED, {"phone": f"0{typed}"})]
    return typed, []
