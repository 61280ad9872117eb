"""Reports of other offices as they were received, and the totals of an office with those below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from domain import office as o
from domain import reports as rs
from domain.office import OfficeLine, office_stream
from domain.periods import Period
from domain.report_content import ALL, COUNTS, HANDLING, Citation, Content, Row, Table, parsed
from service.readmodels.asking import Question
from service.runtime import Instance

AREA = "area"
SUMMED = "sum-of-reports/1"


class Below(Struct, frozen=True):
    """The reports received for a period that count, in the order of the ids of their offices."""

    cites: tuple[Citation, ...]
    contents: tuple[Content, ...]

    def tables(self, asked: Question, own: Sequence[Table]) -> Iterator[Table]:
        """The totals by office and of all, where anything was received; each office counts its own petitions."""
        handling = next((table for table in own if table.id == HANDLING), None)
        if handling is None or not self.cites:
            return
        parts = {asked.id: handling}
        for cited, content in zip(self.cites, self.contents, strict=True):
            told = content.table(HANDLING)
            assert told is not None  # noqa: S101 - none was received without it
            parts[cited.office] = told
        rows = [Row((office, *row.key), row.numbers) for office, table in parts.items() for row in table.rows]
        yield Table(
            id=AREA,
            zh="本机构和下级合计",
            en="this office and those below it",
            formula=SUMMED,
            by=("office", "measure"),
            counts=COUNTS,
            rows=(*rows, *_total(rows)),
        )


def _total(rows: Sequence[Row]) -> Iterable[Row]:
    for measure in sorted({row.key[1] for row in rows}):
        numbers = zip(*(row.numbers for row in rows if row.key[1] == measure), strict=True)
        yield Row((ALL, measure), tuple(sum(int(number or 0) for number in each) for each in numbers))


def summed(instance: Instance, asked: Question, of: Period) -> Below:
    """What was received for the period by the question's position."""
    office = instance.offices.as_known(asked.id, asked.position)
    latest = rs.latest(office.state.received if office else (), of.first, of.last)
    contents = contents_of(instance, asked.id, [each.version for each in latest])
    cites = tuple(
        Citation(
            office=each.sender,
            name=each.sender_name,
            report=each.report,
            digest=each.digest,
            position=each.log_position,
        )
        for each in latest
    )
    return Below(cites, tuple(parsed(contents[each.version]) for each in latest))


def contents_of(instance: Instance, office: str, versions: Sequence[int]) -> dict[int, str]:
    """The texts of reports, drafted or received, by the version of the office that brought them."""
    if not versions:
        return {}
    lines = instance.ledger.log(office).newer(office_stream(office), min(versions) - 1)
    return {
        line.version: line.event.content
        for line in lines
        if isinstance(line, OfficeLine)
        and line.version in versions
        and isinstance(line.event, o.StatisticsDrafted | o.ReportReceived)
    }
