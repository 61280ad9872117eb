"""The steps of a report as forms: which of them whoever asks may take now, what is against it, and how it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from domain import office as o
from domain import reports as rs
from domain.deciding import Reason, Refused
from domain.periods import NATURAL, BadPeriod, Period, period
from domain.values import Actor
from service.api import problems
from service.api.acting import acting
from service.api.office_commands import once
from service.ledger.entry import Via
from service.offices import decided
from service.reports import drafting
from service.web.acts import capacities
from service.web.acts.capacities import Capacity
from service.web.acts.doing import expected, key
from service.web.changes.sending import SentForm, said_in
from service.web.forms.reading import Typed
from service.web.marking import N_
from service.web.screen import Screen

REASON, TO, DIGEST, AS = "reason", "to", "digest", "as"
WANTED = "…"
"""Stands for what must be typed yet, where it is asked whether a step could be taken."""


class Step(Struct, frozen=True, kw_only=True):
    """A step: how its address ends, what it is called, what its role is allowed, its field, its event."""

    name: str
    title: str
    action: str
    after: str
    event: Callable[[rs.Report, Typed], o.OfficeEvent]
    field: str = REASON
    required: bool = False


def _checked(report: rs.Report, given: Typed) -> o.OfficeEvent:
    return o.StatisticsChecked(report=report.report, digest=given.get(DIGEST, ""), reason=given.get(REASON, ""))


def _returned(report: rs.Report, given: Typed) -> o.OfficeEvent:
    return o.StatisticsReturned(report=report.report, reason=given.get(REASON, ""))


def _signed(report: rs.Report, given: Typed) -> o.OfficeEvent:
    return o.StatisticsSigned(report=report.report, digest=given.get(DIGEST, ""), reason=given.get(REASON, ""))


def _sent(report: rs.Report, given: Typed) -> o.OfficeEvent:
    return rs.sending(report, given.get(TO, ""), given.get(DIGEST, ""))


CHECK = Step(name="check", title=N_("Check the report"), action="check_report", after=rs.CHECKED, event=_checked)
SIGN = Step(name="sign", title=N_("Sign it off"), action="handle_report", after=rs.SIGNED, event=_signed)
SUBMIT = Step(
    name="submit", title=N_("Submit it"), action="handle_report", after=rs.SENT, event=_sent, field=TO, required=True
)
RETURN = Step(
    name="return",
    title=N_("Return it to be drafted anew"),
    action="handle_report",
    after=rs.RETURNED,
    event=_returned,
    required=True,
)
STEPS = (CHECK, SIGN, SUBMIT, RETURN)


class Offered(Struct, frozen=True):
    """A step that whoever asks has the role for; `against`: why it would be refused now."""

    step: Step
    against: tuple[Reason, ...]


def offered(about: Screen, report: rs.Report) -> list[Offered]:
    """The steps that whoever asks has the role for, with all that stands in the way of each."""
    wanted = {DIGEST: report.digest, REASON: WANTED, TO: WANTED}
    who = actor(about, "")
    return [Offered(step, _against(about, step.event(report, wanted), who)) for step in STEPS if about.may(step.action)]


def _against(about: Screen, event: o.OfficeEvent, who: Actor) -> tuple[Reason, ...]:
    moment = about.office.moment(about.recorded_at or datetime.now(UTC))
    try:
        decided(about.office, [event], who, moment)
    except Refused as refused:
        return refused.reasons
    return ()


def offered_capacities(about: Screen) -> tuple[Capacity, ...]:
    return capacities.capacities(about.office.profile, about.caller.viewer, about.now.date())


def actor(about: Screen, named: str) -> Actor:
    """Whoever asks, in the capacity that was chosen. Raises Refusal (403)."""
    chosen = capacities.chosen(offered_capacities(about), named)
    return acting(capacities.actor(about.caller.viewer, chosen))


def taken(about: Screen, step: Step, report: rs.Report, given: Typed) -> None:
    """Takes a step, once for each key. Raises Refused, Refusal (412), KeyReused, LedgerError."""
    event = step.event(report, given)

    def act(via: Via) -> None:
        about.instance.offices.add(about.id, event, actor(about, given.get(AS, "")), via, at=about.recorded_at)

    recorded(about, f"/reports/{report.report}/{step.name}", given, act)


def drafted(about: Screen, given: Typed) -> str:
    """Drafts the report of a period, once for each key; its name. Raises Refusal (422), as `taken`."""
    of = said_period(given)

    def act(via: Via) -> None:
        drafting.draft(
            about.instance,
            about.id,
            of,
            actor(about, given.get(AS, "")),
            via,
            replaces=given.get("replaces", ""),
            reason=given.get(REASON, ""),
            at=about.recorded_at,
        )

    recorded(about, "/reports", given, act)
    known = about.instance.offices.get(about.id).state.reports
    return next(each.report for each in reversed(known) if (each.period, each.style) == (of.name, of.style))


def said_period(given: Mapping[str, str]) -> Period:
    """The period that a form says: by its days, by year and part, or by its name. Raises Refusal (422)."""
    first, last, year, part = (given.get(name, "").strip() for name in ("first", "last", "year", "part"))
    by_year = f"{year}-{part}" if part else year
    name = f"{first}..{last}" if first or last else given.get("period", "").strip() or by_year
    try:
        return period(name, NATURAL if ".." in name else given.get("style") or NATURAL)
    except BadPeriod as bad:
        raise problems.invalid("$.period", "统计期间不合格式", str(bad)) from None


def recorded(about: Screen, path: str, given: Typed, act: Callable[[Via], object]) -> None:
    """Does what a form says, once for each key, while the office is as it was when the form was made."""
    sent = SentForm(path, key(given), expected(given), msgspec.json.encode(said_in(given)))
    once(about.instance, about.id, sent, lambda: _ignored(act(sent.via())))


def _ignored(_outcome: object) -> None:
    """What a deed returned; where it stands is found by its key."""
