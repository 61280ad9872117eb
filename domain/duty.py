"""One duty through its life: as it was opened, who owed it until when, how it ended; and how lines change duties."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain.values import Moment

EXTENSION = "extension"


class Segment(Struct, frozen=True):
    """A stretch of a duty's life with one holder and one due date, from `since` on.

    `amount` counts from the start; `why` is why it began: "" opened, "moved", "extension" or "calendar".
    """

    since: Moment
    holder: str
    due: e.Due
    amount: int = 0
    why: str = ""


class DutyEnd(Struct, frozen=True):
    """How a duty ended: `met` or `cancelled`, when, by which version, and whether its end had passed."""

    kind: str
    moment: Moment
    version: int
    late: bool
    why: str = ""


class Duty(Struct, frozen=True):
    """One instance of a duty: as opened, its segments in order, its end (None while open).

    A key may be free again once its duty has ended, so several instances may have it, one of them open;
    `version`, the line that opened it, tells them apart. `extended` counts the extensions granted, those of
    an instance that this one goes on with too.
    """

    opened: e.OpenedDuty
    since: Moment
    version: int
    segments: tuple[Segment, ...]
    end: DutyEnd | None = None
    extended: int = 0

    @property
    def key(self) -> e.DutyKey:
        return self.opened.key

    @property
    def due(self) -> e.Due:
        return self.segments[-1].due

    @property
    def holder(self) -> str:
        return self.segments[-1].holder

    @property
    def amount(self) -> int:
        return self.segments[-1].amount


def with_changes(duties: tuple[Duty, ...], line: e.Line) -> tuple[Duty, ...]:
    """`duties` with the line's changes copied in; only open ones change, ended ones stay as history."""
    changes = line.duties
    if changes == e.NO_CHANGES:
        return duties
    open_ = {duty.key: place for place, duty in enumerate(duties) if duty.end is None}
    kept = list(duties)
    for met in changes.met:
        kept[open_[met.key]] = _end(kept[open_[met.key]], met, "met", line)
    for cancelled in changes.cancelled:
        kept[open_[cancelled.key]] = _end(kept[open_[cancelled.key]], cancelled, "cancelled", line)
    for moved in changes.moved:
        kept[open_[moved.key]] = _move(kept[open_[moved.key]], moved, line)
    for redated in changes.redated:
        kept[open_[redated.key]] = _redate(kept[open_[redated.key]], redated, line)
    return (*kept, *(_open(opened, line, kept) for opened in changes.opened))


def resumed(opened: e.OpenedDuty, duties: Sequence[Duty]) -> Duty | None:
    """The instance whose limit a new one goes on with: the last of its key, cancelled, counted from the same day.

    A date that somebody sets is set anew; only what counts days goes on.
    """
    last = next((duty for duty in reversed(duties) if duty.key == opened.key), None)
    if last is None or last.end is None or last.end.kind != "cancelled" or not opened.amount:
        return None
    return last if (last.opened.start, last.opened.unit) == (opened.start, opened.unit) else None


def _open(opened: e.OpenedDuty, line: e.Line, duties: Sequence[Duty]) -> Duty:
    first = Segment(line.occurred, opened.holder, opened.due, opened.amount)
    before = resumed(opened, duties)
    return Duty(opened, line.occurred, line.version, (first,), extended=before.extended if before else 0)


def _end(duty: Duty, settled: e.SettledDuty, kind: str, line: e.Line) -> Duty:
    return replace(duty, end=DutyEnd(kind, line.occurred, line.version, settled.late, settled.why))


def _move(duty: Duty, moved: e.MovedDuty, line: e.Line) -> Duty:
    segment = Segment(line.occurred, moved.holder, duty.due, duty.amount, "moved")
    return replace(duty, segments=(*duty.segments, segment))


def _redate(duty: Duty, redated: e.RedatedDuty, line: e.Line) -> Duty:
    amount = redated.amount or duty.amount
    segment = Segment(line.occurred, duty.holder, redated.due, amount, redated.why)
    granted = duty.extended + (redated.why == EXTENSION)
    return replace(duty, segments=(*duty.segments, segment), extended=granted)
