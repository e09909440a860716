"""Which numbers does a directive require, and which only describe?"""

from decimal import Decimal

import pytest

from tests.intake.reader import the_order

# What the communes are told; value, upper end, unit and comparator of what is required.
REQUIRED = [
    ("phấn đấu bao phủ từ 93% trở lên", "93", None, "%", ">="),
    ("phấn đấu đạt 95-96,9%", "95", "96.9", "%", ">="),
    ("phấn đấu đạt 92 – 93%", "92", "93", "%", ">="),
    ("phấn đấu đạt từ 95% đến 96,9%", "95", "96.9", "%", ">="),
    ("đạt và vượt 95%", "95", None, "%", ">="),
    ("đạt và vượt chỉ tiêu 95,5%", "95.5", None, "%", ">="),
    ("đạt trên 95%", "95", None, "%", ">"),
    ("đạt hơn 95 %", "95", None, "%", ">"),
    ("phấn đấu vượt mức 90%", "90", None, "%", ">"),
    ("đạt ít nhất 95%", "95", None, "%", ">="),
    ("đạt tối thiểu 96.5%", "96.5", None, "%", ">="),
    ("bảo đảm tỷ lệ không dưới 93%", "93", None, "%", ">="),
    ("hoàn thành 100% kế hoạch giao", "100", None, "%", ">="),
    ("vận động ít nhất 50% số hộ cận nghèo tham gia", "50", None, "%", ">="),
    ("phấn đấu đạt 93,5% dân số trở lên (hiện đạt 91%)", "93.5", None, "%", ">="),
    ("mới đạt 88%, phấn đấu đạt 93%", "93", None, "%", ">="),
    ("tăng thêm 1.200 người", "1200", None, "người", ">="),
    ("phát triển mới ít nhất 350 người tham gia", "350", None, "người", ">="),
    ("phát triển từ 200 đến 250 người", "200", "250", "người", ">="),
    ("vận động thêm trên 1.492 người", "1492", None, "người", ">"),
]


@pytest.mark.parametrize(("words", "value", "highest", "unit", "comparator"), REQUIRED)
def test_a_number_is_required(words: str, value: str, highest: str | None, unit: str, comparator: str) -> None:
    [target] = the_order(f"các xã {words}").targets
    assert (target.value, target.highest) == (Decimal(value), Decimal(highest) if highest else None)
    assert (target.unit, target.comparator) == (unit, comparator)


@pytest.mark.parametrize(
    "words",
    [
        "hỗ trợ 70% mức đóng cho hộ cận nghèo",
        "hỗ trợ thêm 30% cho học sinh",
        "rà soát 1.492 người chưa tham gia",
        "khắc phục tình trạng tỷ lệ dưới 90%",
        "giảm số người chưa tham gia xuống dưới 5%",
        "báo cáo, vì hiện mới đạt 88%",
        "thành lập tổ vận động gồm ít nhất 5 người",
        "kiểm tra các thôn có tỷ lệ trên 90%",
        "thực hiện đúng mức đóng 4,5% lương cơ sở",
        "giải trình vì tỷ lệ chỉ đạt 88%",
    ],
)
def test_a_number_that_only_describes_is_not_required(words: str) -> None:
    assert the_order(f"Văn phòng {words}").targets == ()


def test_numbers_of_one_directive_in_the_order_of_the_text() -> None:
    words = "các xã phấn đấu đạt 93%, vận động thêm 200 người, trong đó 98% học sinh có thẻ"
    assert [str(target.value) for target in the_order(words).targets] == ["93", "200", "98"]
