"""The checkpoint of a bundle and who signed it (C2SP signed-note, tlog-checkpoint, tlog-cosignature)."""

from __future__ import annotations

import base64
import re
import time
from typing import NamedTuple

from service.bundles.verifier.ed25519 import signed
from service.bundles.verifier.files import Bundle, Said, Wrong
from service.bundles.verifier.trees import sha256

CHECKPOINT, KEYS = "checkpoint", "keys.txt"
HASH = 32
LOG_KEY, WITNESS_KEY = 1, 4
VKEY_PLUSES = 2
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class Head(NamedTuple):
    """What the checkpoint says."""

    origin: str
    size: int
    root: bytes
    note: bytes


def head(bundle: Bundle) -> Head:
    text = bundle.text(CHECKPOINT).rpartition("\n\n")[0]
    origin, size, root = text.split("\n")[:3]
    bundle.holds(NUMBER.fullmatch(size) is not None, "不是检查点", "is no checkpoint")
    return Head(origin, int(size), decoded(root), bundle.files[CHECKPOINT])


def decoded(line: str, size: int = HASH) -> bytes:
    """The bytes of a line in base64, in its one spelling. Raises ValueError."""
    found = base64.b64decode(line, validate=True)
    if len(found) != size or base64.b64encode(found).decode() != line:
        raise ValueError(line)
    return found


class Key(NamedTuple):
    """A verifier key: its name, the id in signature lines, its kind, the public key; `given` on the command line."""

    name: str
    id: bytes
    kind: int
    public: bytes
    given: bool

    @classmethod
    def read(cls, vkey: str, *, given: bool) -> Key:
        """Raises ValueError, which says in Chinese and English what is wrong with it."""
        name, *rest = vkey.strip().split("+", 2)
        if len(rest) != VKEY_PLUSES or not name:
            raise ValueError(f"{vkey}: 不是公钥，应为 名称+编号+密钥 is no key: NAME+ID+KEY is expected")
        id_, encoded = rest
        try:
            key = decoded(encoded, HASH + 1)
        except ValueError:
            raise ValueError(f"{vkey}: 密钥部分不完整 its KEY is no base64 of {HASH + 1} bytes") from None
        if key[0] not in (LOG_KEY, WITNESS_KEY):
            raise ValueError(f"{vkey}: 密钥种类不识 it is of a kind not known here: neither of a log nor of a witness")
        right = sha256(name.encode("utf-8", "replace") + b"\n" + key)[:4].hex()
        if right != id_:
            raise ValueError(f"{vkey}: 编号应为 {right}，名称或密钥有误 its ID would be {right}: a part is miscopied")
        return cls(name, bytes.fromhex(id_), key[0], key[1:], given)

    def made(self, text: bytes, signature: bytes) -> bool:
        if self.kind == LOG_KEY:
            return signed(self.public, text, signature)
        moment = int.from_bytes(signature[:8], "big")
        return signed(self.public, b"cosignature/v1\ntime %d\n%s" % (moment, text), signature[8:])


def keys_stated(bundle: Bundle) -> list[Key]:
    """The keys that came in the bundle. Raises Wrong."""
    lines = [line for line in bundle.text(KEYS).split("\n") if line and line[0] != "#"]
    try:
        return [Key.read(line, given=False) for line in lines]
    except ValueError as bad:
        raise Wrong(KEYS, "公钥有误", str(bad)) from None


def signatures(bundle: Bundle, told: Head, given: list[Key], stated: list[Key] | None) -> Said:
    """Every line of a known key is good, the log's own is there, and that of each witness that was asked for.

    `stated`: keys that came with the checkpoint; None where none ever does, so that without a key given none is missed.
    """
    came = stated or []
    of_log = [key for key in given if key.kind == LOG_KEY] or [key for key in came if key.kind == LOG_KEY]
    known = {(key.name, key.id): key for key in [*came, *given] if key.kind == WITNESS_KEY or key in of_log}
    text, _, lines = bundle.text(CHECKPOINT).rpartition("\n\n")
    good = []
    for line in lines.rstrip("\n").split("\n"):
        dash, name, encoded = line.split(" ")
        made = base64.b64decode(encoded, validate=True)
        key = known.get((name, made[:4]))
        if key is None or dash != "—":
            yield f"! 未核对 {name} 的签名（无其公钥）", "signature not checked: its key is not known here"
            continue
        right = key.made((text + "\n").encode(), made[4:])
        bundle.holds(right, f"{name} 的签名不符", f"the signature of {name} is wrong")
        good.append(key)
        yield signature_told(key, made[4:])
    by_log = any(key.kind == LOG_KEY and key.name == told.origin for key in good)
    bundle.holds(
        by_log or (stated is None and not of_log), "没有日志公钥的签名", f"no known key of {told.origin} has signed it"
    )
    for key in given:
        bundle.holds(key in good, f"没有 {key.name} 的签名", f"{key.name} has not signed it with the key given")


def signature_told(key: Key, made: bytes) -> tuple[str, str]:
    whose = (
        ("所给公钥", "by the key given") if key.given else ("! 公钥取自本包", "by a key that came in the bundle only")
    )
    if key.kind == LOG_KEY:
        return f"{whose[0]}：{key.name} 签名有效", f"signed {whose[1]}"
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int.from_bytes(made[:8], "big")))
    return f"{whose[0]}：{key.name} {at} 联署有效", f"cosigned {whose[1]}"
