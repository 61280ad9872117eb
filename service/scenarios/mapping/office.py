"""Lines about an office: its rota, the receptions that were held, the analyses that it submitted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from service.scenarios.mapping.turn import Act, Turn, without_blanks

WEEKLY, MONTHLY = "week", "month"
"""How often the two kinds of receptions recur: a leader's duty each week, the chief's day each month."""


def rota_published(turn: Turn) -> list[Act]:
    """Who is on duty on which day; "" for an office whose rulebook knows no weekly duty, which is refused."""
    slots = turn.line.fields.get("slots", {})
    return [Act("rota", {"schedule": turn.words.receptions.get(WEEKLY, WEEKLY), "slots": slots})]


def analysis_submitted(turn: Turn) -> list[Act]:
    """An analysis with the petitions that each of its figures rests on."""
    cites = turn.line.fields.get("cites", {})
    figures = {figure: [turn.ids.get(name, name) for name in names] for figure, names in cites.items()}
    said = {
        "to": turn.given("to"),
        "period": turn.given("period"),
        "text": turn.given("text") or "综合分析",
        "figures": figures,
    }
    return [Act("analyses", said)]


def reception_held(turn: Turn) -> list[Act]:
    """The chief's reception day on which a petition was heard, as its line of receipt tells it."""
    if turn.given("session") != "chiefs_day" or MONTHLY not in turn.words.receptions:
        return []
    said = {
        "schedule": turn.words.receptions[MONTHLY],
        "day": turn.line.occurred[:10],
        "presided_by": turn.given("presided_by"),
        "delegated_by": turn.given("delegated_by"),
        "attendance": turn.line.fields.get("attendance"),
    }
    return [Act("receptions", without_blanks(said))]


OFFICE: Mapping[str, Callable[[Turn], list[Act]]] = {
    "rota_published": rota_published,
    "analysis_submitted": analysis_submitted,
}
