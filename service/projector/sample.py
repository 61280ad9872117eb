"""A seeded ledger to measure with: petitions of one office over years, about six lines each, as decisions make them.

Built directly, without deciding: what is measured is the reading side. One in eight is joined to an earlier petition,
one in four is answered at the desk, one in ten comes back and is sent to another unit. One in fifty is never answered:
nine in ten of those are withdrawn after months, so that the open ones are those of the last weeks and a few old ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from heapq import merge
from itertools import islice
from random import Random
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain import events as e
from domain.values import Actor, Details, Moment, Sealed

FIRST_DAY = date(2016, 1, 4)
PETITIONS_A_DAY = 5.0
LINES_A_PETITION = 6.0
YEARS = 10
DAYS_A_YEAR = 365.25
ZONE = ZoneInfo("Asia/Shanghai")
REGISTRAR = Actor("李文", unit="信访科", post="registrar")
UNITS = tuple(f"{name}科" for name in ("城建", "农业", "教育", "卫生", "交通", "民政", "安置", "财务"))
CHANNELS = ("letter", "letter", "visit", "visit", "call", "online")
CLASSES = tuple(f"{group:02}{kind:02}00" for group in range(1, 13) for kind in range(1, 6))
TITLES = (
    "门前道路积水",
    "补偿款未到位",
    "宅基地边界",
    "学校食堂收费",
    "公交线路调整",
    "安置房漏水",
    "饮水工程停工",
)
OUTCOMES = ("supported", "supported", "explained", "not_supported")
JOINED_WITHIN = 60
"""Days within which somebody comes again with the same matter."""
UNDER_WAY = 120
"""Days of petitions beyond the last line, so that it is written while others come in."""
KEY = e.DutyKey("answer_hall")


class _Story(NamedTuple):
    """The lines of a petition, and the first petition of its matter."""

    lines: list[e.Line]
    first: int


def a_day(events: int, years: float = YEARS) -> float:
    """How many petitions come in each day at an office that writes so many lines in so many years."""
    return events / LINES_A_PETITION / (years * DAYS_A_YEAR)


def lines(events: int, seed: int = 1, petitions_a_day: float = PETITIONS_A_DAY) -> Iterator[e.Line]:
    """So many lines in the order in which they became known; the last petitions came in on the last days."""
    chance = Random(seed)  # noqa: S311 - a sample to measure with
    stories: list[_Story] = []
    told = 0
    while told < events + petitions_a_day * LINES_A_PETITION * UNDER_WAY:
        nth = len(stories)
        story = list(_story(chance, FIRST_DAY + timedelta(int(nth / petitions_a_day))))
        first = _earlier(chance, stories, int(petitions_a_day * JOINED_WITHIN))
        stories.append(_Story(story, nth if first is None else first))
        told += len(story) if first is None else len(story) + _joined(chance, story, stories[first].lines)
    return islice(merge(*(story.lines for story in stories), key=_instant), events)


def _instant(line: e.Line) -> datetime:
    return line.occurred.at or datetime.max.replace(tzinfo=UTC)


def _earlier(chance: Random, stories: Sequence[_Story], window: int) -> int | None:
    """The first petition of the matter to which the next one belongs; None: it is a matter of its own."""
    if chance.random() >= 1 / 8 or not stories or not window:
        return None
    return stories[-1 - chance.randrange(min(window, len(stories)))].first


def _joined(chance: Random, story: list[e.Line], first: list[e.Line]) -> int:
    """Writes into both that the one is joined to the other, behind the registration; says how many lines."""
    at = _instant(story[1]) + timedelta(seconds=chance.randrange(60, 3600))
    _insert(story, at, e.Joined(to=first[0].petition, first_open=False))
    _insert(first, at, e.Linked(petition=story[0].petition))
    return 2


def _insert(story: list[e.Line], at: datetime, event: e.Event) -> None:
    made = replace(story[0], event=event, occurred=Moment(at.date(), at), duties=e.NO_CHANGES)
    told = sorted((*story, made), key=_instant)
    story[:] = [replace(line, version=nth) for nth, line in enumerate(told, 1)]


def _story(chance: Random, day: date) -> Iterator[e.Line]:
    """One petition from receipt to outcome; some are extended, pressed, late, or still open at the end."""
    petition = UUID(int=chance.getrandbits(128))
    start = datetime.combine(day, datetime.min.time(), ZONE) + timedelta(seconds=chance.randrange(8 * 3600, 17 * 3600))
    steps = _Steps(petition, start, chance)
    due = e.Due(start.date() + timedelta(days=30), start.date() + timedelta(days=30))
    yield steps.line(REGISTRAR, _received(chance), after=0)
    yield steps.line(REGISTRAR, _registered(chance, start), after=0.1, duties=_opened(start, due))
    if chance.random() < 1 / 4:
        yield from _answer(steps, REGISTRAR, due)
        return
    handler = Actor("王敏", unit=chance.choice(UNITS), post="handler")
    yield from _forwarded(steps, REGISTRAR, handler)
    if chance.random() < 1 / 10:
        yield steps.line(
            handler, e.Returned(unit=handler.unit, back_to=REGISTRAR.unit, reason=_sealed(chance)), after=2
        )
        handler = Actor("王敏", unit=chance.choice(UNITS), post="handler")
        yield from _forwarded(steps, REGISTRAR, handler)
    if chance.random() < 1 / 10:
        yield steps.line(handler, e.Extended(duty=KEY.id, reason=_sealed(chance), days=30), after=3, duties=_later(due))
    yield from _outcome(steps, handler, due)


def _forwarded(steps: _Steps, sender: Actor, handler: Actor) -> Iterator[e.Line]:
    moved = e.DutyChanges(moved=(e.MovedDuty(key=KEY, holder=handler.unit),))
    forwarded = e.Forwarded(target=handler.unit, sender=sender.unit, text=_sealed(steps.chance))
    yield steps.line(sender, forwarded, after=2, duties=moved)
    yield steps.line(handler, e.SignedFor(unit=handler.unit), after=2)


def _outcome(steps: _Steps, handler: Actor, due: e.Due) -> Iterator[e.Line]:
    if steps.chance.random() < 49 / 50:
        steps.wait(14)
        yield from _answer(steps, handler, due)
    elif steps.chance.random() < 9 / 10:
        gone = e.DutyChanges(cancelled=(e.SettledDuty(key=KEY, late=True, why="Withdrawn"),))
        yield steps.line(handler, e.Withdrawn(reason=_sealed(steps.chance)), after=120, duties=gone)


def _answer(steps: _Steps, handler: Actor, due: e.Due) -> Iterator[e.Line]:
    late = due.effective is not None and steps.at.date() > due.effective
    met = e.DutyChanges(met=(e.SettledDuty(key=KEY, late=late, why="Answered"),))
    answered = e.Answered(reply_kind="result", text=_sealed(steps.chance), delivered=True, mode="当面")
    yield steps.line(handler, answered, after=0, duties=met)
    outcome = steps.chance.choice(OUTCOMES)
    yield steps.line(handler, e.Closed(outcome=outcome, explanation=_sealed(steps.chance)), after=3)


class _Steps:
    """The lines of one petition, one after the other, each some days later."""

    def __init__(self, petition: UUID, at: datetime, chance: Random) -> None:
        self.petition = petition
        self.at = at
        self.chance = chance
        self.version = 0

    def wait(self, days: float) -> None:
        """Some days pass, `days` on average."""
        self.at += timedelta(seconds=int(self.chance.expovariate(1 / (days * 86400)) if days else 0) + 1)

    def line(self, actor: Actor, event: e.Event, *, after: float, duties: e.DutyChanges = e.NO_CHANGES) -> e.Line:
        self.wait(after)
        self.version += 1
        return e.Line(
            petition=self.petition,
            version=self.version,
            event=event,
            occurred=Moment(self.at.date(), self.at),
            actor=actor,
            book="R5@2022-05-27",
            duties=duties,
        )


def _received(chance: Random) -> e.Received:
    details = Details(title=chance.choice(TITLES), people=chance.choice((1, 1, 1, 2, 6)), problem=_sealed(chance))
    return e.Received(channel=chance.choice(CHANNELS), place="hall", details=details)


def _registered(chance: Random, at: datetime) -> e.Registered:
    details = Details(content_class=chance.choice(CLASSES), procedure="petition", reachable=True)
    return e.Registered(series="register", period=str(at.year), pattern="{year}-{number:06}", details=details)


def _opened(at: datetime, due: e.Due) -> e.DutyChanges:
    duty = e.OpenedDuty(
        key=KEY,
        clause="R5.12",
        nature="duty",
        holder=REGISTRAR.unit,
        book="R5@2022-05-27",
        start=at.date(),
        due=due,
        amount=30,
        unit="calendar",
    )
    return e.DutyChanges(opened=(duty,))


def _later(due: e.Due) -> e.DutyChanges:
    assert due.effective is not None  # noqa: S101 - all of this sample have a date
    end = due.effective + timedelta(days=30)
    return e.DutyChanges(redated=(e.RedatedDuty(key=KEY, due=e.Due(end, end), why="extension"),))


def _sealed(chance: Random) -> Sealed:
    """A narrative as it stands in the ledger, of ordinary length, under a key that nobody has."""
    return Sealed("case-sample", chance.randbytes(12), chance.randbytes(120))
