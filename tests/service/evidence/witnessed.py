"""An office whose log a witness on another computer cosigns; for tests that put the office's database back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from domain.evidence_events import WitnessNamed
from domain.office import OfficeCreated, UnitSet
from domain.values import Actor
from service.database import Database
from service.evidence import naming
from service.evidence.store import Stored
from service.evidence.witnessing import Said
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from service.runtime import Instance
from service.witness import home as homes
from service.witness.cosigning import Witness
from service.witness.serving import application
from service.witness.state import Refusal, State
from tests.service.evidence.conftest import tampered

BY, VIA = Actor("管理员"), Via(channel="test")
NAME = "witness.example/w1"


class Outside:
    """The witness, as its operator sees it."""

    def __init__(self, home: Path, name: str = NAME) -> None:
        self.home = home
        self.identity = homes.founded(home, name)
        self.state = State.made(home / homes.STATE)
        self.witness = Witness(self.identity, self.state)

    def trust(self, office: Bureau) -> None:
        """The log under the name and key that it has now."""
        head = office.signed().head
        with self.state.writing() as records:
            records.trust(office.instance.checkpoints.verifiers(head.origin)[0], datetime.now(UTC))

    def seen(self, origin: str) -> int | None:
        with self.state.reading() as records:
            latest = records.latest(origin)
        return latest.size if latest else None

    def refusals(self) -> list[Refusal]:
        with self.state.reading() as records:
            return records.refusals()


class Bureau:
    """An office of an instance."""

    def __init__(self, instance: Instance, office: str = "linye") -> None:
        self.instance = instance
        self.id = office

    @classmethod
    def founded(cls, instance: Instance, office: str = "linye") -> Bureau:
        made = OfficeCreated(id=office, name="林业局", time_zone="Asia/Shanghai")
        instance.offices.create(made, "S1", BY, datetime.now(UTC), VIA)
        return cls(instance, office)

    @property
    def size(self) -> int:
        return self.instance.ledger.head(self.id).size

    def grow(self, events: int, mark: str = "科") -> None:
        for nth in range(events):
            event = UnitSet(name=f"{mark}{self.size}-{nth}", kind="petition_section")
            self.instance.offices.add(self.id, event, BY, VIA)

    def signed(self) -> Stored:
        return self.instance.checkpoints.current(self.id, MATTERS)

    def name(self, outside: Outside, url: str) -> WitnessNamed:
        evidence = self.instance.offices.get(self.id).state.evidence
        event = naming.named(evidence, url, str(outside.identity.verifier), "市档案馆")
        self.instance.offices.add(self.id, event, BY, VIA)
        return event

    def submit(self) -> Said:
        """What the only witness says to the checkpoint signed last."""
        (named,) = self.instance.offices.get(self.id).state.evidence.witnesses
        said = self.instance.witnessing.submissions.submit(self.id, MATTERS, named)
        assert said is not None
        return said


def saved(database: Database) -> None:
    """Keeps the head as a backup has it."""
    tampered(database, "DROP TABLE IF EXISTS saved", "CREATE TABLE saved AS SELECT * FROM ledger.head")


def put_back(database: Database) -> None:
    """Back to the backup, as if nothing had come behind. An instance that has read more must not go on."""
    of_log = "USING saved s WHERE (t.office, t.log) = (s.office, s.log)"
    tampered(
        database,
        f"DELETE FROM ledger.event t {of_log} AND t.position > s.size",
        f"DELETE FROM ledger.cosignature t {of_log} AND t.size > s.size",
        f"DELETE FROM ledger.checkpoint t {of_log} AND t.size > s.size",
        "UPDATE ledger.head t SET size = s.size, edge = s.edge, recorded_at = s.recorded_at "
        "FROM saved s WHERE (t.office, t.log) = (s.office, s.log)",
    )


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The address at which the application answers, in a thread."""
    config = uvicorn.Config(app, log_level="critical", access_log=False, ws="none", lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def answering(outside: Outside) -> Iterator[str]:
    with served(application(outside.witness)) as url:
        yield url
