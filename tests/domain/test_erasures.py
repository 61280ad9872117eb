"""Erasure takes one who proposes and two others; restriction and terms of retention are the office's own acts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain import office as o
from domain.deciding import Refused
from domain.erasures import APPROVED, ERASED, LEGAL_GROUND, PROPOSED, REFUSED, RETENTION_ENDED
from domain.retention import TERMS, class_of, has_ended, last_day
from domain.subjects import case_subject, person_subject
from domain.values import Actor, Moment
from tests.domain.chinese import foreign
from tests.domain.offices import START, Told

PERSON, CASE = person_subject(UUID(int=7)), case_subject(UUID(int=8))
PROPOSER, FIRST, SECOND = Actor("田甜"), Actor("钟山"), Actor("倪虹")


class Protecting(Told):
    """An office in which several people act."""

    def by(self, actor: Actor, event: o.OfficeEvent, on: date = START) -> Protecting:
        line = o.decide(self.state, event, actor, Moment(on))
        self.lines.append(line)
        self.state = o.evolve(self.state, line)
        return self

    def words(self, actor: Actor, event: o.OfficeEvent, on: date = START) -> list[str]:
        with pytest.raises(Refused) as refused:
            o.decide(self.state, event, actor, Moment(on))
        assert [each.zh for each in refused.value.reasons if foreign(each.zh, event)] == []
        return [each.en for each in refused.value.reasons]

    @property
    def standing(self) -> str:
        return self.state.erasures.proposals[-1].standing


def proposal(*subjects: str, basis: str = LEGAL_GROUND, reason: str = "本人申请") -> o.ErasureProposed:
    return o.ErasureProposed(subjects=subjects or (PERSON,), basis=basis, reason=reason)


def proposed() -> Protecting:
    return Protecting().by(PROPOSER, proposal())


def erased(*kids: str, approvers: tuple[str, ...] = ("钟山", "倪虹")) -> o.SubjectErased:
    return o.SubjectErased(erasure=1, kids=kids or (PERSON,), basis=LEGAL_GROUND, approvers=approvers)


APPROVE = o.ErasureApproved(erasure=1)


def approved() -> Protecting:
    return proposed().by(FIRST, APPROVE).by(SECOND, APPROVE)


def test_one_proposes_two_others_approve_then_it_is_erased() -> None:
    told = proposed()
    assert told.standing == PROPOSED
    assert told.by(FIRST, APPROVE).standing == PROPOSED
    assert told.by(SECOND, APPROVE).standing == APPROVED
    assert told.state.erasures.erased == frozenset()
    assert told.by(PROPOSER, erased(PERSON, f"{PERSON}-g2")).standing == ERASED
    assert told.state.erasures.erased == {PERSON}
    assert o.replay(told.lines) == told.state


@pytest.mark.parametrize(
    "again",
    [
        PROPOSER,
        Actor("田 甜"),
        Actor("\u3000田甜 "),
        Actor("柳青", acting_for="田甜"),
        Actor("田甜", acting_for="柳青"),
    ],
)
def test_who_proposed_does_not_approve_under_whatever_name(again: Actor) -> None:
    assert proposed().words(again, APPROVE) == ["who proposed it does not approve it"]


@pytest.mark.parametrize(
    "again", [FIRST, Actor("钟 山"), Actor("柳青", acting_for="钟山"), Actor("钟山", unit="局领导")]
)
def test_one_person_is_not_two_approvers(again: Actor) -> None:
    told = proposed().by(FIRST, APPROVE)
    assert told.words(again, APPROVE) == ["two different people approve"]
    assert told.by(SECOND, APPROVE).standing == APPROVED, "the control: another one is"


def test_width_and_capitals_make_no_second_approver() -> None:
    told = proposed().by(Actor("Li Ming"), APPROVE)
    assert told.words(Actor("ＬＩ ＭＩＮＧ"), APPROVE) == ["two different people approve"]
    assert told.words(Actor("  "), APPROVE) == ["say who approves"]


def test_nothing_is_erased_without_both_approvals_or_after_a_refusal() -> None:
    assert proposed().words(PROPOSER, erased()) == [
        "erasure 1 is proposed",
        "basis and approvers are not those of the proposal",
    ]
    once = proposed().by(FIRST, APPROVE)
    assert once.words(PROPOSER, erased(approvers=("钟山",))) == ["erasure 1 is proposed"]
    told = approved().by(FIRST, o.ErasureRefused(erasure=1, reason="尚有诉讼"))
    assert told.standing == REFUSED
    assert told.words(PROPOSER, erased()) == ["erasure 1 is refused"]
    assert told.words(Actor("柳青"), APPROVE) == ["erasure 1 is refused"]
    assert told.by(PROPOSER, proposal()).standing == PROPOSED, "it may be proposed anew"


def test_what_is_erased_is_what_was_proposed() -> None:
    told = approved()
    assert told.words(PROPOSER, erased(CASE)) == ["the keys are not those of the subjects proposed"]
    assert told.words(PROPOSER, erased(PERSON, CASE)) == ["the keys are not those of the subjects proposed"]
    assert told.words(PROPOSER, erased(approvers=("钟山", "钟山"))) == [
        "basis and approvers are not those of the proposal"
    ]
    told.by(PROPOSER, erased())
    assert told.words(PROPOSER, erased()) == ["erasure 1 is erased"]
    assert told.words(PROPOSER, proposal()) == [f"{PERSON} is erased already"]
    assert told.words(PROPOSER, o.ProcessingRestricted(subject=PERSON, reason="申请")) == [
        f"{PERSON} is erased already"
    ]


def test_a_proposal_names_subjects_a_basis_and_a_reason_that_leads_to_nobody() -> None:
    told = Protecting()
    assert told.words(PROPOSER, o.ErasureProposed(subjects=(), basis=LEGAL_GROUND, reason="申请")) == [
        "`subjects` is empty, or names one twice"
    ]
    assert told.words(PROPOSER, proposal(PERSON, PERSON)) == ["`subjects` is empty, or names one twice"]
    assert told.words(PROPOSER, proposal("person-1"))[0].startswith("'person-1' is neither")
    assert told.words(PROPOSER, proposal(basis="whim")) == ["`basis` is one of retention_ended, legal_ground"]
    assert told.words(PROPOSER, proposal(reason=" ")) == ["a reason is needed"]
    assert told.words(PROPOSER, proposal(reason="13800001111来电")) == [
        "the reason holds an identity number or a phone number"
    ]
    assert proposed().words(SECOND, proposal()) == [f"the erasure of {PERSON} is proposed already"]
    assert told.words(SECOND, APPROVE) == ["there is no proposal of erasure 1"]


def test_on_its_term_a_petition_is_erased_only_after_the_last_day() -> None:
    def ended(on: date | None) -> o.ErasureProposed:
        return o.ErasureProposed(subjects=(CASE,), basis=RETENTION_ENDED, reason="届满", term_ended_on=on)

    told = Protecting()
    assert told.words(PROPOSER, ended(None)) == ["the term of its archive class has not ended"]
    assert told.words(PROPOSER, ended(date(2026, 12, 31)), date(2026, 12, 31)) == [
        "the term of its archive class has not ended"
    ]
    assert told.by(PROPOSER, ended(date(2026, 12, 31)), date(2027, 1, 1)).standing == PROPOSED


def test_a_subject_is_restricted_and_free_again() -> None:
    told = Protecting().by(FIRST, o.ProcessingRestricted(subject=PERSON, reason="申请"))
    assert told.state.erasures.restricted == {PERSON: "申请"}
    assert told.words(FIRST, o.ProcessingRestricted(subject=PERSON, reason="申请")) == [
        f"{PERSON} is restricted already"
    ]
    assert told.words(FIRST, o.RestrictionLifted(subject=CASE, reason="申请")) == [f"{CASE} is not restricted"]
    told.by(FIRST, o.RestrictionLifted(subject=PERSON, reason="撤回申请"))
    assert told.state.erasures.restricted == {}


def test_the_office_sets_its_own_terms() -> None:
    told = Protecting()
    assert told.state.erasures.retention == TERMS
    told.by(FIRST, o.RetentionTermSet(archive_class="长期", years=60, reason="档案鉴定会"))
    told.by(FIRST, o.RetentionTermSet(archive_class="10年", years=15, reason="档案鉴定会"))
    assert told.state.erasures.retention == {**TERMS, "长期": 60, "10年": 15}
    assert told.words(FIRST, o.RetentionTermSet(archive_class="10年", years=15, reason="会")) == [
        "the term is so already"
    ]
    assert told.words(FIRST, o.RetentionTermSet(archive_class=" ", years=0, reason="会")) == [
        "`archive_class` is empty",
        "`years` is 1 to 200",
    ]


def test_a_term_ends_with_a_year_and_what_is_kept_for_ever_never_ends() -> None:
    """Archived on 25 March 2026 for ten years: the years 2027 to 2036."""
    assert last_day(date(2026, 3, 25), 10) == date(2036, 12, 31)
    assert not has_ended(date(2036, 12, 31), date(2036, 12, 31))
    assert has_ended(date(2036, 12, 31), date(2037, 1, 1))
    assert not has_ended(last_day(date(2026, 3, 25), None), date(9999, 1, 1))
    assert [class_of(each, TERMS) for each in ("３０ 年", "永久", "长期", "")] == ["30年", "永久", None, None]
