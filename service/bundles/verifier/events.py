"""The events of a bundle: from the bytes that are stored to the root that was signed."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from service.bundles.verifier.files import Bundle, Wrong
from service.bundles.verifier.heads import NUMBER, Head, decoded
from service.bundles.verifier.trees import included, sha256

SUITE = "zhuoluo/1 SHA-256 HMAC-SHA-256"
RECORD_LINES = 9
PROOF = "c2sp.org/tlog-proof@v1"


class Event(NamedTuple):
    """An event that stands in the log: what it says, what the committer added, where, when."""

    name: str
    office: str
    log: str
    stream: str
    version: int
    topic: str
    recorded_at: str
    position: int
    line: Any
    stamp: Any


def proved_event(bundle: Bundle, name: str, head: Head) -> Event:
    """The event of the files `name`.content, .stamp, .record and .tlog-proof. Raises Wrong, ValueError."""
    content, stamp = bundle.raw(f"{name}.content"), bundle.raw(f"{name}.stamp")
    suite, office, log, stream, version, topic, recorded_at, payload, _mac = fields(bundle, name)
    bundle.holds(suite == SUITE, "格式不识", "is of a suite not known here")
    hashed = sha256(len8(content) + content + len8(stamp) + stamp).hex()
    bundle.holds(
        hashed == payload, "内容或印记与记录不符", "content or stamp are not those of the record", f"{name}.content"
    )
    line, said = json.loads(content.decode("utf-8"))["line"], bundle.json(f"{name}.stamp")
    bundle.holds(said["recorded_at"] == recorded_at, "时间与记录不符", "the time is not that of the record")
    position = under(bundle, name, head)
    bundle.holds(
        said["position"] == position, "位置与证明不符", "the position is not that of the proof", f"{name}.stamp"
    )
    told = (line.get("petition", line.get("stream")), line["version"], line["event"]["type"])
    right = told == (stream, int(version), topic)
    bundle.holds(right, "内容与记录不符", "stream, version or topic are not those of the record", f"{name}.content")
    return Event(name, office, log, stream, int(version), topic, recorded_at, position, line, said)


def fields(bundle: Bundle, name: str) -> list[str]:
    """The nine lines of a leaf record."""
    lines = bundle.raw(f"{name}.record").decode("ascii").split("\n")
    bundle.holds(len(lines) == RECORD_LINES + 1 and not lines[-1], "不是叶记录", "is no leaf record")
    return lines[:-1]


def len8(data: bytes) -> bytes:
    return len(data).to_bytes(8, "big")


def under(bundle: Bundle, name: str, head: Head) -> int:
    """The position at which the record stands under the checkpoint, by its proof (C2SP tlog-proof)."""
    above, _, note = bundle.text(f"{name}.tlog-proof").partition("\n\n")
    first, index, *path = above.split("\n")
    bundle.holds(first == PROOF and index.startswith("index "), "不是日志证明", "is no proof of a log")
    bundle.holds(note.encode() == head.note, "检查点与本包不同", "is under another checkpoint")
    bundle.holds(NUMBER.fullmatch(index[6:]) is not None, "序号不是数", "its index is no number")
    try:
        root = included(
            int(index[6:]), head.size, sha256(b"\0" + bundle.files[f"{name}.record"]), list(map(decoded, path))
        )
    except ValueError as bad:
        raise Wrong(f"{name}.tlog-proof", "不成立：", str(bad)) from None
    bundle.holds(root == head.root, "不通向检查点的根", "does not lead to the root that was signed")
    return int(index[6:]) + 1
