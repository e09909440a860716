"""How are passwords made, kept and checked?"""

import secrets
import threading
from functools import cache

from argon2.exceptions import Argon2Error

from bhyt_tasks.plugins import hasher

EASILY_READ = "abcdefghkmnpqrstuvwxyz23456789"  # none is mistaken for another on paper
# Each hash takes 64 MiB and a core: one at a time in a process, however many knock.
ONE_AT_A_TIME = threading.Semaphore(1)


def one_time_password() -> str:
    """Three groups of four letters and digits, 58 bits."""
    return "-".join("".join(secrets.choice(EASILY_READ) for _ in range(4)) for _ in range(3))


def hashed(password: str) -> str:
    with ONE_AT_A_TIME:
        return hasher.hash(password)


def verified(password_hash: str, password: str) -> bool:
    with ONE_AT_A_TIME:
        try:
            return hasher.verify(password_hash, password)
        except Argon2Error:
            return False


@cache
def hash_of_nobody() -> str:
    """Verified when no account has the name, so that both answers take the same time."""
    return hasher.hash("nobody")
