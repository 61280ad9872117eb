"""The subject of a key: one person, or the narrative of one petition. Erasing one leaves the other as it is.

A subject has one key or, once it was renewed, several generations of keys; a sealed value names the one it needs.
"""

from __future__ import annotations

import re
from uuid import UUID

SUBJECT = re.compile(r"(?:person|case)-[0-9a-f]{32}")
GENERATION = re.compile(r"(.+)-g([1-9]\d{0,5})", re.DOTALL)


def person_subject(person: UUID) -> str:
    """The subject of what is known of a person."""
    return f"person-{person.hex}"


def case_subject(petition: UUID) -> str:
    """The subject of what is told in a petition."""
    return f"case-{petition.hex}"


def subject_of(kid: str) -> str:
    """Whose key it is."""
    found = GENERATION.fullmatch(kid)
    return found[1] if found else kid


def generation_of(kid: str) -> int:
    """The how-manieth key of its subject, from 1 on."""
    found = GENERATION.fullmatch(kid)
    return int(found[2]) if found else 1


def kid_of(subject: str, generation: int) -> str:
    """The id of a subject's key; the first is called as the subject."""
    return subject if generation == 1 else f"{subject}-g{generation}"


def petition_of(subject: str) -> UUID | None:
    """The petition whose narrative it is; None for a person."""
    kind, _, id_ = subject.partition("-")
    return UUID(id_) if kind == "case" else None
