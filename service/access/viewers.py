"""The viewers of an office, made from what it says of its people today, and kept while that stays so."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from threading import Lock

from domain.access import Viewer
from domain.viewing import viewer
from service.offices import KnownOffice

MOST = 10_000

Key = tuple[str, int, str, date]


class Viewers:
    """Makes viewers; one that was made for a version of the office and a day is handed out again."""

    def __init__(self) -> None:
        self._made: OrderedDict[Key, Viewer] = OrderedDict()
        self._guard = Lock()

    def of(self, office: KnownOffice, person: str, day: date) -> Viewer:
        """The person as the office knows them on that day; nobody it knows has no role, and sees nothing."""
        key = (office.profile.id, office.state.version, person, day)
        with self._guard:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
                return found
        made = viewer(
            office.profile,
            person,
            day,
            grants=office.state.access.grants,
            kin=office.state.access.kin,
            blocks=office.book_on(day).settings.secrecy.accused_blocks,
        )
        with self._guard:
            self._made[key] = made
            while len(self._made) > MOST:
                self._made.popitem(last=False)
        return made
