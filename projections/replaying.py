"""One petition replayed 逐步重演: line by line in the order of the log, what each did and how long it took.

The order is that in which things became known, so that every step shows what an officer could have known right
after it. When things happened is told beside that, and never mixed with it: a letter entered a week late stands
where it was entered, with the days it had been lying.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from msgspec import Struct

from domain import events as e
from domain.codes import STATUSES
from domain.petition import UNKNOWN, Petition, advance
from domain.values import Moment
from domain.wording import EN, ZH, event
from projections.comparing import FACT, Difference, DutyDifference, compare, duty_differences, parts
from projections.register import person_of, unit_of
from projections.status import status

HOUR = 3600
"""Seconds."""


class Elapsed(Struct, frozen=True):
    """Time between two moments, counted in two ways that do not follow from one another.

    `days` is the difference of the calendar dates in the office's time zone, `hours` the time elapsed, to the
    hundredth, where both instants are known. Both are negative when the second moment is the earlier one.
    """

    days: int
    hours: float | None


class Stood(Struct, frozen=True):
    """How a petition stood: its state, with its names, and who had it; see `register.unit_of`."""

    state: str
    zh: str
    en: str
    open: bool
    unit: str
    person: str
    on_the_way: bool


class Correction(Struct, frozen=True, kw_only=True):
    """What a correction put right: the fact of version `of`, as it had been known until then and as it really was.

    `known_after` is the time from when the fact happened until the correction was recorded; `recomputed` are the
    versions whose duties were reckoned anew.
    """

    of: int
    event: str
    zh: str
    en: str
    occurred_before: Moment
    occurred_after: Moment
    known_after: Elapsed
    differs: tuple[Difference, ...]
    breaches_before: tuple[e.Breach, ...]
    breaches_after: tuple[e.Breach, ...]
    recomputed: tuple[int, ...]


class Replayed(Struct, frozen=True, kw_only=True):
    """One line, as it was written and as known right after it.

    `known_after` is the time from when it happened until it was recorded. `since_previous` is the time since the
    line before by when both happened, `recorded_since_previous` by when both were recorded; None for the first.
    `before` is None until there is a petition. `corrected_by` are the versions that corrected it later, among the lines
    that were replayed.
    """

    line: e.Line
    known_after: Elapsed
    since_previous: Elapsed | None
    recorded_since_previous: Elapsed | None
    before: Stood | None
    after: Stood
    duties: tuple[DutyDifference, ...]
    breaches: tuple[e.Breach, ...]
    corrects: Correction | None
    corrected_by: tuple[int, ...]
    petition: Petition

    @property
    def known_later(self) -> bool:
        """Whether it was recorded on a later day than that on which it happened."""
        return self.known_after.days > 0


def replayed(lines: Sequence[e.Line], zone: tzinfo) -> tuple[Replayed, ...]:
    """The lines of one petition, from its first on in the order of the log, each with what it did.

    Cost: one fold over the lines; each correction among them folds all before it anew.
    """
    return tuple(_replayed(lines, zone))


def elapsed(since: Moment, until: Moment) -> Elapsed:
    """The time from one moment to another."""
    hours = round((until.at - since.at).total_seconds() / HOUR, 2) if since.at and until.at else None
    return Elapsed((until.day - since.day).days, hours)


def recorded(line: e.Line, zone: tzinfo) -> Moment:
    """When a line was recorded, with its local day."""
    assert line.recorded_at is not None  # noqa: S101 - a line read back has its stamp
    return Moment(line.recorded_at.astimezone(zone).date(), line.recorded_at)


def stood(petition: Petition) -> Stood | None:
    """How the petition stands; None when there is none yet."""
    if petition.received is None:
        return None
    state = status(petition)
    called = STATUSES[state]
    on_the_way = bool(petition.routing.on_the_way_to)
    return Stood(state, called.zh, called.en, petition.open, unit_of(petition), person_of(petition), on_the_way)


def _replayed(lines: Sequence[e.Line], zone: tzinfo) -> Iterator[Replayed]:
    state, previous = UNKNOWN, None
    corrections = _corrections(lines)
    for line in lines:
        before, state = state, advance(state, line)
        yield _step(before, state, line, previous, corrections.get(line.version, ()), zone)
        previous = line


def _step(
    before: Petition, after: Petition, line: e.Line, previous: e.Line | None, later: tuple[int, ...], zone: tzinfo
) -> Replayed:
    now = stood(after)
    assert now is not None  # noqa: S101 - a life begins with the receipt
    known = recorded(line, zone)
    return Replayed(
        line=line,
        known_after=elapsed(line.occurred, known),
        since_previous=elapsed(previous.occurred, line.occurred) if previous else None,
        recorded_since_previous=elapsed(recorded(previous, zone), known) if previous else None,
        before=stood(before),
        after=now,
        duties=duty_differences(before.duties, after.duties),
        breaches=line.event.breaches if isinstance(line.event, e.Corrected) else line.breaches,
        corrects=_correction(before, line.event, known) if isinstance(line.event, e.Corrected) else None,
        corrected_by=later,
        petition=after,
    )


def _correction(before: Petition, said: e.Corrected, known: Moment) -> Correction:
    name = type(said.fact).__name__
    old = next(line for line in before.lines if line.version == said.of)
    return Correction(
        of=said.of,
        event=name,
        zh=event(name, ZH),
        en=event(name, EN),
        occurred_before=old.occurred,
        occurred_after=said.occurred,
        known_after=elapsed(said.occurred, known),
        differs=compare(parts(old.event, FACT), parts(said.fact, FACT)),
        breaches_before=old.breaches,
        breaches_after=said.breaches,
        recomputed=tuple(made.version for made in said.recomputed),
    )


def _corrections(lines: Sequence[e.Line]) -> dict[int, tuple[int, ...]]:
    """For each version that was corrected the versions of its corrections."""
    found: dict[int, tuple[int, ...]] = {}
    for line in lines:
        if isinstance(line.event, e.Corrected):
            found[line.event.of] = (*found.get(line.event.of, ()), line.version)
    return found
