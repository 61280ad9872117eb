"""From the words of an address to the office and the petition they name."""

from __future__ import annotations

from uuid import UUID

from domain.access import CONSOLE, Viewer
from domain.office import ID
from service.offices import KnownOffice, UnknownOffice
from service.readmodels import petition as petitions
from service.readmodels.asking import question
from service.readmodels.petition import UnknownPetition
from service.runtime import Instance


def known_office(instance: Instance, office: str) -> KnownOffice:
    """Raises UnknownOffice, also for what cannot be an id."""
    if ID.fullmatch(office) is None:
        raise UnknownOffice(office)
    return instance.offices.get(office)


def found_petition(instance: Instance, office: str, said: str, viewer: Viewer = CONSOLE) -> UUID:
    """The petition by its id, its register number or the id of its source. Raises UnknownPetition, Behind.

    Whether there is one with this id is for the desk to say, which needs no read model.
    """
    return petitions.by_id(said) or petitions.found(instance, question(instance, viewer, office), said)


__all__ = ["UnknownPetition", "found_petition", "known_office"]
