"""What can be done from the shell: serve, load the demo, migrate."""

import os
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import FlaskGroup
from flask_migrate import upgrade

from bhyt_tasks import create_app, daily, demo, drafting, figures, office
from bhyt_tasks.assets import keep_htmx
from bhyt_tasks.config import ROOT, BadConfig, Config, write_private
from bhyt_tasks.demo.world import Demo
from bhyt_tasks.domain.db import begin_write
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.viewer import committee_names, has_committee
from bhyt_tasks.web.passwords import hashed, one_time_password

THREADS = "4"  # a worker, so that slow uploads from phones do not hold it up
WAITING = "128"  # requests a worker takes on before it lets the others wait outside


@click.group(cls=FlaskGroup, create_app=create_app)
def main() -> None:
    """Theo dõi nhiệm vụ của Ban Chỉ đạo."""


main.add_command(office.create_committee)
main.add_command(office.create_user)
main.add_command(office.import_units)
main.add_command(figures.import_readings)
main.add_command(daily.daily)
main.add_command(drafting.draft_directives)


def app_on(database_url: str) -> Flask:
    """The application on another database than the configured one."""
    os.environ["DATABASE_URL"] = database_url
    return create_app()


def demo_url(config: Config) -> str:
    return f"sqlite:///{config.instance / 'demo.db'}"


@main.command("demo")
def load_demo() -> None:
    """Load the demo into a database file of its own and print its accounts."""
    config: Config = current_app.config["BHYT"]
    prepare_demo(config)
    click.echo(accounts_file(config).read_text())


def accounts_file(config: Config) -> Path:
    return config.instance / "demo_accounts.txt"


def prepare_demo(config: Config) -> None:
    """Load the committees that the demo's database lacks; their passwords are random and stand in a file that only
    the owner reads. A database of an earlier version keeps what was done in it."""
    with app_on(demo_url(config)).app_context():
        upgrade()
        loaded = committee_names(db.session)
        missing = [each for each in demo.DEMOS if each.name not in loaded]
        if loaded and not accounts_file(config).exists():
            raise BadConfig(f"Thiếu {accounts_file(config)}. Xóa {demo_url(config)[10:]} để tạo lại dữ liệu mẫu.")
        if missing:
            earlier = accounts_file(config).read_text() + "\n" if loaded else ""
            begin_write(db.session)
            write_private(accounts_file(config), earlier + "\n".join(_load(each) for each in missing))
            db.session.commit()


def _load(each: Demo) -> str:
    """Load one committee; its accounts as they are printed, with a heading."""
    passwords = {name: one_time_password() for name in each.people}
    each.load(db.session, {name: hashed(password) for name, password in passwords.items()})
    note = f"({each.note})\n" if each.note else ""
    accounts = [f"{name:<18} {password}  {each.people[name].position}\n" for name, password in passwords.items()]
    return f"{each.name}, hôm nay được xem là {each.today:%d/%m/%Y}\n{note}{''.join(accounts)}"


@main.command("assets")
@click.option("--file", type=click.Path(path_type=Path), help="Gói htmx.org (.tgz) hoặc tệp htmx.min.js đã tải về.")
def assets(file: Path | None) -> None:
    """Keep a checked copy of htmx, for a network that does not reach the CDN."""
    config: Config = current_app.config["BHYT"]
    kept = keep_htmx(config.instance, file)
    click.echo(f"Đã lưu {kept}. Khởi động lại hệ thống để dùng bản này thay cho CDN.")


@main.command("serve")
def serve() -> None:
    """Start the production server: on the real database when it has a committee, else on the demo."""
    os.umask(0o077)  # the database and the files are nobody else's
    config = Config.from_env()
    upgrade()
    if has_committee(db.session):
        url = config.database_url
    else:
        url = demo_url(config)
        prepare_demo(config)
        click.echo("Chưa có Ban Chỉ đạo nào trong cơ sở dữ liệu: chạy dữ liệu mẫu gồm hai Ban Chỉ đạo.")
        click.echo("Tài khoản mẫu (tên đăng nhập, mật khẩu, chức vụ):")
        click.echo(accounts_file(config).read_text())
        click.echo(f"Lưu tại {accounts_file(config)}.")
    click.echo(f"Mở http://{config.host}:{config.port}/ bằng trình duyệt. Dừng: Ctrl+C.")
    sys.stdout.flush()
    os.environ["DATABASE_URL"] = url
    os.chdir(ROOT)
    command = server_command("wsgi:app", host=config.host, port=config.port, workers=config.workers)
    os.execv(command[0], command)  # noqa: S606


def server_command(application: str, *, host: str, port: int, workers: int) -> list[str]:
    """The production server of an application, as one would type it."""
    granian = str(Path(sys.executable).with_name("granian"))
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": THREADS,
        "--backpressure": WAITING,
        "--log-level": "warning",
    }
    return [granian, *(text for option in options.items() for text in option), "--no-ws", application]
