"""What a page says can be done to a petition now, and what stands against the rest; not by whom something is typed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.bare_acts import ACTS
from domain.codelist import parse
from domain.deciding import Reason
from domain.possible import Possible, possible
from domain.possible import meets as meeting
from domain.rulebook import FormRule, GuardRule, OutcomeRule, RouteRule, Step
from domain.values import Actor, Details, Person
from service.bundled import bundled_books, newest
from tests.domain.rules import at, book, case, facts, require, rule
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, SHEET, Scenario, instant, moment, under
from tests.domain.test_accused import OFFICE, complained_of
from tests.domain.test_lifecycle import ACTS as IN_A_LIFE
from tests.domain.test_lifecycle import LETTER_SCANNED, lived
from tests.domain.test_lifecycle import POSSIBLE as AFTER_A_LIFE

LETTER = c.Receive(channel="letter")
VISIT = c.Receive(channel="visit", place="hall", details=SHEET)
NOW = "2026-01-06"


def judged(told: Scenario, on: str = NOW, *, by: Actor = CLERK, done: str | None = None) -> dict[str, Possible]:
    found = possible(told.state, by, moment(on), told.context(instant(on)), already_done=done)
    assert all(reason.zh and reason.en and reason.clause for each in found for reason in each.reasons)
    assert all(bool(each.reasons) is not each.allowed for each in found), "a no has a reason, a yes has none"
    return {each.verb: each for each in found}


def against(told: Scenario, verb: str, on: str = NOW, *, by: Actor = CLERK) -> dict[str, str]:
    return {reason.clause: reason.en for reason in judged(told, on, by=by)[verb].reasons}


# ---- the life of a petition


def test_every_act_but_what_takes_a_file_is_judged_once_in_the_order_of_the_vocabulary(
    plain: Scenario,
) -> None:
    plain.when(LETTER, "2026-01-05")
    assert list(judged(plain)) == [act.__name__ for act in ACTS]
    assert {act for act in vars(c).values() if act in ACTS} | {c.Receive, c.Attach, c.IssueDocument} == set(
        map(type, _acts())
    )


def _acts() -> Iterator[c.Act]:
    yield from (LETTER, LETTER_SCANNED)
    yield from IN_A_LIFE.values()


@pytest.mark.parametrize(("life", "able"), AFTER_A_LIFE.items())
def test_after_some_life_just_those_acts_are_possible_that_some_filling_makes(
    plain: Scenario, life: str, able: str
) -> None:
    """Of each act, what the table of lives says; there it is one filling, here it is any."""
    lived(plain, life)
    said = {verb for verb, found in judged(plain).items() if found.allowed}
    known = {type(IN_A_LIFE[word]).__name__ for word in able.split()} - {"Attach", "IssueDocument"}
    assert known <= said
    assert said - known <= BY_ANOTHER_FILLING.get(life, set())


BY_ANOTHER_FILLING: dict[str, set[str]] = {
    "receive register forward": {"Forward", "Assign"},
    "receive register forward sign": {"Forward", "Assign"},
    "receive register forward sign object": {"Forward", "Assign"},
}
"""There it is forwarded to who has it already."""


def test_to_what_has_not_come_in_nothing_can_be_done(plain: Scenario) -> None:
    for verb, found in judged(plain).items():
        assert {reason.en for reason in found.reasons} == {"there is no such petition"}, verb


@pytest.mark.clause("S1.22")
def test_a_registered_petition_cannot_be_registered_again_and_the_reason_says_so(s1: Scenario) -> None:
    s1.when(LETTER, "2026-01-05")
    assert judged(s1)["Register"].allowed
    s1.when(c.Register(), "2026-01-05")
    assert against(s1, "Register") == {"S1.22": "it has been registered already"}


def test_what_is_closed_can_be_archived_and_reopened_and_its_file_goes_on_but_it_is_not_handled(
    plain: Scenario,
) -> None:
    for act in (LETTER, c.Register(), c.Answer(reply_kind="result", text="已办"), c.Close(outcome="recorded")):
        plain.when(act, "2026-01-05")
    found = judged(plain)
    assert all(found[verb].allowed for verb in ("Archive", "Reopen", "Serve", "RegisterClosure"))
    for verb in ("Forward", "Assign", "Answer", "Close", "Withdraw", "Extend", "Draft", "Classify"):
        assert [reason.en for reason in found[verb].reasons] == ["it is closed: reopen it first"], verb


def test_what_is_void_can_only_be_remarked_upon(plain: Scenario) -> None:
    lived(plain, "receive register void")
    assert [verb for verb, found in judged(plain).items() if found.allowed] == ["Comment"]


def test_before_it_came_in_nothing_happened_to_it(plain: Scenario) -> None:
    plain.when(LETTER, "2026-01-05")
    assert not any(found.allowed for found in judged(plain, "2026-01-04").values())


# ---- the choices


def test_only_documents_that_were_made_can_be_served(plain: Scenario) -> None:
    lived(plain, "receive register notify")
    assert judged(plain)["Serve"].choices["document"] == ("notice",)
    plain.when(c.Answer(reply_kind="opinion", text="已办"), "2026-01-05")
    assert set(judged(plain)["Serve"].choices["document"]) == {"notice", "answer", "opinion"}


def test_codes_that_no_rule_tells_apart_are_all_offered(plain: Scenario) -> None:
    lived(plain, "receive register")
    found = judged(plain)
    assert len(found["Notify"].choices["notice"]) == 5
    assert found["Recuse"].choices["stage"] == ("declared", "requested", "granted", "denied")


def test_a_code_that_the_office_does_not_use_is_not_offered(plain: Scenario) -> None:
    lived(plain, "receive register")
    text = '[list]\nid = "ratings"\nversion = 2025-01-01\nzh = "x"\n\n[[code]]\ncode = "satisfied"\nzh = "x"\n'
    plain.office = replace(plain.office, code_lists=(parse(text),))
    assert judged(plain)["Rate"].choices["rating"] == ("satisfied",)


def test_what_waits_for_its_answer_is_named_first(plain: Scenario) -> None:
    lived(plain, "receive register")
    assert against(plain, "FeedBack") == {"S1.40": "no suggestion was made"}
    for body in ("甲局", "乙局"):
        plain.when(c.Suggest(to_body=body, text="建议"), "2026-01-05")
    plain.when(c.FeedBack(adopted=True, of=3), "2026-01-05")
    assert judged(plain)["FeedBack"].choices["of"] == ("4", "3")


def test_the_open_duties_can_be_extended_that_were_not_yet_and_by_whom_the_rule_says(s1: Scenario) -> None:
    for act in (LETTER, c.Register(), c.Classify(details=Details(procedure="petition")), c.Accept()):
        s1.when(act, "2026-01-05")
    assert judged(s1, by=HEAD)["Extend"].choices["duty"] == ("handle",)
    assert against(s1, "Extend", by=HANDLER).keys() == {"S1.34"}
    s1.when(c.Extend(duty="handle", reason="复杂"), "2026-01-06", by=HEAD)
    assert against(s1, "Extend", "2026-01-07", by=HEAD)["S1.34"].startswith("it may be extended 1 time(s) only")


def test_where_nothing_is_owed_nothing_can_be_extended_and_no_name_is_invented_for_it(plain: Scenario) -> None:
    plain.when(LETTER, "2026-01-05")
    (reason,) = judged(plain)["Extend"].reasons
    assert (reason.zh, reason.en) == ("没有未完成的期限", "no duty is open")


# ---- the rulebook


@pytest.mark.clause("S1.28")
def test_whoever_is_accused_cannot_dispose_of_the_petition_and_is_not_told_why() -> None:
    told = complained_of("柳青")
    by_accused, by_clerk = judged(told, "2026-01-07", by=HANDLER), judged(told, "2026-01-07")
    for verb in ("Accept", "Answer", "Withdraw", "Void", "Restrict", "Classify", "Join"):
        assert [reason.en for reason in by_accused[verb].reasons] == ["this officer may not act here"], verb
    for verb in ("Accept", "Answer", "Withdraw", "Restrict", "Classify"):
        assert by_clerk[verb].allowed, verb


@pytest.mark.clause("S1.28")
def test_whoever_is_recused_neither_decides_nor_does_it_help_to_say_that_it_was_done(s1: Scenario) -> None:
    for act in (LETTER, c.Register(), c.Recuse(officer="柳青", stage="declared", reason="亲属")):
        s1.when(act, "2026-01-05")
    assert against(s1, "Classify", by=HANDLER) == {"S1.28": "this officer may not act here"}
    assert not judged(s1, by=HANDLER, done="补录")["Classify"].allowed
    assert judged(s1, by=CLERK)["Classify"].allowed


@pytest.mark.clause("S1.30")
def test_what_was_sent_by_the_unit_of_the_accused_does_not_go_back_there() -> None:
    told = under("S1")
    told.office = OFFICE
    about = Details(accused=(Person(id=UUID(int=20), name="柳青"),))
    for act in (LETTER, c.Register(), c.Forward(target="后扶科"), c.SignFor(unit="后扶科"), c.Forward(target="规划科")):
        told.when(act, "2026-01-05")
    told.when(c.Classify(details=about), "2026-01-06")
    assert against(told, "Return", "2026-01-07") == {"S1.30": "it may not be passed to this unit or person"}
    assert judged(told, "2026-01-07")["Forward"].allowed, "another target can be typed"


@pytest.mark.clause("R1.1.4")
def test_a_letter_is_answered_after_an_instruction_but_an_interim_word_can_be_given_before() -> None:
    told = under("R1")
    for act in (LETTER, c.Register()):
        told.when(act, "2026-01-05")
    assert judged(told)["Answer"].choices["reply_kind"] == ("interim",)
    assert "result" in judged(told, done="补录")["Answer"].choices["reply_kind"], "done already, it is a breach"
    told.when(c.Instruct(text="办"), "2026-01-05", by=HEAD)
    assert len(judged(told)["Answer"].choices["reply_kind"]) == 5


@pytest.mark.clause("R2.2")
def test_who_has_nothing_to_do_with_it_closes_nothing() -> None:
    told = under("R2")
    for act in (LETTER, c.Register()):
        told.when(act, "2026-01-05")
    assert against(told, "Comment", by=HANDLER).keys() == {"R2.2"}
    assert judged(told)["Comment"].allowed


@pytest.mark.clause("R5.8")
def test_the_next_step_of_a_route_is_for_those_who_hold_its_post(r5: Scenario) -> None:
    r5.when(VISIT, "2026-01-05")
    assert against(r5, "Register", by=HANDLER).keys() == {"R5.8"}
    r5.when(c.Register(), "2026-01-05")
    assert against(r5, "Instruct", by=DEPUTY) == {"R5.8": "instruct comes after submit"}
    r5.when(c.Submit(to="倪虹"), "2026-01-05")
    assert judged(r5, by=DEPUTY)["Instruct"].allowed
    assert against(r5, "Instruct", by=HANDLER).keys() == {"R5.8"}


@pytest.mark.clause("R5.7")
def test_it_is_sent_back_to_the_steps_that_the_next_one_lets() -> None:
    told = under("R5")
    told.when(c.Receive(channel="letter", source="own_case"), "2026-01-05")
    for act, by in _up_to_the_draft():
        told.when(act, "2026-01-05", by=by)
    assert judged(told, by=DEPUTY)["SendBack"].choices == {"to_step": ("report", "draft")}
    assert against(told, "SendBack", by=HANDLER) == {"R5.7": "sending back is for deputy_for_petitions"}


def _up_to_the_draft() -> Iterator[tuple[c.Act, Actor]]:
    yield c.Register(), CLERK
    yield c.Propose(text="拟办"), CLERK
    yield c.Instruct(text="办"), DEPUTY
    yield c.Forward(target="后扶科", target_kind="section"), CLERK
    yield c.SignFor(unit="后扶科"), HANDLER
    yield c.Report(finding="属实"), HANDLER
    yield c.Draft(claim="请", findings="实", opinion_text="见", legal_basis="法", remedy="复查"), CLERK


@pytest.mark.clause("S1.35")
def test_whoever_let_the_time_pass_cannot_ask_for_a_review(s1: Scenario) -> None:
    for act in (LETTER, c.Register(), c.Answer(reply_kind="opinion", text="意见", delivered=True)):
        s1.when(act, "2026-01-05")
    assert judged(s1, "2026-02-04")["RequestReview"].choices == {"level": ("1",)}
    assert against(s1, "RequestReview", "2026-02-05") == {"S1.35": "may_review1: the time for it ended on 2026-02-04"}


# ---- what can be typed is no obstacle; what cannot be typed here is one


def test_a_field_that_the_form_has_is_no_obstacle_and_one_that_it_has_not_is(s1: Scenario) -> None:
    for act in (LETTER, c.Register()):
        s1.when(act, "2026-01-05")
    assert against(s1, "Accept") == {"S1.31": "it needs procedure"}, "it is told by classifying"
    s1.when(c.Classify(details=Details(procedure="petition")), "2026-01-05")
    assert judged(s1)["Accept"].allowed


def guarded(verb: str, **said: object) -> Scenario:
    """A letter registered under a book with one guard on this verb."""
    when = said.pop("when", None)
    guard = GuardRule(id="g", clause="T.2", verbs=(verb,), require=require(**said))
    told = case(guards=(replace(guard, when=when) if when else guard,))
    for act in (LETTER, c.Register()):
        told.when(act, "2026-01-05")
    return told


@pytest.mark.parametrize(
    ("verb", "said", "allowed"),
    [
        ("Forward", {"fields": ("reason",)}, True),
        ("Forward", {"fields": ("reason", "importance")}, False),
        ("Classify", {"fields": ("importance", "name", "address_or_unit")}, True),
        ("Classify", {"fields": ("source",)}, True),
        ("Forward", {"target_not": ("accused",)}, True),
        ("Classify", {"count_at_least": ("receivers", 2)}, True),
        ("Forward", {"count_at_least": ("receivers", 2)}, False),
        ("Forward", {"roles_named": ("assigner",)}, False),
        ("Classify", {"roles_named": ("assigner",)}, True),
        ("Forward", {"event_seen": at("Instructed")}, False),
        ("Classify", {"event_seen": at("Registered", facts(purpose="claim"))}, True),
        ("Forward", {"event_seen": at("Registered", facts(purpose="claim"))}, False),
        ("Forward", {"not_before": at("Registered")}, True),
        ("Forward", {"any_of": require(fields=("reason",), event_seen=at("Instructed"))}, True),
        ("Forward", {"any_of": require(fields=("importance",), event_seen=at("Instructed"))}, False),
        ("Forward", {"event_seen": at("Instructed"), "when": facts(mode="order")}, True),
        ("Forward", {"event_seen": at("Instructed"), "when": facts(overrides=False)}, True),
        ("Classify", {"event_seen": at("Instructed"), "when": facts(purpose="unknown")}, True),
        ("Propose", {"event_seen": at("Instructed"), "when": facts(purpose="unknown")}, False),
        ("Answer", {"event_seen": at("Instructed"), "when": facts(answer_delivered=False)}, True),
        ("Restrict", {"event_seen": at("Instructed"), "when": facts(restricted=True)}, True),
    ],
)
def test_a_requirement_stands_against_an_act_unless_its_form_can_meet_it(
    verb: str, said: dict[str, object], *, allowed: bool
) -> None:
    found = judged(guarded(verb, **said))[verb]
    assert found.allowed is allowed, found.reasons
    assert allowed or {reason.clause for reason in found.reasons} == {"T.2"}


def test_a_form_wants_what_its_act_cannot_say() -> None:
    form = FormRule(id="f", clause="T.4", required=("name", "reason"), before=("Forward",))
    told = case(forms=(form,))
    for act in (LETTER, c.Register()):
        told.when(act, "2026-01-05")
    assert against(told, "Forward") == {"T.4": "f lacks name (or the reason why it cannot be given)"}
    told.when(c.Classify(details=Details(petitioner=Person(id=UUID(int=1), name="焦桂英"))), "2026-01-05")
    assert judged(told)["Forward"].allowed


def test_a_document_of_a_step_that_is_written_with_it_is_no_obstacle() -> None:
    form = FormRule(id="opinion", clause="T.4", kind="document", required=("claim", "findings"))
    route = RouteRule(id="r", clause="T.3", steps=(Step(id="draft", event="Drafted", document="opinion"),))
    told = case(forms=(form,), routes=(route,))
    told.when(LETTER, "2026-01-05")
    assert judged(told)["Draft"].allowed


def test_where_what_is_typed_decides_the_route_one_that_lets_it_is_enough() -> None:
    def route(purpose: str, post: str) -> RouteRule:
        step = Step(id="register", event="Registered", posts=(post,))
        return RouteRule(id=purpose, clause="T.3", when=facts(purpose=purpose), steps=(step,))

    told = case(routes=(route("claim", "head"), route("inquiry", "section_head")))
    told.when(LETTER, "2026-01-05")
    assert judged(told)["Register"].allowed, "a purpose that has no route can be typed"
    told = case(routes=(route("claim", "head"), replace(route("inquiry", "section_head"), when=facts())))
    told.when(LETTER, "2026-01-05")
    assert against(told, "Register").keys() == {"T.3"}
    assert judged(told, by=HEAD)["Register"].allowed
    assert judged(told, by=HANDLER)["Register"].allowed


def test_an_outcome_is_offered_that_is_for_such_a_petition_whatever_it_still_wants_to_be_told() -> None:
    outcomes = (
        OutcomeRule(id="visited", clause="T.5", when=facts(channel="visit")),
        OutcomeRule(id="explained", clause="T.5", needs=("explanation",)),
        OutcomeRule(id="weighed", clause="T.5", needs=("importance",)),
    )
    told = case(outcomes=outcomes)
    for act in (LETTER, c.Register()):
        told.when(act, "2026-01-05")
    assert judged(told)["Close"].choices == {"outcome": ("explained",)}


# ---- which act meets a duty


def test_what_meets_a_duty_is_named_as_the_rulebook_names_it() -> None:
    assert meeting("handle", newest("S1")) == ("Answer",)
    assert meeting("see_leader", newest("R1")) == ("Meet", "Appoint", "Answer")
    assert meeting("register_at_once", newest("R6")) == ("Register",)
    assert meeting("nothing", newest("R6")) == ()


def test_of_the_two_verbs_that_send_it_on_that_one_is_named_whose_mode_meets_the_duty() -> None:
    def sent(**mode: str) -> tuple[str, ...]:
        return meeting("d", book(rule(met_by=at("Forwarded", facts(**mode)))))

    assert sent() == ("Forward", "Assign")
    assert (sent(mode="order"), sent(mode="assign")) == (("Forward",), ("Assign",))


def test_every_duty_that_an_event_meets_has_an_act_that_makes_it() -> None:
    for each in bundled_books().values():
        for duty in each.duties:
            if duty.met_by:
                assert meeting(duty.id, each), (each.id, duty.id)


def test_the_reasons_of_two_books_are_not_mixed() -> None:
    """What is left of a book is kept for it: another book of the same name and day has its own."""
    strict, lax = guarded("Forward", event_seen=at("Instructed")), case()
    for act in (LETTER, c.Register()):
        lax.when(act, "2026-01-05")
    assert strict.book.reference == lax.book.reference
    assert (judged(strict)["Forward"].allowed, judged(lax)["Forward"].allowed) == (False, True)


def test_a_reason_is_a_reason_as_a_refusal_gives_it(s1: Scenario) -> None:
    for act in (LETTER, c.Register()):
        s1.when(act, "2026-01-05")
    (reason,) = judged(s1)["Archive"].reasons
    assert isinstance(reason, Reason)
    assert s1.refused(c.Archive(file_number="一"), NOW)[reason.clause] == reason.en
