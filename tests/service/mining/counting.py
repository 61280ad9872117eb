"""Tells again from the bytes of the ledger what happened to each petition, with nothing of the product's folds."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from msgspec import Struct
from psycopg import Connection

LINES = """
SELECT stream::text, version, position, recorded_at, content FROM ledger.event
WHERE office = %s AND log = 'matters' AND position <= %s ORDER BY stream, version
"""


class Told(Struct, frozen=True):
    """One effective line: what, on which day and (where it is known) when, by whom in which unit, written where."""

    activity: str
    day: date
    at: datetime | None
    officer: str
    unit: str
    position: int
    version: int
    recorded_at: datetime
    corrected: bool


def petitions(connection: Connection[Any], office: str, upto: int = 2**62) -> dict[str, list[Told]]:
    """Every petition of the office with its lines, corrections applied, in the order of its stream."""
    streams: dict[str, list[tuple[Any, ...]]] = {}
    for stream, version, position, recorded_at, content in connection.execute(LINES, (office, upto)):
        line = json.loads(bytes(content))["line"]
        if "petition" in line:
            streams.setdefault(stream, []).append((line, version, position, recorded_at))
    return {stream: _effective(lines) for stream, lines in streams.items()}


def _effective(lines: list[tuple[Any, ...]]) -> list[Told]:
    """The facts as the last correction of each makes them, each in its place."""
    facts = {version: (line["event"], line["occurred"]) for line, version, _, _ in lines}
    corrected = set()
    for line, _, _, _ in lines:
        if line["event"]["type"] == "Corrected/1":
            facts[line["event"]["of"]] = line["event"]["fact"], line["event"]["occurred"]
            corrected.add(line["event"]["of"])
    return [_told(line, *facts[line[1]], corrected=line[1] in corrected) for line in lines]


def _told(line: tuple[Any, ...], event: Any, occurred: Any, *, corrected: bool) -> Told:
    written, version, position, recorded_at = line
    at = occurred.get("at")
    return Told(
        activity=event["type"].partition("/")[0],
        day=date.fromisoformat(occurred["day"]),
        at=datetime.fromisoformat(at).astimezone(UTC) if at else None,
        officer=written["actor"]["name"],
        unit=written["actor"].get("unit", ""),
        position=position,
        version=version,
        recorded_at=recorded_at.astimezone(UTC),
        corrected=corrected,
    )
