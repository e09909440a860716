"""Where does the name or the field behind a noun end?"""

from bhyt_tasks.intake.tokens import Tokens
from bhyt_tasks.intake.unit_words import AREAS, FIELDS, HEADS, TITLES
from bhyt_tasks.intake.verbs import ACTIONS, MANNER, MODALS

NAME_JOINTS = frozenset(("-", "&", "."))
ALSO_VERBS = frozenset((("xây", "dựng"), ("thông", "tin"), ("tổ", "chức"), ("thống", "kê")))
LONGEST_FIELD = 9  # tokens


def dash_name(tokens: Tokens, last: int, stop: int) -> int:
    """Past what a ready noun goes on with: "Ban chỉ đạo BHXH, BHYT", "Trường THPT Kỳ Anh", "Công an"."""
    field = field_at(tokens, last, stop)
    if field:
        last = field[0]
    dash = tokens.plain(last) == "-" and last + 1 < stop and tokens[last + 1].is_capital
    dash = dash and not HEADS.at(tokens, last + 1, stop) and not TITLES.at(tokens, last + 1, stop)
    return name_end(tokens, last + 1, stop) if dash else name_end(tokens, last, stop)


def unknown_field_end(tokens: Tokens, index: int, stop: int) -> int:
    """Past the small words of a field that no table knows, up to a verb: "Ban Xúc tiến và Hỗ trợ đầu tư"."""
    end = index
    for after in range(index, min(stop, index + LONGEST_FIELD)):
        token = tokens[after]
        verb = ACTIONS.at(tokens, after, stop) or MANNER.at(tokens, after, stop) or MODALS.at(tokens, after, stop)
        if not token.is_word or (verb and not token.is_capital and tokens.plain(after - 1) != "và"):
            return end
        end = after + 1 if token.plain != "và" else end
    return index


def fields_end(tokens: Tokens, index: int, stop: int) -> int:
    """Past "Văn hóa - Thể thao - Truyền thanh" and "Kinh tế, Hạ tầng và Đô thị"."""
    field = FIELDS.at(tokens, index, stop)
    while field:
        index = name_end(tokens, field[0], stop)
        joint = index + 1 < stop and tokens.plain(index) in ("-", "&", "và") and tokens[index + 1].is_capital
        if not joint or HEADS.at(tokens, index + 1, stop) or TITLES.at(tokens, index + 1, stop):
            break
        field = FIELDS.at(tokens, index + 1, stop)
        index = index if field else name_end(tokens, index + 1, stop)
    return index


def field_at(tokens: Tokens, index: int, stop: int) -> tuple[int, str] | None:
    """The field named here; "các đoàn thể tổ chức …" goes on with a verb."""
    field = FIELDS.at(tokens, index, stop)
    verb = field and not tokens[index].is_capital and (tokens.plain(index), tokens.plain(index + 1)) in ALSO_VERBS
    return None if verb else field


def name_end(tokens: Tokens, index: int, stop: int) -> int:
    """Past a proper name: capitals and numbers ("Phường 11"), dashes between capitals, five words at most."""
    begin, words = index, 0
    while index < stop and words < 6:
        token = tokens[index]
        office = HEADS.at(tokens, index, stop) if token.is_capital else None
        if office and office[1] == "ready" and not tokens[office[0] - 1].is_capital and index == begin:
            return office[0]  # "Tổ dịch vụ thu Bưu điện"
        if (token.is_word and token.is_capital and not _begins_other(tokens, index, stop)) or (
            token.is_number and index == begin and len(token.plain) < 3 and tokens.plain(index + 1) not in ("%", "/")
        ):
            ranges = token.is_number and tokens.plain(index + 1) == "-" and tokens.plain(index + 2).isdecimal()
            index, words = index + 1 + 2 * ranges, words + 1  # "tổ dân phố 1 - 5"
        elif (
            words
            and token.plain in NAME_JOINTS
            and index + 1 < stop
            and tokens[index + 1].is_capital
            and not _begins_other(tokens, index + 1, stop)
            and not HEADS.at(tokens, index + 1, stop)
            and not TITLES.at(tokens, index + 1, stop)
        ):
            index += 1
        else:
            break
    return index


def _begins_other(tokens: Tokens, index: int, stop: int) -> bool:
    """Does a capital begin another unit rather than go on with a name? "Chủ tịch UBND huyện", "xã BHXH"."""
    area = AREAS.at(tokens, index, stop)
    if area and area[0] - index > 1 and not tokens[area[0] - 1].is_capital:
        return True  # "UBND Thành phố"
    return bool(
        AREAS.at(tokens, index, min(stop, index + 2)) and tokens.plain(index + 1) in ("ủy", "ương")
    ) or tokens.plain(index) in ("ubnd", "hđnd", "bhxh", "bhyt", "ubmttq", "mttq", "bhtn", "bcđ")
