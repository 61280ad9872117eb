"""Changes of personal data: a subject restricted, its erasure proposed, approved by two others, carried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from domain import office as o
from domain.erasures import BASES, Erasure
from domain.office_effects import LOST, Effect
from service.api.erasures import ErasureProposalBody, ErasureRefusalBody, RestrictionBody, only_seen
from service.erasure import carrying, deciding
from service.erasure.deciding import Proposal
from service.ledger.entry import Via
from service.offices import decided
from service.web.changes.change import Change, Control, Plan, Said
from service.web.changes.events import event_plan, repeated
from service.web.changes.sending import at, at_or_now, whoever_asks
from service.web.forms.fields import CHOICE, LINE, LINES, TEXT, Choice
from service.web.forms.reading import NUMERAL, Typed, body, said
from service.web.marking import N_
from service.web.screen import Screen

ERASURE = "/office/erasure"
SAID_BASES = {"retention_ended": N_("The retention term has ended"), "legal_ground": N_("A ground in the law")}
FOR_GOOD = Effect(
    LOST, "密钥销毁后，任何人都不能再读出这些内容，也不能恢复", "once the keys are destroyed nobody can read it again"
)


def _reason(screen: Screen) -> Control:
    hint = screen.said("no identity number, no phone number")
    return Control(name="reason", kind=TEXT, required=True, rows=2, label=screen.said("Reason"), hint=hint)


def _bar_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    hint = screen.said("person-… or case-… with 32 digits, as the history of a petition names it")
    return Control(name="subject", kind=LINE, required=True, label=screen.said("Subject"), hint=hint), _reason(screen)


def _barred(*, lift: bool) -> Callable[[Screen, Typed], Plan]:
    do, kind = (deciding.lift, o.RestrictionLifted) if lift else (deciding.restrict, o.ProcessingRestricted)

    def planned(screen: Screen, given: Typed) -> Plan:
        asked, actor = _bar_controls(screen, given), whoever_asks(screen)
        content = {**said(asked, given, screen.office.zone), "actor": {"name": actor.name}}
        read = body(RestrictionBody, content)
        if not lift:
            deciding.check_known(screen.instance, screen.id, (read.subject,))
        plan = event_plan(screen, kind(subject=read.subject, reason=read.reason), repeated(screen, asked, given))

        def act(via: Via) -> None:
            do(screen.instance, screen.id, read.subject, read.reason, actor, via, at=at(screen))

        return msgspec.structs.replace(plan, act=act)

    return planned


def _propose_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    choices = tuple(Choice(each, screen.said(SAID_BASES[each])) for each in BASES)
    subjects = screen.said("one a line; empty with a petition: what is told in it")
    return (
        Control(name="petition", kind=LINE, label=screen.said("Petition (its id)")),
        Control(name="subjects", kind=LINES, rows=3, label=screen.said("Subjects"), hint=subjects),
        Control(name="basis", kind=CHOICE, required=True, choices=choices, label=screen.said("Basis")),
        _reason(screen),
    )


def _proposed(screen: Screen, given: Typed) -> Plan:
    asked, actor = _propose_controls(screen, given), whoever_asks(screen)
    read = body(ErasureProposalBody, {**said(asked, given, screen.office.zone), "actor": {"name": actor.name}})
    only_seen(screen.instance, screen.id, read)
    proposal = Proposal(subjects=read.subjects, petition=read.petition, basis=read.basis, reason=read.reason)
    plan = event_plan(screen, deciding.proposal(screen.instance, screen.id, proposal), repeated(screen, asked, given))

    def act(via: Via) -> None:
        deciding.propose(screen.instance, screen.id, proposal, actor, via, at=at(screen))

    return msgspec.structs.replace(plan, act=act)


def _number(given: Typed) -> int:
    said_ = given.get("number", "")
    return int(said_) if NUMERAL.fullmatch(said_) else 0


def _which(given: Typed) -> Control:
    return Control(name="number", kind="hidden", label="", default=given.get("number"))


def _step_controls(_screen: Screen, given: Typed) -> tuple[Control, ...]:
    return (_which(given),)


def _refuse_controls(screen: Screen, given: Typed) -> tuple[Control, ...]:
    return _which(given), _reason(screen)


def _told(screen: Screen, found: Erasure) -> tuple[Said, ...]:
    """The proposal by its number and basis; whom it is about stands in the list, as far as it may be known."""
    return (
        Said(screen.said("Proposal"), str(found.number)),
        Said(screen.said("Basis"), screen.said(SAID_BASES[found.proposed.basis])),
        Said(screen.said("Proposed by"), found.proposer.name),
    )


def _approved(screen: Screen, given: Typed) -> Plan:
    found, actor = deciding.known(screen.instance, screen.id, _number(given)), whoever_asks(screen)
    plan = event_plan(screen, o.ErasureApproved(erasure=found.number), _told(screen, found))

    def act(via: Via) -> None:
        deciding.approve(screen.instance, screen.id, found.number, actor, via, at=at(screen))

    return msgspec.structs.replace(plan, act=act)


def _refused(screen: Screen, given: Typed) -> Plan:
    found, actor = deciding.known(screen.instance, screen.id, _number(given)), whoever_asks(screen)
    asked = (_reason(screen),)
    content = {**said(asked, given, screen.office.zone), "actor": {"name": actor.name}}
    read = body(ErasureRefusalBody, content)
    event = o.ErasureRefused(erasure=found.number, reason=read.reason)
    plan = event_plan(screen, event, (*_told(screen, found), *repeated(screen, asked, given)))

    def act(via: Via) -> None:
        deciding.refuse(screen.instance, screen.id, found.number, read.reason, actor, via, at=at(screen))

    return msgspec.structs.replace(plan, act=act)


def _carried(screen: Screen, given: Typed) -> Plan:
    found, actor = deciding.known(screen.instance, screen.id, _number(given)), whoever_asks(screen)
    event = carrying.erasing(screen.instance, found)
    decided(screen.office, [event], actor, screen.office.moment(at_or_now(screen)))

    def act(via: Via) -> Any:
        return carrying.carry_out(screen.instance, screen.id, found.number, actor, via, at=at(screen))

    return Plan(said=_told(screen, found), effects=(FOR_GOOD,), act=act, again=True)


CHANGES: tuple[Change, ...] = (
    Change(
        path=f"{ERASURE}/restrict",
        title=N_("Restrict the processing of somebody's data"),
        back=ERASURE,
        controls=_bar_controls,
        planned=_barred(lift=False),
    ),
    Change(
        path=f"{ERASURE}/lift",
        title=N_("Lift a restriction"),
        back=ERASURE,
        controls=_bar_controls,
        planned=_barred(lift=True),
    ),
    Change(
        path=f"{ERASURE}/propose",
        title=N_("Propose an erasure"),
        back=ERASURE,
        controls=_propose_controls,
        planned=_proposed,
        hint=N_("Two other people must approve it before it can be carried out."),
    ),
    Change(
        path=f"{ERASURE}/approve",
        title=N_("Approve an erasure"),
        back=ERASURE,
        controls=_step_controls,
        planned=_approved,
    ),
    Change(
        path=f"{ERASURE}/refuse",
        title=N_("Refuse an erasure"),
        back=ERASURE,
        controls=_refuse_controls,
        planned=_refused,
    ),
    Change(
        path=f"{ERASURE}/execute",
        title=N_("Carry out an erasure"),
        back=ERASURE,
        controls=_step_controls,
        planned=_carried,
    ),
)
