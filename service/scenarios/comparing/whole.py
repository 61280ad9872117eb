"""A whole scenario compared: all kinds of expectations, played or only counted."""

from __future__ import annotations

from service.scenarios.comparing import ends, rota
from service.scenarios.comparing.accountability import compare_accountability
from service.scenarios.comparing.ends import compare_lists, compare_numbers, compare_petitions
from service.scenarios.comparing.lines import compare_breaches, compare_lines, compare_refusals, compare_unchanged
from service.scenarios.comparing.owed import compare_duties
from service.scenarios.comparing.registers import (
    compare_beyond,
    compare_by_occurred,
    compare_overdue,
    compare_register,
)
from service.scenarios.comparing.rota import compare_rota
from service.scenarios.comparing.statistics import compare_statistics
from service.scenarios.comparing.visibility import compare_visibility
from service.scenarios.findings import Findings, find
from service.scenarios.playing import Play, play
from service.scenarios.reading import Scenario
from service.scenarios.scoring import Compared, Score, Tally
from service.scenarios.transport import Api


def played_and_compared(scenario: Scenario, api: Api) -> Compared:
    """Plays the scenario and compares. Raises BadScenario, NoAnswer."""
    done = play(scenario, api)
    if done.faults:
        return Compared(scenario.id, (_set_up(done),))
    return compared(done, find(done, api))


def compared(done: Play, findings: Findings) -> Compared:
    scores = (
        _set_up(done),
        compare_lines(done),
        compare_refusals(done),
        compare_unchanged(done, findings),
        compare_breaches(done, findings),
        compare_duties(done, findings),
        compare_numbers(done, findings),
        compare_register(done, findings),
        compare_overdue(done, findings),
        compare_by_occurred(done, findings),
        compare_petitions(done, findings),
        compare_rota(done, findings),
        compare_lists(done, findings),
        compare_statistics(done, findings),
        compare_accountability(done, findings),
        compare_visibility(done, findings),
        compare_beyond(done, findings),
        *_counted(done),
    )
    return Compared(done.scenario.id, scores)


def _set_up(done: Play) -> Score:
    """Each office is made and adopts its own version of its rulebook."""
    tally = Tally("set-up")
    for fault in done.faults:
        tally.same("office", "made", fault)
    for office in done.offices[len(done.faults) :]:
        tally.same(office, "made", "made")
    return tally.score()


def _counted(done: Play) -> list[Score]:
    """Expectations that nothing answers yet: how many there are."""
    return [Score("other lists", total=ends.not_played(done) + rota.not_played(done))]
