"""What was done with a report: each step is an event of the office, each event of the report a step, none between."""

from __future__ import annotations

from typing import Any

from service.bundles.verifier.counting import REPORT
from service.bundles.verifier.events import Event
from service.bundles.verifier.files import Bundle, Said

STEPS = {
    "StatisticsDrafted/1": "drafted",
    "StatisticsChecked/1": "checked",
    "StatisticsReturned/1": "returned",
    "StatisticsSigned/1": "signed",
    "StatisticsSent/1": "sent",
}
"""How far a report has gone after an event of this topic."""
BEHIND = {
    "drafted": ("",),
    "checked": ("drafted",),
    "returned": ("drafted", "checked", "signed"),
    "signed": ("checked",),
    "sent": ("signed", "sent"),
}
"""How far it must have gone before."""
FIXED = ("report", "period", "style", "first", "last", "position", "root", "digest")
SUPERSEDED = "superseded"
"""Another draft took its place, which no step of its own says."""


def steps(bundle: Bundle, file: Any, office: list[Event]) -> Said:
    """`office` are the founding event and those of the report."""
    report, events = file["report"], office[1:]
    found = {event.version: event for event in events}
    for step in report["steps"]:
        name = f"office/{step['version']:06}.record"
        bundle.holds(step["version"] in found, "缺报表的步骤", "a step of the report is missing", name)
    versions = [step["version"] for step in report["steps"]]
    for event in events:
        told = event.version in versions
        bundle.holds(told, "报表未列此步骤", "is a step that the report does not tell", f"{event.name}.content")
    bundle.holds(versions == sorted(found), "步骤次序颠倒", "its steps are not in order, each once", REPORT)
    before = ""
    for event, step in zip(events, report["steps"]):  # noqa: B905 - Python 3.8
        before = stepped(bundle, event, step, report, before)
    drafted = events[0].line["event"]
    bundle.holds(drafted["content"] == file["content"], "与所拟文本不符", "is not the text that was drafted", REPORT)
    replaces = drafted.get("replaces", "") == report["replaces"]
    bundle.holds(replaces, "所替代的报表不符", "`replaces` is not what was drafted", REPORT)
    yield (
        f"步骤 {len(events)} 个与机构日志一致，至 {before}",
        "its steps stand in the log of the office, as they are told",
    )
    yield from further(bundle, report["standing"], before)


def stepped(bundle: Bundle, event: Event, step: Any, report: Any, before: str) -> str:
    """How far the report has gone after this step."""
    said, name = event.line["event"], f"{event.name}.content"
    standing = STEPS.get(event.topic, "")
    mine = bool(standing) and all(said.get(each, report[each]) == report[each] for each in FIXED)
    bundle.holds(mine, "不是此报表的步骤", "is no step of this report, or of another text", name)
    bundle.holds(before in BEHIND[standing], "其前缺步骤", "lacks the step before it", name)
    actor = event.line["actor"]
    done = {
        "standing": standing,
        "by": actor["name"],
        "post": actor.get("post", ""),
        "day": event.line["occurred"]["day"],
        "version": event.version,
        "log_position": event.position,
        "reason": said.get("reason", ""),
        "to": said.get("to", ""),
    }
    bundle.holds(done == step, "步骤不符", "is not told as it was done", name)
    return standing


def further(bundle: Bundle, standing: str, last: str) -> Said:
    """How far the report says that it has gone, and what no bundle of it can show."""
    over = standing == SUPERSEDED and last not in ("sent", "returned")
    bundle.holds(standing == last or over, "进度与步骤不符", "`standing` is not that of its last step", REPORT)
    if over:
        yield "! 已被新稿替代，为机构所称", "that another draft took its place is the office's word"
    yield (
        "! 未证明：其后再无步骤，也未被替代。须凭全部叶子：在机构运行 zhuoluo report verify",
        "not proved: that no step came after these. Only all leaves show that: 'zhuoluo report verify' in the office",
    )
