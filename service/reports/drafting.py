"""Drafts a report: its tables at the head of the log, what came late for earlier periods, what came from below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection

from domain import office as o
from domain import reports as rs
from domain.access import CONSOLE
from domain.deciding import Refused, structural
from domain.periods import Period
from domain.report_content import Adjustment, Basis, Content, Row, digest_of, text_of
from domain.values import Actor
from service.ledger.entry import Via
from service.ledger.head import Head
from service.ledger.submission import Written
from service.readmodels import needs
from service.readmodels.asking import Question, frozen, question
from service.readmodels.statistics import behind, counting, whole
from service.reports.received import summed
from service.reports.tables import newest
from service.runtime import Instance


def draft(
    instance: Instance,
    office: str,
    of: Period,
    actor: Actor,
    via: Via,
    *,
    replaces: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> Written:
    """Writes the draft of a report of a period that is over. Raises Refused, Behind, UnknownOffice, LedgerError."""
    event = drafted(instance, office, of, at or datetime.now(UTC), replaces=replaces, reason=reason)
    return instance.offices.add(office, event, actor, via, at=at)


def drafted(
    instance: Instance, office: str, of: Period, now: datetime, *, replaces: str = "", reason: str = ""
) -> o.StatisticsDrafted:
    """The draft of a report as the log stands now. Raises Refused, Behind, UnknownOffice."""
    known = instance.offices.get(office)
    day = known.moment(now).day
    if day <= of.last:
        zh, en = f"期间（{of.name}，至{of.last}）尚未结束", f"period {of.name} is not over before the end of {of.last}"
        raise Refused((structural(zh, en, "R2.6"),))
    head = instance.ledger.head(office)
    asked = frozen(question(instance, CONSOLE, office, position=head.size, on=day, needs=needs.RATES))
    content = text_of(content_of(instance, asked, of, head))
    return o.StatisticsDrafted(
        report=rs.report_id(of.name, of.style, known.state.reports),
        period=of.name,
        style=of.style,
        first=of.first,
        last=of.last,
        position=head.size,
        root=head.root.hex(),
        digest=digest_of(content),
        content=content,
        replaces=replaces,
        reason=reason,
    )


def content_of(instance: Instance, asked: Question, of: Period, head: Head) -> Content:
    """The report of a period as known at the question's position, which is the size of `head`."""
    below, reports = summed(instance, asked, of), reports_known(instance, asked)
    with instance.pool.connection() as connection:
        tables = tuple(maker.table(connection, asked, of) for maker in newest())
        adjusted = tuple(adjustments(connection, asked, of, reports))
    tables = (*tables, *below.tables(asked, tables))
    return Content(basis=_basis(asked, of, head), tables=tables, adjustments=adjusted, cites=below.cites)


def reports_known(instance: Instance, asked: Question) -> tuple[rs.Report, ...]:
    """The reports of the office by what stood at the question's position."""
    office = instance.offices.as_known(asked.id, asked.position)
    return office.state.reports if office else ()


def _basis(asked: Question, of: Period, head: Head) -> Basis:
    counted = whole.basis(asked, of)
    assert head.recorded_at is not None  # noqa: S101 - a log that has an office has a line
    return Basis(
        office=asked.id,
        name=asked.office.profile.name,
        period=of.name,
        style=of.style,
        first=of.first,
        last=of.last,
        judged_on=asked.on.day,
        date_basis=counted.date_basis,
        collective_min=counted.collective_min,
        position=head.size,
        root=head.root.hex(),
        recorded_at=head.recorded_at,
        replayed=asked.office.replayed,
    )


def adjustments(
    connection: Connection[Any], asked: Question, of: Period, reports: Sequence[rs.Report]
) -> Iterable[Adjustment]:
    """What is known now of earlier periods that no report has told yet; of those that changed."""
    for report, since in rs.to_adjust(reports, of):
        period = counting.period(report.period, report.style)
        rows = _changed(behind.difference(connection, asked, period, since))
        if rows:
            yield Adjustment(
                report=report.report,
                period=report.period,
                first=report.first,
                last=report.last,
                since=since,
                rows=rows,
            )


def _changed(found: behind.Difference) -> tuple[Row, ...]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for nth, sign, facts in ((0, 1, found.added), (1, -1, found.removed)):
        for fact in facts:
            sums[fact.measure][nth] += 1
            sums[fact.measure][2] += sign * fact.days
    return tuple(Row((measure,), tuple(sums[measure])) for measure in sorted(sums))
