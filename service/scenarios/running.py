"""All scenarios of a folder, each against the same fresh installation under offices of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from service.scenarios.comparing.whole import played_and_compared
from service.scenarios.installation import fresh
from service.scenarios.reading import Scenario, files, read
from service.scenarios.scoring import Compared
from service.scenarios.transport import Api

Progress = Callable[[int, int], None]


def run(folder: Path, progress: Progress = lambda _done, _total: None, *, only: Sequence[str] = ()) -> list[Compared]:
    """Plays every file of the folder (`only`: whose id holds one of these texts) in an installation made for it.

    Raises: BadScenario, NotStarted, NoAnswer.
    """
    scenarios = [each for each in map(read, files(folder)) if not only or any(text in each.id for text in only)]
    with fresh() as api:
        return run_in(api, scenarios, progress)


def run_in(api: Api, scenarios: Sequence[Scenario], progress: Progress = lambda _done, _total: None) -> list[Compared]:
    """Plays these scenarios in an installation that knows none of their offices."""
    found = []
    for done, scenario in enumerate(scenarios, 1):
        found.append(played_and_compared(scenario, api))
        progress(done, len(scenarios))
    return found
