"""R3: both clocks. More time is asked for, decided and given unasked; the original deadline never changes."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, extensions, tasks
from bhyt_tasks.domain.committees import Settings
from bhyt_tasks.domain.delegations import Delegation, delegate
from bhyt_tasks.domain.errors import Conflict, PersonalNumbers, RuleBroken
from bhyt_tasks.domain.extensions import Decision, Extension
from bhyt_tasks.domain.history import Act, Channel, Event, OnBehalf
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.tasks import Report, TaskClass
from tests.cast import TODAY, Cast, task, user

AT = clock.at(TODAY, 10)
DUE = date(2019, 12, 31)  # of a2 and b2; a1 was due on 20/11
WANTED = date(2020, 1, 15)
REASON = "Chờ số liệu quý IV"


def ask(session: Session, cast: Cast, name: str = "a2", who: str = "head_a", **more: Any) -> Extension:
    said = {"wanted_on": WANTED, "reason": REASON, "settings": Settings(), "at": AT, **more}
    return extensions.ask(session, task(session, cast, name), by=user(session, cast, who), **said)


def grant(session: Session, cast: Cast, extension: Extension, who: str = "deputy", **more: Any) -> None:
    row = task(session, cast, "a2") if extension.task_id == cast.tasks["a2"] else task(session, cast, "a1")
    extensions.grant(session, extension, row, by=user(session, cast, who), **{"at": AT, **more})


def refuse(session: Session, cast: Cast, extension: Extension, answer: str = "Chưa thuyết phục") -> None:
    row, deputy = task(session, cast, "a2"), user(session, cast, "deputy")
    extensions.refuse(session, extension, row, answer=answer, by=deputy, at=AT)


def move(session: Session, cast: Cast, name: str = "a2", **more: Any) -> Extension:
    said = {"due_on": WANTED, "reason": "Chờ văn bản của tỉnh", "at": AT, **more}
    return extensions.move(session, task(session, cast, name), by=user(session, cast, "deputy"), **said)


def last(session: Session, cast: Cast, name: str = "a2") -> Event:
    of_task = sa.select(Event).where(Event.task_id == cast.tasks[name])
    return session.scalars(of_task.order_by(Event.id.desc()).limit(1)).one()


def test_R3_a_request_changes_nothing_until_it_is_decided(session: Session, cast: Cast) -> None:
    extension, row = ask(session, cast), task(session, cast, "a2")
    assert (row.due_on, row.original_due_on, row.act_by) == (DUE, DUE, DUE)
    assert (extension.number, extension.decision, extension.wanted_on) == (1, None, WANTED)
    event = last(session, cast)
    assert (event.what, event.note, event.extension_id) == (Act.EXTENSION_ASKED, REASON, extension.id)


def test_R3_what_is_granted_moves_the_clock_and_leaves_the_original(session: Session, cast: Cast) -> None:
    extension, row = ask(session, cast), task(session, cast, "a2")
    grant(session, cast, extension, answer="Đồng ý")
    assert (row.due_on, row.original_due_on, row.act_by) == (WANTED, DUE, WANTED)
    assert (extension.decision, extension.granted_on, extension.decided_by) == (
        *(Decision.GRANTED, WANTED, cast.users["deputy"]),
    )
    event = last(session, cast)
    assert (event.what, event.due_on, event.original_due_on, event.note) == (Act.EXTENDED, WANTED, DUE, "Đồng ý")


def test_R3_a_late_task_that_gets_time_is_in_time_on_one_clock_and_late_on_the_other(
    session: Session, cast: Cast
) -> None:
    row = task(session, cast, "a1")
    grant(session, cast, ask(session, cast, "a1", wanted_on=date(2019, 12, 12)), granted_on=date(2019, 12, 10))
    assert row.task_class(TODAY) is TaskClass.OPEN_IN_TIME
    assert tasks.late_by(row.original_due_on, row.stopped_on, TODAY) == 19
    assert last(session, cast, "a1").due_on == date(2019, 12, 10)


def test_R3_time_asked_for_in_time_may_be_granted_after_the_submission(session: Session, cast: Cast) -> None:
    row = task(session, cast, "a1")
    extension = ask(session, cast, "a1", wanted_on=TODAY)
    tasks.submit(session, row, Report("Xong"), by=user(session, cast, "head_a"), at=AT)
    assert row.overdue(TODAY)
    grant(session, cast, extension, at=clock.at(TODAY + timedelta(days=3)))
    assert not row.overdue(TODAY + timedelta(days=3))


def test_R3_a_refusal_needs_a_reason_and_leaves_the_clock(session: Session, cast: Cast) -> None:
    extension, row = ask(session, cast), task(session, cast, "a2")
    with pytest.raises(RuleBroken, match="Ghi lý do") as refusal:
        refuse(session, cast, extension, " ")
    assert refusal.value.field == "answer"
    refuse(session, cast, extension)
    assert (row.due_on, extension.decision, last(session, cast).what) == (DUE, Decision.REFUSED, Act.NOT_EXTENDED)
    with pytest.raises(RuleBroken, match="đã được quyết định"):
        refuse(session, cast, extension)


def test_R3_one_request_is_open_at_a_time_and_they_are_numbered(session: Session, cast: Cast) -> None:
    first = ask(session, cast)
    with pytest.raises(RuleBroken, match="đang có một đề nghị"):
        ask(session, cast)
    with pytest.raises(RuleBroken, match="Quyết định đề nghị đó trước"):
        move(session, cast)
    refuse(session, cast, first)
    second = ask(session, cast)
    refuse(session, cast, second)
    third = ask(session, cast)
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    refuse(session, cast, third)
    with pytest.raises(RuleBroken, match="không đề nghị thêm được") as refusal:
        ask(session, cast)
    assert refusal.value.values == {"times": 3}


def test_R3_who_asks_does_not_decide(session: Session, cast: Cast) -> None:
    extension = ask(session, cast)
    for act in (grant, lambda *given, **more: grant(*given, granted_on=WANTED, **more)):
        with pytest.raises(RuleBroken, match="không tự quyết định"):
            act(session, cast, extension, "head_a")


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"reason": " "}, "reason", "Ghi lý do"),
        ({"wanted_on": None}, "wanted_on", "Ghi thời hạn mới"),
        ({"wanted_on": DUE}, "wanted_on", "sau thời hạn hiện nay"),
        ({"name": "a1", "wanted_on": TODAY - timedelta(days=1)}, "wanted_on", "chưa qua"),
        ({"name": "agency1", "who": "overseer"}, "", "không có thời hạn"),
        ({"settings": Settings(extension_days_before=23)}, "", "ít nhất 23 ngày"),
        ({"settings": Settings(extensions_allowed=0)}, "", "0 lần"),
    ],
)
def test_R3_a_request_that_cannot_be_is_refused_in_words(
    session: Session, cast: Cast, more: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        ask(session, cast, **more)
    assert words in refusal.value.sentence.format(**refusal.value.values)
    assert (refusal.value.field or "") == field
    assert session.scalar(sa.select(sa.func.count()).select_from(Extension)) == 0


def test_a_request_may_be_made_on_the_last_day_that_the_setting_leaves(session: Session, cast: Cast) -> None:
    assert ask(session, cast, settings=Settings(extension_days_before=22)).number == 1


def test_R15_numbers_of_people_are_asked_about(session: Session, cast: Cast) -> None:
    with pytest.raises(PersonalNumbers):
        ask(session, cast, reason="Ông A, 042099001234")
    assert ask(session, cast, reason="Ông A, 042099001234", numbers_confirmed=True).number == 1


def test_only_a_task_that_goes_on_is_asked_for_and_decided(session: Session, cast: Cast) -> None:
    row, head = task(session, cast, "a1"), user(session, cast, "head_a")
    extension = ask(session, cast, "a1")
    tasks.submit(session, row, Report("Xong"), by=head, at=AT)
    with pytest.raises(RuleBroken, match="đã báo cáo"):
        ask(session, cast, "a1")
    tasks.accept(session, row, by=user(session, cast, "deputy"), at=AT)
    with pytest.raises(RuleBroken, match="đã kết thúc"):
        grant(session, cast, extension)
    with pytest.raises(RuleBroken, match="đã kết thúc"):
        move(session, cast, "a1")


def test_a_date_that_has_passed_meanwhile_needs_another(session: Session, cast: Cast) -> None:
    extension = ask(session, cast, "a1", wanted_on=TODAY)
    late = clock.at(TODAY + timedelta(days=1))
    with pytest.raises(RuleBroken, match="Ghi hạn khác") as refusal:
        grant(session, cast, extension, at=late)
    assert refusal.value.field == "granted_on"
    grant(session, cast, extension, granted_on=TODAY + timedelta(days=5), at=late)
    assert extension.decision is Decision.OTHER_DATE


@pytest.mark.parametrize("day", [date(2020, 1, 31), date(2019, 12, 20)])
def test_R3_the_deputy_chairman_moves_a_deadline_of_his_own_accord(session: Session, cast: Cast, day: date) -> None:
    extension, row = move(session, cast, due_on=day), task(session, cast, "a2")
    assert (row.due_on, row.original_due_on, row.act_by) == (day, DUE, day)
    assert (extension.number, extension.asked_by, extension.decision) == (0, None, Decision.MOVED)
    assert (last(session, cast).what, last(session, cast).note) == (Act.DUE_MOVED, "Chờ văn bản của tỉnh")
    assert ask(session, cast, wanted_on=date(2020, 2, 10)).number == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"due_on": None}, "Ghi thời hạn mới"),
        ({"due_on": DUE}, "sau thời hạn"),
        ({"due_on": TODAY - timedelta(days=1)}, "chưa qua"),
        ({"reason": ""}, "Ghi lý do"),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_words(
    session: Session, cast: Cast, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        move(session, cast, **more)


def test_two_requests_at_once_are_one(session: Session, cast: Cast) -> None:
    """The database refuses what two transactions would both have thought free."""
    ask(session, cast)
    second: dict[str, Any] = {"committee_id": cast.committee, "task_id": cast.tasks["a2"], "number": 2}
    second["unit_id"] = cast.units["ward_a"]
    session.add(Extension(**second, reason="", opinion="", answer=""))
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


TOLD = OnBehalf("Chủ tịch UBND xã", Channel.PHONE, date(2019, 12, 8))


def test_R18_a_secretary_asks_for_the_unit_and_does_not_decide(session: Session, cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="Ghi ai báo"):
        ask(session, cast, who="secretary")
    extension, event = ask(session, cast, who="secretary", told=TOLD), last(session, cast)
    assert (event.told_by, event.channel, event.told_on, event.note) == (*vars(TOLD).values(), REASON)
    let(session, cast)
    with pytest.raises(RuleBroken, match="không tự quyết định"):
        grant(session, cast, extension, "secretary")


def test_R18_the_day_that_the_unit_told_counts_for_asking_in_time(session: Session, cast: Cast) -> None:
    settings = Settings(extension_days_before=23)
    assert ask(session, cast, who="secretary", told=TOLD, settings=settings).number == 1


def let(session: Session, cast: Cast, until_on: date = TODAY) -> Delegation:
    secretary, deputy = user(session, cast, "secretary"), user(session, cast, "deputy")
    return delegate(session, secretary, from_on=TODAY, until_on=until_on, document="12/GUQ-UBND", by=deputy, at=AT)


def test_a_secretary_decides_by_delegation_only_and_the_record_says_so(session: Session, cast: Cast) -> None:
    extension = ask(session, cast)
    with pytest.raises(RuleBroken, match="đang được ủy quyền"):
        grant(session, cast, extension, "secretary")
    delegation = let(session, cast)
    with pytest.raises(RuleBroken, match="đang được ủy quyền"):
        grant(session, cast, extension, "secretary", at=AT + timedelta(days=1))
    grant(session, cast, extension, "secretary")
    assert (extension.decision, extension.delegation_id) == (Decision.GRANTED, delegation.id)
    assert last(session, cast).extension_id == extension.id


def test_the_deputy_chairman_decides_in_his_own_right(session: Session, cast: Cast) -> None:
    let(session, cast)
    extension = ask(session, cast)
    grant(session, cast, extension)
    assert extension.delegation_id is None


def test_R3_nobody_of_the_unit_that_asked_decides(session: Session, cast: Cast) -> None:
    extension, clerk = ask(session, cast), user(session, cast, "clerk_a")
    clerk.roles = clerk.roles | {Role.DEPUTY_CHAIRMAN}
    with pytest.raises(RuleBroken, match="không tự quyết định"):
        grant(session, cast, extension, "clerk_a")


def advise(session: Session, cast: Cast, extension: Extension, opinion: str, before: str = "") -> None:
    row, secretary = task(session, cast, "a2"), user(session, cast, "secretary")
    extensions.advise(session, extension, row, opinion=opinion, before=before, by=secretary, at=AT)


def test_the_secretary_gives_an_opinion_until_it_is_decided(session: Session, cast: Cast) -> None:
    extension = ask(session, cast)
    with pytest.raises(RuleBroken, match="Ghi lý do") as refusal:
        advise(session, cast, extension, " ")
    assert refusal.value.field == "opinion"
    advise(session, cast, extension, "Nên đồng ý")
    with pytest.raises(Conflict):
        advise(session, cast, extension, "Không nên")
    advise(session, cast, extension, "Nên đồng ý đến 05/01", "Nên đồng ý")
    assert (extension.opinion, extension.opinion_by) == ("Nên đồng ý đến 05/01", cast.users["secretary"])
    refuse(session, cast, extension)
    with pytest.raises(RuleBroken, match="đã được quyết định"):
        advise(session, cast, extension, "Muộn")
