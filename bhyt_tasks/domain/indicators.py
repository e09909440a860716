"""What is counted over what, and by which groups of people?"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.db import Base

COVERAGE = "Tỷ lệ bao phủ BHYT"
# Law on health insurance 25/2008/QH12 as amended, Article 12: who pays. The committee may name them otherwise.
STATUTORY_GROUPS = (
    ("Người lao động và người sử dụng lao động đóng", "NLĐ và NSDLĐ đóng"),
    ("Cơ quan BHXH đóng", "BHXH đóng"),
    ("Ngân sách nhà nước đóng", "NSNN đóng"),
    ("Ngân sách nhà nước hỗ trợ đóng", "NSNN hỗ trợ"),
    ("Hộ gia đình, tự đóng", "Hộ gia đình"),
)


class Indicator(Base):
    """What is counted over what, as "tỷ lệ bao phủ BHYT": people insured over population.

    ``counted`` is what is counted, in a word ("người", "thẻ"); ``of_agencies``: agencies and associations have its
    figures, not areas ("hội viên được vận động"). The committee's first indicator is the coverage rate.
    """

    __tablename__ = "indicators"
    __table_args__ = (sa.UniqueConstraint("committee_id", "name"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    numerator_words: Mapped[str] = mapped_column(
        sa.String(120), default="Số người tham gia", server_default="Số người tham gia"
    )
    denominator_words: Mapped[str] = mapped_column(sa.String(120), default="Dân số", server_default="Dân số")
    counted: Mapped[str] = mapped_column(sa.String(30), default="người", server_default="người")
    of_agencies: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    closed_on: Mapped[date | None] = mapped_column(sa.Date)


class ParticipantGroup(Base):
    """A group of participants, by who pays: a row, since laws change and offices split groups as they report them."""

    __tablename__ = "participant_groups"
    __table_args__ = (sa.UniqueConstraint("committee_id", "name"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int]
    closed_on: Mapped[date | None] = mapped_column(sa.Date)


def found_indicators(session: Session, committee_id: int) -> Indicator:
    """The coverage rate and the statutory groups, with which every committee begins."""
    indicator = Indicator(committee_id=committee_id, name=COVERAGE)
    groups = [
        ParticipantGroup(committee_id=committee_id, name=name, short_name=short_name, position=position)
        for position, (name, short_name) in enumerate(STATUTORY_GROUPS, start=1)
    ]
    session.add_all([indicator, *groups])
    session.flush()
    return indicator


def main_indicator(session: Session, committee_id: int) -> int | None:
    """The committee's first indicator: the coverage rate."""
    return session.scalar(
        sa.select(Indicator.id).where(Indicator.committee_id == committee_id).order_by(Indicator.id).limit(1)
    )
