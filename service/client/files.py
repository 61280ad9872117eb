"""Files on their way: attachments up, whatever is a file down, in pieces and whole or not at all."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote
from uuid import UUID, uuid4

from msgspec import UNSET, Struct, UnsetType

from service.client.act import PETITIONS
from service.client.call import Call, address
from service.client.types import Officer, Recorded

PIECE = 64 * 1024
OCTETS = "application/octet-stream"


class _Said(Struct, frozen=True, kw_only=True, omit_defaults=True):
    paper: str
    officer: str
    unit: str = ""
    post: str = ""
    acting_for: str = ""
    pages: int | UnsetType = UNSET


def attach(
    office: str,
    petition: str | UUID,
    file: Path,
    by: Officer,
    *,
    paper: str,
    pages: int | UnsetType = UNSET,
) -> Call[Recorded]:
    """添加附件: the file is read while it is sent, and again from its beginning when it is sent again.

    `paper`: what it is a copy of (letter, envelope, evidence, reply, identity, other).
    """
    said = _Said(paper=paper, officer=by.name, unit=by.unit, post=by.post, acting_for=by.acting_for, pages=pages)
    media_type = mimetypes.guess_type(file.name)[0] or OCTETS
    size = str(file.stat().st_size)
    headers = {"X-File-Name": quote(file.name, safe=""), "Content-Type": media_type, "Content-Length": size}
    path = address(PETITIONS + "/{petition}/attachments", (office, petition))
    return Call("POST", path, Recorded, said, body=file, key=uuid4().hex, headers=headers)


def pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


@contextmanager
def whole(to: Path) -> Iterator[BinaryIO]:
    """A file that is there under its name only once all of it was written."""
    part = to.with_name(f".{to.name}.part")
    try:
        with part.open("wb") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
