"""Accountability at the last moment: what has not landed, what nothing is owed for, what is late or passed on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from service.scenarios.findings import Findings
from service.scenarios.playing import Play
from service.scenarios.scoring import Score, Tally

Said = dict[str, Any]
Rows = Mapping[str, Said]


def compare_accountability(play: Play, findings: Findings) -> Score:
    """Each figure of the file beside the list that answers it."""
    tally = Tally("accountability")
    expected = play.scenario.expect.get("accountability", {})
    for name in sorted(expected.keys() - {"judged_on"}):
        rows = findings.accountability.get(name.replace("_", "-"))
        tally.same(name, expected[name], READ.get(name, _names)(rows) if rows is not None else "no such list")
    return tally.score()


def _names(rows: Rows) -> list[str]:
    return sorted(rows)


def _on_the_way(rows: Rows) -> list[Said]:
    return [{"petition": name, "on_the_way_to": rows[name]["unit"]} for name in sorted(rows)]


def _times(rows: Rows) -> dict[str, int]:
    return {name: rows[name]["passed_on"] for name in sorted(rows)}


READ: Mapping[str, Callable[[Rows], Any]] = {"not_landed": _on_the_way, "passed_on": _times}
"""How a figure is read off its list; any other names the petitions in it."""
