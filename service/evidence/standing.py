"""How the signed heads of each log stand: signed up to where, cosigned up to where, what is refused at present."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct
from psycopg import Connection

# The last entry of each refuser tells how it stands: one without a reason has ended its refusal (store.py).
STANDING = """
SELECT h.office, h.log, h.size, coalesce(c.size, 0), coalesce(c.generation, 1), c.signed_at,
    coalesce((SELECT max(s.size) FROM ledger.cosignature s
        WHERE s.office = h.office AND s.log = h.log AND s.generation = c.generation), 0),
    r.refused_by, r.reason, r.refused_at
FROM ledger.head h
LEFT JOIN LATERAL (SELECT * FROM ledger.checkpoint c WHERE c.office = h.office AND c.log = h.log
    ORDER BY generation DESC, size DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT * FROM (SELECT DISTINCT ON (refused_by) * FROM ledger.refusal r
        WHERE r.office = h.office AND r.log = h.log ORDER BY refused_by, nth DESC) last
    WHERE reason <> '' ORDER BY nth DESC LIMIT 1) r ON true
WHERE h.size > 0 ORDER BY h.office, h.log
"""


class HeadStatus(Struct, frozen=True, kw_only=True):
    """A log of `size` events, signed up to `signed` and cosigned by a witness up to `cosigned`, 0 for never.

    `generation` counts its origins. `refused_by`: the signer or a witness, which refuses it at present, and why.
    """

    office: str
    log: str
    size: int
    signed: int
    generation: int
    signed_at: datetime | None
    cosigned: int
    refused_by: str | None
    reason: str | None
    refused_at: datetime | None


def standing(connection: Connection[Any]) -> tuple[HeadStatus, ...]:
    """The heads of all logs."""
    names = HeadStatus.__struct_fields__
    return tuple(HeadStatus(**dict(zip(names, row, strict=True))) for row in connection.execute(STANDING))
