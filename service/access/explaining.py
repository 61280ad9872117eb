"""Why somebody may see a petition, or may not: the rule's answer for a person as the office has them today."""

from __future__ import annotations

from uuid import UUID

from domain.access import Decision, decide
from service.readmodels.asking import today
from service.runtime import Instance

SEEING = "petition"


def decision(instance: Instance, office: str, petition: UUID, person: str) -> Decision:
    """The answer with every reason against it. Raises UnknownOffice. Cost: reads the petitions of the matter."""
    known = instance.offices.get(office)
    viewer = instance.viewers.of(known, person, today(instance, known))
    return decide(viewer, SEEING, office, instance.gate.relations(office, petition))
