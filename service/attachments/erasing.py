"""Erasing: the files of a petition whose time is over. The events stay and go on naming their digests."""

from __future__ import annotations

from uuid import UUID

from domain.events import Attached
from service.attachments.store import Store
from service.runtime import Instance


def erase_files(instance: Instance, office: str, petition: UUID) -> int:
    """Deletes the files of every attachment the petition ever had; how many were there. Done again it changes nothing.

    Whoever erases destroys the key of the petition first: from then on a file that is still there cannot be opened,
    and verify names it as left over.
    """
    store = Store(instance.settings.attachment_folder)
    lines = instance.ledger.log(office).stream(petition)
    digests = {line.event.digest for line in lines if isinstance(line.event, Attached)}
    return sum(store.delete(digest) for digest in sorted(digests))
