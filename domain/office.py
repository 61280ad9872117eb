"""The office 机构 as its own stream of events: how it is organised, its rulebooks, calendars, clock.

One stream a log holds these beside the petitions; `office_stream` names it. Decisions about petitions see the
office as an `OfficeProfile`. The events stand in office_events.py, the fold in office_state.py, what stands in the
way of an event in office_checks.py; all of it is asked for here.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain import access_grants, accounts, erasures, evidence, partners, receptions, subscriptions
from domain.access_events import AccessEvent, AccessGranted, AccessRevoked, KinshipDeclared
from domain.account_events import (
    AccountBlocked,
    AccountClosed,
    AccountEvent,
    AccountOpened,
    AccountReleased,
    CredentialReset,
    IdentityLinked,
    IdentityUnlinked,
    MailAddressSet,
    TokenIssued,
    TokenRevoked,
)
from domain.deciding import Reason, Refused, structural
from domain.duty_changes import Breach
from domain.erasure_events import (
    ErasureApproved,
    ErasureEvent,
    ErasureProposed,
    ErasureRefused,
    ProcessingRestricted,
    RestrictionLifted,
    RetentionTermSet,
    SubjectErased,
)
from domain.evidence_events import (
    AccessLogDropped,
    EvidenceEvent,
    HeadRecorded,
    InstanceKeyRetired,
    InstanceKeyStated,
    LogRestored,
    WitnessDismissed,
    WitnessNamed,
)
from domain.office_checks import ID, TIMES, UNCHANGED, Case, creation, objections
from domain.office_events import (
    TOPICS,
    AnalysisSubmitted,
    CalendarLoaded,
    CalendarOverridden,
    ClockAccepted,
    CodeListPublished,
    Delegated,
    DepartmentNamed,
    DeskHandedOver,
    FieldGiven,
    OfficeChecklistFilled,
    OfficeCreated,
    OfficeEvent,
    OfficeLine,
    PersonAppointed,
    PersonLeft,
    ReceptionHeld,
    RoleFilled,
    RotaPublished,
    RulebookAdopted,
    RulebookPublished,
    UnitSet,
)
from domain.office_state import Office, evolve, office_stream, replay
from domain.partner_events import (
    ItemAcknowledged,
    ItemDeclined,
    ItemTaken,
    PartnerDismissed,
    PartnerEvent,
    PartnerNamed,
)
from domain.report_checks import Reporting
from domain.report_checks import objections as report_objections
from domain.report_events import (
    ReportEvent,
    ReportReceived,
    StatisticsChecked,
    StatisticsDrafted,
    StatisticsReturned,
    StatisticsSent,
    StatisticsSigned,
)
from domain.rulebook import Rulebook
from domain.subscription_events import (
    SubscriptionEnded,
    SubscriptionEvent,
    SubscriptionNamed,
    SubscriptionPaused,
    SubscriptionResumed,
    SubscriptionSecretChanged,
)
from domain.values import Actor, Moment

__all__ = (
    "ID",
    "TIMES",
    "TOPICS",
    "UNCHANGED",
    "AccessGranted",
    "AccessLogDropped",
    "AccessRevoked",
    "AccountBlocked",
    "AccountClosed",
    "AccountEvent",
    "AccountOpened",
    "AccountReleased",
    "AnalysisSubmitted",
    "CalendarLoaded",
    "CalendarOverridden",
    "ClockAccepted",
    "CodeListPublished",
    "CredentialReset",
    "Delegated",
    "DepartmentNamed",
    "DeskHandedOver",
    "ErasureApproved",
    "ErasureProposed",
    "ErasureRefused",
    "FieldGiven",
    "HeadRecorded",
    "IdentityLinked",
    "IdentityUnlinked",
    "InstanceKeyRetired",
    "InstanceKeyStated",
    "ItemAcknowledged",
    "ItemDeclined",
    "ItemTaken",
    "KinshipDeclared",
    "LogRestored",
    "MailAddressSet",
    "Office",
    "OfficeChecklistFilled",
    "OfficeCreated",
    "OfficeEvent",
    "OfficeLine",
    "PartnerDismissed",
    "PartnerNamed",
    "PersonAppointed",
    "PersonLeft",
    "ProcessingRestricted",
    "ReceptionHeld",
    "ReportReceived",
    "RestrictionLifted",
    "RetentionTermSet",
    "RoleFilled",
    "RotaPublished",
    "RulebookAdopted",
    "RulebookPublished",
    "StatisticsChecked",
    "StatisticsDrafted",
    "StatisticsReturned",
    "StatisticsSent",
    "StatisticsSigned",
    "SubjectErased",
    "SubscriptionEnded",
    "SubscriptionNamed",
    "SubscriptionPaused",
    "SubscriptionResumed",
    "SubscriptionSecretChanged",
    "TokenIssued",
    "TokenRevoked",
    "UnitSet",
    "WitnessDismissed",
    "WitnessNamed",
    "decide",
    "evolve",
    "office_stream",
    "replay",
)

OfAKind = AccessEvent | AccountEvent | ErasureEvent | EvidenceEvent | PartnerEvent | ReportEvent | SubscriptionEvent
"""Events that have their own part of the state and their own rules."""


def decide(
    state: Office, event: OfficeEvent, actor: Actor, occurred: Moment, book: Rulebook | None = None
) -> OfficeLine:
    """The line that makes `event` true of the office; `book` is the rulebook in force, for what it schedules.

    Raises Refused with every reason.
    """
    breaches: tuple[Breach, ...] = ()
    if isinstance(event, OfficeCreated):
        reasons = tuple(creation(state, event))
    elif state.created is None:
        reasons = (structural("机构尚未设立", "the office does not exist yet"),)
    elif isinstance(event, OfAKind):
        reasons = tuple(_of_a_kind(state, event, actor, occurred))
    else:
        case = Case(state, state.profile(), occurred, book)
        reasons, breaches = tuple(objections(case, event)), _breaches(case, event)
    if reasons:
        raise Refused(reasons)
    return OfficeLine(
        stream=office_stream(event.id if isinstance(event, OfficeCreated) else state.id),
        version=state.version + 1,
        event=event,
        occurred=occurred,
        actor=actor,
        breaches=breaches,
    )


def _of_a_kind(
    state: Office,
    event: OfAKind,
    actor: Actor,
    occurred: Moment,
) -> Iterator[Reason]:
    """What stands in the way of an event of a kind of its own."""
    match event:
        case AccessGranted() | AccessRevoked() | KinshipDeclared():
            yield from access_grants.objections(state.access, state.profile(), event, actor.name, occurred.day)
        case _ if isinstance(event, AccountEvent):
            granted = frozenset(grant.person for grant in state.access.grants)
            case = accounts.Standing(state.accounts, state.profile(), occurred, granted)
            yield from accounts.objections(case, event)
        case _ if isinstance(event, SubscriptionEvent):
            judged = subscriptions.Judged(state.subscriptions, state.accounts, state.profile(), occurred)
            yield from subscriptions.objections(judged, event)
        case _ if isinstance(event, PartnerEvent):
            yield from partners.objections(state.partners, state.profile(), event)
        case _ if isinstance(event, ErasureEvent):
            yield from erasures.objections(erasures.Judged(state.erasures, actor, occurred.day), event)
        case _ if isinstance(event, ReportEvent):
            yield from report_objections(_reporting(state, actor, occurred), event)
        case _:
            yield from evidence.objections(state.evidence, event)


def _reporting(state: Office, actor: Actor, occurred: Moment) -> Reporting:
    return Reporting(state.profile(), state.reports, state.received, actor, occurred.day)


def _breaches(case: Case, event: OfficeEvent) -> tuple[Breach, ...]:
    """The rules that a fact broke which has happened already: so far only a reception can."""
    if not isinstance(event, ReceptionHeld):
        return ()
    rule = receptions.schedule_of(case.book, event.schedule)
    return receptions.breaches_of(event, rule, case.profile) if rule else ()
