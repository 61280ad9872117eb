"""The shelf of an embedded instance: one file a key, `subjects/ab/KID.key`, spread over 256 folders.

What was destroyed stands in `destroyed/ab/SUBJECT`: written before the keys go, so that a crash in between leaves
nothing that opens, and looked at before a key is handed out, so that none comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from domain.subjects import generation_of, kid_of, subject_of
from service.keystore.files import BadKey, put, put_all, put_over, read_secret, sync
from service.keystore.shelves import Standing, SubjectDestroyed

MOVED = "moved"
"""A file in the folder that says: the keys of subjects lie on a server now."""


class FolderShelf:
    """Wrapped keys in the key folder of one home."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._said = folder / "kek.json"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def place(self) -> str:
        return str(self._folder)

    def standing(self) -> Standing | None:
        said = read_secret(self._said)
        try:
            return msgspec.json.decode(said, type=Standing) if said is not None else None
        except msgspec.MsgspecError as error:
            message = f"{self._said}: this does not say which KEK is in use: {error}"
            raise BadKey(message) from error

    def begin(self, current: str) -> Standing:
        put(self._said, msgspec.json.encode(Standing(current)))
        sync(self._folder)
        return self.standing() or Standing(current)

    def turn(self, standing: Standing) -> None:
        put_over(self._said, msgspec.json.encode(standing))

    def load(self, kid: str) -> bytes | None:
        if self.is_destroyed(subject_of(kid)):
            return None
        return read_secret(self._path(kid))

    def newest(self, subject: str) -> int:
        generation = 0
        while self._path(kid_of(subject, generation + 1)).exists():
            generation += 1
        return generation

    def put(self, kid: str, blob: bytes) -> None:
        self._refuse_destroyed(kid)
        path = self._room(kid)
        put(path, blob)
        for folder in (path.parent, path.parent.parent, self._folder):
            sync(folder)
        if self.is_destroyed(subject_of(kid)):
            path.unlink(missing_ok=True)
        self._refuse_destroyed(kid)

    def put_all(self, blobs: Mapping[str, bytes]) -> set[str]:
        paths = {kid: self._room(kid) for kid in blobs if not self.is_destroyed(subject_of(kid))}
        new = put_all({path: blobs[kid] for kid, path in paths.items()}, self._folder)
        gone = {kid for kid in paths if self.is_destroyed(subject_of(kid))}
        for kid in gone:
            paths[kid].unlink(missing_ok=True)
        return {kid for kid, path in paths.items() if path in new} - gone

    def _room(self, kid: str) -> Path:
        """Where the key goes; the folders are there."""
        path = self._path(kid)
        path.parent.parent.mkdir(mode=0o700, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        return path

    def replace(self, kid: str, before: bytes, blob: bytes) -> None:
        path = self._path(kid)
        if self.load(kid) == before:
            put_over(path, blob)
        if self.is_destroyed(subject_of(kid)):
            path.unlink(missing_ok=True)

    def destroy(self, subject: str) -> tuple[str, ...]:
        mark = self._mark(subject)
        mark.parent.parent.mkdir(mode=0o700, exist_ok=True)
        mark.parent.mkdir(mode=0o700, exist_ok=True)
        put(mark, b"")
        for folder in (mark.parent, mark.parent.parent, self._folder):
            sync(folder)
        found = self._files_of(subject)
        for path in found:
            path.unlink(missing_ok=True)
        if found:
            sync(found[0].parent)
        return tuple(path.stem for path in found)

    def is_destroyed(self, subject: str) -> bool:
        return self._mark(subject).exists()

    def alive(self, subjects: Sequence[str]) -> list[str]:
        return [subject for subject in subjects if not self.is_destroyed(subject) or self._files_left(subject)]

    def destroyed(self) -> Iterator[str]:
        return (path.name for path in sorted(self._folder.glob("destroyed/*/*")) if not path.name.startswith("."))

    def kids(self) -> Iterator[str]:
        return (path.stem for path in sorted(self._folder.glob("subjects/*/*.key")))

    def close(self) -> None:
        """Nothing is held open."""

    def drop(self, kid: str) -> None:
        """Takes a key away that lies elsewhere now; its subject is not destroyed."""
        with suppress(FileNotFoundError):
            self._path(kid).unlink()
            sync(self._path(kid).parent)

    def moved(self) -> str | None:
        """Where the keys were moved to; None: they are here."""
        said = read_secret(self._folder / MOVED)
        return None if said is None else said.decode()

    def say_moved(self, place: str) -> None:
        put_over(self._folder / MOVED, place.encode())

    def _refuse_destroyed(self, kid: str) -> None:
        if self.is_destroyed(subject_of(kid)):
            raise SubjectDestroyed(subject_of(kid))

    def _files_left(self, subject: str) -> bool:
        """Whether its first key is there, or it had several: the newest goes first."""
        return self._path(subject).exists()

    def _files_of(self, subject: str) -> list[Path]:
        """The newest first: whoever is cut short leaves generations without a gap."""
        folder = self._path(subject).parent
        found = [path for path in folder.glob(f"{subject}*.key") if subject_of(path.stem) == subject]
        return sorted(found, key=lambda path: -generation_of(path.stem))

    def _path(self, kid: str) -> Path:
        return self._folder / "subjects" / subject_of(kid)[-2:] / f"{kid}.key"

    def _mark(self, subject: str) -> Path:
        return self._folder / "destroyed" / subject[-2:] / subject
