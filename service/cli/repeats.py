"""`zhuoluo candidates`: petitions that may be of the same matter, with what speaks for it."""

from __future__ import annotations

from typing import Any

import click

from domain.likeness import FULL, GROUNDS, Ground
from projections.status import status
from service.cli import on_record
from service.cli.arguments import asked_by_console, basis, office_option
from service.cli.opening import opened
from service.cli.printing import format_option, print_rows
from service.readmodels import needs, repeats
from service.readmodels import petition as petitions
from service.readmodels.repeats import Candidate

COLUMNS = {
    "score": "分值 score",
    "number": "编号 number",
    "received_on": "收到 received",
    "channel": "渠道 channel",
    "state": "状态 state",
    "title": "标题 title",
    "because": "依据 grounds",
    "joined": "已关联 joined",
    "matter": "首件 matter",
}
FIRST_INDEXING = 3600.0
"""Seconds that a person at a terminal may wait for a large register to be indexed for the first time."""


@click.command("candidates")
@click.argument("number")
@click.option("--limit", type=click.IntRange(1, 100), default=repeats.MOST_SHOWN, show_default=True)
@office_option
@format_option
def candidates(number: str, limit: int, office: str, kind: str) -> None:
    """List the petitions that may be of the same matter, the likeliest first, and why; a person judges (筛重)."""
    with opened() as instance:
        asked = asked_by_console(instance, office, None, None, None, needs=needs.PETITION)
        petition = petitions.seen(instance, asked, number)
        found = repeats.candidates(instance, asked, petition, most=limit, patience=FIRST_INDEXING)
        rows = [_row(each) for each in found]
        on_record.listed(instance, asked, "repeat-candidates", {"limit": limit}, rows)
    print_rows(kind, rows, COLUMNS, f"筛重 repeat candidates {number}：{basis(asked)}")


def _row(found: Candidate) -> dict[str, Any]:
    state = found.petition
    return {
        "score": found.score,
        "petition": state.id,
        "number": state.number or str(state.id),
        "received_on": state.received_at.day if state.received_at else None,
        "channel": state.received.channel if state.received else "",
        "state": status(state),
        "title": state.details.title or "",
        "grounds": list(found.grounds),
        "because": "；".join(map(_words, found.grounds)),
        "joined": found.joined,
        "matter": found.matter,
    }


def _words(ground: Ground) -> str:
    label = GROUNDS[ground.code]
    share = f" {ground.percent}%" if ground.percent < FULL else ""
    return f"{label.zh} {label.en}{share}"
