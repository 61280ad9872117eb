"""Petitions of somebody, found by name, phone or identity number 找人: exactly these, by blind index.

What was sought stands on record as a keyed digest, never in words; what is shown is a list without personal fields.
"""

from __future__ import annotations

from domain.likeness import Traits, alike, phone
from service.access import recording
from service.api.basis import basis
from service.api.bodies import Strict
from service.api.lists import PetitionList, petition_row
from service.api.problems import invalid
from service.api.querying import Known, asked
from service.api.words import Word
from service.readmodels import needs, register
from service.readmodels.register import NEWEST, Wanted
from service.runtime import Instance

MOST, LOOKED_AT = 100, 2000
"""Petitions that are shown, the newest; and such as are looked at, of which not all may be seen."""


class SoughtPerson(Strict, frozen=True):
    """Whose petitions: all that is said here must be true of one petition. Width, case and spaces do not count."""

    person_name: Word = ""
    phone: Word = ""
    id_number: Word = ""


def people_list(instance: Instance, office: str, said: SoughtPerson) -> PetitionList:
    """Petitions of those who wrote or represent, as whoever asks may see them, recorded. Raises Refusal, as `asked`."""
    traits = _traits(said)
    about = asked(instance, office, Known(), needs=needs.REGISTER)
    instance.likeness.current(about.id)
    among = tuple(instance.likeness.having(about.id, traits, LOOKED_AT))
    with instance.reading(about.seeing) as connection:
        found = register.page(connection, about, limit=MOST, wanted=Wanted(order=NEWEST, among=among))
    recording.listed(instance, about, "people", said, found.rows)
    return PetitionList(basis(about), tuple(map(petition_row, found.rows)), None)


def _traits(said: SoughtPerson) -> Traits:
    """What is looked up. Raises Refusal (422) for nothing, and for what is no phone."""
    names, numbers = alike(said.person_name), alike(said.id_number)
    digits = phone(said.phone)
    if said.phone.strip() and not digits:
        raise invalid("phone", "号码位数不足", "too few digits for a phone")
    if not (names or numbers or digits):
        raise invalid("person_name", "请填姓名、电话或者证件号码", "give a name, a phone or an identity number")
    return Traits(
        names=frozenset({names} - {""}), phones=frozenset({digits} - {""}), id_numbers=frozenset({numbers} - {""})
    )
