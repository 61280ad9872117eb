"""The offices that an office exchanges with 交换机构, as its events made them: who they are, and by which keys."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping

from msgspec import Struct

from domain import partner_events as pe
from domain.deciding import OfficeProfile, Reason, structural
from domain.subscriptions import address_faults

ABOVE, BELOW, BESIDE = RELATIONS = ("above", "below", "beside")
SEALING_BYTES = 32
MATTERS = "matters"
ID = re.compile(r"[a-z0-9-]{1,32}")
VERIFIER = re.compile(r"[^\s+]+/([a-z0-9-]{1,32})/matters(/[2-9]|/[1-9][0-9]+)?\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*")
"""A vkey whose name is the origin of a log of matters: NAME/OFFICE/matters, with /2, /3 … after a restore."""


class Partner(Struct, frozen=True):
    """An office exchanged with; as PartnerNamed."""

    office: str
    name: str
    unit: str
    relation: str
    verifiers: tuple[str, ...]
    sealing: str
    url: str = ""


class Partners(Struct, frozen=True):
    """Those that hold, by their ids; and those that were dismissed."""

    known: Mapping[str, Partner] = {}
    dismissed: frozenset[str] = frozenset()


def after(state: Partners, event: pe.PartnerEvent) -> Partners:
    """The offices exchanged with after an event."""
    match event:
        case pe.PartnerNamed():
            return Partners({**state.known, event.partner: _named(event)}, state.dismissed - {event.partner})
        case pe.PartnerDismissed(partner=gone):
            left = {office: each for office, each in state.known.items() if office != gone}
            return Partners(left, state.dismissed | {gone})
        case pe.ItemTaken() | pe.ItemDeclined() | pe.ItemAcknowledged():
            return state


def _named(event: pe.PartnerNamed) -> Partner:
    return Partner(
        office=event.partner,
        name=event.name,
        unit=event.unit,
        relation=event.relation,
        verifiers=event.verifiers,
        sealing=event.sealing,
        url=event.url,
    )


def objections(state: Partners, profile: OfficeProfile, event: pe.PartnerEvent) -> Iterator[Reason]:
    """Every reason against an event; what was taken and acknowledged, the service has proved."""
    match event:
        case pe.PartnerNamed():
            yield from _naming(state, profile, event)
        case pe.PartnerDismissed():
            if event.partner not in state.known:
                yield structural(f"没有交换机构（{event.partner}）", f"{event.partner} is no office exchanged with")
            yield from _reason(event.reason)
        case pe.ItemTaken() | pe.ItemDeclined() | pe.ItemAcknowledged():
            pass


def _reason(reason: str) -> Iterator[Reason]:
    if not reason.strip():
        yield structural("须写明理由", "a reason is needed")


def _naming(state: Partners, profile: OfficeProfile, event: pe.PartnerNamed) -> Iterator[Reason]:
    yield from _reason(event.reason)
    if not ID.fullmatch(event.partner):
        yield structural(f"机构代码“{event.partner}”不合规范", f"`partner` {event.partner!r} is no id of an office")
    elif event.partner == profile.id:
        yield structural("不能与本机构自身交换", "an office does not exchange with itself")
    for name, zh, said in (("name", "机构名称", event.name), ("unit", "单位名称", event.unit)):
        if not said.strip():
            yield structural(f"{zh}为空", f"`{name}` is empty")
    yield from _unit(state, profile, event)
    if event.relation not in RELATIONS:
        yield structural("关系须为上级、下级或者平级", f"`relation` {event.relation!r} is not above, below or beside")
    yield from _keys(event)
    if event.url:
        yield from address_faults(event.url)


def _unit(state: Partners, profile: OfficeProfile, event: pe.PartnerNamed) -> Iterator[Reason]:
    """What is sent to a unit of this name leaves: it is the unit of one other office, and nobody's here."""
    others = (each for each in state.known.values() if each.office != event.partner)
    if any(each.unit == event.unit for each in others):
        yield structural(f"单位“{event.unit}”已对应另一交换机构", f"{event.unit!r} stands for another office already")
    if event.unit == profile.name or event.unit in profile.staff_by_unit:
        yield structural(
            f"“{event.unit}”是本机构内有人员的单位，不能作为交换机构",
            f"people of this office serve in {event.unit!r}: it cannot stand for another office",
        )


def _keys(event: pe.PartnerNamed) -> Iterator[Reason]:
    if not event.verifiers:
        yield structural("没有日志验证公钥", "`verifiers` names no key of its log")
    for key in event.verifiers:
        found = VERIFIER.fullmatch(key)
        if found is None or found[1] != event.partner:
            yield structural(
                f"（{key}）不是机构{event.partner}信访日志的验证公钥",
                f"{key!r} is no verifier key of the log of matters of {event.partner}",
            )
    if not _is_sealing(event.sealing):
        yield structural("加密公钥不是32字节的base64", "`sealing` is no X25519 key of 32 bytes in base 64")


def _is_sealing(text: str) -> bool:
    try:
        return len(b64decode(text, validate=True)) == SEALING_BYTES
    except ValueError:
        return False
