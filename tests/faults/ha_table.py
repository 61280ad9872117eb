"""The table of docs/high-availability.md, as the run that was just made has seen it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from service.bench.machine import machine

PAGE = Path(__file__).resolve().parents[2] / "docs" / "high-availability.md"
BEGIN, END = "<!-- the table: make ha -->", "<!-- end of the table -->"


class Seen(NamedTuple):
    """What one blow did. `leader`: seconds until somebody else took over; `stopped`: for which nothing was written."""

    event: str
    acknowledged: int
    lost: int
    doubled: int
    leader: float
    stopped: float


def lines(seen: Sequence[Seen]) -> list[str]:
    head = [
        "| blow | acknowledged commands | lost | events too many | another took over after | nothing was written for |",
        "|---|---|---|---|---|---|",
    ]
    return head + [
        f"| {each.event} | {each.acknowledged:,} | {each.lost} | {each.doubled} | {each.leader:.1f} s | "
        f"{each.stopped:.1f} s |"
        for each in seen
    ]


def put_down(seen: Sequence[Seen]) -> None:
    """Prints the table and writes it into the page."""
    table = "\n".join(lines(seen))
    print(f"\n{table}")  # noqa: T201 - what the run is for
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    here = machine()
    run = f"Run on {datetime.now(UTC):%Y-%m-%d}, {here['system']}, {here['processors']} processors."
    PAGE.write_text(f"{before}{BEGIN}\n\n{run}\n\n{table}\n\n{END}{after}", encoding="utf-8")
