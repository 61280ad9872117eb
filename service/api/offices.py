"""The endpoints of offices: made, listed, their calendars loaded, their clocks accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from msgspec import Meta, field

from domain import office as o
from domain.calendar import HolidayYear
from domain.vocabulary import ROLES
from domain.wellformed import YEARS
from service.access.caller import caller
from service.api import described, examples, problems
from service.api.acting import acting
from service.api.basis import json
from service.api.bodies import ActorBody, Strict
from service.api.office_answers import OfficeRecorded, OfficeSaid, OfficesSaid, office_said
from service.api.office_commands import answer, once, recorded_at, written_before
from service.api.places import known_office
from service.api.posting import PostedRequest
from service.api.querying import NoQuery, asked_by
from service.api.words import Day, Instant, Name, Text, Word, code
from service.calendars import Loaded, load_calendar
from service.clocks import accept_clock
from service.ledger.submission import Written
from service.readmodels.asking import today
from service.runtime import Instance

OFFICES = "/offices"
OFFICE = f"{OFFICES}/{{office}}"
TAG = "offices"
RECOMPUTED = "Recomputed-Petitions"
"""Header of the answer to a calendar: for how many petitions this request reckoned a limit again."""

Identity = Annotated[str, Meta(pattern="^[a-z0-9-]{1,32}$")]
Role = Annotated[str, code(*ROLES)]
Nothing = Annotated[NoQuery, Depends(asked_by(NoQuery))]


class OfficeBody(Strict, frozen=True):
    """An office 机构 to be made under the newest version of a rulebook.

    `time` is live or replayed; a replayed office takes its times of recording from the commands
    (`recorded_at`). `roles` says who fills a role of the rulebook.
    """

    actor: ActorBody
    id: Identity
    name: Name
    rulebook: Word
    time_zone: Word = "Asia/Shanghai"
    time: Annotated[str, code(*o.TIMES)] = "live"
    roles: dict[Role, Name] = field(default_factory=dict)
    recorded_at: Instant | None = None


class OfficeQuery(Strict, frozen=True):
    """The day on which the office is shown, today if none is said."""

    on: Day | None = None


class CalendarBody(Strict, frozen=True):
    """The holidays of one year, in the shape of holiday-cn: year, papers, days with name, date, isOffDay."""

    actor: ActorBody
    calendar: HolidayYear
    recorded_at: Instant | None = None


class ClockBody(Strict, frozen=True):
    """Why the clock is accepted as it stands."""

    actor: ActorBody
    reason: Text


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    listed = described.plain("机构 All offices", TAG, OfficesSaid, ())
    shown = described.reading("机构 An office", TAG, OfficeQuery, OfficeSaid, headers=("ETag",))
    routes.add_api_route(OFFICES, _listed(instance), methods=["GET"], name="offices", **listed)
    routes.add_api_route(OFFICE, _shown(instance), methods=["GET"], name="office", **shown)
    for path, act, words in (
        (OFFICES, _created(instance), ("设立机构 Make an office", OfficeBody, examples.OFFICE)),
        (f"{OFFICE}/calendars", _loaded(instance), ("公布放假安排 Load a calendar", CalendarBody, examples.CALENDAR)),
        (f"{OFFICE}/clock", _accepted(instance), ("接受时钟 Accept the clock", ClockBody, examples.CLOCK)),
    ):
        summary, body, example = words
        known = described.changing(summary, TAG, body, example, OfficeRecorded, made=path == OFFICES)
        routes.add_api_route(path, act, methods=["POST"], name=body.__name__, **known)
    return routes


def _listed(instance: Instance) -> Callable[..., Response]:
    def listed(_said: Nothing) -> Response:
        asking = caller()
        own = instance.offices.ids() if asking.console else [asking.viewer.office]
        known = map(instance.offices.get, own)
        return json(OfficesSaid(tuple(office_said(office, today(instance, office)) for office in known)))

    return listed


def _shown(instance: Instance) -> Callable[..., Response]:
    def shown(office: str, said: Annotated[OfficeQuery, Depends(asked_by(OfficeQuery))]) -> Response:
        known = known_office(instance, office)
        if said.on is not None and said.on.year not in YEARS:
            raise problems.invalid("query.on", "日期不合理", "no such day")
        return json(office_said(known, said.on or today(instance, known)), {"ETag": f'"{known.state.version}"'})

    return shown


def _created(instance: Instance) -> Callable[..., Response]:
    def created(posted: PostedRequest) -> Response:
        body = posted.said(OfficeBody)
        at = recorded_at(body.recorded_at, replayed=body.time == "replayed")
        made = o.OfficeCreated(
            id=body.id, name=body.name, time_zone=body.time_zone, time=body.time, roles=dict(body.roles)
        )

        def make() -> None:
            now = at or datetime.now(UTC)
            instance.offices.create(made, body.rulebook, acting(body.actor.actor()), now, posted.via(), at=at)

        told = answer(instance, body.id, once(instance, body.id, posted, make), status=201)
        told.headers["Location"] = f"/api/v1{OFFICES}/{body.id}"
        return told

    return created


def _loaded(instance: Instance) -> Callable[..., Response]:
    def loaded(office: str, posted: PostedRequest) -> Response:
        known = known_office(instance, office)
        body = posted.said(CalendarBody)
        at = recorded_at(body.recorded_at, replayed=known.replayed)
        done: list[Loaded] = []

        def load() -> None:
            done.append(load_calendar(instance, office, body.calendar, acting(body.actor.actor()), posted.via(), at=at))

        # What was cut short is finished by the same request sent again: so it always looks at the petitions.
        found = once(instance, office, posted, load, again=True) or _loading(instance, office, done[-1])
        told = answer(instance, office, found)
        told.headers[RECOMPUTED] = str(sum(each.recomputed for each in done))
        return told

    return loaded


def _accepted(instance: Instance) -> Callable[..., Response]:
    def accepted(office: str, posted: PostedRequest) -> Response:
        known_office(instance, office)
        body = posted.said(ClockBody)

        def accept() -> None:
            accept_clock(instance, office, body.reason, acting(body.actor.actor()), posted.via())

        return answer(instance, office, once(instance, office, posted, accept))

    return accepted


def _loading(instance: Instance, office: str, loaded: Loaded) -> Written:
    """Where the year that is in force already was loaded."""

    def is_it(event: o.OfficeEvent) -> bool:
        return isinstance(event, o.CalendarLoaded) and event.digest == loaded.digest

    return written_before(instance, office, is_it)
