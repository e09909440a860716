"""The working session of 29/10/2019 in Thành phố Hà Tĩnh as one committee, looked at on 09/12/2019.

What the source document says is loaded as fact, in our own sentences. What it does not say (figures of the
wards, the common deadline, the day of the monthly report, partners that are not named, and all that units
report) is illustrative and marked so in the data. People are named by their office.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bhyt_tasks.demo.figures import add_groups, add_own, close
from bhyt_tasks.demo.world import Act, Demo, Person, Reminding, Step, World, add_people, found, play, receive_all
from bhyt_tasks.domain import clock, issuing, meetings, tiles
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.daily import make_due
from bhyt_tasks.domain.meetings import DeadlineKind, DirectiveFacts, Meeting, MeetingFacts, MeetingKind
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.periods import Every
from bhyt_tasks.domain.readings import Source
from bhyt_tasks.domain.targets import plan_target
from bhyt_tasks.domain.units import UnitKind, UnitNames, add_group

TODAY = date(2019, 12, 9)
NAME = "Ban Chỉ đạo BHXH, BHYT toàn dân thành phố Hà Tĩnh"
FOUNDED = date(2019, 1, 1)  # since when the demo knows its units
ILLUSTRATIVE_POPULATION = "dân số minh họa"


@dataclass(frozen=True)
class Ward:
    """``insured`` is that of October 2019, ``gain`` people a month; all three figures are illustrative."""

    key: str
    name: str
    population: int
    insured: int
    gain: int

    @property
    def kind(self) -> UnitKind:
        return UnitKind.COMMUNE if self.name.startswith("xã") else UnitKind.WARD


# The seven that the source names as being under 90 %, then the other nine of the city in 2019.
LOW = (
    Ward("thachtrung", "xã Thạch Trung", 7286, 6164, 48),
    Ward("thachhung", "xã Thạch Hưng", 3983, 3474, 40),
    Ward("thachquy", "phường Thạch Quý", 8833, 7844, 112),
    Ward("thachlinh", "phường Thạch Linh", 6894, 5957, 70),
    Ward("dainai", "phường Đại Nài", 6930, 5946, 61),
    Ward("tangiang", "phường Tân Giang", 8204, 7228, 96),
    Ward("hahuytap", "phường Hà Huy Tập", 8306, 7426, 90),
)
OTHERS = (
    Ward("bacha", "phường Bắc Hà", 7850, 7364, 12),
    Ward("namha", "phường Nam Hà", 6900, 6569, 9),
    Ward("nguyendu", "phường Nguyễn Du", 7200, 6920, 7),
    Ward("tranphu", "phường Trần Phú", 6100, 5795, 10),
    Ward("vanyen", "phường Văn Yên", 5050, 4712, 14),
    Ward("thachbinh", "xã Thạch Bình", 3600, 3417, 5),
    Ward("thachdong", "xã Thạch Đồng", 4000, 3768, 6),
    Ward("thachha", "xã Thạch Hạ", 7500, 7080, 15),
    Ward("thachmon", "xã Thạch Môn", 3064, 2883, 4),
)
WARDS = LOW + OTHERS
OWN = {"thachtrung": 96, "dainai": 12, "tangiang": -8, "bacha": 0}  # what a ward counts more than the office
WIGGLE = {8: 3, 9: -2}  # people by month, so that the illustrative lines are not straight


# Roughly where they lie, the river and the sea to the east; a sketch, not to scale.
SKETCH = (
    ("thachtrung", "nguyendu", "thachha", "thachmon"),
    ("thachlinh", "bacha", "thachquy", "thachdong"),
    ("tranphu", "namha", "tangiang", "thachhung"),
    ("", "hahuytap", "vanyen"),
    ("", "dainai", "thachbinh"),
)


@dataclass(frozen=True)
class Agency:
    key: str
    names: UnitNames
    kind: UnitKind
    head: str
    oversees: bool = False


AGENCIES = (
    Agency(
        "bhxh",
        UnitNames("BHXH thành phố", ("BHXH", "Bảo hiểm xã hội thành phố")),
        UnitKind.INSURANCE_OFFICE,
        "Giám đốc BHXH thành phố",
        oversees=True,
    ),
    Agency("phongyte", UnitNames("Phòng Y tế"), UnitKind.AGENCY, "Trưởng phòng Y tế", oversees=True),
    Agency(
        "ldtbxh",
        UnitNames("Phòng LĐ-TB&XH", ("LĐ – TB & XH", "Phòng Lao động - Thương binh và Xã hội")),
        UnitKind.AGENCY,
        "Trưởng phòng LĐ-TB&XH",
        oversees=True,
    ),
    Agency("hoinongdan", UnitNames("Hội Nông dân"), UnitKind.ASSOCIATION, "Chủ tịch Hội Nông dân thành phố"),
    Agency(
        "hoiphunu",
        UnitNames("Hội LHPN", ("Hội Liên hiệp Phụ nữ", "Hội Phụ nữ")),
        UnitKind.ASSOCIATION,
        "Chủ tịch Hội LHPN thành phố",
    ),
)

CLERK = "thachtrung2"
PEOPLE = {
    "phochutich": Person("Phó Chủ tịch UBND thành phố", role=Role.DEPUTY_CHAIRMAN),
    "thuky": Person("Thư ký Ban Chỉ đạo", role=Role.SECRETARY),
    **{ward.key: Person(f"Chủ tịch UBND {ward.name}", ward.key, head=True) for ward in LOW},
    CLERK: Person("Cán bộ Văn hóa - Xã hội xã Thạch Trung", "thachtrung"),
    **{agency.key: Person(agency.head, agency.key, head=True) for agency in AGENCIES},
    "solieu": Person("Cán bộ số liệu, BHXH thành phố", "bhxh", Role.DATA_OFFICER),
    **{ward.key: Person(f"Chủ tịch UBND {ward.name}", ward.key, head=True) for ward in OTHERS},
}

MINUTES = """Toàn thành phố có 91% dân số tham gia BHYT. Bảy phường, xã còn dưới 90%: Thạch Trung, Thạch Hưng, \
Thạch Quý, Thạch Linh, Đại Nài, Tân Giang, Hà Huy Tập.

Sau khi nghe BHXH thành phố báo cáo và các đại biểu thảo luận, người chủ trì kết luận:

1. Các phường, xã dưới 90% làm rõ vì sao tỷ lệ bao phủ của mình còn thấp.
2. Cùng BHXH thành phố đối chiếu hai danh sách: người đã có thẻ và người chưa có thẻ BHYT.
3. Lập danh sách chi tiết thành viên các hộ có mức sống trung bình, trước hết là học sinh, sinh viên.
4. Từ danh sách người chưa có thẻ đang có mặt tại địa bàn, phối hợp tuyên truyền, vận động; hết năm 2019 mỗi \
xã, phường đạt tỷ lệ bao phủ từ 93% trở lên.
5. Phối hợp vận động cơ quan, đơn vị, doanh nghiệp trên địa bàn hỗ trợ kinh phí tặng thẻ BHYT cho gia đình \
khó khăn chưa có thẻ.
6. BHXH, Phòng Y tế và Phòng LĐ-TB&XH thường xuyên đôn đốc, kiểm tra, đánh giá từng xã, phường; hằng tháng báo \
cáo UBND thành phố về chỉ tiêu này.
7. Từng phường, xã, từng đơn vị bảo đảm tiến độ và chất lượng; người đứng đầu chịu trách nhiệm."""

COMMON_DEADLINE = date(2019, 11, 20)
NO_DATE = "thời hạn chung 20/11/2019; tài liệu nguồn không nêu thời hạn"


def load(session: Session, password_hashes: Mapping[str, str]) -> Committee:
    """Load this committee; the caller commits."""
    world = found(session, name=NAME, short_name="BCĐ BHYT TP Hà Tĩnh", today=TODAY, founded=FOUNDED, settings={})
    _add_units(world)
    add_people(world, PEOPLE, password_hashes, phone="0239")
    _add_readings(world)
    _set_plans(world)
    meeting = _hold_meeting(world)
    others = [(clock.at(day, 0), _new_month(world)) for day in (date(2019, 11, 1), date(2019, 12, 1))]
    others.append((clock.at(date(2019, 10, 31), 8), receive_all(world, but={"thachdong"})))
    play(world, meeting, STEPS, REMINDINGS, others)
    return world.committee


def _add_units(world: World) -> None:
    city = world.add_unit("city", UnitKind.CITY, UnitNames("thành phố Hà Tĩnh"))
    world.committee.area_id = city.id
    for ward in WARDS:
        world.add_unit(ward.key, ward.kind, UnitNames(ward.name), parent_id=city.id)
    for name, wards in (("các xã, phường", WARDS), ("các phường, xã dưới 90%", LOW)):
        members = [world.units[ward.key] for ward in wards]
        add_group(world.session, committee_id=world.committee.id, name=name, units=members)
    for agency in AGENCIES:
        world.add_unit(agency.key, agency.kind, agency.names, oversees=agency.oversees)
    places = {
        world.units[key].id: tiles.Place(row, column)
        for row, keys in enumerate(SKETCH, start=1)
        for column, key in enumerate(keys, start=1)
        if key
    }
    tiles.arrange(world.session, world.committee, places, by=None, at=clock.at(FOUNDED))


def _add_readings(world: World) -> None:
    for month in range(1, 11):
        counted = [(ward.key, _insured(ward, month), ward.population) for ward in WARDS]
        for key, insured, population in counted:
            world.enter(key, month, (insured, population, None), basis=ILLUSTRATIVE_POPULATION)
        if month >= 9:
            add_groups(world, month, counted)
    add_own(world, 10, [(ward.key, ward.insured + OWN[ward.key], ward.population) for ward in WARDS if ward.key in OWN])
    close(world, 9)
    world.enter(
        "city",
        10,
        (None, None, 9100),
        note="Tài liệu nguồn nêu 91% dân số, không nêu ngày chốt số liệu.",
        cut_off_on=None,
        source=Source.PRESS,
        by=world.secretary.id,
        at=clock.at(date(2019, 11, 4)),
    )


def _insured(ward: Ward, month: int) -> int:
    return ward.insured - ward.gain * (10 - month) + WIGGLE.get(month, 0)


def _set_plans(world: World) -> None:
    """An illustrative plan beside the directive's 93 %: the two differ and both stay in sight."""
    for ward in LOW:
        plan_target(
            world.session,
            indicator_id=world.indicator_id,
            unit_id=world.units[ward.key].id,
            due_on=date(2019, 12, 31),
            points=9200,
            origin="kế hoạch năm 2019 (minh họa)",
            by=world.secretary.id,
            at=clock.at(date(2019, 2, 15)),
        )


def _directives(world: World) -> Iterator[DirectiveFacts]:
    low = tuple(world.units[ward.key].id for ward in LOW)
    everybody = tuple(world.units[ward.key].id for ward in WARDS)
    unions = (world.units["hoinongdan"].id, world.units["hoiphunu"].id)
    lines = MINUTES.split("\n")
    quotes = {int(line[0]): line[3:] for line in lines if line[:1].isdigit()}

    def facts(number: int, text: str, **more: object) -> DirectiveFacts:
        return DirectiveFacts(text=text, number=f"mục {number}", quote=quotes[number], **more)

    yield facts(
        1,
        "Phân tích, xác định nguyên nhân tỷ lệ bao phủ BHYT của đơn vị còn thấp",
        lead=low,
        due_on=COMMON_DEADLINE,
        illustrative=NO_DATE,
    )
    yield facts(
        2,
        "Đối chiếu danh sách người đã có thẻ và người chưa có thẻ BHYT với BHXH thành phố",
        lead=low,
        coordinating=(world.units["bhxh"].id,),
        due_on=COMMON_DEADLINE,
        illustrative=NO_DATE,
    )
    yield facts(
        3,
        "Lập danh sách chi tiết thành viên hộ có mức sống trung bình, nhất là học sinh, sinh viên",
        lead=low,
        due_on=COMMON_DEADLINE,
        illustrative=NO_DATE,
    )
    yield facts(
        4,
        "Tuyên truyền, vận động người chưa có thẻ tham gia BHYT, đạt tỷ lệ bao phủ từ 93% trở lên",
        lead=everybody,
        coordinating=unions,
        due_on=date(2019, 12, 31),
        target_points=9300,
        target_comparator=Comparator.AT_LEAST,
        priority=True,
        illustrative="đơn vị phối hợp; tài liệu nguồn ghi “phối hợp”, không nêu tên",
    )
    yield facts(
        5,
        "Vận động cơ quan, đơn vị, doanh nghiệp hỗ trợ kinh phí tặng thẻ BHYT cho gia đình khó khăn",
        lead=low,
        coordinating=unions,
        due_on=COMMON_DEADLINE,
        illustrative=f"{NO_DATE}; đơn vị phối hợp",
    )
    yield facts(
        6,
        "Đôn đốc, kiểm tra, đánh giá từng xã, phường; báo cáo UBND thành phố về chỉ tiêu bao phủ",
        lead=tuple(world.units[key].id for key in ("bhxh", "phongyte", "ldtbxh")),
        deadline_kind=DeadlineKind.RECURRING,
        every=Every.MONTHLY,
        due_day=5,
        due_month_offset=1,
        illustrative="mỗi cơ quan một báo cáo, ngày 05 tháng sau; tài liệu nguồn chỉ ghi hằng tháng",
    )
    yield facts(7, "Bảo đảm tiến độ, chất lượng; người đứng đầu chịu trách nhiệm", general=True)


def _hold_meeting(world: World) -> Meeting:
    session, secretary = world.session, world.secretary
    attending = [ward.key for ward in LOW] + [agency.key for agency in AGENCIES]
    facts = MeetingFacts(
        kind=MeetingKind.WORKING_SESSION,
        held_on=date(2019, 10, 29),
        title="Buổi làm việc bàn giải pháp tăng tỷ lệ bao phủ BHYT",
        chair_position="Phó Chủ tịch UBND thành phố, Trưởng Ban Chỉ đạo",
        minutes=MINUTES,
        attending=tuple(world.units[key].id for key in attending),
    )
    meeting = meetings.record_meeting(
        session, world.committee, facts, by=secretary, at=clock.at(date(2019, 10, 29), 16, 30)
    )
    for directive in _directives(world):
        meetings.add_directive(session, meeting, directive)
    session.flush()
    issuing.send_for_signature(session, meeting)
    issuing.issue(session, world.committee, meeting, by=secretary, at=clock.at(date(2019, 10, 30), 9))
    session.flush()
    return meeting


STEPS: tuple[Step, ...] = (
    ((4, 11, 9), "bhxh", 6, "2019-10", "submit", {"note": "Đã báo cáo tháng 10: bảy phường, xã dưới 90%."}),
    ((5, 11, 15), "phongyte", 6, "2019-10", "submit", {"note": "Đã gửi báo cáo tháng 10."}),
    ((6, 11, 10), "ldtbxh", 6, "2019-10", "submit", {"note": "Đã gửi báo cáo tháng 10, chậm một ngày."}),
    ((7, 11, 8), "bhxh", 6, "2019-10", "accept", {}),
    ((7, 11, 8), "phongyte", 6, "2019-10", "accept", {}),
    ((7, 11, 9), "ldtbxh", 6, "2019-10", "accept", {}),
    (
        (12, 11, 14),
        "thachquy",
        3,
        "",
        "progress",
        {"note": "Đã rà soát 9/11 tổ dân phố.", "done": 9, "total": 11, "measure": "tổ dân phố"},
    ),
    ((14, 11, 10), "tangiang", 2, "", "submit", {"note": "Đã đối chiếu xong với BHXH thành phố."}),
    ((15, 11, 9), "tangiang", 2, "", "accept", {}),
    ((15, 11, 16), "hahuytap", 3, "", "submit", {"note": "Đã lập danh sách, tổng hợp số lượng theo tổ dân phố."}),
    ((18, 11, 9), "hahuytap", 3, "", "accept", {}),
    ((18, 11, 10), "thachquy", 1, "", "submit", {"note": "Nguyên nhân chính: lao động tự do chưa gia hạn thẻ."}),
    (
        (18, 11, 15),
        "thachtrung",
        2,
        "",
        "submit",
        {"note": "Đã đối chiếu 12/12 thôn.", "done": 12, "total": 12, "measure": "thôn"},
    ),
    ((19, 11, 9), "hahuytap", 1, "", "submit", {"note": "Nguyên nhân: người đi làm xa, thẻ hết hạn chưa gia hạn."}),
    ((19, 11, 14), "thachhung", 2, "", "submit", {"note": "Đã đối chiếu xong, gửi BHXH thành phố số lượng."}),
    ((19, 11, 16), "thachlinh", 3, "", "submit", {"note": "Đã lập xong danh sách hộ có mức sống trung bình."}),
    ((20, 11, 8), "dainai", 1, "", "submit", {"note": "Đã phân tích nguyên nhân theo từng tổ dân phố."}),
    ((20, 11, 10), "thachlinh", 1, "", "submit", {"note": "Đã báo cáo nguyên nhân và giải pháp."}),
    ((20, 11, 11), "thachlinh", 2, "", "submit", {"note": "Đã đối chiếu danh sách."}),
    (
        (20, 11, 15),
        "thachquy",
        3,
        "",
        "submit",
        {"note": "Đã rà soát đủ 11/11 tổ dân phố.", "done": 11, "total": 11, "measure": "tổ dân phố"},
    ),
    (
        (20, 11, 16),
        CLERK,
        3,
        "",
        "progress",
        {
            "note": "Đã rà soát 6/12 thôn.",
            "obstacle": "Thiếu số liệu học sinh học ngoài địa bàn.",
            "done": 6,
            "total": 12,
            "measure": "thôn",
        },
    ),
    (
        (20, 11, 16),
        "thachquy",
        5,
        "",
        "submit",
        {"note": "Ba doanh nghiệp hỗ trợ kinh phí tặng 40 thẻ.", "done": 40, "total": 40, "measure": "thẻ"},
    ),
    ((20, 11, 17), "tangiang", 5, "", "submit", {"note": "Vận động được kinh phí tặng 25 thẻ."}),
    ((21, 11, 8), "thachquy", 1, "", "accept", {}),
    ((21, 11, 8), "thachtrung", 2, "", "accept", {}),
    ((21, 11, 9), "hahuytap", 1, "", "accept", {}),
    ((21, 11, 9), "thachhung", 2, "", "accept", {}),
    ((21, 11, 9), "thachlinh", 3, "", "accept", {}),
    ((21, 11, 10), "dainai", 1, "", "accept", {}),
    ((21, 11, 10), "thachlinh", 1, "", "accept", {}),
    ((22, 11, 10), "tangiang", 1, "", "submit", {"note": "Báo cáo nguyên nhân, gửi chậm hai ngày."}),
    ((22, 11, 14), "thachquy", 3, "", "accept", {}),
    ((22, 11, 14), "thachquy", 5, "", "accept", {}),
    ((22, 11, 15), "tangiang", 5, "", "accept", {}),
    ((25, 11, 8), "tangiang", 1, "", "accept", {}),
    ((25, 11, 9), "nguyendu", 4, "", "submit", {"note": "Tỷ lệ bao phủ đã trên 96%, tiếp tục duy trì."}),
    ((26, 11, 10), "hahuytap", 2, "", "submit", {"note": "Đã đối chiếu xong, chậm do chờ danh sách học sinh."}),
    ((27, 11, 9), "thachhung", 1, "", "progress", {"note": "Đã họp với đại lý thu, chờ số liệu."}),
    ((27, 11, 10), "nguyendu", 4, "", "accept", {}),
    ((27, 11, 15), "hahuytap", 2, "", "accept", {}),
    (
        (28, 11, 9),
        "thachlinh",
        2,
        "",
        "send_back",
        {"reason": "Mới đối chiếu 5/8 tổ dân phố. Đối chiếu đủ rồi báo cáo lại.", "answer_by": date(2019, 12, 12)},
    ),
    ((29, 11, 10), "tranphu", 4, "", "submit", {"note": "Đạt 95%, đề nghị xác nhận."}),
    (
        (2, 12, 10),
        "thachtrung",
        1,
        "",
        "submit",
        {"note": "Nguyên nhân: hộ làm nông thu nhập theo vụ, chưa đóng được một lần."},
    ),
    (
        (3, 12, 9),
        "thachlinh",
        5,
        "",
        "progress",
        {"note": "Đã mời 6 doanh nghiệp, hai nơi nhận lời.", "done": 2, "total": 6, "measure": "doanh nghiệp"},
    ),
    ((3, 12, 14), "tangiang", 4, "", "progress", {"note": "Vận động thêm 62 người trong tháng 11."}),
    ((4, 12, 9), "bhxh", 6, "2019-11", "submit", {"note": "Báo cáo tháng 11 về kết quả đôn đốc từng xã, phường."}),
    (
        (5, 12, 9),
        "thachquy",
        2,
        "",
        "submit",
        {"note": "Đã đối chiếu 11/11 tổ dân phố với BHXH thành phố.", "done": 11, "total": 11, "measure": "tổ dân phố"},
    ),
    (
        (6, 12, 9),
        "dainai",
        2,
        "",
        "progress",
        {"note": "Đã đối chiếu 7/9 tổ dân phố.", "done": 7, "total": 9, "measure": "tổ dân phố"},
    ),
    (
        (6, 12, 10),
        "phongyte",
        6,
        "2019-11",
        "progress",
        {"note": "Đang tổng hợp báo cáo tháng 11.", "obstacle": "Ba phường gửi số liệu chậm."},
    ),
    (
        (6, 12, 15),
        "thachtrung",
        4,
        "",
        "progress",
        {"note": "Tổ vận động đến từng thôn, thêm 31 người.", "done": 31, "total": 612, "measure": "người"},
    ),
)

REMINDINGS: tuple[Reminding, ...] = (
    (
        (25, 11, 8),
        Role.SECRETARY,
        (("hahuytap", 5), ("dainai", 3), ("dainai", 5)),
        "Đề nghị báo cáo kết quả.",
        None,
    ),
    (
        (2, 12, 8),
        Role.DEPUTY_CHAIRMAN,
        (("thachtrung", 3), ("hahuytap", 5)),
        "Đề nghị báo cáo kết quả.",
        date(2019, 12, 12),
    ),
)


def _new_month(world: World) -> Act:
    def run(at: datetime) -> None:
        make_due(world.session, world.committee, until=clock.day(at), at=at)

    return run


HA_TINH = Demo(NAME, TODAY, PEOPLE, load)
