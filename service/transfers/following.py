"""Follows a matter across offices: where it came from and went to, and whether the logs say the same of each other.

Of an office of this installation what is cited is looked up and compared; of another one it is what was cited, under
that office's signed head, and its own receipt or bundle shows the event itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct

from domain import events as e
from domain.access import CONSOLE, Viewer
from domain.transfers import PETITION
from service.evidence import checkpoint
from service.evidence import note as notes
from service.ledger.application import Log
from service.offices import UnknownOffice
from service.readmodels import needs
from service.readmodels.asking import question
from service.runtime import Instance

AGREES, DIFFERS, ELSEWHERE = "agrees", "differs", "elsewhere"
"""The event cited stands there so; stands there otherwise; stands in an installation that is not at hand."""
LAST = datetime.max.replace(tzinfo=UTC)
DEEPEST = 20
"""Offices that are followed one from another; a matter that goes in a ring is told once."""


class Citation(Struct, frozen=True, kw_only=True):
    """That an event of an office names one of another. `position` … `checkpoint_size` are of the event named."""

    own_position: int
    own_version: int
    own_event: str
    recorded_at: datetime | None
    what: str
    partner: str
    partner_name: str
    stream: UUID
    position: int
    leaf: str
    origin: str
    checkpoint_size: int
    declined: str
    verdict: str


class Stage(Struct, frozen=True):
    """The matter in one office: as which petition, and what that office's log cites of others."""

    office: str
    name: str
    petition: UUID
    number: str
    came_from: str
    citations: tuple[Citation, ...]


def follow(instance: Instance, viewer: Viewer, office: str, petition: UUID) -> list[Stage]:
    """The matter in this office, above and below it, as far as the viewer may know of it there.

    Raises UnknownOffice, Behind.
    """
    found: dict[tuple[str, UUID], Stage] = {}
    ahead = [(office, petition)]
    while ahead and len(found) < DEEPEST:
        where, which = ahead.pop(0)
        if (where, which) in found or not _may_know(instance, viewer, where, which):
            continue
        stage = _stage(instance, where, which)
        found[where, which] = stage
        ahead += [(each.partner, each.stream) for each in stage.citations if _is_matter(each)]
    return sorted(found.values(), key=_began)


def _is_matter(each: Citation) -> bool:
    return each.what == PETITION and not each.declined and each.verdict != ELSEWHERE


def _began(stage: Stage) -> datetime:
    return min((each.recorded_at for each in stage.citations if each.recorded_at), default=LAST)


def _may_know(instance: Instance, viewer: Viewer, office: str, petition: UUID) -> bool:
    """Another office's petitions are its own affair: only who sees all offices, at the console, sees them here."""
    if viewer is not CONSOLE and viewer.office != office:
        return False
    try:
        asked = question(instance, viewer, office, needs=needs.NOTHING)
    except UnknownOffice:
        return False
    with instance.pool.connection() as connection:
        return petition in asked.seeing.among(connection, [petition])


def _stage(instance: Instance, office: str, petition: UUID) -> Stage:
    state = instance.desk.petition(office, petition)
    return Stage(
        office=office,
        name=instance.offices.get(office).profile.name,
        petition=petition,
        number=state.number,
        came_from=state.came_from,
        citations=tuple(_citations(instance, state.lines)),
    )


def _citations(instance: Instance, lines: tuple[e.Line, ...]) -> Iterator[Citation]:
    for line in lines:
        if isinstance(line.event, e.TransferTaken | e.TransferAcknowledged):
            yield _citation(instance, line, line.event)


def _citation(instance: Instance, line: e.Line, event: e.TransferTaken | e.TransferAcknowledged) -> Citation:
    return Citation(
        own_position=line.position,
        own_version=line.version,
        own_event=type(event).__name__,
        recorded_at=line.recorded_at,
        what=event.what,
        partner=event.partner,
        partner_name=event.partner_name,
        stream=event.stream,
        position=event.position,
        leaf=event.leaf,
        origin=event.origin,
        checkpoint_size=checkpoint.of(notes.read(event.checkpoint)).size,
        declined=getattr(event, "declined", ""),
        verdict=_verdict(instance, event),
    )


def _verdict(instance: Instance, event: e.TransferTaken | e.TransferAcknowledged) -> str:
    """Whether the leaf named is the one that stands there."""
    try:
        instance.offices.get(event.partner)
    except UnknownOffice:
        return ELSEWHERE
    log: Log = instance.ledger.log(event.partner)
    return AGREES if [leaf.hex() for leaf in log.leaves(event.position, 1)] == [event.leaf] else DIFFERS
