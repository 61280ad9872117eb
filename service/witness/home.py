"""The home of a witness: its name, its key, and where it keeps what it has seen."""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from service.evidence.note import COSIGNATURE, NAME, Signer, Verifier
from service.evidence.signing_key import SeedSigner
from service.keys import KEY_BYTES, put, read_key, sync

KEY, NAMED, STATE, SERVED = "witness.key", "name", "state.sqlite", "serve.lock"


class WitnessError(Exception):
    """What the operator of a witness asked for cannot be done; the message says why."""


class Occupied(Exception):
    """Another program has what is needed: the port, or the home of the witness."""


class Identity(Struct, frozen=True):
    """Who cosigns: the key name, and who holds the private key."""

    name: str
    signer: Signer

    @property
    def verifier(self) -> Verifier:
        """What the offices are given, so that they can check cosignatures."""
        return Verifier(self.name, self.signer.public, COSIGNATURE)


def founded(folder: Path, name: str) -> Identity:
    """Makes a witness of this name with a key of its own. Raises WitnessError when there is one already."""
    if not NAME.fullmatch(name):
        message = f"{name!r} is no name without scheme, spaces and '+', such as witness.example.gov.cn (名称无效)"
        raise WitnessError(message)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / NAMED).exists():
        message = f"{folder} is the home of a witness already (已有见证方)"
        raise WitnessError(message)
    put(folder / KEY, secrets.token_bytes(KEY_BYTES))
    (folder / NAMED).write_text(f"{name}\n", encoding="utf-8")
    sync(folder)
    return opened(folder)


def opened(folder: Path) -> Identity:
    """The witness of this home. Raises WitnessError, BadKey."""
    key = read_key(folder / KEY)
    try:
        name = (folder / NAMED).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        name = ""
    if key is None or not NAME.fullmatch(name):
        message = f"{folder} is not the home of a witness: run 'zhuoluo witness init NAME' (不是见证方目录)"
        raise WitnessError(message)
    return Identity(name, SeedSigner(key))


@contextmanager
def serving_alone(folder: Path) -> Iterator[None]:
    """Nobody else serves this witness meanwhile; the kernel ends that with the process. Raises Occupied."""
    with (folder / SERVED).open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"the witness of {folder} is served by another process already (该见证方已在运行)"
            raise Occupied(message) from None
        yield
