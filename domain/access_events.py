"""Who is given which role and level of access, and who is near to whom: events of the office.

The day on which a role is given or taken is the first on which that holds. Only what stands here and what a post gives
(domain/access_roles.py) lets anybody see anything.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from domain.organisation import in_span


class AccessGranted(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="AccessGranted/1"):
    """授权: from `since` until `until` the person has this role, up to this level, "" = none of both is given.

    `unit` is one whose petitions the role is also for. Said again for the same role and unit it replaces what was said.
    """

    person: str
    role: str = ""
    clearance: str = ""
    unit: str = ""
    since: date
    until: date | None = None
    reason: str

    def holds_on(self, day: date) -> bool:
        return in_span(day, self.since, self.until)


class AccessRevoked(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="AccessRevoked/1"):
    """收回授权: at once, and for good: what was granted to the person in this role and unit, "" = everything."""

    person: str
    role: str = ""
    unit: str = ""
    reason: str


class KinshipDeclared(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="KinshipDeclared/1"):
    """申报近亲属: two officers are near relations, so that what accuses one is kept from the other as well.

    With `until` it ends. Said again it replaces what was said of the two.
    """

    person: str
    relative: str
    since: date
    until: date | None = None
    reason: str = ""

    def holds_on(self, day: date) -> bool:
        return in_span(day, self.since, self.until)


Kinship = KinshipDeclared
AccessEvent = AccessGranted | AccessRevoked | KinshipDeclared
