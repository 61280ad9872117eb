"""The endpoints of how an office is organised: one address for each event, one for several, one for rulebooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Response
from msgspec import Struct

from domain import office as o
from domain.rulebook_reader import BadRulebook
from service.access.caller import caller
from service.api import described, examples, problems
from service.api.acting import acting
from service.api.office_answers import OfficeRecorded
from service.api.office_bodies import BODIES, EVENTS_BODY, TOLD, RulebookBody, event_of
from service.api.office_commands import answer, once, recorded_at, written_before
from service.api.offices import OFFICE, RECOMPUTED, TAG
from service.api.places import known_office
from service.api.posting import PostedRequest
from service.api.problems import Fault, Refusal
from service.calendars import override_day
from service.handover import Handed, hand_over
from service.publishing import publish
from service.runtime import Instance

HANDED, KEPT = "Handed-Petitions", "Kept-Petitions"
"""Headers of the answer to a hand-over: how many petitions passed now, and how many a rule kept with the giver."""

ADDRESSES: Mapping[str, tuple[type[Struct], str]] = {
    "units": (o.UnitSet, "设置单位 Make, change or close a unit"),
    "posts": (o.PersonAppointed, "任职 Appoint a person to a post"),
    "departures": (o.PersonLeft, "离任 A person leaves a post or the office"),
    "fields": (o.FieldGiven, "分工 Give a field of responsibility"),
    "roles": (o.RoleFilled, "定岗 Fill a role"),
    "delegations": (o.Delegated, "委托 Delegate"),
    "departments": (o.DepartmentNamed, "明确责任部门 Name the department of a content class"),
    "rota": (o.RotaPublished, "公布轮值表 Publish a rota"),
    "receptions": (o.ReceptionHeld, "登记接待日 Record a reception"),
    "checklists": (o.OfficeChecklistFilled, "填写检查单 Fill a checklist of the office"),
    "analyses": (o.AnalysisSubmitted, "报送综合分析 Submit an analysis"),
    "grants": (o.AccessGranted, "授权 Give a role or a level of access"),
    "revocations": (o.AccessRevoked, "收回授权 Take back what was granted"),
    "kinships": (o.KinshipDeclared, "申报近亲属 Declare a near relation"),
}
"""Where each event of the organisation is posted."""


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    for address, (kind, summary) in ADDRESSES.items():
        _add(routes, address, summary, BODIES[kind], _organised(instance, kind))
    for address, summary, body, act in (
        ("events", "组织设置 Several events of the organisation", EVENTS_BODY, _all_organised(instance)),
        ("rulebooks", "发布本机构规则 Publish a rulebook", RulebookBody, _published(instance)),
        ("calendar-days", "调整作息 Arrange a day otherwise", BODIES[o.CalendarOverridden], _overridden(instance)),
        ("handovers", "移交全部工作 Hand over a desk", BODIES[o.DeskHandedOver], _handed_over(instance)),
    ):
        _add(routes, address, summary, body, act)
    return routes


def _add(routes: APIRouter, address: str, summary: str, body: type[Struct], act: Callable[..., Response]) -> None:
    known = described.changing(summary, TAG, body, examples.BY_ADDRESS[address], OfficeRecorded)
    routes.add_api_route(f"{OFFICE}/{address}", act, methods=["POST"], name=body.__name__, **known)


def _organised(instance: Instance, kind: type[Struct]) -> Callable[..., Response]:
    def organised(office: str, posted: PostedRequest) -> Response:
        body = posted.said(BODIES[kind])
        return _added(instance, office, posted, body, [event_of(body, kind)])

    return organised


def _all_organised(instance: Instance) -> Callable[..., Response]:
    def all_organised(office: str, posted: PostedRequest) -> Response:
        body: Any = posted.said(EVENTS_BODY)
        return _added(instance, office, posted, body, [event_of(each, TOLD[type(each)]) for each in body.events])

    return all_organised


def _added(instance: Instance, office: str, posted: PostedRequest, body: Any, events: list[Any]) -> Response:
    at = recorded_at(body.recorded_at, replayed=known_office(instance, office).replayed)

    def add() -> None:
        instance.offices.add_all(office, events, acting(body.actor.actor()), posted.via(), at=at)

    return answer(instance, office, once(instance, office, posted, add))


def _published(instance: Instance) -> Callable[..., Response]:
    def published(office: str, posted: PostedRequest) -> Response:
        known = known_office(instance, office)
        body = posted.said(RulebookBody)
        at = recorded_at(body.recorded_at, replayed=known.replayed)

        def add() -> None:
            publish(instance, office, body.text, body.reason, acting(body.actor.actor()), posted.via(), at=at)

        try:
            return answer(instance, office, once(instance, office, posted, add))
        except BadRulebook as bad:
            raise refusal(bad) from None

    return published


def refusal(bad: BadRulebook) -> Refusal:
    """The answer to a book that may not be used, with every mistake."""
    faults = [Fault("$.text", each.zh, each.en) for each in bad.mistakes]
    return Refusal(problems.INVALID, f"{len(faults)} mistakes in the rulebook (规则有{len(faults)}处错误)", *faults)


def _overridden(instance: Instance) -> Callable[..., Response]:
    def overridden(office: str, posted: PostedRequest) -> Response:
        known = known_office(instance, office)
        body: Any = posted.said(BODIES[o.CalendarOverridden])
        at = recorded_at(body.recorded_at, replayed=known.replayed)
        event = event_of(body, o.CalendarOverridden)
        done: list[int] = []

        def override() -> None:
            done.append(override_day(instance, office, event, acting(body.actor.actor()), posted.via(), at=at))

        # What was cut short is finished by the same request sent again: so it always looks at the petitions.
        found = once(instance, office, posted, override, again=True)
        told = answer(instance, office, found or written_before(instance, office, lambda said: said == event))
        told.headers[RECOMPUTED] = str(sum(done))
        return told

    return overridden


def _handed_over(instance: Instance) -> Callable[..., Response]:
    def handed_over(office: str, posted: PostedRequest) -> Response:
        known = known_office(instance, office)
        body: Any = posted.said(BODIES[o.DeskHandedOver])
        at = recorded_at(body.recorded_at, replayed=known.replayed)
        event = event_of(body, o.DeskHandedOver)
        done: list[Handed] = []

        def hand() -> None:
            actor, viewer = acting(body.actor.actor()), caller().viewer
            done.append(hand_over(instance, office, event, actor, posted.via(), viewer=viewer, at=at))

        found = once(instance, office, posted, hand, again=True)  # as a calendar: finished when sent again
        told = answer(instance, office, found or written_before(instance, office, lambda said: said == event))
        told.headers[HANDED] = str(sum(each.petitions for each in done))
        told.headers[KEPT] = str(sum(len(each.kept) for each in done))
        return told

    return handed_over
