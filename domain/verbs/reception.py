"""What happens with the petitioner in the room."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from domain.values import Narrative, Person


class Meet(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """见面: a leader received the petitioner (R1.2.3, R4.7). `leader`: who, when somebody else enters it."""

    text: Narrative | None = None
    leader: str = ""


class Appoint(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """约定接待: leader and day of a reception (R1.2.3)."""

    leader: str
    appointed_on: date
    part: str = ""


class MissAppointment(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """失约: the reception appointed did not take place, and why."""

    reason: Narrative


class Guide(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """疏导: explanation and guidance to the lawful channel (R1.2.4)."""

    text: Narrative


class NoteIncident(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """记录情况: disturbance, damage, harassment, threat, assault or health (R1.2.5, R1.2.6, R5.2)."""

    incident: str
    text: Narrative | None = None
    persons: tuple[Person, ...] = ()
    problem_place: str = ""


class TellBody(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """通知: a body or leader was told; `name` says which one exactly (R1.2.5, R4.4, S1.25)."""

    to: str
    name: str = ""
    text: Narrative | None = None


class FillChecklist(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """填写检查或者评价单 of a form of the rulebook: marks by item, 0 to 5 (R3.3.1, R4.2)."""

    form: str
    items: dict[str, int]
