"""bhyt-tasks import-units: the same reading and the same verbs from the shell, told in words."""

from pathlib import Path

from sqlalchemy import func, select

from bhyt_tasks.cli import main
from bhyt_tasks.domain.history import Change
from bhyt_tasks.domain.units import Unit, UnitGroupMember
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import TestDatabase
from tests.domain.test_unit_lists import OFFICIAL
from tests.web.conftest import on_both


def run(database: TestDatabase, tmp_path: Path, text: str, *options: str) -> tuple[int, str]:
    file = tmp_path / "units.csv"
    file.write_text(text)
    result = database.app.test_cli_runner().invoke(main.commands["import-units"], [str(file), *options])
    return result.exit_code, result.output


def units(database: TestDatabase) -> int:
    with database.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Unit)) or 0


@on_both
def test_a_list_comes_in_from_the_shell_once(database: TestDatabase, cast: Cast, tmp_path: Path) -> None:
    before = units(database)
    options = ("--committee", "BCĐ A", "--area", "Tỉnh Bắc Ninh", "--group")
    assert run(database, tmp_path, OFFICIAL, *options) == (0, "Thêm 6, ghi thêm 0, đã có 0, bỏ qua 0.\n")
    assert run(database, tmp_path, OFFICIAL, *options) == (0, "Thêm 0, ghi thêm 0, đã có 6, bỏ qua 0.\n")
    assert units(database) == before + 6
    with database.app.app_context():
        assert db.session.scalar(select(func.count()).where(UnitGroupMember.group_id == cast.group)) == 8
        assert set(db.session.scalars(select(Change.by_id))) == {None}


def test_a_line_that_is_not_clear_stops_all_and_says_why(database: TestDatabase, cast: Cast, tmp_path: Path) -> None:
    before, committee = units(database), ("--committee", "BCĐ A")
    code, words = run(database, tmp_path, "xã Mới\nBưu điện", *committee)
    assert code == 1
    assert "2: Bưu điện: Chưa rõ. Chưa rõ loại đơn vị." in words
    assert "Còn 1 dòng chưa rõ hoặc sai." in words
    assert units(database) == before
    assert run(database, tmp_path, "xã Mới\nBưu điện", *committee, "--skip")[0] == 0
    assert units(database) == before + 1


def test_which_committee_must_be_said_when_there_are_several(
    database: TestDatabase, cast: Cast, tmp_path: Path
) -> None:
    code, words = run(database, tmp_path, "xã Mới")
    assert (code, "Ban Chỉ đạo (tên ngắn)" in words) == (1, True)
    code, words = run(database, tmp_path, "xã Mới", "--committee", "BCĐ C")
    assert (code, "Ghi tên ngắn: BCĐ A; BCĐ B." in words) == (1, True)
