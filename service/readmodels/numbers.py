"""The numbers of an office's registers and documents: one after the other, none twice, none left out (R3.1.1).

Told from the registrations and issued documents in the ledger themselves, so it is as provable as they are: the n-th
of a series and period must carry its n-th number. A void number stays used and is listed. At the newest position the
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
TOPICS = ("Registered/1", "DocumentIssued/1", "DocumentVoided/1")
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
    head = instance.ledger.head(asked.id)
    counters: Mapping[Series, int] = head.counters if head.size == asked.position else {}
    known = _known(instance, asked)
    whole = {key: counters.get(key, 0) for key, rows in known.rows.items() if len(rows) == known.last[key]}
    told = [_series(key, rows, known.void, whole.get(key, 0)) for key, rows in sorted(known.rows.items())]
    return _withheld(instance, asked, told, known.rows)


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


class _Known(Struct):
    """What the ledger says: numbers by series, each with the one it must be; how far each series goes; void ones.

    `void` holds positions, `files` the position at which each document was issued.
    """

    rows: dict[Series, list[tuple[Given, str]]]
    last: dict[Series, int]
    void: set[int]
    files: dict[UUID, int]

    def take(self, line: e.Line, event: e.Registered | e.DocumentIssued, office: str, *, asked_about: bool) -> None:
        key = (event.series, event.period)
        self.last[key] = self.last.get(key, 0) + 1
        expected = event.pattern.format(office=office, year=event.period, number=self.last[key])
        if asked_about:
            self.rows.setdefault(key, []).append((Given(line.number, line.petition, line.position), expected))


def _known(instance: Instance, asked: Question) -> _Known:
    known, gone = _Known({}, {}, set(), {}), _void(instance, asked)
    for line in instance.ledger.log(asked.id).of_topics(TOPICS, asked.position, PAGE):
        if isinstance(line, e.Line):
            then = begins(line.occurred, asked.office.zone) <= asked.on.moment
            _take(known, line, asked.id, gone, asked_about=then)
    return known


def _take(known: _Known, line: e.Line, office: str, gone: AbstractSet[UUID], *, asked_about: bool) -> None:
    match line.event:
        case e.Registered() as event:
            known.take(line, event, office, asked_about=asked_about)
            known.void.update({line.position} if line.petition in gone else ())
        case e.DocumentIssued() as event if event.ordinal:
            known.take(line, event, office, asked_about=asked_about)
            known.files[event.attachment] = line.position
        case e.DocumentVoided(attachment=of) if of in known.files and asked_about:
            known.void.add(known.files[of])
        case _:
            pass


def _void(instance: Instance, asked: Question) -> set[UUID]:
    """The petitions that are void: their register numbers are."""
    with instance.pool.connection() as connection:
        named = {"office": asked.id, "position": asked.position}
        return {petition for (petition,) in connection.execute(VOID, named)}


def _series(key: Series, rows: list[tuple[Given, str]], void: AbstractSet[int], counter: int) -> SeriesReport:
    given = [each for each, _ in rows]
    return SeriesReport(
        series=key[0],
        period=key[1],
        given=len(given),
        first=given[0].number,
        last=given[-1].number,
        counter=counter,
        voided=tuple(each for each in given if each.position in void),
        breaks=tuple(Break(want, each.number, each.position) for each, want in rows if each.number != want),
    )
