"""What the projections say of two known cases, written down once for each version of each of them.

`python -m tests.projections.golden` writes what is missing: after a projection's version was raised. What is
there is never written again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from domain import events as e
from projections.catalog import ALL, Projection
from projections.spans import FOREVER, Spans
from projections.track import Track, extended
from tests.domain.scenario import ZONE

DATA = Path(__file__).resolve().parents[1] / "data"
FOLDER = DATA / "golden_projections"
LOG = DATA / "golden_log.json"


@cache
def cases() -> Mapping[str, Sequence[e.Line]]:
    """A visit to the hall that is answered in time, and the same with what turned out later, as lines once written.

    Written down and not decided anew: what a rulebook says today changes nothing that was decided.
    """
    return msgspec.json.decode(LOG.read_bytes(), type=dict[str, list[e.Line]])


def file(projection: Projection) -> Path:
    return FOLDER / f"{projection.schema}.json"


def said(projection: Projection) -> bytes:
    """The table, and for each case every row with the positions between which it is true."""
    told = {name: [_row(projection, row) for row in _spans(projection, lines).new] for name, lines in cases().items()}
    table = [line for line in _sql(projection).splitlines() if line and not line.startswith("--")]
    return msgspec.json.format(msgspec.json.encode({"table": table, "cases": told}, order="sorted"), indent=1) + b"\n"


def _sql(projection: Projection) -> str:
    return projection.table_sql + projection.index_sql + projection.policy_sql


def _spans(projection: Projection, lines: Sequence[e.Line]) -> Spans:
    spans, known = Spans(), Track(ZoneInfo(ZONE))
    before = projection.rows(known)
    for nth, line in enumerate(lines):
        known = extended(known, replace(line, position=nth + 1))
        after = projection.rows(known)
        spans.turn(line.petition, nth + 1, before, after)
        before = after
    return spans


def _row(projection: Projection, row: Any) -> dict[str, Any]:
    names = (*projection.key, *projection.body, *(projection.end if row.end else ()))
    columns = dict(zip(names, (*row.key, *row.body, *(row.end or ())), strict=True))
    spanned = {"from_pos": row.from_pos, "to_pos": row.to_pos, "until_pos": row.until_pos}
    return {**columns, **{name: position for name, position in spanned.items() if position != FOREVER}}


if __name__ == "__main__":
    for each in ALL:
        if not file(each).exists():
            file(each).write_bytes(said(each))
