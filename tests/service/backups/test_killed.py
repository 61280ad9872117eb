"""A restore that is killed is begun again: nothing is written in between, and nothing is left of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.backups.holding import AlreadyRestored
from service.backups.outside import Known
from service.backups.restoring import Asked, restore
from service.backups.resuming import resume
from service.backups.taking import Taken
from service.database import Restoring
from service.runtime import Instance, running
from service.settings import Settings
from tests.service.backups.conftest import Site
from tests.service.backups.killed import ORIGIN, STEPS
from tests.service.erasure.people import CLERK, VIA, shown, writes
from tests.service.holder import ROOT

pytestmark = pytest.mark.faults
SHORT = ("the rows", "the comparison", "the release")
CHOSEN = tuple(STEPS) if "ZHUOLUO_FAULT_ROUNDS" in os.environ else SHORT
"""`make faults` takes all."""


def killed(home: Path, site: Site, taken: Taken, step: str, *options: str) -> None:
    words = [str(each) for each in (home, taken.folder, site.keys, site.kek, site.home / "heads")]
    command = [sys.executable, "-m", "tests.service.backups.killed", *words, step, *options]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == -9, ended.stderr


@pytest.mark.parametrize("step", CHOSEN)
def test_killed_before_any_step_nothing_is_written_until_all_is_put_back(
    instance: Instance, site: Site, home: Path, step: str
) -> None:
    written = [writes(instance).petition for _ in range(3)]
    before, taken = [shown(instance, each) for each in written], site.taken(instance)
    settings = Settings(home, origin=ORIGIN)
    killed(home, site, taken, step)
    with pytest.raises(Restoring), running(settings):
        pytest.fail("it is open")
    asked = Asked(keys=site.keys, kek=site.kek, shredded=(), known=Known(folders=(site.home / "heads",)))
    if step == "the release":
        with pytest.raises(AlreadyRestored):
            restore(settings, taken.folder, asked)
        with running(settings, restoring=True) as there:
            assert resume(there, "恢复中断", CLERK, VIA) == []
    else:
        done = restore(settings, taken.folder, asked)
        assert (done.sound, done.holds) == (True, ())
    with running(settings) as there:
        assert [shown(there, each) for each in written] == before
        writes(there)


def test_control_a_restore_that_says_nothing_beforehand_is_written_to_before_it_is_found_sound(
    instance: Instance, site: Site, home: Path
) -> None:
    writes(instance)
    killed(home, site, site.taken(instance), "the comparison", "unheld")
    with running(Settings(home, origin=ORIGIN)) as there:
        writes(there)
