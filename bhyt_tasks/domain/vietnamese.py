"""How Vietnamese is searched, sorted and read: folding, sort keys, dates and numbers as officials type them."""

import calendar
import re
import unicodedata
from datetime import date, timedelta
from itertools import filterfalse

from bhyt_tasks.domain.errors import N_, RuleBroken

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, start=1)}
_SHAPE = "\u0306\u0302\u031b"  # breve, circumflex and horn make letters; the other marks are tones
LARGEST_COUNT = 2_000_000_000  # what an integer column holds everywhere
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of ICU's Vietnamese table

BAD_DATE = N_("Không đọc được ngày “{text}”. Ghi ngày/tháng/năm, ví dụ 28/02/2020.")
NO_SUCH_DAY = N_("Ngày {text} không có. Ghi ngày/tháng/năm, ví dụ 28/02/2020.")
BAD_COUNT = N_("Không đọc được số “{text}”. Ghi số nguyên, ví dụ 1.492.")
BAD_RATE = N_("Không đọc được tỷ lệ “{text}”. Ghi ví dụ 93 hoặc 93,5.")


def clean(text: str) -> str:
    """Text as it is stored: NFC, no control characters, ordinary spaces, one at a time within a line."""
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()  # as most text is already
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", unicodedata.normalize("NFC", text))
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return re.sub(r"[^\S\n]+", " ", text).strip()


def fold(text: str) -> str:
    """Text as it is searched (R16): no case, tones or punctuation; đ as d; tỉ as tỷ; any tone placement."""
    words = re.findall(r"[^\W_]+", fold_signs(text))
    return " ".join(re.sub(r"^([bcdghklmnpqrstvx]+)y$", r"\1i", word) if word[-1] == "y" else word for word in words)


def plain_letters(text: str) -> str:
    """The text in the letters and digits of every keyboard, without spaces: "xã Kỳ Anh" → "xakyanh"."""
    return "".join(re.findall(r"[a-z0-9]", fold_signs(text)))


def compact(text: str) -> str:
    """The folded text without spaces: LĐ – TB & XH, LĐ-TB&XH and LĐTBXH are one."""
    return fold(text).replace(" ", "")


def spelling(text: str) -> str:
    """What tells two names apart: letters with their shapes, and the tone of each syllable wherever it is put.

    Thạch Hà and Thạch Hạ are two communes; Hòa and Hoà, Kỳ and Kì are one name.
    """
    pieces = []
    for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text.casefold())):
        decomposed = unicodedata.normalize("NFD", word)
        letters = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
        pieces += [re.sub(r"^([bcdđghklmnpqrstvx]+)y$", r"\1i", letters), *(c for c in decomposed if c in _TONES)]
    return "".join(pieces)


def same_name(typed: str, name: str) -> bool:
    """Is this name meant? Whoever types without accents means every name that reads so."""
    if compact(typed) != compact(name):
        return False
    return spelling(typed) in (compact(typed), spelling(name))


def sort_key(text: str) -> str:
    """A key whose plain order is the Vietnamese one: letters first (a ă â … d đ), tones second."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text.lower()):
        decomposed = unicodedata.normalize("NFD", char)
        shape = unicodedata.normalize("NFC", decomposed[0] + "".join(c for c in decomposed[1:] if c in _SHAPE))
        tone = next((c for c in decomposed[1:] if c in _TONES), None)
        letters.append(chr(0x100 + _RANK[shape]) if shape in _RANK else shape)
        tones.append(str(_TONES.index(tone) + 1) if tone else "0")
    return "".join(letters) + "\x01" + "".join(tones)


def parse_date(text: str, today: date) -> date:
    """The day that is meant, day first; "cuối tháng", "cuối quý", "cuối năm" and "+7 ngày" count from today.

    Raises RuleBroken for what is no date, and for days the calendar does not have.
    """
    folded = re.sub(r"\s+", " ", fold_signs(text))
    meant = _parse_end(folded, today) or _parse_offset(folded, today) or _parse_day(folded, text, today)
    if meant is None:
        raise RuleBroken(BAD_DATE, text=text.strip())
    return meant


def fold_signs(text: str) -> str:
    """Text without case and tones, with its signs: "dưới 92,5%" → "duoi 92,5%"."""
    decomposed = unicodedata.normalize("NFD", text.strip().casefold().replace("đ", "d"))
    return "".join(filterfalse(unicodedata.combining, decomposed))


def _parse_offset(folded: str, today: date) -> date | None:
    if folded in ("hom nay", "today"):
        return today
    match = re.fullmatch(r"\+ ?(\d{1,3})( ngay)?", folded)
    return today + timedelta(days=int(match[1])) if match else None


def _parse_end(folded: str, today: date) -> date | None:
    match = re.fullmatch(
        r"(?:den |het )?(?:cuoi |het )?(thang|quy|nam)(?: ([ivx\d]{1,4}))?(?:[/ -](?:nam )?(\d{4}))?", folded
    )
    if not match or not re.match(r"(den |het )?(cuoi|het)", folded):
        return None
    word, number, year_text = match.groups()
    if word == "nam":
        year = int(number) if number and re.fullmatch("[0-9]{4}", number) else today.year
        return None if (number and len(number) < 4) or year_text or not year else date(year, 12, 31)
    year = int(year_text or today.year)
    quarters = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
    value = quarters.get(number or "") or (int(number) if number and re.fullmatch("[0-9]+", number) else None)
    if number and not value:
        return None
    if word == "quy":
        month = 3 * (value or (today.month + 2) // 3)
    else:
        month = value or today.month
    return month_end(year, month) if year and 1 <= month <= 12 else None


def _parse_day(folded: str, typed: str, today: date) -> date | None:
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", folded)
    match = iso or re.fullmatch(
        r"(?:ngay )?(\d{1,2})(?: ?[/.\-] ?| thang | )(\d{1,2})(?:(?: ?[/.\-] ?| nam | )(\d{4}|\d{2}))?",
        folded,
    )
    if not match:
        return None
    day, month, year = (match[3], match[2], match[1]) if iso else (match[1], match[2], match[3])
    full_year = today.year if year is None else int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(full_year, int(month), int(day))
    except ValueError:
        raise RuleBroken(NO_SUCH_DAY, text=typed.strip()) from None


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def parse_count(text: str) -> int:
    """A number of people: "1.492", "1 492" and "1492" are the same. Raises RuleBroken."""
    typed = clean(text).replace(" ", "")
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", typed):
        typed = re.sub(r"[.,]", "", typed)
    if not re.fullmatch(r"[0-9]{1,10}", typed) or int(typed) > LARGEST_COUNT:
        raise RuleBroken(BAD_COUNT, text=text.strip())
    return int(typed)


def parse_rate(text: str) -> int:
    """A percentage in basis points: "96.5%", "96,5" → 9650. Raises RuleBroken beyond two decimals or 999 %."""
    match = re.fullmatch(r"(\d{1,3})(?:[.,](\d{1,2}))?%?", clean(text).replace(" ", ""))
    if not match:
        raise RuleBroken(BAD_RATE, text=text.strip())
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
