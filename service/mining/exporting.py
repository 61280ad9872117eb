"""An export of the register: chosen, put on record by whoever asks, and only then written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from service.mining import ocel, xes
from service.mining.choosing import Chosen
from service.runtime import Instance


class Format(Struct, frozen=True):
    """A format: its name, how a file ends, what it is called as a media type, and who writes it."""

    name: str
    ending: str
    type: str
    written: Callable[[Instance, Chosen], Iterator[bytes]]

    @property
    def listed(self) -> str:
        """What the list is called in the record of who has read what."""
        return f"register.{self.name}"


XES = Format("xes", "xes", xes.MEDIA_TYPE, xes.written)
OCEL = Format("ocel", "ocel.json", ocel.MEDIA_TYPE, ocel.written)
FORMATS: Mapping[str, Format] = {each.name: each for each in (XES, OCEL)}


def file_name(kind: Format, chosen: Chosen) -> str:
    """What a file is called where nobody says otherwise: by its office and position."""
    return f"register-{chosen.asked.id}-{chosen.asked.position}.{kind.ending}"
