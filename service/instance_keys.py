"""What an instance writes and signs with: MAC keys by their ids, signing keys, and which of them are in use.

Beside the two keys that an instance begins with, `keys/instances` holds those made later and those of other instances,
so that their events can be checked: `mac-ID.key` and `signing-ID.key`. `keys/instance.json` says which are in use. A
process that writes keeps a shared lock on its MAC key's file; a key is retired only when nobody holds it.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from io import BufferedReader
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from service.evidence.signing_key import SeedSigner
from service.keys import INSTANCE, KEY_BYTES, SIGNING, BadKey, KeyFolder, put, read_key, sync

ID_LABEL = b"zhuoluo MAC key id/1"
ID_BYTES = 8


class InUse(Struct, frozen=True):
    """The id of the MAC key to write with and the public keys to sign with, in hex; "" and none: the first ones."""

    mac: str = ""
    signing: tuple[str, ...] = ()


class KeyHeld(Exception):
    """A process still writes with the key."""


def mac_id(key: bytes) -> str:
    """The name of a MAC key: the first eight bytes of a digest of it, in hex."""
    return sha256(ID_LABEL + key).digest()[:ID_BYTES].hex()


class InstanceKeys:
    """The instance's own keys in the key folder of one home."""

    def __init__(self, keys: KeyFolder) -> None:
        self._keys = keys
        self._more = keys.folder / "instances"
        self._said = keys.folder / "instance.json"
        self._held: list[BufferedReader] = []

    @property
    def in_use(self) -> InUse:
        """Raises BadKey."""
        try:
            return msgspec.json.decode(self._said.read_bytes(), type=InUse)
        except FileNotFoundError:
            return InUse()
        except msgspec.MsgspecError as error:
            message = f"{self._said}: this does not say which keys are in use: {error}"
            raise BadKey(message) from error

    @property
    def mac(self) -> str:
        """The id of the key that this instance writes with."""
        return self.in_use.mac or mac_id(self._keys.instance_key())

    def macs(self) -> Mapping[str, bytes]:
        """Every MAC key at hand by its id: the one in use first, then others of this and of other instances."""
        found = {mac_id(key): key for key in (self._keys.instance_key(), *self._files("mac"))}
        mine = self.mac
        if mine not in found:
            message = f"{self._more}/mac-{mine}.key, which this instance writes with, is missing (密钥文件缺失)"
            raise BadKey(message)
        return {mine: found.pop(mine), **found}

    def signers(self) -> list[SeedSigner]:
        """What heads are signed with: the newest key first, and the one before while it is being replaced."""
        seeds = [self._keys.ensure([SIGNING])[SIGNING], *self._files("signing")]
        known = {signer.public.hex(): signer for signer in map(SeedSigner, seeds)}
        wanted = self.in_use.signing or (SeedSigner(seeds[0]).public.hex(),)
        if missing := [public for public in wanted if public not in known]:
            message = f"the signing key {missing[0]} is not in {self._keys.folder} (签名密钥缺失)"
            raise BadKey(message)
        return [known[public] for public in wanted]

    def all_signers(self) -> list[SeedSigner]:
        """Every signing key at hand, those of before too."""
        return [SeedSigner(seed) for seed in (self._keys.ensure([SIGNING])[SIGNING], *self._files("signing"))]

    def _files(self, kind: str) -> list[bytes]:
        found = (read_key(path) for path in sorted(self._more.glob(f"{kind}-*.key")))
        return [key for key in found if key is not None]

    def hold(self) -> None:
        """Says to others that this process writes and signs with the newest keys in use, until `let_go`."""
        for path in (self._path(self.mac), self._signing_path(self.signers()[0].public.hex())):
            file = path.open("rb")
            self._held.append(file)
            fcntl.flock(file, fcntl.LOCK_SH)

    def let_go(self) -> None:
        while self._held:
            self._held.pop().close()

    def add_mac(self, key: bytes | None = None) -> str:
        """Keeps a MAC key, a new one or one of another instance; its id."""
        key = secrets.token_bytes(KEY_BYTES) if key is None else key
        self._add(f"mac-{mac_id(key)}.key", key)
        return mac_id(key)

    def add_signing(self) -> str:
        """Keeps a new signing key; its public key in hex."""
        seed = secrets.token_bytes(KEY_BYTES)
        public = SeedSigner(seed).public.hex()
        self._add(f"signing-{public}.key", seed)
        return public

    def _add(self, name: str, key: bytes) -> None:
        self._more.mkdir(mode=0o700, exist_ok=True)
        put(self._more / name, key)
        sync(self._more)
        sync(self._keys.folder)

    def use(self, *, mac: str | None = None, signing: tuple[str, ...] | None = None) -> None:
        """From now on new processes of this home write and sign with these."""
        said = self.in_use
        said = replace(said, mac=said.mac if mac is None else mac, signing=said.signing if signing is None else signing)
        aside = self._keys.folder / ".instance.json"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(said))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._said)
        sync(self._keys.folder)

    def refuse_held(self, key: str) -> None:
        """Raises KeyHeld while a process writes or signs with this key, as the newest that it knows."""
        path = self._path(key) if key in self.macs() else self._signing_path(key)
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                message = f"a process still writes with key {key}: start it anew first (仍有进程使用该密钥)"
                raise KeyHeld(message) from None

    def key_of(self, mac: str) -> bytes:
        """The secret key of this id, to be handed to another instance. Raises KeyError."""
        return self.macs()[mac]

    def _path(self, mac: str) -> Path:
        with suppress(OSError):
            if mac == mac_id(self._keys.instance_key()):
                return self._keys.folder / f"{INSTANCE}.key"
        return self._more / f"mac-{mac}.key"

    def _signing_path(self, public: str) -> Path:
        first = SeedSigner(self._keys.ensure([SIGNING])[SIGNING]).public.hex()
        return self._keys.folder / f"{SIGNING}.key" if public == first else self._more / f"signing-{public}.key"
