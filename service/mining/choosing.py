"""Which petitions an export holds: chosen and counted before anything of them is written, so that they can be recorded.

Kept of them are 16 bytes each, in the order of their receipt. What is written afterwards is never more than these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.access_record import ID_BYTES
from service.readmodels.asking import Question
from service.readmodels.register import FILTERS, KINDS, TABLE
from service.readmodels.truth import values
from service.runtime import Instance

BATCH = 100
"""Petitions that are read and written at a time."""
PERIOD = ("received_from", "received_to")
WHERE = f"{KINDS['register'][1]}{{period}} AND"
CHOSEN = f"SELECT petition {WHERE} {{seen}} ORDER BY received_on, petition"
UNSEEN = f"SELECT count(*) {WHERE} ({{seen}}) IS NOT TRUE"


class Chosen(Struct, frozen=True, kw_only=True):
    """The petitions received from one day to another (None: without end), both included, as known to who asks.

    `restricted`: how many more there are in that period, which are not shown to whoever asks.
    """

    asked: Question
    received_from: date | None
    received_to: date | None
    ids: bytes
    restricted: int

    @property
    def count(self) -> int:
        return len(self.ids) // ID_BYTES

    @property
    def filters(self) -> Mapping[str, date | None]:
        """The period as the register is filtered by it."""
        return {"received_from": self.received_from, "received_to": self.received_to}

    def petitions(self) -> Iterator[UUID]:
        """All of them, in the order of receipt."""
        return (UUID(bytes=self.ids[at : at + ID_BYTES]) for at in range(0, len(self.ids), ID_BYTES))

    def batches(self) -> Iterator[list[UUID]]:
        """The same, a batch at a time."""
        step = BATCH * ID_BYTES
        for begin in range(0, len(self.ids), step):
            part = self.ids[begin : begin + step]
            yield [UUID(bytes=part[at : at + ID_BYTES]) for at in range(0, len(part), ID_BYTES)]


def chosen(instance: Instance, asked: Question, received_from: date | None, received_to: date | None) -> Chosen:
    """The petitions of the period that whoever asks may see, void ones among them; and how many they may not.

    How many that are is narrowed by nothing but the period: by unit or channel it would tell where they are.
    Cost: one pass over the register.
    """
    given = {name: day for name, day in zip(PERIOD, (received_from, received_to), strict=True) if day is not None}
    said = {"period": "".join(f" AND {FILTERS[name]}" for name in given), "seen": asked.seeing.of(TABLE)}
    named = values(asked) | given
    with instance.reading(asked.seeing) as connection:
        found = connection.execute(CHOSEN.format(**said), named)
        ids = b"".join(petition.bytes for (petition,) in found)
        ((restricted,),) = connection.execute(UNSEEN.format(**said), named).fetchall()
    return Chosen(
        asked=asked, received_from=received_from, received_to=received_to, ids=ids, restricted=int(restricted)
    )
