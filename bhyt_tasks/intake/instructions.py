"""Is a clause without an order verb an instruction, where it stands?"""

from bhyt_tasks.intake.clause import Said
from bhyt_tasks.intake.scopes import Scope, Strength
from bhyt_tasks.intake.tokens import Phrases, Tokens, words
from bhyt_tasks.intake.unit_lists import phrases_at
from bhyt_tasks.intake.units import Unit, UnitKind
from bhyt_tasks.intake.verbs import ACTIONS, MANNER, ORDERS

PRAISE = Phrases(
    {
        "praise": (
            "biểu dương | ghi nhận | đánh giá cao | hoan nghênh | cảm ơn | chúc mừng | phê bình"
            " | cơ bản nhất trí | nhất trí | đồng ý | cơ bản đồng ý | khen ngợi | cơ bản thống nhất | chia sẻ"
            " | bày tỏ | trân trọng cảm ơn | thống nhất với | thống nhất đánh giá | cho phép | thống nhất"
            " | tán thành | vui lòng"
        )
    }
)
JUDGES = Phrases({"judge": "biểu dương | ghi nhận | đánh giá cao | phê bình | hoan nghênh | khen ngợi"})
THINGS = Phrases(
    {
        "thing": (
            "việc | nhiệm vụ | văn bản | báo cáo | danh sách | kế hoạch | hồ sơ | nội dung | công tác"
            " | kết quả | số liệu | dữ liệu | biểu mẫu | các nội dung | các nhiệm vụ | thẻ | sổ | phương án"
            " | chương trình | tờ trình | dự toán | kinh phí | toàn bộ | công văn | mẫu biểu | tài liệu"
        )
    }
)
BY = Phrases(
    {
        "agent": "do | được",
        "duty": (
            "thuộc trách nhiệm của | là trách nhiệm của | thuộc trách nhiệm | thuộc nhiệm vụ của | giao cho"
            " | được giao cho | phân công cho | được phân công cho | được giao | trách nhiệm thuộc về"
            " | trách nhiệm của | là việc của"
        ),
    }
)
BEARS = Phrases(
    {
        "bears": (
            "đảm nhiệm | đảm nhận | thực hiện | chủ trì | phụ trách | chịu trách nhiệm | làm đầu mối"
            " | tổng hợp | lập | theo dõi | triển khai | tổ chức | lo | làm | cung cấp | gửi | trình"
            " | hoàn thành | xây dựng | đôn đốc | chuẩn bị | soạn | tham mưu | kiểm tra | quản lý | in"
            " | rà soát | bố trí | cấp | cập nhật | quyết định | giám sát"
        )
    }
)
SPOKE = Phrases(
    {
        "said": (
            "báo cáo tình hình | tiếp thu | báo cáo kết quả công tác | trình bày | phát biểu | nêu ý kiến | hỏi | nói"
            " | trả lời | cho biết | phản ánh | thông qua | báo cáo tham luận | thông tin thêm | chia sẻ"
            " | nhất trí | đề nghị | kiến nghị | họp lại | cam kết | hứa | khẳng định | cho rằng | bày tỏ"
        )
    }
)
TELLS = Phrases(
    {
        "tell": (
            "thông báo để | thông báo kết luận | thông báo nội dung | thông báo ý kiến | thông báo đến"
            " | thông báo cho | xin thông báo"
        )
    }
)
FACT_VERBS = words("có còn chiếm là bị")
NOT_YET = words("đều tốt đầy đạt nghiêm kịp thường quyết sâu cao thật thực hiệu")  # behind "chưa": how it went
EVENTS = words("trao tặng diễn")
NOUN_AFTER = words("của số này cho là tại được đã")  # "báo cáo của", "kế hoạch số": no imperative
SHORTEST = 3  # tokens


class Instructions:
    """Judges the clauses of one text."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def counts(self, clause: Said, scope: Scope, *, in_item: bool) -> bool:
        """Is the clause an instruction in this scope? ``in_item``: it stands in an item of a list."""
        if self._states_norm(clause) or self._counted_up(clause):
            return False
        if clause.will:
            return self._is_planned(clause, scope)
        if clause.speaker and clause.subject and clause.modal and not clause.past:
            return True
        if self._is_no_work(clause, scope) or self._is_outside(clause, scope, in_item=in_item):
            return False
        if (clause.subject or clause.topic) and clause.modal:
            return not clause.past and (scope.strength > Strength.NONE or clause.paper)
        if scope.strength is Strength.LIST:
            return self._passive(clause) or not self._tells_facts(clause)
        if clause.paper and self._carried_out(clause):
            return True
        return self._counts_nearby(clause, scope, in_item=in_item)

    def _states_norm(self, clause: Said) -> bool:
        """ "63 tỉnh được giao chỉ tiêu …", "xã đạt chuẩn phải có …": a plan or a norm that the text tells of."""
        tokens = self._tokens
        given = any(
            tokens.says(i, "được", "giao", "chỉ", "tiêu")
            for i in range(clause.predicate, min(clause.predicate + 3, clause.last))
        )
        return bool(clause.subject) and (given or tokens.says(clause.subject[0].first + 1, "đạt", "chuẩn"))

    def _is_planned(self, clause: Said, scope: Scope) -> bool:
        """ "Theo kế hoạch của UBND tỉnh, trước 10/11 các huyện sẽ báo cáo": a duty by a day, under a paper."""
        under_paper = clause.paper or (clause.into and scope.strength >= Strength.FAR)
        return under_paper and clause.core > clause.begin and self._until(clause, clause.begin)

    def _is_no_work(self, clause: Said, scope: Scope) -> bool:
        """Words of a discussion, of thanks, of the closing formula; names alone."""
        tokens, last = self._tokens, clause.last
        asked = ORDERS.at(tokens, clause.predicate, last)
        if clause.titled and asked and asked[1] == "ask" and scope.strength < Strength.LIST:
            return True
        if clause.subject and clause.predicate + 1 >= last and not clause.titled:
            return True
        judged = clause.subject and JUDGES.at(tokens, clause.predicate, last) and scope.strength < Strength.LIST
        praised = not clause.subject and not scope.by_heading and PRAISE.at(tokens, clause.predicate, last)
        listed = scope.strength is Strength.LIST and ACTIONS.at(tokens, clause.core, last)  # "- Phát thẻ;"
        short = last - clause.core < SHORTEST - bool(listed)
        return bool(judged or praised or TELLS.at(tokens, clause.predicate, last)) or short

    def _is_outside(self, clause: Said, scope: Scope, *, in_item: bool) -> bool:
        """Nothing was ordered so far, or it only says on which paper the rest goes back."""
        if clause.background and scope.strength < Strength.NEAR:
            return True
        duty = in_item and clause.subject and (clause.acts or clause.titled)
        return scope.strength is Strength.NONE and not clause.paper and not duty

    def _counts_nearby(self, clause: Said, scope: Scope, *, in_item: bool) -> bool:
        """Behind an order, under a heading of tasks, or on a list of duties."""
        near = scope.strength >= Strength.NEAR
        if scope.strength >= Strength.FAR and (in_item or near) and self._passive(clause):
            return True
        if in_item and clause.subject and not clause.past and self._assigns(clause):
            return True
        if scope.strength >= Strength.FAR and self._tokens.says(clause.begin, "phấn", "đấu"):
            return True
        if not (near or clause.into or clause.paper):
            return False
        if clause.past or clause.fact or self._happens(clause):
            return False
        if clause.subject or clause.topic:
            return (clause.acts and not self._told_of(clause)) or clause.titled
        return bool(clause.forced) or clause.modal or self._acts_at_core(clause)

    def _happens(self, clause: Said) -> bool:
        """ "Ngày 31/7, Tỉnh đoàn trao …": an event of that day."""
        tokens = self._tokens
        dated = tokens.plain(clause.begin) in ("ngày", "sáng", "chiều", "tối", "hôm") and clause.core > clause.begin
        barely = any(
            tokens.says(i, "mới", "có") or tokens.says(i, "mới", "đạt")
            for i in range(clause.core, min(clause.core + 3, clause.last))
        )
        return (dated and not self._comes_back(clause)) or barely

    def _told_of(self, clause: Said) -> bool:
        """ "Các phường triển khai chưa đều", "một số nơi làm tốt": how it went, not what to do."""
        tokens = self._tokens
        some = clause.subject and (
            tokens.says(clause.subject[0].first, "một", "số") or tokens.plain(clause.subject[0].first) in ("ông", "bà")
        )
        if SPOKE.at(tokens, clause.predicate, clause.last) or tokens.plain(clause.predicate) in EVENTS:
            return True
        soon = range(clause.predicate, min(clause.predicate + 6, clause.last))
        return bool(some) or any(tokens.plain(i) == "chưa" and tokens.plain(i + 1) in NOT_YET for i in soon)

    def _acts_at_core(self, clause: Said) -> bool:
        tokens, last = self._tokens, clause.last
        found = ACTIONS.at(tokens, clause.core, last) or MANNER.at(tokens, clause.core, last)
        return found is not None and tokens.plain(found[0]) not in NOUN_AFTER

    def _assigns(self, clause: Said) -> bool:
        """ "- Các xã phản hồi trước 25/11", "- Công an phường: kiểm tra …": who and what, as on a list of duties."""
        tokens = self._tokens
        if clause.acts and self._until(clause):
            return True
        begin = clause.predicate
        named = phrases_at(tokens, clause.predicate, clause.last)
        if clause.subject[0].kind is UnitKind.PEOPLE or (named and named[-1].last + 2 >= clause.last):
            return False
        done = {tokens.plain(i) for i in range(begin, min(begin + 5, clause.last))} & {"được", "đã", "đạt"}
        return clause.titled and ACTIONS.at(tokens, begin, clause.last) is not None and not done

    def _acts_soon(self, clause: Said) -> bool:
        tokens, last = self._tokens, clause.last
        return self._until(clause) or any(
            ACTIONS.at(tokens, i, last) or MANNER.at(tokens, i, last)
            for i in range(clause.core, min(clause.core + 7, last))
        )

    def _until(self, clause: Said, first: int = 0) -> bool:
        """Is there a day by which, as in "xong trước 20/11"?"""
        tokens = self._tokens
        return any(
            tokens.plain(i) in ("trước", "xong", "đến", "hạn", "ngày")
            and (tokens[i + 1].is_number or tokens.plain(i + 1) == "ngày")
            for i in range(first or clause.core, clause.last - 1)
        )

    def _counted_up(self, clause: Said) -> bool:
        """ "hoàn thành 1.019 (84,6%), …": statistics."""
        tokens, last = self._tokens, clause.last
        found = ACTIONS.at(tokens, clause.core, last)
        return bool(
            found
            and found[0] + 1 < last
            and tokens[found[0]].is_number
            and tokens.plain(found[0] + 1) in ("(", ",", ";")
        )

    def _comes_back(self, clause: Said) -> bool:
        """ "kết quả báo cáo về Văn phòng vào cuối mỗi quý", "chiều thứ sáu hằng tuần gửi …": a duty, no result."""
        return any(self._tokens.plain(i) in ("mỗi", "hằng", "hàng") for i in range(clause.begin, clause.last))

    def _carried_out(self, clause: Said) -> bool:
        """ "việc rà soát được tiến hành từ … đến …" under a plan."""
        tokens = self._tokens
        return tokens.says(clause.core, "việc") and any(
            tokens.says(i, "được", "tiến") or tokens.says(i, "được", "thực") or tokens.says(i, "được", "triển")
            for i in range(clause.core, clause.last)
        )

    def _passive(self, clause: Said) -> bool:
        """ "Việc đối chiếu do BHXH huyện đảm nhiệm", "Danh sách phải được gửi …"."""
        tokens = self._tokens
        if clause.subject or clause.past or not THINGS.at(tokens, clause.core, clause.last):
            return False
        must = any(
            tokens.says(i, "phải", "được") or tokens.says(i, "cần", "được") for i in range(clause.core, clause.last)
        )
        return must or bool(self.agents(clause))

    def agents(self, clause: Said) -> tuple[Unit, ...]:
        """Who does it in "do X đảm nhiệm", "thuộc trách nhiệm của X", "giao cho X"."""
        tokens, last = self._tokens, clause.last
        if clause.subject or not THINGS.at(tokens, clause.core, last):
            return ()
        for index in range(clause.core + 1, last):
            found = BY.at(tokens, index, last)
            units = phrases_at(tokens, found[0], last) if found else ()
            if units and (found[1] == "duty" or BEARS.at(tokens, units[-1].last, last)):  # type: ignore[index]
                return units
        return ()

    def _tells_facts(self, clause: Said) -> bool:
        """A result or a state in the middle of a list."""
        tokens = self._tokens
        someone = clause.subject or clause.topic or clause.forced
        if not someone and not clause.modal and not self._acts_soon(clause):
            return True
        if tokens.says(clause.core, "việc") and any(tokens.plain(i) == "đã" for i in range(clause.core, clause.last)):
            return True
        if clause.subject and clause.past and not clause.titled:
            return True
        if clause.fact and not clause.modal and not self._acts_at_core(clause) and not self._comes_back(clause):
            return True
        return (
            bool(clause.subject)
            and self._tokens.plain(clause.predicate) in FACT_VERBS
            and not clause.modal
            and not clause.forced
        )
