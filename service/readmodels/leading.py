"""Who answers for petitions, by content class and unit: of one, and of a whole list without reading it first."""

from __future__ import annotations

import msgspec

from domain.staffing import leader_of, leading
from service.readmodels.asking import Question


def led_of(unit: str, content_class: str) -> str:
    """The condition of a petition with these columns to be among those of `led` (domain.staffing.Leading.includes)."""
    # By CASE the server takes it for every second petition: by its parts for hardly any, and would read them all.
    return f"""CASE WHEN {_has("classes_led", content_class)} THEN {_has("classes", content_class)}
        ELSE {_has("units", unit)} OR (%(led)s::jsonb->>'nobody')::boolean AND NOT {_has("units_led", unit)} END"""


def led(asked: Question, leader: str) -> str:
    """The value `led` of such a condition: for what the leader answers on the day asked about; "" what nobody leads."""
    return msgspec.json.encode(leading(asked.office.profile, leader, asked.on.day), order="sorted").decode()


def leader(asked: Question, unit: str, content_class: str) -> str:
    """Who answers for it on the day asked about; "" nobody is named."""
    return leader_of(asked.office.profile, content_class, unit, asked.on.day)


def _has(names: str, value: str) -> str:
    return f"%(led)s::jsonb->'{names}' ? {value}"
