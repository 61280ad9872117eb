"""What an export says of itself, of a petition and of an act: named values, the same in each format.

A code stands beside its Chinese word (`channel`, `channel_zh`), as the lists of the office call it on the day of the
receipt. What is not known is not said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from domain import words
from domain.codes import STATUSES
from domain.petition import Petition
from projections.mining import Act
from service.codes import Held, lists_on
from service.mining.cases import Case
from service.mining.choosing import Chosen
from service.offices import KnownOffice
from service.readmodels.asking import recorded_at
from service.runtime import Instance

Value = str | int | bool | datetime
Named = Iterator[tuple[str, Value]]

DAYS = (
    "day_only: only the day is known; the time is the first instant of that local day, or that of the act before it "
    "on the same day (仅知日期，时刻取当地零时；同日先有的行为较晚的，取其时刻)"
)
"""Said in each file, because no format has a word for it."""


class Words:
    """What the codes of one office are called in Chinese; the lists of a day are looked up once."""

    def __init__(self, office: KnownOffice) -> None:
        self._office = office
        self._lists: dict[date, Mapping[str, Held]] = {}

    def of(self, field: str, code: str, day: date) -> str:
        """The word, "" where nobody gave the code one."""
        if day not in self._lists:
            self._lists[day] = {held.field: held for held in lists_on(self._office, day).values()}
        held = self._lists[day].get(field)
        found = held.list.found(code) if held else None
        return found.zh if found else words.CODES.get(field, {}).get(code, "")


def of_export(instance: Instance, chosen: Chosen) -> Named:
    """What it rests on: ask again with this period, position and day and you get the same."""
    asked, profile = chosen.asked, chosen.asked.office.profile
    with instance.pool.connection() as connection:
        recorded = recorded_at(connection, asked.id, asked.position)
    known = instance.offices.as_known(asked.id, asked.position)
    yield from _said(
        office=asked.id,
        office_name=profile.name,
        position=asked.position,
        recorded_until=recorded and recorded.astimezone(asked.office.zone),
        judged_on=asked.on.moment.astimezone(asked.office.zone) if _at_an_instant(chosen) else asked.on.day,
        time="replayed" if asked.office.replayed else "live",
        time_zone=profile.time_zone,
        rulebooks=" ".join(each.reference for each in known.state.books) if known else "",
        received_from=chosen.received_from,
        received_to=chosen.received_to,
        petitions=chosen.count,
        restricted=chosen.restricted,
        days=DAYS,
    )


def _at_an_instant(chosen: Chosen) -> bool:
    return chosen.asked.on.moment == chosen.asked.on.judged


def of_petition(case: Case, told: Words) -> Named:
    """What it is, without how it stands; see `of_state`."""
    row, petition = case.row, case.life.petition
    details, ending = petition.details, petition.ending
    coded = {
        "channel": row.channel,
        "source": row.source,
        "purpose": details.purpose or "",
        "content_class": row.content_class,
        "outcome": ending.outcome,
    }
    yield from _said(number=row.number, external_id=row.external_id, received_on=row.received_on)
    for field, code in coded.items():
        yield from _said(**{field: code, f"{field}_zh": told.of(field, code, row.received_on) if code else ""})
    yield from _said(
        people=row.people,
        unit=row.unit,
        open=row.open,
        overdue=row.overdue,
        void=ending.voided is not None,
        rulebook=petition.book,
    )


def of_state(state: str) -> Named:
    """A state of the register, by code and in Chinese."""
    yield from _said(state=state, state_zh=STATUSES[state].zh if state in STATUSES else "")


def of_act(act: Act, office: KnownOffice) -> Named:
    """What is said of an act beside which it is, when it was done and by whom."""
    yield from _said(
        activity_zh=words.EVENTS.get(act.activity, act.activity),
        day_only=act.day_only,
        recorded=act.recorded_at and act.recorded_at.astimezone(office.zone),
        position=act.position,
        version=act.version,
        to_unit=act.to,
        corrected=act.corrected or None,
        breaches=" ".join(act.breaches),
    )


def called(petition: Petition) -> str:
    """What a petition is called: its register number, else the number at its source, else its id."""
    received = petition.received
    return petition.number or (received.external_id if received else "") or str(petition.id)


def _said(**named: Value | date | None) -> Named:
    """What has a value, days as text: a day has no time zone."""
    for name, value in named.items():
        if isinstance(value, date) and not isinstance(value, datetime):
            yield name, value.isoformat()
        elif value is not None and value != "":
            yield name, value
