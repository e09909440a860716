"""Which lines frame a text - titles, addressees, captions, signatures - and what kind of text do they make it?"""

from bhyt_tasks.intake.headings import Headings
from bhyt_tasks.intake.outline import Outline
from bhyt_tasks.intake.scopes import Scope, Strength
from bhyt_tasks.intake.segments import LONG_LINE, Block
from bhyt_tasks.intake.tokens import Phrases, Tokens
from bhyt_tasks.intake.verbs import ORDERS

HEAD = 4  # lines in which a text says what it is
TITLE_BLOCKS = 12
CONCLUDES = Phrases({"end": "kết luận | phát biểu chỉ đạo | kết thúc | bế mạc | chỉ đạo tại | thống nhất"})
SIGNED = Phrases({"signed": "đã ký"})
RECORDS = Phrases(
    {
        "record": (
            "biên bản họp | biên bản cuộc họp | biên bản giao ban | tóm tắt kết luận | thông báo kết luận"
            " | bảng phân công | ghi nhanh | kết luận họp | kết luận cuộc họp | kết luận giao ban"
            " | phân công nhiệm vụ"
        )
    }
)
INTERVIEW = Phrases(
    {"talk": "pv : | phóng viên : | trò chuyện với | phỏng vấn | trả lời phỏng vấn | cuộc trao đổi với"}
)
CLOSING = Phrases({"end": "nơi nhận | trên đây là | người ký | tm . | kt . | tl . | tuq . | tác giả | nguồn"})
DOCUMENTS = Phrases(
    {
        "paper": (
            "thông báo | kế hoạch | chỉ thị | biên bản | công điện | quyết định | kết luận | chương trình"
            " | quy chế | báo cáo"
        )
    }
)


class Frame:
    """Knows the lines of one text that order nothing."""

    def __init__(self, tokens: Tokens, blocks: list[Block], headings: Headings, outline: Outline) -> None:
        self._tokens = tokens
        self._blocks = blocks
        self._headings = headings
        self._outline = outline
        self._addressed = 0  # the block behind the list of addressees so far

    def talks(self) -> bool:
        """Is the text an interview?"""
        return any(has(self._tokens, INTERVIEW, block.first, block.last) for block in self._blocks[:6])

    def closes(self, number: int, block: Block) -> bool:
        """ "Nơi nhận:", "TM. UBND", "Trên đây là …": what follows is no part of the text."""
        return number > 1 and CLOSING.at(self._tokens, block.first, block.last) is not None

    def note_kind(self, number: int, block: Block) -> None:
        """Is it a notice, or a record of decisions? Its first lines say so."""
        outline = self._outline
        titled = number < TITLE_BLOCKS and self._headings.capitals(block)
        outline.official |= titled and has(self._tokens, DOCUMENTS, block.first, block.last)
        recorded = number < HEAD and has(self._tokens, RECORDS, block.first, block.last)
        outline.record |= recorded and not self._concludes_later()

    def _concludes_later(self) -> bool:
        begins = ((block.first, min(block.first + 10, block.last)) for block in self._blocks[2:])
        return any(has(self._tokens, CONCLUDES, *begin) for begin in begins)

    def quotations(self) -> set[int]:
        """Paragraphs in quotation marks that end with "…", đồng chí X yêu cầu."""
        opened: list[int] = []
        quoted: set[int] = set()
        for number, block in enumerate(self._blocks):
            marks = [i for i in range(block.first, block.last) if self._tokens.plain(i) == '"']
            if not opened and marks[:1] == [block.first]:
                opened, marks = [number], marks[1:]
            elif opened:
                opened.append(number)
            if opened and marks:
                if has(self._tokens, ORDERS, marks[-1], block.last):
                    quoted.update(opened)
                opened = []
        return quoted

    def is_preamble(self, number: int, block: Block) -> bool:
        """ "Kính gửi", "Căn cứ Luật …;" and the lines of addressees."""
        tokens = self._tokens
        if tokens.says(block.first, "kính", "gửi"):
            self._addressed = number + 1
            self._outline.official = True
            return True
        if self._addressed and block.marker and number == self._addressed:
            self._addressed = number + 1
            return True
        ends = tokens.plain(block.last - 1)
        return tokens.says(block.first, "căn", "cứ") and ends in (";", ",") and len(block.sentences) == 1

    def is_caption(self, number: int, block: Block, scope: Scope) -> bool:
        """Titles, captions and names: lines without a full stop that are not part of a list."""
        if has(self._tokens, SIGNED, block.first, block.last) or self._repeats(number):
            return True
        if block.closed or block.marker or scope.strength is Strength.LIST:
            return False
        return number == 0 or block.last - block.first < LONG_LINE

    def _repeats(self, number: int) -> bool:
        """A caption that stands twice, as news sites print them below a picture."""
        near = self._blocks[max(0, number - 1) : number] + self._blocks[number + 1 : number + 2]
        return any(self._words(block) == self._words(self._blocks[number]) for block in near)

    def _words(self, block: Block) -> str:
        return self._tokens.view.plain[self._tokens[block.first].start : self._tokens[block.last - 1].end]


def has(tokens: Tokens, table: Phrases, first: int, last: int) -> bool:
    """Does a phrase of the table stand between two tokens?"""
    return any(table.at(tokens, index, last) for index in range(first, last))
