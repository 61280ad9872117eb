"""Milliseconds to draw up an official document and to issue one, among many that are issued one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from uuid import UUID, uuid4

from msgspec import Struct

from domain import commands as c
from domain.access import CONSOLE
from domain.values import Actor, Details, Person
from service import roles
from service.bench.ledger import Progress
from service.bench.machine import machine, versions
from service.bench.read import PERCENT, WARMING
from service.bench.rebuild import ADMINISTRATOR, BOOK, OFFICE
from service.bench.scratch import scratch
from service.database import Database
from service.desk import Request, Step
from service.documents.drawing import drawn
from service.documents.issuing import Order, issue
from service.ledger.entry import Via
from service.projector.following import rebuild
from service.readmodels import needs
from service.readmodels.asking import Question, question
from service.readmodels.petition import Case, case
from service.runtime import Instance, assembled
from service.settings import Settings

CLERK = Actor("李文", unit="信访科", post="registrar")
VIA = Via(channel="bench")
KIND = "acceptance"
ORDER = Order(document_kind=KIND, actor=CLERK, channel="bench", path="bench", coded=True)
PROBLEM = "门前道路积水已三个月，雨天无法通行，多次反映未得到解决，老人出行不便，请尽快修复排水。"


class Drawn(Struct, frozen=True, kw_only=True):
    """`drawing_ms`: of setting one that had been read; `issuing_ms`: of reading, drawing, sealing, recording one.

    Median and 99th percentile. `processor_ms`: of this process for one that was issued. `seconds`: of all.
    """

    documents: int
    drawing_ms: tuple[float, float]
    issuing_ms: tuple[float, float]
    processor_ms: float
    seconds: float
    bytes: int
    machine: dict[str, object]
    versions: dict[str, str]


def bench_documents(
    settings: Settings, *, documents: int = 1_000, progress: Progress = lambda _what, _done, _of: None
) -> Drawn:
    """Accepts so many petitions, draws up the notice of each and then issues it. Raises as bench_rebuild."""
    with scratch(settings) as database, TemporaryDirectory() as home:
        roles.let_in(database.conninfo)
        acting = Database(database.conninfo, (), roles.taken_on(database.conninfo))
        with assembled(Settings(Path(home)), acting) as instance:
            instance.offices.create(OFFICE, BOOK, ADMINISTRATOR, datetime.now(UTC), VIA)
            petitions = [_accepted(instance, nth) for nth in range(documents)]
            rebuild(instance.pool, lambda _office, done, of: progress("rebuild", done, of))
            instance.signing.turn()  # as a server does all the time, behind what is written
            return _measured(instance, petitions, progress)


def _accepted(instance: Instance, nth: int) -> UUID:
    """A petition that has come in, is registered and accepted."""
    person = Person(id=uuid4(), name=f"信访人{nth}", phone="13800001111", address="瑶山乡河畔新村12栋302室")
    details = Details(title="门前道路积水", petitioner=person, problem=PROBLEM, people=1)
    steps = (c.Receive(channel="letter", details=details), c.Register(), c.Accept())
    petition = uuid4()
    made = tuple(Step(command=each) for each in steps)
    instance.desk.handle(Request(office=OFFICE.id, petition=petition, steps=made, actor=CLERK, via=VIA))
    return petition


def _measured(instance: Instance, petitions: Sequence[UUID], progress: Progress) -> Drawn:
    drawing, size = _drawing(instance, petitions)
    issuing, began, spent = [], perf_counter(), process_time()
    for done, petition in enumerate(petitions):
        progress("issue", done, len(petitions))
        at = perf_counter()
        issue(instance, ORDER, lambda petition=petition: _read(instance, petition))  # type: ignore[misc]
        issuing.append((perf_counter() - at) * 1000)
    return Drawn(
        documents=len(petitions),
        drawing_ms=_spread(drawing),
        issuing_ms=_spread(issuing),
        processor_ms=round((process_time() - spent) * 1000 / len(petitions), 1),
        seconds=round(perf_counter() - began, 1),
        bytes=size,
        machine=machine(),
        versions=versions(instance.database),
    )


def _drawing(instance: Instance, petitions: Sequence[UUID]) -> tuple[list[float], int]:
    """Milliseconds of each but the first few, and the bytes of the last."""
    took: list[float] = []
    size = 0
    for nth, petition in enumerate(petitions):
        asked, read = _read(instance, petition)
        at = perf_counter()
        size = len(drawn(instance, asked, read, KIND, coded=True).pdf)
        if nth >= WARMING:
            took.append((perf_counter() - at) * 1000)
    return took, size


def _read(instance: Instance, petition: UUID) -> tuple[Question, Case]:
    asked = question(instance, CONSOLE, OFFICE.id, needs=needs.PETITION)
    return asked, case(instance, asked, petition)


def _spread(took: Sequence[float]) -> tuple[float, float]:
    return round(median(took), 1), round(quantiles(took, n=PERCENT)[-1], 1)
