"""Petitions by a part of what they are called: of the title, the number, the number that the source gave them.

The pairs of signs of what is sought are looked up first, in a table without content; what is found there is compared
with the words themselves, as they were at the position and moment asked about. Where many petitions have the pairs it
is quicker to go through the list that is wanted and to look at the words of each: a page is full soon.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from projections.catalog import GRAMS
from projections.grams import grams_of
from projections.headings import alike
from service.readmodels.asking import BadQuestion, Question
from service.readmodels.headings import TABLE as HEADINGS
from service.readmodels.truth import true_of

LEAST = 2
"""Signs that are sought: of one alone nearly every title would be found."""
FEW = 2000
"""Petitions that are looked at one by one; of more the list is gone through instead."""
GONE = "SELECT set_config('enable_seqscan', 'off', true)"
PAIRED = f"""
SELECT petition FROM {GRAMS.schema}.{GRAMS.name}
WHERE office = %(office)s AND grams @> %(grams)s::integer[] LIMIT %(most)s
"""  # noqa: S608 - constants
# A scalar look by key, row by row: the server would read all headings for an EXISTS.
SAID = f"""coalesce((SELECT strpos(s.sought, %(sought)s) > 0 FROM {HEADINGS} s
    WHERE s.petition = {{t}}.petition AND {true_of("s")}), false)"""  # noqa: S608 - constants


class Sought(Struct, frozen=True):
    """What is sought, made alike; `among`: only these petitions have it, None where they are many."""

    text: str
    among: tuple[UUID, ...] | None

    def condition(self, table: str) -> str:
        """That a row of `table` (a name or an alias) is of a petition that is called so."""
        return SAID.format(t=table)


def long_enough(text: str) -> bool:
    """Whether it can be sought."""
    return len(alike(text)) >= LEAST


def sought(connection: Connection[Any], asked: Question, text: str) -> Sought:
    """Where to look for it. Raises BadQuestion for what is too short."""
    if not long_enough(text):
        message = f"text: at least {LEAST} characters are sought (搜索内容至少{LEAST}个字)"
        raise BadQuestion(message)
    said = alike(text)
    found = _paired(connection, asked.id, grams_of(said))
    return Sought(said, tuple(dict.fromkeys(found)) if len(found) <= FEW else None)


def _paired(connection: Connection[Any], office: str, grams: Sequence[int]) -> list[UUID]:
    """Petitions with all these pairs, found by index also where the server knows that nearly every one has them."""
    with connection.transaction(force_rollback=True):  # and what is set is as it was
        connection.execute(GONE)
        named = {"office": office, "grams": list(grams), "most": FEW + 1}
        return [petition for (petition,) in connection.execute(PAIRED, named)]
