"""Who is signed in, since when and with what; and who tries too often?

A sign-in is a row: deleting it signs out. The table keeps a hash of the token only.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.db import Base, Instant
from bhyt_tasks.domain.people import User, username_key

ATTEMPTS_PER_ACCOUNT = 10
ATTEMPTS_PER_ADDRESS = 50  # a whole office may sit behind one address
ATTEMPTS_WINDOW = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=10)


class SignIn(Base):
    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    device: Mapped[str] = mapped_column(sa.String(200), default="")


class SignInAttempt(Base):
    """A sign-in that was tried; a success forgets those of its account."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        sa.Index("ix_sign_in_attempts_username_at", "username", "at"),
        sa.Index("ix_sign_in_attempts_address_at", "address", "at"),
    )

    username: Mapped[str] = mapped_column(sa.String(60))
    address: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(Instant)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def start(session: Session, user: User, *, device: str, at: datetime) -> str:
    """Sign in and return the token that the browser keeps; it cannot be read from the table."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(token_hash=token_hash(token), user_id=user.id, started_at=at, last_seen_at=at, device=device[:200])
    )
    forget_attempts(session, user.username)
    return token


def forget_attempts(session: Session, username: str) -> None:
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.username == username))


def end(session: Session, token: str) -> None:
    session.execute(sa.delete(SignIn).where(SignIn.token_hash == token_hash(token)))


def end_all(session: Session, user_id: int) -> int:
    """Sign the person out everywhere; how many sign-ins that were."""
    ended = session.execute(sa.delete(SignIn).where(SignIn.user_id == user_id).returning(SignIn.id))
    return len(ended.all())


def end_others(session: Session, user_id: int, token: str) -> None:
    """Sign the person out everywhere else, as after a change of password."""
    session.execute(sa.delete(SignIn).where(SignIn.user_id == user_id, SignIn.token_hash != token_hash(token)))


def seen(session: Session, token: str, *, at: datetime) -> None:
    session.execute(sa.update(SignIn).where(SignIn.token_hash == token_hash(token)).values(last_seen_at=at))


def record_attempt(session: Session, *, username: str, address: str, at: datetime) -> None:
    session.add(SignInAttempt(username=username_key(username)[:60], address=address, at=at))


def too_many(session: Session, *, username: str, address: str, at: datetime) -> bool:
    """True after ten attempts for an account, or fifty from an address, within fifteen minutes."""
    since = at - ATTEMPTS_WINDOW
    by_account = sa.func.count().filter(SignInAttempt.username == username_key(username)[:60])
    by_address = sa.func.count().filter(SignInAttempt.address == address)
    counts = session.execute(
        sa.select(by_account, by_address).where(
            SignInAttempt.at > since,
            sa.or_(SignInAttempt.username == username_key(username)[:60], SignInAttempt.address == address),
        )
    ).one()
    return counts[0] >= ATTEMPTS_PER_ACCOUNT or counts[1] >= ATTEMPTS_PER_ADDRESS
