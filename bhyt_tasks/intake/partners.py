"""Whom is the work to be done together with?"""

from bhyt_tasks.intake.tokens import Phrases, Tokens
from bhyt_tasks.intake.unit_lists import phrases_at
from bhyt_tasks.intake.units import Unit, UnitKind

WITH = Phrases(
    {
        "joint": (
            "phối hợp với | phối hợp | phối hợp chặt chẽ với | phối hợp chặt chẽ | phối hợp cùng"
            " | phối hợp chặt chẽ cùng | phối kết hợp với | phối kết hợp | phối hợp tốt với"
            " | phối hợp cùng với | chủ động phối hợp với | phối hợp đồng bộ với | phối hợp hiệu quả với"
        ),
        "along": "cùng với | cùng",
    }
)


def partners(tokens: Tokens, first: int, last: int, assignees: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The units behind "phối hợp với" and "cùng" between two tokens, without those that are told themselves."""
    found: list[Unit] = []
    told = {each.first for each in assignees}
    index = first
    while index < last:
        joint = WITH.at(tokens, index, last)
        if not joint:
            index += 1
            continue
        units = phrases_at(tokens, joint[0], last)
        if units and not (joint[1] == "along" and _of_the_object(tokens, index, first)):
            found += [unit for unit in units if unit.first not in told and unit.kind is not UnitKind.BACK]
        index = units[-1].last if units else joint[0]
    return tuple(found)


def _of_the_object(tokens: Tokens, index: int, first: int) -> bool:
    """ "phân công từng đoàn thể cùng Đại lý thu …": those go with the ones who are sent, not with the assignee."""
    return any(tokens.says(i, "phân", "công") and tokens.plain(i - 1) != "được" for i in range(first, index))
