"""Who may see and do what: one question with one answer, and the reasons for it.

What forbids is asked first, and nothing outranks it: not a role, not a level, not who administers the system. What
nothing allows is forbidden. A petition is judged by its relations of today (domain/guarded.py), the viewer by the
posts and grants of today (domain/viewing.py), whatever position of the ledger is asked about.

Sources: R3.3.6, R4.6, R6.5, S1.28 (recusal), S1.30 (accusations); domain.md 5.6, 5.7, 12.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from domain.access_roles import ALLOWED, EVERYWHERE, INTAKE, PETITIONS
from domain.guarded import Guarded

NOBODY = frozenset[str]()

ACCUSED = "accused"
RECUSED = "recused"
ELSEWHERE = "other_office"
NO_ROLE = "no_role"
LEVEL = "level"
QUARANTINED = "quarantined"
OTHER_UNIT = "other_unit"
UNKNOWN = "unknown_action"


class Viewer(Struct, frozen=True, kw_only=True):
    """Who asks, as they are today: `marks` are their own names (domain/guarded.py), of the person and the units.

    `barring` are the names whose owner's being complained of keeps a petition from this viewer: the person's own, the
    units they serve in and all above these, near relations, whoever leads one of these units or serves in it.
    `units` are the marks of the units whose petitions they may see, `clearance` the highest level. `unit` is the one
    they serve in, the first of several; `stands_for` the persons and posts for which they act by a delegation.
    """

    person: str
    office: str = ""
    unit: str = ""
    posts: frozenset[str] = NOBODY
    stands_for: frozenset[str] = NOBODY
    roles: frozenset[str] = NOBODY
    clearance: int = 0
    marks: frozenset[str] = NOBODY
    barring: frozenset[str] = NOBODY
    units: frozenset[str] = NOBODY

    @property
    def everywhere(self) -> bool:
        """Whether petitions of every unit of the office are theirs to see."""
        return bool(self.roles & EVERYWHERE)

    @property
    def intake(self) -> bool:
        """Whether they sort out what has just come in."""
        return bool(self.roles & INTAKE)


CONSOLE = Viewer(person="console")
"""Whoever runs the program on its own machine while there are no accounts. It sees everything."""


class Decision(Struct, frozen=True):
    """The answer, and every reason against it; of an answer that is yes there are none."""

    allowed: bool
    reasons: tuple[str, ...] = ()


YES = Decision(allowed=True)


def decide(viewer: Viewer, action: str, office: str, guarded: Guarded | None = None) -> Decision:
    """Whether the viewer may do `action` in an office, to a petition of these relations if there is one."""
    if viewer is CONSOLE:
        return YES
    reasons = tuple(dict.fromkeys(_against(viewer, action, office, guarded)))
    return Decision(not reasons, reasons)


def _against(viewer: Viewer, action: str, office: str, guarded: Guarded | None) -> Iterable[str]:
    if guarded is not None:
        yield from _seeing(viewer, guarded)
    if viewer.office != office:
        yield ELSEWHERE
    if action not in ALLOWED:
        yield UNKNOWN
    elif not viewer.roles & ALLOWED[action]:
        yield NO_ROLE


def may(viewer: Viewer, action: str, office: str) -> bool:
    """Whether the viewer's roles allow the action in that office; of single petitions nothing is said."""
    return decide(viewer, action, office).allowed


def sees(viewer: Viewer, office: str, guarded: Guarded) -> bool:
    """Whether the viewer may know that the petition exists; if not, every answer is as if it did not.

    The same rule stands as SQL in service/access/predicate.py and as row level security in migrations; a test holds
    the three equal.
    """
    if viewer is CONSOLE:
        return True
    return viewer.office == office and not any(_seeing(viewer, guarded))


def _seeing(viewer: Viewer, guarded: Guarded) -> Iterable[str]:
    """Every reason for which the petition does not exist for the viewer, those that nothing outranks first."""
    if viewer.barring & guarded.accused:
        yield ACCUSED
    if viewer.marks & guarded.recused:
        yield RECUSED
    if not viewer.roles & PETITIONS:
        yield NO_ROLE
    if not viewer.marks & guarded.involved:
        yield from _without_a_task(viewer, guarded)


def _without_a_task(viewer: Viewer, guarded: Guarded) -> Iterable[str]:
    """What keeps it from somebody whose task it is not just now."""
    if guarded.quarantined and not viewer.intake:
        yield QUARANTINED
    if not guarded.quarantined and guarded.level > viewer.clearance:
        yield LEVEL
    if not viewer.everywhere and not viewer.units & guarded.units:
        yield OTHER_UNIT
