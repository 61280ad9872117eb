"""Random lives under each book: what was accepted had been said to be possible, and seldom is a yes no help."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any, ClassVar

import pytest

from domain import commands as c
from domain.bare_acts import ACTS
from domain.decide import decide
from domain.deciding import Refused
from domain.possible import Possible, possible
from domain.rulebook import Rulebook
from service.bundled import newest
from tests.clauses.lives.machine import Lives, Tally, led
from tests.clauses.lives.texts import as_written, bundled_texts

FEW = 400
STEPS = int(os.environ.get("ZHUOLUO_LIVES_STEPS", "0"))
TEXTS = bundled_texts()
OF_THE_STATE = frozenset({"event_seen", "not_before", "actor_in", "actor_not", "roles_named"})
"""Requirements that ask nothing of what is typed."""


class Foreseen(Lives):
    """Lives in which it is asked of each act, before it is done, whether it is possible.

    `unforeseen`: accepted, but said not to be possible, or only with other codes. `tried`: what became of the others.
    `in_vain`: why one was refused that is possible with these codes, though not for what was typed.
    """

    unforeseen: ClassVar[list[Any]]
    tried: ClassVar[Counter[str]]
    in_vain: ClassVar[Counter[Any]]

    def ask(self, asked: c.Asked) -> None:
        kind = type(asked.command)
        if kind in ACTS:
            context, done = self.life.context(asked.now), asked.already_done
            (said,) = possible(self.life.state, asked.actor, asked.occurred, context, already_done=done, verbs=(kind,))
            self.holds_to(said, asked)
        super().ask(asked)

    def holds_to(self, said: Possible, asked: c.Asked) -> None:
        offered = said.allowed and _is_offered(said, asked.command)
        try:
            decide(self.life.state, asked, self.life.context(asked.now))
        except Refused as refused:
            found = {each.entry for each in refused.reasons} & _of_the_state(self.book) if offered else set()
            self.in_vain.update((said.verb, entry) for entry in found)
            self.tried["in vain" if found else "refused for what was typed" if said.allowed else "foreseen"] += 1
        else:
            self.tried["accepted"] += 1
            if not offered:
                self.unforeseen.append((asked, said))


def _is_offered(said: Possible, command: Any) -> bool:
    """Whether each code of the command is one of those offered; of one duty alone the target need not be named."""
    given = {name: str(value) for name in said.choices if (value := getattr(command, name)) not in (None, "")}
    if "duty" in given and given["duty"] not in said.choices["duty"]:
        given["duty"] = given["duty"].partition("/")[0]
    return all(value in said.choices[name] for name, value in given.items())


def _of_the_state(book: Rulebook) -> set[str]:
    """The entries that stand against an act for what has happened, or for who acts."""
    guards = {guard.id for guard in book.guards if all(each.name in OF_THE_STATE for each in guard.require)}
    steps = {f"{route.id}.{step.id}" for route in book.routes for step in route.steps}
    return guards | steps | {rule.id for rule in book.duties if rule.late == "refuse" or rule.extension}


def foreseen_under(name: str) -> type[Foreseen]:
    counted = {"tally": Tally(), "unforeseen": [], "tried": Counter(), "in_vain": Counter()}
    about = {"book": newest(name), "text": as_written(TEXTS[name], TEXTS)}
    return type(f"Foreseen{name}", (Foreseen,), {**about, **counted})


@pytest.mark.parametrize("name", ["R1", "R2", "R3", "R4", "R5", "R6", "S1"])
def test_whatever_is_accepted_was_said_to_be_possible_and_what_is_possible_is_seldom_refused_for_its_state(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lives = foreseen_under(name)
    led(lives, STEPS or FEW)
    assert not lives.unforeseen, lives.unforeseen[0]
    tried = lives.tried
    assert tried["foreseen"]
    assert tried["accepted"]
    assert tried["in vain"] <= 0.05 * (tried.total() - tried["foreseen"])
    if STEPS:
        with capsys.disabled():
            print(f"\n{name}: {dict(tried)}; in vain for {dict(lives.in_vain)}")  # noqa: T201 - asked for
