"""How duties ended, in one word."""

from __future__ import annotations

from tests.domain.scenario import Scenario


def ended(case: Scenario, entry: str, discriminator: str = "") -> str:
    """How the newest instance of a duty ended: met, late or cancelled; "" while it is owed."""
    end = case.duty(entry, discriminator).end
    return "" if end is None else ("late" if end.late else end.kind)
