"""Reads on record: written before anything of them leaves, refused attempts too (R6.5).

Over HTTP the console, which is let in only while there are no accounts, is nobody, and nothing is recorded of it. What
cannot be recorded is not shown: the errors of `Reads.record` are answered with 503.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict

from domain import access_record as ar
from domain.access import NO_ROLE
from domain.access_record import AccessRecorded, Reader
from service.access.caller import Caller, caller
from service.access.predicate import level_of
from service.access_log import filters
from service.readmodels.asking import Question
from service.runtime import Instance

EVERYTHING = ("person", "narrative")
"""The personal fields in a petition shown as a whole."""
SHOWING = frozenset({"petition", "personal", "list", "bundle", "readings"})
"""What an address is for that shows petitions, or who has read them."""
PAGING = ("limit", "cursor", "order")
"""What does not say which rows there are."""
PERSONAL = ("text", "person_name", "phone", "id_number")
"""What was sought may be somebody's name or number: it stands on record as a keyed digest."""
TOKEN = "token"  # noqa: S105 - how a program was identified
HIDDEN, NOTHING = "hidden", "unknown"
"""Why one petition was not shown. Which rule hides it is told by `seen-by` to whoever may ask that."""


class Row(Protocol):
    """A row of a list that is about a petition."""

    @property
    def petition(self) -> UUID: ...


def read(
    instance: Instance, about: Question, petition: UUID, version: int, fields: tuple[str, ...] = EVERYTHING
) -> None:
    """Records that one petition is about to be shown. Raises Unavailable, ClockRefused, BadRecord."""
    opened(instance, about.id, petition, fields, version=version, position=about.position)


def opened(
    instance: Instance, office: str, petition: UUID, fields: tuple[str, ...], version: int = 0, position: int = 0
) -> None:
    """Records that something of a petition is about to be shown; of a restricted one a purpose is asked for.

    `version` and `position` are those that are shown. Raises as `read`.
    """
    asking = caller()
    if not asking.on_record:
        return
    wanted = purpose_is_demanded(instance, office, petition)
    instance.reads.record(
        office, _read(asking, petition=petition, fields=fields, demanded=wanted, version=version, position=position)
    )


def purpose_is_demanded(instance: Instance, office: str, petition: UUID) -> bool:
    """Whether whoever reads the petition is to say what for: of one of a level above the lowest."""
    with instance.pool.connection() as connection:
        return level_of(connection, office, petition) > 0


def listed(instance: Instance, about: Question, name: str, said: Struct, rows: Iterable[Row]) -> None:
    """Records that these rows of a list are about to be shown. Raises as `read`."""
    named(instance, about, name, asdict(said), (row.petition for row in rows))


def named(
    instance: Instance, about: Question, name: str, said: Mapping[str, object], petitions: Iterable[UUID]
) -> None:
    """Records that a list, asked for with these words, is about to name these petitions. Raises as `read`."""
    asking = caller()
    if not asking.on_record:
        return
    given = {field: value for field, value in said.items() if field not in PAGING}
    shown = ar.listed(name, filters.canonical(instance.keys, about.id, given, PERSONAL), set(petitions))
    instance.reads.record(about.id, _read(asking, position=about.position, listed=shown))


def refused(instance: Instance, petition: UUID | None) -> None:
    """Records an attempt to see one petition, which is hidden from who asks or is not there. Raises as `read`."""
    asking = caller()
    if not asking.on_record:
        return
    reasons = (HIDDEN if petition else NOTHING,)
    instance.reads.record(asking.viewer.office, _read(asking, petition=petition, allowed=False, reasons=reasons))


def turned_away(instance: Instance, asking: Caller, office: str) -> None:
    """Records that somebody's roles do not allow what an address that shows petitions is for. Raises as `read`."""
    if asking.action in SHOWING:
        instance.reads.record(office, _read(asking, allowed=False, reasons=(NO_ROLE,)))


def _called(asking: Caller) -> str:
    """Who reads: somebody by name, a program as a program, the console by who is at it."""
    person = asking.operator or asking.viewer.person
    return f"{TOKEN}:{person}" if asking.authenticated == TOKEN else person


def _read(asking: Caller, *, allowed: bool = True, **what: Any) -> AccessRecorded:
    viewer = asking.viewer
    return AccessRecorded(
        reader=Reader(_called(asking), viewer.unit, tuple(sorted(viewer.posts))),
        via=asking.via,
        action=asking.action,
        allowed=allowed,
        session=asking.session,
        from_network=asking.network,
        purpose=asking.purpose,
        **what,
    )
