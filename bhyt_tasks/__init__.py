"""bhyt_tasks: what a steering committee gave out, to whom, by when, and whether it moved the number."""

import gc

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from bhyt_tasks import plugins
from bhyt_tasks.config import ROOT, Config
from bhyt_tasks.domain.db import prepare_engine
from bhyt_tasks.web import (
    account,
    briefing,
    checks,
    conclusion_notice,
    coverage,
    decisions,
    delegations,
    drafts,
    errata,
    errors,
    exceptions,
    extensions,
    files,
    filters,
    findings,
    gate,
    groups,
    handovers,
    health,
    history,
    htmx,
    indicators,
    language,
    lines,
    macros,
    meetings,
    menu,
    month_report,
    months,
    notices,
    overdue,
    overview,
    ranking,
    reading_import,
    readings,
    reminders,
    reviews,
    settings,
    since,
    slips,
    successions,
    targets,
    tasks,
    tiles,
    typing,
    unit_import,
    units,
    user_import,
    users,
)

BIGGEST_BODY = 40 * 1024 * 1024  # bytes; the form itself refuses a file over 10 MB and keeps the text
BIGGEST_TEXT = 2 * 1024 * 1024  # bytes
MOST_FIELDS = 10_000  # of a form: a table of figures asks for the unit of every line that is not clear
GARBAGE = 20_000  # new objects after which they are looked through; a page of a list makes some thousands


def create_app(config: Config | None = None, *, migrations: bool = True) -> Flask:
    """Wire the rooms together; a server needs no migrations."""
    config = config or Config.from_env()
    app = Flask("bhyt_tasks", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True} if "postgresql" in config.database_url else {},
        MAX_CONTENT_LENGTH=BIGGEST_BODY,
        MAX_FORM_MEMORY_SIZE=BIGGEST_TEXT,
        MAX_FORM_PARTS=MOST_FIELDS,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,  # every message of a form is ours
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure,
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_MIMETYPES=["text/html"],
        BABEL_DEFAULT_LOCALE=language.SOURCE,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        BHYT=config,
    )
    plugins.db.init_app(app)
    plugins.login.init_app(app)
    plugins.babel.init_app(app, locale_selector=language.language)
    plugins.csrf.init_app(app)
    plugins.compress.init_app(app)
    if migrations:
        _prepare_migrations(app)
    with app.app_context():
        prepare_engine(plugins.db.engine)
    language.init_app(app)
    gate.init_app(app)
    htmx.init_app(app)
    lines.init_app(app)
    filters.init_app(app)
    macros.init_app(app)
    menu.init_app(app)
    errors.init_app(app)
    offices = (units, groups, unit_import, users, user_import, slips, settings, history, successions)
    jobs = (
        health,
        language,
        account,
        overview,
        meetings,
        drafts,
        conclusion_notice,
        findings,
        overdue,
        typing,
        checks,
        briefing,
        reminders,
        notices,
    )
    of_tasks = (tasks, files, errata, extensions, decisions, delegations, reviews, handovers)
    of_coverage = (coverage, readings, month_report, reading_import, ranking, months, tiles)
    of_targets = (indicators, targets, since, exceptions)
    for job in (*jobs, *of_tasks, *of_coverage, *of_targets, *offices):
        app.register_blueprint(job.blueprint)
    _serve_static(app)
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies)  # type: ignore[method-assign]
    gc.collect()
    gc.freeze()  # what is there now stays: requests do not look through it again
    gc.set_threshold(GARBAGE)
    return app


def _prepare_migrations(app: Flask) -> None:
    from flask_migrate import Migrate  # Alembic takes 15 MB and a third of the start

    Migrate(app, plugins.db, directory=str(ROOT / "migrations"))


def _serve_static(app: Flask) -> None:
    """Static files under an address that changes with their content, kept by browsers for ever."""
    prefix = f"static/{filters.static_digest()}/"
    files = WhiteNoise(
        app.wsgi_app,
        root=str(ROOT / "static"),
        prefix=prefix,
        immutable_file_test=lambda path, url: url.startswith((f"/{prefix}", htmx.LOCAL)),
        max_age=60,
    )
    if app.config["LOCAL_ASSETS"]:
        files.add_files(str(app.config["LOCAL_ASSETS"]), prefix=htmx.LOCAL)
    app.wsgi_app = files  # type: ignore[method-assign]
