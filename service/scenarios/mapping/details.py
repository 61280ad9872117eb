"""What lines say of a petition itself, in the fields of the registration sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.scenarios.mapping.turn import Turn, without_blanks

PERSONAL = {"sex": "sex", "age": "age", "occupation": "occupation", "politics": "politics", "address": "address"}
PURPOSES = {"检举控告": "accusation"}
URGENCIES = {"紧急": True, "普通": False}
WEIGHTS = {"重大": "major", "重要": "important", "一般": "ordinary"}
SECRECY = {"保密": "confidential", "工作秘密": "work_secret", "秘密件": "confidential"}
SOURCES = {
    "province": "superior_assigned",
    "city_petition_office": "city_petition_office",
    "own_case": "own_case",
}
DETAILS: Mapping[str, str] = {
    "field": "content_class",
    "importance": "importance",
    "origin": "problem_place",
    "handling_unit": "responsible_unit",
    "first_responsible": "first_responsible",
    "specifically_responsible": "specifically_responsible",
    "assigned_by": "assigner",
    "assign_ref": "assigner_number",
    "reply_by": "reply_by",
}
"""Fields that have one of the sheet beside them, by the same meaning."""

SHEET = {
    "name": ("name",),
    "sex": ("sex",),
    "age": ("age",),
    "occupation": ("occupation",),
    "politics": ("politics",),
    "address": ("address",),
    "work_unit": ("address",),
    "content_class": ("field",),
    "demand": ("demand",),
}
"""Fields that a sheet may ask for: one which no line of a file ever gives could not be had in that office."""


def source(turn: Turn) -> str:
    """Where it comes from: what the line says, else what a superior who wants an answer by a date makes of it."""
    said = turn.given("source")
    if said:
        return SOURCES[said]
    if not turn.given("assigned_by"):
        return "direct"
    return "superior_assigned" if turn.given("reply_by") else "superior_forwarded"


def received(turn: Turn) -> dict[str, Any]:
    """The details of a petition that comes in."""
    anonymous = bool(turn.line.fields.get("anonymous"))
    said = {
        **told(turn),
        "people": turn.line.fields.get("persons") or turn.petition.persons,
        "anonymous": True if anonymous else None,
        "problem": turn.given("problem") or turn.given("text") or turn.petition.text,
    }
    if not anonymous:
        said["petitioner"] = {"name": turn.petition.petitioner, **_personal(turn)}
    return without_blanks(said)


def registered(turn: Turn) -> dict[str, Any]:
    """What the registration adds: what its line says, and why the fields that nobody could give are empty."""
    said = {**told(turn), **_judged(turn)}
    personal = _personal(turn) | without_blanks({"name": turn.given("name")})
    if personal:
        said["petitioner"] = personal
    missing = {field: "unknown" for field, names in SHEET.items() if not _known(turn, field, names)}
    if turn.said_before("assigned_by") and not turn.said_before("assign_ref"):
        missing["assigner_number"] = "unknown"
    return without_blanks({**said, "not_given": missing})


def told(turn: Turn) -> dict[str, Any]:
    """The details that a line gives in so many words."""
    fields = turn.line.fields
    said: dict[str, Any] = {ours: fields.get(theirs) for theirs, ours in DETAILS.items()}
    said["receivers"] = fields.get("receivers")
    said["urgent"] = fields.get("urgent", URGENCIES.get(turn.given("urgency")))
    said["purpose"] = PURPOSES.get(turn.given("purpose"))
    said["importance"] = fields.get("importance") or WEIGHTS.get(turn.given("weight"))
    said["secrecy"] = SECRECY[turn.given("secrecy")] if turn.given("secrecy") else None
    said["accused"] = [{"name": name} for name in fields.get("accused_persons", [])]
    said["accused_units"] = fields.get("accused_units")
    said["representatives"] = [{"name": name} for name in fields.get("representatives", [])]
    return without_blanks(said | _interview(turn))


def _interview(turn: Turn) -> dict[str, Any]:
    """The four boxes of a conversation (R1.2.2); somebody who brought no papers brought none."""
    papers = turn.line.fields.get("papers")
    return {
        "demand": turn.given("demand"),
        "answer_given": turn.given("answer_at_desk"),
        "papers_carried": None if papers is None else "、".join(papers) or "无",
    }


def _judged(turn: Turn) -> dict[str, Any]:
    """An ordinary one that does not press, until somebody judges otherwise."""
    known = {name for line in (*turn.before, turn.line) for name in line.fields}
    return without_blanks(
        {
            "importance": None if known & {"importance", "weight"} else "ordinary",
            "urgent": None if known & {"urgent", "urgency"} else False,
        }
    )


def _personal(turn: Turn) -> dict[str, str]:
    return {ours: turn.given(theirs) for theirs, ours in PERSONAL.items() if turn.given(theirs)}


def _known(turn: Turn, field: str, names: tuple[str, ...]) -> bool:
    """Whether a field of the sheet is filled in, or is one that this office asks for and gets."""
    if field == "name":
        return turn.ever_told("name") or not turn.said_before("anonymous")
    if any(turn.said_before(name) or turn.given(name) for name in names):
        return True
    return turn.ever_told(*names)
