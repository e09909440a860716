"""Which words name a unit, a group of units or the person at its head, and where does such a name end?"""

from dataclasses import dataclass
from enum import StrEnum

from bhyt_tasks.intake.names import dash_name, field_at, fields_end, name_end, unknown_field_end
from bhyt_tasks.intake.tokens import Tokens, words
from bhyt_tasks.intake.unit_words import AREAS, BACK, FIELDS, HEADS, NOT_AGENCY, NOT_UNITS, QUANTIFIERS, TAILS, TITLES


class UnitKind(StrEnum):
    """What kind of phrase names the unit."""

    ONE = "one"  # "phòng Y tế", "UBND xã Thạch Hạ"
    GROUP = "group"  # "UBND các xã, phường", "7 phường xã", "từng đơn vị"
    MEMBER = "member"  # in a list whose head noun was said once: "LĐ – TB & XH"
    PEOPLE = "people"  # "cán bộ, công chức", "Hiệu trưởng các trường"
    BACK = "back"  # points back: "đơn vị mình", "địa phương"


@dataclass(frozen=True, slots=True)
class Unit:
    """Tokens ``first`` to before ``last``; ``head`` is the noun that a list member inherits ("phòng")."""

    first: int
    last: int
    kind: UnitKind
    head: str = ""


PLURAL_AREAS = words("các từng mỗi những 7 toàn tất")
SEPARATORS = frozenset((",", "+", "và", "&", ";", "-", "hoặc"))
PLACE_NOUNS = words("xã phường huyện thị thành quận thôn ấp bản xóm khu buôn khóm làng")
LONGEST_UNIT = 40  # tokens of one name
MOST_NOUNS = 12  # in one group: "các sở, ban, ngành, đoàn thể"
DEFINITE = words("huyện tỉnh xã phường địa quận nơi")
LIST_NOUNS = words("phòng sở ban hội xã phường huyện ngành trường thôn ấp đoàn thị thành quận cục đồng khu tổ")


def unit_at(tokens: Tokens, index: int, stop: int) -> Unit | None:
    """The unit, group or title whose name begins at this token."""
    stop = min(stop, index + LONGEST_UNIT)
    if index >= stop or NOT_UNITS.at(tokens, index, stop):
        return None
    back = BACK.at(tokens, index, stop)
    if back:
        return Unit(index, back[0], UnitKind.BACK)
    begin, many = _after_quantifier(tokens, index, stop)
    titled = _after_titles(tokens, begin, stop)
    if titled > begin:
        return _person(tokens, index, titled, stop)
    return _headed(tokens, index, begin, stop, many=many)


def _after_quantifier(tokens: Tokens, index: int, stop: int) -> tuple[int, bool]:
    many = False
    while index < stop:
        token = tokens[index]
        found = QUANTIFIERS.at(tokens, index, stop)
        if found and not many:
            index, many = found[0], True
        elif token.is_number and _counts(tokens, index, stop):
            index, many = index + 1 + 2 * (tokens.plain(index + 1) == "/"), True
        elif many and found and found[1] == "many":
            index = found[0]
        else:
            break
    return index, many


def _counts(tokens: Tokens, index: int, stop: int) -> bool:
    """Does the number count units, as in "7 phường xã" and "11/11 xã"?"""
    noun = index + 1
    if tokens.plain(noun) == "/" and noun + 1 < stop and tokens[noun + 1].is_number:
        noun += 2
    found = HEADS.at(tokens, noun, stop)
    return found is not None and len(tokens[index].plain) < 4


def _after_titles(tokens: Tokens, index: int, stop: int) -> int:
    """Past "Phó Bí thư, Chủ tịch" and "Trưởng phòng" as far as the title alone goes."""
    while found := TITLES.at(tokens, index, stop):
        index = found[0]
        joint = index + 1 if tokens.plain(index) in ("-", ",", "và", "/") else index
        if not TITLES.at(tokens, joint, stop):
            break
        index = joint
    return index


def _person(tokens: Tokens, first: int, titled: int, stop: int) -> Unit | None:
    """A title with its unit ("Chủ tịch UBND các xã"), or with a name ("đồng chí Nguyễn Văn A")."""
    inner = unit_at(tokens, titled, stop) if tokens.plain(titled) not in SEPARATORS else None
    if inner:
        return Unit(first, inner.last, UnitKind.PEOPLE, inner.head)
    noun = HEADS.at(tokens, titled, stop)
    named = noun[0] if noun and noun[1] == "common" else name_end(tokens, titled, stop)  # "thủ trưởng đơn vị"
    last = _tail_end(tokens, named, stop)
    if tokens.says(titled - 2, "đồng", "chí") and tokens.plain(titled) == "trong":
        body = unit_at(tokens, titled + 1, stop)
        last = body.last if body else last
    area = AREAS.at(tokens, titled, stop)
    if last == titled and area:
        last = area_end(tokens, titled, stop)
    return Unit(first, last, UnitKind.PEOPLE) if last > titled or _stands_alone(tokens, first, titled) else None


def _stands_alone(tokens: Tokens, first: int, titled: int) -> bool:
    alone = ("hiệu", "người", "ban", "thường", "tổ", "trạm", "thủ", "chánh", "kế", "thư", "đội")
    counted = QUANTIFIERS.at(tokens, first, titled) is not None and tokens.says(titled - 2, "đồng", "chí")
    return counted or any(tokens.plain(index) in alone for index in range(first, titled))


def _headed(tokens: Tokens, first: int, begin: int, stop: int, *, many: bool) -> Unit | None:
    found = HEADS.at(tokens, begin, stop)
    if not found or NOT_UNITS.at(tokens, begin, stop):
        return None
    last, kind = found
    head = tokens.plain(begin)
    if kind in ("common", "people", "place") or (kind == "agency" and many):
        return _common(tokens, first, begin, last, stop, kind=kind, many=many)
    if kind == "agency":
        return _agency(tokens, first, begin, last, stop)
    if head in ("bhxh", "bảo") and NOT_AGENCY.at(tokens, last, stop):
        return None
    nested = HEADS.at(tokens, last, stop)
    within = nested and nested[1] in ("council", "agency") and tokens[last].is_capital
    inner = unit_at(tokens, last, stop) if within else None
    if inner:
        return Unit(first, inner.last, UnitKind.GROUP if many else inner.kind)
    end = _tail_end(tokens, area_end(tokens, dash_name(tokens, last, stop), stop), stop)
    plural = many or any(tokens.plain(i) in PLURAL_AREAS for i in range(last, end))
    return Unit(first, end, UnitKind.GROUP if plural else UnitKind.ONE, _list_head(tokens, begin, last, end))


def _list_head(tokens: Tokens, begin: int, last: int, end: int) -> str:
    """What a name behind a comma goes on with: "UBND huyện" after "UBND các huyện Lệ Thủy"."""
    noun = " ".join(tokens[i].written for i in range(begin, last))
    area = next((tokens.plain(i) for i in range(last, end) if tokens.plain(i) in PLACE_NOUNS), "")
    return f"{noun} {area}" if area and tokens[end - 1].is_capital else ""


def _agency(tokens: Tokens, first: int, begin: int, last: int, stop: int) -> Unit | None:
    """A noun that needs its field: "phòng Y tế huyện", "Sở Tài chính"."""
    opened = last + 1 if tokens.plain(last) == ":" else last
    end = max(fields_end(tokens, opened, stop), name_end(tokens, opened, stop))
    if end == opened + 1 and end < stop and tokens[opened].is_word:
        end = unknown_field_end(tokens, end, stop)
    if end in (last, opened):
        return _common(tokens, first, begin, last, stop, kind="common", many=False)
    end = _tail_end(tokens, area_end(tokens, end, stop), stop)
    return Unit(first, end, UnitKind.ONE, tokens.plain(begin))


def _common(tokens: Tokens, first: int, begin: int, last: int, stop: int, *, kind: str, many: bool) -> Unit | None:
    """A common noun: alone only with a quantifier, a name, an area or others of its like beside it."""
    head, nouns = tokens.plain(begin), 1
    name = name_end(tokens, last, stop) if kind == "place" else last
    if name > last:
        end = _place_tail(tokens, name, stop)
        return Unit(first, end, UnitKind.GROUP if many else UnitKind.ONE, head)
    listed = _after_colon(tokens, last, stop) if many and kind != "place" else None
    if listed:
        return Unit(first, listed.last, UnitKind.GROUP, head)
    if many and tokens.plain(last) == ":" and name_end(tokens, last + 1, stop) > last + 1:
        end = max(fields_end(tokens, last + 1, stop), name_end(tokens, last + 1, stop))
        return Unit(first, end, UnitKind.ONE, head)
    noun, last = last, _field_tail(tokens, last, stop, kind)
    named = last > noun and kind == "common"
    while nouns < MOST_NOUNS and not named and (following := _like_noun(tokens, last, stop, kind)):
        last, nouns = following, nouns + 1
    last = common_tail(tokens, last, stop, kind)
    bare = not many and nouns == 1
    if bare and not _definite(tokens, begin, last):
        return None
    if kind == "people":
        return Unit(first, last, UnitKind.PEOPLE, head)
    return Unit(first, last, UnitKind.GROUP if many or nouns > 1 else UnitKind.ONE, head)


def _after_colon(tokens: Tokens, last: int, stop: int) -> Unit | None:
    """ "Các ngành: BHXH, Thuế, Thống kê": the first of a list of single units behind a colon."""
    unit = unit_at(tokens, last + 1, stop) if tokens.plain(last) == ":" else None
    return unit if unit and unit.kind is UnitKind.ONE and tokens.plain(unit.last) == "," else None


def _definite(tokens: Tokens, begin: int, last: int) -> bool:
    """May this noun stand without quantifier? "huyện giao …", "địa phương", "nhà trường", with a tail or a name."""
    found = HEADS.at(tokens, begin, last)
    if tokens.plain(begin) == "hội" or tokens.says(begin, "ban", "ngành") or tokens.says(begin, "đoàn", "thể"):
        return True
    if found is None or last > found[0] or found[0] - begin > 2 or found[1] == "people":
        return True
    if tokens[begin].written == "TP":
        return True
    return tokens.plain(begin) in DEFINITE or tokens.says(begin, "thành", "phố") or tokens.says(begin, "thị")


def _field_tail(tokens: Tokens, last: int, stop: int, kind: str) -> int:
    """ "các phòng Y tế", "ngành Giáo dục", "cán bộ BHXH": the field after a common noun."""
    if kind == "place":
        return last
    field = field_at(tokens, last, stop)
    while field and tokens.plain(field[0]) in (",", "và") and not tokens[last].is_capital:
        following = field_at(tokens, field[0] + 1, stop)  # "các trường đại học, cao đẳng"
        if not following or HEADS.at(tokens, field[0] + 1, stop) or tokens[field[0] + 1].is_capital:
            break
        field = following
    return name_end(tokens, field[0], stop) if field else name_end(tokens, last, stop)


def _like_noun(tokens: Tokens, index: int, stop: int, kind: str) -> int | None:
    """The end of one more noun of the same group: ", thị trấn", "ngành" of "ban ngành", "và đoàn thể"."""
    joined = index < stop and tokens.plain(index) in (",", "và", "&", "-", "/")
    if joined:
        index += 1
        if tokens.plain(index) == "và" and tokens.plain(index - 1) == ",":
            index += 1
    elif kind != "place" and not tokens.says(index, "đoàn", "thể"):
        return None
    found = HEADS.at(tokens, index, stop)
    if not found or found[1] not in ("common", "place", "people", "agency", "ready"):
        return None
    if not joined and tokens.plain(found[0] - 1) in ("thành", "thị"):  # "các xã thành lập"
        return None
    if (found[1] in ("place", "people")) != (kind in ("place", "people")):
        return None
    if found[1] == "ready" and not tokens.plain(index).startswith(("phòng", "ban", "hội", "tổ", "đoàn", "nhà", "sở")):
        return None
    if found[1] in ("agency", "ready") and (FIELDS.at(tokens, found[0], stop) or tokens[found[0] - 1].is_capital):
        return None
    area = AREAS.at(tokens, found[0], stop)
    named = (name_end(tokens, found[0], stop) > found[0] and not area) or (
        kind != "place" and field_at(tokens, found[0], stop)
    )
    return None if named and found[1] != "people" else found[0]


def common_tail(tokens: Tokens, last: int, stop: int, kind: str) -> int:
    if kind == "place":
        return _place_tail(tokens, last, stop)
    end = area_end(tokens, last, stop)
    return _tail_end(tokens, end, stop)


def _place_tail(tokens: Tokens, last: int, stop: int) -> int:
    """ "xã Thạch Hạ, huyện Thạch Hà" stays one name, as does "các xã trên địa bàn"."""
    after = last + 1 if tokens.plain(last) == "," else last
    area = AREAS.at(tokens, after, stop)
    if area and after > last:
        named = name_end(tokens, area[0], stop)
        higher = tokens.plain(after) in ("huyện", "tỉnh", "thành", "thị") and tokens.plain(after + 1) != "trấn"
        return named if named > area[0] and higher else _tail_end(tokens, last, stop)
    return _tail_end(tokens, last, stop)


def area_end(tokens: Tokens, index: int, stop: int) -> int:
    """Past "huyện", "các xã, thị trấn", "thành phố Hà Tĩnh" behind the name of an office."""
    opened = index
    quantified = tokens.plain(index) in ("các", "từng", "mỗi", "những", "tất") or (
        index < stop and tokens[index].is_number and _counts(tokens, index, stop)
    )
    if quantified:
        opened, _ = _after_quantifier(tokens, index, stop)
        nested = unit_at(tokens, index, stop)
        return nested.last if nested and nested.kind is not UnitKind.PEOPLE else index
    if tokens.plain(opened) in ("cấp", "của"):
        opened += 1
    found = AREAS.at(tokens, opened, stop)
    if not found:
        return index
    last, listed = name_end(tokens, found[0], stop), False
    while following := _next_area(tokens, last, stop, listed=listed):
        listed = tokens.plain(last) == "," and not tokens[following - 1].is_capital
        last = following
    return last


def _next_area(tokens: Tokens, index: int, stop: int, *, listed: bool) -> int:
    """Past ", tỉnh Bắc Ninh" and ", phường" behind "UBND xã"; 0 when nothing of that kind follows.

    ``listed``: "quận, huyện" stands before, so that "và thành phố Thủ Đức" goes on with it.
    """
    joint = tokens.plain(index)
    if index >= stop or joint not in (",", "-", "và", "/"):
        return 0
    found = AREAS.at(tokens, index + 1, stop)
    noun = HEADS.at(tokens, index + 1, stop)
    if not found or noun is None or noun[0] > found[0]:  # "và cấp ủy" is no "cấp"
        return 0
    named = name_end(tokens, found[0], stop)
    return 0 if joint == "và" and named > found[0] and not listed else named


def _tail_end(tokens: Tokens, index: int, stop: int) -> int:
    """Past "trên địa bàn huyện", "liên quan", "trực thuộc" and what they stand with."""
    found = TAILS.at(tokens, index, stop)
    while found:
        index = found[0]
        if tokens.plain(index - 1) in ("thuộc", "bàn", "ở", "tại", "thôn", "đạo", "bcđ"):
            index = area_end(tokens, index, stop)
        found = TAILS.at(tokens, index, stop)
    return index
