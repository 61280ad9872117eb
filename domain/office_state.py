"""The office as its events made it: a fold that copies what was decided and decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import reduce
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from domain import access_grants, accounts, erasures, evidence, partners, subscriptions
from domain import office_events as oe
from domain import reports as rs
from domain.access_events import AccessEvent
from domain.access_grants import Granted
from domain.account_events import AccountEvent
from domain.accounts import Accounts
from domain.codelist import parse
from domain.deciding import OfficeProfile, grouped
from domain.duty_changes import Breach
from domain.erasure_events import ErasureEvent
from domain.erasures import Erasures
from domain.evidence import Evidence
from domain.evidence_events import EvidenceEvent
from domain.organisation import Delegation, Field, Posting, Unit
from domain.partner_events import PartnerEvent
from domain.partners import Partners
from domain.report_events import ReportEvent, ReportReceived
from domain.subscription_events import SubscriptionEvent
from domain.subscriptions import Subscriptions

T = TypeVar("T")
Changes = dict[str, Any]
"""Fields of an office with their new values."""


class Reception(Struct, frozen=True):
    """A reception that was held, and the rules that it broke."""

    held: oe.ReceptionHeld
    breaches: tuple[Breach, ...] = ()


class Office(Struct, frozen=True):
    """The office after its events. `books` are those adopted or published, in that order; `rota` by schedule."""

    version: int = 0
    created: oe.OfficeCreated | None = None
    books: tuple[oe.RulebookAdopted, ...] = ()
    calendars: tuple[oe.CalendarLoaded, ...] = ()
    overrides: tuple[oe.CalendarOverridden, ...] = ()
    code_lists: tuple[oe.CodeListPublished, ...] = ()
    units: tuple[Unit, ...] = ()
    staff: tuple[Posting, ...] = ()
    fields: tuple[Field, ...] = ()
    roles: Mapping[str, str] = {}
    places: Mapping[str, str] = {}
    departments: Mapping[str, str] = {}
    delegations: tuple[Delegation, ...] = ()
    rota: Mapping[str, Mapping[date, str]] = {}
    receptions: tuple[Reception, ...] = ()
    checklists: tuple[oe.OfficeChecklistFilled, ...] = ()
    analyses: tuple[oe.AnalysisSubmitted, ...] = ()
    handovers: tuple[oe.DeskHandedOver, ...] = ()
    reports: tuple[rs.Report, ...] = ()
    received: tuple[rs.Received, ...] = ()
    evidence: Evidence = Evidence()
    access: Granted = Granted()
    accounts: Accounts = Accounts()
    erasures: Erasures = Erasures()
    subscriptions: Subscriptions = Subscriptions()
    partners: Partners = Partners()

    @property
    def id(self) -> str:
        """Its id. Raises LookupError when it was never created."""
        return self._made.id

    @property
    def _made(self) -> oe.OfficeCreated:
        if self.created is None:
            message = "the office does not exist"
            raise LookupError(message)
        return self.created

    def profile(self) -> OfficeProfile:
        """What decisions need of it. Raises LookupError when it was never created."""
        made = self._made
        return OfficeProfile(
            id=made.id,
            name=made.name,
            book=self.books[-1].reference.partition("@")[0] if self.books else "",
            time_zone=made.time_zone,
            roles=self.roles,
            units=self.units,
            staff=self.staff,
            fields=self.fields,
            departments=self.departments,
            places=self.places,
            delegations=self.delegations,
            code_lists=tuple(parse(published.text) for published in self.code_lists),
        )


def office_stream(office: str) -> UUID:
    """The stream id of an office's own events."""
    return uuid5(NAMESPACE_URL, f"zhuoluo:office:{office}")


def replay(lines: Iterable[oe.OfficeLine]) -> Office:
    """The office after `lines`, which are its whole stream in order."""
    return reduce(evolve, lines, Office())


def evolve(state: Office, line: oe.OfficeLine) -> Office:
    """The office after `line`."""
    if isinstance(line.event, oe.ReceptionHeld):
        held = Reception(line.event, line.breaches)
        return replace(state, version=line.version, receptions=(*state.receptions, held))
    if isinstance(line.event, ReportReceived):
        return replace(state, version=line.version, received=(*state.received, rs.received(line)))
    for kind, part, after in _PARTS:
        if isinstance(line.event, kind):
            return replace(state, version=line.version, **{part: after(getattr(state, part), line.event)})
    if isinstance(line.event, ErasureEvent):
        return replace(state, version=line.version, erasures=erasures.after(state.erasures, line.event, line.actor))
    if isinstance(line.event, ReportEvent):
        return replace(state, version=line.version, reports=rs.after(state.reports, line))
    return replace(state, version=line.version, **_EFFECTS[type(line.event)](state, line.event))


def _created(_state: Office, event: oe.OfficeCreated) -> Changes:
    return {"created": event, "roles": event.roles}


def _adopted(state: Office, event: oe.RulebookAdopted) -> Changes:
    return {"books": (*state.books, event)}


def _loaded(state: Office, event: oe.CalendarLoaded) -> Changes:
    return {"calendars": (*state.calendars, event)}


def _code_list(state: Office, event: oe.CodeListPublished) -> Changes:
    return {"code_lists": (*state.code_lists, event)}


def _overridden(state: Office, event: oe.CalendarOverridden) -> Changes:
    return {"overrides": put(state.overrides, event, lambda override: override.day)}


def _nothing(_state: Office, _event: oe.OfficeEvent) -> Changes:
    return {}


def _unit(state: Office, event: oe.UnitSet) -> Changes:
    return {"units": put(state.units, event, lambda unit: unit.name)}


def _appointed(state: Office, event: oe.PersonAppointed) -> Changes:
    return {"staff": put(state.staff, event, posting_key)}


def _left(state: Office, event: oe.PersonLeft) -> Changes:
    return {"staff": tuple(_without(state.staff, event))}


def _without(staff: Iterable[Posting], event: oe.PersonLeft) -> Iterable[Posting]:
    """The postings with those that end cut off; one that would have begun later never begins."""
    for posting in staff:
        if not ends(posting, event):
            yield posting
        elif posting.since < event.since:
            yield replace(posting, until=event.since - timedelta(1))


def ends(posting: Posting, event: oe.PersonLeft) -> bool:
    """Whether leaving on that day takes something from this posting."""
    return (
        posting.person == event.person
        and event.post in ("", posting.post)
        and event.unit in ("", posting.unit)
        and (posting.until is None or posting.until >= event.since)
    )


def _field(state: Office, event: oe.FieldGiven) -> Changes:
    return {"fields": (*state.fields, event)}


def _role(state: Office, event: oe.RoleFilled) -> Changes:
    if event.place:
        return {"places": _named(state.places, event.place, event.who)}
    return {"roles": _named(state.roles, event.role, event.who)}


def _delegated(state: Office, event: oe.Delegated) -> Changes:
    return {"delegations": put(state.delegations, event, delegation_key)}


def _department(state: Office, event: oe.DepartmentNamed) -> Changes:
    return {"departments": _named(state.departments, event.content_class, event.unit)}


def _rota(state: Office, event: oe.RotaPublished) -> Changes:
    slots = {**state.rota.get(event.schedule, {}), **event.slots}
    return {"rota": {**state.rota, event.schedule: {day: who for day, who in sorted(slots.items()) if who}}}


def _checklist(state: Office, event: oe.OfficeChecklistFilled) -> Changes:
    return {"checklists": (*state.checklists, event)}


def _analysis(state: Office, event: oe.AnalysisSubmitted) -> Changes:
    return {"analyses": (*state.analyses, event)}


def _handed_over(state: Office, event: oe.DeskHandedOver) -> Changes:
    left = oe.PersonLeft(person=event.giver, since=event.since)
    return {
        "handovers": (*state.handovers, event),
        "roles": {role: event.taker if who == event.giver else who for role, who in state.roles.items()},
        "fields": (*_taken_over(state.fields, event),),
        "staff": tuple(_without(state.staff, left)) if event.leaving else state.staff,
    }


def _taken_over(fields: Iterable[Field], event: oe.DeskHandedOver) -> Iterable[Field]:
    """The fields with the taker in the giver's place from that day on."""
    for subject in grouped(fields, lambda field: field.subject).values():
        for field in subject:
            later = field.leader == event.giver and field.since >= event.since
            yield replace(field, leader=event.taker) if later else field
        before = sorted((field for field in subject if field.since < event.since), key=lambda field: field.since)
        if before and before[-1].leader == event.giver:
            yield Field(leader=event.taker, content_class=before[-1].content_class, unit=before[-1].unit,
                        since=event.since)  # fmt: skip


def posting_key(posting: Posting) -> tuple[str, str, str, date]:
    """What makes two appointments one."""
    return posting.person, posting.post, posting.unit, posting.since


def delegation_key(delegation: Delegation) -> tuple[str, str, str, date]:
    """What makes two delegations one."""
    return delegation.taker, delegation.giver, delegation.post, delegation.since


def put(members: tuple[T, ...], new: T, key: Callable[[T], object]) -> tuple[T, ...]:
    """The members with the new one in the place of the one with its key, else behind them."""
    if all(key(member) != key(new) for member in members):
        return (*members, new)
    return tuple(new if key(member) == key(new) else member for member in members)


def _named(known: Mapping[str, str], name: str, value: str) -> Mapping[str, str]:
    """The mapping with one name set, or without it when the value is ""."""
    return {each: said for each, said in {**known, name: value}.items() if said}


_PARTS: tuple[tuple[Any, str, Callable[[Any, Any], Any]], ...] = (
    (EvidenceEvent, "evidence", evidence.after),
    (AccessEvent, "access", access_grants.after),
    (AccountEvent, "accounts", accounts.after),
    (SubscriptionEvent, "subscriptions", subscriptions.after),
    (PartnerEvent, "partners", partners.after),
)
"""Events of one part of the state: which part, and what it is after the event."""
_EFFECTS: Mapping[type[Struct], Callable[[Office, Any], Changes]] = {
    oe.OfficeCreated: _created,
    oe.RulebookAdopted: _adopted,
    oe.RulebookPublished: _adopted,
    oe.CodeListPublished: _code_list,
    oe.CalendarLoaded: _loaded,
    oe.CalendarOverridden: _overridden,
    oe.ClockAccepted: _nothing,
    oe.UnitSet: _unit,
    oe.PersonAppointed: _appointed,
    oe.PersonLeft: _left,
    oe.FieldGiven: _field,
    oe.RoleFilled: _role,
    oe.Delegated: _delegated,
    oe.DepartmentNamed: _department,
    oe.RotaPublished: _rota,
    oe.OfficeChecklistFilled: _checklist,
    oe.AnalysisSubmitted: _analysis,
    oe.DeskHandedOver: _handed_over,
}
"""What each event changes that is of no part of its own (_PARTS), no erasure, reception or report."""
