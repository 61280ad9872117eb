"""Which petitions hold something that is sealed for a subject: what is sealed names its key in the stored bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.subjects import petition_of

HOLDING = """
SELECT DISTINCT stream FROM ledger.event WHERE office = %s AND log = 'matters' AND position(%s::bytea IN content) > 0
ORDER BY stream
"""


def concerned(connection: Connection[Any], office: str, subjects: Sequence[str]) -> list[UUID]:
    """Those petitions, each once.

    Cost: a petition's own is known at once; for a person the whole log is looked through.
    """
    found: dict[UUID, None] = {}
    for subject in subjects:
        own = petition_of(subject)
        streams = [own] if own else [stream for (stream,) in connection.execute(HOLDING, (office, subject.encode()))]
        found |= dict.fromkeys(streams)
    return list(found)
