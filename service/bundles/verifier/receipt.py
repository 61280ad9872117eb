"""A receipt by itself: its record names an event, and its proof leads from that to a checkpoint."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from service.bundles.verifier.events import SUITE, fields, under
from service.bundles.verifier.files import Bundle, Said, Wrong
from service.bundles.verifier.heads import CHECKPOINT, Key, head, signatures
from service.bundles.verifier.trees import sha256

RECEIPT = "receipt"
RECEIPT_FORMAT = "zhuoluo-receipt/1"
TEXTS = ("office", "log", "recorded_at", "leaf", "record", "proof")


def taken_apart(file: str, content: bytes) -> tuple[Any, Bundle]:
    """What a receipt says; and its record, proof and checkpoint as the files that a bundle would have. Raises Wrong."""
    if not content.strip():
        raise Wrong(file, "是空文件", "is empty: no bundle and no receipt")
    neither = Wrong(file, "不是证据包，也不是回执", "is no bundle and no receipt")
    try:
        told = Bundle({file: content}).json(file)
    except (ValueError, RecursionError, Wrong):
        raise neither from None
    if told.get("format") != RECEIPT_FORMAT:
        raise neither
    for name in TEXTS:
        if not isinstance(told.get(name), str):
            raise Wrong(file, f"回执缺 {name}", f"is a receipt without `{name}`, or this is no text")
    proof = told["proof"]
    parts = {"record": told["record"], "tlog-proof": proof}
    found = {f"{RECEIPT}.{name}": text.encode("utf-8", "replace") for name, text in parts.items()}
    return told, Bundle({**found, CHECKPOINT: proof.partition("\n\n")[2].encode("utf-8", "replace")})


def receipt(told: Any, parts: Bundle, keys: list[Key]) -> Said:
    """Everything that a receipt claims: record, leaf, path, root, signatures; `parts` as `taken_apart` makes them."""
    found = head(parts)
    yield f"检查点 {found.origin}：{found.size} 个事件，根 {found.root.hex()}", "the checkpoint"
    yield from signatures(parts, found, keys, None)
    suite, office, log, stream, version, topic, recorded_at, *_ = fields(parts, RECEIPT)
    parts.holds(suite == SUITE, "格式不识", "is of a suite not known here")
    leaf = sha256(b"\0" + parts.raw(f"{RECEIPT}.record")).hex()
    parts.holds(leaf == told["leaf"], "不是回执的叶哈希", "is not the record of the leaf stated")
    same = (told["office"], told["log"]) == (office, log) and moment(told["recorded_at"]) == moment(recorded_at)
    parts.holds(same, "机构、日志或时间与回执不符", "office, log or time are not those that the receipt states")
    position = under(parts, RECEIPT, found)
    parts.holds(told.get("position") == position, "位置与证明不符", "the position stated is not that of the proof")
    zh = f"事件 机构 {office}，日志 {log}，位置 {position}，{topic}，记录于 {recorded_at}；{stream} 第 {version} 版"
    yield zh, "this event stands in the log, at this position, under the checkpoint"
    yield (
        "! 未证明：事件的内容（回执只有其摘要）；时间为机构所记",
        "not proved: what the event says, of which a receipt holds digests alone; its time is the office's word",
    )


def moment(said: str) -> datetime:
    """The instant of a time in RFC 3339. Raises ValueError."""
    return datetime.fromisoformat(said.replace("Z", "+00:00"))  # noqa: FURB162 - Python 3.8
