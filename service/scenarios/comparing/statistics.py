"""Statistics: each figure of each period of a file beside the one that was found.

The files know of no row "restricted": what stands in it is put back where its petition says that it belongs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from domain.guarded import RESTRICTED
from service.scenarios.clauses import carries
from service.scenarios.figures import FoundPeriod, office_of
from service.scenarios.findings import Findings
from service.scenarios.mapping.handling import outcome_in
from service.scenarios.playing import Play
from service.scenarios.scoring import Score, Tally

Said = dict[str, Any]
ANSWER = "answer"
ONE_DECIMAL = Decimal("0.1")
SIGNED = "sign"
"""The step of a route by which a leader signs."""


def compare_statistics(play: Play, findings: Findings) -> Score:
    """Every figure that the file gives of a period, and of its comparison with others."""
    tally = Tally("statistics")
    for nth, expected in enumerate(play.scenario.expect.get("statistics", ())):
        found = findings.statistics[nth]
        for name, figure in FIGURES.items():
            if name in expected:
                wanted = _wanted(play, expected, name)
                tally.same(f"{_where(expected)} {name}", wanted, figure(play, found))
        if "comparison" in expected:
            wanted, said = _changes(expected["comparison"], found)
            tally.same(f"{_where(expected)} comparison", wanted, said)
    return tally.score()


def _where(expected: Said) -> str:
    return f"{expected.get('office', '')} {expected['period']}".strip()


def _wanted(play: Play, expected: Said, name: str) -> object:
    """The figure in the words of the installation: outcomes are called by its rulebook."""
    said = expected[name]
    if name == "open_at_end":
        return {"count": said["count"], "petitions": sorted(said["petitions"])}
    if name == "overdue_at_end":
        return {"petitions": sorted(said["petitions"]), "duties": said["duties"]}
    if name == "closed_by_outcome":
        words = play.words[office_of(play, expected)].outcomes
        return dict(sorted((outcome_in(outcome, words), count) for outcome, count in said.items()))
    return said


def _sum(figures: Iterable[Said], measure: str, count: str = "count", **by: object) -> int:
    return sum(
        each[count]
        for each in figures
        if each["measure"] == measure and all(each["by"][name] == value for name, value in by.items())
    )


def _received(_play: Play, found: FoundPeriod) -> Said:
    channels = {
        each["by"]["channel"]: {"items": each["count"], "batches": each["batches"], "persons": each["visitors"]}
        for each in found.by_channel
        if each["measure"] == "received" and each["by"]["channel"] != RESTRICTED
    }
    of_restricted = [fact for fact in found.restricted if fact["measure"] == "received"]
    for fact in of_restricted:
        row = channels.setdefault(fact["channel"], {"items": 0, "batches": 0, "persons": 0})
        for name, more in (("items", 1), ("batches", fact["visit"]), ("persons", fact["visit"] * fact["persons"])):
            row[name] += more
    again = sum(fact["repeat"] for fact in of_restricted)
    return {
        "total_items": _sum(found.by_channel, "received"),
        "by_channel": channels,
        "first": _sum(found.by_repeat, "received", repeat=False) - again,
        "repeat": _sum(found.by_repeat, "received", repeat=True) + again,
    }


def _forwarded(_play: Play, found: FoundPeriod) -> Said:
    petitions = _sum(found.by_repeat, "forwarded", "petitions")
    return {"petitions": petitions, "acts": _sum(found.by_repeat, "forwarded")}


def _answered(play: Play, found: FoundPeriod) -> Said:
    """What reached the petitioner, how long it took, and the limits of answers that were met in the period."""
    (taken,) = [each for each in found.days if each["measure"] == "delivered"] or [{"count": 0, "sum": 0}]
    mean = Decimal(taken["sum"]) / taken["count"] if taken["count"] else None
    return {
        "petitions": taken["count"],
        "limits_met_in_time": _limits(play, found.settled["settled_in_time"]),
        "limits_met_late": _limits(play, found.settled["settled_late"]),
        "sum_days": taken["sum"],
        "mean_days": str(mean.quantize(ONE_DECIMAL, ROUND_HALF_UP)) if mean is not None else None,
    }


def _limits(play: Play, settled: Iterable[Said]) -> int:
    """Of the limits that were settled those of answers of which the file speaks."""
    answers = [duty for duty in play.scenario.expect.get("duties", ()) if duty["kind"] == ANSWER]
    return sum(any(_is_of(play, duty, fact) for duty in answers) for fact in settled)


def _is_of(play: Play, duty: Said, fact: Said) -> bool:
    entry = fact.get("entry") or fact["duty"].split()[0]
    return play.names[fact["petition"]] == duty["petition"] and carries(duty["clause"], fact["clause"], entry)


def _counted(measure: str) -> Callable[[Play, FoundPeriod], int]:
    return lambda _play, found: _sum(found.by_channel, measure)


def _instructed(_play: Play, found: FoundPeriod) -> int:
    """Instructions 批示; that a leader signs a paper on its way 签批 is a line of its own in the files."""
    of_all: int = _sum(found.by_channel, "instructed")
    signed = len([f for f in found.restricted if f["measure"] == "instructed" and f["outcome"] == SIGNED])
    return of_all - signed - _sum(found.by_outcome, "instructed", outcome=SIGNED)


def _closed(_play: Play, found: FoundPeriod) -> Said:
    closed = Counter({each["by"]["outcome"]: each["count"] for each in found.by_outcome if each["measure"] == "closed"})
    del closed[RESTRICTED]
    closed.update(fact["outcome"] for fact in found.restricted if fact["measure"] == "closed")
    return dict(sorted(closed.items()))


def _open(_play: Play, found: FoundPeriod) -> Said:
    return {"count": len(found.open), "petitions": list(found.open)}


def _overdue(play: Play, found: FoundPeriod) -> Said:
    """The overdue duties of which the file speaks, and the open petitions that have one."""
    spoken = play.scenario.expect.get("duties", ())
    duties = [each for each in found.duties if any(_is_of(play, duty, each) for duty in spoken)]
    late = {play.names[each["petition"]] for each in duties} & set(found.overdue)
    return {"petitions": sorted(late), "duties": len(duties)}


FIGURES: Mapping[str, Callable[[Play, FoundPeriod], object]] = {
    "received": _received,
    "forwarded": _forwarded,
    "instructed": _instructed,
    "extended": _counted("extended"),
    "answered": _answered,
    "closed_by_outcome": _closed,
    "withdrawn": _counted("withdrawn"),
    "open_at_end": _open,
    "overdue_at_end": _overdue,
}
"""The figures of a period in the words of the files."""


def _changes(expected: Said, found: FoundPeriod) -> tuple[Said, Said]:
    """The changes of what was received, in percent; of a zero base none."""
    (received,) = [each for each in found.compared if each["measure"] == "received"]
    wanted, said = {}, {}
    if "year_on_year" in expected:
        wanted["year_on_year"], said["year_on_year"] = expected["year_on_year"], received["year_on_year"]
    prior = expected.get("period_on_period_percent", expected.get("value_percent"))
    if prior is not None:
        wanted["period_on_period"], said["period_on_period"] = prior, received["period_on_period"]
    return wanted, said
