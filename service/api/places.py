"""From the words of an address to the office and the petition they name."""

from __future__ import annotations

from uuid import UUID

from domain.office import ID
from service.access.caller import caller
from service.offices import KnownOffice, UnknownOffice
from service.readmodels import needs
from service.readmodels import petition as petitions
from service.readmodels.asking import question
from service.readmodels.petition import UnknownPetition
from service.runtime import Instance


def known_office(instance: Instance, office: str) -> KnownOffice:
    """Raises UnknownOffice, also for what cannot be an id."""
    if ID.fullmatch(office) is None:
        raise UnknownOffice(office)
    return instance.offices.get(office)


def own_office(instance: Instance, office: str) -> KnownOffice:
    """The office of whoever asks; to them there is no other. Raises UnknownOffice."""
    asking = caller()
    if not asking.console and asking.viewer.office != office:
        raise UnknownOffice(office)
    return known_office(instance, office)


def found_petition(instance: Instance, office: str, said: str) -> UUID:
    """The petition by its id, its register number or the id of its source, as far as whoever asks may know of it.

    Whether there is one with this id is for the desk to say to the console, which needs no read model.
    Raises: UnknownPetition, Behind.
    """
    asking = caller()
    named = petitions.by_id(said)
    if asking.console and named is not None:
        return named
    asked = question(instance, asking.viewer, office, needs=needs.NOTHING if named else needs.REGISTER)
    return petitions.seen(instance, asked, said)


__all__ = ["UnknownPetition", "found_petition", "known_office", "own_office"]
