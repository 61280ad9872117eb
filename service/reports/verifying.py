"""Whether a report is what it says: by the file alone, and by the ledger of the office that made it.

Each check says equal, or what differs. By the file: its digest, its counting tables recounted fact by fact, the proof.
By the ledger: that the office drafted this text and did with it what the file tells, the root over all leaves up to its
position, the facts and the records of their events, every table made anew as known at that position by the formula that
the report names, adjustments and citations. Where a formula was replaced
since, the newer one is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from domain import reports as rs
from domain.access import CONSOLE
from domain.periods import Period, period
from domain.report_content import SPECS, Basis, Content, Table, changes, counted, digest_of
from service.ledger import merkle, multiproof, showing
from service.ledger.application import MATTERS
from service.readmodels import needs
from service.readmodels.asking import Question, frozen, question
from service.reports import received
from service.reports.bundle import Bundle, BundledFact, Proof, counted_facts
from service.reports.checking import DIFFERS, UNKNOWN, Check, compared, of_table
from service.reports.drafting import adjustments, reports_known
from service.reports.refolding import by_events
from service.reports.tables import FACTS, MAKERS, Maker
from service.runtime import Instance


class Verified(Struct, frozen=True, kw_only=True):
    """The verdict on a report; `in_ledger`: its office's ledger was at hand."""

    office: str
    report: str
    period: str
    position: int
    root: str
    digest: str
    in_ledger: bool
    checks: tuple[Check, ...]

    @property
    def sound(self) -> bool:
        """Nothing differs."""
        return all(check.standing != DIFFERS for check in self.checks)


def verified(
    instance: Instance, given: Bundle, makers: Sequence[Maker] = MAKERS, *, from_events: bool = False
) -> Verified:
    """Checks a report by its file, and by the ledger where its office is in this installation. Raises BadReport.

    With `from_events` its counting tables are counted from the events of the ledger too, folded anew.
    """
    content = given.parsed()
    basis = content.basis
    here = basis.office in instance.offices.ids()
    checks = list(by_file(given, content))
    if here:
        checks += by_ledger(instance, given, content, makers)
    if here and from_events:
        with instance.pool.connection() as connection:
            checks += by_events(connection, content, period(basis.period, basis.style))
    return Verified(
        office=basis.office,
        report=given.report.report,
        period=basis.period,
        position=basis.position,
        root=basis.root,
        digest=digest_of(given.content),
        in_ledger=here,
        checks=tuple(checks),
    )


# ---- by the file


def by_file(given: Bundle, content: Content) -> Iterator[Check]:
    """What the file shows by itself."""
    yield compared("digest", given.report.digest, digest_of(given.content))
    basis, report = content.basis, given.report
    told = (basis.period, basis.style, basis.first, basis.last, basis.position, basis.root)
    stated = (report.period, report.style, report.first, report.last, report.position, report.root)
    yield compared("basis", stated, told)
    if given.proof is None:
        yield Check(what="facts", standing=UNKNOWN, note="the file holds no facts (文件不含明细)")
        return
    yield compared("facts are of the period, each once", "", _misplaced(given, content))
    for spec in SPECS:
        if (table := content.table(spec.id)) is not None:
            yield of_table(f"facts of {spec.id}", table, changes(table.rows, counted(given.facts, spec)))
    yield compared("facts rest on the events shown", "", _not_shown(given, basis.office))
    yield _proof(given.events, given.proof, content)


def _misplaced(given: Bundle, content: Content) -> str:
    """The first fact that does not belong there, "" when there is none."""
    seen: set[object] = set()
    for fact in given.facts:
        key = (fact.petition, fact.measure, fact.act, fact.duty)
        if key in seen or not content.basis.first <= fact.day <= content.basis.last:
            return f"{fact.measure} of {fact.petition}, version {fact.act}, on {fact.day}"
        seen.add(key)
    return ""


def _not_shown(given: Bundle, office: str) -> str:
    """The first fact whose event is not shown, "" when there is none."""
    try:
        shown = {(event.position, *event.stands_for) for event in given.events}
    except ValueError as bad:
        return str(bad)
    for fact in given.facts:
        if (fact.position, office, MATTERS, str(fact.petition), fact.act) not in shown:
            return f"{fact.measure} of {fact.petition}, version {fact.act}, at position {fact.position}"
    return ""


def _proof(events: Sequence[showing.Shown], proof: Proof, content: Content) -> Check:
    basis = content.basis
    if (proof.size, proof.root) != (basis.position, basis.root):
        return compared("proof", f"{basis.position} {basis.root}", f"{proof.size} {proof.root}")
    if len({event.position for event in events}) < len(events):
        return Check(what="proof", standing=DIFFERS, note="two events are shown at one position (同一位置有两个事件)")
    try:
        leaves = {event.position - 1: event.leaf for event in events}
        root = multiproof.proved(basis.position, leaves, [bytes.fromhex(each) for each in proof.hashes])
    except ValueError as bad:
        return Check(what="proof", standing=DIFFERS, note=str(bad))
    return compared("proof", basis.root, root.hex())


# ---- by the ledger


def by_ledger(instance: Instance, given: Bundle, content: Content, makers: Sequence[Maker]) -> Iterator[Check]:
    """What the ledger of the office says."""
    basis = content.basis
    drafted = rs.by_id(instance.offices.get(basis.office).state.reports, given.report.report)
    yield compared("drafted by the office", digest_of(given.content), drafted.digest if drafted else None)
    yield _steps(given.report, drafted)
    if basis.position > instance.ledger.head(basis.office).size:
        yield Check(what="root", standing=DIFFERS, note=f"the log does not reach position {basis.position}")
        return
    asked = _asked(instance, basis)
    of = period(basis.period, basis.style)
    with instance.pool.connection() as connection:
        leaves = showing.leaf_hashes(connection, basis.office, MATTERS, basis.position)
        yield compared("root", basis.root, merkle.tree_hash(leaves).hex())
        if given.proof is not None:
            yield from _facts(connection, asked, of, given, content)
        for table in content.tables:
            if table.id != received.AREA:
                yield _recomputed(connection, asked, of, table, makers)
        again = tuple(adjustments(connection, asked, of, reports_known(instance, asked)))
    yield compared("adjustments", content.adjustments, again)
    yield from _area(instance, asked, of, content)


def _asked(instance: Instance, basis: Basis) -> Question:
    """The question that was asked when it was drafted, of the office as it was then."""
    asked = question(instance, CONSOLE, basis.office, position=basis.position, on=basis.judged_on, needs=needs.RATES)
    asked = frozen(asked)
    return replace(asked, office=instance.offices.as_known(basis.office, basis.position) or asked.office)


def _steps(stated: rs.Report, drafted: rs.Report | None) -> Check:
    """Whether all was done with the report that the file tells; more may have been done since."""
    found = drafted.steps[: len(stated.steps)] if drafted else ()
    return compared("steps", stated.steps, found)


def _facts(
    connection: Connection[Any], asked: Question, of: Period, given: Bundle, content: Content
) -> Iterator[Check]:
    """The facts of the file one by one, and the records of their events made anew from what the ledger holds."""
    formulas = {table.formula for spec in SPECS if (table := content.table(spec.id))}
    if formulas != {FACTS}:
        note = f"facts of {', '.join(sorted(formulas))} are not made by this version of zhuoluo (公式不识)"
        yield Check(what="facts", standing=UNKNOWN, note=note)
        return
    facts, events = counted_facts(connection, asked, of)
    yield compared("facts in the ledger", "", _odd(given.facts, facts))
    yield compared("events in the ledger", "", _odd(given.events, events))


def _odd(stated: Sequence[BundledFact | showing.Shown], found: Sequence[BundledFact | showing.Shown]) -> str:
    """The first that is on one side only, "" when there is none."""
    odd = next((pair for pair in zip_longest(stated, found) if pair[0] != pair[1]), None)
    return f"stated {odd[0]}, found {odd[1]}" if odd else ""


def _recomputed(
    connection: Connection[Any], asked: Question, of: Period, table: Table, makers: Sequence[Maker]
) -> Check:
    """The table by the formula it names; and by the one that has replaced that, where there is one."""
    mine = [maker for maker in makers if maker.id == table.id]
    named = next((maker for maker in mine if maker.formula == table.formula), None)
    if named is None:
        note = f"formula {table.formula} is not known to this version of zhuoluo (公式不识)"
        return Check(what=table.id, standing=UNKNOWN, note=note, formula=table.formula)
    check = of_table(table.id, table, changes(table.rows, named.table(connection, asked, of).rows))
    if named is mine[-1]:
        return check
    newer = mine[-1].table(connection, asked, of)
    return Check(
        what=check.what,
        standing=check.standing,
        note=f"{table.formula} was replaced by {newer.formula} (公式已更正)",
        formula=check.formula,
        differs=check.differs,
        newer=newer.formula,
        by_newer=changes(table.rows, newer.rows),
    )


def _area(instance: Instance, asked: Question, of: Period, content: Content) -> Iterator[Check]:
    below = received.summed(instance, asked, of)
    yield compared("citations", content.cites, below.cites)
    if (table := content.table(received.AREA)) is not None:
        again = next(below.tables(asked, content.tables), None)
        yield of_table(received.AREA, table, changes(table.rows, again.rows if again else ()))
