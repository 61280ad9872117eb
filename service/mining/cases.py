"""The chosen petitions as they are exported: read a batch at a time, sealed as they stand in the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from domain import events as e
from domain.petition import Petition
from projections.mining import Life, life
from service.ledger import reading
from service.ledger.application import MATTERS
from service.mining.choosing import Chosen
from service.mining.pseudonyms import Pseudonyms
from service.readmodels import register
from service.readmodels.matters import firsts
from service.readmodels.register import Listed, Wanted
from service.runtime import Instance


class Case(Struct, frozen=True, kw_only=True):
    """One petition: its row of the register, its acts, by whose pseudonyms it was raised and represented.

    `matter` is the petition that names its matter; a void one belongs to none. `beside` are the other petitions of
    which its acts speak, as far as they are in the export.
    """

    row: Listed
    life: Life
    matter: UUID | None
    petitioner: str | None
    represented: tuple[str, ...]
    beside: frozenset[UUID]


def cases(instance: Instance, chosen: Chosen) -> Iterator[list[Case]]:
    """All of them, in the order of receipt. One that whoever asks may see no longer is left out.

    Cost: four or five queries and the lines of one batch at a time. Raises Unreadable, InvalidTag, BadKey.
    """
    log = instance.ledger.log(chosen.asked.id)
    pseudonyms = Pseudonyms(instance.keys.instance_key(), chosen.asked.id, log.sealer)
    for ids in chosen.batches():
        yield list(_batch(instance, chosen, ids, pseudonyms))


def _batch(instance: Instance, chosen: Chosen, ids: Sequence[UUID], pseudonyms: Pseudonyms) -> Iterator[Case]:
    asked = chosen.asked
    rows = _rows(instance, chosen, ids)
    seen = [row.petition for row in rows]
    with instance.pool.connection() as connection:
        streams = reading.streams(connection, asked.id, MATTERS, seen, asked.position)
        matters = firsts(connection, asked, seen)
    lives = {petition: life(_lines(streams[petition]), asked.on.moment, asked.office.zone) for petition in seen}
    named = {act.other for each in lives.values() for act in each.acts if act.other}
    there = {row.petition for row in _rows(instance, chosen, sorted(named))} if named else set()
    for row in rows:
        yield _case(row, lives[row.petition], matters, there, pseudonyms)


def _rows(instance: Instance, chosen: Chosen, ids: Sequence[UUID]) -> list[Listed]:
    """The rows of those of the petitions that belong to the export, in the order of receipt."""
    with instance.reading(chosen.asked.seeing) as connection:
        wanted = Wanted(among=tuple(ids))
        return register.page(connection, chosen.asked, filters=chosen.filters, limit=len(ids), wanted=wanted).rows


def _lines(stream: Sequence[object]) -> list[e.Line]:
    return [line for line in stream if isinstance(line, e.Line)]


def _case(row: Listed, told: Life, matters: Mapping[UUID, UUID], there: set[UUID], pseudonyms: Pseudonyms) -> Case:
    petitioner, represented = _people(told.petition, pseudonyms)
    return Case(
        row=row,
        life=told,
        matter=matters.get(row.petition),
        petitioner=petitioner,
        represented=represented,
        beside=frozenset(act.other for act in told.acts if act.other in there),
    )


def _people(petition: Petition, pseudonyms: Pseudonyms) -> tuple[str | None, tuple[str, ...]]:
    """Who raised it, and who represents those who did; whom it accuses is nobody's business here."""
    details = petition.details
    petitioner = pseudonyms.of(details.petitioner) if details.petitioner else None
    found = (pseudonyms.of(person) for person in details.representatives or ())
    return petitioner, tuple(dict.fromkeys(each for each in found if each))
