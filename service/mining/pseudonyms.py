"""Petitioners as pseudonyms: keyed digests by which the same person is the same in one office, and nobody in another.

Somebody is who has this identity number; where none is known who has this name and this phone; else whom this petition
alone knows. Without the key of the instance nobody can try out numbers or names.
"""

from __future__ import annotations

import hmac

from domain.likeness import alike, phone
from domain.values import Person
from service.ledger.sealing import HIDDEN, Sealer

PURPOSE = b"zhuoluo process mining 1"
DIGITS = 24
"""Hex digits of a pseudonym: 96 bits."""


class Pseudonyms:
    """Makes the pseudonyms of one office. Opens names, phones and identity numbers, of which nothing leaves it."""

    def __init__(self, instance_key: bytes, office: str, sealer: Sealer) -> None:
        own = hmac.digest(instance_key, PURPOSE, "sha256")
        self._key = hmac.digest(own, office.encode(), "sha256")
        self._sealer = sealer

    def of(self, person: Person) -> str | None:
        """The person's pseudonym; None of who was erased, or whose data may not be processed."""
        known = Person(id=person.id, name=person.name, phone=person.phone, id_number=person.id_number)
        opened = self._sealer.opened(known)
        if {opened.name, opened.phone, opened.id_number} & set(HIDDEN):
            return None
        return hmac.digest(self._key, _who(opened).encode(), "sha256").hex()[:DIGITS]


def _who(person: Person) -> str:
    """By what the person is told from others."""
    name, number, digits = (str(each or "") for each in (person.name, person.id_number, person.phone))
    if alike(number):
        return f"id_number\n{alike(number)}"
    if alike(name) and phone(digits):
        return f"name\n{alike(name)}\n{phone(digits)}"
    return f"person\n{person.id.hex}"
