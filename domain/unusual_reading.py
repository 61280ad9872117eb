"""Unusual reading 异常查阅: which records of reads somebody should look at, by rules that anybody can read here.

A finding is no verdict: it names its rule, why it fits, and the records; it is computed when it is asked for and stored
nowhere. What a person usually reads is that person's own median, of the hours and of the days with any read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from domain.calendar import Calendar

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
TIMES_USUAL = 3
"""So many times the own median is much."""
MANY_IN_AN_HOUR, MANY_IN_A_DAY = 20, 60
"""Fewer distinct petitions than this are never much, whatever the median."""
REFUSED_OFTEN = 3
"""Refused attempts of one person within an hour."""
READ_BY_MANY = 8
"""People who have read one petition within seven days."""
OFFICE_HOURS = (time(8), time(18))
"""Local time of the office, the end not included; a setting of whoever asks."""
BASELINE = timedelta(days=90)
"""So much before the period asked about is looked at to know what is usual."""


class Place(NamedTuple):
    """Where a record stands: the log and the position in it."""

    log: str
    position: int


class Reading(Struct, frozen=True, kw_only=True):
    """A record as the rules see it; `at` in the local time of the office.

    `own`: the reader is petitioner, accused or recused in that petition, or has searched the own name. `barred`: it was
    read after the reader was recused or named as accused.
    """

    place: Place
    at: datetime
    person: str
    allowed: bool
    petition: UUID | None = None
    purpose: str = ""
    demanded: bool = False
    own: bool = False
    barred: bool = False


class Finding(Struct, frozen=True, kw_only=True):
    """What a rule found: its id, of whom ("" for the rule about many), why, and which records."""

    rule: str
    person: str
    zh: str
    en: str
    records: tuple[Place, ...]
    petition: UUID | None = None


class Period(Struct, frozen=True):
    """From which local day to which, both included, and what is an hour of work."""

    first: date
    last: date
    calendar: Calendar
    hours: tuple[time, time] = OFFICE_HOURS

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


Rule = Callable[[Sequence[Reading], Period], Iterator[Finding]]


def findings(readings: Iterable[Reading], period: Period) -> list[Finding]:
    """What every rule finds in the period; `readings` should reach back BASELINE before it. By time, then by rule."""
    told = sorted(readings, key=lambda reading: (reading.at, reading.place))
    at = {reading.place: reading.at for reading in told}
    found = [finding for rule in RULES.values() for finding in rule(told, period)]
    return sorted(found, key=lambda finding: (at[finding.records[0]], finding.rule, finding.person))


def many_in_an_hour(readings: Sequence[Reading], period: Period) -> Iterator[Finding]:
    """More distinct petitions in an hour of the clock than MANY_IN_AN_HOUR and than TIMES_USUAL the own median."""
    for person, hours in _shown(readings, lambda at: at.replace(minute=0, second=0, microsecond=0)).items():
        yield from _more_than_usual("many_in_an_hour", person, hours, MANY_IN_AN_HOUR, period)


def many_in_a_day(readings: Sequence[Reading], period: Period) -> Iterator[Finding]:
    """More distinct petitions in a day than MANY_IN_A_DAY and than TIMES_USUAL the own median."""
    for person, days in _shown(readings, lambda at: datetime.combine(at.date(), time(), at.tzinfo)).items():
        yield from _more_than_usual("many_in_a_day", person, days, MANY_IN_A_DAY, period)


def own_case(readings: Sequence[Reading], period: Period) -> Iterator[Finding]:
    """The reader is petitioner, accused or recused in what was read or tried, or has searched the own name."""
    for reading in _within(readings, period):
        if reading.own:
            zh, en = "查阅与本人有关的信访件，或查询本人姓名", "read or searched for what concerns the reader"
            yield _one("own_case", reading, zh, en)


def after_barring(readings: Sequence[Reading], period: Period) -> Iterator[Finding]:
    """Read or tried after the reader was recused or named as accused."""
    for reading in _within(readings, period):
        if reading.barred:
            yield _one("after_barring", reading, "回避或被指控之后仍查阅", "after being recused or accused")


def out_of_hours(readings: Sequence[Reading], period: Period) -> Iterator[Finding]:
    """At night or on a rest day: one finding for each person and day."""
    found: dict[tuple[str, date], list[Reading]] = defaultdict(list)
    for reading in _within(readings, period):
        if not _at_work(reading.at, period):
            found[reading.person, reading.at.date()].append(reading)
    first, last = (f"{hour:%H:%M}" for hour in period.hours)
    for (person, day), outside in found.items():
        yield Finding(
            rule="out_of_hours",
            person=person,
            zh=f"{day} 非工作时间（工作日 {first} 至 {last} 以外）查阅 {len(outside)} 次",
            en=f"reads on {day} outside {first} to {last} of a working day: {len(outside)}",
            records=_places(outside),
        )


def refused_often(readings: Sequence[Reading], period: Period) -> Iterator[Finding]:
    """REFUSED_OFTEN refused attempts or more of one person within an hour."""
    refused: dict[str, list[Reading]] = defaultdict(list)
    for reading in _within(readings, period):
        if not reading.allowed:
            refused[reading.person].append(reading)
    for person, tried in refused.items():
        for run in _dense(tried, HOUR, lambda window: len(window) >= REFUSED_OFTEN):
            zh, en = f"接连 {len(run)} 次被拒绝", f"{len(run)} refused attempts, {REFUSED_OFTEN} or more within an hour"
            yield Finding(rule="refused_often", person=person, zh=zh, en=en, records=_places(run))


def read_by_many(readings: Sequence[Reading], period: Period) -> Iterator[Finding]:
    """READ_BY_MANY people or more have read the same petition within seven days."""
    shown: dict[UUID, list[Reading]] = defaultdict(list)
    for reading in _within(readings, period):
        if reading.allowed and reading.petition is not None:
            shown[reading.petition].append(reading)
    for petition, read in shown.items():
        for run in _dense(read, WEEK, lambda window: _people(window) >= READ_BY_MANY):
            zh = f"{_people(run)} 人查阅同一件（七日内达 {READ_BY_MANY} 人）"
            en = f"{_people(run)} people read one petition, {READ_BY_MANY} or more within seven days"
            yield Finding(rule="read_by_many", person="", zh=zh, en=en, records=_places(run), petition=petition)


def no_purpose(readings: Sequence[Reading], period: Period) -> Iterator[Finding]:
    """Shown without a purpose where one was demanded."""
    for reading in _within(readings, period):
        if reading.demanded and reading.allowed and not reading.purpose:
            yield _one("no_purpose", reading, "应写明查阅目的而未写明", "no purpose was given where one was demanded")


RULES: Mapping[str, Rule] = {
    "many_in_an_hour": many_in_an_hour,
    "many_in_a_day": many_in_a_day,
    "own_case": own_case,
    "after_barring": after_barring,
    "out_of_hours": out_of_hours,
    "refused_often": refused_often,
    "read_by_many": read_by_many,
    "no_purpose": no_purpose,
}


def _within(readings: Sequence[Reading], period: Period) -> Iterator[Reading]:
    return (reading for reading in readings if period.holds(reading.at.date()))


def _at_work(at: datetime, period: Period) -> bool:
    first, behind = period.hours
    return period.calendar.is_working(at.date()) and first <= at.time() < behind


def _shown(
    readings: Sequence[Reading], span: Callable[[datetime], datetime]
) -> dict[str, dict[datetime, list[Reading]]]:
    """What each person was shown of single petitions, by the beginnings of hours or days."""
    found: dict[str, dict[datetime, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    for reading in readings:
        if reading.allowed and reading.petition is not None:
            found[reading.person][span(reading.at)].append(reading)
    return found


def _more_than_usual(
    rule: str, person: str, spans: Mapping[datetime, list[Reading]], least: int, period: Period
) -> Iterator[Finding]:
    counts = {begins: len({reading.petition for reading in read}) for begins, read in spans.items()}
    for begins, read in spans.items():
        others = [count for other, count in counts.items() if other != begins]
        usual = median(others) if others else 0
        if period.holds(begins.date()) and counts[begins] > max(least, TIMES_USUAL * usual):
            yield Finding(
                rule=rule,
                person=person,
                zh=f"{begins:%Y-%m-%d %H:%M} 起查阅 {counts[begins]} 件，本人中位数 {usual:g}",
                en=f"{counts[begins]} petitions from {begins:%Y-%m-%d %H:%M} on; the own median is {usual:g}",
                records=_places(read),
            )


def _dense(
    readings: Sequence[Reading], length: timedelta, enough: Callable[[Sequence[Reading]], bool]
) -> Iterator[Sequence[Reading]]:
    """Stretches in which every reading lies in a window of this length with enough in it; those that overlap joined."""
    low, begun, ended = 0, 0, -1
    for nth, reading in enumerate(readings):
        while reading.at - readings[low].at > length:
            low += 1
        if enough(readings[low : nth + 1]):
            if low > ended >= 0:
                yield readings[begun : ended + 1]
            begun = low if low > ended else begun
            ended = nth
    if ended >= 0:
        yield readings[begun : ended + 1]


def _one(rule: str, reading: Reading, zh: str, en: str) -> Finding:
    return Finding(rule=rule, person=reading.person, zh=zh, en=en, records=(reading.place,), petition=reading.petition)


def _people(readings: Iterable[Reading]) -> int:
    return len({reading.person for reading in readings})


def _places(readings: Iterable[Reading]) -> tuple[Place, ...]:
    return tuple(reading.place for reading in readings)
