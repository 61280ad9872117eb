"""What a whole tree of processes used is counted, what has ended among it too."""

from __future__ import annotations

import subprocess
import sys

from tests.bench import processes

BURNING = """
import subprocess, sys, time
child = "import time\\nwhile time.process_time() < {seconds}: pass"
subprocess.run([sys.executable, "-c", child], check=True)
print("done", flush=True)
sys.stdin.read()
"""


def used(seconds: float) -> float:
    program = BURNING.replace("{seconds}", str(seconds))
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        found = processes.seconds([process.pid])
        process.communicate()
    return found


def test_a_child_that_has_ended_counts() -> None:
    assert used(1.0) >= 1.0
    assert used(0.0) < 1.0, "the control: starting two interpreters is less"


def test_a_process_below_another_belongs_to_its_tree() -> None:
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE) as process:
        import os  # noqa: PLC0415

        assert process.pid in processes.tree([os.getpid()])
        assert process.pid not in processes.tree([1_000_000_000])
        assert processes.memory([process.pid]) > 1_000_000
        process.communicate()


def test_the_machine_is_never_less_busy_than_before() -> None:
    before = processes.busy()
    used(0.2)
    assert processes.busy() > before
