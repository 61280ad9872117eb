"""A receipt against what the witness saw: consistent, or missing from the log."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.evidence.calling import Unreached
from service.evidence.note import BadNote
from service.evidence.signing_key import SeedSigner
from service.witness.checking import OtherTree, Verdict, checked
from service.witness.cosigning import Witness
from service.witness.home import WitnessError
from service.witness.reading import Fetch, ServedTree, path_of
from service.witness.state import State
from tests.service.witness.invented import ORIGIN, InventedLog

Check = Callable[..., Verdict]
SIZE = 700


@pytest.fixture
def log() -> InventedLog:
    return InventedLog(SIZE)


@pytest.fixture
def check(state: State, witness: Witness, log: InventedLog) -> Check:
    """The verdict on a receipt, by a witness that has seen 600 events, where `served` is what the log serves."""
    witness.add_checkpoint(log.body(0, 300))
    witness.add_checkpoint(log.body(300, 600))

    def verdict(of: InventedLog, position: int, size: int, served: InventedLog = log) -> Verdict:
        file = str(of.receipt(position, size)).encode()
        return checked(state, file, lambda: serving(served, max(size, 600)), of.leaves[position - 1])

    return verdict


def serving(log: InventedLog, size: int) -> Fetch:
    return lambda path: str(log.note(size)).encode() if path == "checkpoint" else log.tile(path, size)


@pytest.mark.parametrize("size", [5, 256, 299, 300, 512, 599, 600, 601, 700])
def test_a_receipt_of_the_log_that_was_seen_is_consistent(check: Check, log: InventedLog, size: int) -> None:
    verdict = check(log, 5, size)
    assert verdict.consistent
    assert verdict.leaf
    assert (verdict.size, verdict.seen, verdict.position) == (size, 600, 5)


@pytest.mark.parametrize("size", [5, 256, 299, 300, 512, 599, 600])
def test_a_receipt_whose_event_was_taken_out_is_missing(check: Check, size: int) -> None:
    """The office gave the receipt, then wrote the log anew, and the witness has only seen the new one."""
    verdict = check(InventedLog(SIZE, changed_at=4), 5, size)
    assert not verdict.consistent
    assert verdict.reason


def test_a_log_that_was_changed_behind_what_the_witness_saw_lacks_the_receipt(check: Check) -> None:
    given = InventedLog(SIZE, changed_at=650)
    assert not check(given, 651, 700).consistent
    assert check(given, 651, 700, served=given).consistent


def test_a_log_that_serves_another_tree_than_the_one_seen_is_found_out(check: Check, log: InventedLog) -> None:
    other = InventedLog(SIZE, changed_at=4)
    with pytest.raises(OtherTree, match="serves another tree"):
        check(log, 5, 299, served=other)
    with pytest.raises(OtherTree, match="serves another tree"):
        check(other, 5, 299, served=other)
    assert check(log, 5, 299).consistent


def test_a_head_that_was_cosigned_is_not_called_consistent_before_the_log_was_asked(
    check: Check, log: InventedLog
) -> None:
    with pytest.raises(OtherTree, match="serves another tree"):
        check(log, 5, 600, served=InventedLog(SIZE, changed_at=4))
    with pytest.raises(Unreached, match="does not serve"):
        check(log, 5, 600, served=InventedLog(100))
    assert check(log, 5, 600).consistent


def test_the_address_of_another_log_or_of_none_is_no_evidence(check: Check, log: InventedLog, state: State) -> None:
    for origin, said in (("other.example/log", "is other.example/log, not"), (f"{ORIGIN}/2", "witness succeed")):
        with pytest.raises(WitnessError, match=said) as refused:
            check(log, 5, 600, served=InventedLog(SIZE, origin=origin))
        assert not isinstance(refused.value, OtherTree)
    with pytest.raises(WitnessError, match="no log is served"):
        checked(state, str(log.receipt(5, 600)).encode(), lambda: lambda _path: None)
    assert check(log, 5, 600).consistent


def test_what_cannot_be_judged_is_said(check: Check, log: InventedLog, state: State) -> None:
    with pytest.raises(Unreached, match="does not serve"):
        check(log, 5, 299, served=InventedLog(100))
    stranger = InventedLog(9, signer=SeedSigner(bytes([9]) * 32))
    with pytest.raises(BadNote, match="no key"):
        check(stranger, 1, 9)
    wrong = str(log.receipt(5, 299)).encode()
    with pytest.raises(WitnessError, match="not where the receipt says"):
        checked(state, wrong, lambda: serving(log, 600), log.leaves[5])
    short = wrong.replace(b"index 4", b"index 298")
    with pytest.raises(WitnessError, match="no proof"):
        checked(state, short, lambda: serving(log, 600))


def test_a_receipt_before_anything_was_seen_cannot_be_judged(state: State, log: InventedLog) -> None:
    with pytest.raises(WitnessError, match="cosigned here yet"):
        checked(state, str(log.receipt(5, 9)).encode(), lambda: serving(log, 9))


@pytest.mark.parametrize(
    ("nth", "width", "path"),
    [(0, 256, "tile/0/000"), (5, 8, "tile/0/005.p/8"), (1234067, 256, "tile/0/x001/x234/067")],
)
def test_the_path_of_a_tile_is_that_of_the_specification(nth: int, width: int, path: str) -> None:
    assert path_of(0, nth, width) == path


def test_a_tile_that_has_been_filled_since_is_taken_from_the_full_one(log: InventedLog) -> None:
    """Of 300 leaves the second tile holds 44; a log of 512 may serve it full only."""
    full = serving(log, 512)
    asked = []

    def fetch(path: str) -> bytes | None:
        asked.append(path)
        return None if path == "tile/0/001.p/44" else full(path)

    assert ServedTree(fetch, 300).root_at(300) == log.head(300).root
    assert "tile/0/001" in asked
