"""A process that records reads of an office: some at one moment, and some more at a later one when told to go on.

Arguments: conninfo, home, office, person, first moment, second moment (ISO 8601), how many each time. Prints a line
when the first are in, waits for a line, and prints log and position of each read after it.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from domain.access_record import AccessRecorded, Reader
from service.access_log.recording import Reads
from service.database import Database
from service.roles import taken_on
from service.runtime import assembled
from service.settings import Settings


def main(conninfo: str, home: str, office: str, person: str, first: str, second: str, many: str) -> None:
    moments = [datetime.fromisoformat(first)]
    read = AccessRecorded(reader=Reader(person), via="job", action="show", allowed=True)
    with assembled(Settings(Path(home)), Database(conninfo, logins=taken_on(conninfo))) as made:
        reads = Reads(made.ledger, made.offices, made.checkpoints, lambda: moments[-1], lambda *_: 0.0)
        for _ in range(int(many)):
            reads.record(office, read)
        print("ready", flush=True)  # noqa: T201 - told to the test
        sys.stdin.readline()
        moments.append(datetime.fromisoformat(second))
        for _ in range(int(many)):
            done = reads.record(office, read)
            print(done.log, done.position, flush=True)  # noqa: T201 - told to the test


if __name__ == "__main__":
    main(*sys.argv[1:])
