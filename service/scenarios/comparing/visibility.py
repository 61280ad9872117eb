"""Who may see what: at the lines that look at a petition, and of whom the file says that it is hidden at the end."""

from __future__ import annotations

from service.scenarios.findings import Findings
from service.scenarios.mapping.lines import VIEWED
from service.scenarios.playing import Play
from service.scenarios.scoring import Score, Tally

SEEN, HIDDEN = "seen", "hidden"
WORDS = {True: SEEN, False: HIDDEN}


def compare_visibility(play: Play, findings: Findings) -> Score:
    """A line that is answered by 404 looks at what is hidden from who looks; every other sees what it looks at."""
    tally = Tally("visibility")
    for played in play.lines:
        if played.line.action == VIEWED:
            wanted = HIDDEN if played.line.fields.get("answer") else SEEN
            tally.same(f"line {played.line.n}", wanted, played.fault or WORDS[bool(played.seen)])
    for each in play.scenario.expect.get("invisible", ()):
        for name in each["invisible"]:
            found = findings.seen.get((each["actor"], name))
            tally.same(f"{each['actor']} {name}", HIDDEN, "never received" if found is None else WORDS[found])
    return tally.score()
