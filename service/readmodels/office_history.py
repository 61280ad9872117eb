"""What has happened to an office itself, the newest first, as far as it is told to whoever asks."""

from __future__ import annotations

from msgspec import Struct

from domain.access import Viewer
from domain.office import OfficeLine, office_stream
from domain.office_history import told
from service.runtime import Instance

PAGE = 30


class OfficeHistory(Struct, frozen=True):
    """A page of lines; `before`: the version before which the next page ends, None when there is none."""

    lines: tuple[OfficeLine, ...]
    before: int | None


def office_history(
    instance: Instance, office: str, viewer: Viewer, before: int | None = None, limit: int = PAGE
) -> OfficeHistory:
    """The last `limit` lines of the office's own stream before that version. Raises UnknownOffice.

    Cost: the stream is read whole; an office has some hundreds of events of its own.
    """
    stream = instance.ledger.log(office).stream(office_stream(office))
    lines = [line for line in reversed(stream) if isinstance(line, OfficeLine) and told(viewer, line.event, office)]
    older = [line for line in lines if before is None or line.version < before]
    page = tuple(older[:limit])
    return OfficeHistory(page, page[-1].version if len(older) > limit else None)
