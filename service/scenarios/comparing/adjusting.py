"""What came late for a period that was reported, in the words of the files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from service.scenarios.findings import Findings
from service.scenarios.playing import Play

Said = dict[str, Any]
ANSWERED = "delivered"
"""What the files call answered: the answer has reached the petitioner."""
OTHERS = ("received", "forwarded", "instructed", "extended", "closed", "withdrawn")
"""The other figures that the files give of a period."""


def adjustment(play: Play, findings: Findings, _expected: Any) -> str:
    """The sentence: what is counted now and was not reported, on which petition, happened and known when."""
    found = findings.late
    added, removed = found.get("added", ()), found.get("removed", ())
    answers = "; ".join(_answered(play, findings, added))
    changed = {fact["measure"] for fact in (*added, *removed)} & set(OTHERS)
    changed |= {fact["measure"] for fact in removed if fact["measure"] == ANSWERED}
    return f"{answers}; {'changed: ' + ', '.join(sorted(changed)) if changed else 'everything else unchanged'}"


def _answered(play: Play, findings: Findings, added: list[Said]) -> Iterator[str]:
    answered = [fact for fact in added if fact["measure"] == ANSWERED]
    for fact in answered:
        name = play.names[fact["petition"]]
        known = _known(play, findings, name, fact["act"])
        yield f"answered +1 ({name}, {fact['days']} days): service of {fact['day']} known on {known}"


def _known(play: Play, findings: Findings, name: str, version: int) -> str:
    """The day on which the line of that version was recorded, in the time of the office."""
    line = next(each for each in findings.petitions[name].history if each["version"] == version)
    zone = play.scenario.instant("2025-01-01T00:00").tzinfo
    return datetime.fromisoformat(line["recorded_at"]).astimezone(zone).date().isoformat()
