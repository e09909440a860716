"""Who gets what at every address: cast × endpoint → status. An endpoint that is not here fails."""

from collections.abc import Callable

import pytest

from bhyt_tasks.plugins import db
from tests.cast import PEOPLE, Cast, add_inspection
from tests.conftest import PageClient, TestDatabase

# The order of the columns.
COLUMNS = ("secretary", "deputy", "head_a", "clerk_a", "head_b", "overseer", "data_officer", "admin", "outsider")

_NOT = (403,) * 7  # everybody before the administrators
COMMITTEE_SEES = (200, 200, 403, 403, 403, 403, 403, 403, 200)
ADMIN_SEES = (*(403,) * 7, 200, 200)
COMMITTEE_SEES = (200, 200, *(403,) * 6, 200)
COMMITTEE_OF_A_SEES = (200, 200, *(403,) * 6, 404)
SECRETARY_SEES = (200, *(403,) * 7, 200)
SECRETARY_OF_A_ACTS = (422, *(403,) * 7, 404)
ADMIN_OF_A_ACTS = (*(403,) * 7, 422, 404)  # the outsider is admin of the other committee

# {name} stands for an id of the cast. GET pages, then POSTs with an empty form: 422 means the gate let them in.
TABLE: dict[str, tuple[str, str, tuple[int, ...]]] = {
    "account.home": ("GET", "/", (303,) * 9),
    "account.account": ("GET", "/account", (200,) * 9),
    "account.mail": ("POST", "/account/mail", (303,) * 9),
    "account.password": ("POST", "/account/password", (422,) * 9),
    "account.logout": ("POST", "/logout", (303,) * 9),
    "overview.overview": ("GET", "/overview", (200, 200, 403, 403, 403, 403, 403, 403, 200)),
    "overdue.overdue": ("GET", "/overdue", (200, 200, 403, 403, 403, 200, 403, 403, 200)),
    "decisions.decisions": ("GET", "/decisions", (200, 200, 403, 403, 403, 403, 403, 403, 200)),
    "handovers.handovers": ("GET", "/successions", (200, 200, 403, 403, 403, 403, 403, 403, 200)),
    "handovers.hand_over": ("POST", "/successions/{ward_a}", (422, 403, 403, 403, 403, 403, 403, 403, 404)),
    "overdue.remind": ("POST", "/reminders", (422, 422, 403, 403, 403, 422, 403, 403, 422)),
    "reminders.unit": ("GET", "/overdue/units/{ward_a}", (200, 200, 403, 403, 403, 200, 403, 403, 404)),
    "reminders.remind": (
        "POST",
        "/overdue/units/{ward_a}/reminders",
        (422, 422, 403, 403, 403, 422, 403, 403, 404),
    ),
    "notices.notices": ("GET", "/notices", (200,) * 9),
    "notices.seen": ("POST", "/notices/seen", (303,) * 9),
    "tasks.tasks": ("GET", "/tasks", (200, 200, 200, 200, 200, 200, 200, 403, 200)),
    "tasks.tasks_sheet": ("GET", "/tasks.xlsx", (200, 200, 200, 200, 200, 200, 200, 403, 200)),
    "tasks.task": ("GET", "/tasks/{a1}", (200, 200, 200, 200, 404, 200, 404, 403, 404)),
    "tasks.receipt": ("POST", "/tasks/{a1}/receipt", (303, 403, 303, 303, 404, 403, 403, 403, 404)),
    "tasks.progress": ("POST", "/tasks/{a1}/progress", (409, 403, 409, 409, 404, 403, 403, 403, 404)),
    "tasks.submission": ("POST", "/tasks/{a1}/submission", (409, 403, 409, 409, 404, 403, 403, 403, 404)),
    "tasks.take_back": ("POST", "/tasks/{a1}/withdrawal-of-submission", (409, 403, 409, 409, 404, 403, 403, 403, 404)),
    "files.attachments": ("POST", "/tasks/{a1}/attachments", (422, 403, 422, 422, 404, 403, 403, 403, 404)),
    "tasks.acceptance": ("POST", "/tasks/{a1}/acceptance", (409, 409, 403, 403, 403, 403, 403, 403, 404)),
    "tasks.send_back": ("POST", "/tasks/{a1}/return", (409, 409, 403, 403, 403, 403, 403, 403, 404)),
    "files.attachment": ("GET", "/attachments/1", (404, 404, 404, 404, 404, 404, 404, 403, 404)),
    "files.destruction": ("POST", "/attachments/1/destruction", (404, 403, 404, 404, 404, 404, 403, 403, 404)),
    "errata.task": ("GET", "/tasks/{a1}/errata", (200, 403, 403, 403, 403, 403, 403, 403, 404)),
    "indicators.indicators": ("GET", "/coverage/indicators", SECRETARY_SEES),
    "indicators.new": ("POST", "/coverage/indicators/new", (422, *(403,) * 7, 422)),
    "indicators.new_group": ("POST", "/coverage/groups/new", (422, *(403,) * 7, 422)),
    "indicators.indicator": ("POST", "/coverage/indicators/{indicator}", SECRETARY_OF_A_ACTS),
    "indicators.group": ("POST", "/coverage/groups/1", SECRETARY_OF_A_ACTS),
    "indicators.close": ("POST", "/coverage/indicators/{indicator}/closing", (409, *(403,) * 7, 404)),
    "indicators.reopen": ("POST", "/coverage/indicators/{indicator}/reopening", (409, *(403,) * 7, 404)),
    "indicators.close_group": ("POST", "/coverage/groups/1/closing", (409, *(403,) * 7, 404)),
    "indicators.reopen_group": ("POST", "/coverage/groups/1/reopening", (409, *(403,) * 7, 404)),
    "targets.targets": ("GET", "/coverage/targets", (*(200,) * 7, 403, 200)),
    "targets.new": ("POST", "/coverage/targets/new", (422, *(403,) * 7, 422)),
    "targets.target": ("POST", "/coverage/targets/1", SECRETARY_OF_A_ACTS),
    "targets.end": ("POST", "/coverage/targets/1/ending", SECRETARY_OF_A_ACTS),
    "since.since": ("GET", "/coverage/directives/1", (200, 200, 200, 200, 200, 200, 404, 403, 404)),
    "exceptions.exceptions": ("GET", "/coverage/exceptions", COMMITTEE_SEES),
    "exceptions.exceptions_sheet": ("GET", "/coverage/exceptions.xlsx", COMMITTEE_SEES),
    "errata.disclaim": ("POST", "/tasks/{a1}/disclaimer", (403, 403, 409, 409, 404, 403, 403, 403, 404)),
    "errata.directive": ("GET", "/directives/{draft_directive}/errata", (200, 403, 403, 403, 403, 403, 403, 403, 404)),
    "errata.decide": ("POST", "/errata/1/decision", (403, 404, 403, 403, 403, 403, 403, 403, 404)),
    "errata.correct_date": ("POST", "/tasks/{a1}/errata", (409, 403, 403, 403, 403, 403, 403, 403, 404)),
    "errata.move": ("POST", "/tasks/{a1}/reassignment", (409, 403, 403, 403, 403, 403, 403, 403, 404)),
    "errata.suspend": ("POST", "/tasks/{a1}/suspension", (409, 403, 403, 403, 403, 403, 403, 403, 404)),
    "errata.resume": ("POST", "/tasks/{a1}/resumption", (409, 403, 403, 403, 403, 403, 403, 403, 404)),
    "errata.withdraw": ("POST", "/tasks/{a1}/withdrawal", (409, 403, 403, 403, 403, 403, 403, 403, 404)),
    "errata.uphold": ("POST", "/tasks/{a1}/upholding", (409, 403, 403, 403, 403, 403, 403, 403, 404)),
    "errata.correct_directive": (
        "POST",
        "/directives/{draft_directive}/errata",
        (409, 403, 403, 403, 403, 403, 403, 403, 404),
    ),
    "errata.give_to_more": (
        "POST",
        "/directives/{draft_directive}/units",
        (409, 403, 403, 403, 403, 403, 403, 403, 404),
    ),
    "errata.withdraw_directive": (
        "POST",
        "/directives/{draft_directive}/withdrawal",
        (409, 403, 403, 403, 403, 403, 403, 403, 404),
    ),
    "extensions.extensions": ("GET", "/tasks/{a1}/extensions", (200, 200, 200, 200, 404, 200, 404, 403, 404)),
    "decisions.accept": ("POST", "/acceptances", (422, 422, 403, 403, 403, 403, 403, 403, 422)),
    "extensions.advise": ("POST", "/extensions/1/opinion", (404, 403, 403, 403, 403, 403, 403, 403, 404)),
    "delegations.delegations": ("GET", "/delegations", (403, 200, 403, 403, 403, 403, 403, 403, 200)),
    "delegations.delegate": ("POST", "/delegations", (403, 422, 403, 403, 403, 403, 403, 403, 422)),
    "delegations.end": ("POST", "/delegations/1/end", (403, 404, 403, 403, 403, 403, 403, 403, 404)),
    "extensions.ask": ("POST", "/tasks/{a1}/extensions", (422, 403, 422, 422, 404, 403, 403, 403, 404)),
    "extensions.move": ("POST", "/tasks/{a1}/deadline", (403, 409, 403, 403, 403, 403, 403, 403, 404)),
    "extensions.decide": ("POST", "/extensions/1/decision", (403, 404, 403, 403, 403, 403, 403, 403, 404)),
    "reviews.review": (
        "POST",
        "/directives/{draft_directive}/review",
        (422, 422, 403, 403, 403, 403, 403, 403, 404),
    ),
    "coverage.coverage": ("GET", "/coverage", (200, 200, 303, 303, 303, 200, 200, 403, 200)),
    "coverage.unit": ("GET", "/coverage/{ward_a}", (200, 200, 200, 200, 404, 200, 200, 403, 404)),
    "readings.versions": ("GET", "/coverage/{ward_a}/versions", (200, 200, 200, 200, 404, 200, 200, 403, 404)),
    "month_report.report": ("GET", "/coverage/months/2019-10", (200, 200, 403, 403, 403, 200, 200, 403, 404)),
    "month_report.sheet": ("GET", "/coverage/months/2019-10.xlsx", (200, 200, 403, 403, 403, 200, 200, 403, 404)),
    "month_report.lock": (
        "POST",
        "/coverage/months/2019-11/lock",
        (422, 403, 403, 403, 403, 403, 422, 403, 404),
    ),
    "month_report.reopen": (
        "POST",
        "/coverage/months/2019-11/reopen",
        (422, 403, 403, 403, 403, 403, 422, 403, 404),
    ),
    "readings.readings": ("POST", "/coverage/readings", (422, 403, 422, 422, 422, 422, 422, 403, 422)),
    "months.months": ("GET", "/coverage/months", (200, 200, 403, 403, 403, 200, 200, 403, 200)),
    "tiles.tiles": ("GET", "/coverage/map", (200, 200, 403, 403, 403, 200, 200, 403, 200)),
    "tiles.arrange": ("POST", "/admin/units/map", (*(403,) * 7, 409, 409)),
    "ranking.ranking": ("GET", "/coverage/ranking", (*(200,) * 7, 403, 200)),
    "reading_import.bring_in": ("POST", "/coverage/import", (422, 403, 403, 403, 403, 403, 422, 403, 422)),
    "reading_import.progress": ("GET", "/coverage/import/progress", (200, 403, 403, 403, 403, 403, 200, 403, 200)),
    "reading_import.template": (
        "GET",
        "/coverage/import/template.csv",
        (200, 403, 403, 403, 403, 403, 200, 403, 404),
    ),
    "meetings.meetings": ("GET", "/meetings", (200, 200, 403, 403, 403, 403, 403, 403, 200)),
    "meetings.new": ("POST", "/meetings/new", (422, 403, 403, 403, 403, 403, 403, 403, 422)),
    "meetings.meeting": ("GET", "/meetings/{meeting}", (200, 200, 403, 403, 403, 403, 403, 403, 404)),
    "drafts.draft": ("GET", "/meetings/{draft}/draft", (200, 403, 403, 403, 403, 403, 403, 403, 404)),
    "meetings.edit": ("POST", "/meetings/{draft}/edit", (422, 403, 403, 403, 403, 403, 403, 403, 404)),
    "conclusion_notice.notice": ("GET", "/meetings/{draft}/notice.docx", (200, *(403,) * 7, 404)),
    "meetings.new_directive": ("POST", "/meetings/{draft}/directives", (422, 403, 403, 403, 403, 403, 403, 403, 404)),
    "meetings.common_deadline": ("POST", "/meetings/{draft}/deadline", (422, 403, 403, 403, 403, 403, 403, 403, 404)),
    "meetings.signature": ("POST", "/meetings/{draft}/signature", (409, 403, 403, 403, 403, 403, 403, 403, 404)),
    "meetings.back_to_draft": (
        "POST",
        "/meetings/{draft}/withdrawal-of-signature",
        (409, 403, 403, 403, 403, 403, 403, 403, 404),
    ),
    "meetings.issue": ("POST", "/meetings/{draft}/issue", (409, 403, 403, 403, 403, 403, 403, 403, 404)),
    "meetings.edit_directive": (
        "POST",
        "/directives/{draft_directive}/edit",
        (422, 403, 403, 403, 403, 403, 403, 403, 404),
    ),
    "meetings.remove_directive": (
        "POST",
        "/meetings/{draft}/removals",
        (409, 403, 403, 403, 403, 403, 403, 403, 404),
    ),
    "meetings.notice": ("POST", "/meetings/{meeting}/notice", (409, 403, 403, 403, 403, 403, 403, 403, 404)),
    "typing.units": ("GET", "/units?field=lead&lead=thach", (200, 403, 403, 403, 403, 403, 403, 200, 200)),
    "findings.findings": (
        "POST",
        "/meetings/{inspection}/findings",
        (422, 403, 403, 403, 403, 403, 403, 403, 404),
    ),
    "findings.edit": ("POST", "/findings/{finding}/edit", (422, 403, 403, 403, 403, 403, 403, 403, 404)),
    "findings.remove": (
        "POST",
        "/meetings/{inspection}/findings/removals",
        (409, 403, 403, 403, 403, 403, 403, 403, 404),
    ),
    "findings.register": ("GET", "/findings", COMMITTEE_SEES),
    "checks.checks": ("GET", "/meetings/{inspection}/checks", COMMITTEE_OF_A_SEES),
    "checks.save": ("POST", "/meetings/{inspection}/checks", (409, 403, 403, 403, 403, 403, 403, 403, 404)),
    "briefing.since": ("GET", "/meetings/{meeting}/since", COMMITTEE_OF_A_SEES),
    "briefing.since_last": ("GET", "/reports/since", (303, 303, 403, 403, 403, 403, 403, 403, 303)),
    "briefing.briefing": ("GET", "/reports/briefing", COMMITTEE_SEES),
    "units.units": ("GET", "/admin/units", ADMIN_SEES),
    "units.new": ("POST", "/admin/units/new", (*(403,) * 7, 422, 422)),
    "units.unit": ("GET", "/admin/units/{ward_a}", (*(403,) * 7, 200, 404)),
    "units.edit": ("POST", "/admin/units/{ward_a}/edit", ADMIN_OF_A_ACTS),
    "units.rename": ("POST", "/admin/units/{ward_a}/name", ADMIN_OF_A_ACTS),
    "units.close": ("POST", "/admin/units/{ward_a}/closure", ADMIN_OF_A_ACTS),
    "units.reopen": ("POST", "/admin/units/{ward_a}/reopening", ADMIN_OF_A_ACTS),
    "successions.succession": ("POST", "/admin/units/{ward_a}/succession", ADMIN_OF_A_ACTS),
    "unit_import.bring_in": ("POST", "/admin/units/import", (*(403,) * 7, 422, 422)),
    "unit_import.template": ("GET", "/admin/units/template.xlsx", ADMIN_SEES),
    "user_import.bring_in": ("POST", "/admin/users/import", (*_NOT, 422, 422)),
    "user_import.template": ("GET", "/admin/users/template.xlsx", ADMIN_SEES),
    "groups.groups": ("GET", "/admin/groups", ADMIN_SEES),
    "groups.new": ("POST", "/admin/groups/new", (*(403,) * 7, 422, 422)),
    "groups.group": ("POST", "/admin/groups/{group}", ADMIN_OF_A_ACTS),
    "groups.remove": ("POST", "/admin/groups/{group}/removal", (*(403,) * 7, 409, 404)),
    "settings.settings": ("POST", "/admin/settings", (*(403,) * 7, 422, 422)),
    "typing.day": ("GET", "/day?field=due_on&due_on=5.12", (200,) * 9),
    "users.users": ("GET", "/admin/users", (*_NOT, 200, 200)),
    "users.new": ("POST", "/admin/users/new", (*_NOT, 422, 422)),
    "users.user": ("POST", "/admin/users/{user_head_a}", (*_NOT, 422, 404)),
    "users.password": ("POST", "/admin/users/{user_head_a}/password", (*_NOT, 200, 404)),
    "users.reopen": ("POST", "/admin/users/{user_head_a}/reopening", (*_NOT, 303, 404)),
    "users.close": ("POST", "/admin/users/{user_head_b}/closure", (*_NOT, 303, 404)),
    "users.sign_out": ("POST", "/admin/users/{user_head_a}/sign-out", (*_NOT, 303, 404)),
    "users.make_head": ("POST", "/admin/users/{user_clerk_a}/headship", (*_NOT, 303, 404)),
    "slips.heads": ("POST", "/admin/users/heads", (*_NOT, 422, 422)),
    "slips.slips": ("POST", "/admin/users/slips", (*_NOT, 422, 422)),
    "history.history": ("GET", "/admin/history", (*_NOT, 200, 200)),
    "history.acts": ("GET", "/history", COMMITTEE_SEES),
    "history.acts_sheet": ("GET", "/history.xlsx", COMMITTEE_SEES),
}
PUBLIC = {"account.login": 200, "language.switch": 303, "health.healthz": 200, "health.readyz": 200}
PUBLIC_ADDRESSES = {
    "account.login": ("GET", "/login"),
    "language.switch": ("POST", "/language"),
    "health.healthz": ("GET", "/healthz"),
    "health.readyz": ("GET", "/readyz"),
}


INSPECTION = {"inspection": 3, "finding": 1}


@pytest.fixture
def cast(database: TestDatabase) -> Cast:
    """The cast with an inspection that has a finding."""
    with database.app.app_context():
        inspection, finding = add_inspection(db.session, database.cast)
        assert {"inspection": inspection.id, "finding": finding.id} == INSPECTION
        db.session.commit()
        db.session.remove()
    return database.cast


def address(template: str, cast: Cast) -> str:
    ids = {
        **cast.tasks,
        **cast.units,
        **{f"user_{name}": user_id for name, user_id in cast.users.items()},
        **{name: getattr(cast, name) for name in ("meeting", "draft", "draft_directive", "group", "indicator")},
        **INSPECTION,
    }
    return template.format_map(ids)


def ask(client: PageClient, method: str, path: str) -> int:
    return (client.get(path) if method == "GET" else client.post(path)).status_code


def test_every_endpoint_is_in_the_table(sqlite_database: TestDatabase) -> None:
    assert {rule.endpoint for rule in sqlite_database.app.url_map.iter_rules()} == {*TABLE, *PUBLIC}


@pytest.mark.parametrize("name", COLUMNS)
def test_status_of_every_endpoint(name: str, client_of: Callable[[str], PageClient], cast: Cast) -> None:
    column = COLUMNS.index(name)
    expected = {endpoint: statuses[column] for endpoint, (_, _, statuses) in TABLE.items()}
    client = client_of(name)
    ordered = sorted(TABLE, key=lambda endpoint: endpoint == "account.logout")
    got = {endpoint: ask(client, TABLE[endpoint][0], address(TABLE[endpoint][1], cast)) for endpoint in ordered}
    assert got == expected


@pytest.mark.parametrize("name", ["nobody", "closed"])
def test_who_is_not_signed_in_is_asked_to(name: str, client_of: Callable[[str], PageClient], cast: Cast) -> None:
    client = client_of(name)
    got = {endpoint: ask(client, method, address(path, cast)) for endpoint, (method, path, _) in TABLE.items()}
    assert got == {endpoint: 303 if method == "GET" else 401 for endpoint, (method, _, _) in TABLE.items()}
    assert {endpoint: ask(client, *address) for endpoint, address in PUBLIC_ADDRESSES.items()} == PUBLIC


def test_the_cast_is_whole() -> None:
    assert {*COLUMNS, "nobody", "closed"} == set(PEOPLE)


def test_a_view_without_a_mark_fails_closed(database: TestDatabase, client_of: Callable[[str], PageClient]) -> None:
    views = database.app.view_functions
    marked = views["account.account"]
    views["account.account"] = lambda: "open to everybody"
    try:
        assert client_of("admin").get("/account").status_code == 403
    finally:
        views["account.account"] = marked


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # refused before the database is asked
def test_a_post_without_its_token_is_refused(client_of: Callable[[str], PageClient], cast: Cast) -> None:
    client = client_of("secretary")
    client.token = "forged"
    posts = {endpoint: path for endpoint, (method, path, _) in TABLE.items() if method == "POST"}
    got = {endpoint: ask(client, "POST", address(path, cast)) for endpoint, path in posts.items()}
    assert got == dict.fromkeys(posts, 400)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # refused before the database is asked
def test_the_wrong_method_is_405(client_of: Callable[[str], PageClient], cast: Cast) -> None:
    client = client_of("secretary")
    got = {endpoint: client.delete(address(path, cast)).status_code for endpoint, (_, path, _) in TABLE.items()}
    assert got == dict.fromkeys(TABLE, 405)
