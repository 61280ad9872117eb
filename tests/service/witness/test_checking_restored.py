"""A receipt of a log that was restored since: kept, lost and stated as lost, or missing."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from service.evidence.calling import Unreached
from service.evidence.note import BadNote
from service.evidence.signing_key import SeedSigner
from service.witness.checking import OtherTree, Outcome, Verdict, checked
from service.witness.cosigning import Witness
from service.witness.home import Identity, WitnessError
from service.witness.state import State
from service.witness.succession import succeed
from tests.service.witness.conftest import NOW
from tests.service.witness.invented import ORIGIN, InventedLog
from tests.service.witness.test_checking import serving
from tests.service.witness.test_succession import KEPT, SEEN, file, stated

GOES_ON = 30
STATEMENT = 12


@pytest.fixture
def goes_on() -> InventedLog:
    """Restored with its first eleven events; then came the statement, and then new events in place of the lost ones."""
    made = InventedLog(40, origin=f"{ORIGIN}/2")
    made.leaves[STATEMENT:] = InventedLog(40, salt="anew").leaves[STATEMENT:]
    return made


class Holder:
    """Who holds receipts of the log, and asks the witness that has followed it."""

    def __init__(self, state: State, served: InventedLog) -> None:
        self._state = state
        self._served = served

    def asks(self, of: InventedLog, position: int, size: int, served: InventedLog | None = None) -> Verdict:
        given = str(of.receipt(position, size)).encode()
        return checked(self._state, given, lambda: serving(served or self._served, GOES_ON), of.leaves[position - 1])


@pytest.fixture
def holder(state: State, identity: Identity, witness: Witness, log: InventedLog, goes_on: InventedLog) -> Holder:
    witness.add_checkpoint(log.body(0, KEPT))
    witness.add_checkpoint(log.body(KEPT, SEEN))
    with state.writing() as records:
        succeed(records, identity, file(stated(log), successor=goes_on), NOW)
    return Holder(state, goes_on)


@pytest.mark.parametrize(("position", "size"), [(1, 7), (KEPT, KEPT), (KEPT, SEEN), (5, 15), (KEPT + 1, SEEN)])
def test_an_event_that_the_restore_kept_is_consistent_in_the_log_that_goes_on(
    holder: Holder, log: InventedLog, position: int, size: int
) -> None:
    """The eleventh was not cosigned before the twelfth came, but it stands where the receipt says."""
    told = holder.asks(log, position, size)
    assert (told.outcome, told.successor, told.kept) == (Outcome.CONSISTENT, f"{ORIGIN}/2", KEPT)


@pytest.mark.parametrize(("position", "size"), [(STATEMENT, SEEN), (15, SEEN), (SEEN, SEEN), (14, 17)])
def test_an_event_that_was_lost_and_stated_as_lost_is_said_to_be_lost(
    holder: Holder, log: InventedLog, position: int, size: int
) -> None:
    told = holder.asks(log, position, size)
    assert (told.outcome, told.consistent, told.kept) == (Outcome.LOST, False, KEPT)
    assert f"{ORIGIN}/2 keeps what was cosigned up to {KEPT}" in told.reason


def test_a_loss_that_was_not_stated_in_full_is_evidence(holder: Holder, log: InventedLog) -> None:
    told = holder.asks(log, 23, 25)
    assert (told.outcome, "not stated in full" in told.reason) == (Outcome.MISSING, True)
    forked = holder.asks(InventedLog(SEEN, changed_at=14), 15, SEEN)
    assert (forked.outcome, "cosigned another root" in forked.reason) == (Outcome.MISSING, True)
    assert holder.asks(log, 15, SEEN).outcome == Outcome.LOST


def test_a_receipt_of_another_event_than_the_one_kept_is_missing(holder: Holder, log: InventedLog) -> None:
    told = holder.asks(InventedLog(SEEN, changed_at=4), 5, 7)
    assert (told.outcome, "this is not in it" in told.reason) == (Outcome.MISSING, True)
    assert holder.asks(log, 5, 7).consistent


def test_a_log_that_goes_on_otherwise_than_cosigned_is_found_out(
    holder: Holder, log: InventedLog, goes_on: InventedLog
) -> None:
    other = InventedLog(40, salt="other", origin=goes_on.origin)
    for position in (5, 15):
        with pytest.raises(OtherTree, match=f"the {GOES_ON} events of {ORIGIN}/2"):
            holder.asks(log, position, SEEN, served=other)
    with pytest.raises(WitnessError, match=f"not {ORIGIN}/2"):
        holder.asks(log, 5, SEEN, served=log)
    with pytest.raises(Unreached, match="does not serve"):
        holder.asks(log, 5, SEEN, served=InventedLog(4, origin=goes_on.origin))
    assert holder.asks(log, 5, SEEN).consistent


def test_a_bare_proof_is_judged_by_the_leaf_that_its_path_needs(
    holder: Holder, state: State, log: InventedLog, goes_on: InventedLog
) -> None:
    assert holder.asks(log, 5, SEEN).leaf
    for position, outcome in ((5, Outcome.CONSISTENT), (15, Outcome.LOST)):
        bare = checked(state, str(log.receipt(position, SEEN)).encode(), lambda: serving(goes_on, GOES_ON))
        assert (bare.outcome, bare.leaf) == (outcome, False)


def test_receipts_of_the_log_that_goes_on_and_of_a_second_restore_are_judged_alike(
    holder: Holder, state: State, identity: Identity, witness: Witness, log: InventedLog, goes_on: InventedLog
) -> None:
    assert holder.asks(goes_on, 20, 25).successor == ""
    witness.add_checkpoint(goes_on.body(GOES_ON, 35))
    third = InventedLog(36, origin=f"{ORIGIN}/3")
    third.leaves[:GOES_ON] = goes_on.leaves[:GOES_ON]
    event = replace(stated(goes_on, 35), generation=2)
    given = file(event, successor=third, keeps=(GOES_ON,), at=33, size=36)
    with state.writing() as records:
        succeed(records, identity, given, NOW)
    for of, position, size, outcome in (
        (log, 5, SEEN, Outcome.CONSISTENT),
        (log, 15, SEEN, Outcome.LOST),
        (goes_on, 20, GOES_ON, Outcome.CONSISTENT),
        (goes_on, 34, 35, Outcome.LOST),
    ):
        file_ = str(of.receipt(position, size)).encode()
        told = checked(state, file_, lambda: serving(third, 36), of.leaves[position - 1])
        assert (told.outcome, told.successor) == (outcome, third.origin)


def test_a_stranger_proves_nothing_about_the_log(holder: Holder, log: InventedLog) -> None:
    with pytest.raises(BadNote, match="no key"):
        holder.asks(InventedLog(SEEN, signer=SeedSigner(bytes([9]) * 32)), 15, SEEN)
    assert holder.asks(log, 15, SEEN).outcome == Outcome.LOST
