"""The bundle of a petition: its events without gap, the rules and calendars they name, the readable history."""

from __future__ import annotations

import uuid

from service.bundles.verifier.events import Event, proved_event
from service.bundles.verifier.files import MANIFEST, Bundle, Said
from service.bundles.verifier.grounds import rules
from service.bundles.verifier.heads import CHECKPOINT, Head
from service.bundles.verifier.history import history

FOUNDED = "OfficeCreated/1"
OF_PETITION = (
    "petition",
    "number",
    "versions",
    "positions",
    "opened",
    "rulebooks",
    "calendars",
    "not_at_hand",
)
"""What its manifest says that is compared with what is proved."""


def petition(bundle: Bundle, head: Head) -> Said:
    """Everything that a bundle of a petition claims."""
    told = bundle.json(MANIFEST)
    office = office_events(bundle, head)
    yield founded(bundle, office)
    count = told["versions"]
    events = [proved_event(bundle, f"events/{version:06}", head) for version in range(1, count + 1)]
    in_order(bundle, events)
    stated = [event.stamp["number"] for event in events if "number" in event.stamp]
    whose = {(event.office, event.log, event.stream) for event in events}
    bundle.holds(
        whose == {(told["office"], told["log"], told["petition"])}, "不是此件的事件", "is not of one petition", MANIFEST
    )
    right = told["positions"] == [event.position for event in events] and told["number"] == "".join(stated[-1:])
    bundle.holds(right, "位置或编号与事件不符", "positions or number are not those of the events", MANIFEST)
    last = events[-1]
    yield (
        f"事件：第 1 至 {count} 版无缺，位置 {events[0].position} 至 {last.position} 递增，均在检查点之下",
        f"{count} events without gap, in the order of the log, all under the checkpoint, content unchanged",
    )
    yield rules(bundle, events, office)
    yield history(bundle, events)
    yield tail(count)


def tail(count: int) -> tuple[str, str]:
    """What no bundle can show."""
    zh = f"! 未证明：第 {count} 版之后再无事件，其他信访件无遗漏。须凭全部叶子："
    en = f"not proved: that nothing came after version {count}, that no other petition was left out. Only all leaves "
    compared = f"show that: 'zhuoluo verify --head {CHECKPOINT}' in the office, with this file of the bundle"
    return f"{zh}在机构以本包的 {CHECKPOINT} 运行 zhuoluo verify --head {CHECKPOINT}", en + compared


def office_events(bundle: Bundle, head: Head) -> list[Event]:
    """Events of the office itself: how it was founded, which rules it adopted, what it did with a report."""
    told = bundle.json(MANIFEST)
    stream = str(uuid.uuid5(uuid.NAMESPACE_URL, f"zhuoluo:office:{told['office']}"))
    names = sorted(name[:-7] for name in bundle.files if name.startswith("office/") and name.endswith(".record"))
    events = [proved_event(bundle, name, head) for name in names]
    for event in events:
        right = (event.office, event.log, event.stream) == (told["office"], told["log"], stream)
        right = right and event.name == f"office/{event.version:06}"
        bundle.holds(right, "不是机构的此版事件", "is not that event of this office", f"{event.name}.record")
    return sorted(events, key=lambda event: event.version)


def founded(bundle: Bundle, office: list[Event]) -> tuple[str, str]:
    """Whose log it is, and whether its time is replayed, by the event that founded the office."""
    told = bundle.json(MANIFEST)
    there = [(event.version, event.topic) for event in office[:1]] == [(1, FOUNDED)]
    bundle.holds(there, "没有设立事件", "the founding event is missing", "office/000001.record")
    said = office[0].line["event"]
    named = told["office_name"] == said["name"]
    bundle.holds(named, "机构名称与设立事件不符", "`office_name` is not what founded the office", MANIFEST)
    replayed = said.get("time") == "replayed"
    bundle.holds(
        told["replayed"] == replayed, "重放时间与设立事件不符", "`replayed` is not what founded the office", MANIFEST
    )
    if replayed:
        return (
            f"! 机构 {told['office']} {said['name']}：重放时间，记录时间取自指令，演示或场景用",
            "replayed time: its times were given by the commands, as in demonstrations",
        )
    return f"机构 {told['office']} {said['name']}：实时", "a live log"


def in_order(bundle: Bundle, events: list[Event]) -> None:
    bundle.holds(bool(events), "没有事件", "there is no event", MANIFEST)
    position, recorded_at = 0, ""
    for nth, event in enumerate(events, 1):
        bundle.holds(
            event.version == nth, "版本不连续", f"is version {event.version}, not {nth}", f"{event.name}.record"
        )
        later = event.position > position and event.recorded_at >= recorded_at
        bundle.holds(later, "次序颠倒", "stands before the event before it", f"{event.name}.record")
        position, recorded_at = event.position, event.recorded_at
