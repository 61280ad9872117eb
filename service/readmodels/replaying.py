"""One petition replayed, and one petition at two moments; read from its own lines, as `petition.case` is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain import events as e
from domain.petition import UNKNOWN, Petition
from projections.comparing import Difference, DutyDifference, compare, duty_differences, fields
from projections.replaying import Replayed, replayed
from service.readmodels import petition as petitions
from service.readmodels.asking import BadQuestion, Question
from service.readmodels.petition import Case, UnknownPetition
from service.runtime import Instance


class Replay(Struct, frozen=True):
    """A petition with all steps known at the position asked about."""

    id: UUID
    number: str
    steps: tuple[Replayed, ...]


class Compared(Struct, frozen=True, kw_only=True):
    """A petition at two moments: what differs, and the lines that count at one of them only.

    Of a moment before the receipt nothing is known, so that every field differs.
    """

    id: UUID
    number: str
    fields: tuple[Difference, ...]
    duties: tuple[DutyDifference, ...]
    only_before: tuple[e.Line, ...]
    only_after: tuple[e.Line, ...]


def replay(instance: Instance, asked: Question, said: str) -> Replay:
    """The petition that has this id or number, step by step. Raises as `petition.seen` and `petition.case`."""
    case = petitions.case(instance, asked, petitions.seen(instance, asked, said))
    return Replay(case.petition.id, case.petition.number, replayed(case.lines, asked.office.zone))


def compared(instance: Instance, before: Question, after: Question, said: str) -> Compared:
    """The petition at two moments, which may stand in either order.

    Raises as `petition.seen` does; UnknownPetition when it had not been received at either of them.
    """
    petition = petitions.seen(instance, after, said)
    one, other = (_then(instance, asked, petition) for asked in (before, after))
    if one is UNKNOWN and other is UNKNOWN:
        raise UnknownPetition(said)
    known = other if other.received else one
    old, new = ({line.version for line in each.lines} for each in (one, other))
    return Compared(
        id=known.id,
        number=known.number,
        fields=compare(shown(one, before), shown(other, after)),
        duties=duty_differences(one.duties, other.duties),
        only_before=tuple(line for line in one.lines if line.version not in new),
        only_after=tuple(line for line in other.lines if line.version not in old),
    )


def window(replay: Replay, first: int | None, last: int | None) -> tuple[Replayed, ...]:
    """The steps from version `first` to `last`, both included; what is not said is the beginning or the end.

    Raises: BadQuestion when the petition has no such step at the position asked about.
    """
    steps = len(replay.steps)
    since, until = first or 1, steps if last is None else min(last, steps)
    if since > steps:
        message = f"step {since} is not between 1 and {steps}, the last known then (此时只有{steps}步)"
        raise BadQuestion(message)
    if since > until:
        message = f"step {since} comes after step {until} (起始步骤不得晚于末步)"
        raise BadQuestion(message)
    return replay.steps[since - 1 : until]


def shown(petition: Petition, asked: Question) -> Mapping[str, Any]:
    """The fields of the petition, overdue as judged on the day asked about."""
    return fields(petition, asked.on.judged, asked.office.zone)


def _then(instance: Instance, asked: Question, petition: UUID) -> Petition:
    """The petition as asked; UNKNOWN when it had not been received then, or may not be known of at all."""
    try:
        case: Case = petitions.case(instance, asked, petition)
    except UnknownPetition:
        return UNKNOWN
    return case.petition
