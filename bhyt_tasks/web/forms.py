"""Fields that several forms share: days, counts, rates and units, typed the way officials type them."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import g, request
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import TextArea, TextInput

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.errors import NeedsConfirmation, RuleBroken
from bhyt_tasks.domain.history import Channel, OnBehalf
from bhyt_tasks.domain.vietnamese import parse_count, parse_date, parse_rate
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.units import Choices, Resolved, UnitChoice, choices, picks_by_bound, resolve
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l

LONGEST_NOTE = 5_000  # characters
MOST_UNCLEAR = 10  # pieces of a list of units that are told of


def required(words: Any) -> InputRequired:
    return InputRequired(words)


def at_most(characters: int) -> Length:
    return Length(max=characters, message=_l("Dài quá %(max)d ký tự. Rút gọn lại."))


def whole(text: str | None) -> int | None:
    """The whole number of an address or a hidden field, as an id or a version; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


class TypedField(Field):
    """Text that is read into a value by ``read``; what was typed stays in the field when it cannot be read."""

    widget = TextInput()

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = self.read(valuelist[0])
            except RuleBroken as refusal:
                raise ValueError(filters.sentence(refusal)) from None


class DayField(TypedField):
    """A day typed day first, or in words ("cuối tháng")."""

    def read(self, text: str) -> Any:
        return parse_date(text, clock.day(gate.now()))

    def show(self, value: Any) -> str:
        return filters.day(value)


class CountField(TypedField):
    def read(self, text: str) -> int:
        return parse_count(text)

    def show(self, value: int) -> str:
        return filters.number(value)


class RateField(TypedField):
    """A percentage; the value is in basis points."""

    def read(self, text: str) -> int:
        return parse_rate(text)

    def show(self, value: int) -> str:
        return filters.plain_rate(value).rstrip("%")


class UnitsField(TypedField):
    """Units and groups typed without accents; the value is a tuple of UnitChoice."""

    widget = TextArea()

    @staticmethod
    def among(text: str = "") -> Choices:
        """What may be typed here; ``text`` may pick by a bound. Asked once, however many fields a page has."""
        today = clock.day(gate.now())
        if picks_by_bound(text):
            return choices(db.session, gate.viewer.committee_id, today, text)
        if "unit_choices" not in g:
            g.unit_choices = choices(db.session, gate.viewer.committee_id, today)
        return g.unit_choices

    def read(self, text: str) -> tuple[UnitChoice, ...]:
        if len(text) > LONGEST_NOTE:
            raise ValueError(_("Nội dung dài quá %(most)s ký tự.", most=LONGEST_NOTE))
        resolved = resolve(text, self.among(text))
        if resolved.unclear:
            raise ValueError(_unclear(resolved))
        return resolved.units

    def show(self, value: tuple[UnitChoice, ...]) -> str:
        return "; ".join(unit.name for unit in value)

    def ids(self) -> tuple[int, ...]:
        return tuple(unit.id for unit in self.data or ())


def forget_choices() -> None:
    """A unit came to those that can be chosen."""
    g.pop("unit_choices", None)


def _unclear(resolved: Resolved) -> str:
    sentences = []
    for piece in resolved.unclear[:MOST_UNCLEAR]:
        if piece.candidates:
            names = ", ".join(f"“{name}”" for name in piece.candidates)
            sentences.append(_("“%(text)s” có thể là: %(names)s. Ghi đủ tên.", text=piece.text, names=names))
        else:
            sentences.append(_("Không có đơn vị “%(text)s”. Kiểm tra lại tên hoặc bỏ ra.", text=piece.text))
    return " ".join(sentences)


REOPEN = _l("Trang đã mở quá lâu. Mở lại trang rồi gửi lại.")
NOT_IN_LIST = _l("Chọn một mục trong danh sách.")


def enum_field(label: Any, members: type[Any], **more: Any) -> SelectField:
    """A choice among the members of an enum, shown by their labels."""

    def read(value: Any) -> Any:
        return None if value in (None, "") else members(value)

    return SelectField(
        label,
        choices=[SelectChoice(member.value, _l(filters.words_of(member))) for member in members],
        coerce=read,
        invalid_choice_message=NOT_IN_LIST,
        invalid_value_message=NOT_IN_LIST,
        **more,
    )


def _digest(stream: Any) -> str:
    """The digest of a sent file, which can then be read from its beginning."""
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return digest


class RuledForm(FlaskForm):
    """A form, or a part of one, whose fields a rule may refuse."""

    numbers_confirmed = BooleanField(
        _l("Đã kiểm tra: các dãy số này không phải số định danh hay mã thẻ của người dân.")
    )
    to_confirm: Field | None = None  # the tick without which a rule refused

    def refuse(self, refusal: RuleBroken) -> None:
        """Put the sentence of a broken rule on the field that can mend it, or on the form."""
        words = filters.sentence(refusal)
        if isinstance(refusal, NeedsConfirmation):
            self.to_confirm = self[refusal.confirm]
        if refusal.field and refusal.field in self:
            self[refusal.field].errors = [*self[refusal.field].errors, words]
        else:
            self.form_errors = [*self.form_errors, words]


class ActForm(RuledForm):
    """A form that changes something: the key that makes twice once (R13), the version it was read at (R12)."""

    once = HiddenField(validators=[Length(min=8, max=64, message=REOPEN)], default=lambda: uuid4().hex)
    version = HiddenField()

    def read_version(self) -> int:
        read = whole(self.version.data)
        return -1 if read is None else read

    def fingerprint(self) -> str:
        """The key of this form with what it says and where it was sent: only the very same again is a repeat."""
        fields = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
        files = [(name, file.filename, _digest(file.stream)) for name, file in request.files.items(multi=True)]
        said = json.dumps([request.path, fields, files], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


class ToldForm(ActForm):
    """What somebody writes down for a unit: who told it, how and when (R18)."""

    told_by = StringField(_l("Ai báo"), [at_most(200)])
    channel = enum_field(_l("Báo bằng cách nào"), Channel, default=Channel.PHONE)
    told_on = DayField(_l("Ngày đơn vị báo"), [Optional()])

    def told(self, at: datetime) -> OnBehalf | None:
        if not (self.told_by.data or self.told_on.data):
            return None
        return OnBehalf(self.told_by.data or "", self.channel.data, self.told_on.data or clock.day(at))


class IdsField(SelectMultipleField):
    """Ids of ticked rows; whatever is no id is left out."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, coerce=int, validate_choice=False, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [number for text in valuelist if (number := whole(text)) is not None]
