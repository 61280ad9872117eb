"""Which events of an office are told to whom: how it is organised to everybody in it, the rest to whose work it is."""

from __future__ import annotations

from typing import get_args

from msgspec import Struct

from domain.access import Viewer, may
from domain.access_events import AccessEvent
from domain.account_events import AccountEvent
from domain.erasure_events import ErasureEvent
from domain.office_events import OfficeEvent
from domain.report_events import ReportEvent

OF_ACCESS: tuple[type[Struct], ...] = get_args(AccessEvent)
OF_ACCOUNTS: tuple[type[Struct], ...] = get_args(AccountEvent)
OF_ERASURE: tuple[type[Struct], ...] = get_args(ErasureEvent)
OF_REPORTS: tuple[type[Struct], ...] = get_args(ReportEvent)
ACTIONS: tuple[tuple[tuple[type[Struct], ...], tuple[str, ...]], ...] = (
    (OF_ACCESS, ("grant", "readings")),
    (OF_ACCOUNTS, ("accounts", "readings")),
    (OF_ERASURE, ("erase",)),
    (OF_REPORTS, ("figures",)),
)
"""Events that are not for everybody, with the actions of which one is enough. Auditors look over the administrators."""


def told(viewer: Viewer, event: OfficeEvent, office: str) -> bool:
    """Whether the event is told to this viewer."""
    wanted = next((actions for kinds, actions in ACTIONS if isinstance(event, kinds)), ("office",))
    return any(may(viewer, action, office) for action in wanted)
