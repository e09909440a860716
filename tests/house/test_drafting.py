"""The command that reads minutes from standard input: its answer fits the text as given, whatever the locale and the
line ends, and it leaves nothing behind."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bhyt_tasks.drafting import draft_directives
from tests.house.test_start import COMMAND

MINUTES = (
    "Ngày 29/10/2019, Chủ tịch UBND huyện Thạch Hà chủ trì hội nghị. Xã Thạch Đài có 4.812/5.230 người có thẻ BHYT.\n"
    "Chủ tịch yêu cầu phòng Y tế chủ trì, phối hợp với BHXH huyện rà soát người chưa có thẻ trước ngày 15/11; "
    "hằng tháng các xã báo cáo kết quả.\n"
    "Phấn đấu đạt từ 93,5 - 95% dân số, vận động thêm trên 1.200 người.\n"
)
LISTED = """\
1. yêu cầu phòng Y tế chủ trì, phối hợp với BHXH huyện rà soát người chưa có thẻ trước ngày 15/11
   Chủ trì: phòng Y tế
   Phối hợp: BHXH huyện
   Hạn: 15/11/2019 (“trước ngày 15/11”)

2. hằng tháng các xã báo cáo kết quả
   Chủ trì: các xã
   Định kỳ: hằng tháng

3. Phấn đấu đạt từ 93,5 - 95% dân số, vận động thêm trên 1.200 người
   Chủ trì: chưa rõ đơn vị
   Chỉ tiêu: từ 93,5 đến 95 %
   Chỉ tiêu: trên 1.200 người
"""


def test_json_fits_the_text_as_given_whatever_its_line_ends_and_the_locale(tmp_path: Path) -> None:
    """In a folder without settings, on a database that nobody can reach, in a locale without Vietnamese."""
    text = "\ufeff" + MINUTES.replace("\n", "\r\n")
    absurd = {"BHYT_INSTANCE": str(tmp_path / "instance"), "DATABASE_URL": "absurd"}
    environment = {**os.environ, **absurd, "LC_ALL": "C", "PYTHONIOENCODING": "latin-1"}
    command = [COMMAND, "draft-directives", "--json", "--as-of", "2019-10-29"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, input=text.encode() + b"\xe1\xba", capture_output=True, check=False
    )
    assert (done.returncode, done.stderr, list(tmp_path.iterdir())) == (0, b"", [])
    read = json.loads(done.stdout.decode())
    assert [text[each["start"] : each["end"]] for each in read["directives"]] == [
        each["text"] for each in read["directives"]
    ]
    first, second, third = read["directives"]
    assert (first["assignees"], first["coordinators"]) == (["phòng Y tế"], ["BHXH huyện"])
    assert (first["due_on"], first["due_text"]) == ("2019-11-15", "trước ngày 15/11")
    assert (second["due_on"], second["recurrence"]) == (None, "monthly")
    assert third["targets"] == [
        {"value": 93.5, "value_max": 95, "unit": "%", "comparator": ">="},
        {"value": 1200, "value_max": None, "unit": "người", "comparator": ">"},
    ]
    assert [(each["unit_name"], each["insured"], each["population"]) for each in read["readings"]] == [
        ("Xã Thạch Đài", 4812, 5230)
    ]
    assert read["facts"]["date"]["on"] == "2019-10-29"


def typed(*words: str, given: bytes) -> Result:
    return CliRunner().invoke(draft_directives, words, input=given)


def test_the_list_is_read_by_an_official() -> None:
    done = typed("--as-of", "29/10/2019", given=MINUTES.encode())
    assert (done.exit_code, done.stdout) == (0, LISTED)


@pytest.mark.parametrize("given", [b"", b"\xff\xfe\x00", "Tin vui: huyện đã về đích sớm.".encode()])
def test_a_text_without_orders_says_so(given: bytes) -> None:
    done = typed(given=given)
    assert (done.exit_code, done.stdout) == (0, "Không có nội dung giao việc.\n")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("31/02/2019", "--as-of: Ngày 31/02/2019 không có. Ghi ngày/tháng/năm, ví dụ 28/02/2020.\n"),
        ("mai", "--as-of: Không đọc được ngày “mai”. Ghi ngày/tháng/năm, ví dụ 28/02/2020.\n"),
    ],
)
def test_a_day_that_is_none_is_refused_in_a_sentence(day: str, said: str) -> None:
    done = typed("--json", "--as-of", day, given=MINUTES.encode())
    assert (done.exit_code, done.output) == (1, said)
