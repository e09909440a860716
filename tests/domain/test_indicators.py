"""The registers of indicators and groups: added, renamed, put in order, closed and opened, each with its trace."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import indicators as rules
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.history import ChangeKind, Subject
from bhyt_tasks.domain.indicators import Indicator, IndicatorFacts, ParticipantGroup
from bhyt_tasks.domain.units import UnitKind
from tests.cast import TODAY, Cast
from tests.domain.test_targets import broken as refused
from tests.domain.test_unit_changes import AT, changes, last_change

MEMBERS = IndicatorFacts("Hội viên được vận động", "Số hội viên tham gia", "Tổng số hội viên", "hội viên", True)


def test_an_indicator_is_added_revised_closed_and_opened_with_its_trace(session: Session, cast: Cast) -> None:
    by = cast.users["secretary"]
    row = rules.enter_indicator(session, cast.committee, MEMBERS, by=by, at=AT)
    change = last_change(session)
    assert (change.subject, change.subject_id, change.what) == (Subject.INDICATOR, row.id, ChangeKind.CREATED)
    assert change.details["of_agencies"] == [None, True]
    assert (row.counts(UnitKind.ASSOCIATION), row.counts(UnitKind.WARD)) == (True, False)
    other = IndicatorFacts("Hội viên  tham gia", "Số hội viên tham gia", "Tổng số hội viên", "hội viên")
    assert rules.revise_indicator(session, row, other, by=by, at=AT) is True
    assert (row.name, row.of_agencies, row.version) == ("Hội viên tham gia", True, 1)
    assert last_change(session).what is ChangeKind.RENAMED
    before = changes(session)
    assert rules.revise_indicator(session, row, other, by=by, at=AT) is False
    assert changes(session) == before
    rules.close_indicator(session, row, by=by, at=AT)
    assert (row.closed_on, last_change(session).what) == (TODAY, ChangeKind.CLOSED)
    assert refused(lambda: rules.close_indicator(session, row, by=by, at=AT)) == (None, rules.ALREADY_CLOSED)
    rules.reopen(session, row, by=by, at=AT)
    assert (row.closed_on, last_change(session).what) == (None, ChangeKind.REOPENED)
    assert refused(lambda: rules.reopen(session, row, by=by, at=AT)) == (None, rules.NOT_CLOSED)


def test_the_main_indicator_is_never_closed(session: Session, cast: Cast) -> None:
    main = session.get_one(Indicator, cast.indicator)
    assert main.counts(UnitKind.COMMUNE)
    close = lambda: rules.close_indicator(session, main, by=cast.users["secretary"], at=AT)  # noqa: E731
    assert refused(close) == (None, rules.MAIN_STAYS)
    assert main.closed_on is None


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        (IndicatorFacts(" ", "a", "b", "c"), "name", rules.NO_NAME),
        (IndicatorFacts("tỷ lệ bao  phủ BHYT", "a", "b", "c"), "name", rules.NAME_TAKEN),
        (IndicatorFacts("Thẻ tặng", " ", "b", "c"), "numerator_words", rules.NO_WORDS),
        (IndicatorFacts("Thẻ tặng", "a", "", "c"), "denominator_words", rules.NO_WORDS),
        (IndicatorFacts("Thẻ tặng", "a", "b", ""), "counted", rules.NO_WORDS),
    ],
)
def test_an_indicator_says_what_is_counted_over_what(
    session: Session, cast: Cast, facts: IndicatorFacts, field: str, sentence: str
) -> None:
    enter = lambda: rules.enter_indicator(session, cast.committee, facts, by=cast.users["secretary"], at=AT)  # noqa: E731
    assert refused(enter) == (field, sentence)


def test_words_of_the_main_indicator_may_change(session: Session, cast: Cast) -> None:
    main = session.get_one(Indicator, cast.indicator)
    said = IndicatorFacts(main.name, "Số người có thẻ", "Dân số", "người")
    assert rules.revise_indicator(session, main, said, by=cast.users["secretary"], at=AT) is True
    assert last_change(session).details == {"numerator_words": ["Số người tham gia", "Số người có thẻ"]}
    assert last_change(session).what is ChangeKind.REVISED


def names(session: Session, cast: Cast) -> list[str]:
    session.flush()
    return [f"{row.position} {row.short_name}" for row in rules.groups_of(session, cast.committee)]


def test_groups_are_added_put_in_order_and_closed(session: Session, cast: Cast) -> None:
    by = cast.users["secretary"]
    group = rules.enter_group(session, cast.committee, "Học sinh, sinh viên", "HSSV", by=by, at=AT)
    assert last_change(session).subject is Subject.PARTICIPANTS
    assert rules.revise_group(session, group, group.name, "HSSV", position=2, by=by, at=AT) is True
    assert last_change(session).details == {"order": [6, 2]}
    assert [line.split()[1] for line in names(session, cast)][:3] == ["NLĐ", "HSSV", "BHXH"]
    assert [line.split()[0] for line in names(session, cast)] == ["1", "2", "3", "4", "5", "6"]
    assert rules.revise_group(session, group, group.name, "HSSV", position=99, by=by, at=AT) is True
    assert group.position == 6
    assert rules.revise_group(session, group, group.name, "HSSV", by=by, at=AT) is False
    rules.close_group(session, group, by=by, at=AT)
    assert (group.closed_on, last_change(session).name) == (TODAY, "Học sinh, sinh viên")
    rules.reopen(session, group, by=by, at=AT)
    assert group.closed_on is None


@pytest.mark.parametrize(
    ("name", "short_name", "field"),
    [("", "x", "name"), ("CƠ QUAN BHXH đóng", "x", "name"), ("Khác", " ", "short_name")],
)
def test_a_group_has_names_of_its_own(session: Session, cast: Cast, name: str, short_name: str, field: str) -> None:
    before = session.scalar(sa.select(sa.func.count(ParticipantGroup.id)))
    with pytest.raises(RuleBroken) as broken:
        rules.enter_group(session, cast.committee, name, short_name, by=cast.users["secretary"], at=AT)
    assert broken.value.field == field
    assert session.scalar(sa.select(sa.func.count(ParticipantGroup.id))) == before
