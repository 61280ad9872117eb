"""A report as a file that leaves the office: the frozen text, its steps, the facts counted, and their proof.

The proof leads from the events on which the facts rest to the root of the log that the report states.

JSON, UTF-8. `facts` are what the counting tables count; each names the event that says it by its position. `events` are
the leaf records of those: what each is, when it was recorded, and the digest of its content, which stays in the office.
`proof` leads from their leaf hashes to the root (RFC 6962; service/ledger/merkle.py). It proves that the events stand
in that log; that none was left out is proved by all leaves only, that is by `zhuoluo report verify` in the office.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace
from psycopg import Connection

from domain import reports as rs
from domain.periods import Period, period
from domain.report_content import BadReport, Content, parsed
from service.ledger import merkle, multiproof, showing
from service.ledger.application import MATTERS
from service.readmodels.asking import Question, frozen, of_everybody
from service.readmodels.statistics import behind
from service.reports.received import contents_of
from service.runtime import Instance

FORMAT = "zhuoluo-report/1"


class BundledFact(behind.StatedFact, frozen=True, kw_only=True):
    """A fact as the tables count it, and the position of the event that says it."""

    position: int


class Proof(Struct, frozen=True):
    """What leads from the leaves of the events shown to the root of the tree of `size` leaves; hashes in hex."""

    size: int
    root: str
    hashes: tuple[str, ...]


class Bundle(Struct, frozen=True, kw_only=True):
    """The file. Without facts it holds the report alone."""

    format: str = FORMAT
    report: rs.Report
    content: str
    facts: tuple[BundledFact, ...] = ()
    events: tuple[showing.Shown, ...] = ()
    proof: Proof | None = None

    def parsed(self) -> Content:
        """Raises BadReport."""
        return parsed(self.content)


def bundle(instance: Instance, asked: Question, report: rs.Report, *, facts: bool = True) -> Bundle:
    """The file of a report, the same whoever asks; `asked` is of its office.

    Cost with facts: reads the leaves up to its position.
    """
    content = contents_of(instance, asked.id, [report.drafted.version])[report.drafted.version]
    if not facts:
        return Bundle(report=report, content=content)
    with instance.pool.connection() as connection:
        return _with_facts(connection, asked, report, content)


def _with_facts(connection: Connection[Any], asked: Question, report: rs.Report, content: str) -> Bundle:
    then = frozen(replace(of_everybody(asked), position=report.position))
    facts, events = counted_facts(connection, then, period(report.period, report.style))
    leaves = showing.leaf_hashes(connection, asked.id, MATTERS, report.position)
    hashes = multiproof.proof(leaves, [event.position - 1 for event in events])
    return Bundle(
        report=report,
        content=content,
        facts=facts,
        events=events,
        proof=Proof(report.position, merkle.tree_hash(leaves).hex(), tuple(each.hex() for each in hashes)),
    )


def counted_facts(
    connection: Connection[Any], asked: Question, of: Period
) -> tuple[tuple[BundledFact, ...], tuple[showing.Shown, ...]]:
    """The facts of a period as known at the question's position, by their days; their events by their positions.

    A fact whose event is missing stands at position 0, where there is none.
    """
    counted = list(behind.all_facts(connection, asked, of))
    events = showing.shown(connection, asked.id, MATTERS, sorted({(fact.petition, fact.act) for fact in counted}))
    positions = {event.stands_for[2:]: event.position for event in events}
    return tuple(_fact(fact, positions) for fact in counted), tuple(events)


def _fact(fact: behind.StatedFact, positions: Mapping[tuple[str, int], int]) -> BundledFact:
    return BundledFact(**asdict(fact), position=positions.get((str(fact.petition), fact.act), 0))


def text_of(found: Bundle) -> str:
    """The text of the file."""
    return msgspec.json.format(msgspec.json.encode(found, order="deterministic"), indent=1).decode()


def read(text: str | bytes) -> Bundle:
    """The bundle of a file. Raises BadReport."""
    try:
        found = msgspec.json.decode(text, type=Bundle)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        message = f"this is no report file: {error} (不是统计报表文件)"
        raise BadReport(message) from None
    if found.format != FORMAT:
        message = f"format {found.format!r} is not known to this version of zhuoluo (报表文件格式不识)"
        raise BadReport(message)
    return found
