"""Lines about who gets a petition, who leads and instructs, who presses whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from service.scenarios.mapping.turn import Act, Turn, without_blanks
from service.scenarios.organisation import post_of


def submitted(turn: Turn) -> list[Act]:
    """The reader is the head, or one of the readers of important letters that the settings name by their titles."""
    leader = turn.organised.people[turn.given("to")]
    heads = turn.scenario.settings.get("important_readers", [])
    head = leader.post in heads or post_of(leader.post) == "head"
    return [Act("submit", {"to": leader.name, "reader": "head" if head else "in_charge"})]


def instructed(turn: Turn) -> list[Act]:
    limit = turn.given("limit")
    supervised = {"supervise": True, "supervise_by": limit} if limit else {}
    return [Act("instruct", {"text": turn.given("text"), **supervised})]


def proposed(turn: Turn) -> list[Act]:
    return [Act("propose", {"text": turn.given("text")})]


def special_report(turn: Turn) -> list[Act]:
    return [Act("special-report", {"to": turn.given("to"), "text": turn.given("text")})]


def supervised(turn: Turn) -> list[Act]:
    return [Act("answer-supervision", {"result": turn.given("result")})]


def forwarded(turn: Turn) -> list[Act]:
    said = {**turn.target(turn.given("lead") or turn.given("to_unit")), "assisting": turn.line.fields.get("assisting")}
    return [Act("forward", without_blanks(said))]


def assigned(turn: Turn) -> list[Act]:
    """With a date by which a result is to be reported it is an assignment, else it is forwarded to somebody."""
    said: dict[str, Any] = {
        **turn.target(turn.given("to_unit")),
        "handler": turn.given("handler"),
        "reference": turn.given("assign_ref"),
        "reply_by": turn.given("reply_by"),
    }
    return [Act("assign" if said["reply_by"] else "forward", without_blanks(said))]


def ordered(turn: Turn) -> list[Act]:
    said = {**turn.target(turn.given("to_unit")), "mode": "order", "due_on": turn.given("limit")}
    return [Act("forward", without_blanks(said))]


def signed_for(turn: Turn) -> list[Act]:
    return [Act("sign-for", {"unit": turn.person.unit})]


def objected(turn: Turn) -> list[Act]:
    return [Act("object", {"reason": turn.given("reason"), "unit": turn.person.unit})]


def returned(turn: Turn) -> list[Act]:
    """Given back by the unit that has it; or taken back by the sender, who thereby upholds an objection."""
    reason, objection = turn.given("reason"), _objection(turn)
    if not objection:
        return [Act("return", {"reason": reason, "unit": turn.person.unit})]
    upheld = Act("decide-objection", {"upheld": True, "reason": reason, "unit": objection})
    return [upheld, Act("return", {"reason": reason, "unit": objection})]


def _objection(turn: Turn) -> str:
    """The unit whose objection waits for the sender's word; "" when none does."""
    last = turn.last("objected", "returned", "forwarded", "assigned")
    waits = last is not None and last.action == "objected" and last.actor.unit != turn.person.unit
    return last.actor.unit if last is not None and waits else ""


def redirected(turn: Turn) -> list[Act]:
    said = {
        "competent_body": turn.given("to_body"),
        "way_there": turn.given("procedure"),
        "contact_made": turn.given("contacted"),
    }
    return [Act("redirect", without_blanks(said))]


def order_reported(turn: Turn) -> list[Act]:
    return [Act("report-result", {"to": "office", "unit": turn.person.unit, "text": turn.given("result")})]


def report_received(turn: Turn) -> list[Act]:
    text = turn.given("text") or "收到办理情况报告"
    return [Act("report-result", {"to": "office", "unit": turn.given("from_unit"), "text": text})]


def sent_back(turn: Turn) -> list[Act]:
    said = {"unit": turn.given("to_unit"), "reason": turn.given("reason"), "reply_by": turn.given("reply_by")}
    return [Act("return-report", without_blanks(said))]


def pressed(turn: Turn) -> list[Act]:
    return [Act("press", {"to": turn.given("to"), "text": turn.given("text")})]


def commented(turn: Turn) -> list[Act]:
    verb = "guide" if turn.given("kind") == "guidance" else "comment"
    return [Act(verb, {"text": turn.given("text")})]


ROUTING: Mapping[str, Callable[[Turn], list[Act]]] = {
    each.__name__: each
    for each in (
        submitted, instructed, proposed, special_report, supervised, forwarded, assigned, ordered, signed_for,
        objected, returned, redirected, order_reported, report_received, sent_back, pressed, commented,
    )
}  # fmt: skip
