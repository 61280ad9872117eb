"""What a key store needs of the place where wrapped keys lie: a folder, or a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct


class Standing(Struct, frozen=True):
    """The KEK by which new keys are wrapped; `rotating`: not all older keys are wrapped by it yet."""

    current: str
    rotating: bool = False


class SubjectDestroyed(Exception):
    """Something is to be sealed for a subject whose keys were destroyed."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        super().__init__(
            f"{subject} was erased: nothing more is recorded of it under seal (该主体的个人信息已删除，不能再登记)"
        )


class Shelf(Protocol):
    """Wrapped keys by their ids, durable before any call returns. Several processes share one."""

    @property
    def place(self) -> str:
        """Where it is, for messages; without any password."""

    def standing(self) -> Standing | None:
        """Which KEK is in use; None while none was."""

    def begin(self, current: str) -> Standing:
        """Says that this KEK is in use unless another is already; the one that counts."""

    def turn(self, standing: Standing) -> None:
        """Says which KEK is in use from now on."""

    def load(self, kid: str) -> bytes | None:
        """What is kept under this id; None: it was never made, or destroyed. Raises BadKey."""

    def newest(self, subject: str) -> int:
        """The generation of the subject's newest key; 0 without any."""

    def put(self, kid: str, blob: bytes) -> None:
        """Keeps a new key; of several makers the first one counts. Raises SubjectDestroyed."""

    def put_all(self, blobs: Mapping[str, bytes]) -> set[str]:
        """Keeps new keys by their ids as `put` does, for a fraction of the price; those of destroyed subjects not.

        The ids of those that count from now on: of the others somebody was faster, or the subject is destroyed.
        """

    def replace(self, kid: str, before: bytes, blob: bytes) -> None:
        """Puts a key wrapped otherwise in the place of `before`, unless it is another by now or gone."""

    def destroy(self, subject: str) -> tuple[str, ...]:
        """Destroys every key of the subject and lets none be made again; the ids of those that there were."""

    def is_destroyed(self, subject: str) -> bool: ...

    def alive(self, subjects: Sequence[str]) -> list[str]:
        """Those of the subjects that are not destroyed, or of which a key is left all the same."""

    def destroyed(self) -> Iterator[str]:
        """The subjects that were destroyed, in order."""

    def kids(self) -> Iterator[str]:
        """The ids of all keys, in order."""

    def close(self) -> None: ...
