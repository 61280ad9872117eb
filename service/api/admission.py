"""At the door of every address: who asks, whether their roles allow what it is for, and in which office.

Of single petitions nothing is decided here: that is asked where they are read, and answered with 404. An office that
is not the caller's own is not there. While the installation has no accounts, this computer's console is let in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol
from uuid import UUID

from anyio import to_thread
from fastapi import Request

from domain.access import Viewer, may
from domain.access_record import OTHER, PURPOSES
from domain.access_roles import SCOPES
from domain.viewing import machine
from service.access import recording
from service.access.caller import THE_CONSOLE, Caller, let_in
from service.api import problems
from service.api.actions import PUBLIC, action_of
from service.api.places import known_office
from service.api.problems import Refusal
from service.api.verbs import VERBS
from service.offices import KnownOffice, UnknownOffice
from service.readmodels.asking import today
from service.runtime import Instance

PURPOSE = "X-Purpose"
VIA = "api"
SAYABLE = tuple(purpose for purpose in PURPOSES if purpose != OTHER)
"""What can be said in a header: with `other` would go a text."""


class Identified(Protocol):
    """Somebody who has signed in: service/signin/identity.py."""

    @property
    def account(self) -> UUID: ...
    @property
    def office(self) -> str: ...
    @property
    def person(self) -> str: ...
    @property
    def via(self) -> str: ...
    @property
    def session(self) -> object: ...
    @property
    def scopes(self) -> frozenset[str]: ...
    @property
    def unit(self) -> str: ...


class Door(Protocol):
    """What the door asks of sign-in: whether it is demanded at all, and who has signed in."""

    def demanded(self) -> bool: ...
    def identity(self) -> Identified | None: ...


def admission(instance: Instance, door: Door, prefix: str) -> Callable[[Request], Awaitable[None]]:
    """The dependency of every route below `prefix`. Raises Refusal (401, 403), UnknownOffice."""
    verbs = frozenset(VERBS) | {"correct"}

    async def admitted(request: Request) -> None:
        path = request.scope["route"].path.removeprefix(prefix)
        action = action_of(request.method, path, verbs)
        identity = door.identity()
        if action == PUBLIC:
            return
        if identity is None:
            if await to_thread.run_sync(door.demanded):
                raise Refusal(problems.SIGNED_OUT)
            let_in(THE_CONSOLE)
            return
        office = request.path_params.get("office", identity.office)
        let_in(await to_thread.run_sync(admit, instance, identity, action, office, _circumstances(request)))

    return admitted


def _circumstances(request: Request) -> tuple[str, str, str]:
    """From which address, for which purpose, and how. Raises Refusal (400) for a purpose that is none."""
    purpose = request.headers.get(PURPOSE, "")
    if purpose not in ("", *SAYABLE):
        words = ", ".join(SAYABLE)
        raise problems.bad_header(PURPOSE, f"查阅目的须为 {words} 之一", f"one of {words}")
    network = request.scope.get("state", {}).get("client_address") or (request.client.host if request.client else "")
    return network, purpose, VIA


def _viewer(instance: Instance, office: KnownOffice, identity: Identified) -> Viewer:
    if identity.via == recording.TOKEN:
        return machine(office.profile, identity.person, identity.unit)
    return instance.viewers.of(office, identity.person, today(instance, office))


def in_scope(action: str, identity: Identified) -> bool:
    """Whether a machine's token is for such a thing; people have no scopes but their roles."""
    return identity.via != recording.TOKEN or any(action in SCOPES.get(scope, ()) for scope in identity.scopes)


def admit(
    instance: Instance, identity: Identified, action: str | None, office: str, circumstances: tuple[str, str, str]
) -> Caller:
    """Whoever has signed in, as the caller of what follows. Raises Refusal (403), UnknownOffice."""
    asking = asker(instance, identity, action, office, circumstances)
    if action is None or not may(asking.viewer, action, office) or not in_scope(action, identity):
        recording.turned_away(instance, asking, office)
        raise Refusal(problems.FORBIDDEN)
    return asking


def asker(
    instance: Instance, identity: Identified, action: str | None, office: str, circumstances: tuple[str, str, str]
) -> Caller:
    """Whoever has signed in, whatever they may do. Raises UnknownOffice.

    `circumstances`: from which address, for which purpose, and how they read.
    """
    if office != identity.office:
        raise UnknownOffice(office)
    known = known_office(instance, office)
    viewer = _viewer(instance, known, identity)
    network, purpose, via = circumstances
    return Caller(
        viewer=viewer,
        authenticated=identity.via,
        account=identity.account,
        session=str(identity.session or ""),
        network=network,
        action=action or "",
        purpose=purpose,
        via=via,
    )
