"""What petitions are called: the number of the register, or of the source, as known at the position asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from projections.catalog import HEADINGS
from service.readmodels.asking import Question

CALLED = f"""
SELECT DISTINCT ON (petition) petition, number, external_id FROM {HEADINGS.schema}.{HEADINGS.name}
WHERE office = %(office)s AND petition = ANY(%(petitions)s)
    AND from_pos <= %(position)s AND %(position)s < to_pos
ORDER BY petition, since DESC
"""  # noqa: S608 - constants


class Called(Struct, frozen=True):
    """A petition's number in the register and the one that its source gave it; "" where there is none."""

    number: str
    external_id: str


NOTHING = Called("", "")


def called(connection: Connection[Any], asked: Question, petitions: Iterable[UUID]) -> Mapping[UUID, Called]:
    """The numbers of these petitions, on whatever day they were given; what is not in the register has none here."""
    named = {"office": asked.id, "position": asked.position, "petitions": sorted({*petitions})}
    return {petition: Called(*numbers) for petition, *numbers in connection.execute(CALLED, named)}
