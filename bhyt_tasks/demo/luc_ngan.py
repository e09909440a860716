"""The inspection of xã Tân Quang and xã Hồng Giang on 16/01/2018 as one committee, looked at on 29/06/2018.

What the source document says is loaded as fact, in our own sentences: the inspection, what it found, the three
instructions, 1492 of 2174 and the plans of 98 % and 100 %. What it does not say (the district's name, eleven of the
thirteen villages, the mass organisations, all dates, figures after January, a second visit that is still a draft, and
all that units report) is illustrative and marked so in the data. People are named by their office.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from bhyt_tasks.demo.world import Demo, Person, Reminding, Step, World, add_people, found, play, receive_all
from bhyt_tasks.domain import clock, issuing, meetings
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.finding_checks import Outcome, check
from bhyt_tasks.domain.findings import FindingFacts, add_finding, findings_of
from bhyt_tasks.domain.meetings import Directive, DirectiveFacts, Meeting, MeetingFacts, MeetingKind
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.readings import Source
from bhyt_tasks.domain.targets import plan_target
from bhyt_tasks.domain.units import UnitKind, UnitNames, add_group

TODAY = date(2018, 6, 29)
HELD_ON = date(2018, 1, 16)
NAME = "Ban Chỉ đạo Đề án BHYT toàn dân huyện"
DISTRICT = "huyện Lục Ngạn: suy ra từ tên hai xã, tài liệu nguồn không nêu"
YEAR_END = date(2018, 12, 31)

# The source names two of the thirteen villages of Tân Quang.
NAMED = {"sangben": "thôn Sàng Bến", "sangnoi": "thôn Sàng Nội"}
VILLAGES = NAMED | {f"thon{number:02}": f"thôn số {number:02} (minh họa)" for number in range(3, 14)}
UNIONS = {
    "nongdan": "Hội Nông dân huyện",
    "phunu": "Hội LHPN huyện",
    "nguoicaotuoi": "Hội Người cao tuổi huyện",
    "cuuchienbinh": "Hội Cựu chiến binh huyện",
}

PEOPLE = {
    "lucngan.phochutich": Person("Phó Chủ tịch UBND huyện", role=Role.DEPUTY_CHAIRMAN),
    "lucngan.thuky": Person("Thư ký Ban Chỉ đạo huyện", role=Role.SECRETARY),
    "lucngan.tanquang": Person("Chủ tịch UBND xã Tân Quang", "tanquang", head=True),
    "lucngan.honggiang": Person("Chủ tịch UBND xã Hồng Giang", "honggiang", head=True),
    "lucngan.sangben": Person("Trưởng thôn Sàng Bến", "sangben", head=True),
    "lucngan.sangnoi": Person("Trưởng thôn Sàng Nội", "sangnoi", head=True),
    "lucngan.nongdan": Person("Chủ tịch Hội Nông dân huyện", "nongdan", head=True),
    "lucngan.phunu": Person("Chủ tịch Hội LHPN huyện", "phunu", head=True),
    "lucngan.solieu": Person("Cán bộ số liệu, BHXH huyện", "bhxhhuyen", Role.DATA_OFFICER),
}

MINUTES = """Kiểm tra việc thực hiện thông báo kết luận của UBND huyện về Chỉ thị số 08 của Ban Thường vụ Tỉnh ủy \
Bắc Giang và việc phát triển người tham gia BHYT giai đoạn 2016 - 2020.

Xã Tân Quang được UBND huyện chọn làm trước: năm 2018 vận động 100% người dân tham gia BHYT. Xã đã ban hành văn bản, \
kiện toàn Ban Chỉ đạo, tổ giúp việc, lập ban vận động ở 13 thôn. Rà soát toàn xã còn hơn 500 người chưa tham gia; \
hai thôn Sàng Bến, Sàng Nội có tỷ lệ chưa tham gia cao.

Xã Hồng Giang có 1.492 người tham gia trong tổng số 2.174 người; kế hoạch năm 2018 là 98%. Xã đã phân loại đối tượng \
để tuyên truyền, vận động. Còn tồn tại, hạn chế:
- Ban Chỉ đạo xã thiếu chủ động, ít kiểm tra, đôn đốc các ban vận động.
- Rà soát, đánh giá hộ có mức sống trung bình chưa đủ.
- Phối hợp tuyên truyền thiếu đồng bộ.
Vì vậy xã chưa đạt chỉ tiêu theo kế hoạch được giao.

Người chủ trì yêu cầu:
1. Cấp ủy, chính quyền, ban, ngành, đoàn thể và từng thành viên Ban Chỉ đạo coi phát triển BHYT là nhiệm vụ chính \
trị quan trọng, làm thường xuyên.
2. Mỗi cơ sở có kế hoạch cụ thể, cùng ban vận động ở các thôn tuyên truyền, vận động Nhân dân.
3. Mỗi đoàn thể kiểm tra, vận động 100% đoàn viên, hội viên của mình tham gia."""

NO_DATE = "tài liệu nguồn không nêu thời hạn"
MORE_THAN_500 = "Kiểm tra 16/01/2018: còn hơn 500 người chưa tham gia (số ước; tài liệu nguồn không nêu tổng số dân)."


def load(session: Session, password_hashes: Mapping[str, str]) -> Committee:
    """Load this committee; the caller commits."""
    world = found(
        session,
        name=NAME,
        short_name="BCĐ BHYT huyện",
        today=TODAY,
        founded=date(2018, 1, 1),
        settings={"units_below": "xã"},
    )
    _add_units(world)
    add_people(world, PEOPLE, password_hashes, phone="0204")
    _set_plans(world)
    _add_readings(world)
    meeting = _hold_inspection(world)
    play(world, meeting, STEPS, REMINDINGS, [(clock.at(date(2018, 1, 22), 8), receive_all(world, but={"sangnoi"}))])
    _visit_again(world, meeting)
    return world.committee


def _add_units(world: World) -> None:
    district = world.add_unit("district", UnitKind.DISTRICT, UnitNames("huyện (tài liệu nguồn không nêu tên)"))
    world.committee.area_id = district.id
    tan_quang = world.add_unit("tanquang", UnitKind.COMMUNE, UnitNames("xã Tân Quang"), parent_id=district.id)
    world.add_unit("honggiang", UnitKind.COMMUNE, UnitNames("xã Hồng Giang"), parent_id=district.id)
    for key, name in VILLAGES.items():
        world.add_unit(key, UnitKind.VILLAGE, UnitNames(name), parent_id=tan_quang.id)
    for key, name in UNIONS.items():
        world.add_unit(key, UnitKind.ASSOCIATION, UnitNames(name))
    world.add_unit("bhxhhuyen", UnitKind.INSURANCE_OFFICE, UnitNames("BHXH huyện", ("BHXH",)))
    groups = {
        "các xã": ("tanquang", "honggiang"),
        "các thôn của xã Tân Quang": tuple(VILLAGES),
        "các đoàn thể": tuple(UNIONS),
    }
    for name, keys in groups.items():
        members = [world.units[key] for key in keys]
        add_group(world.session, committee_id=world.committee.id, name=name, units=members)


def _set_plans(world: World) -> None:
    """What the source calls plans; that each village is to reach what its commune is to is our conclusion."""
    plans = {"honggiang": (9800, "kế hoạch của xã năm 2018"), "tanquang": (10_000, "mức UBND huyện chọn cho năm 2018")}
    plans |= dict.fromkeys(VILLAGES, (10000, "minh họa: theo mức 100% của toàn xã"))
    for key, (points, origin) in plans.items():
        plan_target(
            world.session,
            indicator_id=world.indicator_id,
            unit_id=world.units[key].id,
            due_on=YEAR_END,
            points=points,
            origin=origin,
        )


# Illustrative: people insured from February to May, and people; of nine villages in April and May.
HONG_GIANG = (1540, 1585, 1640, 1698)
TAN_QUANG = (6741, 6790, 6842, 6901)
TAN_QUANG_PEOPLE = 7250
OF_VILLAGES = {
    "sangben": (447, 455, 528),
    "sangnoi": (398, 407, 481),
    "thon03": (560, 566, 575),
    "thon04": (611, 612, 617),
    "thon05": (533, 540, 562),
    "thon07": (602, 602, 604),
    "thon08": (488, 493, 509),
    "thon10": (571, 577, 590),
    "thon12": (525, 525, 525),
}


def _add_readings(world: World) -> None:
    world.enter(
        "honggiang",
        1,
        (1492, 2174, None),
        basis="tài liệu nguồn không nêu 2.174 là dân số toàn xã hay nhóm cần vận động",
        note="Tài liệu nguồn nêu tại cuộc kiểm tra 16/01/2018, không nêu ngày chốt số liệu.",
        cut_off_on=None,
        source=Source.PRESS,
        by=world.secretary.id,
        at=clock.at(date(2018, 1, 19)),
    )
    for month, (hong_giang, tan_quang) in enumerate(zip(HONG_GIANG, TAN_QUANG, strict=True), start=2):
        world.enter("honggiang", month, (hong_giang, 2174, None), basis="số người nêu trong tài liệu nguồn")
        people = (tan_quang, TAN_QUANG_PEOPLE, None)
        world.enter("tanquang", month, people, basis="dân số minh họa", note=MORE_THAN_500)
    for key, (april, may, people) in OF_VILLAGES.items():
        note = "Tài liệu nguồn: thôn có tỷ lệ người chưa tham gia cao, không nêu số." if key in NAMED else ""
        for month, insured in ((4, april), (5, may)):
            world.enter(key, month, (insured, people, None), basis="dân số minh họa", note=note)


def _directives(world: World) -> Iterator[DirectiveFacts]:
    def ids(*keys: str) -> tuple[int, ...]:
        return tuple(world.units[key].id for key in keys)

    yield DirectiveFacts(
        text="Coi phát triển BHYT là nhiệm vụ chính trị quan trọng, thực hiện thường xuyên",
        general=True,
        illustrative=DISTRICT,
    )
    yield DirectiveFacts(
        text="Có kế hoạch cụ thể, cùng ban vận động ở các thôn tuyên truyền, vận động Nhân dân tham gia BHYT",
        lead=ids("tanquang", "honggiang"),
        coordinating=ids(*VILLAGES),
        deliverable="kế hoạch cụ thể của từng cơ sở",
        due_on=date(2018, 3, 31),
        illustrative=f"thời hạn 31/03/2018, {NO_DATE}; “mỗi cơ sở” hiểu là mỗi xã",
    )
    yield DirectiveFacts(
        text="Kiểm tra, vận động 100% đoàn viên, hội viên của mình tham gia BHYT",
        lead=ids(*UNIONS),
        due_on=date(2018, 6, 15),
        illustrative=f"thời hạn 15/06/2018, {NO_DATE}; tên các đoàn thể",
    )


def _findings(world: World, directives: list[Directive]) -> Iterator[FindingFacts]:
    hong_giang, (general, plan, _) = world.units["honggiang"].id, directives
    for text, quote, directive in (
        (
            "Ban Chỉ đạo xã chưa chủ động, thiếu kiểm tra, đôn đốc các ban vận động",
            "Ban Chỉ đạo xã thiếu chủ động, ít kiểm tra, đôn đốc các ban vận động",
            general,
        ),
        (
            "Rà soát, đánh giá hộ có mức sống trung bình chưa đầy đủ",
            "Rà soát, đánh giá hộ có mức sống trung bình chưa đủ",
            plan,
        ),
        ("Phối hợp tuyên truyền chưa đồng bộ", "Phối hợp tuyên truyền thiếu đồng bộ", plan),
    ):
        yield FindingFacts(
            text,
            hong_giang,
            quote,
            directive.id,
            illustrative="nội dung chỉ đạo khắc phục; tài liệu nguồn không gắn từng tồn tại với từng nội dung",
        )


def _hold_inspection(world: World) -> Meeting:
    session, secretary = world.session, world.secretary
    facts = MeetingFacts(
        kind=MeetingKind.INSPECTION,
        held_on=HELD_ON,
        title="Kiểm tra việc vận động Nhân dân tham gia BHYT tại xã Tân Quang và xã Hồng Giang",
        chair_position="Phó Chủ tịch UBND huyện, Trưởng Ban Chỉ đạo",
        place="xã Tân Quang, xã Hồng Giang",
        minutes=MINUTES,
        attending=tuple(world.units[key].id for key in ("tanquang", "honggiang")),
    )
    inspection = meetings.record_meeting(session, world.committee, facts, by=secretary, at=clock.at(HELD_ON, 16, 30))
    quotes = {line[0]: line[3:] for line in MINUTES.split("\n") if line[:1].isdigit()}
    directives = [
        meetings.add_directive(session, inspection, replace(each, number=f"mục {number}", quote=quotes[str(number)]))
        for number, each in enumerate(_directives(world), start=1)
    ]
    for finding in _findings(world, directives):
        add_finding(session, inspection, finding)
    issuing.send_for_signature(session, inspection)
    issuing.issue(session, world.committee, inspection, by=secretary, at=clock.at(date(2018, 1, 19), 9))
    session.flush()
    return inspection


def _visit_again(world: World, inspection: Meeting) -> None:
    """Illustrative: one finding is mended, one is found again, one has not been looked at yet."""
    session, secretary, at = world.session, world.secretary, clock.at(date(2018, 6, 28), 16)
    facts = MeetingFacts(
        kind=MeetingKind.INSPECTION,
        held_on=date(2018, 6, 28),
        title="Kiểm tra lại tại xã Hồng Giang (minh họa)",
        chair_position="Phó Chủ tịch UBND huyện, Trưởng Ban Chỉ đạo",
        place="xã Hồng Giang",
        agenda="Minh họa: việc khắc phục tồn tại, hạn chế nêu tại cuộc kiểm tra ngày 16/01/2018.",
        follows_id=inspection.id,
        attending=(world.units["honggiang"].id,),
    )
    later = meetings.record_meeting(session, world.committee, facts, by=secretary, at=at)
    outcomes = (
        (Outcome.MENDED, "Minh họa: đã phân công thành viên Ban Chỉ đạo xã theo dõi từng ban vận động."),
        (Outcome.REPEATED, "Minh họa: chưa có kết quả rà soát."),
    )
    for finding, (outcome, remark) in zip(findings_of(session, inspection), outcomes, strict=False):
        check(session, later, finding, outcome=outcome, remark=remark, by=secretary, at=at)
    session.flush()


STEPS: tuple[Step, ...] = (
    (
        (8, 3, 9),
        "lucngan.sangben",
        2,
        "",
        "progress",
        {"note": "Ban vận động đã đến 84/131 hộ.", "done": 84, "total": 131, "measure": "hộ"},
    ),
    (
        (15, 3, 10),
        "lucngan.tanquang",
        2,
        "",
        "submit",
        {"note": "Đã ban hành kế hoạch, giao 13 ban vận động thôn.", "done": 13, "total": 13, "measure": "thôn"},
    ),
    ((16, 3, 9), "lucngan.tanquang", 2, "", "accept", {}),
    (
        (29, 3, 15),
        "lucngan.honggiang",
        2,
        "",
        "progress",
        {"note": "Đang dự thảo kế hoạch.", "obstacle": "Chưa rà soát xong hộ có mức sống trung bình."},
    ),
    (
        (4, 6, 9),
        "lucngan.nongdan",
        3,
        "",
        "submit",
        {"note": "Các chi hội đã rà soát, vận động hội viên.", "done": 24, "total": 24, "measure": "chi hội"},
    ),
    ((6, 6, 8), "lucngan.nongdan", 3, "", "accept", {}),
    (
        (14, 6, 16),
        "lucngan.phunu",
        3,
        "",
        "submit",
        {"note": "Đã kiểm tra, vận động ở 19/19 chi hội.", "done": 19, "total": 19, "measure": "chi hội"},
    ),
)

REMINDINGS: tuple[Reminding, ...] = (
    ((16, 4, 8), Role.SECRETARY, (("honggiang", 2),), "Đề nghị gửi kế hoạch của xã.", None),
    (
        (25, 6, 8),
        Role.DEPUTY_CHAIRMAN,
        (("honggiang", 2), ("nguoicaotuoi", 3)),
        "Đề nghị báo cáo kết quả.",
        date(2018, 7, 2),
    ),
)

LUC_NGAN = Demo(NAME, TODAY, PEOPLE, load, note=DISTRICT)
