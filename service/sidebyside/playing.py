"""Plays a scene in one office on the pure decider: every decision with the state it was taken on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.decide import decide
from domain.deciding import Context, OfficeProfile, Reason, Refused
from domain.petition import UNKNOWN, Petition, advance
from domain.rulebook import Rulebook
from domain.values import moment_of
from service.bundled import bundled_books, bundled_calendar, newest
from service.sidebyside.offices import House, actors, profile
from service.sidebyside.story import Act, Scene

PETITION = UUID(int=100)


class Decision(Struct, frozen=True):
    """What was asked on which state; the line that came of it, or the reasons against it."""

    act: Act
    before: Petition
    asked: c.Asked
    context: Context
    line: e.Line | None
    reasons: tuple[Reason, ...]


class Played(Struct, frozen=True):
    """A scene in an office: all decisions in order, and the petition as it is in the end."""

    house: House
    scene: Scene
    decisions: tuple[Decision, ...]
    petition: Petition


def played(house: House, scene: Scene) -> Played:
    """The scene under the newest version of the office's book; what is only tried is decided and not written."""
    book, office = newest(house.book), profile(house)
    state, decisions = UNKNOWN, []
    for act in scene.acts:
        decision = _decided(act, state, house, _context(act, book, office))
        decisions.append(decision)
        if decision.line is not None and not act.tried:
            state = advance(state, decision.line)
    return Played(house, scene, tuple(decisions), state)


def _decided(act: Act, state: Petition, house: House, context: Context) -> Decision:
    asked = c.Asked(
        petition=PETITION,
        command=act.command(house),
        actor=actors(house)[act.by],
        occurred=moment_of(context.now, context.office.time_zone),
        now=context.now,
    )
    try:
        (line,) = decide(state, asked, context)
    except Refused as refused:
        return Decision(act, state, asked, context, None, refused.reasons)
    return Decision(act, state, asked, context, _written(line, context.now), ())


def _written(line: e.Line, now: datetime) -> e.Line:
    """The line as the ledger would have stamped it."""
    number = f"信〔{line.event.period}〕0001" if isinstance(line.event, e.Registered) else ""
    return replace(line, position=line.version, recorded_at=now, number=number)


def _context(act: Act, book: Rulebook, office: OfficeProfile) -> Context:
    books: Mapping[str, Rulebook] = bundled_books()
    now = datetime.fromisoformat(act.at).replace(tzinfo=ZoneInfo(office.time_zone))
    return Context(book=book, books=books, calendar=bundled_calendar(), office=office, now=now)
