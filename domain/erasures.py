"""Restriction and erasure in an office as its events made them, and what stands in the way of the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain import erasure_events as ee
from domain.deciding import Reason, structural
from domain.personal_text import personal_in
from domain.retention import LONGEST, TERMS
from domain.subjects import SUBJECT, subject_of
from domain.values import Actor, letters

RETENTION_ENDED, LEGAL_GROUND = "retention_ended", "legal_ground"
BASES: Mapping[str, str] = {RETENTION_ENDED: "保管期限届满", LEGAL_GROUND: "法定事由"}
"""On what an erasure may rest, with the Chinese name."""
APPROVERS = 2
PROPOSED, APPROVED, REFUSED, ERASED = "proposed", "approved", "refused", "erased"


class Erasure(Struct, frozen=True, kw_only=True):
    """A proposal and what became of it. `number` counts the proposals of the office from 1 on."""

    number: int
    proposed: ee.ErasureProposed
    proposer: Actor
    approvers: tuple[Actor, ...] = ()
    refused: str = ""
    kids: tuple[str, ...] = ()

    @property
    def standing(self) -> str:
        if self.kids:
            return ERASED
        if self.refused:
            return REFUSED
        return APPROVED if len(self.approvers) >= APPROVERS else PROPOSED

    @property
    def is_open(self) -> bool:
        return self.standing in (PROPOSED, APPROVED)


class Erasures(Struct, frozen=True):
    """All of it in one office. `terms` are the archive classes that the office set itself."""

    proposals: tuple[Erasure, ...] = ()
    restricted: Mapping[str, str] = {}
    terms: Mapping[str, int | None] = {}

    @property
    def erased(self) -> frozenset[str]:
        """The subjects of which nothing opens any more."""
        return frozenset(subject_of(kid) for each in self.proposals for kid in each.kids)

    @property
    def retention(self) -> Mapping[str, int | None]:
        """The years of each archive class in this office; None = for ever."""
        return {**TERMS, **self.terms}

    def find(self, number: int) -> Erasure | None:
        return self.proposals[number - 1] if 1 <= number <= len(self.proposals) else None


def after(state: Erasures, event: ee.ErasureEvent, actor: Actor) -> Erasures:
    """The state after an event of this actor."""
    match event:
        case ee.ProcessingRestricted():
            return replace(state, restricted={**state.restricted, event.subject: event.reason})
        case ee.RestrictionLifted():
            left = {subject: why for subject, why in state.restricted.items() if subject != event.subject}
            return replace(state, restricted=left)
        case ee.RetentionTermSet():
            return replace(state, terms={**state.terms, event.archive_class: event.years})
        case ee.ErasureProposed():
            made = Erasure(number=len(state.proposals) + 1, proposed=event, proposer=actor)
            return replace(state, proposals=(*state.proposals, made))
        case ee.ErasureApproved():
            return _with(state, event.erasure, lambda each: {"approvers": (*each.approvers, actor)})
        case ee.ErasureRefused():
            return _with(state, event.erasure, lambda _: {"refused": event.reason})
        case ee.SubjectErased():
            return _with(state, event.erasure, lambda _: {"kids": event.kids})


def _with(state: Erasures, number: int, change: Callable[[Erasure], dict[str, Any]]) -> Erasures:
    changed = (replace(each, **change(each)) if each.number == number else each for each in state.proposals)
    return replace(state, proposals=tuple(changed))


class Judged(Struct, frozen=True):
    """What an event is judged by: what there is, who acts, on which day."""

    state: Erasures
    actor: Actor
    day: date


def objections(case: Judged, event: ee.ErasureEvent) -> Iterator[Reason]:
    """Every reason against an event."""
    reason = getattr(event, "reason", None)
    if reason is not None and not reason.strip() and not isinstance(event, ee.ErasureApproved):
        yield structural("须写明理由", "a reason is needed")
    if personal_in(reason or ""):
        yield structural("理由中有证件号码或者电话号码", "the reason holds an identity number or a phone number")
    yield from _CHECKS[type(event)](case, event)


def _restricted(case: Judged, event: ee.ProcessingRestricted) -> Iterator[Reason]:
    yield from _subject(case, event.subject)
    if event.subject in case.state.restricted:
        yield structural(f"（{event.subject}）已限制处理", f"{event.subject} is restricted already")


def _lifted(case: Judged, event: ee.RestrictionLifted) -> Iterator[Reason]:
    if event.subject not in case.state.restricted:
        yield structural(f"（{event.subject}）未被限制处理", f"{event.subject} is not restricted")


def _term(case: Judged, event: ee.RetentionTermSet) -> Iterator[Reason]:
    if not event.archive_class.strip():
        yield structural("保管期限类别为空", "`archive_class` is empty")
    if event.years is not None and not 1 <= event.years <= LONGEST:
        yield structural(f"年数须为1至{LONGEST}", f"`years` is 1 to {LONGEST}")
    known = case.state.retention
    if event.archive_class in known and known[event.archive_class] == event.years:
        yield structural("该期限已如此", "the term is so already")


def _subject(case: Judged, subject: str) -> Iterator[Reason]:
    if not SUBJECT.fullmatch(subject):
        yield structural(
            f"（{subject[:50]}）不是个人信息主体", f"{subject[:50]!r} is neither person-… nor case-… with 32 digits"
        )
    elif subject in case.state.erased:
        yield structural(f"（{subject}）已删除", f"{subject} is erased already")


def _proposed(case: Judged, event: ee.ErasureProposed) -> Iterator[Reason]:
    if not event.subjects or len(set(event.subjects)) < len(event.subjects):
        yield structural("须写明删除的主体，且不得重复", "`subjects` is empty, or names one twice")
    pending = {subject for each in case.state.proposals if each.is_open for subject in each.proposed.subjects}
    for subject in event.subjects:
        yield from _subject(case, subject)
        if subject in pending:
            yield structural(f"（{subject}）已提请删除", f"the erasure of {subject} is proposed already")
    if event.basis not in BASES:
        yield structural("删除依据不是可用的代码", f"`basis` is one of {', '.join(BASES)}")
    elif event.basis == RETENTION_ENDED and (event.term_ended_on is None or event.term_ended_on >= case.day):
        yield structural("保管期限尚未届满", "the term of its archive class has not ended")


def _is(case: Judged, number: int, *standings: str) -> Iterator[Reason]:
    found = case.state.find(number)
    if found is None:
        yield structural(f"没有第{number}号删除提请", f"there is no proposal of erasure {number}")
    elif found.standing not in standings:
        named = {PROPOSED: "尚待同意", APPROVED: "已同意", REFUSED: "未获同意", ERASED: "已删除"}[found.standing]
        yield structural(f"第{number}号删除提请{named}", f"erasure {number} is {found.standing}")


def _approved(case: Judged, event: ee.ErasureApproved) -> Iterator[Reason]:
    yield from _is(case, event.erasure, PROPOSED)
    found = case.state.find(event.erasure)
    mine = _who(case.actor)
    if not mine:
        yield structural("须写明何人同意", "say who approves")
    if found and mine & _who(found.proposer):
        yield structural("提请人不得同意", "who proposed it does not approve it")
    if found and any(mine & _who(each) for each in found.approvers):
        yield structural("须由两人分别同意", "two different people approve")


def _who(actor: Actor) -> frozenset[str]:
    """The names by which somebody acts, made alike: whoever stands in for a person is not another one."""
    return frozenset(letters(name) for name in (actor.name, actor.acting_for) if letters(name))


def _refused(case: Judged, event: ee.ErasureRefused) -> Iterator[Reason]:
    yield from _is(case, event.erasure, PROPOSED, APPROVED)


def _erased(case: Judged, event: ee.SubjectErased) -> Iterator[Reason]:
    yield from _is(case, event.erasure, APPROVED)
    found = case.state.find(event.erasure)
    if found is None:
        return
    if {subject_of(kid) for kid in event.kids} != set(found.proposed.subjects):
        yield structural("与提请的主体不一致", "the keys are not those of the subjects proposed")
    if event.basis != found.proposed.basis or event.approvers != tuple(each.name for each in found.approvers):
        yield structural("与提请的依据或者同意人不一致", "basis and approvers are not those of the proposal")


_CHECKS: Mapping[type[Struct], Callable[[Judged, Any], Iterator[Reason]]] = {
    ee.ProcessingRestricted: _restricted,
    ee.RestrictionLifted: _lifted,
    ee.RetentionTermSet: _term,
    ee.ErasureProposed: _proposed,
    ee.ErasureApproved: _approved,
    ee.ErasureRefused: _refused,
    ee.SubjectErased: _erased,
}
