"""The numbers of an office's registers: given one after the other, none twice, none left out (R3.1.1).

Told from the registrations in the ledger themselves, so it is as provable as they are: the n-th registration of a
series and period must carry its n-th number. A void number stays used and is listed. At the newest position the
counter from which the next number comes must agree too. Judged on an earlier day, the numbers count that had been given
by then, by the day that the registration names; they are numbered among all that are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain.values import begins
from projections.catalog import REGISTER
from service.readmodels.asking import Question
from service.runtime import Instance

PAGE = 1000
TOPICS = ("Registered/1",)
VOID = f"""
SELECT petition FROM {REGISTER.schema}.{REGISTER.name}
WHERE office = %(office)s AND state = 'voided' AND from_pos <= %(position)s AND %(position)s < to_pos
"""  # noqa: S608 - constants

RESTRICTED = "restricted"
"""What a number reads whose petition the viewer may not know of."""

Series = tuple[str, str]
"""The id of a series and its period."""


class Given(Struct, frozen=True):
    """A number as it stands in the ledger: at which position, to which petition."""

    number: str
    petition: UUID
    position: int


class Break(Struct, frozen=True):
    """Where a series does not go on as it must: the number that was to come, and the one that stands there."""

    expected: str
    found: str
    position: int


class SeriesReport(Struct, frozen=True):
    """One series in one period: how many numbers, the first and the last, void ones, and every break.

    `counter` is the last number by the counter of the ledger, 0 when asked about a position or a day of the past.
    """

    series: str
    period: str
    given: int
    first: str
    last: str
    counter: int
    voided: tuple[Given, ...]
    breaks: tuple[Break, ...]

    @property
    def whole(self) -> bool:
        return not self.breaks and self.counter in (0, self.given)


def report(instance: Instance, asked: Question) -> list[SeriesReport]:
    """Every series and period with a number known at the position and given by the day asked about, in order."""
    with instance.pool.connection() as connection:
        named = {"office": asked.id, "position": asked.position}
        void = {petition for (petition,) in connection.execute(VOID, named)}
    head = instance.ledger.head(asked.id)
    counters: Mapping[Series, int] = head.counters if head.size == asked.position else {}
    found: dict[Series, list[tuple[Given, str]]] = {}
    last: dict[Series, int] = {}
    for key, given, expected in _registrations(instance, asked, last):
        found.setdefault(key, []).append((given, expected))
    whole = {key: counters.get(key, 0) for key, rows in found.items() if len(rows) == last[key]}
    told = [_series(key, rows, void, whole.get(key, 0)) for key, rows in sorted(found.items())]
    return _withheld(instance, asked, told, found)


def _withheld(
    instance: Instance, asked: Question, told: list[SeriesReport], found: Mapping[Series, list[tuple[Given, str]]]
) -> list[SeriesReport]:
    """The report with RESTRICTED in the place of every number whose petition the viewer may not know of."""
    shown = {given.number: given.petition for rows in found.values() for given, _ in rows}
    with instance.pool.connection() as connection:
        seen = asked.seeing.among(connection, {each for report in told for each in _named(report, shown)})
    hidden = {number for number, petition in shown.items() if petition not in seen}
    return [_masked(report, hidden) for report in told]


def _named(report: SeriesReport, petitions: Mapping[str, UUID]) -> Iterator[UUID]:
    """The petitions whose numbers stand in the report."""
    numbers = {report.first, report.last, *(each.found for each in report.breaks)}
    yield from (petitions[number] for number in numbers if number in petitions)
    yield from (given.petition for given in report.voided)


def _masked(report: SeriesReport, hidden: AbstractSet[str]) -> SeriesReport:
    def said(number: str) -> str:
        return RESTRICTED if number in hidden else number

    return replace(
        report,
        first=said(report.first),
        last=said(report.last),
        voided=tuple(each for each in report.voided if each.number not in hidden),
        breaks=tuple(replace(each, expected=said(each.expected), found=said(each.found)) for each in report.breaks),
    )


def _registrations(instance: Instance, asked: Question, last: dict[Series, int]) -> Iterator[tuple[Series, Given, str]]:
    """Each registration with the number that it must carry; `last` counts the series on."""
    for line in instance.ledger.log(asked.id).of_topics(TOPICS, asked.position, PAGE):
        event = line.event
        if isinstance(line, e.Line) and isinstance(event, e.Registered):
            key = (event.series, event.period)
            last[key] = last.get(key, 0) + 1
            expected = event.pattern.format(office=asked.id, year=event.period, number=last[key])
            if begins(line.occurred, asked.office.zone) <= asked.on.moment:
                yield key, Given(line.number, line.petition, line.position), expected


def _series(key: Series, rows: list[tuple[Given, str]], void: set[UUID], counter: int) -> SeriesReport:
    given = [each for each, _ in rows]
    return SeriesReport(
        series=key[0],
        period=key[1],
        given=len(given),
        first=given[0].number,
        last=given[-1].number,
        counter=counter,
        voided=tuple(each for each in given if each.petition in void),
        breaks=tuple(Break(want, each.number, each.position) for each, want in rows if each.number != want),
    )
