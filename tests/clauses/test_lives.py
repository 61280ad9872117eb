"""Random lives of petitions under each rulebook, judged by the text of the book and by working days reckoned apart.

Few steps here; `make lives` leads each book through 10,000 (ZHUOLUO_LIVES_STEPS) and prints what happened.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase
from msgspec.structs import replace

from domain import commands as c
from domain import dues, duties, extensions, forms, guards, opening, relations, routing
from domain import events as e
from domain.calendar import Calendar
from domain.conditions import fires
from domain.petition import evolve
from domain.routing import Routing
from domain.rulebook import DutyRule, Requirement
from domain.rulebook_loader import parse
from domain.turn import Turn
from service.bundled import bundled_calendar, newest
from tests.clauses.lives import life, office
from tests.clauses.lives.machine import Lives, Tally, led, lives_under
from tests.clauses.lives.texts import as_written, bundled_texts
from tests.domain.scenario import SHEET, under

FEW, MANY = 600, 6000
STEPS = int(os.environ.get("ZHUOLUO_LIVES_STEPS", "0"))
"""For each book; 0: few, in the ordinary run of the tests."""

PHASES = (Phase.generate, Phase.shrink) if STEPS else (Phase.generate,)
"""Making a life that is wrong as short as it can be takes minutes."""

TEXTS = bundled_texts()
PETITION_OFFICE = """
[book]
id = "S1"
valid_from = 2024-01-01
extends = "S1"
zh = "信访局"

[settings]
office_role = "petition_office"
"""
"""The national regulation as an office follows it that passes petitions on to the bodies responsible."""


def machine(name: str) -> type[Lives]:
    if name == "S1 of a petition office":
        book = parse(PETITION_OFFICE, "own version", {"S1": newest("S1")})
        return lives_under(book, as_written(PETITION_OFFICE, TEXTS))
    return lives_under(newest(name), as_written(TEXTS[name], TEXTS))


@pytest.mark.parametrize("name", ["R1", "R2", "R3", "R4", "R5", "R6", "S1", "S1 of a petition office"])
def test_no_life_breaks_what_the_text_of_the_book_says(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No event against a guard that refuses, nothing without holder, no closing without outcome, every date right."""
    lives = machine(name)
    tally = led(lives, STEPS or FEW, PHASES)
    assert tally.events["Answered"], "no life came far"
    if STEPS:
        with capsys.disabled():
            print(_told(name, lives, tally))  # noqa: T201 - what `make lives` is for
        assert tally.accepted >= 0.3 * tally.steps
        assert {"Closed", "Archived", "Reopened", "Extended", "ReviewDecided", "Corrected"} <= tally.events.keys()


def _told(name: str, lives: type[Lives], tally: Tally) -> str:
    entries = lives.text.entries
    kinds = "  ".join(f"{kind} {n}" for kind, n in tally.events.most_common())
    return (
        f"\n{name}: {tally.steps} steps, {tally.accepted} accepted ({tally.accepted / tally.steps:.0%}), "
        f"{tally.refused} refused\n"
        f"  {len(tally.guards)} of {len(entries['guard'])} guards refused, "
        f"never: {', '.join(sorted(entries['guard'].keys() - tally.guards.keys())) or '-'}\n"
        f"  {len(tally.duties)} of {len(entries['duty'])} duties opened, "
        f"never: {', '.join(sorted(entries['duty'].keys() - tally.duties.keys())) or '-'}\n"
        f"  {kinds}"
    )


# ---- an engine that is wrong is found out


class Fault(NamedTuple):
    """Something wrong put into the engine: the module and the name in it, what stands there instead, what is said.

    `liked` are the verbs by which a life comes soon to where it matters.
    """

    where: object
    name: str
    instead: Any
    said: str
    liked: Sequence[str] = ()


def _a_day_late(terms: dues.Terms, start: date, amount: int, calendar: Calendar) -> e.Due:
    due = dues.counted(terms, start, amount, calendar)
    return replace(due, effective=due.effective + timedelta(1)) if due.effective else due


def _from_the_rolled_end(terms: dues.Terms, due: e.Due, days: int, calendar: Calendar) -> e.Due:
    return dues.later(terms, replace(due, nominal=due.effective), days, calendar)


def _to_nobody(routing: Routing, event: e.Returned) -> Routing:
    return replace(routing, holder="", on_the_way_to="", senders=routing.senders[:-1], passed_on=len(event.back_to))


def _opens_without_its_condition(rule: DutyRule, turn: Turn) -> bool:
    return fires(rule.opens, turn.name, turn.facts)


_check = guards._check
EXTENSION = ("Accept", "Extend")
HEARING = ("Answer", "RequestReview", "RequestReview", "DecideReview", "OpenHearing", "CloseHearing")


def _permits(requirement: Requirement, turn: Turn) -> guards.Words | None:
    """Whatever is decided now; the breaches of what has already happened are still recorded."""
    return _check(requirement, turn) if turn.line.already_done else None


_named = relations.named


def _only_the_last_name(lines: Sequence[e.Line]) -> tuple[frozenset[str], frozenset[str]]:
    """As if a name that was replaced were a name no more."""
    return _named([line for line in lines if any(_named([line]))][-1:])


FAULTS: Mapping[str, Fault] = {
    "guards permit everything": Fault(guards, "_check", _permits, "was written although"),
    "guards refuse everything": Fault(guards, "_check", lambda _, __: ("不行", "no"), "which the text does not"),
    "an excuse opens a closing": Fault(guards, "NO_EXCUSE", (), "was written although", ["Close"]),
    "who was complained of is forgotten": Fault(
        relations, "named", _only_the_last_name, "was written although|named", ["Classify", "Forward"]
    ),
    "a limit ends a day late": Fault(opening, "counted", _a_day_late, "by the text"),
    "an extension counts from the rolled end": Fault(
        extensions, "later", _from_the_rolled_end, "by the text", EXTENSION
    ),
    "a hearing stops no clock": Fault(duties, "_after_hearing", lambda *_: False, "keeps its date", HEARING),
    "nothing is ever late": Fault(duties, "is_late", lambda *_: False, "late=False"),
    "nothing is cancelled": Fault(duties, "_is_cancelled", lambda *_: False, "still open"),
    "no duty is opened": Fault(opening, "opens", lambda *_: False, "is not opened"),
    "every duty is opened": Fault(opening, "opens", _opens_without_its_condition, "does not open it"),
    "any outcome will do": Fault(forms, "outcome_faults", lambda _: iter(()), "outcome|closed as", ["Close"]),
    "a return reaches nobody": Fault(routing, "_returned", _to_nobody, "lies nowhere", ["Forward", "Return"]),
    "a correction changes nothing": Fault(life, "advance", evolve, "folding anew must agree"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_engine_is_found_out(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = FAULTS[fault]
    monkeypatch.setattr(wrong.where, wrong.name, wrong.instead)
    with pytest.raises(AssertionError, match=wrong.said):
        led(type("Liking", (machine("S1"),), {"liked": wrong.liked}), MANY)


@pytest.mark.parametrize("name", ["R1", "R2", "R3", "R4", "R5", "R6"])
def test_guards_that_permit_everything_are_found_out_under_every_book(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "_check", _permits)
    with pytest.raises(AssertionError, match="was written although"):
        led(machine(name), MANY)


def test_a_correction_keeps_a_duty_behind_the_one_that_it_depends_on() -> None:
    """R2.3: found by a life. The explanation of a delay goes with its limit, also when only the limit was corrected."""
    case = under(newest("R2"))
    case.when(c.Receive(channel="letter", details=replace(SHEET, procedure="petition")), "2025-01-06")
    case.when(c.Register(), "2025-01-07")
    case.when(c.Accept(), "2025-01-08")  # sixty days: Sunday 9 March, so Monday 10 March
    case.correct(3, c.Accept(), "2025-01-07", "2025-01-09")  # Saturday 8 March: Monday 10 March again
    case.when(c.Answer(reply_kind="result", text="已修缮", delivered=True), "2025-02-03")
    assert "explain_to_leader" not in case.owed()


def test_what_hangs_on_a_provisional_end_is_provisional_itself() -> None:
    """R2.3: found by a life. Nobody knows the holidays of 2027 yet, so neither end, sixty days on, is certain."""
    case = under(newest("R2"), Calendar.of(year for year in bundled_calendar().years if year.year <= 2026))
    case.when(c.Receive(channel="letter", details=replace(SHEET, procedure="petition")), "2026-12-01")
    case.when(c.Register(), "2026-12-02")
    case.when(c.Accept(), "2026-12-02")
    assert case.duty("handle").due.provisional
    assert case.duty("explain_to_leader").due.provisional


def test_what_is_taken_up_again_lies_before_no_leader_any_more() -> None:
    """R2.2: found by reading for the judge. The leader's unit has nothing to do with it until it is put there anew."""
    case = under(newest("R2"))
    case.office = office.STAFFED
    case.when(c.Receive(channel="letter", details=SHEET), "2025-01-06")
    case.when(c.Register(), "2025-01-07")
    case.when(c.Submit(to="钟山"), "2025-01-07")
    assert "R2.2" not in case.refused(c.Comment(text=" "), "2025-01-07", by=office.SECRETARY)
    case.when(c.Answer(reply_kind="result", text="已修缮", delivered=True), "2025-01-08", by=office.HEAD)
    case.when(c.Close(outcome="supported", legal_basis="安置办法"), "2025-01-09")
    case.when(c.Reopen(reason="回访不满意"), "2025-01-10")
    assert "R2.2" in case.refused(c.Comment(text="已阅"), "2025-01-10", by=office.SECRETARY)
