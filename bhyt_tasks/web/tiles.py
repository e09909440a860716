"""The tile map of the units, and the admin's form that says where each tile lies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import tiles as rules
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.tiles import FARTHEST, MOST, Place
from bhyt_tasks.domain.units import bare_name
from bhyt_tasks.domain.vietnamese import parse_count
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import coverage
from bhyt_tasks.queries import tiles as questions
from bhyt_tasks.queries.areas import area
from bhyt_tasks.queries.figures import Standing, levels_of
from bhyt_tasks.queries.past import as_of
from bhyt_tasks.queries.tiles import Tile
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.forms import ActForm
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.past import look
from bhyt_tasks.web.writing import Answer, perform_on

blueprint = Blueprint("tiles", __name__)

WIDE = 12  # characters of a name in one line of a tile
SIDE = 82  # of a tile, with its margin
BESIDE = 6 * SIDE  # a picture so narrow leaves room for its table
WRONG_LINES = N_("Chưa lưu: có ô cần sửa ở bảng dưới.")


@dataclass(frozen=True)
class Drawn:
    """A tile where it lies in the picture; its name in at most two lines."""

    x: int
    y: int
    lines: tuple[str, ...]
    unit_id: int
    name: str
    standing: Standing | None = None


@dataclass(frozen=True)
class Sketch:
    width: int
    height: int
    tiles: tuple[Drawn, ...]


def sketch(placed: Iterable[tuple[Tile, Place]], standings: dict[int, Standing] | None = None) -> Sketch:
    """The picture as far as there are tiles: it begins at the first row and column that are used."""
    found = sorted(placed, key=lambda pair: pair[1])
    top, left = (min((place[axis] for _, place in found), default=1) for axis in (0, 1))
    tiles = tuple(
        Drawn(
            x=(place.column - left) * SIDE,
            y=(place.row - top) * SIDE,
            lines=in_lines(bare_name(tile.name)),
            unit_id=tile.unit_id,
            name=tile.name,
            standing=(standings or {}).get(tile.unit_id),
        )
        for tile, place in found
    )
    ends = [(tile.x + SIDE, tile.y + SIDE) for tile in tiles]
    return Sketch(max((x for x, _ in ends), default=0), max((y for _, y in ends), default=0), tiles)


def in_lines(name: str) -> tuple[str, ...]:
    """A name in one or two lines, broken between words and cut with a dash of dots."""
    first, words = "", name.split()
    while words and len(f"{first} {words[0]}".strip()) <= WIDE:
        first = f"{first} {words.pop(0)}".strip()
    if not words:
        return (first,)
    if not first:
        first, words = words[0], words[1:]
    return tuple(line if len(line) <= WIDE else f"{line[: WIDE - 1]}…" for line in (first, " ".join(words)) if line)


@blueprint.get("/coverage/map")
@allows(Action.COMPARE_COVERAGE)
def tiles() -> ResponseReturnValue:
    looked = look()
    found = questions.tiles(db.session, viewer.committee_id, looked.today)
    too_many = len(found) > MOST
    units = []
    if not too_many:
        with as_of(db.session, looked.past):
            units = coverage.standings(db.session, viewer, looked.today)
    by_id = {unit.unit_id: unit for unit in units}
    placed = [(tile, tile.place) for tile in found if tile.place and tile.unit_id in by_id]
    on_map = {tile.unit_id for tile, _ in placed}
    return page(
        "tiles/tiles.html",
        look=looked,
        too_many=too_many,
        count=len(found),
        most=MOST,
        sketch=sketch(placed, by_id),
        area=area(units),
        units=coverage.worst_first(units),
        elsewhere=[unit for unit in units if unit.unit_id not in on_map],
        levels=levels_of(unit.level for unit in units),
        beside=BESIDE,
    )


@dataclass
class Line:
    """One unit on the form: what was typed of its place and what is wrong with it."""

    tile: Tile
    row: str = ""
    column: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def read(self) -> Place | None:
        """None when nothing is typed, or nothing that can be read: then the line has the sentence."""
        try:
            return rules.check_place(self._count("row"), self._count("column"))
        except RuleBroken as refusal:
            self.errors[refusal.field or "row"] = filters.sentence(refusal)
            return None

    def _count(self, name: str) -> int | None:
        text = getattr(self, name).strip()
        try:
            return parse_count(text) if text else None
        except RuleBroken as refusal:
            refusal.field = name
            raise


@blueprint.route("/admin/units/map", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def arrange() -> ResponseReturnValue:
    form = ActForm()
    found = questions.tiles(db.session, viewer.committee_id, clock.day(gate.now()))
    proposed = request.method == "GET" and request.args.get("by") == "name"
    lines = _typed(found) if request.method == "POST" else _stored(found, proposed)

    def show(status: int) -> ResponseReturnValue:
        placed = [(line.tile, place) for line in lines if not line.errors and (place := line.read())]
        return page(
            "tiles/arrange.html",
            status,
            form=form,
            lines=lines,
            proposed=proposed,
            sketch=sketch(placed),
            most=MOST,
            farthest=FARTHEST,
        )

    def act(committee: Committee, at: datetime) -> Answer:
        moved = _arrange(committee, lines, at)
        words = _("Đã xếp lại %(count)s đơn vị trên sơ đồ.", count=moved) if moved else _("Không có gì thay đổi.")
        return Answer(url_for(".arrange"), words)

    if request.method == "POST":
        return perform_on(form, Committee, viewer.committee_id, act, show)
    form.version.data = db.session.get_one(Committee, viewer.committee_id).version
    return show(200)


def _arrange(committee: Committee, lines: Sequence[Line], at: datetime) -> int:
    places = {line.tile.unit_id: line.read() for line in lines}
    if any(line.errors for line in lines):
        raise RuleBroken(WRONG_LINES)
    try:
        return rules.arrange(db.session, committee, places, by=viewer.id, at=at)
    except RuleBroken as refusal:
        for line in lines:
            if refusal.field == str(line.tile.unit_id):
                line.errors["row"] = filters.sentence(refusal)
        raise


def _stored(found: Sequence[Tile], proposed: bool) -> list[Line]:
    """As it is; or a first arrangement by name, which is saved only when the form is sent."""
    places = rules.in_order([tile.unit_id for tile in found]) if proposed else {t.unit_id: t.place for t in found}
    lines = []
    for tile in found:
        place = places[tile.unit_id]
        lines.append(Line(tile, *((str(place.row), str(place.column)) if place else ("", ""))))
    return lines


def _typed(found: Sequence[Tile]) -> list[Line]:
    typed = request.form
    return [Line(t, typed.get(f"row-{t.unit_id}", "")[:10], typed.get(f"column-{t.unit_id}", "")[:10]) for t in found]
