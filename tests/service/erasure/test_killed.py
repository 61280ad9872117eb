"""An erasure that is killed at any step is finished, or has not begun: nothing in between stays."""

from __future__ import annotations

import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from domain.erasures import APPROVED, ERASED
from service.database import Database
from service.erasure import carrying, checking, deciding
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.erasure.people import CLERK, OFFICE, VIA, approved, shown, traits, writes
from tests.service.holder import ROOT

pytestmark = pytest.mark.faults


def killed(home: Path, database: Database, number: int, at: int, *options: str) -> bool:
    """Whether the process was killed at that step; it came to its end otherwise."""
    words = [sys.executable, "-m", "tests.service.erasure.killed", str(home), database.conninfo, str(number), str(at)]
    ended = subprocess.run([*words, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) in ((-9, ""), (0, "done\n")), ended.stderr
    return ended.returncode != 0


def test_killed_at_any_step_it_is_finished_by_the_next_start_or_has_not_begun(
    instance: Instance, database: Database, home: Path, connection: Connection[Any]
) -> None:
    begun: list[bool] = []
    for at in count(1):
        one = writes(instance)
        instance.likeness.current(OFFICE)
        number = approved(instance, one.of_person)
        if not killed(home, database, number, at):
            break
        with assembled(Settings(home), database) as later:
            standing = deciding.known(later, OFFICE, number).standing
            begun.append(standing == ERASED)
            if standing == ERASED:
                assert str(one.person.phone) not in shown(later, one.petition)
                assert later.keys.subjects.kids_of(one.of_person) == (), "the start destroyed it"
                later.likeness.current(OFFICE)
            else:
                assert standing == APPROVED
                assert str(one.person.phone) in shown(later, one.petition), "nothing is lost without the event"
                carrying.carry_out(later, OFFICE, number, CLERK, VIA)
            assert {each.subject: each.erased for each in checking.check(later, OFFICE)}[one.of_person]
    assert begun == sorted(begun), "first it has not begun, then it has"
    assert begun.count(False) >= 1
    assert begun.count(True) >= 8
    kept = traits(connection)
    instance.likeness.rebuild()
    assert traits(connection) == kept
    assert checking.unfounded(instance, [OFFICE]) == []


def test_the_control_whoever_destroys_the_key_first_leaves_an_erasure_that_no_log_knows_of(
    instance: Instance, database: Database, home: Path
) -> None:
    for at in count(1):
        one = writes(instance)
        number = approved(instance, one.of_person)
        assert killed(home, database, number, at, "key-first"), "it was killed at no step in between"
        if deciding.known(instance, OFFICE, number).standing == APPROVED and instance.keys.subjects.is_destroyed(
            one.of_person
        ):
            break
    assert checking.unfounded(instance, [OFFICE]) == [one.of_person]
