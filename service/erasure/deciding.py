"""Proposing, approving, refusing: what the domain cannot know of a petition is looked up, then it decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain import office as o
from domain.deciding import Refused, structural
from domain.erasures import RETENTION_ENDED, Erasure, Erasures
from domain.retention import term_of
from domain.subjects import SUBJECT, case_subject
from domain.values import Actor
from service.erasure.holding import holds
from service.ledger.entry import Via
from service.runtime import Instance


def state_of(instance: Instance, office: str) -> Erasures:
    """Restrictions and erasures of the office. Raises UnknownOffice."""
    return instance.offices.get(office).state.erasures


class Proposal(Struct, frozen=True, kw_only=True):
    """What is to be erased, on which basis and why; a petition without subjects means what is told in it."""

    subjects: tuple[str, ...] = ()
    petition: UUID | None = None
    basis: str
    reason: str


def propose(
    instance: Instance,
    office: str,
    said: Proposal,
    actor: Actor,
    via: Via,
    *,
    at: datetime | None = None,
) -> Erasure:
    """The proposal with its number.

    Raises: Refused, also for a subject of which nothing is recorded; UnknownOffice, LedgerError.
    """
    event = proposal(instance, office, said)
    instance.offices.add(office, event, actor, via, at=at)
    return [each for each in state_of(instance, office).proposals if each.proposed == event][-1]


def proposal(instance: Instance, office: str, said: Proposal) -> o.ErasureProposed:
    """The event of proposing it. Raises Refused for what is not there, UnknownOffice."""
    petition = said.petition
    named = said.subjects or ((case_subject(petition),) if petition else ())
    found = instance.desk.petition(office, petition) if petition else None
    if petition and (found is None or found.received is None):
        raise Refused((structural("没有此件", "there is no such petition"),))
    check_known(instance, office, named)
    term = term_of(found, state_of(instance, office).retention) if found else None
    return o.ErasureProposed(
        subjects=named,
        basis=said.basis,
        reason=said.reason,
        petition=petition,
        archive_class=term.archive_class if term else "",
        term_ended_on=term.last_day if term and said.basis == RETENTION_ENDED else None,
    )


def approve(
    instance: Instance,
    office: str,
    number: int,
    actor: Actor,
    via: Via,
    reason: str = "",
    *,
    at: datetime | None = None,
) -> Erasure:
    """Approves a proposal; two people must. Raises Refused, UnknownOffice, LedgerError."""
    instance.offices.add(office, o.ErasureApproved(erasure=number, reason=reason), actor, via, at=at)
    return known(instance, office, number)


def refuse(
    instance: Instance, office: str, number: int, reason: str, actor: Actor, via: Via, *, at: datetime | None = None
) -> Erasure:
    """Refuses a proposal that is not carried out yet. Raises Refused, UnknownOffice, LedgerError."""
    instance.offices.add(office, o.ErasureRefused(erasure=number, reason=reason), actor, via, at=at)
    return known(instance, office, number)


def known(instance: Instance, office: str, number: int) -> Erasure:
    """The proposal of this number. Raises Refused."""
    found = state_of(instance, office).find(number)
    if found is None:
        raise Refused((structural(f"没有第{number}号删除提请", f"there is no proposal of erasure {number}"),))
    return found


def restrict(
    instance: Instance, office: str, subject: str, reason: str, actor: Actor, via: Via, *, at: datetime | None = None
) -> None:
    """Restricts the processing of a subject. Raises Refused, UnknownOffice, LedgerError."""
    check_known(instance, office, (subject,))
    instance.offices.add(office, o.ProcessingRestricted(subject=subject, reason=reason), actor, via, at=at)
    _told(instance, office)


def lift(
    instance: Instance, office: str, subject: str, reason: str, actor: Actor, via: Via, *, at: datetime | None = None
) -> None:
    """Lifts the restriction of a subject. Raises Refused, UnknownOffice, LedgerError."""
    instance.offices.add(office, o.RestrictionLifted(subject=subject, reason=reason), actor, via, at=at)
    _told(instance, office)


def _told(instance: Instance, office: str) -> None:
    """This process knows at once, others within a second."""
    if barred := instance.ledger.log(office).sealer.barred:
        barred.refresh()


def check_known(instance: Instance, office: str, subjects: Sequence[str]) -> None:
    """Raises Refused for a subject under whose keys nothing of this office is sealed; the domain judges its form."""
    instance.offices.get(office)
    for subject in subjects:
        if SUBJECT.fullmatch(subject) and not holds(instance, office, subject):
            zh = f"本机构没有（{subject}）的个人信息"
            raise Refused((structural(zh, f"nothing of {subject} is recorded in this office"),))
