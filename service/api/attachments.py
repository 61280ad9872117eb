"""The endpoints of attachments: a file comes as the body of a request, is listed, and leaves as a download only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Annotated, Any
from uuid import UUID

import msgspec
from anyio import CapacityLimiter, from_thread, to_thread
from fastapi import APIRouter, Depends, Request, Response
from msgspec import UNSET, Struct, UnsetType
from starlette.responses import StreamingResponse

from domain import vocabulary as v
from domain.attachments import Attachment
from domain.events import Attached
from domain.values import Actor, Moment
from service.access import recording
from service.access.caller import caller
from service.api import cases, described, problems, querying
from service.api.acting import acting
from service.api.answers import recorded
from service.api.bodies import Strict
from service.api.petitions import JSON, REPLAYED
from service.api.places import found_petition, known_office
from service.api.posting import CHANNEL, header, key_of
from service.api.problems import Refusal
from service.api.querying import NoQuery, asked_by
from service.api.words import Name, Number, Word, code
from service.attachments import handing_out, names, taking
from service.attachments.handing_out import HandedOut
from service.attachments.taking import TooLarge, Upload
from service.desk import Answer
from service.runtime import Instance

ATTACHMENTS = f"{cases.PETITION}/attachments"
CONTENT = f"{ATTACHMENTS}/{{attachment}}/content"
FILE_NAME = "X-File-Name"
BYTES = "application/octet-stream"
AT_ONCE = 8
"""Files taken in at once; those that come meanwhile wait, and other requests do not wait for them."""
SILENCE = 30.0
"""Seconds that a caller may be silent in the middle of a file."""
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store",
}

TAKEN = """
The body is the file. Its type is found by its content; a Content-Type that says something else is refused with both
named (415). At most 50 MiB, a recording at most 500 MiB, 200 files a petition, unless set otherwise. The name stands
percent-encoded in X-File-Name. Location is where
its content is read. The same Idempotency-Key and file again are answered as the first time.
"""
HANDED = """
The file as a download, never to be shown by a browser in place. Only when it was found clean, or when there is no
scanner; the whole ciphertext is compared with the ledger before the first byte leaves.
"""


class UploadQuery(Strict, frozen=True):
    """What is said of a file beside its name: what it is a copy of, its pages, and who attaches it."""

    paper: Annotated[str, code(*v.PAPERS)]
    officer: Name
    unit: Word = ""
    post: Word = ""
    acting_for: Word = ""
    pages: Number | None = None


class AttachmentSaid(Struct, frozen=True, kw_only=True):
    """An attachment. `standing`: quarantined, unscanned, clean, rejected or removed; `digest` is of the ciphertext."""

    id: UUID
    file_name: str
    paper: str
    media_type: str
    size: int
    digest: str
    standing: str
    attached: Moment
    version: int
    pages: int | UnsetType = UNSET


class AttachmentList(Struct, frozen=True, kw_only=True):
    """The attachments of a petition, in the order in which they came."""

    office: str
    petition: UUID
    attachments: tuple[AttachmentSaid, ...]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    missing = (problems.NO_PETITION,)
    known = described.reading("附件 Attachments", cases.TAG, NoQuery, AttachmentList, missing=missing)
    routes.add_api_route(ATTACHMENTS, _listing(instance), methods=["GET"], name="attachments", **known)
    routes.add_api_route(ATTACHMENTS, _taking(instance), methods=["POST"], status_code=201, **_taken())
    routes.add_api_route(CONTENT, _handing(instance), methods=["GET"], response_class=Response, **_handed())
    return routes


def _taken() -> dict[str, Any]:
    kinds = (*described.WRITE, problems.NO_PETITION, problems.WRONG_KIND, problems.TOO_MANY_FILES, problems.TOO_SLOW)
    name = {"name": FILE_NAME, "in": "header", "required": True, "description": "percent-encoded UTF-8 (RFC 5987)"}
    content = {BYTES: {"schema": {"type": "string", "format": "binary"}}}
    return {
        "name": "attach",
        "summary": "添加附件 Attach a file",
        "description": " ".join(TAKEN.split()),
        "tags": ["petitions: commands"],
        "responses": described.answers("201", "Recorded", (*kinds, problems.NO_ROOM), headers=("ETag", "Location")),
        "openapi_extra": {
            "parameters": [
                described.HEADERS[0],
                {**name, "schema": {"type": "string", "pattern": "^[!-~]{1,2000}$"}},
                *querying.parameters(UploadQuery),
            ],
            "requestBody": {"required": True, "content": content},
        },
    }


def _handed() -> dict[str, Any]:
    kinds = (
        problems.NO_PETITION,
        problems.NO_ATTACHMENT,
        problems.NOT_RELEASED,
        problems.FILE_ERASED,
        problems.NOT_SOUND,
    )
    responses = described.answers("200", "", (*described.READ, *kinds))
    responses[200]["content"] = {BYTES: {"schema": {"type": "string", "format": "binary"}}}
    return {
        "name": "attachment-content",
        "summary": "附件内容 Content of an attachment",
        "description": " ".join(HANDED.split()),
        "tags": [cases.TAG],
        "responses": responses,
    }


# ---- listing, handing out


def _listing(instance: Instance) -> Callable[..., Response]:
    def tell(office: str, petition: str, _said: Annotated[NoQuery, Depends(asked_by(NoQuery))]) -> Response:
        said = attachment_list(instance, office, petition)
        return Response(msgspec.json.encode(said), media_type=JSON)

    return tell


def attachment_list(instance: Instance, office: str, petition: str) -> AttachmentList:
    """The attachments of a petition that whoever asks may see, recorded before their names are handed out."""
    profile = known_office(instance, office).profile
    of = found_petition(instance, office, petition)
    found = tuple(map(_said_of, handing_out.listed(instance, caller().viewer, profile.id, of)))
    recording.opened(instance, profile.id, of, ("attachment_names",))
    return AttachmentList(office=profile.id, petition=of, attachments=found)


def _said_of(each: Attachment) -> AttachmentSaid:
    return AttachmentSaid(
        id=each.id,
        file_name=str(each.file_name),
        paper=each.paper,
        media_type=each.media_type,
        size=each.size,
        digest=each.digest,
        standing=each.standing,
        attached=each.attached,
        version=each.version,
        pages=UNSET if each.pages is None else each.pages,
    )


def _handing(instance: Instance) -> Callable[..., Response]:
    def hand(
        office: str, petition: str, attachment: str, _said: Annotated[NoQuery, Depends(asked_by(NoQuery))]
    ) -> Response:
        return handed_out(instance, office, petition, attachment)

    return hand


def handed_out(instance: Instance, office: str, petition: str, attachment: str) -> Response:
    """The content of an attachment, recorded before its first byte leaves."""
    profile = known_office(instance, office).profile
    of = found_petition(instance, office, petition)
    handed = handing_out.handed_out(instance, caller().viewer, profile.id, of, attachment)
    recording.opened(instance, profile.id, of, ("attachments",))
    return download(handed)


def download(handed: HandedOut) -> Response:
    """The answer that carries an attachment: saved under its name, never shown in place, kept by no cache."""
    found = handed.attachment
    headers = {
        **SAFE,
        "Content-Length": str(found.size),
        "Content-Disposition": names.disposition(str(found.file_name)),
    }
    return StreamingResponse(handed.blocks, headers=headers, media_type=found.media_type)


# ---- taking in


def _taking(instance: Instance) -> Callable[..., Awaitable[Response]]:
    limiter = CapacityLimiter(AT_ONCE)

    async def take(
        request: Request, office: str, petition: str, said: Annotated[UploadQuery, Depends(asked_by(UploadQuery))]
    ) -> Response:
        def taken() -> Response:
            upload = _upload(instance, request, office, petition, said)
            _refuse_too_long(instance, request)
            return _answer(instance, taking.take(instance, upload, pulled(request)))

        return await to_thread.run_sync(taken, limiter=limiter)

    return take


def _upload(instance: Instance, request: Request, office: str, petition: str, said: UploadQuery) -> Upload:
    name = header(request, FILE_NAME)
    if not name:
        raise problems.bad_header(FILE_NAME, "缺少文件名", "the name of the file is missing")
    known = known_office(instance, office).profile.id
    return Upload(
        office=known,
        petition=found_petition(instance, office, petition),
        said=names.decoded(name),
        declared=request.headers.get("content-type", ""),
        paper=said.paper,
        actor=acting(Actor(said.officer, said.unit, said.post, said.acting_for)),
        channel=CHANNEL,
        pages=said.pages,
        key=key_of(request),
        path=request.scope["path"],
        recorded_at=taking.recorded_now(instance, known),
    )


def _refuse_too_long(instance: Instance, request: Request) -> None:
    """What says itself that it is larger than anything that is taken is not read at all."""
    limits = instance.settings.attachments
    most = max(limits.largest, limits.largest_recording)
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > most:
        raise TooLarge(most)


def pulled(request: Request) -> Iterator[bytes]:
    """The body as it comes, pulled from the loop by the thread that writes it: never more than a piece in memory."""
    stream = request.stream()
    while True:
        block = from_thread.run(_next, stream)
        if block is None:
            return
        yield block


async def _next(stream: AsyncIterator[bytes]) -> bytes | None:
    """Raises Refusal when nothing came for too long."""
    try:
        return await asyncio.wait_for(anext(stream), SILENCE)
    except StopAsyncIteration:
        return None
    except TimeoutError:
        raise Refusal(problems.TOO_SLOW, headers={"Connection": "close"}) from None


def _answer(instance: Instance, answer: Answer) -> Response:
    said = recorded(answer, instance.offices.get(answer.office).books)
    headers = {"ETag": f'"{said.version}"', REPLAYED: "true" if answer.repeated else "false"}
    event = answer.lines[-1].event
    if isinstance(event, Attached):
        base = f"/api/v1/offices/{said.office}/petitions/{said.petition}"
        headers["Location"] = f"{base}/attachments/{event.attachment}/content"
    return Response(msgspec.json.encode(said), 201, headers, JSON)
