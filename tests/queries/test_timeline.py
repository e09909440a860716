"""A task, where it comes from, and everything that happened on it."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, tasks
from bhyt_tasks.domain.files import CheckedFile, attach, check, destroy
from bhyt_tasks.domain.findings import Finding
from bhyt_tasks.domain.history import Act, Channel, Event, OnBehalf
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.tasks import Part, Report, Task
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.timeline import (
    FileRow,
    Partner,
    Source,
    StoredFile,
    StoryRow,
    partners,
    stored_file,
    story,
    task_page,
)
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import WorkFilters, worklist
from tests.cast import ISSUED_AT, TODAY, Cast, task, user
from tests.domain.test_finding_checks import inspected
from tests.queries.conftest import Crowd, asking

Viewers = Callable[[str], ViewerRow]
AT = clock.at(TODAY)


def pdf(name: str) -> CheckedFile:
    return check(name, io.BytesIO(b"%PDF-"), confirmed=False)


def test_a_task_comes_with_the_words_it_comes_from(session: Session, cast: Cast, viewer: Viewers) -> None:
    row, source = task_page(session, viewer("head_a"), cast.tasks["a1"]) or (None, None)
    assert row == worklist(session, viewer("head_a"), TODAY, WorkFilters()).rows[0]
    assert source == Source(
        title="Buổi làm việc thử",
        chair_position="Phó Chủ tịch",
        quote="Phân tích nguyên nhân",
        deliverable="",
        illustrative="",
        target_points=None,
        indicator_id=None,
        indicator=None,
        counted=None,
        findings="",
        times=0,
    )
    assert source and source.has_target is False


def test_a_directive_without_a_quote_has_none(session: Session, cast: Cast, viewer: Viewers) -> None:
    _, source = task_page(session, viewer("head_a"), cast.tasks["a2"]) or (None, None)
    assert source and (source.quote, source.target_points, source.has_target) == ("", 9300, True)


def test_a_quote_is_cut_by_characters_whatever_they_are(session: Session, cast: Cast, viewer: Viewers) -> None:
    directive = session.get_one(Directive, task(session, cast, "a1").directive_id)
    minutes = "📣 Đề nghị:\nhọp 📷 thôn; hết"
    session.get_one(Meeting, cast.meeting).minutes = minutes
    directive.quote_start = minutes.index("họp")
    directive.quote_end = minutes.index(";")
    session.flush()
    _, source = task_page(session, viewer("head_a"), cast.tasks["a1"]) or (None, None)
    assert (source and source.quote) == "họp 📷 thôn"


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("secretary", ["a1", "b1", "agency1"]),
        ("overseer", ["a1", "b1", "agency1"]),
        ("head_a", ["a1"]),
        ("head_b", ["b1"]),
        ("data_officer", []),
        ("admin", []),
        ("outsider", []),
    ],
)
def test_what_may_not_be_seen_is_not_there(
    session: Session, cast: Cast, viewer: Viewers, name: str, sees: list[str]
) -> None:
    looking = viewer(name)
    assert [key for key in ("a1", "b1", "agency1") if task_page(session, looking, cast.tasks[key])] == sees
    assert task_page(session, looking, 10**6) is None
    assert task_page(session, looking, 10**12) is None


def test_partners_stand_as_the_directive_names_them(session: Session, cast: Cast) -> None:
    assert partners(session, task(session, cast, "a1").directive_id) == [
        Partner(cast.units["ward_a"], "xã Thạch Trung", Part.LEAD),
        Partner(cast.units["ward_b"], "phường Đại Nài", Part.LEAD),
        Partner(cast.units["agency"], "Phòng LĐ-TB&XH", Part.COORDINATING),
    ]


def test_the_story_is_told_newest_first_with_its_files(session: Session, cast: Cast, tmp_path: Path) -> None:
    a1, secretary = task(session, cast, "a1"), user(session, cast, "secretary")
    told = OnBehalf("Chủ tịch", Channel.ZALO, date(2019, 12, 1))
    report = Report(note="Đã họp", obstacle="Thiếu", done=6, total=12, measure="thôn", told=told)
    event = tasks.report_progress(session, a1, report, by=secretary, at=AT)
    kept = [
        attach(session, tmp_path, pdf(f"{number}.pdf"), event_id=event.id, by=secretary.id, at=AT)
        for number in range(2)
    ]
    head = user(session, cast, "head_a")
    tasks.submit(session, a1, Report(note="Xong"), by=head, at=AT)
    answer_by = TODAY + timedelta(days=2)
    tasks.send_back(session, a1, reason="Thiếu số", by=user(session, cast, "deputy"), at=AT, answer_by=answer_by)
    rows = story(session, a1.id)
    assert [(row.what, row.by_name, row.note, row.answer_by, row.files) for row in rows] == [
        (Act.SENT_BACK, "deputy", "Thiếu số", answer_by, ()),
        (Act.SUBMITTED, "head_a", "Xong", None, ()),
        (
            Act.PROGRESS,
            "secretary",
            "Đã họp",
            None,
            tuple(FileRow(each.id, each.name, 5, None, "", None) for each in kept),
        ),
        (Act.ISSUED, "secretary", "", None, ()),
    ]
    assert rows[2] == StoryRow(
        id=event.id,
        what=Act.PROGRESS,
        at=AT,
        by_id=secretary.id,
        by_name="secretary",
        by_position="Chức vụ secretary",
        by_roles=frozenset({Role.SECRETARY}),
        channel=Channel.ZALO,
        told_by="Chủ tịch",
        told_on=date(2019, 12, 1),
        note="Đã họp",
        obstacle="Thiếu",
        answer_by=None,
        done=6,
        total=12,
        measure="thôn",
        illustrative=False,
        files=rows[2].files,
        unit_name="xã Thạch Trung",
    )
    assert [row.what for row in story(session, cast.tasks["b1"])] == [Act.ISSUED]


def test_a_file_is_given_to_those_who_see_its_task(
    session: Session, cast: Cast, viewer: Viewers, tmp_path: Path
) -> None:
    a1, head = task(session, cast, "a1"), user(session, cast, "head_a")
    event = tasks.report_progress(session, a1, Report(note="Đã họp"), by=head, at=AT)
    kept = attach(session, tmp_path, pdf("a.pdf"), event_id=event.id, by=head.id, at=AT)
    sees = {}
    for name in ("secretary", "overseer", "head_a", "clerk_a", "head_b", "data_officer", "admin", "outsider"):
        sees[name] = stored_file(session, viewer(name), kept.id)
        assert stored_file(session, viewer(name), kept.id + 1) is None
        assert stored_file(session, viewer(name), 10**12) is None
    assert [name for name, found in sees.items() if found] == ["secretary", "overseer", "head_a", "clerk_a"]
    found = sees["head_a"]
    assert found and (found.name, found.type, found.sha256) == ("a.pdf", "application/pdf", kept.sha256)


def test_a_destroyed_file_stays_in_the_story(session: Session, cast: Cast, viewer: Viewers, tmp_path: Path) -> None:
    a1, head = task(session, cast, "a1"), user(session, cast, "head_a")
    event = tasks.report_progress(session, a1, Report(note="Đã họp"), by=head, at=AT)
    kept = attach(session, tmp_path, pdf("a.pdf"), event_id=event.id, by=head.id, at=AT)
    destroy(session, kept, why="Tải nhầm", confirmed=False, by=cast.users["secretary"], at=AT)
    assert story(session, a1.id)[0].files == (FileRow(kept.id, "a.pdf", 5, AT, "Tải nhầm", "Chức vụ secretary"),)
    assert stored_file(session, viewer("head_a"), kept.id) == StoredFile(
        id=kept.id,
        task_id=a1.id,
        task_text="Phân tích nguyên nhân tỷ lệ thấp",
        name="a.pdf",
        type="application/pdf",
        size=5,
        sha256=kept.sha256,
        added_at=AT,
        added_by_position="Chức vụ head_a",
        removed_at=AT,
        removed_why="Tải nhầm",
    )


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_a_task_and_its_story_are_one_statement_each(
    session: Session, crowd: Crowd, viewer: Viewers, count: int
) -> None:
    (task_id,) = crowd.add(1)
    event = crowd.add_event(task_id)
    values = {each.name: getattr(event, each.name) for each in event.__table__.columns if each.name != "id"}
    session.add_all(Event(**values) for _ in range(count - 1))
    session.flush()
    outsider = viewer("outsider")
    with asking(session) as statements:
        assert task_page(session, outsider, task_id) is not None
        assert len(story(session, task_id)) == count
    assert len(statements) == 2


def test_a_task_keeps_its_story_when_its_unit_is_closed(session: Session, cast: Cast, viewer: Viewers) -> None:
    session.get_one(Unit, cast.units["ward_a"]).active_until = TODAY
    session.flush()
    assert task_page(session, viewer("secretary"), cast.tasks["a1"]) is not None
    assert [row.at for row in story(session, cast.tasks["a1"])] == [ISSUED_AT]


def test_a_task_tells_what_was_found_that_it_is_to_mend(session: Session, cast: Cast, viewer: Viewers) -> None:
    inspection, finding = inspected(session, cast)
    add = Finding(committee_id=cast.committee, meeting_id=inspection.id, unit_id=cast.units["ward_a"], position=2)
    add.text, add.times, add.directive_id = "Phối hợp chưa đồng bộ", 2, finding.directive_id
    session.add(add)
    session.flush()
    given = session.scalars(sa.select(Task.id).where(Task.directive_id == finding.directive_id)).one()
    found = task_page(session, viewer("head_a"), given)
    assert found is not None
    assert set(found[1].findings.split("; ")) == {finding.text, "Phối hợp chưa đồng bộ"}
    assert found[1].times == 2
    other = task_page(session, viewer("head_a"), cast.tasks["a1"])
    assert other is not None
    assert (other[1].findings, other[1].times) == ("", 0)
