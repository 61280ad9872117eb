"""A restored log goes on under another name only where the office states all of the loss, also to the witness."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg
import pytest
from msgspec.structs import replace

from domain import deciding
from domain.evidence_events import LogRestored
from service.database import Database
from service.evidence import note as notes
from service.evidence import store
from service.evidence.checkpoint import Checkpoint, next_origin
from service.evidence.signing import Refused
from service.evidence.store import Stored
from service.evidence.succession import succession
from service.evidence.witnessing import COSIGNED, REFUSED
from service.ledger.application import MATTERS
from service.runtime import Instance, assembled
from service.settings import Settings
from service.witness.home import WitnessError
from service.witness.succession import Followed, Keeping, Succession, succeed
from tests.service.evidence.conftest import tampered
from tests.service.evidence.witnessed import BY, VIA, Bureau, Outside, answering, put_back, saved

NewInstance = Callable[[], Instance]
ORIGIN = "xinfang.example/linye/matters"


@pytest.fixture
def new_instance(database: Database, home: Path) -> Iterator[NewInstance]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(assembled(Settings(home, origin="xinfang.example"), database))


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    return Outside(tmp_path / "witness")


class Restored:
    """An office whose database was put back; its signer and its witness have seen more."""

    def __init__(self, bureau: Bureau, lost: Stored, kept: int) -> None:
        self.bureau = bureau
        self.lost = lost
        self.kept = kept

    def state(self) -> LogRestored:
        lost = self.lost
        event = LogRestored(
            log=MATTERS,
            generation=1,
            origin=lost.head.origin,
            size=lost.size,
            root=lost.head.root.hex(),
            note=lost.text,
            reason="磁盘损坏",
        )
        self.bureau.instance.offices.add(self.bureau.id, event, BY, VIA)
        return event

    def file(self) -> bytes:
        return succession(self.bureau.instance, self.bureau.id, MATTERS)


@pytest.fixture
def restored(database: Database, new_instance: NewInstance, outside: Outside) -> Iterator[Restored]:
    bureau = Bureau.founded(new_instance())
    outside.trust(bureau)
    with answering(outside) as address:
        bureau.name(outside, address)
        kept = bureau.signed().size
        assert bureau.submit().outcome == COSIGNED
        saved(database)
        bureau.grow(6)
        lost = bureau.signed()
        assert bureau.submit().outcome == COSIGNED
        put_back(database)
        yield Restored(Bureau(new_instance()), lost, kept)


def keeps(file: bytes) -> tuple[Keeping, ...]:
    return msgspec.json.decode(file, type=Succession).keeps


def followed(outside: Outside, file: bytes) -> Followed:
    with outside.state.writing() as records:
        return succeed(records, outside.identity, file, datetime.now(UTC))


def test_a_restored_log_is_refused_by_the_signer_and_the_witness_until_the_loss_is_stated(
    restored: Restored, outside: Outside
) -> None:
    bureau = restored.bureau
    with pytest.raises(Refused):
        bureau.signed()
    assert bureau.submit().outcome == REFUSED
    with pytest.raises(deciding.Refused, match="no restore"):
        restored.file()
    restored.state()
    with pytest.raises(deciding.Refused, match="was not signed as"):
        restored.file()
    assert bureau.signed().head.origin == f"{ORIGIN}/2"
    assert bureau.submit().reason[:3] == "404"
    told = followed(outside, restored.file())
    assert (told.origin, told.successor, told.seen, told.lost) == (ORIGIN, f"{ORIGIN}/2", 3 + 6, 3 + 6)
    assert told.kept == restored.kept == 3
    assert bureau.submit().outcome == COSIGNED
    bureau.grow(12)
    bureau.signed()
    assert bureau.submit().outcome == COSIGNED
    assert (outside.seen(ORIGIN), outside.seen(f"{ORIGIN}/2")) == (restored.lost.size, bureau.size)


def test_the_file_is_the_same_once_the_log_has_grown(restored: Restored, outside: Outside) -> None:
    """It is proved under the first checkpoint that covers the statement."""
    restored.state()
    restored.bureau.signed()
    first = restored.file()
    restored.bureau.grow(20)
    restored.bureau.signed()
    assert restored.file() == first
    followed(outside, first)


def test_the_last_head_that_each_witness_has_cosigned_and_that_is_contained_is_proved(
    restored: Restored, outside: Outside, database: Database
) -> None:
    """Cosignatures may outlast the events that they are about; another witness may have none that is contained."""
    restored.state()
    restored.bureau.signed()
    assert [each.size for each in keeps(restored.file())] == [3]
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        lost = restored.lost
        store.add(connection, "linye", MATTERS, 1, lost.size, lost.text)
        line = notes.cosignature(lost.note.text, "w2.example", outside.identity.signer, 1)
        store.cosign(connection, "linye", MATTERS, lost, line)
        store.cosign(connection, "linye", MATTERS, lost, replace(line, name=outside.identity.name))
        assert store.cosigned_sizes(connection, "linye", MATTERS, 1) == [[9], [3, 9]]
    assert [each.size for each in keeps(restored.file())] == [3]
    assert followed(outside, restored.file()).kept == 3


def test_a_backup_of_before_the_first_cosignature_is_followed_only_when_the_operator_says_so(
    restored: Restored, outside: Outside, database: Database
) -> None:
    """Nothing is known here of what the witness has cosigned, so nothing is proved of it."""
    restored.state()
    restored.bureau.signed()
    tampered(database, "DELETE FROM ledger.cosignature")
    file = restored.file()
    with pytest.raises(WitnessError, match="nothing of what was cosigned"):
        followed(outside, file)
    with outside.state.writing() as records:
        told = succeed(records, outside.identity, file, datetime.now(UTC), nothing_kept=True)
    assert (told.kept, told.seen) == (0, restored.lost.size)


def test_another_log_than_that_of_matters_has_no_file(restored: Restored) -> None:
    with pytest.raises(deciding.Refused, match="about itself"):
        succession(restored.bureau.instance, "linye", "access")


def test_the_log_of_before_is_closed_at_the_witness(restored: Restored, outside: Outside) -> None:
    """Whoever signs on under the old name is refused, and it is kept."""
    restored.state()
    bureau = restored.bureau
    bureau.signed()
    file = restored.file()
    followed(outside, file)
    with pytest.raises(WitnessError, match="goes on as"):
        followed(outside, file)
    (signer,) = bureau.instance.checkpoints._signers
    note = notes.signed(Checkpoint(ORIGIN, 99, bytes(32)).text, ORIGIN, signer)
    assert outside.witness.add_checkpoint(f"old 8\n\n{note}".encode()).status == 404
    assert ("closed", 99) in [(each.kind, each.size) for each in outside.refusals()]


def test_a_file_in_which_anything_was_changed_is_not_followed(restored: Restored, outside: Outside) -> None:
    restored.state()
    restored.bureau.signed()
    file = restored.file().decode()
    for old, new, said in (
        ('"content": "', '"content": "AAAA', "content is not that of its record"),
        ('"stamp": "', '"stamp": "AAAA', "content is not that of its record"),
        ("LogRestored/1", "UnitSet/1", "not LogRestored"),
        ("linye", "linyf", "which is another log"),
        ('"size": 3', '"size": 9', "does not show it"),
        ('"size": 3', '"size": 2', "nothing of what was cosigned"),
        ('"size": 3', '"size": 0', "no statement"),
        ("2026-", "2025-", "not in the log"),
        ("index ", "index 1", "not in the log"),
        (f"{ORIGIN}/2", f"{ORIGIN}/3", "comes"),
        ("zhuoluo/1", "zhuoluo/2", "record is none"),
        ("{", "", "no statement"),
    ):
        with pytest.raises(WitnessError, match=said):
            followed(outside, file.replace(old, new, 1).encode())
    assert followed(outside, file.encode()).successor == f"{ORIGIN}/2"


def test_names_of_generations_are_counted_on() -> None:
    assert next_origin("x.example/linye/matters", "matters") == "x.example/linye/matters/2"
    assert next_origin("x.example/linye/matters/2", "matters") == "x.example/linye/matters/3"
    assert next_origin("x.example/linye/matters/9", "matters") == "x.example/linye/matters/10"
    assert next_origin("x.example/linye/2026", "2026") == "x.example/linye/2026/2"
