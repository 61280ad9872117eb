"""Traits without what they say: keyed hashes, of which the database never sees the key.

Two petitions with the same phone have the same blind trait; which phone it is nobody can tell from it, nor try out
all phones there are, without the key of the instance. The office is part of what is hashed: the traits of one office
say nothing about another's.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from domain.likeness import Traits

PURPOSE = b"zhuoluo likeness 1"
BYTES = 8
SKETCH = 12
"""Passages kept of a text: those whose hashes are lowest, so that two texts keep the same ones of what they share."""


class Blind:
    """Makes the blind traits of one office."""

    def __init__(self, instance_key: bytes, office: str) -> None:
        own = hmac.digest(instance_key, PURPOSE, "sha256")
        self._key = hmac.digest(own, office.encode(), "sha256")

    def strong(self, traits: Traits) -> list[int]:
        """Who wrote, and their phones."""
        return [
            *self._all("person", (person.hex for person in traits.people)),
            *self._all("id_number", traits.id_numbers),
            *self._all("phone", traits.phones),
        ]

    def weak(self, traits: Traits) -> list[int]:
        """Names and addresses, which many people may share."""
        return [*self._all("name", traits.names), *self._all("address", traits.addresses)]

    def passages(self, traits: Traits) -> list[int]:
        """A sketch of what the text says: petitions that share half of their passages nearly always share one here."""
        return sorted(self._all("passage", traits.passages))[:SKETCH]

    def block(self, traits: Traits) -> list[int]:
        """Where and about what."""
        return list(self._all("block", (traits.block,) if traits.block else ()))

    def every(self, traits: Traits) -> list[int]:
        """All that is kept of a petition."""
        return [*self.strong(traits), *self.weak(traits), *self.passages(traits), *self.block(traits)]

    def _all(self, kind: str, values: Iterable[str]) -> Iterable[int]:
        return (self._one(kind, value) for value in values)

    def _one(self, kind: str, value: str) -> int:
        made = hmac.digest(self._key, f"{kind}\n{value}".encode(), "sha256")
        return int.from_bytes(made[:BYTES], "big", signed=True)
