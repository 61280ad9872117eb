"""What a page says can be done now: never less than what the rules let through, in random lives under each book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import pytest

from domain import commands as c
from domain.possible import ACTS, Possible, judged, meets
from service.bundled import newest
from tests.clauses.lives.machine import Lives, Tally, led
from tests.clauses.lives.texts import as_written, bundled_texts

STEPS = 400
TEXTS = bundled_texts()


class Foreseen(Lives):
    """Lives in which each act that was let through must have been said to be possible, and with its codes."""

    wrong: ClassVar[list[Any]]
    told: ClassVar[Counter[tuple[str, bool]]]

    def ask(self, asked: c.Asked) -> None:
        before, kind = self.life.state, type(asked.command)
        before_refused = self.tally.refused
        super().ask(asked)
        if kind not in ACTS or asked.already_done is not None:
            return
        accepted = self.tally.refused == before_refused
        found = judged(kind, before, asked.actor, asked.occurred, self.life.context(asked.now))
        self.told[kind.__name__, found.allowed] += 1
        if accepted and not (found.allowed and _offered(found, asked.command)):
            self.wrong.append((asked, found))


def _offered(found: Possible, command: Any) -> bool:
    """Whether each closed field of the command is one of those that are said to be possible."""
    return all(_among(getattr(command, name), codes) for name, codes in found.choices.items())


def _among(said: Any, codes: Sequence[str]) -> bool:
    """A duty may be called with its target where that is not needed."""
    return said in (None, "", *codes) or str(said).partition("/")[0] in codes


@pytest.mark.parametrize("name", ["R1", "R2", "R3", "R4", "R5", "R6", "S1"])
def test_whatever_the_rules_let_through_was_said_to_be_possible(name: str) -> None:
    wrong: list[Any] = []
    told: Counter[tuple[str, bool]] = Counter()
    said = {
        "book": newest(name),
        "text": as_written(TEXTS[name], TEXTS),
        "tally": Tally(),
        "wrong": wrong,
        "told": told,
    }
    led(type(f"Foreseen{name}", (Foreseen,), said), STEPS)
    assert wrong[:3] == []
    verbs = {verb for verb, allowed in told if not allowed}
    assert len(verbs) > 10, "a judge that never says no shows nothing"


def _duties() -> Iterator[tuple[str, str]]:
    for name in ("R1", "R2", "R3", "R4", "R5", "R6", "S1"):
        yield from ((name, rule.id) for rule in newest(name).duties if rule.met_by)


def test_every_duty_that_an_act_can_meet_names_it() -> None:
    for name, entry in _duties():
        assert meets(entry, newest(name)), (name, entry)
