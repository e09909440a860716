"""How are dates, numbers, rates and the words of enums written?"""

import enum
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g
from flask_login import current_user
from markupsafe import Markup, escape
from wtforms.widgets import TextArea

from bhyt_tasks.config import ROOT
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.coverage import EVERYBODY, Comparator, plain_rate
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.extensions import Decision
from bhyt_tasks.domain.files import MEGABYTE
from bhyt_tasks.domain.finding_checks import Outcome
from bhyt_tasks.domain.history import Act, ChangeKind, Channel, Subject
from bhyt_tasks.domain.lists import Remark
from bhyt_tasks.domain.meetings import DeadlineKind, MeetingKind, Stage
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.periods import Every, period_words
from bhyt_tasks.domain.reading_columns import Meaning
from bhyt_tasks.domain.reading_imports import RowStatus
from bhyt_tasks.domain.readings import Source
from bhyt_tasks.domain.reminders import Step
from bhyt_tasks.domain.targets import GivenBy
from bhyt_tasks.domain.tasks import Part, TaskClass, TaskState
from bhyt_tasks.domain.unit_additions import Status
from bhyt_tasks.domain.units import HEAD_TITLES, UnitKind
from bhyt_tasks.domain.working_days import why_not_working
from bhyt_tasks.queries.briefing import Section
from bhyt_tasks.queries.figures import Level
from bhyt_tasks.queries.meetings import DirectiveRow
from bhyt_tasks.queries.worklist import CAP
from bhyt_tasks.web import gate
from bhyt_tasks.web.language import gettext
from bhyt_tasks.web.marks import Mark

WEEKDAYS = (
    N_("thứ Hai"),
    N_("thứ Ba"),
    N_("thứ Tư"),
    N_("thứ Năm"),
    N_("thứ Sáu"),
    N_("thứ Bảy"),
    N_("Chủ nhật"),
)

# Pairs, not a dict: members of different StrEnums may be equal as text.
LABELS: tuple[tuple[enum.StrEnum, str], ...] = (
    (TaskState.NEW, N_("Mới giao, chưa xem")),
    (TaskState.IN_PROGRESS, N_("Đang thực hiện")),
    (TaskState.SUBMITTED, N_("Đã báo cáo, chờ xác nhận")),
    (TaskState.ACCEPTED, N_("Đã hoàn thành")),
    (TaskState.SUSPENDED, N_("Tạm dừng")),
    (TaskState.WITHDRAWN, N_("Đã thu hồi")),
    (TaskClass.DONE_ON_TIME, N_("Hoàn thành đúng hạn")),
    (TaskClass.DONE_LATE, N_("Hoàn thành quá hạn")),
    (TaskClass.OPEN_IN_TIME, N_("Đang thực hiện, trong hạn")),
    (TaskClass.OPEN_LATE, N_("Chưa hoàn thành, quá hạn")),
    (TaskClass.OPEN_NO_DEADLINE, N_("Không quy định thời hạn")),
    (TaskClass.SUSPENDED, N_("Tạm dừng")),
    (Part.LEAD, N_("Chủ trì")),
    (Part.COORDINATING, N_("Phối hợp")),
    (Act.ISSUED, N_("Giao nhiệm vụ")),
    (Act.RECEIVED, N_("Nhận việc")),
    (Act.PROGRESS, N_("Cập nhật tiến độ")),
    (Act.SUBMITTED, N_("Báo cáo hoàn thành")),
    (Act.TAKEN_BACK, N_("Rút lại báo cáo")),
    (Act.ACCEPTED, N_("Xác nhận hoàn thành")),
    (Act.SENT_BACK, N_("Trả lại, thực hiện tiếp")),
    (Act.REMINDED, N_("Nhắc việc")),
    (Act.CORRECTED, N_("Đính chính")),
    (Act.DISCLAIMED, N_("Báo không thuộc đơn vị")),
    (Act.UPHELD, N_("Giữ nguyên đơn vị thực hiện")),
    (Act.SUSPENDED, N_("Tạm dừng")),
    (Act.RESUMED, N_("Tiếp tục thực hiện")),
    (Act.WITHDRAWN, N_("Thu hồi nhiệm vụ")),
    (Act.EXTENSION_ASKED, N_("Đề nghị gia hạn")),
    (Act.EXTENDED, N_("Gia hạn")),
    (Act.NOT_EXTENDED, N_("Không đồng ý gia hạn")),
    (Act.DUE_MOVED, N_("Điều chỉnh thời hạn")),
    (Act.REVIEWED, N_("Rà soát")),
    (Act.HANDED_OVER, N_("Chuyển giao đơn vị kế thừa")),
    (Decision.GRANTED, N_("Đồng ý gia hạn")),
    (Decision.OTHER_DATE, N_("Đồng ý, hạn khác")),
    (Decision.REFUSED, N_("Không đồng ý gia hạn")),
    (Decision.MOVED, N_("Điều chỉnh thời hạn")),
    (Outcome.MENDED, N_("Đã khắc phục")),
    (Outcome.REPEATED, N_("Lặp lại")),
    (Step.NUDGE, N_("Nhắc việc")),
    (Step.LETTER, N_("Lập công văn đôn đốc")),
    (Step.REPORT, N_("Báo cáo Trưởng Ban Chỉ đạo")),
    (Section.WAITING, N_("Báo cáo hoàn thành chờ xác nhận")),
    (Section.EXTENSIONS, N_("Đề nghị gia hạn chờ quyết định")),
    (Section.LATE, N_("Mới quá hạn")),
    (Section.OVERDUE, N_("Nhiệm vụ quá hạn")),
    (Section.COMING, N_("Đến hạn trong 7 ngày tới")),
    (Section.DONE, N_("Mới hoàn thành")),
    (Section.OBSTACLES, N_("Khó khăn, vướng mắc mới báo cáo")),
    (Section.SILENT, N_("Đã nhắc, chưa báo cáo lại")),
    (Section.REMINDED, N_("Đã được nhắc")),
    (Section.DECIDED, N_("Đã quyết định về thời hạn")),
    (Channel.SYSTEM, N_("trên hệ thống")),
    (Channel.PHONE, N_("qua điện thoại")),
    (Channel.ZALO, N_("qua Zalo")),
    (Channel.EMAIL, N_("qua thư điện tử")),
    (Channel.LETTER, N_("bằng văn bản")),
    (MeetingKind.CONFERENCE, N_("Hội nghị")),
    (MeetingKind.WORKING_SESSION, N_("Buổi làm việc")),
    (MeetingKind.INSPECTION, N_("Kiểm tra")),
    (Stage.DRAFT, N_("Dự thảo")),
    (Stage.AWAITING_SIGNATURE, N_("Chờ ký")),
    (Stage.ISSUED, N_("Đã giao")),
    (DeadlineKind.FIXED, N_("Có thời hạn")),
    (DeadlineKind.RECURRING, N_("Định kỳ")),
    (DeadlineKind.STANDING, N_("Thường xuyên")),
    (Every.WEEKLY, N_("hằng tuần")),
    (Every.MONTHLY, N_("hằng tháng")),
    (Every.QUARTERLY, N_("hằng quý")),
    (Comparator.AT_LEAST, N_("từ {rate} trở lên")),
    (Comparator.ABOVE, N_("trên {rate}")),
    (Source.INSURANCE_OFFICE, N_("Số liệu BHXH")),
    (Source.ILLUSTRATIVE, N_("Số liệu minh họa")),
    (Source.WARD, N_("Số liệu đơn vị báo cáo")),
    (Source.PRESS, N_("Số liệu báo chí")),
    (GivenBy.DIRECTIVE, N_("Chỉ đạo")),
    (GivenBy.DECISION, N_("Quyết định")),
    (GivenBy.PLAN, N_("Kế hoạch")),
    (Level.REACHED, N_("Đạt chỉ tiêu")),
    (Level.NEAR, N_("Thiếu không quá 2 điểm phần trăm")),
    (Level.BELOW, N_("Thiếu hơn 2 điểm phần trăm")),
    (Level.NO_GOAL, N_("Chưa giao chỉ tiêu")),
    (Level.MISSING, N_("Chưa có số liệu")),
    (UnitKind.PROVINCE, N_("Tỉnh")),
    (UnitKind.CITY, N_("Thành phố")),
    (UnitKind.DISTRICT, N_("Huyện, quận, thị xã")),
    (UnitKind.WARD, N_("Phường")),
    (UnitKind.COMMUNE, N_("Xã")),
    (UnitKind.TOWNSHIP, N_("Thị trấn")),
    (UnitKind.SPECIAL_ZONE, N_("Đặc khu")),
    (UnitKind.VILLAGE, N_("Thôn, tổ dân phố")),
    (UnitKind.AGENCY, N_("Cơ quan, phòng, ban")),
    (UnitKind.ASSOCIATION, N_("Hội, đoàn thể")),
    (UnitKind.INSURANCE_OFFICE, N_("Cơ quan BHXH")),
    (UnitKind.EXTERNAL, N_("Ngoài Ban Chỉ đạo, chỉ phối hợp")),
    (Status.NEW, N_("Thêm mới")),
    (Status.CHANGED, N_("Ghi thêm")),
    (Status.SAME, N_("Đã có")),
    (Status.UNCLEAR, N_("Chưa rõ")),
    (Status.WRONG, N_("Sai")),
    (RowStatus.NEW, N_("Mới")),
    (RowStatus.CHANGED, N_("Thay đổi")),
    (RowStatus.SAME, N_("Không đổi")),
    (RowStatus.UNMATCHED, N_("Chưa khớp đơn vị")),
    (RowStatus.WRONG, N_("Sai")),
    (Meaning.UNIT, N_("Đơn vị")),
    (Meaning.PARENT, N_("Đơn vị cấp trên")),
    (Meaning.CODE, N_("Mã đơn vị")),
    (Meaning.POPULATION, N_("Dân số")),
    (Meaning.INSURED, N_("Số người tham gia")),
    (Meaning.CARDS, N_("Số thẻ")),
    (Meaning.GROUP, N_("Nhóm đối tượng")),
    (Meaning.NOTE, N_("Ghi chú, lý do")),
    (Meaning.RATE, N_("Tỷ lệ bao phủ (để so)")),
    (Meaning.TARGET_RATE, N_("Chỉ tiêu, % (để so)")),
    (Meaning.TARGET_PEOPLE, N_("Chỉ tiêu, người (để so)")),
    (Meaning.STILL, N_("Còn phải vận động (để so)")),
    (Meaning.UNINSURED, N_("Chưa tham gia (để so)")),
    (Meaning.PLAN, N_("% kế hoạch (không nhập)")),
    (Meaning.CHANGE, N_("Tăng, giảm (không nhập)")),
    (Meaning.NUMBER, N_("Số thứ tự")),
    (Meaning.IGNORED, N_("Không dùng")),
    (Role.DEPUTY_CHAIRMAN, N_("Phó Chủ tịch phụ trách")),
    (Role.SECRETARY, N_("Thư ký Ban Chỉ đạo")),
    (Role.UNIT, N_("Người của đơn vị")),
    (Role.DATA_OFFICER, N_("Cán bộ số liệu")),
    (Role.ADMIN, N_("Quản trị")),
    (Subject.COMMITTEE, N_("Ban Chỉ đạo")),
    (Subject.USER, N_("Người dùng")),
    (Subject.UNIT, N_("Đơn vị")),
    (Subject.GROUP, N_("Nhóm đơn vị")),
    (Subject.FILE, N_("Tệp")),
    (Subject.DELEGATION, N_("Ủy quyền")),
    (Subject.MONTH, N_("Số liệu tháng")),
    (Subject.INDICATOR, N_("Chỉ tiêu theo dõi")),
    (Subject.PARTICIPANTS, N_("Nhóm đối tượng")),
    (Subject.TARGET, N_("Chỉ tiêu giao")),
    (ChangeKind.CREATED, N_("Tạo mới")),
    (ChangeKind.REVISED, N_("Sửa")),
    (ChangeKind.RENAMED, N_("Đổi tên")),
    (ChangeKind.SUCCEEDED, N_("Có đơn vị kế thừa")),
    (ChangeKind.CLOSED, N_("Đóng")),
    (ChangeKind.REOPENED, N_("Mở lại")),
    (ChangeKind.PASSWORD_RESET, N_("Cấp mật khẩu mới")),
    (ChangeKind.SIGNED_OUT, N_("Đăng xuất mọi thiết bị")),
    (ChangeKind.DESTROYED, N_("Hủy")),
    (ChangeKind.LOCKED, N_("Chốt số liệu")),
    (Mark.UNIT, N_("Đơn vị")),
    (Mark.DUE, N_("Thời hạn")),
    (Mark.RHYTHM, N_("Định kỳ")),
    (Mark.TARGET, N_("Chỉ tiêu")),
    (Mark.FIGURE, N_("Số liệu")),
    (Mark.FINDING, N_("Tồn tại, hạn chế")),
    (Mark.FACT, N_("Cuộc họp")),
)

# The fields that stand in the details of a change, and the enum whose values they hold.
FIELDS: dict[str, tuple[str, type[enum.StrEnum] | None]] = {
    "username": (N_("Tên đăng nhập"), None),
    "full_name": (N_("Họ tên"), None),
    "position": (N_("Chức vụ"), None),
    "unit": (N_("Đơn vị"), None),
    "roles": (N_("Vai trò"), Role),
    "work_phone": (N_("Điện thoại cơ quan"), None),
    "email": (N_("Thư điện tử"), None),
    "closed_on": (N_("Ngày đóng"), None),
    "head": (N_("Người đứng đầu"), None),
    "name": (N_("Tên"), None),
    "short_name": (N_("Tên ngắn"), None),
    "area": (N_("Địa bàn"), None),
    "kind": (N_("Loại đơn vị"), UnitKind),
    "code": (N_("Mã đơn vị hành chính"), None),
    "parent": (N_("Đơn vị cấp trên"), None),
    "oversees": (N_("Đôn đốc, kiểm tra đơn vị khác"), None),
    "aliases": (N_("Tên gọi khác"), None),
    "units": (N_("Các đơn vị"), None),
    "active_from": (N_("Hoạt động từ"), None),
    "active_until": (N_("Hoạt động đến"), None),
    "successors": (N_("Đơn vị kế thừa"), None),
    "valid_from": (N_("Có hiệu lực từ"), None),
    "units_below": (N_("Gọi chung các đơn vị cấp dưới"), None),
    "figures_due_day": (N_("Ngày gửi số liệu hằng tháng"), None),
    "figures_differ_percent": (N_("Báo lệch khi số của đơn vị khác số BHXH quá (%)"), None),
    "review_after_days": (N_("Rà soát nội dung không có thời hạn sau (ngày)"), None),
    "reminder_rest_days": (N_("Không nhắc lại trong (ngày)"), None),
    "from_on": (N_("Từ ngày"), None),
    "until_on": (N_("Đến hết ngày"), None),
    "ended_on": (N_("Kết thúc ngày"), None),
    "extensions_allowed": (N_("Số lần được đề nghị gia hạn"), None),
    "extension_days_before": (N_("Đề nghị gia hạn trước thời hạn (ngày)"), None),
    "holidays": (N_("Ngày nghỉ lễ"), None),
    "move_to_working_day": (N_("Chuyển thời hạn sang ngày làm việc"), None),
    "idle_hours": (N_("Hết phiên làm việc sau (giờ không dùng)"), None),
    "superior": (N_("Cơ quan chủ quản"), None),
    "issuer": (N_("Cơ quan ban hành"), None),
    "symbol": (N_("Ký hiệu văn bản"), None),
    "place": (N_("Địa danh"), None),
    "signer_lines": (N_("Quyền hạn, chức vụ người ký"), None),
    "tiles": (N_("Sơ đồ đơn vị (hàng, cột)"), None),
    "numerator_words": (N_("Số được đếm (tử số)"), None),
    "denominator_words": (N_("Trên tổng số (mẫu số)"), None),
    "counted": (N_("Đơn vị tính"), None),
    "of_agencies": (N_("Của cơ quan, hội, đoàn thể"), None),
    "order": (N_("Thứ tự"), None),
    "points": (N_("Tỷ lệ"), None),
    "comparator": (N_("So với chỉ tiêu"), Comparator),
    "due_on": (N_("Đến ngày"), None),
    "given_by": (N_("Giao theo"), GivenBy),
    "origin": (N_("Số, ngày văn bản"), None),
}


def words_of(member: enum.StrEnum) -> str:
    """The label of an enum's member in the source language."""
    return _BY_CLASS[type(member), member]


def label(member: enum.StrEnum) -> str:
    return gettext(words_of(member))


_BY_CLASS = {(type(member), member): words for member, words in LABELS}


def head_title(kind: UnitKind) -> str:
    """What the head of such a unit is called (R16)."""
    return gettext(HEAD_TITLES[kind])


def remind_word(roles: frozenset[Role]) -> str:
    """The deputy chairman urges ("đôn đốc", a superior's word); everybody else reminds ("nhắc việc")."""
    return gettext("Đôn đốc") if Role.DEPUTY_CHAIRMAN in roles else gettext("Nhắc việc")


def step_words(step: Step | None, roles: frozenset[Role]) -> str:
    """The step as those who took it call it; the steps of earlier versions were all the first one."""
    return remind_word(roles) if step in (None, Step.NUDGE) else label(step)


def urged(row: Any) -> str:
    """What somebody did to a unit, within a sentence: "đôn đốc", "lập công văn đôn đốc, bằng văn bản"."""
    words = step_words(row.step, row.by_roles)
    channel = "" if row.reminded_by in (None, Channel.SYSTEM) else f", {label(row.reminded_by)}"
    return words[:1].lower() + words[1:] + channel


def day(value: date | None) -> str:
    return "" if value is None else f"{value.day:02}/{value.month:02}/{value.year}"  # a list has hundreds


def day_off(value: date) -> str:
    """What kind of day off the committee has on that day; empty for a working day."""
    why = why_not_working(value, gate.viewer.settings.days_off)
    return gettext(why) if why else ""


def full_day(value: date) -> str:
    """A day with its weekday: "thứ Bảy, 30/11/2019, ngày nghỉ hằng tuần"."""
    return ", ".join(filter(None, (weekday(value), day(value), day_off(value))))


def short_day(value: date | None) -> str:
    return "" if value is None else f"{value.day:02}/{value.month:02}"


def weekday(value: date) -> str:
    return gettext(WEEKDAYS[value.weekday()])


def month(value: date) -> str:
    return f"{value.month}/{value.year}"


def moment(value: datetime) -> str:
    return f"{value.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"


def clock_words(value: datetime) -> str:
    """An instant in a sentence: "10:42 ngày 05/12/2019"."""
    local = value.astimezone(clock.VIETNAM)
    return gettext("{time} ngày {day}").format(time=f"{local:%H:%M}", day=day(local.date()))


def number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}".replace(",", ".")


def file_size(size: int) -> str:
    """Bytes as people read them: "812 KB", "8,2 MB"."""
    kilobytes = -(-size // 1024)
    return f"{kilobytes} KB" if kilobytes < 1000 else f"{size / MEGABYTE:.1f} MB".replace(".", ",")


def whole(people: Fraction | None) -> str:
    """A mean of people, cut towards zero."""
    return "–" if people is None else number(int(people))


def rate(points: int | None) -> str:
    """Basis points with one decimal, cut and never rounded up: 9296 → 92,9% (R8)."""
    return "–" if points is None else f"{points // 100},{points % 100 // 10}%"


def target(points: int, comparator: Comparator) -> str:
    if points == EVERYBODY:
        return plain_rate(points)  # nothing lies above it
    return label(comparator).format(rate=plain_rate(points))


def cap(text: str) -> str:
    """The first letter large, the rest as it is: at the start of a line "Xã Thạch Trung"."""
    return text[:1].upper() + text[1:]


def until(last_day: date | None) -> str:
    """What follows the name of a unit that is no more, since another may bear it today: " (đến 30/06/2025)"."""
    return "" if last_day is None else f" {gettext('(đến %(day)s)', day=day(last_day))}"


def period(key: str) -> str:
    """The words of a recurring task's period: "2019-11" → "tháng 11/2019"."""
    words, values = period_words(key)
    return gettext(words).format(**values)


def sentence(refusal: RuleBroken | Remark) -> str:
    """The refusal or remark in the reader's language, its values written the way people read them."""
    return gettext(refusal.sentence).format(**{name: _shown(name, value) for name, value in refusal.values.items()})


def _shown(name: str, value: Any) -> Any:
    if name == "month":
        return month(value)
    if name == "rate":
        return rate(value)
    if isinstance(value, date):
        return day(value)
    return number(value) if isinstance(value, int) else value


def field_words(name: str) -> str:
    """What a field in the details of a change is called."""
    return gettext(FIELDS[name][0]) if name in FIELDS else name


def field_value(value: Any, name: str) -> str:
    """A value from the details of a change, in words."""
    members = FIELDS[name][1] if name in FIELDS else None
    if value is None or value in ("", [], ()):
        return "–"
    if isinstance(value, list | tuple):
        return "; ".join(field_value(part, name) for part in value)
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    if members is not None:
        return label(members(value)).format(rate="…")
    if isinstance(value, int):
        return plain_rate(value) if name == "points" else number(value)
    return day(date.fromisoformat(value)) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else str(value)


def lines(text: str) -> Markup:
    """Text with its line breaks."""
    return Markup("<br>").join(text.split("\n"))


def most_common(values: Iterable[Any]) -> Any:
    """The value that most have; None without any."""
    return next((value for value, _count in Counter(values).most_common(1)), None)


def query(values: dict[str, Any]) -> str:
    """The query of an address, without what is empty."""
    kept = {name: value for name, value in values.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def capped(count: int) -> str:
    """A count that stops at CAP: "1.000+"."""
    return f"{number(CAP)}+" if count >= CAP else number(count)


def minutes_marked(minutes: str, directives: Iterable[DirectiveRow]) -> Markup:
    """The minutes with the quoted parts marked; parts that overlap are marked once."""
    pieces, end = [], 0
    spans = sorted((d.quote_start, d.quote_end) for d in directives if d.quote_start is not None)
    for start, stop in spans:
        if start >= end:
            pieces += [escape(minutes[end:start]), Markup("<mark>{}</mark>").format(minutes[start:stop])]
            end = stop
    return Markup("").join([*pieces, escape(minutes[end:])])


@cache
def static_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "static").rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def init_app(app: Flask) -> None:
    names = (
        *(day, day_off, full_day, short_day, weekday, month, moment, clock_words, period),
        *(number, file_size, whole, capped, rate, plain_rate, target),
        *(
            cap,
            until,
            lines,
            label,
            head_title,
            remind_word,
            step_words,
            urged,
            query,
            most_common,
            field_words,
            field_value,
            sentence,
        ),
    )
    app.jinja_env.filters.update({function.__name__: function for function in names})
    app.jinja_env.tests["textarea"] = lambda widget: isinstance(widget, TextArea)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        static=f"/static/{static_digest()}", viewer=gate.viewer, can=gate.can, minutes_marked=minutes_marked
    )
    app.context_processor(_reader)


def _reader() -> dict[str, Any]:
    """Who reads, without the detour of the proxy, and on which day."""
    if not current_user.is_authenticated:
        return {}
    today = clock.day(gate.now())
    return {"today": today, "printed_on": today, "viewer": g.viewer, "signed_in": True}
