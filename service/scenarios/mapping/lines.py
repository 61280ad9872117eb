"""Every action of the format and how it is translated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from service.scenarios.mapping.handling import HANDLING
from service.scenarios.mapping.intake import INTAKE
from service.scenarios.mapping.office import OFFICE
from service.scenarios.mapping.routing import ROUTING
from service.scenarios.mapping.turn import Act, Turn
from service.scenarios.reading import BadScenario, Told, happened

ACTS: Mapping[str, Callable[[Turn], list[Act]]] = {**INTAKE, **ROUTING, **HANDLING, **OFFICE}
CORRECTED = "corrected"
VIEWED = "viewed"
NOT_PLAYED = (VIEWED, "report_submitted")
"""Actions for which the API has no address yet."""


def acts(turn: Turn) -> list[Act]:
    """The commands that say what the line says. Raises BadScenario for a word that the format does not know."""
    action = turn.line.action
    if action not in ACTS:
        raise BadScenario(f"line {turn.line.n}: no action {action!r} (没有此动作)")
    try:
        return ACTS[action](turn)
    except KeyError as error:
        raise BadScenario(f"line {turn.line.n}: {action}: unknown word {error} (没有此词)") from error


def as_corrected(original: Told, correction: Told) -> Told:
    """The line as it really was, by the correction."""
    field, to = correction.given("field"), correction.fields.get("to")
    if field == "occurred":
        return replace(original, occurred=str(to))
    return replace(original, fields={**original.fields, field: to})


def corrections(turn: Turn, original: Turn, versions: Sequence[int]) -> list[Act]:
    """What a correction says: of each version that the line made, the whole act in its place, when it really happened.

    `original` is the line corrected as it was translated, the lines before it and nothing else.
    """
    really = as_corrected(original.line, turn.line)
    said = {"occurred": happened(turn.scenario, really.occurred), "reason": turn.given("reason")}
    return [
        Act("correct", {"of": version, "act": {"verb": act.verb, **act.said}, **said})
        for act, version in zip(acts(replace(original, line=really)), versions, strict=True)
    ]
