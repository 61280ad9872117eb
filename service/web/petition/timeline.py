"""What happened to a petition, event by event, each with what it said and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from domain import events as e
from projections.replaying import Correction, replayed
from service.api.answers import DutiesSaid
from service.api.cases import History, HistoryEvent
from service.readmodels.petition import Case
from service.web.acts.correcting import is_correctable
from service.web.petition.telling import Line, Told, broken

CHANGES = ("met", "cancelled", "moved", "redated", "opened")
FACT, WHY = "fact", "reason"


class Differing(Struct, frozen=True):
    """A field of a corrected event: as it was recorded, and as it really was."""

    name: str
    before: str
    after: str


class Broken(Struct, frozen=True):
    """A rule that an event broke: its clause, what it wants, and in English what was missing."""

    clause: str
    name: str
    detail: str


class Change(Struct, frozen=True):
    """What became of a duty by an event: a key of `domain.words.DUTY_CHANGES`, and the duty."""

    kind: str
    duty: Any


class Corrected(Struct, frozen=True):
    """What a correction put right."""

    of: int
    event: str
    differs: tuple[Differing, ...]
    again: tuple[tuple[int, tuple[Change, ...]], ...]
    """The versions whose duties were reckoned anew."""


class Entry(Struct, frozen=True, kw_only=True):
    """An event of the timeline. `later`: the versions that corrected it; `correctable`: it can be corrected at all."""

    event: HistoryEvent
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    broken: tuple[Broken, ...]
    corrects: Corrected | None
    later: tuple[int, ...]
    correctable: bool

    @property
    def late(self) -> bool:
        """Whether it met something after its end."""
        return any(change.duty.late for change in self.changes)


def timeline(case: Case, history: History, told: Told) -> tuple[Entry, ...]:
    """The newest first."""
    corrections = _corrections(case, told)
    later: dict[int, tuple[int, ...]] = {}
    for version, correction in corrections.items():
        later[correction.of] = (*later.get(correction.of, ()), version)
    names = broken(told.screen.office.books.get(case.petition.book), told.words)
    lines = {line.version: line for line in case.lines}
    return tuple(
        Entry(
            event=event,
            lines=_said(event, told),
            changes=tuple(_changes(event.duties)),
            broken=tuple(Broken(each.clause, names.get(each.entry, ""), each.detail) for each in event.breaches),
            corrects=_corrected(event, corrections.get(event.version), told),
            later=later.get(event.version, ()),
            correctable=is_correctable(lines[event.version]),
        )
        for event in reversed(history.events)
    )


def _said(event: HistoryEvent, told: Told) -> tuple[Line, ...]:
    """What the event said; of a correction only why, beside what it puts right."""
    return told.lines({WHY: event.said[WHY]} if FACT in event.said else event.said)


def _changes(duties: DutiesSaid) -> Iterator[Change]:
    for kind in CHANGES:
        yield from (Change(kind, duty) for duty in getattr(duties, kind))


def _corrections(case: Case, told: Told) -> Mapping[int, Correction]:
    """By version what each correction put right; the history is folded anew only where there is one."""
    if not any(isinstance(line.event, e.Corrected) for line in case.lines):
        return {}
    steps = replayed(case.lines, told.screen.office.zone)
    return {step.line.version: step.corrects for step in steps if step.corrects}


def _corrected(event: HistoryEvent, correction: Correction | None, told: Told) -> Corrected | None:
    if correction is None:
        return None
    again = event.recomputed if isinstance(event.recomputed, tuple) else ()
    reckoned = tuple((each.version, tuple(_changes(each.duties))) for each in again)
    return Corrected(correction.of, correction.event, tuple(_differing(correction, told)), reckoned)


def _differing(correction: Correction, told: Told) -> Iterator[Differing]:
    if correction.occurred_before != correction.occurred_after:
        before, after = (told.value("", each) for each in (correction.occurred_before, correction.occurred_after))
        yield Differing(told.words.field("occurred"), before, after)
    for each in correction.differs:
        yield Differing(told.words.said(each), told.value(each.field, each.before), told.value(each.field, each.after))
