"""Keys that come back with a restored backup are destroyed again before anything is opened."""

from __future__ import annotations

import logging
from typing import Any

from msgspec import Struct
from psycopg_pool import ConnectionPool

from domain.subjects import subject_of
from service.keys import KeyFolder
from service.ledger import barred
from service.ledger.application import Ledger

LOGGER = logging.getLogger("zhuoluo.erasure")


class Returned(Struct, frozen=True):
    """A subject whose erasure stands in the log of an office and that had keys again, or still."""

    office: str
    subject: str
    kids: tuple[str, ...]


def destroy_again(pool: ConnectionPool[Any], ledger: Ledger, keys: KeyFolder) -> list[Returned]:
    """Destroys what the logs say was erased and is there; what that was is written into the log of the service.

    Cost: one question to the ledger, and one to the keys or a look at a file for each subject ever erased.
    """
    named: dict[str, str] = {}
    for office, event in barred.erased(pool, ledger.offices()):
        named |= dict.fromkeys(map(subject_of, event.kids), office)
    found = [
        _destroyed(keys, named[subject], subject) for subject in (keys.subjects.alive(list(named)) if named else ())
    ]
    for each in found:
        if each.kids:
            LOGGER.warning("office %s: keys of %s were there and are destroyed (已再次销毁)", each.office, each.subject)
    return found


def _destroyed(keys: KeyFolder, office: str, subject: str) -> Returned:
    return Returned(office, subject, keys.subjects.destroy(subject))
