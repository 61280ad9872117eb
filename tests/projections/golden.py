"""What the projections say of two known cases, written down once for each version of each of them.

`python -m tests.projections.golden` writes what is missing: after a projection's version was raised. What is
there is never written again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from projections.catalog import ALL, Projection
from projections.spans import FOREVER, Spans
from projections.track import Track, extended
from tests.domain import test_readme_case
from tests.domain.scenario import HEAD, ZONE, Scenario, under

FOLDER = Path(__file__).resolve().parents[1] / "data" / "golden_projections"


def cases() -> Mapping[str, Sequence[e.Line]]:
    """A visit to the hall that is answered in time, and the same with what turned out later."""
    plain = _visit()
    corrected = _visit()
    served = next(line.version for line in corrected.lines if isinstance(line.event, e.Served))
    serve = c.Serve(document="opinion", mode="当面", signed=True)
    corrected.correct(served, serve, "2026-03-22", "2026-03-26", by=HEAD)
    corrected.when(c.Reopen(reason="渗漏复发", unit="后扶科"), "2026-04-02")
    corrected.when(c.Comment(text="补记查看情况"), "2026-04-07", recorded="2026-04-09")
    return {"visit": plain.lines, "visit corrected": corrected.lines}


def _visit() -> Scenario:
    told = under("R5")
    test_readme_case.test_a_visit_to_the_hall_from_receipt_to_outcome(told)
    return told


def file(projection: Projection) -> Path:
    return FOLDER / f"{projection.schema}.json"


def said(projection: Projection) -> bytes:
    """The table, and for each case every row with the positions between which it is true."""
    told = {name: [_row(projection, row) for row in _spans(projection, lines).new] for name, lines in cases().items()}
    table = [line for line in _sql(projection).splitlines() if line and not line.startswith("--")]
    return msgspec.json.format(msgspec.json.encode({"table": table, "cases": told}, order="sorted"), indent=1) + b"\n"


def _sql(projection: Projection) -> str:
    return projection.table_sql + projection.index_sql


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
