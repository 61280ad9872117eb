"""The endpoints of one petition through time: replayed step by step, and compared at two moments field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from msgspec import UNSET, Meta, Struct, UnsetType, field

from domain import events as e
from domain.duty import Duty
from domain.values import Actor, Moment
from domain.wording import EN, ZH, duty_change, event
from projections.comparing import Difference, DutyDifference, fields, label
from projections.replaying import Correction, Elapsed, Replayed, Stood
from service.access import recording
from service.api import described, problems
from service.api.answers import Books, DutySaid, Until, duty_said, event_name, rule_label, until
from service.api.basis import BasisSaid, basis, json
from service.api.bodies import Strict
from service.api.cases import PETITION, TAG, Said, said_of, text_of
from service.api.querying import Judging, Known, asked, asked_by
from service.api.words import Happened, Position, Recorded, Version
from service.readmodels import needs
from service.readmodels import replaying as read
from service.readmodels.asking import Question
from service.readmodels.replaying import Compared, Replay
from service.runtime import Instance

BEFORE, AFTER = "from_", "to_"
"""What the parameters of the two moments begin with."""


class ReplayQuery(Known, frozen=True):
    """Which steps, by version: all of them, those `from` … `to`, or the one named by `step`."""

    from_: Annotated[Version, Meta(description="the first step")] | None = field(name="from", default=None)
    to: Annotated[Version, Meta(description="the last step")] | None = None
    step: Annotated[Version, Meta(description="this step alone")] | None = None


class CompareQuery(Strict, frozen=True):
    """Two moments, each with its two times: as known when, and what had happened by which day."""

    from_position: Annotated[Position, Meta(description="the first moment: as known here")] | None = None
    from_as_of: Recorded | None = None
    from_on: Happened | None = None
    to_position: Annotated[Position, Meta(description="the second moment: as known here")] | None = None
    to_as_of: Recorded | None = None
    to_on: Happened | None = None


AskedReplay = Annotated[ReplayQuery, Depends(asked_by(ReplayQuery))]
AskedCompare = Annotated[CompareQuery, Depends(asked_by(CompareQuery))]


class DutyChangeSaid(Struct, frozen=True, kw_only=True):
    """What became of a duty, with the holder and the date that it has then.

    `holder_before` of one that was moved, `due_before` of one that was redated; `ended`, `late` and `why` of one that
    ended.
    """

    change: str
    change_zh: str
    change_en: str
    entry: str
    discriminator: str
    round: int
    clause: str
    zh: str
    en: str
    nature: str
    holder: str
    due: Until
    holder_before: str | UnsetType = UNSET
    due_before: Until | UnsetType = UNSET
    ended: Moment | UnsetType = UNSET
    late: bool | UnsetType = UNSET
    why: str | UnsetType = UNSET


class StepSaid(Struct, frozen=True, kw_only=True):
    """One event as it was written, and what it did, as known right after it.

    `known_later`: it was recorded on a later day than that on which it happened, by `known_after`. `since_previous` is
    the time since the event before by when both happened, `recorded_since_previous` by when both were recorded: `days`
    are the difference of calendar dates, `hours` the time elapsed where both instants are known. `before` is null for
    the receipt. `corrected_by` are the later versions that corrected it.
    """

    version: int
    position: int
    event: str
    zh: str
    en: str
    actor: Actor
    occurred: Moment
    recorded_at: datetime
    known_later: bool
    known_after: Elapsed
    since_previous: Elapsed | None
    recorded_since_previous: Elapsed | None
    before: Stood | None
    after: Stood
    duties: tuple[DutyChangeSaid, ...]
    breaches: tuple[e.Breach, ...]
    rulebook: str
    said: Said
    corrects: Correction | None
    corrected_by: tuple[int, ...]
    number: str | UnsetType = UNSET
    already_done: str | UnsetType = UNSET


class FieldSaid(Struct, frozen=True):
    """A field of a petition of which something is known, by its path."""

    field: str
    zh: str
    en: str
    value: Any


class StepsSaid(Struct, frozen=True):
    """The steps to ask for next: backwards or forwards, as many as were asked for."""

    from_: int = field(name="from")
    to: int


class ReplaySaid(Struct, frozen=True, kw_only=True):
    """逐步重演: the events of a petition in the order in which they became known, each with what it did.

    `total` counts the steps known at the position; `previous` and `next` name those before and after the ones told.
    `stands` is the petition after the last step told, field by field, overdue as judged when that was recorded;
    `owed` are the duties open then.
    """

    basis: BasisSaid
    petition: UUID
    number: str
    total: int
    previous: StepsSaid | None
    next: StepsSaid | None
    steps: tuple[StepSaid, ...]
    stands: tuple[FieldSaid, ...]
    owed: tuple[DutySaid, ...]


class LineSaid(Struct, frozen=True, kw_only=True):
    """An event in short."""

    version: int
    event: str
    zh: str
    en: str
    occurred: Moment
    recorded_at: datetime


class CompareSaid(Struct, frozen=True, kw_only=True):
    """两个时点对比: the petition at two moments, field by field. They may stand in either order.

    `fields` are those that differ, null where nothing was known; `duties` what became of each duty in between.
    `only_before` and `only_after` are the events that count at one of the moments only.
    """

    before: BasisSaid
    after: BasisSaid
    petition: UUID
    number: str
    fields: tuple[Difference, ...]
    duties: tuple[DutyChangeSaid, ...]
    only_before: tuple[LineSaid, ...]
    only_after: tuple[LineSaid, ...]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    missing = (problems.NO_PETITION,)
    step = described.reading("逐步重演 Step by step", TAG, ReplayQuery, ReplaySaid, missing=missing)
    both = described.reading("两个时点对比 At two moments", TAG, CompareQuery, CompareSaid, missing=missing)
    routes.add_api_route(f"{PETITION}/replay", _replayed(instance), methods=["GET"], name="replay", **step)
    routes.add_api_route(f"{PETITION}/compare", _compared(instance), methods=["GET"], name="compare", **both)
    return routes


def _replayed(instance: Instance) -> Callable[..., Response]:
    def told(office: str, petition: str, said: AskedReplay) -> Response:
        return json(replay_of(instance, office, petition, said))

    return told


def replay_of(instance: Instance, office: str, petition: str, said: ReplayQuery) -> ReplaySaid:
    """Steps of a petition as whoever asks may see it, recorded before they are handed out.

    Raises: Refusal (422), UnknownPetition, as `asked`, as `recording.read`.
    """
    first, last = _steps(said)
    about = asked(instance, office, said, needs=needs.PETITION)
    found = read.replay(instance, about, petition)
    recording.read(instance, about, found.id, len(found.steps))
    return replay_said(about, found, read.window(found, first, last))


def _steps(said: ReplayQuery) -> tuple[int | None, int | None]:
    if said.step is None:
        return said.from_, said.to
    if said.from_ is not None or said.to is not None:
        raise problems.invalid("query.step", "不能与from、to同时使用", "does not go with from and to")
    return said.step, said.step


def _compared(instance: Instance) -> Callable[..., Response]:
    def told(office: str, petition: str, said: AskedCompare) -> Response:
        return json(comparison_of(instance, office, petition, said))

    return told


def comparison_of(instance: Instance, office: str, petition: str, said: CompareQuery) -> CompareSaid:
    """A petition at two moments as whoever asks may see it, recorded. Raises as `replay_of`."""
    if said.from_position is None and said.from_as_of is None and said.from_on is None:
        raise problems.invalid("query.from_position", "须指明前一时点", "the first moment is not named")
    one = Judging(said.from_position, said.from_as_of, said.from_on)
    other = Judging(said.to_position, said.to_as_of, said.to_on)
    before = asked(instance, office, one, BEFORE, needs=needs.PETITION)
    after = asked(instance, office, other, AFTER, needs=needs.PETITION)
    found = read.compared(instance, before, after, petition)
    recording.read(instance, after, found.id, 0)
    return compare_said(before, after, found)


def replay_said(about: Question, replay: Replay, steps: Sequence[Replayed]) -> ReplaySaid:
    """The answer about `steps`, which are some of the replay's, in their order; at least one."""
    last, books = steps[-1], about.office.books
    assert last.line.recorded_at is not None  # noqa: S101 - a line read back has its stamp
    stands = fields(last.petition, last.line.recorded_at, about.office.zone)
    back, forth = _pages(steps[0].line.version, last.line.version, len(replay.steps))
    return ReplaySaid(
        basis=basis(about),
        petition=replay.id,
        number=replay.number,
        total=len(replay.steps),
        previous=back,
        next=forth,
        steps=tuple(_step(step, books) for step in steps),
        stands=tuple(FieldSaid(name, label(name), label(name, EN), value) for name, value in stands.items()),
        owed=tuple(_owed(last.petition.duties, books)),
    )


def _owed(duties: Iterable[Duty], books: Books) -> Iterable[DutySaid]:
    return (duty_said(duty, books) for duty in duties if duty.end is None)


def _pages(first: int, last: int, total: int) -> tuple[StepsSaid | None, StepsSaid | None]:
    size = last - first + 1
    back = StepsSaid(max(first - size, 1), first - 1) if first > 1 else None
    forth = StepsSaid(last + 1, min(last + size, total)) if last < total else None
    return back, forth


def _step(step: Replayed, books: Books) -> StepSaid:
    line = step.line
    assert line.recorded_at is not None  # noqa: S101 - a line read back has its stamp
    return StepSaid(
        version=line.version,
        position=line.position,
        event=event_name(line),
        zh=event(event_name(line), ZH),
        en=event(event_name(line), EN),
        actor=line.actor,
        occurred=line.occurred,
        recorded_at=line.recorded_at,
        known_later=step.known_later,
        known_after=step.known_after,
        since_previous=step.since_previous,
        recorded_since_previous=step.recorded_since_previous,
        before=step.before,
        after=step.after,
        duties=tuple(_duty(duty, books) for duty in step.duties),
        breaches=step.breaches,
        rulebook=line.book,
        said=said_of(line.event),
        corrects=step.corrects,
        corrected_by=step.corrected_by,
        number=line.number or UNSET,
        already_done=text_of(line.already_done),
    )


def _duty(said: DutyDifference, books: Books) -> DutyChangeSaid:
    opened, end = said.opened, said.end
    called = rule_label(opened, books)
    return DutyChangeSaid(
        change=said.change,
        change_zh=duty_change(said.change, ZH),
        change_en=duty_change(said.change, EN),
        entry=opened.key.id,
        discriminator=opened.key.discriminator,
        round=opened.key.round,
        clause=opened.clause,
        zh=called.zh,
        en=called.en,
        nature=opened.nature,
        holder=said.holder,
        due=until(said.due),
        holder_before=said.holder_before or UNSET,
        due_before=until(said.due_before) if said.due_before else UNSET,
        ended=end.moment if end else UNSET,
        late=end.late if end else UNSET,
        why=(end.why or UNSET) if end else UNSET,
    )


def compare_said(before: Question, after: Question, found: Compared) -> CompareSaid:
    """The answer about a petition at two moments."""
    books = after.office.books
    return CompareSaid(
        before=basis(before),
        after=basis(after),
        petition=found.id,
        number=found.number,
        fields=found.fields,
        duties=tuple(_duty(duty, books) for duty in found.duties),
        only_before=tuple(map(_line, found.only_before)),
        only_after=tuple(map(_line, found.only_after)),
    )


def _line(line: e.Line) -> LineSaid:
    assert line.recorded_at is not None  # noqa: S101 - a line read back has its stamp
    name = event_name(line)
    return LineSaid(
        version=line.version,
        event=name,
        zh=event(name, ZH),
        en=event(name, EN),
        occurred=line.occurred,
        recorded_at=line.recorded_at,
    )
