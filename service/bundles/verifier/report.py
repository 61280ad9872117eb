"""The bundle of a frozen report: its facts rest on events of the log that the checkpoint continues."""

from __future__ import annotations

import json
from typing import Any

from service.bundles.verifier.counting import REPORT, recounted
from service.bundles.verifier.files import MANIFEST, Bundle, Said, Wrong
from service.bundles.verifier.heads import Head, decoded
from service.bundles.verifier.petition import founded, office_events
from service.bundles.verifier.steps import steps
from service.bundles.verifier.trees import continued, proved, sha256

CONSISTENCY = "consistency"
STATED = ("period", "style", "first", "last", "position", "root")
OF_REPORT = ("report", "period", "position", "digest", "standing")
"""What its manifest says that is compared with what is proved."""


def report(bundle: Bundle, head: Head) -> Said:
    """Everything that a bundle of a report claims."""
    told, file = bundle.json(MANIFEST), bundle.json(REPORT)
    stated, content = file["report"], json.loads(file["content"])
    basis = content["basis"]
    bundle.holds(sha256(file["content"].encode()).hex() == stated["digest"], "与其摘要不符", "is not of its digest")
    same = [basis[name] for name in STATED] == [stated[name] for name in STATED]
    bundle.holds(same and basis["office"] == told["office"], "期间、位置或根不一致", "its basis is told in two ways")
    mine = {name: told[name] for name in OF_REPORT} == {name: stated[name] for name in OF_REPORT}
    bundle.holds(mine and told["replayed"] == basis["replayed"], "与报表不符", "is of another report", MANIFEST)
    yield f"报表 {stated['report']}：摘要一致 {stated['digest'][:16]}…", "the text of the report has its digest"
    shown = records(bundle, file, told)
    yield (
        f"明细 {len(file['facts'])} 条依据 {shown} 个事件，通向位置 {stated['position']} 的根",
        "facts rest on events under its root",
    )
    hashes = consistent(bundle, head, stated["position"], bytes.fromhex(stated["root"]))
    yield f"一致性证明 {hashes} 个哈希：检查点延续报表的根", "the checkpoint continues the log that the report counted"
    office = office_events(bundle, head)
    yield founded(bundle, office)
    yield from steps(bundle, file, office)
    yield from recounted(bundle, file, content)


def records(bundle: Bundle, file: Any, told: Any) -> int:
    """How many events are shown; each fact rests on one, each has a fact, all stand under the report's root."""
    leaves, whose, used = {}, set(), set()
    for event in file["events"]:
        lines = event["record"].split("\n")
        whose.add((event["position"], lines[1], lines[2], lines[3], int(lines[4])))
        leaves[event["position"] - 1] = sha256(b"\0" + event["record"].encode("ascii"))
    bundle.holds(
        len(leaves) == len(file["events"]), "同一位置有两个事件", "two events are shown at one position", REPORT
    )
    for fact in file["facts"]:
        event = (fact["position"], told["office"], told["log"], fact["petition"], fact["act"])
        bundle.holds(event in whose, "明细所据事件未列", "a fact rests on an event that is not shown", REPORT)
        used.add(event)
    bundle.holds(used == whose, "所列事件没有明细", "an event is shown of which there is no fact", REPORT)
    proof = file["proof"]
    try:
        root = proved(proof["size"], leaves, [bytes.fromhex(each) for each in proof["hashes"]])
    except (ValueError, StopIteration) as bad:
        raise Wrong(REPORT, "证明不成立", f"its proof is none: {bad}") from None
    right = (proof["size"], root.hex()) == (file["report"]["position"], file["report"]["root"])
    bundle.holds(right, "证明不通向报表的根", "its proof does not lead to the root it states", REPORT)
    return len(leaves)


def consistent(bundle: Bundle, head: Head, size: int, root: bytes) -> int:
    """How many hashes lead from the root of the report to that of the checkpoint."""
    above, _, note = bundle.text(CONSISTENCY).partition("\n\n")
    old, *path = above.split("\n")
    bundle.holds(
        old == f"old {size}" and note.encode() == head.note,
        "不是此报表的证明",
        "is not from this report to the checkpoint",
    )
    try:
        found = continued(size, head.size, root, list(map(decoded, path)))
    except ValueError as bad:
        raise Wrong(CONSISTENCY, "不成立：", str(bad)) from None
    bundle.holds(found == head.root, "不通向检查点的根", "does not lead to the root that was signed")
    return len(path)
