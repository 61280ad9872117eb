"""A process that takes a job and never ends it: `python -m tests.service.jobs.stuck CONNINFO HOME NOW`.

Says "begun" once it is in the middle of the job. Its clock stands at NOW, an instant.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event

from service.database import Database
from service.jobs.kinds import Work
from service.jobs.runner import Runner
from service.runtime import assembled
from service.settings import Settings
from tests.service.holder import ROOT


@contextmanager
def stuck(database: Database, home: Path, now: datetime) -> Iterator[subprocess.Popen[str]]:
    """Such a process, in the middle of the job; it is killed at the end if it still runs."""
    command = [sys.executable, "-m", "tests.service.jobs.stuck", database.conninfo, str(home), now.isoformat()]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            yield process
        finally:
            process.kill()


def never_ends(work: Work) -> None:
    work.connection.execute("UPDATE jobs.job SET payload = '{\"half\": true}' WHERE id = %s", (work.job.id,))
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    Event().wait()


def main(conninfo: str, home: str, now: str) -> None:
    at = datetime.fromisoformat(now)
    with assembled(Settings(Path(home)), Database(conninfo)) as instance:
        Runner(instance, {"work": never_ends}, lambda: at).step()


if __name__ == "__main__":
    main(*sys.argv[1:])
