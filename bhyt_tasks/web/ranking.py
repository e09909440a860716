"""Who is ahead, in work and in coverage: two tables, every number with its list behind it for whom it may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain.access import Action, allowed, sees_everything
from bhyt_tasks.domain.tasks import TaskClass
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import ranking as questions
from bhyt_tasks.queries.past import as_of
from bhyt_tasks.queries.ranking import ENOUGH, Placed, Ranking
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.past import look
from bhyt_tasks.web.portions import LINES, Portion, portion

blueprint = Blueprint("ranking", __name__)

FIRST = 20  # places of each table when all are shown
NAMED = 50  # units without a rank that are named
COVERAGE = "coverage"


@dataclass(frozen=True)
class Table:
    """A ranking as far as the page shows it."""

    of: str  # whom it ranks, as the address says it
    places: Portion[Placed[Any]]
    unranked: Sequence[Any]
    unnamed: int  # more units without a rank
    ranked: int
    own: Placed[Any] | None  # where the viewer's own unit stands, when that is on another page


@blueprint.get("/coverage/ranking")
@allows(Action.SEE_RANKING)
def ranking() -> ResponseReturnValue:
    looked = look()
    with as_of(db.session, looked.past):
        by_work = questions.discipline(db.session, viewer, looked.today, viewer.area_id)
        month, by_people = questions.coverage(db.session, viewer, looked.today)
    found: dict[str, Ranking[Any]] = {**by_work, COVERAGE: by_people}
    of = request.args.get("of", "")
    tables = {of: _table(of, found[of], LINES)} if of in found else {n: _table(n, found[n], FIRST) for n in found}
    return page(
        "ranking/ranking.html",
        look=looked,
        month=month,
        tables=tables,
        of=of if of in found else "",
        classes=TaskClass,
        enough=ENOUGH,
        sees_tasks=sees_everything(viewer),
        sees_coverage=allowed(viewer, Action.COMPARE_COVERAGE),
    )


def _table(name: str, found: Ranking[Any], lines: int) -> Table:
    places, own = portion(found.ranked, lines, of=name), found.place_of(viewer.unit_id)
    return Table(
        of=name,
        places=places,
        unranked=found.unranked[:NAMED],
        unnamed=max(0, len(found.unranked) - NAMED),
        ranked=len(found.ranked),
        own=own if own not in places.rows else None,
    )
