"""An invented office told act by act in a TOML file, carried out by the desk like anything else."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec import Struct

from domain import office as o
from domain.commands import Correct
from domain.values import Actor
from service.api.bodies import BODIES, in_domain
from service.api.moments import moment
from service.demo.reminding import remind_until_today, was_reminded
from service.desk import Request, Step
from service.ledger.entry import Via
from service.offices import KnownOffice, UnknownOffice
from service.runtime import Instance

FILE = "yimin.toml"
CHANNEL = "demo"
NOBODY = Actor("zhuoluo demo", authenticated="console")


class Told(Struct, frozen=True):
    """One act of the story: on which petition, its number in it, when it is recorded, by whom, what."""

    petition: UUID
    nth: int
    at: datetime
    actor: Mapping[str, str]
    verb: str
    said: dict[str, Any]


def story() -> dict[str, Any]:
    return tomllib.loads((files("service.demo") / FILE).read_text(encoding="utf-8"))


def load(instance: Instance, progress: Callable[[int, int], None]) -> str:
    """Makes the office of the story and carries out what it has not done yet; returns the office's id."""
    told = story()
    if was_reminded(instance, told["office"]["id"]):
        return str(told["office"]["id"])
    office = _office(instance, told["office"])
    acts = sorted(_acts(told, office.profile.id), key=lambda act: (act.at, act.nth))
    for done, act in enumerate(acts, 1):
        instance.desk.handle(request(act, office))
        progress(done, len(acts))
    remind_until_today(instance, office.profile.id, told["office"]["created"].date())
    return office.profile.id


def _office(instance: Instance, told: Mapping[str, Any]) -> KnownOffice:
    try:
        return instance.offices.get(told["id"])
    except UnknownOffice:
        made = o.OfficeCreated(
            id=told["id"], name=told["name"], time_zone="Asia/Shanghai", time="replayed", roles=told["roles"]
        )
        at = told["created"]
        return instance.offices.create(made, told["rulebook"], NOBODY, at, Via(channel=CHANNEL), at=at)


def _acts(told: Mapping[str, Any], office: str) -> list[Told]:
    found = []
    for petition in told["petition"]:
        identity = uuid5(NAMESPACE_URL, f"zhuoluo:demo:{office}:{petition['name']}")
        for nth, act in enumerate(petition["acts"], 1):
            said = {name: value for name, value in act.items() if name not in {"at", "by", "do"}}
            found.append(Told(identity, nth, act["at"], told["actors"][act["by"]], act["do"], said))
    return found


def request(act: Told, office: KnownOffice) -> Request:
    """The act as a request to the desk."""
    body: Any = msgspec.convert({**act.said, "actor": dict(act.actor)}, BODIES[act.verb])
    happened = moment(body.occurred, "occurred", office) if body.occurred else office.moment(act.at)
    command = in_domain(body, act.petition)
    if isinstance(command, Correct):
        step = Step(command=msgspec.structs.replace(command, occurred=happened))
    else:
        step = Step(command=command, occurred=happened, already_done=body.already_done)
    return Request(
        office=office.profile.id,
        petition=act.petition,
        steps=(step,),
        actor=body.actor.actor(),
        via=Via(channel=CHANNEL, key=f"demo:{act.petition}:{act.nth}", request=_digest(act)),
        recorded_at=act.at,
    )


def _digest(act: Told) -> bytes:
    return sha256(msgspec.json.encode(act, order="deterministic")).digest()
