"""The command that a timer runs every morning: what the new day brings to each committee."""

from datetime import date

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from bhyt_tasks.config import BadConfig, Config
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.daily import make_due
from bhyt_tasks.domain.db import begin_write
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.notices import make_notices, notices_owed
from bhyt_tasks.domain.vietnamese import parse_date
from bhyt_tasks.mail import send_digests
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.users import CommitteeChoice, committees
from bhyt_tasks.web.filters import sentence

AT_ONCE = 500  # notices in one transaction
AHEAD = N_("Ngày {day} chưa đến.")


@click.command("daily")
@click.option("--on", "typed", help="Ngày, ví dụ 05/12/2019; mặc định là hôm nay.")
@with_appcontext
def daily(typed: str | None) -> None:
    """Give out recurring tasks whose period has begun, tell people what is due and late, send each their e-mail of
    the day; to be run every morning, harmless when run again."""
    upgrade()
    on = _day(typed)
    for each in committees(db.session):
        given, told = give_recurring(each, on), make_todays_notices(each)
        click.echo(f"{each.short_name}: giao {given} nhiệm vụ định kỳ, tạo {told} thông báo.")
    config: Config = current_app.config["BHYT"]
    if not config.mail_url:
        click.echo("Chưa gửi thư điện tử: chưa đặt MAIL_URL.")
        return
    posted = send_digests(config)
    click.echo(f"Đã gửi {posted.sent} thư." + (f" {posted.failed} thư chưa gửi được." if posted.failed else ""))


def give_recurring(each: CommitteeChoice, on: date | None) -> int:
    """The recurring tasks of all periods begun by that day, else by the committee's today."""
    begin_write(db.session)
    committee = db.session.get_one(Committee, each.id)
    at = clock.now(committee)
    made = make_due(db.session, committee, until=on or clock.day(at), at=at)
    db.session.commit()
    return made


def make_todays_notices(committee: CommitteeChoice) -> int:
    """Write what the committee's people are told today, a part at a time: pages wait for none of it."""
    at, made = clock.now(committee), 0
    owed = notices_owed(db.session, committee.id, on=clock.day(at))
    for part in range(0, len(owed), AT_ONCE):
        begin_write(db.session)
        made += make_notices(db.session, owed[part : part + AT_ONCE], at=at)
        db.session.commit()
    return made


def _day(typed: str | None) -> date | None:
    """The day that was typed; what was given out is not taken back, so a day ahead is refused."""
    if typed is None:
        return None
    today = clock.day(clock.real_now())
    try:
        day = parse_date(typed, today)
        if day > today:
            raise RuleBroken(AHEAD, day=day)
    except RuleBroken as refusal:
        raise BadConfig(f"--on: {sentence(refusal)}") from None
    return day
