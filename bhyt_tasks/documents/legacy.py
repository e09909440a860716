"""What does an old workbook (.xls) hold: how far do its sheets reach, where do formulas stand, is there a macro?

An .xls is a small file system (MS-CFB) with a stream of records (MS-XLS). The stream is walked and packed anew:
readers follow chains that lead in circles until memory ends.
"""

import struct
from collections.abc import Iterator, Sequence

from bhyt_tasks.documents.outlines import CORRUPT, HAS_MACRO, HAS_PASSWORD, NOT_A_TABLE, Outline, refused, require_room

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE_OR_END = 0xFFFFFFFA  # sector numbers from here on are marks
_SECTOR = 4096  # bytes, of what is packed
_NONE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_BOF, _EOF, _BOUNDSHEET, _FILEPASS = 0x809, 0x0A, 0x85, 0x2F
_WORKSHEET, _MACRO_SHEET = 0, 1
_FORMULAS = (0x06, 0x206, 0x406)
_ONE_CELL = (*_FORMULAS, 0x203, 0x204, 0x205, 0x27E, 0xD6, 0xFD)  # number, label, boolean, RK, rich and shared text
_MANY_NUMBERS, _MERGED = 0xBD, 0xE5
_DIMENSIONS, _STRINGS, _CONTINUED, _SHARED = 0x200, 0xFC, 0x3C, 0xFD
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256  # of the format


def unpack(content: bytes) -> bytes:
    """The stream of the workbook. Raises RuleBroken for what is no workbook or is not read."""
    try:
        files = _Files(content)
        names = {name.lower() for name in files.entries}
        if names & {"encryptedpackage", "encryptioninfo"}:
            raise refused(HAS_PASSWORD)
        if not names & {"workbook", "book"}:
            raise refused(NOT_A_TABLE)
        if any(name.startswith("_vba_project") for name in names):
            raise refused(HAS_MACRO)
        return files.read(next(name for name in files.entries if name.lower() in ("workbook", "book")))
    except (struct.error, IndexError, ValueError):
        raise refused(CORRUPT) from None


def sheets(stream: bytes) -> list[Outline]:
    """The worksheets in the workbook's order, measured."""
    try:
        lengths, steps = _shared_lengths(stream), iter(range(len(stream) // 4 + 1))
        found: list[Outline] = []
        for name, hidden, at in _bound(stream):
            found.append(_measured(stream, name, hidden, at, lengths, steps))
            require_room(found)
        return found
    except (struct.error, IndexError, ValueError):
        raise refused(CORRUPT) from None


def pack(stream: bytes) -> bytes:
    """A file system of this stream alone, whose chains end: sectors of 4096 bytes, the stream first.

    Readers want to see small files at the root: it points to a sector, and says that there are none.
    """
    stream = stream.ljust(max(len(stream), _SECTOR), b"\0")
    count = -(-len(stream) // _SECTOR)
    tables = -(-(count + 1) // (_SECTOR // 4 - 1))
    chain = [*range(1, count), _END, _END, *[_TABLE] * tables]
    entries = _entry("Root Entry", 5, 1, count, 0) + _entry("Workbook", 2, _NONE, 0, len(stream))
    places = [*range(count + 1, count + 1 + tables)]
    header = MAGIC + struct.pack("<16xHHHHH6x", 0x3E, 4, 0xFFFE, 12, 6)
    header += struct.pack("<9I", 1, tables, count, 0, _SECTOR, _END, 0, _END, 0)
    header += struct.pack("<109I", *places, *[_NONE] * (109 - tables))
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * _SECTOR, b"\xff")
    parts = (header, stream.ljust(count * _SECTOR, b"\0"), entries)
    return b"".join(part.ljust(_SECTOR, b"\0") for part in parts) + table


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    wide = name.encode("utf-16-le")
    return struct.pack("<64sHBB3I36xIQ", wide, len(wide) + 2, kind, 1, _NONE, _NONE, child, first, size)


class _Files:
    """The files inside: ``entries`` has the first sector and the size of each."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.sector = 1 << min(struct.unpack_from("<H", content, 0x1E)[0], 12)
        if self.sector not in (512, _SECTOR):
            raise ValueError("sectors of another size")
        first, _, self.cutoff, first_small = struct.unpack_from("<IIII", content, 0x30)
        extra, _ = struct.unpack_from("<II", content, 0x44)
        self.table = self._table(list(struct.unpack_from("<109I", content, 0x4C)), extra)
        self.small_table = self._numbers(self._chain(first_small, self.table))
        self.entries: dict[str, tuple[int, int]] = {}
        roots: list[tuple[int, int]] = []
        directory = b"".join(map(self._at, self._chain(first, self.table)))
        for start in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, start + 64)
            where = struct.unpack_from("<II", directory, start + 116)
            name = directory[start : start + max(length - 2, 0)].decode("utf-16-le", "replace")
            if kind == 5:
                roots.append(where)
            elif kind:
                self.entries[name] = where
        self.small_first = roots[0][0]

    def _at(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        return self.content[start : start + self.sector]

    def _table(self, sectors: list[int], extra: int) -> list[int]:
        """Which sector follows each one."""
        seen: set[int] = set()
        while extra < _FREE_OR_END:
            if extra in seen:
                raise ValueError("a chain without an end")
            seen.add(extra)
            *more, extra = struct.unpack(f"<{self.sector // 4}I", self._at(extra))
            sectors += more
        used = [number for number in sectors if number < _FREE_OR_END]
        if len(set(used)) < len(used) or len(used) > len(self.content) // self.sector + 1:
            raise ValueError("a table that is larger than the file")
        return self._numbers(iter(used))

    def _numbers(self, sectors: Iterator[int]) -> list[int]:
        body = b"".join(map(self._at, sectors))
        return list(struct.unpack(f"<{len(body) // 4}I", body[: len(body) // 4 * 4]))

    def _chain(self, number: int, table: list[int], sector: int = 0) -> Iterator[int]:
        for _ in range(min(len(table), len(self.content) // (sector or self.sector)) + 1):
            if number >= _FREE_OR_END:
                return
            yield number
            number = table[number]
        raise ValueError("a chain without an end")

    def read(self, name: str) -> bytes:
        first, size = self.entries[name]
        if size >= self.cutoff:
            return b"".join(map(self._at, self._chain(first, self.table)))[:size]
        small = b"".join(map(self._at, self._chain(self.small_first, self.table)))
        return b"".join(small[number * 64 : number * 64 + 64] for number in self._chain(first, self.small_table, 64))[
            :size
        ]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _bound(stream: bytes) -> Iterator[tuple[str, bool, int]]:
    """Name, hidden and place of each worksheet."""
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise refused(HAS_PASSWORD)
        if kind == _BOUNDSHEET:
            at, state, what, length, wide = struct.unpack_from("<IBBBB", body)
            if what == _MACRO_SHEET:
                raise refused(HAS_MACRO)
            name = body[8:].decode("utf-16-le") if wide & 1 else body[8:].decode("latin-1")
            if what == _WORKSHEET:
                yield name[:length], bool(state & 3), at
        if kind == _STRINGS and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise ValueError("more words than bytes")
        if kind == _EOF:
            return


def _shared_lengths(stream: bytes) -> list[int]:
    """How many characters each of the texts has that cells refer to. A text may go on in further records."""
    pieces: list[bytes] = []
    last = 0
    for kind, body in _records(stream, 0):
        if kind == _STRINGS and pieces:
            raise ValueError("texts come twice")
        if kind == _STRINGS or (kind == _CONTINUED and last in (_STRINGS, _CONTINUED) and pieces):
            pieces.append(body)
        elif kind == _EOF:
            break
        last = kind
    return [*_Texts(pieces).lengths()] if pieces else []


class _Texts:
    """The texts of a workbook, walked as readers do."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.rest = iter(pieces)
        self.body, self.at = next(self.rest), 8
        self.count = struct.unpack_from("<I", self.body, 4)[0]

    def lengths(self) -> Iterator[int]:
        for _ in range(self.count):
            if self.at >= len(self.body):
                self._go_on()
            length, flags = self._take("<HB")
            runs = self._take("<H")[0] if flags & 8 else 0
            more = self._take("<I")[0] if flags & 4 else 0
            self._skip_letters(length, 1 + (flags & 1))
            self._skip(runs * 4 + more)
            yield length

    def _go_on(self) -> None:
        """Raises ValueError at the end."""
        self.body, self.at = next(self.rest, b""), 0
        if not self.body:
            raise ValueError("texts without an end")

    def _take(self, form: str) -> tuple[int, ...]:
        at = self.at
        self.at += struct.calcsize(form)
        return struct.unpack_from(form, self.body, at)

    def _skip_letters(self, count: int, wide: int) -> None:
        while count > (here := max(len(self.body) - self.at, 0) // wide):
            count -= here
            self._go_on()
            wide, self.at = 1 + (self.body[0] & 1), 1
        self.at += count * wide

    def _skip(self, size: int) -> None:
        while size > (here := len(self.body) - self.at):
            size -= here
            self._go_on()
        self.at += size


def _measured(
    stream: bytes, name: str, hidden: bool, at: int, lengths: Sequence[int] = (), steps: Iterator[int] | None = None
) -> Outline:
    outline = Outline(name, hidden)
    for kind, body in _own_records(stream, at, steps or iter(range(len(stream) // 4 + 1))):
        if kind in _ONE_CELL:
            row, column = struct.unpack_from("<HH", body)
            outline.reach(row + 1, column + 1)
            if kind in _FORMULAS:
                outline.compute((row, column))
            if kind == _SHARED:
                number = struct.unpack_from("<I", body, 6)[0]
                outline.characters += lengths[number] if number < len(lengths) else 0
        elif kind == _MANY_NUMBERS:
            row, last = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, len(body) - 2)[0]
            outline.reach(row + 1, last + 1)
        elif kind == _DIMENSIONS:
            _require_possible(*struct.unpack_from("<IIHH" if len(body) >= 12 else "<HHHH", body))
        elif kind == _MERGED:
            for top, bottom, first, last in struct.iter_unpack("<4H", body[2:]):
                outline.merge((top, first), (bottom, last))
    return outline


def _own_records(stream: bytes, at: int, steps: Iterator[int]) -> Iterator[tuple[int, bytes]]:
    """The records of a sheet without those of the charts inside it. All sheets share the steps: each is read once."""
    depth = 0
    for kind, body in _records(stream, at):
        if next(steps, None) is None:
            raise ValueError("sheets that lie in each other")
        depth += (kind == _BOF) - (kind == _EOF)
        if not depth:
            return
        if depth == 1:
            yield kind, body


def _require_possible(top: int, bottom: int, first: int, last: int) -> None:
    """Readers make room for what a sheet claims. Raises ValueError for more than the format has."""
    if not top <= bottom <= _MOST_ROWS or not first <= last <= _MOST_COLUMNS:
        raise ValueError("more cells than the format has")
