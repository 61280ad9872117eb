"""Checks a bundle with tlog-scales, which is not ours: signature, content, inclusion, consistency.

pip install tlog-scales
python3 check_scales.py FOLDER VKEY
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

tlog, signing = import_module("tlog_scales.tlog"), import_module("tlog_scales.signing")


def event(proof: Path, head: Any) -> None:
    """Content and stamp are those of the record, and the record is under the checkpoint. Raises."""
    record = proof.with_suffix(".record").read_bytes()
    parts = [proof.with_suffix(suffix).read_bytes() for suffix in (".content", ".stamp")]
    payload = sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).hexdigest()
    if record.decode().split("\n")[7] != payload:
        message = f"{proof}: content or stamp are not those of the record"
        raise ValueError(message)
    index, *path = proof.read_text(encoding="utf-8").partition("\n\n")[0].split("\n")[1:]
    included = tlog.InclusionProof(int(index.split()[1]), head.size, [b64decode(line) for line in path])
    included.check(sha256(b"\0" + record).digest(), head.root_hash)


def report(folder: Path, head: Any) -> None:
    """The checkpoint continues the log at the position and root that the report states. Raises."""
    stated = json.loads((folder / "report.json").read_bytes())["report"]
    _, *path = (folder / "consistency").read_text(encoding="utf-8").partition("\n\n")[0].split("\n")
    proof = tlog.ConsistencyProof(stated["position"], head.size, [b64decode(line) for line in path])
    proof.check(bytes.fromhex(stated["root"]), head.root_hash)


def main(folder: Path, vkey: str) -> None:
    """Raises for the first thing that is wrong."""
    head = tlog.Checkpoint.from_text((folder / "checkpoint").read_text(encoding="utf-8"))
    head.verify(signing.Vkey.from_string(vkey))
    proofs = sorted(folder.glob("*/*.tlog-proof"))
    for proof in proofs:
        event(proof, head)
    if (folder / "report.json").exists():
        report(folder, head)
    sys.stdout.write(f"{len(proofs)} proofs under {head.origin} {head.size} hold\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
