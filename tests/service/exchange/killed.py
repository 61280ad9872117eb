"""The command `zhuoluo import` in a process of its own, killed from outside.

As `python -m tests.service.exchange.killed WORD…` it is the control: the same command, but a petition is a new one each
time that its row is read, whatever the source calls it, and no command key is that of an earlier run.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

from service.cli.main import main
from service.exchange import told
from tests.service.holder import ROOT

ZHUOLUO = [str(Path(sys.executable).with_name("zhuoluo"))]
CONTROL = [sys.executable, "-m", "tests.service.exchange.killed"]
PATIENCE = 300
"""Seconds after which something is stuck."""
LOOK = 0.002


def imported(conninfo: str, home: Path, words: Sequence[str], program: Sequence[str]) -> subprocess.Popen[bytes]:
    """The command, started on an instance; whoever starts it waits for its end."""
    of_instance = {"ZHUOLUO_HOME": str(home), "ZHUOLUO_DATABASE_URL": conninfo}
    command = [*program, "import", *words]
    return subprocess.Popen(
        command, cwd=ROOT, env=os.environ | of_instance, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def killed(process: subprocess.Popen[bytes], when: Callable[[], bool], later: float) -> bool:
    """Whether it was killed `later` seconds after `when` became true, and had not ended by itself before."""
    ends = monotonic() + PATIENCE
    while not when() and process.poll() is None:
        assert monotonic() < ends, "the import does not get on"
        sleep(LOOK)
    sleep(later)
    process.kill()
    return process.wait(PATIENCE) == -signal.SIGKILL


if __name__ == "__main__":
    told.petition_id = lambda *_named: uuid4()
    told.Told.digest = lambda *_said: os.urandom(32)  # type: ignore[method-assign]
    main(sys.argv[1:])
