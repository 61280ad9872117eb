"""A witness follows a log to its next name only when the loss is stated in full, by who held the key of the old one.

It says up to where the log that goes on keeps what was cosigned.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from msgspec.structs import replace

from domain.evidence_events import LogRestored
from domain.office import OfficeLine, office_stream
from domain.values import Actor, Moment
from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint
from service.evidence.signing_key import SeedSigner
from service.ledger import entry, merkle
from service.ledger import leaf as leaves
from service.ledger.entry import OfficeEntry, Via
from service.witness.cosigning import Witness
from service.witness.home import Identity, WitnessError
from service.witness.state import State
from service.witness.succession import Followed, Keeping, Succession, succeed
from tests.service.witness.conftest import NOW
from tests.service.witness.invented import ORIGIN, InventedLog

KEPT, SEEN = 10, 20
AT = "2026-01-05T01:00:00.000000Z"


def stated(log: InventedLog, size: int = SEEN) -> LogRestored:
    head = log.head(size)
    return LogRestored(
        log="matters",
        generation=1,
        origin=log.origin,
        size=size,
        root=head.root.hex(),
        note=str(log.note(size)),
        reason="磁盘损坏",
    )


def file(
    event: LogRestored,
    *,
    of: tuple[str, str] = ("office", "matters"),
    successor: InventedLog | None = None,
    keeps: tuple[int, ...] = (KEPT,),
    at: int = 12,
    size: int = 30,
) -> bytes:
    """What an office shows: the statement is the twelfth event of the log that goes on."""
    goes_on = successor or InventedLog(30, origin=f"{ORIGIN}/2")
    stream, moment = office_stream("office"), Moment(NOW.date(), datetime(2026, 1, 5, 1, tzinfo=UTC))
    line = OfficeLine(stream=stream, version=3, event=event, occurred=moment, actor=Actor("管理员"))
    content = entry.encoded(OfficeEntry(bytes(16), Via(), line))
    stamp = leaves.stamp(at, AT, "")
    payload = leaves.payload_hash(leaves.payload_begun(content), stamp)
    opened = leaves.opening(leaves.Identity(*of, stream, 3, "LogRestored/1"))
    record = leaves.record(opened, AT, payload, bytes(32))
    goes_on.leaves[at - 1] = merkle.leaf_hash(record)
    proved = tuple(Keeping(kept, goes_on.hashes(merkle.consistency(kept, size))) for kept in keeps)
    given = Succession(record.decode(), content, stamp, str(goes_on.receipt(at, size)), proved)
    return msgspec.json.encode(given)


class Operator:
    """Who puts files before the witness."""

    def __init__(self, state: State, identity: Identity) -> None:
        self._state = state
        self._identity = identity

    def follow(self, given: bytes, *, nothing_kept: bool = False) -> Followed:
        with self._state.writing() as records:
            return succeed(records, self._identity, given, NOW, nothing_kept=nothing_kept)


@pytest.fixture
def operator(state: State, identity: Identity) -> Operator:
    return Operator(state, identity)


@pytest.fixture(autouse=True)
def _seen(witness: Witness, log: InventedLog) -> None:
    witness.add_checkpoint(log.body(0, KEPT))
    witness.add_checkpoint(log.body(KEPT, SEEN))


@pytest.mark.parametrize("size", [SEEN, SEEN + 5])
def test_a_loss_stated_in_full_is_followed_from_the_head_of_the_file_on(
    state: State, operator: Operator, log: InventedLog, witness: Witness, size: int
) -> None:
    """The office may have signed more than the witness was shown."""
    goes_on = InventedLog(36, origin=f"{ORIGIN}/2")
    told = operator.follow(file(stated(log, size), successor=goes_on))
    assert (told.successor, told.seen, told.kept, told.lost) == (f"{ORIGIN}/2", SEEN, KEPT, size)
    assert f"kept up to 10, lost 11…{size}" in told.told
    assert witness.add_checkpoint(goes_on.body(30, 36)).status == 200
    assert witness.add_checkpoint(log.body(SEEN, 30)).status == 404
    with state.reading() as records:
        kept = records.latest(ORIGIN)
    assert kept is not None
    assert kept.size == SEEN


@pytest.mark.parametrize("asked", [(0, 30), (30, 36)])
def test_another_log_than_that_of_the_file_is_not_cosigned_under_the_new_name(
    operator: Operator, log: InventedLog, witness: Witness, asked: tuple[int, int]
) -> None:
    """Else the office could show here what it has kept, and go on with a log that has kept nothing."""
    operator.follow(file(stated(log)))
    other = InventedLog(36, salt="other", origin=f"{ORIGIN}/2")
    assert witness.add_checkpoint(other.body(*asked)).status in (409, 422)


def test_a_loss_that_was_never_signed_is_not_followed(operator: Operator, log: InventedLog) -> None:
    """Nobody can state a million events of which there is no signed head."""
    forged = InventedLog(1, signer=SeedSigner(bytes([5]) * 32))
    head = Checkpoint(ORIGIN, 10**6, bytes(32))
    million = replace(stated(log), size=head.size, root=head.root.hex())
    with pytest.raises(WitnessError, match="the head with it is of 20"):
        operator.follow(file(million))
    by_a_stranger = str(notes.signed(head.text, ORIGIN, forged.signer))
    with pytest.raises(WitnessError, match="head that was lost is signed by no key"):
        operator.follow(file(replace(million, note=by_a_stranger)))
    with pytest.raises(WitnessError, match="no statement"):
        operator.follow(file(replace(million, note="")))
    by_the_log = str(notes.signed(head.text, ORIGIN, log.signer))
    told = operator.follow(file(replace(million, note=by_the_log)))
    assert (told.kept, told.lost) == (KEPT, 10**6)


def test_a_log_that_keeps_nothing_is_followed_only_when_the_operator_says_so(
    operator: Operator, log: InventedLog, witness: Witness
) -> None:
    """The size of a head that another witness has cosigned shows nothing here."""
    anew = InventedLog(30, salt="anew", origin=f"{ORIGIN}/2")
    for keeps in ((), (7,)):
        with pytest.raises(WitnessError, match="nothing of what was cosigned"):
            operator.follow(file(stated(log), successor=anew, keeps=keeps))
    told = operator.follow(file(stated(log), successor=anew, keeps=()), nothing_kept=True)
    assert (told.kept, "nothing of what was cosigned" in told.told) == (0, True)
    assert witness.add_checkpoint(anew.body(30, 30)).status == 200


@pytest.mark.parametrize("nothing_kept", [False, True])
def test_a_log_is_not_followed_that_claims_to_keep_what_it_has_changed(
    operator: Operator, log: InventedLog, *, nothing_kept: bool
) -> None:
    changed = InventedLog(30, changed_at=3, origin=f"{ORIGIN}/2")
    with pytest.raises(WitnessError, match="does not show it"):
        operator.follow(file(stated(log), successor=changed), nothing_kept=nothing_kept)
    changed_behind = InventedLog(30, changed_at=KEPT, origin=f"{ORIGIN}/2")
    assert operator.follow(file(stated(log), successor=changed_behind)).kept == KEPT


def test_a_witness_that_has_cosigned_nothing_follows_without_proof(state: State, operator: Operator) -> None:
    unseen = InventedLog(40, origin="log.example/other/matters")
    with state.writing() as records:
        records.trust(unseen.verifier, NOW)
    goes_on = InventedLog(30, origin=f"{unseen.origin}/2")
    told = operator.follow(file(stated(unseen), of=("other", "matters"), successor=goes_on, keeps=()))
    assert (told.seen, told.kept) == (0, 0)


def test_a_loss_of_less_than_was_cosigned_is_not_followed(
    operator: Operator, log: InventedLog, witness: Witness
) -> None:
    with pytest.raises(WitnessError, match=r"20 events were cosigned.*speaks of 15"):
        operator.follow(file(stated(log, 15)))
    assert witness.add_checkpoint(log.body(SEEN, 30)).status == 200


def test_another_root_than_the_one_cosigned_is_not_followed(operator: Operator) -> None:
    with pytest.raises(WitnessError, match="another root"):
        operator.follow(file(stated(InventedLog(SEEN, changed_at=3))))


def test_the_log_that_goes_on_is_signed_by_the_key_of_the_old_one(operator: Operator, log: InventedLog) -> None:
    stranger = InventedLog(30, origin=f"{ORIGIN}/2", signer=SeedSigner(bytes([5]) * 32))
    with pytest.raises(WitnessError, match="signed by no key trusted"):
        operator.follow(file(stated(log), successor=stranger))


def test_the_log_that_goes_on_has_the_next_name(operator: Operator, log: InventedLog) -> None:
    with pytest.raises(WitnessError, match="comes"):
        operator.follow(file(stated(log), successor=InventedLog(30, origin=f"{ORIGIN}/3")))


@pytest.mark.parametrize(
    ("of", "log_", "generation"),
    [
        (("other", "matters"), "matters", 1),
        (("ffice", "matters"), "matters", 1),
        (("office", "access"), "matters", 1),
        (("office", "matters"), "access", 1),
        (("office", "matters"), "matters", 2),
    ],
)
def test_a_log_is_spoken_for_only_by_itself(
    operator: Operator, log: InventedLog, of: tuple[str, str], log_: str, generation: int
) -> None:
    """Other offices of the installation sign with the same key."""
    with pytest.raises(WitnessError, match="which is another log"):
        operator.follow(file(replace(stated(log), log=log_, generation=generation), of=of))
    assert operator.follow(file(stated(log))).origin == ORIGIN


def test_an_office_that_is_called_matters_does_not_speak_for_the_second_generation_of_another(
    operator: Operator, log: InventedLog
) -> None:
    """Its log 2 could be read into NAME/office/matters/2, were it for the name alone."""
    operator.follow(file(stated(log)))
    second = InventedLog(40, origin=f"{ORIGIN}/2")
    event = replace(stated(second, 35), log="2")
    third = InventedLog(30, origin=f"{ORIGIN}/3")
    for successor in (InventedLog(30, origin=f"{ORIGIN}/2/2"), third):
        with pytest.raises(WitnessError, match="which is another log"):
            operator.follow(file(event, of=("matters", "matters"), successor=successor, keeps=()), nothing_kept=True)
    own = replace(event, log="matters", generation=2)
    assert operator.follow(file(own, successor=third, keeps=()), nothing_kept=True).successor == f"{ORIGIN}/3"


def test_a_log_that_is_not_known_is_not_followed(operator: Operator) -> None:
    other = InventedLog(40, origin="other.example/office/matters")
    with pytest.raises(WitnessError, match="not known"):
        operator.follow(file(stated(other), successor=InventedLog(30, origin=f"{other.origin}/2")))


def test_the_statement_has_to_be_in_the_log_that_goes_on(operator: Operator, log: InventedLog) -> None:
    given = msgspec.json.decode(file(stated(log)), type=Succession)
    elsewhere = InventedLog(30, origin=f"{ORIGIN}/2")
    with pytest.raises(WitnessError, match="not in the log"):
        operator.follow(msgspec.json.encode(replace(given, proof=str(elsewhere.receipt(12, 30)))))


@pytest.mark.parametrize("given", [b"", b"{}", b"[]", b'{"record":"","content":"","stamp":"","proof":""}'])
def test_what_is_no_statement_is_said_to_be_none(operator: Operator, given: bytes) -> None:
    with pytest.raises(WitnessError, match="no statement"):
        operator.follow(given)
