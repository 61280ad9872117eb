"""What an office has stated of keys, witnesses and restores, by events that were written with a key of the log.

Whoever can write into the database can put an event there; whoever has no key can state nothing by it. What is forged
is left out here, and named by `zhuoluo verify`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from psycopg import Connection

from domain.evidence import Evidence
from domain.office import office_stream
from service.ledger.leaf import Identity
from service.ledger.recognizing import STATING, Forged, Recognizer

ROWS = """
SELECT version, topic, content, mac FROM ledger.event
WHERE office = %s AND log = %s AND stream = %s AND topic = ANY(%s) ORDER BY version
"""
MATTERS = "matters"

EvidenceOf = Callable[[Connection[Any], str], Evidence]


def stated(connection: Connection[Any], office: str, macs: Mapping[str, bytes]) -> Evidence:
    """The evidence of an office by the events whose MAC is of one of these keys. Cost: reads those events."""
    recognizer = Recognizer(macs)
    stream = office_stream(office)
    rows = connection.execute(ROWS, (office, MATTERS, stream, list(STATING)), binary=True)
    for version, topic, content, mac in rows:
        try:
            recognizer.recognized(Identity(office, MATTERS, stream, version, topic), content, mac)
            recognizer.take(topic, content)
        except (Forged, ValueError, RecursionError):
            continue
    return recognizer.state
