"""Which duties bring a matter its result: an answer to the petitioner, or a report to whoever asked for one.

No rulebook says so in a word of its own; it follows from what meets the duty. A notice that something was received, a
forwarding or an acceptance meets other duties, so a duty that one of these can meet brings no result.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.rulebook import DutyRule, Rulebook, Trigger

ANSWER, REPORT = "answer", "report"
ANSWERS = ("Answered", "Served", "ReviewDecided")
REPORTS = ("ResultReported", "SupervisionAnswered")
REFUSALS = {"refusal", "whereto"}
"""Notices that tell the petitioner that nothing comes of it here, and where else to go."""


def kind_of(rule: DutyRule) -> str:
    """What meeting the duty brings: an answer, a report, or "" for everything on the way there."""
    if rule.nature != "duty" or not rule.met_by or not all(_ends(trigger) for trigger in rule.met_by):
        return ""
    events = {trigger.event for trigger in rule.met_by}
    if events & set(REPORTS):
        return REPORT
    return ANSWER if events & set(ANSWERS) else ""


NOTICE, ACCEPTANCE = "notice", "acceptance"


def purpose_of(rule: DutyRule) -> str:
    """What the limit is for: an answer, a report, a notice, acceptance or passing on; "" for others."""
    if rule.nature != "duty":
        return ""
    events = {trigger.event for trigger in rule.met_by}
    if kind := kind_of(rule):
        return kind
    if "Notified" in events:
        return NOTICE
    return ACCEPTANCE if "Accepted" in events else ""


def purposes(books: Mapping[str, Rulebook]) -> Mapping[str, str]:
    """What each duty of these books is for, by its id; of several versions the last one that says it."""
    return {id_: purpose_of(rule) for book in books.values() for id_, rule in book.duties_by_id.items()}


def of_results(books: Mapping[str, Rulebook]) -> frozenset[str]:
    """The ids of the duties that bring a result, in any of the versions of the rulebooks."""
    return frozenset(id_ for book in books.values() for id_, rule in book.duties_by_id.items() if kind_of(rule))


def _ends(trigger: Trigger) -> bool:
    """Whether the event leaves nothing to be answered."""
    facts = dict(trigger.when.facts)
    match trigger.event:
        case "Registered":
            return facts.get("on_spot") == (True,)
        case "Notified":
            return bool(facts.get("notice")) and set(facts["notice"]) <= REFUSALS
        case event:
            return event in ANSWERS or event in REPORTS
