"""A seeded ledger to measure with: petitions of one office over years, about six lines each, as decisions make them.

Built directly, without deciding: what is measured is the reading side.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from heapq import merge
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from domain import events as e
from domain.values import Actor, Details, Moment, Sealed

FIRST_DAY = date(2016, 1, 4)
PETITIONS_A_DAY = 5
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
KEY = e.DutyKey("answer_hall")


def lines(events: int, seed: int = 1) -> Iterator[e.Line]:
    """Lines in the order in which they became known, `events` or a few more; no petition is cut off."""
    chance = Random(seed)  # noqa: S311 - a sample to measure with
    petitions: list[list[e.Line]] = []
    told = 0
    while told < events:
        story = list(_story(chance, len(petitions)))
        petitions.append(story)
        told += len(story)
    return merge(*petitions, key=lambda line: line.occurred.at or datetime.max.replace(tzinfo=UTC))


def _story(chance: Random, nth: int) -> Iterator[e.Line]:
    """One petition from receipt to outcome; some are extended, pressed, late, or still open at the end."""
    petition = UUID(int=chance.getrandbits(128))
    unit = chance.choice(UNITS)
    handler = Actor("王敏", unit=unit, post="handler")
    start = datetime.combine(FIRST_DAY + timedelta(days=nth // PETITIONS_A_DAY), datetime.min.time(), ZONE) + timedelta(
        seconds=chance.randrange(8 * 3600, 17 * 3600)
    )
    steps = _Steps(petition, start, chance)
    due = e.Due(start.date() + timedelta(days=30), start.date() + timedelta(days=30))
    yield steps.line(REGISTRAR, _received(chance), after=0)
    yield steps.line(REGISTRAR, _registered(chance, start), after=0.1, duties=_opened(start, due))
    moved = e.DutyChanges(moved=(e.MovedDuty(key=KEY, holder=unit),))
    forwarded = e.Forwarded(target=unit, sender=REGISTRAR.unit, text=_sealed(chance))
    yield steps.line(REGISTRAR, forwarded, after=2, duties=moved)
    yield steps.line(handler, e.SignedFor(unit=unit), after=2)
    if chance.random() < 0.1:  # noqa: PLR2004 - one in ten
        yield steps.line(handler, e.Extended(duty=KEY.id, reason=_sealed(chance), days=30), after=3, duties=_later(due))
    if chance.random() < 0.98:  # noqa: PLR2004 - one in fifty is never answered
        yield from _outcome(steps, handler, due)


def _outcome(steps: _Steps, handler: Actor, due: e.Due) -> Iterator[e.Line]:
    steps.wait(14)
    late = due.effective is not None and steps.at.date() > due.effective
    met = e.DutyChanges(met=(e.SettledDuty(key=KEY, late=late, why="Answered"),))
    answered = e.Answered(reply_kind="result", text=_sealed(steps.chance), delivered=True, mode="当面")
    yield steps.line(handler, answered, after=0, duties=met)
    yield steps.line(handler, e.Closed(outcome="supported", explanation=_sealed(steps.chance)), after=3)


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
