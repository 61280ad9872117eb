"""The evidence of an office as its events made it: which keys hold, who witnesses, what was restored, other heads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain import evidence_events as ee
from domain.access_record import year_of
from domain.deciding import Reason, structural
from domain.values import letters

APPROVERS = 2
"""So many people have to approve that a year of access records is dropped."""


class Evidence(Struct, frozen=True):
    """`heads`: the last head recorded of each origin. `keys` and `named`: keys and witnesses that ever were."""

    keys: tuple[ee.InstanceKeyStated, ...] = ()
    retired: tuple[str, ...] = ()
    restored: tuple[ee.LogRestored, ...] = ()
    named: tuple[ee.WitnessNamed, ...] = ()
    dismissed: tuple[str, ...] = ()
    heads: Mapping[str, ee.HeadRecorded] = {}
    dropped: tuple[ee.AccessLogDropped, ...] = ()

    @property
    def macs(self) -> tuple[str, ...]:
        """The ids of the MAC keys that hold; none while none was stated."""
        return tuple(key.mac for key in self.keys if key.mac and key.mac not in self.retired)

    @property
    def publics(self) -> tuple[str, ...]:
        """The public keys that heads are signed with; none while none was stated."""
        return tuple(key.public for key in self.keys if key.public and key.public not in self.retired)

    @property
    def witnesses(self) -> tuple[ee.WitnessNamed, ...]:
        """Those that cosign now."""
        return tuple(each for each in self.named if each.verifier not in self.dismissed)


def after(state: Evidence, event: ee.EvidenceEvent) -> Evidence:
    """The evidence after an event."""
    match event:
        case ee.InstanceKeyStated():
            return replace(state, keys=(*state.keys, event))
        case ee.InstanceKeyRetired():
            return replace(state, retired=(*state.retired, event.key))
        case ee.LogRestored():
            return replace(state, restored=(*state.restored, event))
        case ee.WitnessNamed():
            others = tuple(each for each in state.named if each.verifier != event.verifier)
            dismissed = tuple(each for each in state.dismissed if each != event.verifier)
            return replace(state, named=(*others, event), dismissed=dismissed)
        case ee.WitnessDismissed():
            return replace(state, dismissed=(*state.dismissed, event.verifier))
        case ee.HeadRecorded():
            return replace(state, heads={**state.heads, event.origin: event})
        case ee.AccessLogDropped():
            return replace(state, dropped=(*state.dropped, event))


def objections(state: Evidence, event: ee.EvidenceEvent) -> Iterator[Reason]:
    """Every reason against an event."""
    reason = getattr(event, "reason", None)
    if reason is not None and not reason.strip():
        yield structural("须写明理由", "a reason is needed")
    yield from _CHECKS[type(event)](state, event)


def _stated(state: Evidence, event: ee.InstanceKeyStated) -> Iterator[Reason]:
    if not event.instance.strip():
        yield structural("实例名称为空", "`instance` is empty")
    if not event.mac and not event.public:
        yield structural("没有写明密钥", "neither `mac` nor `public` says which key")
    if event.founding and state.keys:
        yield structural("初始密钥须最先公布", "the key that a log began with is stated before all others")
    for key in filter(None, (event.mac, event.public)):
        if key in state.retired:
            yield structural(f"密钥（{key}）已停用", f"key {key} was retired: make a new one")
        elif any(key in (known.mac, known.public) for known in state.keys):
            yield structural(f"密钥（{key}）已公布", f"key {key} was stated before")


def _retired(state: Evidence, event: ee.InstanceKeyRetired) -> Iterator[Reason]:
    if event.key not in (*state.macs, *state.publics):
        yield structural(f"没有在用的密钥（{event.key}）", f"no key {event.key} is in use")
    elif state.macs == (event.key,) or state.publics == (event.key,):
        yield structural("这是唯一在用的密钥：须先公布新的", "it is the only one in use: state a new one first")


def _restored(state: Evidence, event: ee.LogRestored) -> Iterator[Reason]:
    if any(event.origin == known.origin for known in state.restored):
        yield structural(f"日志（{event.origin}）已登记恢复", f"of log {event.origin} a restore was stated before")
    if not event.note.strip():
        yield structural("没有附上丢失的日志头", "`note` is empty: which signed head was lost?")


def _named(state: Evidence, event: ee.WitnessNamed) -> Iterator[Reason]:
    if not event.body.strip():
        yield structural("见证机构名称为空", "`body` is empty: who witnesses?")
    if any(event.verifier == known.verifier for known in state.witnesses):
        yield structural("该见证方已指定", f"{event.verifier} is a witness already")


def _dismissed(state: Evidence, event: ee.WitnessDismissed) -> Iterator[Reason]:
    if all(event.verifier != known.verifier for known in state.witnesses):
        yield structural("没有这个见证方", f"{event.verifier} is no witness")


def _recorded(state: Evidence, event: ee.HeadRecorded) -> Iterator[Reason]:
    """What has to do with the head before it; that it is signed and continues that one, the service has proved."""
    known = state.heads.get(event.origin)
    if known is None:
        if event.old:
            yield structural("没有登记过该日志", f"no head of {event.origin} was recorded before")
        return
    if event.old != known.size:
        yield structural(f"上次登记的规模为{known.size}", f"the head recorded last is of {known.size} leaves")
    if event.size < known.size:
        yield structural(f"日志变短：由{known.size}至{event.size}", f"it shrank from {known.size} to {event.size}")
    elif event.size == known.size:
        en = "the same head was recorded before" if event.root == known.root else "of the same size with another root"
        yield structural("该规模的日志头已登记", f"{event.origin} at {event.size}: {en}")


def _dropped(state: Evidence, event: ee.AccessLogDropped) -> Iterator[Reason]:
    """What has to do with who says so; that the year is over and the head the last one, the service has seen."""
    if any(event.log == known.log for known in state.dropped):
        yield structural(f"日志（{event.log}）已登记销毁", f"the drop of log {event.log} was stated before")
    if year_of(event.log) is None:
        yield structural(f"（{event.log}）不是查阅日志", f"{event.log} is no log of access records")
    approvers = {letters(name) for name in event.approvers} - {""}
    if len(approvers) < APPROVERS or len(approvers) < len(event.approvers):
        yield structural("须有两名不同的批准人", "two people have to approve, each by name")


_CHECKS: Mapping[type[Struct], Callable[[Evidence, Any], Iterator[Reason]]] = {
    ee.InstanceKeyStated: _stated,
    ee.InstanceKeyRetired: _retired,
    ee.LogRestored: _restored,
    ee.WitnessNamed: _named,
    ee.WitnessDismissed: _dismissed,
    ee.HeadRecorded: _recorded,
    ee.AccessLogDropped: _dropped,
}
