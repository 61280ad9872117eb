"""What stands in the ledger after a fault, and whether it is whole."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import psycopg

from service.instance_keys import InstanceKeys
from service.keys import KeyFolder
from service.ledger.application import MATTERS
from service.ledger.verify import Verified, verify
from tests.service.ledger.conftest import OFFICE

ROWS = "SELECT position, stream, version, command, events FROM ledger.event WHERE office = %s ORDER BY position"


class Stored:
    """All events of the office, in order of their positions."""

    def __init__(self, conninfo: str) -> None:
        with psycopg.connect(conninfo) as connection:
            self.rows = connection.execute(ROWS, [OFFICE]).fetchall()

    def commands(self) -> dict[str, int]:
        """The position of the first event by command key."""
        return {command: position for position, _, _, command, _ in self.rows if command is not None}

    def without_gap(self) -> bool:
        return [position for position, *_ in self.rows] == list(range(1, len(self.rows) + 1))

    def streams_in_order(self) -> bool:
        """Each stream's versions are 1, 2, 3 … in the order of the positions."""
        versions: defaultdict[object, int] = defaultdict(int)
        for _, stream, version, _, _ in self.rows:
            versions[stream] += 1
            if version != versions[stream]:
                return False
        return True

    def half_commands(self, events: int) -> list[str]:
        """Keys of commands (up to the first hyphen) that do not stand there with all their events in a row."""
        found: defaultdict[str, int] = defaultdict(int)
        key = ""
        for *_, command, _ in self.rows:
            key = command.split("-")[0] if command is not None else key
            found[key] += 1
        return [key for key, stored in found.items() if stored != events]


def verified(conninfo: str, keys: Path) -> Verified:
    """The verdict on the office's log with the MAC key of that folder."""
    with psycopg.connect(conninfo) as connection:
        return verify(connection, OFFICE, MATTERS, InstanceKeys(KeyFolder(keys)).macs())
