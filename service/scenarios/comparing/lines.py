"""Lines that are carried out, lines that are refused and by which clause, breaches and by which line."""

from __future__ import annotations

from collections.abc import Iterable

from service.scenarios.clauses import carries, refuses
from service.scenarios.findings import Findings, FoundBreach
from service.scenarios.mapping.lines import NOT_PLAYED
from service.scenarios.playing import ACCEPTED, LATER, REFUSED, Play, Played
from service.scenarios.reading import Told
from service.scenarios.scoring import Score, Tally


def compare_lines(play: Play) -> Score:
    """Every line that no rule forbids is carried out."""
    tally = Tally("lines")
    for played in play.lines:
        if not played.line.expect.refused and played.became != LATER:
            found = ACCEPTED if played.became == ACCEPTED else played.words()
            tally.same(_where(played.line), ACCEPTED, found)
    return tally.score()


def compare_refusals(play: Play) -> Score:
    """Every line that a rule forbids is refused, under that clause among others."""
    tally = Tally("refusals")
    for played in play.lines:
        expected = played.line.expect.refused
        if expected and played.line.action not in NOT_PLAYED:
            tally.same(_where(played.line), f"refused {expected}", _refused(played, expected))
    return tally.score()


OF_ANOTHER = ("Linked", "Unlinked")
"""Events that a line of another petition writes."""


def compare_unchanged(play: Play, findings: Findings) -> Score:
    """What was refused has written nothing: every event of those petitions is of a line that was carried out.

    That another petition was joined to it is of a line of that one.
    """
    tally = Tally("unchanged")
    for name in dict.fromkeys(played.line.petition or "" for played in play.lines if played.became == REFUSED):
        if name in findings.petitions:
            made = {version for each in play.lines if each.line.petition == name for version in each.versions}
            history = findings.petitions[name].history
            written = {event["version"] for event in history if event["event"] not in OF_ANOTHER}
            tally.same(name, sorted(made), sorted(written))
    return tally.score()


def _refused(played: Played, expected: str) -> str:
    if played.became != REFUSED:
        return f"{played.became}: {played.words()}"
    if any(refuses(expected, clause) for clause, _ in played.clauses):
        return f"refused {expected}"
    return f"refused otherwise: {played.words()}"


def compare_breaches(play: Play, findings: Findings) -> Score:
    """Each late or forbidden fact is on record under its clause, by its line; and no other of these clauses."""
    tally = Tally("breaches")
    expected = [each for each in play.scenario.expect.get("breaches", ()) if each.get("petition")]
    left = [breach for found in findings.petitions.values() for breach in found.breaches]
    for each in expected:
        found = _find(each, left)
        if found is not None:
            left.remove(found)
        days = found.days_late if found else None
        tally.same(f"{each['petition']} {each['clause']} line {each['line']}", each.get("days_late", 0), days)
    for breach in _unexpected(play, left):
        where = f"{breach.petition} {breach.clause} ({breach.entry}) line {breach.line}"
        tally.same(where, "no breach", f"{breach.days_late} days late")
    return tally.score()


def _find(expected: dict[str, object], found: Iterable[FoundBreach]) -> FoundBreach | None:
    """The breach expected; of several by one line the one with those days."""
    fitting = [
        breach
        for breach in found
        if breach.petition == expected["petition"]
        and breach.line == expected["line"]
        and carries(str(expected["clause"]), breach.clause, breach.entry)
    ]
    exact = [breach for breach in fitting if breach.days_late == expected.get("days_late", 0)]
    return next(iter((*exact, *fitting)), None)


def _unexpected(play: Play, left: Iterable[FoundBreach]) -> list[FoundBreach]:
    """Breaches that nobody expects, of clauses about which the file speaks."""
    spoken = {str(duty["clause"]) for duty in play.scenario.expect.get("duties", ())}
    return [breach for breach in left if any(carries(clause, breach.clause, breach.entry) for clause in spoken)]


def _where(line: Told) -> str:
    return f"line {line.n} {line.petition or ''} {line.action}"
