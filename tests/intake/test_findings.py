"""Which shortcomings does a text name, and whose are they?"""

import pytest

from tests.intake.reader import ORDERS, read

NAMED = [
    (
        "Hội nghị chỉ ra một số tồn tại, hạn chế: tuyên truyền chưa thường xuyên; đại lý thu còn mỏng.",
        [("tuyên truyền chưa thường xuyên", None, True), ("đại lý thu còn mỏng", None, False)],
    ),
    (
        "Tuy nhiên, xã Tân Lập còn một số tồn tại, hạn chế như: chưa lập tổ vận động; danh sách chưa đầy đủ.",
        [("chưa lập tổ vận động", "xã Tân Lập", True), ("danh sách chưa đầy đủ", "xã Tân Lập", True)],
    ),
    ("Tân Lập còn tồn tại: danh sách chưa đầy đủ.", [("danh sách chưa đầy đủ", "Tân Lập", True)]),
    (
        "III. TỒN TẠI, HẠN CHẾ\n- Xã Tân Lập còn nhiều hộ chưa có thẻ.\n- Việc nhập dữ liệu chậm.\n"
        "IV. NHIỆM VỤ\n- Các xã khắc phục các hạn chế nêu trên.",
        [("Xã Tân Lập còn nhiều hộ chưa có thẻ", "Xã Tân Lập", True), ("Việc nhập dữ liệu chậm", None, True)],
    ),
    ("Khó khăn, vướng mắc:\n1. Dữ liệu chưa khớp.\nKết quả: tốt.", [("Dữ liệu chưa khớp", None, True)]),
    (f"{ORDERS}các xã khắc phục tồn tại, hạn chế: lập lại danh sách còn thiếu.", []),
    ("Các xã khắc phục xong tồn tại: xử lý hết danh sách chưa khớp.", []),
    ("Hạn chế của thẻ giấy là dễ rách.", []),
    ("Hạn chế: không.", []),
]


@pytest.mark.parametrize(("text", "findings"), NAMED)
def test_shortcomings_and_where_they_were_found(text: str, findings: list[tuple[str, str | None, bool]]) -> None:
    found = read(text).findings
    assert [(each.quote.text, each.unit.text if each.unit else None, each.sure) for each in found] == findings
    assert all(text[each.quote.start : each.quote.end] == each.quote.text for each in found)
