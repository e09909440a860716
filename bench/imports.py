"""How long does a month of 10,000 units take to look at and to save, and what memory? ``python -m bench.imports``."""

import re
import tempfile
import time
from datetime import date
from html import unescape
from pathlib import Path
from uuid import uuid4

from argon2 import PasswordHasher
from flask_migrate import upgrade

from bench.client import Client
from bench.server import serving
from bhyt_tasks import create_app
from bhyt_tasks.config import Config
from bhyt_tasks.documents.sheets import Column, write_table
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.indicators import found_indicators
from bhyt_tasks.domain.people import Role, add_user
from bhyt_tasks.domain.units import UnitKind, UnitNames, add_unit
from bhyt_tasks.plugins import db

ROWS = 10_000
PASSWORD = "mot-cau-de-do-toc-do"
KEY = "bench" * 8
TODAY = date(2019, 12, 9)
AIMS = {"import_preview_s": 5.0, "import_save_s": 5.0, "import_peak_mb": 300.0}
COLUMNS = ("STT", "Mã", "Đơn vị", "Dân số", "Số người tham gia", "Tỷ lệ bao phủ (%)", "Ghi chú")
PATH = "/coverage/import"


def fill(rows: int) -> None:
    """A committee with so many villages and a data officer, in the migrated, empty database."""
    upgrade()
    session = db.session
    committee = Committee(name="Ban Chỉ đạo đo tốc độ", short_name="BCĐ", settings_json={}, today=TODAY)
    session.add(committee)
    session.flush()
    more = {"committee_id": committee.id, "active_from": date(2019, 1, 1)}
    area = add_unit(session, kind=UnitKind.PROVINCE, names=UnitNames("tỉnh Đo Tốc Độ"), **more)
    committee.area_id = area.id
    for number in range(rows):
        names = UnitNames(f"xã Thạch Hà {number}")
        add_unit(session, kind=UnitKind.COMMUNE, names=names, code=f"{number:05}", parent_id=area.id, **more)
    found_indicators(session, committee.id)
    add_user(
        session,
        committee_id=committee.id,
        username="solieu",
        full_name="Cán bộ số liệu",
        position="Cán bộ số liệu",
        roles={Role.DATA_OFFICER},
        password_hash=PasswordHasher().hash(PASSWORD),
        must_change_password=False,
    )
    session.commit()


def table(rows: int, added: int = 0) -> bytes:
    """The month's .xlsx file; ``added`` people more in each unit."""
    people = [(4_000 + number % 900, 3_000 + number % 800 + added) for number in range(rows)]
    lines = [
        (
            number + 1,
            f"{number:05}",
            f"Xã Thạch Hà {number}",
            population,
            insured,
            f"{insured / population:.1%}"[:-1],
            "",
        )
        for number, (population, insured) in enumerate(people)
    ]
    title = "SỐ LIỆU THAM GIA BHYT THÁNG 11 NĂM 2019, chốt đến 25/11/2019"
    return write_table(title, [Column(words) for words in COLUMNS], lines)


class Desk:
    """The data officer's browser: forms with a file, sent as a browser sends them."""

    def __init__(self, port: int) -> None:
        self.client = Client(port)
        self.client.sign_in("solieu", PASSWORD)

    def send(self, fields: dict[str, str], file: bytes = b"") -> tuple[int, str, float]:
        """Status, page and seconds."""
        border = uuid4().hex
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
            for name, text in fields.items()
        ]
        body = "".join(parts).encode()
        if file:
            head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="thang.xlsx"\r\n'
            body += f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + file + b"\r\n"
        body += f"--{border}--\r\n".encode()
        start = time.perf_counter()
        kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
        status, page = self.client.send("POST", PATH, body, kind)
        return status, page, time.perf_counter() - start


def fields_of(page: str) -> dict[str, str]:
    """What the form on the page would send."""
    form = page[page.find('id="import-form"') : page.find("</form>", page.find('id="import-form"'))]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    fields |= dict(re.findall(r'<input id="[\w-]+" name="([\w-]+)" value="([^"]*)"', form))
    fields |= dict(re.findall(r'<select id="column-\d+" name="([\w-]+)">.*?value="([^"]*)" selected', form, re.DOTALL))
    text = re.search(r'<textarea id="text"[^>]*>(?:\r?\n)?(.*?)</textarea>', form, re.DOTALL)
    fields["text"] = text[1] if text else ""
    return {name: unescape(value) for name, value in fields.items()}


def _import(desk: Desk, file: bytes, **more: str) -> tuple[float, float]:
    """Seconds of a preview and of the save after it; an answer that is no success raises."""
    status, page, preview = desk.send(fields_of(desk.client.get(PATH)), file)
    if status != 200:
        raise RuntimeError(f"preview: {status}")
    status, _, save = desk.send(fields_of(page) | {"confirm": "1"} | more)
    if status != 303:
        raise RuntimeError(f"save: {status}")
    return preview, save


def measured(rows: int = ROWS) -> dict[str, float]:
    """A first month, then a correction of every line: the slower of both, and the most memory of a worker."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        app = create_app(Config(database_url=url, instance=Path(folder), secret_key=KEY))
        with app.app_context():
            fill(rows)
            db.session.remove()
            db.engine.dispose()
        places = {"DATABASE_URL": url, "BHYT_INSTANCE": folder, "SECRET_KEY": KEY}
        with serving("wsgi:app", "/healthz", **places) as server:
            desk = Desk(server.port)
            first = _import(desk, table(rows))
            second = _import(desk, table(rows, added=10), reason="BHXH gửi lại")
            peak = server.peak_mib()
    return {
        "import_preview_s": round(max(first[0], second[0]), 2),
        "import_save_s": round(max(first[1], second[1]), 2),
        "import_peak_mb": round(peak, 1),
    }


def lines(figures: dict[str, float]) -> list[str]:
    return [f"{name:<24}{figures[name]:>8}{f'< {aim:g}':>24}" for name, aim in AIMS.items()]


if __name__ == "__main__":
    print("\n".join(lines(measured())))
