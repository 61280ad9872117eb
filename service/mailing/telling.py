"""What a person is reminded of now, as far as they may know of it today: what the mail is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from msgspec import Struct

from domain.access import CONSOLE, may
from domain.own_names import own_names
from domain.reminding import ORPHANED, as_told
from service.access.predicate import unrestricted
from service.mailing.digest import DUTY, PERIOD, Item
from service.offices import KnownOffice
from service.readmodels import needs, paging
from service.readmodels.asking import Question, question
from service.readmodels.period_reminders import PeriodReminderListed, period_reminders
from service.readmodels.reminders import ReminderListed, reminders
from service.runtime import Instance

FIGURES = "figures"
"""What the list of reminders of periods is for (service/api/actions.py)."""


class Told(Struct, frozen=True):
    """The question as which it was asked, the reminders about petitions, and all of them as items of a mail."""

    asked: Question
    rows: Sequence[ReminderListed]
    items: Sequence[Item]


def of_periods(instance: Instance, office: str, now: datetime) -> list[PeriodReminderListed]:
    """What the whole office is reminded of for periods; it names no petition."""
    asked = question(instance, CONSOLE, office, on=now, needs=needs.NOTHING)
    with instance.pool.connection() as connection:
        return period_reminders(instance, connection, asked)


def told(
    instance: Instance, known: KnownOffice, person: str, periods: Iterable[PeriodReminderListed], now: datetime
) -> Told:
    """What the person is reminded of, by any of the names under which they owe something.

    What they may not know of is left out as on their page. A number is named where nothing restricts the petition: a
    mail lies on other servers than ours.
    """
    day = known.moment(now).day
    viewer = instance.viewers.of(known, person, day)
    names = own_names(known.profile, viewer)
    asked = question(instance, viewer, known.profile.id, on=now, needs=needs.DUTIES)
    rows = _rows(instance, asked, names)
    figures = may(viewer, FIGURES, asked.id)
    own = [row for row in periods if figures and row.recipient in names]
    return Told(asked, rows, [*_of_duties(instance, asked.id, rows, day), *_of_periods(own, day)])


def _rows(instance: Instance, asked: Question, names: Iterable[str]) -> list[ReminderListed]:
    wanted = {"recipients": sorted(names)}
    with instance.reading(asked.seeing) as connection:
        return _once(
            paging.whole(lambda cursor: reminders(connection, asked, wanted, limit=paging.WHOLE_LIST, cursor=cursor))
        )


def _once(rows: Iterable[ReminderListed]) -> list[ReminderListed]:
    """Of one duty the last reminder only, whichever of somebody's names it went to."""
    last: dict[tuple[object, ...], ReminderListed] = {}
    for row in rows:
        duty = (row.petition, row.entry, row.discriminator, row.act, row.why == ORPHANED)
        if duty not in last or last[duty].tier < row.tier:
            last[duty] = row
    return list(last.values())


def _of_duties(instance: Instance, office: str, rows: Iterable[ReminderListed], day: date) -> Iterator[Item]:
    with instance.pool.connection() as connection:
        plain = unrestricted(connection, office, {row.petition for row in rows})
    for row in rows:
        number = row.number if row.petition in plain else ""
        yield Item(kind=DUTY, id=row.id, reason=as_told(row.why, row.due_on, day), number=number)


def _of_periods(rows: Iterable[PeriodReminderListed], day: date) -> Iterator[Item]:
    for row in rows:
        yield Item(kind=PERIOD, id=row.id, reason=as_told(row.why, row.due_on, day))
