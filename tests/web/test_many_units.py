"""All 3,321 communes of the country below one committee: how many statements, and how heavy are its pages?"""

import gzip
from collections.abc import Callable
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import Comparator, add_months
from bhyt_tasks.domain.readings import Reading, Source
from bhyt_tasks.domain.targets import GivenBy, Target
from bhyt_tasks.domain.tasks import Part, Task, TaskState
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.plugins import db
from tests.cast import HELD_ON, TODAY, Cast
from tests.conftest import PageClient, TestDatabase
from tests.queries.conftest import asking

COMMUNES, MONTHS, TASKS = 3_321, 13, 6
STATEMENTS = 6
PLAIN, COMPRESSED = 30_000, 6_000  # bytes of a page


def numbers(count: int, name: str) -> sa.CTE:
    """(n): the numbers from 1 on."""
    first = sa.select(sa.literal(1, sa.Integer).label("n")).cte(name, recursive=True)
    return first.union_all(sa.select(first.c.n + 1).where(first.c.n < count))


def fill(model: type, among: sa.FromClause, /, **columns: object) -> None:
    table = model.__table__.c  # type: ignore[attr-defined]
    values = [
        value if isinstance(value, sa.ColumnElement) else sa.literal(value, table[name].type)
        for name, value in columns.items()
    ]
    db.session.execute(sa.insert(model).from_select(list(columns), sa.select(*values).select_from(among)))


def add_country(cast: Cast) -> None:
    """Communes with thirteen months of figures, a goal and six tasks each, made inside the database."""
    area_id = db.session.get_one(Committee, cast.committee).area_id
    directive_id = db.session.get_one(Task, cast.tasks["a1"]).directive_id
    n = numbers(COMMUNES, "communes").c.n
    first = db.session.scalar(sa.select(sa.func.max(Unit.id))) or 0
    fill(
        Unit,
        n.table,
        id=n + first,
        committee_id=cast.committee,
        kind=UnitKind.COMMUNE,
        parent_id=area_id,
        active_from=date(2010, 1, 1),
        oversees=False,
        closing_decision="",
        version=1,
        name="xã số " + sa.cast(n, sa.String),
        folded="xa so",
        sort_key=sa.cast(n, sa.String),
    )
    fill(
        Target,
        n.table,
        indicator_id=cast.indicator,
        unit_id=n + first,
        due_on=date(2019, 12, 31),
        comparator=Comparator.AT_LEAST,
        points=9300,
        illustrative=False,
        given_by=GivenBy.PLAN,
    )
    for month in (add_months(date(2018, 11, 1), ahead) for ahead in range(MONTHS)):
        fill(
            Reading,
            n.table,
            indicator_id=cast.indicator,
            unit_id=n + first,
            period=month,
            cut_off_on=month.replace(day=25),
            numerator=7_000 + n % 2_500 + month.month,
            denominator=10_000,
            approximate=False,
            basis="",
            source=Source.INSURANCE_OFFICE,
            note="",
            entered_by=cast.users["data_officer"],
            entered_at=clock.at(month.replace(day=28)),
        )
    for number in range(TASKS):
        due_on = TODAY - timedelta(days=number)
        done = number % 2 == 0
        fill(
            Task,
            n.table,
            committee_id=cast.committee,
            directive_id=directive_id,
            unit_id=n + first,
            part=Part.LEAD,
            period=f"p{number}",
            due_on=due_on,
            original_due_on=due_on,
            act_by=due_on,
            state=TaskState.ACCEPTED if done else TaskState.IN_PROGRESS,
            assigned_on=HELD_ON,
            stopped_on=due_on if done else None,
            measure="",
            version=1,
        )
    db.session.commit()


PAGES = ("/overview", "/coverage", "/coverage/months", "/coverage/ranking", "/coverage/ranking?of=areas&after=40")


def test_the_pages_of_a_whole_country_hold_their_budget(
    client_of: Callable[[str], PageClient], cast: Cast, database: TestDatabase
) -> None:
    with database.app.app_context():
        add_country(cast)
        session = Session(db.engine)  # pages have sessions of their own on the same engine
    client, found = client_of("deputy"), {}
    for path in PAGES:
        with asking(session) as asked:
            page = client.get(path)
        statements = [statement for statement, _ in asked if not statement.startswith("BEGIN")]
        found[path] = (len(statements), len(page.data), len(gzip.compress(page.data)))
        assert "Xem tiếp, còn 3." in page.text
    budget = (STATEMENTS, PLAIN, COMPRESSED)
    assert {path: seen for path, seen in found.items() if any(a > b for a, b in zip(seen, budget, strict=True))} == {}
