"""Lines about how a petition comes in and what it is judged to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from service.scenarios.mapping import details
from service.scenarios.mapping.turn import Act, Turn, without_blanks
from service.scenarios.reading import BadScenario

PROCEDURES = {1: "litigation", 2: "arbitration", 3: "party", 4: "administrative", 5: "statutory", 6: "petition"}
"""The items of article 31 of the regulation and the procedure that each names."""
ITEM = re.compile(r"第(\d)项")


def received(turn: Turn) -> list[Act]:
    """Visits are received in the office's reception place; what a chief heard on the reception day comes from it."""
    said = {
        "channel": turn.given("channel"),
        "source": details.source(turn),
        "place": "hall" if turn.given("channel") == "visit" else "elsewhere",
        "from_chief_day": turn.given("session") == "chiefs_day",
        "details": details.received(turn),
    }
    return [Act("receive", said)]


def opened(turn: Turn) -> list[Act]:
    said = {
        "envelope": turn.given("envelope"),
        "stamp": turn.given("stamp"),
        "bound_together": turn.line.fields.get("bound_with_envelope"),
    }
    return [Act("open", without_blanks(said))]


def registered(turn: Turn) -> list[Act]:
    return [Act("register", {"details": details.registered(turn)})]


def accepted(turn: Turn) -> list[Act]:
    """The procedure is judged before it is accepted; one that is known already is not judged anew."""
    found = ITEM.search(turn.given("procedure"))
    if found is None:
        raise BadScenario(f"line {turn.line.n}: no item of article 31 in {turn.given('procedure')!r} (条例第31条)")
    judged = {"details": {"procedure": PROCEDURES[int(found[1])]}}
    return [Act("classify", judged), Act("accept", {})]


def refused(turn: Turn) -> list[Act]:
    said = {
        "ground": turn.given("reason"),
        "legal_basis": turn.given("basis"),
        "final_opinion": turn.given("final_opinion"),
        "competent_body": turn.given("competent_body"),
    }
    return [Act("refuse-acceptance", without_blanks(said))]


def linked(turn: Turn) -> list[Act]:
    return [Act("join", {"to": turn.ids[turn.given("to")], "kind": turn.given("as") or "repeat"})]


def unlinked(turn: Turn) -> list[Act]:
    return [Act("unjoin", {"to": turn.ids[turn.given("to")], "reason": turn.given("reason")})]


def written_material_requested(turn: Turn) -> list[Act]:
    return [Act("request-material", {"text": turn.given("what")})]


def recusal_decided(turn: Turn) -> list[Act]:
    return [Act("recuse", {"officer": turn.given("who"), "stage": "granted", "reason": turn.given("reason")})]


def incident(turn: Turn) -> list[Act]:
    kinds = {"abuse": "assault", "crowd": "disturbance", "health": "health"}
    return [Act("note-incident", {"incident": kinds[turn.given("kind")], "text": turn.petition.text})]


def incident_notified(turn: Turn) -> list[Act]:
    body = turn.given("body")
    health = re.search(r"卫健|卫生|疾控|防疫|医院|急救", body)
    return [Act("tell-body", {"to": "health" if health else "police", "name": body})]


def unit_notified(turn: Turn) -> list[Act]:
    return [Act("tell-body", {"to": "unit", "name": turn.given("to_unit")})]


def reported_to_leader(turn: Turn) -> list[Act]:
    return [Act("tell-body", {"to": "leader", "name": turn.given("to")})]


def leader_met(turn: Turn) -> list[Act]:
    return [Act("meet", {"text": turn.given("text"), "leader": turn.person.name})]


def appointment_made(turn: Turn) -> list[Act]:
    at = datetime.fromisoformat(turn.given("at"))
    part = "morning" if at.hour < 12 else "afternoon"  # noqa: PLR2004 - noon
    return [Act("appoint", {"leader": turn.given("leader"), "appointed_on": at.date().isoformat(), "part": part})]


def appointment_missed(turn: Turn) -> list[Act]:
    return [Act("miss-appointment", {"reason": turn.given("text")})]


def evaluated(turn: Turn) -> list[Act]:
    """Marks go on the checklist of the book that has these items; a book without one keeps them as a remark."""
    items = turn.line.fields.get("items", {})
    for form, known in turn.words.checklists.items():
        if set(items) <= set(known):
            return [Act("fill-checklist", {"form": form, "items": items})]
    return [Act("comment", {"text": "、".join(f"{item} {mark}" for item, mark in items.items())})]


INTAKE: Mapping[str, Callable[[Turn], list[Act]]] = {
    each.__name__: each
    for each in (
        received, opened, registered, accepted, refused, linked, unlinked, written_material_requested,
        recusal_decided, incident, incident_notified, unit_notified, reported_to_leader, leader_met,
        appointment_made, appointment_missed, evaluated,
    )
}  # fmt: skip
