"""The command that takes a month's figures from a file: it tells what it would do, and does it when told to."""

import os
from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from bhyt_tasks.config import BadConfig
from bhyt_tasks.documents.reading_sheets import sheet_text
from bhyt_tasks.documents.workbooks import read_sheet
from bhyt_tasks.domain import access, clock
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import month_of
from bhyt_tasks.domain.db import begin_write
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.people import User, username_key
from bhyt_tasks.domain.reading_imports import RowStatus, enter_rows
from bhyt_tasks.domain.reading_lists import long_cells, rows_of
from bhyt_tasks.domain.readings import check_cut_off
from bhyt_tasks.domain.vietnamese import parse_date
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.indicators import IndicatorRow
from bhyt_tasks.queries.reading_import import Look, Said, ground, look, open_indicators
from bhyt_tasks.queries.users import user_of_any_state
from bhyt_tasks.web.filters import day, label, month, number, sentence


@click.command("import-readings")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "username", required=True, help="Tên đăng nhập của người nhập: thư ký hoặc cán bộ số liệu.")
@click.option("--month", "month_text", help="Tháng, ví dụ 2019-11; không ghi thì lấy theo tiêu đề của bảng.")
@click.option("--cut-off", help="Số liệu chốt đến ngày, ví dụ 25/11/2019; không ghi thì lấy theo tiêu đề.")
@click.option("--basis", help="Dân số: nguồn, thời điểm.")
@click.option("--reason", default="", help="Lý do điều chỉnh, khi sửa số liệu đã nhập.")
@click.option("--indicator", help="Tên chỉ tiêu, khi có nhiều chỉ tiêu.")
@click.option("--sheet", help="Tên trang tính, khi không phải trang đầu tiên.")
@click.option("--skip", is_flag=True, help="Bỏ qua các dòng chưa khớp đơn vị hoặc sai.")
@click.option("--yes", is_flag=True, help="Lưu; không ghi thì chỉ xem trước.")
@with_appcontext
def import_readings(
    file: Path,
    username: str,
    month_text: str | None,
    cut_off: str | None,
    basis: str | None,
    reason: str,
    indicator: str | None,
    sheet: str | None,
    skip: bool,
    yes: bool,
) -> None:
    """Read a month's coverage table, tell each line in words, and with --yes save it, all or nothing."""
    os.umask(0o077)
    upgrade()
    user = _writer(username)
    committee = db.session.get_one(Committee, user.committee_id)
    try:
        at = clock.now(committee)
        cut_off_on = parse_date(cut_off, clock.day(at)) if cut_off else None
        said = Said(_month(month_text), cut_off_on, basis, reason)
        seen = _look(file, sheet, committee, _indicator(committee.id, indicator), said, month_of(clock.day(at)))
        _tell(seen)
        if not yes:
            click.echo("Chưa lưu gì. Thêm --yes để lưu.")
            return
        if seen.month.cut_off_on is None:
            raise BadConfig("Ghi ngày chốt số liệu: --cut-off 25/11/2019.")
        check_cut_off(seen.month.period, seen.month.cut_off_on, clock.day(at))
        begin_write(db.session)
        entered = enter_rows(db.session, seen.comparison, seen.month, skip=skip, by=user.id, at=at)
    except RuleBroken as refusal:
        db.session.rollback()
        raise BadConfig(sentence(refusal)) from None
    db.session.commit()
    click.echo(
        f"Mới {entered.new}, thay đổi {entered.changed}, không đổi {entered.same}, bỏ qua {entered.skipped} dòng."
    )


def _writer(username: str) -> User:
    user = user_of_any_state(db.session, username_key(username))
    if user is None or user.closed_on is not None or not user.roles & access.ROLES[Action.IMPORT_READINGS]:
        raise BadConfig(f"“{username}” không phải thư ký hoặc cán bộ số liệu đang làm việc.")
    return user


def _month(text: str | None) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        raise BadConfig(f"Không đọc được tháng “{text}”. Ghi năm-tháng, ví dụ 2019-11.") from None


def _indicator(committee_id: int, name: str | None) -> IndicatorRow:
    known = open_indicators(db.session, committee_id)
    meant = [one for one in known if name is None or one.name == name]
    if not meant:
        raise BadConfig(f"Không có chỉ tiêu “{name}”. Ghi một trong: {'; '.join(one.name for one in known)}.")
    return meant[0]


def _look(
    file: Path, sheet: str | None, committee: Committee, indicator: IndicatorRow, said: Said, this_month: date
) -> Look:
    rows = rows_of(sheet_text(read_sheet(file.read_bytes(), sheet)))
    refuse_personal_numbers(long_cells(rows), confirmed=False)
    return look(db.session, ground(db.session, committee.id, indicator), rows, said, lambda: this_month)


def _tell(seen: Look) -> None:
    """The preview in words: the lines that need a look with their reasons, then what comes together."""
    chosen, table = seen.month, seen.table
    cut_off = day(chosen.cut_off_on) if chosen.cut_off_on else "chưa rõ"
    click.echo(f"Tháng {month(chosen.period)}, số liệu chốt đến {cut_off}; dân số: {chosen.basis or 'chưa ghi nguồn'}.")
    for remark in table.remarks:
        click.echo(sentence(remark))
    for total in table.totals:
        for remark in total.remarks:
            click.echo(f"{total.line}: {total.name}: {sentence(remark)}")
    for row in seen.comparison.rows:
        if row.why:
            name = row.unit.name if row.unit else row.listed.name
            click.echo(f"{row.listed.line}: {name}: {label(row.status)}. {' '.join(map(sentence, row.why))}")
    counts = seen.comparison.counts
    click.echo("; ".join(f"{label(status)}: {number(counts[status])}" for status in RowStatus if counts[status]) + ".")
    if seen.comparison.missing:
        click.echo(f"Không có trong bảng: {', '.join(unit.name for unit in seen.comparison.missing[:20])}.")
