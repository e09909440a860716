"""The demo: the two committees of the source documents, loaded through the same verbs as the web uses."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from bhyt_tasks.demo.ha_tinh import HA_TINH
from bhyt_tasks.demo.luc_ngan import LUC_NGAN

DEMOS = (HA_TINH, LUC_NGAN)
USERNAMES = {username: person.position for demo in DEMOS for username, person in demo.people.items()}


def load(session: Session, password_hashes: Mapping[str, str]) -> None:
    """Load every committee; the caller commits."""
    for demo in DEMOS:
        demo.load(session, password_hashes)
