"""What evidence costs: writing with MACs and a checkpoint each second beside writing without; proofs; verification.

The first is a ratio taken in turns in one run; proofs and verification are timed over a log of so many events.
"""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.evidence import Evidence
from service.bench.ledger import Rates, rate
from service.bench.machine import machine, versions
from service.bench.scratch import scratch
from service.bench.writers import Write, Writer, pieces
from service.database import Database, connection_pool
from service.evidence import proofs
from service.evidence.kept import Heads
from service.evidence.signing import PACE, Checkpoints, NothingToSign
from service.evidence.signing_key import SeedSigner
from service.evidence.whole import Outside, verify_whole
from service.instance_keys import InstanceKeys
from service.keys import KeyFolder
from service.ledger.application import MATTERS, Ledger
from service.ledger.leaf import Authenticator
from service.ledger.recorder import ContentEvent, LedgerRecorder
from service.settings import Settings

BARE, SIGNED = "without", "with"
ASKED = 1_000
"""Proofs that are made and timed, at most."""
AT_ONCE = 100
"""Events of one command when the log is filled."""
NAME = "bench.example"

Progress = Callable[[str, int, int], None]


class EvidenceMeasured(Struct, frozen=True, kw_only=True):
    """`written`: commands a second without and with evidence by threads, medians of the rounds, and their ratio.

    `proof_ms` and `consistency_ms`: median and 99th percentile over random positions and heads. `verified_s`: seconds
    of the whole verification, and of the processor of this process.
    """

    written: tuple[dict[str, float], ...]
    events: int
    first_checkpoint_s: float
    proof_ms: tuple[float, float]
    consistency_ms: tuple[float, float]
    verified_s: tuple[float, float]
    machine: dict[str, object]
    versions: dict[str, str]


class _NoMac(Authenticator):
    """What a ledger without MACs would do in their place: nothing."""

    def over(self, message: bytes) -> bytes:  # noqa: ARG002 - as its kind is called
        return bytes(32)


def bench_evidence(
    settings: Settings,
    *,
    threads: Sequence[int] = (1, 16),
    rounds: int = 3,
    seconds: float = 3.0,
    events: int = 100_000,
    progress: Progress = lambda _what, _done, _of: None,
) -> EvidenceMeasured:
    """Takes both ways of writing in turns, then fills a log and asks for proofs. Works in a database of its own.

    Raises: BenchRefused, DatabaseRefused, service.postgres.PostgresError.
    """
    with scratch(settings) as database:
        rates: Rates = {}
        turns = [(many, name) for many in threads for nth in range(rounds) for name in _order(nth)]
        for done, (many, name) in enumerate(turns):
            progress(f"{name}, {many} threads", done, len(turns) + 1)
            rates.setdefault((many, name), []).append(rate(database, WRITERS[name], many, seconds))
        progress(f"{events} events", len(turns), len(turns) + 1)
        first, proof, steps, verified = _over_a_log(database, events)
        return EvidenceMeasured(
            written=tuple(_compared(rates, many) for many in threads),
            events=events,
            first_checkpoint_s=round(first, 3),
            proof_ms=proof,
            consistency_ms=steps,
            verified_s=verified,
            machine=machine(),
            versions=versions(database),
        )


def _order(nth: int) -> tuple[str, str]:
    return (BARE, SIGNED) if nth % 2 == 0 else (SIGNED, BARE)


def _compared(rates: Rates, threads: int) -> dict[str, float]:
    without, with_ = median(rates[threads, BARE]), median(rates[threads, SIGNED])
    return {
        "threads": threads,
        BARE: round(without, 1),
        SIGNED: round(with_, 1),
        "ratio": round(with_ / without, 3),
    }


@contextmanager
def _writing(database: Database, *, signed: bool) -> Iterator[Write]:
    """A fresh log; signed: MACs, and its head signed each second by a thread; else neither."""
    with TemporaryDirectory() as folder, connection_pool(database, 1) as pool:
        ledger = Ledger(database.conninfo, pool, KeyFolder(Path(folder) / "keys"))
        office = f"bench-{secrets.token_hex(6)}"
        recorder = ledger.create(office).recorder
        assert isinstance(recorder, LedgerRecorder)  # noqa: S101 - a log has no other
        if not signed:
            recorder.authenticate_by(_NoMac(b""))
        try:
            with _each_second(_checkpoints(ledger, folder), office) if signed else nullcontext():
                yield lambda piece: recorder.append([piece.event], command=piece.command)
        finally:
            ledger.close()


@contextmanager
def _each_second(checkpoints: Checkpoints, office: str) -> Iterator[None]:
    """Signs the head of that log at the pace of the service (service/evidence/following.py)."""
    stopped = threading.Event()

    def sign() -> None:
        while not stopped.wait(PACE.total_seconds()):
            with suppress(NothingToSign):  # nothing has been written in the first second
                checkpoints.current(office, MATTERS)

    thread = threading.Thread(target=sign, daemon=True)
    thread.start()
    yield
    stopped.set()
    thread.join()


def _checkpoints(ledger: Ledger, folder: str) -> Checkpoints:
    signer = SeedSigner(bytes(32))
    return Checkpoints(ledger.connections, Heads(Path(folder) / "heads"), [signer], NAME, lambda *_: Evidence())


@contextmanager
def _bare(database: Database, threads: int) -> Iterator[list[Write]]:
    with _writing(database, signed=False) as write:
        yield [write] * threads


@contextmanager
def _signed(database: Database, threads: int) -> Iterator[list[Write]]:
    with _writing(database, signed=True) as write:
        yield [write] * threads


WRITERS: dict[str, Writer] = {BARE: _bare, SIGNED: _signed}


Times = tuple[float, float]


def _over_a_log(database: Database, events: int) -> tuple[float, Times, Times, Times]:
    """Seconds of the first checkpoint; milliseconds of proofs and of consistency proofs; seconds of verification."""
    office = f"bench-{secrets.token_hex(6)}"
    with TemporaryDirectory() as folder, connection_pool(database, 2) as pool:
        keys = KeyFolder(Path(folder) / "keys")
        ledger = Ledger(database.conninfo, pool, keys)
        try:
            _fill(ledger, office, events)
            began = perf_counter()
            checkpoints = _checkpoints(ledger, folder)
            last = checkpoints.current(office, MATTERS)
            first = perf_counter() - began
            with pool.connection() as connection:
                proof = _timed(lambda at: _prove(connection, ledger, office, at, last), events)
                steps = _timed(lambda at: _step(connection, office, at, last.size), events)
            return first, proof, steps, _verified(pool, office, InstanceKeys(keys))
        finally:
            ledger.close()


def _fill(ledger: Ledger, office: str, events: int) -> None:
    recorder = ledger.create(office).recorder
    assert isinstance(recorder, LedgerRecorder)  # noqa: S101 - a log has no other
    made = 0
    while made < events:
        work = [piece.event for piece in pieces(min(AT_ONCE, events - made))]
        recorder.append([_readable(event) for event in work])
        made += len(work)


def _readable(event: ContentEvent) -> ContentEvent:
    """The event with a content that verification can read, as long as before."""
    filling = event.state.hex()[: len(event.state) - len(_ENVELOPE)]
    state = _ENVELOPE.replace(b"%", filling.encode(), 1)
    return ContentEvent(event.originator_id, event.originator_version, event.topic, state)


_ENVELOPE = b'{"nonce":"","via":{"channel":"bench"},"line":{"event":{"type":"Commented/1","text":"%"}}}'


def _timed(asked: Callable[[int], object], events: int) -> Times:
    """Median and 99th percentile in milliseconds, of random positions."""
    chance = random.Random(6962)  # noqa: S311 - the same positions each time
    took = []
    for _ in range(min(ASKED, events // 10)):
        at = chance.randint(1, events)
        began = perf_counter()
        asked(at)
        took.append((perf_counter() - began) * 1000)
    took.sort()
    return round(median(took), 3), round(took[len(took) * 99 // 100], 3)


def _prove(connection: Connection[Any], ledger: Ledger, office: str, position: int, last: Any) -> object:
    (leaf,) = ledger.log(office).leaves(position, 1)
    return proofs.inclusion(connection, office, MATTERS, position, leaf, last.note)


def _step(connection: Connection[Any], office: str, old: int, new: int) -> object:
    return proofs.steps(connection, office, MATTERS, old, new)


def _verified(pool: ConnectionPool[Any], office: str, keys: InstanceKeys) -> Times:
    outside = Outside(macs=keys.macs(), keys=(SeedSigner(bytes(32)).public.hex(),))
    with pool.connection() as connection:
        began, busy = perf_counter(), process_time()
        whole, _ = verify_whole(connection, office, MATTERS, outside)
        took = round(perf_counter() - began, 2), round(process_time() - busy, 2)
    if not whole.sound:
        message = f"the log that was just written is not sound: {whole.verified.fault or whole.faults}"
        raise RuntimeError(message)
    return took
