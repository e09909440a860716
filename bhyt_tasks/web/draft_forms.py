"""What is asked on the page between a text and its draft directives."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from bhyt_tasks.domain.errors import N_
from bhyt_tasks.domain.findings import FindingFacts
from bhyt_tasks.domain.meetings import DirectiveFacts
from bhyt_tasks.web.directive_form import DirectiveFields
from bhyt_tasks.web.draft_lists import ASK_GIVEN, ASK_REPORT, span_of
from bhyt_tasks.web.forms import LONGEST_NOTE, ActForm, DayField, RuledForm, UnitsField, at_most, required
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.minutes import LONGEST

IN_DRAFT = N_("Nội dung {number}: {why}")


class TextForm(ActForm):
    minutes = TextAreaField(_l("Nội dung kết luận"), [at_most(LONGEST)])
    file = FileField(_l("Hoặc chọn tệp .docx, .pdf"))


class DraftForm(DirectiveFields):
    """One draft. ``ask`` is what the text leaves open, ``answer`` what the secretary says to it."""

    start = HiddenField()
    end = HiddenField()
    ask = HiddenField()
    answer = StringField()
    unclear_lead = HiddenField()
    unclear_coordinating = HiddenField()
    doubts = HiddenField()
    dropped = HiddenField()
    minutes = ""  # the text that the offsets are of

    def validate_answer(self, field: StringField) -> None:
        if self.open_question() and not field.data:
            raise ValidationError(_("Chọn một cách trả lời."))

    def open_question(self) -> str:
        """The question that the text leaves open, if what stands in the fields does not settle it."""
        if self.general.data:
            return ""
        if self.ask.data == ASK_REPORT and len(self.lead.ids()) < 2:
            return ""
        return self.ask.data or ""

    def facts(self) -> DirectiveFacts:
        facts = super().facts()
        question = self.open_question()
        if question == ASK_GIVEN and self.answer.data == "no":
            return replace(facts, general=True, lead=(), coordinating=())
        if question == ASK_REPORT and self.answer.data == "one":
            return replace(facts, lead=facts.lead[:1], coordinating=(*facts.lead[1:], *facts.coordinating))
        return facts

    def span(self) -> tuple[int, int] | None:
        return span_of({"start": self.start.data or "", "end": self.end.data or ""})

    def said(self) -> str:
        span = self.span()
        return self.minutes[slice(*span)] if span else ""


class FindingDraftForm(RuledForm):
    keep = BooleanField(_l("Ghi thành tồn tại, hạn chế"))
    text = TextAreaField(_l("Tồn tại, hạn chế"), [required(_l("Ghi tồn tại, hạn chế.")), at_most(LONGEST_NOTE)])
    unit = UnitsField(_l("Đơn vị"))
    quote = HiddenField()

    def validate_unit(self, field: UnitsField) -> None:
        if len(field.data or ()) != 1:
            raise ValidationError(_("Ghi một đơn vị có tồn tại, hạn chế này."))

    def facts(self) -> FindingFacts:
        return FindingFacts(
            text=self.text.data,
            unit_id=self.unit.ids()[0],
            quote=self.quote.data or "",
            numbers_confirmed=self.numbers_confirmed.data,
        )


class NamesForm(RuledForm):
    """Which units a phrase of the text means."""

    words = HiddenField()
    names = UnitsField(_l("Là những đơn vị nào"), [Optional()])


def _why(part: RuledForm) -> str:
    return " ".join(str(words) for field in part for words in field.errors)


class DraftsForm(ActForm):
    """The whole page: the text, its drafts and findings, and what a button next to a field is about."""

    minutes = TextAreaField(_l("Nội dung kết luận"), [at_most(LONGEST)])
    common_due_on = DayField(_l("Thời hạn chung"), [Optional()])
    passage = TextAreaField(_l("Đoạn chưa có trong dự thảo"), [at_most(LONGEST_NOTE)])
    drafts: Sequence[DraftForm] = ()
    findings: Sequence[FindingDraftForm] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        wrong = [
            (number, part)
            for number, part in enumerate(self.drafts, start=1)
            if not part.dropped.data and not part.validate()
        ]
        self.form_errors = [
            *self.form_errors,
            *(_(IN_DRAFT).format(number=number, why=_why(part)) for number, part in wrong),
        ]
        findings = [part.validate() for part in self.findings if part.keep.data]
        return valid and not wrong and all(findings)

    def kept(self) -> list[DraftForm]:
        return [draft for draft in self.drafts if not draft.dropped.data]
