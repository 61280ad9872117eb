"""What a backup says of itself: every file with its digest, every log with its size, root and signed head.

`manifest` is a signed note (C2SP signed-note) whose text is JSON: whoever changes a file of the backup, and its digest
in the manifest with it, has no key to sign that with. `logs.json` and the list of attachments are files like others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from service.evidence import note as notes
from service.evidence.note import BadNote, Note, Signer, Verifier

MANIFEST, DATABASE, LOGS, ATTACHMENTS = "manifest", "database.dump", "logs.json", "attachments.list"
HEADS, TEMPLATES = "heads", "templates"
FORMAT = 1
BLOCK = 1024 * 1024


class BadBackup(Exception):
    """This is no whole backup, or it was changed: nothing of it is put back."""


class File(Struct, frozen=True):
    """A file of the backup: its bytes and their SHA-256, hex."""

    size: int
    sha256: str


class LogTaken(Struct, frozen=True):
    """A log as it was in the snapshot; `root` in hex. `note`: the newest signed head, "" where it was never signed.

    `refused`: why the signer did not sign it then.
    """

    office: str
    log: str
    size: int
    root: str
    generation: int = 0
    note: str = ""
    refused: str = ""


class Manifest(Struct, frozen=True, kw_only=True):
    """What a backup is; `began_at`: whatever was acknowledged before it is in it.

    `migration` is the number of the newest one, `postgres` the server's version, `tools` that of pg_dump. `settings`
    are those of the service, without passwords and keys.
    """

    format: int
    name: str
    began_at: datetime
    ended_at: datetime
    program: str
    postgres: str
    tools: int
    migration: int
    settings: dict[str, str]
    attachments: int
    attachment_bytes: int
    files: dict[str, File]


def written(folder: Path, manifest: Manifest, name: str, signers: Sequence[Signer]) -> None:
    """Signs the manifest under a name and writes it into the folder of the backup."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1).decode() + "\n"
    signed = [notes.signed(text, name, signer) for signer in signers]
    lines = tuple(line for each in signed for line in each.signatures)
    (folder / MANIFEST).write_text(str(Note(text, lines)), encoding="utf-8")


def read(folder: Path) -> tuple[Manifest, Note]:
    """The manifest of a backup and the note that it stands in. Raises BadBackup; the signatures are not looked at."""
    path = folder / MANIFEST
    try:
        note = notes.read(path.read_bytes())
        found = msgspec.json.decode(note.text, type=Manifest)
    except FileNotFoundError:
        message = f"{folder} is no whole backup: it has no manifest (不是完整的备份)"
        raise BadBackup(message) from None
    except (BadNote, msgspec.MsgspecError, RecursionError) as error:
        message = f"{path}: this is no manifest of a backup: {error} (备份清单无法读取)"
        raise BadBackup(message) from error
    if found.format != FORMAT:
        message = f"{path} has format {found.format}, this program reads {FORMAT} (备份格式不符)"
        raise BadBackup(message)
    return found, note


def signed_by(folder: Path, note: Note, publics: Sequence[str]) -> None:
    """Raises BadBackup unless one of these public keys, in hex, has signed the manifest."""
    known = [Verifier(each.name, bytes.fromhex(public)) for each in note.signatures for public in publics]
    try:
        notes.verified(note, known)
    except BadNote as bad:
        message = f"{folder / MANIFEST}: {bad}: it was changed, or is of another instance (备份清单签名不符)"
        raise BadBackup(message) from bad


def logs_of(folder: Path) -> list[LogTaken]:
    """The logs of a backup whose files were found sound. Raises BadBackup."""
    try:
        return msgspec.json.decode((folder / LOGS).read_bytes(), type=list[LogTaken])
    except (OSError, msgspec.MsgspecError, RecursionError) as error:
        message = f"{folder / LOGS}: {error} (日志清单无法读取)"
        raise BadBackup(message) from error


def attachments_of(folder: Path) -> Iterator[tuple[str, int]]:
    """Digest and bytes of every attachment of a backup. Raises BadBackup."""
    with (folder / ATTACHMENTS).open(encoding="ascii") as lines:
        for line in lines:
            digest, _, size = line.rstrip("\n").partition(" ")
            if len(digest) != sha256().digest_size * 2 or not size.isdecimal():
                message = f"{folder / ATTACHMENTS}: {line!r} names no attachment (附件清单有误)"
                raise BadBackup(message)
            yield digest, int(size)


def measured(path: Path) -> File:
    """Bytes and digest of a file. Cost: reads it."""
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
    return File(size, digest.hexdigest())


def files_below(folder: Path) -> dict[str, File]:
    """Every file of a backup but its manifest, by its path."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path != folder / MANIFEST)
    return {path.relative_to(folder).as_posix(): measured(path) for path in found}
