"""The endpoints of restriction and erasure 限制处理、删除个人信息; who may use them is decided elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from msgspec import Meta, Struct
from msgspec.structs import replace

from domain import office as o
from domain.access_roles import PETITIONS
from domain.erasures import BASES, Erasure
from domain.guarded import RESTRICTED
from domain.subjects import subject_of
from service.access.caller import caller
from service.api import described, examples
from service.api.acting import acting
from service.api.basis import json
from service.api.bodies import ActorBody, Strict
from service.api.office_answers import OfficeRecorded
from service.api.office_commands import answer, once, recorded_at, written_before
from service.api.offices import OFFICE, TAG
from service.api.places import found_petition, known_office
from service.api.posting import PostedRequest
from service.api.querying import NoQuery, asked_by
from service.api.words import MEMBERS, Instant, Name, Text, code
from service.erasure import carrying, deciding
from service.erasure.deciding import Proposal
from service.runtime import Instance

ERASURES = f"{OFFICE}/erasures"
ONE = f"{ERASURES}/{{number}}"
OF_CASE = "case-"
CASE = re.compile("case-[0-9a-f]{32}")
Nothing = Annotated[NoQuery, Depends(asked_by(NoQuery))]


class _Body(Strict, frozen=True, kw_only=True):
    actor: ActorBody
    recorded_at: Instant | None = None


class ErasureProposalBody(_Body, frozen=True, kw_only=True):
    """提请删除: subjects (person-… or case-…), or with a petition alone what is told in it; the basis and why."""

    basis: Annotated[str, code(*BASES)]
    reason: Text
    subjects: Annotated[tuple[Name, ...], Meta(max_length=MEMBERS)] = ()
    petition: UUID | None = None


class ErasureStepBody(_Body, frozen=True, kw_only=True):
    """同意、删除: of the proposal of this number; two approve, neither of them who proposed it."""


class ErasureRefusalBody(_Body, frozen=True, kw_only=True):
    """不同意删除, and why."""

    reason: Text


class RestrictionBody(_Body, frozen=True, kw_only=True):
    """限制处理 of a subject, or lifting it, and why."""

    subject: Name
    reason: Text


BODIES: tuple[type[Struct], ...] = (ErasureProposalBody, ErasureStepBody, ErasureRefusalBody, RestrictionBody)


class ErasureSaid(Struct, frozen=True, kw_only=True):
    """A proposal and what became of it: proposed, approved, refused or erased."""

    number: int
    standing: str
    subjects: tuple[str, ...]
    basis: str
    reason: str
    proposer: str
    approvers: tuple[str, ...]
    kids: tuple[str, ...]


class ErasuresSaid(Struct, frozen=True, kw_only=True):
    """删除与限制: the proposals of the office, the restricted subjects, the years of each archive class."""

    erasures: tuple[ErasureSaid, ...]
    restricted: dict[str, str]
    retention: dict[str, int | None]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    told = described.reading("删除与限制 Restrictions and erasures", TAG, NoQuery, ErasuresSaid)
    routes.add_api_route(ERASURES, _erasures(instance), methods=["GET"], name="erasures", **told)
    for path, name, summary, body, act in (
        (ERASURES, "erasure-proposals", "提请删除 Propose an erasure", ErasureProposalBody, _proposed(instance)),
        (f"{ONE}/approvals", "erasure-approvals", "同意删除 Approve", ErasureStepBody, _approved(instance)),
        (f"{ONE}/refusals", "erasure-refusals", "不同意删除 Refuse", ErasureRefusalBody, _refused(instance)),
        (f"{ONE}/execution", "erasure-execution", "删除 Carry out", ErasureStepBody, _carried(instance)),
        (f"{OFFICE}/restrictions", "restrictions", "限制处理 Restrict", RestrictionBody, _bars(instance, lift=False)),
        (
            f"{OFFICE}/restriction-lifts",
            "restriction-lifts",
            "解除限制 Lift",
            RestrictionBody,
            _bars(instance, lift=True),
        ),
    ):
        known = described.changing(summary, TAG, body, examples.ERASURES[name], OfficeRecorded)
        routes.add_api_route(path, act, methods=["POST"], name=name, **known)
    return routes


def said(found: Erasure) -> ErasureSaid:
    return ErasureSaid(
        number=found.number,
        standing=found.standing,
        subjects=found.proposed.subjects,
        basis=found.proposed.basis,
        reason=found.proposed.reason,
        proposer=found.proposer.name,
        approvers=tuple(each.name for each in found.approvers),
        kids=found.kids,
    )


def _erasures(instance: Instance) -> Callable[..., Response]:
    def told(office: str, _said: Nothing) -> Response:
        return json(erasures_said(instance, office))

    return told


def erasures_said(instance: Instance, office: str) -> ErasuresSaid:
    """Proposals and restrictions, as far as whoever asks may know of the petitions that they name."""
    state = known_office(instance, office).state.erasures
    named = (*state.restricted, *(name for each in state.proposals for name in each.proposed.subjects))
    hidden = _hidden(instance, office, named)
    erasures = tuple(_withheld(said(each), hidden) for each in state.proposals)
    restricted = {name: why for name, why in state.restricted.items() if name not in hidden}
    return ErasuresSaid(erasures=erasures, restricted=restricted, retention=dict(state.retention))


def _hidden(instance: Instance, office: str, subjects: Iterable[str]) -> set[str]:
    """The subjects that are petitions of which whoever asks may not know."""
    cases = {name: UUID(name.removeprefix(OF_CASE)) for name in subjects if CASE.fullmatch(name)}
    instance.gate.current(office)
    with instance.pool.connection() as connection:
        seen = instance.gate.seeing(caller().viewer, office).on_record(connection, cases.values())
    return {name for name, petition in cases.items() if petition not in seen}


def _withheld(told: ErasureSaid, hidden: AbstractSet[str]) -> ErasureSaid:
    """The proposal without what names a hidden petition; that there is one its number says."""
    if not hidden & {*told.subjects, *map(subject_of, told.kids)}:
        return told
    subjects = tuple(RESTRICTED if name in hidden else name for name in told.subjects)
    return replace(told, subjects=subjects, reason="", kids=())


def _proposed(instance: Instance) -> Callable[..., Response]:
    def proposed(office: str, posted: PostedRequest) -> Response:
        body = posted.said(ErasureProposalBody)
        asked = Proposal(subjects=body.subjects, petition=body.petition, basis=body.basis, reason=body.reason)
        only_seen(instance, office, body)
        at = _at(instance, office, body)

        def act() -> None:
            deciding.propose(instance, office, asked, acting(body.actor.actor()), posted.via(), at=at)

        return answer(instance, office, once(instance, office, posted, act))

    return proposed


def only_seen(instance: Instance, office: str, body: ErasureProposalBody) -> None:
    """Whoever sees petitions names only those that they see. Raises UnknownPetition, also when there is none.

    An administrator sees none, and erases what somebody else names.
    """
    if not caller().viewer.roles & PETITIONS:
        return
    cases = [str(UUID(name.removeprefix(OF_CASE))) for name in body.subjects if CASE.fullmatch(name)]
    for named in (*cases, *([str(body.petition)] if body.petition else [])):
        found_petition(instance, office, named)


def _approved(instance: Instance) -> Callable[..., Response]:
    def approved(office: str, number: int, posted: PostedRequest) -> Response:
        body = posted.said(ErasureStepBody)
        at = _at(instance, office, body)

        def act() -> None:
            deciding.approve(instance, office, number, acting(body.actor.actor()), posted.via(), at=at)

        return answer(instance, office, once(instance, office, posted, act))

    return approved


def _refused(instance: Instance) -> Callable[..., Response]:
    def refused(office: str, number: int, posted: PostedRequest) -> Response:
        body = posted.said(ErasureRefusalBody)
        at = _at(instance, office, body)

        def act() -> None:
            deciding.refuse(instance, office, number, body.reason, acting(body.actor.actor()), posted.via(), at=at)

        return answer(instance, office, once(instance, office, posted, act))

    return refused


def _carried(instance: Instance) -> Callable[..., Response]:
    def carried(office: str, number: int, posted: PostedRequest) -> Response:
        body = posted.said(ErasureStepBody)
        at = _at(instance, office, body)

        def act() -> None:
            carrying.carry_out(instance, office, number, acting(body.actor.actor()), posted.via(), at=at)

        def is_it(event: o.OfficeEvent) -> bool:
            return isinstance(event, o.SubjectErased) and event.erasure == number

        # What was cut short is finished by the same request sent again.
        found = once(instance, office, posted, act, again=True)
        return answer(instance, office, found or written_before(instance, office, is_it))

    return carried


def _bars(instance: Instance, *, lift: bool) -> Callable[..., Response]:
    do = deciding.lift if lift else deciding.restrict

    def barred(office: str, posted: PostedRequest) -> Response:
        body = posted.said(RestrictionBody)
        at = _at(instance, office, body)

        def act() -> None:
            do(instance, office, body.subject, body.reason, acting(body.actor.actor()), posted.via(), at=at)

        return answer(instance, office, once(instance, office, posted, act))

    return barred


def _at(instance: Instance, office: str, body: _Body) -> Any:
    return recorded_at(body.recorded_at, replayed=known_office(instance, office).replayed)
