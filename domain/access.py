"""Who may see a petition. Every query takes a `Viewer`.

Until accounts exist there is one viewer, the console on loopback, which sees everything; anybody else sees
nothing. Posts, units and clearance decide with the issue on access, here and as a predicate in SQL.
"""

from __future__ import annotations

from msgspec import Struct

from domain.petition import Petition


class Viewer(Struct, frozen=True):
    """Who asks: the person, the posts held and units belonged to on that day, the level of clearance."""

    person: str
    posts: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    clearance: str = ""


CONSOLE = Viewer("console")


def may_see(viewer: Viewer, petition: Petition) -> bool:
    """Whether the viewer may know that the petition exists; if not, the answer is as if it did not."""
    return viewer == CONSOLE and petition.received is not None
