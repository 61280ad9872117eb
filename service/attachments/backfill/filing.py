"""Taking scanned paper in: each piece once, by the usual way of attachments, whatever breaks off in between.

A piece is known by the digest of its file and by its pages: the key under which it is attached. So the same scan again
adds nothing, under whatever name, and what a crash has left undone is done by the next run.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from domain.deciding import Refused
from domain.values import Actor
from service.attachments import names, taking
from service.attachments.backfill import marks, pages, stacks
from service.attachments.backfill.pages import Scanned, Unreadable
from service.attachments.backfill.stacks import Find, Piece
from service.attachments.kinds import WrongKind
from service.attachments.taking import Empty, TooLarge, TooMany, Upload
from service.ledger.submission import KeyReused
from service.runtime import Instance

BLOCK = 64 * 1024
NO_DIGEST = bytes(32)
"""Of no request: a key that is taken is then told by its refusal."""
CHANNEL = "backfill"
ATTACHED, KNOWN, REJECTED, WOULD = "attached", "known", "rejected", "would attach"


class Filing(Struct, frozen=True):
    """For whom paper is taken in, by whom, as what where no separator says it; `dry`: nothing is written."""

    office: str
    actor: Actor
    paper: str
    find: Find
    dry: bool = False


class Filed(Struct, frozen=True, kw_only=True):
    """What became of a piece: attached, known (it is there already), rejected with the reason, or would attach."""

    file: str
    first: int
    last: int
    outcome: str
    number: str = ""
    petition: UUID | None = None
    paper: str = ""
    zh: str = ""
    en: str = ""
    kept: str | UnsetType = UNSET


def files(folder: Path) -> list[Path]:
    """The scanned files below a folder in the order of their names; hidden ones and other kinds are passed over."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in pages.SUFFIXES and path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def file_all(instance: Instance, filing: Filing, folder: Path) -> Iterator[Filed]:
    """Files everything below a folder, piece by piece; each is done before it is told."""
    for file in files(folder):
        said = str(file.relative_to(folder))
        try:
            with pages.opened(file) as scanned:
                yield from _filed(instance, filing, _Open(file, said, scanned, _digest(file)))
        except Unreadable as error:
            yield Filed(file=said, first=1, last=1, outcome=REJECTED, zh=error.zh, en=error.en)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class _Open:
    """A scanned file while it is gone through: where it is, what it is called, its pages, its SHA-256."""

    path: Path
    said: str
    scanned: Scanned
    digest: str

    def key(self, piece: Piece) -> str:
        """Under which a piece of it is attached, once for each petition."""
        return f"{CHANNEL}:{piece.petition}:{self.digest}:{piece.first}-{piece.last}"


def _filed(instance: Instance, filing: Filing, file: _Open) -> Iterator[Filed]:
    sheets = stacks.sheets(map(marks.seen, file.scanned.pictures()), filing.find)
    for piece in stacks.pieces(filing.office, file.path, sheets, filing.find):
        told = Filed(
            file=file.said, first=piece.first, last=piece.last, outcome=REJECTED, number=piece.number,
            petition=piece.petition, paper=piece.paper or filing.paper, zh=piece.zh, en=piece.en,
        )  # fmt: skip
        yield told if piece.petition is None else _taken(instance, filing, told, piece, file)


def _taken(instance: Instance, filing: Filing, told: Filed, piece: Piece, file: _Open) -> Filed:
    if _known(instance, filing.office, file.key(piece)):
        return replace(told, outcome=KNOWN)
    if filing.dry:
        return replace(told, outcome=WOULD)
    try:
        return _attached(instance, filing, told, piece, file)
    except (Refused, TooLarge, TooMany, Empty, WrongKind, names.BadName) as error:
        zh, en = _words(error)
        return replace(told, zh=zh, en=en)


def _known(instance: Instance, office: str, key: str) -> bool:
    """Whether something was attached under this key, whatever was said of it then."""
    try:
        return instance.ledger.answered(office, key, NO_DIGEST) is not None
    except KeyReused:
        return True


def _attached(instance: Instance, filing: Filing, told: Filed, piece: Piece, file: _Open) -> Filed:
    assert told.petition is not None  # noqa: S101 - what has none was rejected
    name, opened = _content(piece, file)
    upload = Upload(
        office=filing.office,
        petition=told.petition,
        said=name,
        declared="",
        paper=told.paper,
        actor=filing.actor,
        channel=CHANNEL,
        pages=piece.last - piece.first + 1,
        key=file.key(piece),
        recorded_at=taking.recorded_now(instance, filing.office),
    )
    with opened() as content:
        taking.take(instance, upload, _blocks(content))
    return replace(told, outcome=ATTACHED, kept=name)


def _content(piece: Piece, file: _Open) -> tuple[str, Callable[[], BinaryIO]]:
    """Name and content: the file as it is when the piece is all of it, else its pages cut out."""
    if piece.whole:
        return file.path.name, lambda: file.path.open("rb")
    content, suffix = file.scanned.cut(piece.first, piece.last)
    return f"{file.path.stem} p{piece.first}-{piece.last}{suffix}", lambda: io.BytesIO(content)


def _blocks(content: BinaryIO) -> Iterator[bytes]:
    while block := content.read(BLOCK):
        yield block


def _words(error: Exception) -> tuple[str, str]:
    """What is wrong in both languages, where the error has them apart."""
    if isinstance(error, Refused):
        return "；".join(each.zh for each in error.reasons), "; ".join(each.en for each in error.reasons)
    if isinstance(error, WrongKind):
        return error.zh, error.en
    return "", str(error)
