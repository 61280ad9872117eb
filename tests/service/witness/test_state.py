"""What a witness has seen never goes back: not by a race, not by a kill."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from threading import Barrier

import pytest

from service.keys import BadKey
from service.witness import home as homes
from service.witness.cosigning import Witness
from service.witness.home import Identity, WitnessError
from service.witness.state import State
from tests.service.witness.conftest import NOW
from tests.service.witness.invented import ORIGIN, InventedLog

SUBMITTERS = 12


def size(state: State) -> int:
    with state.reading() as records:
        latest = records.latest(ORIGIN)
    return latest.size if latest else 0


def test_twelve_submitters_at_once_never_roll_the_state_back(identity: Identity, state: State, tmp_path: Path) -> None:
    """The race of the specification: of those that saw the same size one is cosigned, and sizes only grow."""
    log = InventedLog(400)
    path = tmp_path / "witness" / homes.STATE
    together = Barrier(SUBMITTERS)

    def submit(who: int) -> list[tuple[int, int]]:
        mine, old, cosigned = Witness(identity, State(path)), 0, []
        together.wait()
        for turn in range(12):
            new = min(old + 1 + (who * 7 + turn) % 5, 400)
            answer = mine.add_checkpoint(log.body(old, new))
            assert answer.status in (HTTPStatus.OK, HTTPStatus.CONFLICT), answer
            if answer.status == HTTPStatus.OK:
                cosigned.append((old, new))
            old = new if answer.status == HTTPStatus.OK else int(answer.body)
        return cosigned

    with ThreadPoolExecutor(SUBMITTERS) as threads:
        steps = sorted(step for steps in threads.map(submit, range(SUBMITTERS)) for step in steps)
    assert len({old for old, _ in steps}) == len(steps)  # no size was left behind twice
    assert [new for _, new in steps[:-1]] == [old for old, _ in steps[1:]]  # one chain, from 0 to what is kept
    assert (steps[0][0], steps[-1][1]) == (0, size(state))


KILLED = """
import os, signal, sys
from pathlib import Path
from service.witness import home as homes
from service.witness.cosigning import Witness
from service.witness.home import Identity
from service.witness.state import State
from tests.service.witness.invented import InventedLog

home, when = Path(sys.argv[1]), sys.argv[2]
identity, log = homes.opened(home), InventedLog(40)

class Dying:
    public = identity.signer.public
    def sign(self, message):
        os.kill(os.getpid(), signal.SIGKILL)

named = Identity(identity.name, Dying()) if when == "before" else identity
answer = Witness(named, State(home / homes.STATE)).add_checkpoint(log.body(8, 20))
assert answer.status == 200, answer
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.faults
@pytest.mark.parametrize(("when", "kept"), [("before", 8), ("behind", 20)])
def test_a_witness_killed_before_it_answers_knows_what_it_has_cosigned(
    witness: Witness, state: State, log: InventedLog, tmp_path: Path, when: str, kept: int
) -> None:
    """`before` it wrote nothing, so another head may still come; `behind` the writing it must not forget."""
    assert witness.add_checkpoint(log.body(0, 8)).status == HTTPStatus.OK
    command = [sys.executable, "-c", KILLED, str(tmp_path / "witness"), when]
    ended = subprocess.run(command, cwd=Path(__file__).parents[3], check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert size(state) == kept
    fork = InventedLog(40, changed_at=15)
    assert (witness.add_checkpoint(fork.body(8, 20)).status == HTTPStatus.OK) == (kept == 8)


def test_a_home_is_made_once_and_its_key_is_for_its_owner_only(identity: Identity, tmp_path: Path) -> None:
    home = tmp_path / "witness"
    assert homes.opened(home).verifier == identity.verifier
    with pytest.raises(WitnessError, match="already"):
        homes.founded(home, "another")
    (home / homes.KEY).chmod(0o640)
    with pytest.raises(BadKey, match="chmod 600"):
        homes.opened(home)


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_witness_has_a_name_that_fits_into_a_signature_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(WitnessError, match="no name"):
        homes.founded(tmp_path / "home", name)
    with pytest.raises(WitnessError, match="not the home"):
        homes.opened(tmp_path / "home")


def test_the_state_is_for_its_owner_only(state: State, tmp_path: Path) -> None:
    assert size(state) == 0
    assert (tmp_path / "witness" / homes.STATE).stat().st_mode & 0o077 == 0


def test_a_witness_whose_state_is_lost_does_not_begin_anew(state: State, tmp_path: Path) -> None:
    path = tmp_path / "witness" / homes.STATE
    assert size(State(path)) == size(state)
    path.unlink()
    with pytest.raises(WitnessError, match="is missing"):
        State(path)


def test_a_witness_whose_clock_went_back_cosigns_nothing_until_it_is_right(
    identity: Identity, state: State, log: InventedLog
) -> None:
    clock = [NOW]
    witness = Witness(identity, state, lambda: clock[-1])
    assert witness.add_checkpoint(log.body(0, 8)).status == HTTPStatus.OK
    clock.append(NOW - timedelta(seconds=1))
    assert witness.add_checkpoint(log.body(8, 20)).status == HTTPStatus.SERVICE_UNAVAILABLE
    assert size(state) == 8
    clock.append(NOW)
    assert witness.add_checkpoint(log.body(8, 20)).status == HTTPStatus.OK


def test_what_fails_within_a_transaction_is_as_if_it_had_never_begun(state: State, log: InventedLog) -> None:
    def fail() -> None:
        with state.writing() as records:
            records.cosign(log.head(8), log.note(8), NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert size(state) == 0
