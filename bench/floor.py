"""What would the same pages cost with nothing around them? Bare Flask, SQLAlchemy Core and Jinja on the same database.

No sign-in, menu, filters, forms or languages: the 50 rows with the columns that are read, in a plain table; one task
with its story; one row written, as durable as the application writes. Statements are built once.
"""

import os
from datetime import date

import sqlalchemy as sa
from flask import Flask, render_template, request
from jinja2 import DictLoader

from bhyt_tasks.domain.db import prepare_engine
from bhyt_tasks.domain.history import Event
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.readings import Reading
from bhyt_tasks.domain.reminders import Reminder
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.worklist import RUNNING, RUNNING_LEAD

ROWS = 50
CELLS = """{{ row.text }}</a> {{ row.number }}, {{ row.notice_number }}, {{ row.held_on }}</td>
<td>{% if row.note %}{{ row.done }}/{{ row.total }} {{ row.measure }} {{ row.note }} {{ row.obstacle }} ({{ row.on }})\
{% endif %}{% if row.reminders %} {{ row.reminders }} × {{ row.reminded_on }}{% endif %}</td>"""
PAGES = {
    "overdue": """<!doctype html><title>Overdue</title><table>{% for row in rows %}
<tr><td>{{ (today - row.due_on).days }} {{ row.due_on }} {{ row.original_due_on }}</td><td><a href="/{{ row.id }}">"""
    + CELLS
    + """<td>{{ row.name }}, {{ row.position }}, {{ row.work_phone }}</td>
<td>{% set figure = figures.get(row.unit_id) %}{% if figure %}
{{ (100 * figure.numerator / figure.denominator)|round(1) }}
{{ figure.points * figure.denominator // 10000 - figure.numerator }}{% endif %}</td></tr>{% endfor %}</table>""",
    "unit": """<!doctype html><title>Unit</title><table>{% for row in rows %}
<tr><td>{{ (today - row.act_by).days }} {{ row.due_on }} {{ row.state }}</td><td><a href="/{{ row.id }}">"""
    + CELLS
    + "</tr>{% endfor %}</table>",
    "task": """<!doctype html><title>Task</title><h1>{{ row.text }}</h1>
<p>{{ row.number }}, {{ row.notice_number }}, {{ row.held_on }}, {{ row.name }}, {{ row.position }},
{{ row.work_phone }}, {{ row.due_on }}, {{ row.original_due_on }}, {{ row.state }},
{{ row.done }}/{{ row.total }} {{ row.measure }}</p>
<ol>{% for event in events %}<li>{{ event.at }} {{ event.what }} {{ event.full_name }}, {{ event.position }}:
{{ event.note }} {{ event.obstacle }} {{ event.done }}/{{ event.total }} {{ event.measure }}</li>{% endfor %}</ol>""",
}

tasks, units, users, events = (model.__table__.c for model in (Task, Unit, User, Event))
directives, meetings, readings, targets = (model.__table__.c for model in (Directive, Meeting, Reading, Target))
reminders = Reminder.__table__.c

_of_task = reminders.task_id == tasks.id
_columns = (
    *(tasks.id, tasks.unit_id, tasks.due_on, tasks.original_due_on, tasks.act_by, tasks.state),
    *(tasks.done, tasks.total, tasks.measure, directives.text, directives.number),
    *(meetings.notice_number, meetings.held_on, units.name, users.position, users.work_phone),
)
_told = (
    *(events.note, events.obstacle, events.on),
    sa.select(sa.func.count()).where(_of_task).scalar_subquery().label("reminders"),
    sa.select(sa.func.max(reminders.on)).where(_of_task).scalar_subquery().label("reminded_on"),
)
_source = (
    Task.__table__.join(Directive.__table__, directives.id == tasks.directive_id)
    .join(Meeting.__table__, meetings.id == directives.meeting_id)
    .join(Unit.__table__, units.id == tasks.unit_id)
    .outerjoin(User.__table__, users.id == units.head_id)
)
_list = (
    sa.select(*_columns, *_told)
    .select_from(_source.outerjoin(Event.__table__, events.id == tasks.last_word_id))
    .order_by(tasks.act_by, tasks.id)
    .limit(ROWS)
)
OVERDUE = _list.where(
    tasks.committee_id == sa.bindparam("committee"),
    RUNNING_LEAD,
    tasks.act_by < sa.bindparam("today"),
    tasks.due_on.is_not(None),
)
OF_UNIT = _list.where(tasks.unit_id == sa.bindparam("unit"), RUNNING)
_newer = Reading.__table__.alias()
FIGURES = (
    sa.select(readings.unit_id, readings.numerator, readings.denominator, targets.points)
    .join(Target.__table__, targets.unit_id == readings.unit_id)
    .where(
        readings.unit_id.in_(sa.bindparam("units", expanding=True)),
        readings.period
        == sa.select(sa.func.max(_newer.c.period)).where(_newer.c.unit_id == readings.unit_id).scalar_subquery(),
    )
)
TASK = sa.select(*_columns).select_from(_source).where(tasks.id == sa.bindparam("task"))
STORY = (
    sa.select(
        *(events.at, events.what, events.note, events.obstacle, events.done, events.total, events.measure),
        *(users.full_name, users.position),
    )
    .join(User.__table__, users.id == events.by_id)
    .where(events.task_id == sa.bindparam("task"))
    .order_by(events.id.desc())
)
UPDATE = (
    sa.update(Task.__table__)
    .where(tasks.id == sa.bindparam("task"))
    .values(done=sa.bindparam("done_now"), version=tasks.version + 1)
)


def create_floor() -> Flask:
    app = Flask("floor", static_folder=None)
    app.jinja_env.loader = DictLoader({f"{name}.html": source for name, source in PAGES.items()})
    engine = sa.create_engine(os.environ["DATABASE_URL"])
    prepare_engine(engine)
    committee, today = 1, date.fromisoformat(os.environ["BENCH_TODAY"])

    @app.get("/hello")
    def hello() -> str:
        return "ok"

    @app.get("/overdue")
    def overdue() -> str:
        with engine.connect() as connection:
            rows = connection.execute(OVERDUE, {"committee": committee, "today": today}).all()
            figures = connection.execute(FIGURES, {"units": list({row.unit_id for row in rows})}).all()
        return render_template(
            "overdue.html", rows=rows, today=today, figures={figure.unit_id: figure for figure in figures}
        )

    @app.get("/tasks")
    def of_unit() -> str:
        with engine.connect() as connection:
            rows = connection.execute(OF_UNIT, {"unit": int(request.args["unit"])}).all()
        return render_template("unit.html", rows=rows, today=today)

    @app.get("/tasks/<int:task_id>")
    def task(task_id: int) -> str:
        with engine.connect() as connection:
            row = connection.execute(TASK, {"task": task_id}).one()
            story = connection.execute(STORY, {"task": task_id}).all()
        return render_template("task.html", row=row, events=story)

    @app.post("/tasks/<int:task_id>")
    def update(task_id: int) -> tuple[str, int]:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(UPDATE, {"task": task_id, "done_now": int(request.form["done"])})
        return "", 204

    return app


app = create_floor() if "BENCH_TODAY" in os.environ else None
