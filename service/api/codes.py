"""The endpoints of code lists: which codes hold on a day; a version published or adopted by the office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from msgspec import Struct

from domain.codelist import BadCodeList
from domain.wellformed import YEARS
from service.api import described, examples, problems
from service.api.acting import acting
from service.api.basis import json
from service.api.bodies import ActorBody, Strict
from service.api.office_answers import OfficeRecorded
from service.api.office_commands import answer, once, recorded_at
from service.api.offices import OFFICE, TAG, OfficeQuery
from service.api.places import known_office
from service.api.posting import PostedRequest
from service.api.problems import Fault, Refusal
from service.api.querying import asked_by
from service.api.words import Instant, Text, Word
from service.codes import Held, adopt_codes, list_on, lists_on, publish_codes
from service.offices import KnownOffice
from service.readmodels.asking import today
from service.runtime import Instance

CODES = f"{OFFICE}/codes"
Asked = Annotated[OfficeQuery, Depends(asked_by(OfficeQuery))]


class CodeSaid(Struct, frozen=True, omit_defaults=True):
    """A code in words; `parent` is the code of the first level above it."""

    code: str
    zh: str
    en: str = ""
    parent: str = ""


class ListHead(Struct, frozen=True, kw_only=True):
    """A code list and where it comes from: the office, the program, or the rulebook.

    It holds from `version` on, for the field `field`. `binding`: another code is refused.
    """

    list: str
    version: date
    zh: str
    en: str
    field: str
    origin: str
    binding: bool
    digest: str
    size: int


class CodeListSaid(ListHead, frozen=True, kw_only=True):
    """A code list as it holds in the office on a day: today, or `on`.

    `origin` says where it comes from: the office, the program, or the rulebook. `binding`: another code in `field` is
    refused.
    """

    office: str
    on: date
    codes: tuple[CodeSaid, ...]


class CodeListsSaid(Struct, frozen=True, kw_only=True):
    """The code lists that hold in the office on a day: today, or `on`."""

    office: str
    on: date
    lists: tuple[ListHead, ...]


class CodesBody(Strict, frozen=True):
    """A code list that the office holds its petitions to from the list's own `version` on; and why.

    Either `text`, a version of the office's own as TOML, or `adopt`, the id of a list that comes with the program.
    """

    actor: ActorBody
    reason: Text
    text: Text | None = None
    adopt: Word | None = None
    recorded_at: Instant | None = None


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    every = described.reading("代码表 Code lists", TAG, OfficeQuery, CodeListsSaid)
    one = described.reading("代码表 One code list", TAG, OfficeQuery, CodeListSaid, missing=(problems.NO_LIST,))
    publishing = described.changing(
        "发布代码表 Publish or adopt a code list", TAG, CodesBody, examples.BY_ADDRESS["codes"], OfficeRecorded
    )
    routes.add_api_route(CODES, _every(instance), methods=["GET"], name="code_lists", **every)
    routes.add_api_route(f"{CODES}/{{code_list}}", _one(instance), methods=["GET"], name="code_list", **one)
    routes.add_api_route(CODES, _published(instance), methods=["POST"], name="publish_codes", **publishing)
    return routes


def _every(instance: Instance) -> Callable[..., Response]:
    def every(office: str, said: Asked) -> Response:
        known, on = _asked(instance, office, said)
        heads = tuple(ListHead(**_head(held)) for held in lists_on(known, on).values())
        return json(CodeListsSaid(office=office, on=on, lists=heads))

    return every


def _one(instance: Instance) -> Callable[..., Response]:
    def one(office: str, code_list: str, said: Asked) -> Response:
        known, on = _asked(instance, office, said)
        held = list_on(known, code_list, on)
        codes = tuple(CodeSaid(each.code, each.zh, each.en, each.parent) for each in held.list.codes)
        return json(CodeListSaid(**_head(held), office=office, on=on, codes=codes))

    return one


def _asked(instance: Instance, office: str, said: OfficeQuery) -> tuple[KnownOffice, date]:
    known = known_office(instance, office)
    if said.on is not None and said.on.year not in YEARS:
        raise problems.invalid("query.on", "日期不合理", "no such day")
    return known, said.on or today(instance, known)


def _head(held: Held) -> dict[str, Any]:
    return {
        "list": held.list.id,
        "version": held.list.version,
        "zh": held.list.head.zh,
        "en": held.list.head.en,
        "field": held.field,
        "origin": held.origin,
        "binding": held.binding,
        "digest": held.list.digest,
        "size": len(held.list.codes),
    }


def _published(instance: Instance) -> Callable[..., Response]:
    def published(office: str, posted: PostedRequest) -> Response:
        known = known_office(instance, office)
        body = posted.said(CodesBody)
        at = recorded_at(body.recorded_at, replayed=known.replayed)

        def publish() -> None:
            actor, via = acting(body.actor.actor()), posted.via()
            if body.text is not None:
                publish_codes(instance, office, body.text, body.reason, actor, via, at=at)
            else:
                adopt_codes(instance, office, body.adopt or "", body.reason, actor, via, at=at)

        if (body.text is None) == (body.adopt is None):
            raise problems.invalid("$.text", "text与adopt须二者取一", "either `text` or `adopt`, one of them")
        try:
            return answer(instance, office, once(instance, office, posted, publish))
        except BadCodeList as bad:
            faults = [Fault("$.text", zh, en) for zh, en in bad.mistakes]
            raise Refusal(problems.INVALID, str(bad), *faults) from None

    return published
