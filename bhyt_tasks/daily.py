"""The command that a timer runs every morning: what the new day brings to each committee."""

from datetime import date

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from bhyt_tasks.config import BadConfig
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.daily import make_due
from bhyt_tasks.domain.db import begin_write
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.vietnamese import parse_date
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.users import committees
from bhyt_tasks.web.filters import sentence

AHEAD = N_("Ngày {day} chưa đến.")


@click.command("daily")
@click.option("--on", "typed", help="Ngày, ví dụ 05/12/2019; mặc định là hôm nay.")
@with_appcontext
def daily(typed: str | None) -> None:
    """Give out recurring tasks whose period has begun; to be run every morning, harmless when run again."""
    upgrade()
    on = _day(typed)
    for each in committees(db.session):
        begin_write(db.session)
        committee = db.session.get_one(Committee, each.id)
        at = clock.now(committee)
        made = make_due(db.session, committee, until=on or clock.day(at), at=at)
        db.session.commit()
        click.echo(f"{each.short_name}: giao {made} nhiệm vụ định kỳ.")


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
