"""Files that come before their petition is there: measured, recognised, and kept aside until they can be taken in.

They are sealed under a key that is written nowhere and forgotten with the request: what a crash leaves of them nobody
can open, and it is swept away with everything that no event names.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from msgspec import Struct

from service.attachments import kinds
from service.attachments.sealed import FileSealer, OpenedFile, Ref
from service.attachments.store import Store
from service.attachments.taking import sealed
from service.runtime import Instance

KEY_BYTES = 32


class Aside(Struct, frozen=True):
    """A file that could be taken in: its name and Content-Type as they came, the SHA-256 of its content, hex."""

    said: str
    declared: str
    digest: str
    content: OpenedFile


@contextmanager
def aside(instance: Instance, said: str, declared: str, source: Iterable[bytes]) -> Iterator[Aside]:
    """The file, gone at the end. Raises TooLarge, Empty, WrongKind, StoreFull, and whatever the source raises."""
    key, ref = os.urandom(KEY_BYTES), Ref("", uuid4(), uuid4())
    with Store(instance.settings.attachment_folder).incoming() as incoming:
        measured = sealed(source, FileSealer(key, ref), incoming, instance.settings.attachments)
        kinds.found(io.BufferedReader(OpenedFile(incoming.file, key, ref)), declared)
        yield Aside(said, declared, measured.plain.hex(), OpenedFile(incoming.file, key, ref))
