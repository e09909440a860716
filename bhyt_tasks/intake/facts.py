"""What does a text say of the meeting: day, kind, chair, place and the number of the notice?"""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from bhyt_tasks.intake.dates import Calendar, Named
from bhyt_tasks.intake.people import Person, people
from bhyt_tasks.intake.segments import Block
from bhyt_tasks.intake.tokens import Phrases, Tokens

Stretch = tuple[int, int]  # positions in the view
KINDS = Phrases(
    {
        "inspection": (
            "đi kiểm tra | kiểm tra thực tế | đoàn kiểm tra | giám sát tại | đi khảo sát | buổi kiểm tra"
            " | đoàn giám sát | buổi giám sát | kiểm tra việc | kiểm tra tình hình | kiểm tra công tác"
        ),
        "conference": "hội nghị | hội thảo",
        "working_session": (
            "buổi làm việc | cuộc họp | phiên họp | giao ban | buổi họp | họp | làm việc với | làm việc tại | hội ý"
        ),
    }
)
_PAPER = (
    r"(?:công văn|văn bản|công điện|thông báo|chỉ thị|kế hoạch|quyết định|kết luận|nghị quyết|thông tư|nghị định|luật"
    r"|tờ trình|báo cáo|hướng dẫn)"
)
_OWN_NUMBER = re.compile(r"^(?:thông báo|tb)(?: kết luận)? số ?:[^.;]{0,40}$")
_LABEL = re.compile(r"(?:^|\n)(?:[-+*] ?)?thời gian(?: họp)? ?:[^\n;]{0,40}$")
_CONCLUDES = re.compile(
    r"^(?:thông báo )?kết luận (?:tại |của )?(?:cuộc họp|buổi họp|hội nghị|phiên họp|buổi làm việc|giao ban)"
    r"[^.;,]{0,60}ngày $"
)
_REFERS = re.compile(
    r"(?:^|\n)(?:[-+*] ?)?thời gian(?: họp)? ?:|"
    + _PAPER
    + r"[^.;]{0,60}$|(?:tính đến|đến|trước|từ|hết|số liệu|kể từ|ban hành|hôm|tiếp) (?:hết )?(?:ngày )?$"
)
_PAST = re.compile(_PAPER + r" [^.;\n]{0,60}ngày $|(?:tính đến|số liệu đến|thống kê đến) (?:hết )?(?:ngày )?$")
_OWN_PAPER = re.compile(
    r"\b(?:có|ban hành|ký|ra|gửi) " + _PAPER + r"[^.;]{0,70}$|^[^.;]{0,4}" + _PAPER + r" (?:khẩn )?số [^.;]{0,40}$"
)
_ISSUED = re.compile(r"^,[^.;]{0,70}\b(?:có|ban hành|ký|ra|gửi) " + _PAPER)
_UNTIL = re.compile(r"(?:tính đến|đến|trước|từ|hết|số liệu|kể từ) (?:hết )?(?:ngày )?$")
_NUMBER = re.compile(
    r"\bsố ?: ?(?P<bare>\d{0,5} ?/ ?[^\W\d_]+(?: ?[-/&] ?[^\W_]+)*)"
    r"|\b(?:thông báo|tb)(?: kết luận)? số ?:? ?(?P<named>\d{1,5} ?[/-] ?[^\W_]+(?: ?[-/&] ?[^\W_]+)*)"
)
_AT = re.compile(
    r"(?:\bđịa điểm ?: ?|\btại )(?P<place>(?:hội trường|trụ sở|phòng họp|nhà văn hóa|trung tâm|điểm cầu|"
    r"ubnd|xã|phường"
    r"|thị trấn|huyện ủy)[^,.;:\n]{0,60})"
)
_STOPS_PLACE = re.compile(
    r",? (?:đồng chí|đ/c|ông|bà|đã|về|để|do|với|nhằm|dưới|bàn|có|trong|theo|nghe|tổ chức|tham gia|triển khai)\b.*"
)
_SUBJECT_OF_DAY = re.compile(
    r"(?:^|[,(.\n\"] ?|- )(?:(?:sáng|chiều|tối|hồi|vào|mới đây|trong|cùng|nay)[ ,]{1,2}){0,3}(?:ngày )?$"
)
CHAIRS = Phrases({"chairs": "chủ trì | làm trưởng đoàn | chủ tọa | điều hành"})
CHAIRED_BY = Phrases({"by": "chủ trì : | chủ tọa : | chủ trì của | người chủ trì :"})
SPEAKS = Phrases({"speaks": "yêu cầu | kết luận | chỉ đạo | đề nghị | phát biểu | nhấn mạnh | giao | đi kiểm tra"})
HEAD_BLOCKS = 14  # lines in which a dateline may stand
DATELINE = 16  # words of a line that is no more than a date and an hour


@dataclass(slots=True)
class Found:
    """The facts in positions of the view; empty where the text says nothing."""

    kind: str = ""
    kind_at: Stretch | None = None
    day: tuple[date, Stretch] | None = None
    sure_day: bool = True
    chair: Stretch | None = None
    position: Stretch | None = None
    sure_chair: bool = True
    place: Stretch | None = None
    number: Stretch | None = None
    issued: tuple[date, Stretch] | None = None
    calendar: Calendar = field(default_factory=lambda: Calendar(date.min, firm=False))


class FactFinder:
    """Looks through the blocks of one text for what it says of the meeting."""

    def __init__(self, tokens: Tokens, blocks: list[Block], named: list[Named], as_of: date) -> None:
        self._tokens = tokens
        self._plain = tokens.view.plain
        self._blocks = blocks
        self._named = named
        self._named_at = [each.start for each in named]
        self._as_of = as_of
        self._spans = [(tokens[b.first].start, tokens[b.last - 1].end) for b in blocks]

    def find(self) -> Found:
        found = Found()
        found.issued = self._dateline()
        found.calendar = self._calendar(found.issued)
        found.number = self._notice_number()
        self._meeting(found)
        if found.day is None:
            found.day = self._day_of_paper(found)
        else:
            found.calendar = Calendar(found.day[0], firm=True)
        found.place = self._place()
        self._chair(found)
        return found

    def _chair(self, found: Found) -> None:
        """Who is said to chair; if nobody is, the first leader who speaks or gives orders."""
        tokens, speaker = self._tokens, None
        for block in self._blocks:
            for sentence in block.sentences:
                for person in people(tokens, sentence.first, sentence.last):
                    near = range(person.last, min(person.last + 4, sentence.last))
                    if any(CHAIRS.at(tokens, i, sentence.last) for i in near) or CHAIRED_BY.at(
                        tokens, person.first - 3, person.first
                    ):
                        self._name(found, person)
                        return
                    if speaker is None and any(SPEAKS.at(tokens, i, sentence.last) for i in near):
                        speaker = person
        if speaker:
            self._name(found, speaker)
            found.sure_chair = False

    def _name(self, found: Found, person: "Person") -> None:
        if person.name:
            found.chair = self._stretch(person.name)
        if person.position:
            found.position = self._stretch(person.position)

    def _stretch(self, span: tuple[int, int]) -> Stretch:
        return self._tokens[span[0]].start, self._tokens[span[1] - 1].end

    def _calendar(self, issued: tuple[date, Stretch] | None) -> Calendar:
        """What tells the year: the dateline, else the last day of what is past, else another full date of the text,

        else "năm 2018", else the day given.
        """
        if issued:
            return Calendar(issued[0], firm=True, written=True)
        past = [day for each in self._named if each.year and (day := self._past(each))]
        if past:
            return Calendar(max(past), firm=True)
        whole = [day for each in self._named if each.kind == "day" and each.year and (day := each.last_day())]
        if whole:
            return Calendar(whole[0], firm=False)
        years = [each.year for each in self._named if each.year]
        if years and max(years) < self._as_of.year:
            return Calendar(date(years[0], 12, 31), firm=False)
        return Calendar(self._as_of, firm=True, written=True)

    def _past(self, named: Named) -> date | None:
        """The day of a paper that is cited or of a figure: the text is younger."""
        before = self._plain[max(0, named.start - 80) : named.start]
        return named.last_day() if named.kind == "day" and _PAST.search(before) else None

    def _dateline(self) -> tuple[date, Stretch] | None:
        """The day on a line of its own, or behind the place: "Hà Tĩnh, ngày 05 tháng 02 năm 2026"."""
        for block, (start, end) in zip(self._blocks[:HEAD_BLOCKS], self._spans, strict=False):
            tells = block.closed and self._kind(block.first, block.last)
            if block.last - block.first > DATELINE + 14 or tells or block.marker:
                continue
            for named in self._named:
                if named.start >= end:
                    break
                on = named.last_day() if named.kind == "day" and named.year else None
                if start <= named.start and on and not self._refers(start, named.start):
                    return on, (named.start, named.end)
        return None

    def _refers(self, start: int, at: int) -> bool:
        """Is it the day of another paper, a cut-off date, or labelled as the time of the meeting?"""
        before = self._plain[max(start, at - 80) : at]
        return _REFERS.search(before) is not None and not _OWN_NUMBER.search(before)

    def _notice_number(self) -> Stretch | None:
        match = _NUMBER.search(self._plain)
        if not match:
            return None
        return match.span("bare") if match["bare"] else match.span("named")

    # The meeting

    def _labelled(self, found: Found) -> bool:
        """ "Thời gian: 8 giờ ngày 12/3/2018" of a record says the day."""
        for named in self._named:
            on = found.calendar.met(named) if named.kind == "day" else None
            if on and _LABEL.search(self._plain[max(0, named.start - 80) : named.start]):
                found.day = on, (named.start, named.end)
                return True
        return False

    def _meeting(self, found: Found) -> None:
        best = 2 if self._labelled(found) else 0
        for block in self._blocks:
            for sentence in block.sentences:
                kind = self._kind(sentence.first, sentence.last)
                if not kind:
                    continue
                if found.kind_at is None or (best == 0 and block.closed):
                    found.kind, found.kind_at = kind
                low, high = self._tokens[sentence.first].start, self._tokens[sentence.last - 1].end
                for named in self._days(low, high):
                    score = self._meets(low, named)
                    on = found.calendar.met(named)
                    if score > best and on:
                        best, found.day, found.sure_day = score, (on, (named.start, named.end)), score > 1
                        found.kind, found.kind_at = kind
            if best > 1 and found.kind:
                break

    def _days(self, low: int, high: int) -> Iterator[Named]:
        first, last = (bisect.bisect_left(self._named_at, at) for at in (low, high))
        return (each for each in self._named[first:last] if each.kind == "day")

    def _meets(self, low: int, named: Named) -> int:
        """How surely a day is the day of the meeting: 0 not, 1 maybe, 2 as the adverb of its sentence."""
        before = self._plain[max(low, named.start - 80) : named.start]
        if _CONCLUDES.search(before):
            return 2
        opens = _SUBJECT_OF_DAY.search(before) is not None
        if opens and (low == named.start or not self._refers_plainly(before)):
            return 2
        return 0 if self._refers(low, named.start) else 1

    def _refers_plainly(self, before: str) -> bool:
        return re.search(r"(?:tính đến|số liệu|đến|trước|từ) (?:hết )?(?:ngày )?$", before) is not None

    def _kind(self, first: int, last: int) -> tuple[str, Stretch] | None:
        tokens = self._tokens
        for index in range(first, last):
            found = KINDS.at(tokens, index, last)
            if found:
                return found[1], (tokens[index].start, tokens[found[0] - 1].end)
        return None

    def _day_of_paper(self, found: Found) -> tuple[date, Stretch] | None:
        """Without a meeting: the day of the paper that gives the instructions."""
        for named in self._named:
            before = self._plain[max(0, named.start - 110) : named.start]
            on = found.calendar.of(named)
            if named.kind != "day" or not on or _UNTIL.search(before):
                continue
            after = self._plain[named.end : named.end + 110].split("\n", 1)[0]
            own = _OWN_PAPER.search(before.rsplit("\n", 1)[-1])
            if own or (_SUBJECT_OF_DAY.search(before) and _ISSUED.search(after)):
                return on, (named.start, named.end)
        return found.issued if self._official() else None

    def _official(self) -> bool:
        return bool(self._notice_number()) or "kính gửi" in self._plain

    def _place(self) -> Stretch | None:
        match = _AT.search(self._plain)
        if not match:
            return None
        start, end = match.span("place")
        stop = _STOPS_PLACE.search(match["place"])
        return start, (start + stop.start() if stop else end)
