"""Files packed into one zip with a manifest of their digests: the same files make the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from string import Template
from typing import Any

import msgspec
from msgspec import Struct

from service.bundles.single import verify_py
from service.bundles.verifier.files import DIGEST, FORMAT, MANIFEST
from service.evidence import checkpoint
from service.evidence.note import Note

NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
UNIX = 3
GO = "check.go"
SCALES = "check_scales.py"
"""Programs that check with code which is not ours."""

OPENED = "已公开（机构所称） opened, the office's word"
WITHHELD = "未公开 withheld"
"""What the README says of personal values."""


class Made(Struct, frozen=True):
    """Who made the bundle, when."""

    by: str
    at: datetime


def bundled(kind: str, told: Mapping[str, Any], content: Mapping[str, bytes], note: Note, made: Made) -> bytes:
    """The zip of a bundle: these files, the checkpoint, what explains them and what checks them, the manifest.

    `told` is what the manifest says beside; the README of its kind is filled from it.
    """
    head = checkpoint.of(note)
    said = {
        "format": FORMAT,
        "kind": kind,
        **told,
        "checkpoint": {"origin": head.origin, "size": head.size, "root": head.root.hex()},
        "made": {"by": made.by, "at": made.at, "with": f"zhuoluo {version('zhuoluo')}"},
    }
    whole = {**content, "checkpoint": str(note).encode(), "verify.py": verify_py(), "README.md": _readme(kind, said)}
    whole |= {GO: _resource("along", GO), SCALES: _resource(SCALES)}
    said["files"] = {name: sha256(whole[name]).hexdigest() for name in sorted(whole)}
    manifest = msgspec.json.format(msgspec.json.encode(said), indent=1) + b"\n"
    digest = f"{sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()
    return _zipped({**whole, MANIFEST: manifest, DIGEST: digest})


def _readme(kind: str, said: Mapping[str, Any]) -> bytes:
    words = {name: str(value) for name, value in said.items() if not isinstance(value, Mapping)}
    head = said["checkpoint"]
    time = "重放时间 replayed time (演示或场景 a demonstration)" if said["replayed"] else "实时 live"
    text = _resource("along", f"{kind}.md").decode()
    words |= {f"head_{name}": str(head[name]) for name in head}
    values = OPENED if said.get("opened") else WITHHELD
    return Template(text).substitute(words, time=time, values=values).encode()


def _resource(*path: str) -> bytes:
    return files("service.bundles").joinpath(*path).read_bytes()


def _zipped(content: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.external_attr, entry.create_system, entry.compress_type = READABLE, UNIX, zipfile.ZIP_DEFLATED
            made.writestr(entry, content[name])
    return packed.getvalue()
