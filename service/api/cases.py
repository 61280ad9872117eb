"""The endpoints of one petition: as it stands, with what is owed and why until then, and its whole history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Response
from msgspec import UNSET, Meta, Struct, UnsetType

from domain import events as e
from domain.duty import DutyEnd
from domain.explaining import Because
from domain.petition import UNKNOWN, Ending, Petition, advance
from domain.values import Actor, Moment
from projections.register import person_of, unit_of
from projections.status import status
from service.access import recording
from service.access.caller import caller
from service.api import described, problems
from service.api.answers import DutySaid, EventSaid, duty_said, event_said
from service.api.basis import BasisSaid, basis, json
from service.api.bodies import DETAILS_BODY
from service.api.querying import Judging, Known, asked, asked_by
from service.codes import Coded
from service.ledger.recorder import StampedEvent
from service.readmodels import needs
from service.readmodels import petition as petitions
from service.readmodels.asking import Question
from service.readmodels.called import NOTHING, called
from service.readmodels.matters import Trips
from service.readmodels.petition import Case, Owed, UnknownDuty
from service.runtime import Instance

TAG = "petitions: reading"
PETITION = "/offices/{office}/petitions/{petition}"
EXPLANATION = f"{PETITION}/duties/{{duty}}/explanation"

Judged = Annotated[Judging, Depends(asked_by(Judging))]
AsKnown = Annotated[Known, Depends(asked_by(Known))]
DetailsSaid = Annotated[
    dict[str, Any], Meta(extra_json_schema={"allOf": [{"$ref": f"#/components/schemas/{DETAILS_BODY.__name__}"}]})
]
Said = Annotated[dict[str, Any], Meta(description="the fields of the event, personal texts opened")]


class OwedSaid(Struct, frozen=True, kw_only=True):
    """A duty with its whole reason: `why` leads line by line from its start to its date.

    `end` is how it was met or cancelled; absent: it is open. `overdue` as judged on the day of the answer.
    """

    duty: DutySaid
    overdue: bool
    why: tuple[Because, ...]
    end: DutyEnd | UnsetType = UNSET


class EndingSaid(Ending, frozen=True, omit_defaults=True):
    """The acts that end a petition in one way or another; absent: has not happened (in this round)."""


class PetitionSaid(Struct, frozen=True, kw_only=True):
    """A petition as it stands, or as it stood: `owed` are its open duties, `settled` those met or cancelled.

    `joined` is the earlier petition of the same matter, `joiners` are those joined to this one; `trips` counts the
    petitions of the matter, this one among them. `codes` are its codes as the code lists call them that held on the
    day of its receipt; free words are left out.
    """

    basis: BasisSaid
    petition: UUID
    version: int
    number: str
    external_id: str
    state: str
    open: bool
    overdue: bool
    channel: str
    source: str
    place: str
    unit: str
    person: str
    on_the_way: bool
    passed_on: int
    round: int
    received: Moment
    registered: Moment | None
    accepted: Moment | None
    ending: EndingSaid
    rulebook: str
    route: str
    steps: tuple[str, ...]
    extended: bool
    details: DetailsSaid
    codes: tuple[Coded, ...]
    joined: UUID | None
    joiners: tuple[UUID, ...]
    trips: Trips
    owed: tuple[OwedSaid, ...]
    settled: tuple[OwedSaid, ...]


class HistoryEvent(EventSaid, frozen=True, kw_only=True):
    """An event with who did it and what it said. `already_done`: why it was entered although a rule forbade it.

    `historic`: it was read from an old register: what the rules had against it stands in the breaches.
    """

    actor: Actor
    said: Said
    rulebook: str
    already_done: str | UnsetType = UNSET
    historic: bool | UnsetType = UNSET


class History(Struct, frozen=True, kw_only=True):
    """Every event of a petition in the order of writing, corrections behind what they correct."""

    basis: BasisSaid
    petition: UUID
    number: str
    events: tuple[HistoryEvent, ...]


class Explanation(Struct, frozen=True, kw_only=True):
    """Why the duties of one entry of the rulebook end when they do: one for each target, event and round."""

    basis: BasisSaid
    petition: UUID
    duties: tuple[OwedSaid, ...]


class Kin(Struct, frozen=True):
    """A petition of the same matter, by its number in the register, or that of its source."""

    petition: UUID
    number: str


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    routes.add_api_route(PETITION, _petition(instance), methods=["GET"], **_described("信访件 A petition", Judging))
    words = described.reading("全过程 Its history", TAG, Known, History, missing=(problems.NO_PETITION,))
    because = described.reading(
        "期限由来 Why this date", TAG, Judging, Explanation, missing=(problems.NO_PETITION, problems.NO_DUTY)
    )
    routes.add_api_route(EXPLANATION, _explained(instance), methods=["GET"], **because)
    routes.add_api_route(f"{PETITION}/history", _history(instance), methods=["GET"], **words)
    return routes


def _explained(instance: Instance) -> Callable[..., Response]:
    def explained(office: str, petition: str, duty: str, said: Judged) -> Response:
        about, case = read_case(instance, office, petition, said)
        named = tuple(_owed(each, about) for each in case.owed if each.duty.key.id == duty)
        if not named:
            raise UnknownDuty(duty)
        recording.read(instance, about, case.petition.id, case.petition.version, ())
        return json(Explanation(basis=basis(about), petition=case.petition.id, duties=named))

    return explained


def _described(summary: str, query: type[Struct]) -> dict[str, Any]:
    return described.reading(summary, TAG, query, PetitionSaid, missing=(problems.NO_PETITION,), headers=("ETag",))


def _petition(instance: Instance) -> Callable[..., Response]:
    def shown(office: str, petition: str, said: Judged) -> Response:
        about, case = read_case(instance, office, petition, said)
        return json(petition_said(about, case), {"ETag": f'"{case.petition.version}"'})

    return shown


def _history(instance: Instance) -> Callable[..., Response]:
    def told(office: str, petition: str, said: AsKnown) -> Response:
        about, case = read_case(instance, office, petition, said)
        return json(history_said(instance, about, case))

    return told


def history_said(instance: Instance, about: Question, case: Case) -> History:
    """Every event of the case as the API tells it."""
    events = tuple(_events(case, _leaves(instance, about, case), about))
    return History(basis=basis(about), petition=case.petition.id, number=case.petition.number, events=events)


def read_case(instance: Instance, office: str, petition: str, said: Known) -> tuple[Question, Case]:
    """One petition as whoever asks may see it, recorded before it is handed out.

    Raises: UnknownPetition, as `asked`, as `recording.read`.
    """
    about = asked(instance, office, said, needs=needs.PETITION)
    case = petitions.case(instance, about, petitions.seen(instance, about, petition))
    recording.read(instance, about, case.petition.id, case.petition.version)
    return about, case


def purpose_is_missing(instance: Instance, petition: UUID) -> bool:
    """Whether whoever asks is to say what they read this petition for, and has not."""
    asking = caller()
    return (
        asking.on_record
        and not asking.purpose
        and recording.purpose_is_demanded(instance, asking.viewer.office, petition)
    )


def kin_of(instance: Instance, about: Question, case: Case) -> tuple[Kin, ...]:
    """Petitions to which it is joined, or that are joined to it, as far as whoever asks may know of them; on record."""
    state = case.petition
    others = {case.trips.matter, *state.joiners, *([state.joined] if state.joined else [])} - {state.id}
    if not others:
        return ()
    with instance.pool.connection() as connection:
        seen = sorted(about.seeing.among(connection, others))
    recording.named(instance, about, "matter", {"petition": str(state.id)}, seen)
    with instance.reading(about.seeing) as connection:
        names = called(connection, about, seen)
    return tuple(Kin(each, (found := names.get(each, NOTHING)).number or found.external_id) for each in seen)


def petition_said(about: Question, case: Case) -> PetitionSaid:
    state, received = case.petition, case.petition.received
    assert received is not None  # noqa: S101 - a case was received
    assert state.received_at is not None  # noqa: S101 - the same
    return PetitionSaid(
        basis=basis(about),
        petition=state.id,
        version=state.version,
        number=state.number,
        external_id=received.external_id,
        state=status(state),
        open=state.open,
        overdue=state.open and any(each.overdue for each in case.owed),
        channel=received.channel,
        source=received.source,
        place=received.place,
        unit=unit_of(state),
        person=person_of(state),
        on_the_way=bool(state.routing.on_the_way_to),
        passed_on=state.routing.passed_on,
        round=state.round,
        received=state.received_at,
        registered=state.registered_at,
        accepted=state.accepted_at,
        ending=_ending(state),
        rulebook=state.book,
        route=state.route,
        steps=state.steps,
        extended=state.extended,
        details=_plain(state.details),
        joined=state.joined,
        joiners=state.joiners,
        codes=case.codes,
        trips=case.trips,
        owed=tuple(_owed(each, about) for each in case.owed if each.duty.end is None),
        settled=tuple(_owed(each, about) for each in case.owed if each.duty.end is not None),
    )


def _ending(state: Petition) -> EndingSaid:
    return EndingSaid(**{name: getattr(state.ending, name) for name in EndingSaid.__struct_fields__})


def _owed(owed: Owed, about: Question) -> OwedSaid:
    said = duty_said(owed.duty, about.office.books)
    return OwedSaid(duty=said, overdue=owed.overdue, why=owed.why, end=owed.duty.end or UNSET)


def _events(case: Case, leaves: Mapping[int, bytes], about: Question) -> Iterable[HistoryEvent]:
    """Each event as its own answer told it: by the petition as it was right after it."""
    state = UNKNOWN
    for line in case.lines:
        state = advance(state, line)
        told = event_said(line, leaves[line.position], state, about.office.books)
        yield HistoryEvent(
            **{name: getattr(told, name) for name in EventSaid.__struct_fields__},
            actor=line.actor,
            said=said_of(line.event),
            rulebook=line.book,
            already_done=text_of(line.already_done),
            historic=line.historic or UNSET,
        )


def said_of(event: e.Event) -> dict[str, Any]:
    """What an event says, without the duties that a correction reckons anew."""
    said = _plain(event)
    said.pop("recomputed", None)  # told in full beside it
    if isinstance(event, e.Corrected):
        said["fact"] = {"event": type(event.fact).__name__, **_plain(event.fact)}
    return said


def _plain(struct: Struct) -> dict[str, Any]:
    """The fields that were said, without the tag."""
    plain: dict[str, Any] = msgspec.to_builtins(struct)
    plain.pop("type", None)
    return plain


def text_of(said: object) -> str | UnsetType:
    """A personal text that was opened; absent where there is none."""
    return said if isinstance(said, str) else UNSET


def _leaves(instance: Instance, about: Question, case: Case) -> dict[int, bytes]:
    """The leaf hash at each position of the petition's lines."""
    found = instance.ledger.log(about.id).recorder.select_events(case.petition.id)
    return {event.id: event.leaf for event in found if isinstance(event, StampedEvent)}
