"""From everything that can be raised to a problem document; what is not named here is 500 without details."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote
from uuid import UUID

import psycopg
from anyio import to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from msgspec import UNSET
from starlette.exceptions import HTTPException

from domain.calendar import MalformedYear
from domain.deciding import Refused
from domain.lifecycle import NOT_RECEIVED
from service.api import problems
from service.api.places import UnknownPetition
from service.api.problems import Fault, Kind, Refusal
from service.attachments.handing_out import Erased, NotReleased, UnknownAttachment
from service.attachments.kinds import WrongKind
from service.attachments.names import BadName
from service.attachments.sealed import Damaged
from service.attachments.store import Missing, StoreFull
from service.attachments.taking import Empty, TooLarge
from service.attachments.taking import TooMany as TooManyFiles
from service.codes import UnknownList
from service.desk import Changed
from service.documents.typesetting import BadTemplate, Unprintable
from service.evidence.kept import DamagedHead
from service.evidence.proofs import Unprovable
from service.evidence.receipts import NoSuchPosition
from service.evidence.signing import NothingToSign
from service.evidence.signing import Refused as NotSigned
from service.evidence.tiles import MissingTile
from service.feeds.subscribing import UnknownSubscription
from service.keystore.server import StoreUnavailable
from service.keystore.shelves import SubjectDestroyed
from service.ledger.submission import (
    ClockRefused,
    Conflict,
    KeyReused,
    NumberTaken,
    OutcomeUnknown,
    RecordedBackwards,
    Unavailable,
)
from service.offices import UnknownOffice
from service.projector.following import Behind
from service.readmodels.asking import BadQuestion
from service.readmodels.petition import UnknownDuty
from service.reports.reading import UnknownReport
from service.signin.errors import (
    BadCode,
    BadProviders,
    Busy,
    SignInFailed,
    TooMany,
    UnknownAccount,
    UnknownProvider,
    Unreachable,
)
from service.transfers.parcel import BadParcel
from service.transfers.passing import UnknownPartner

Handler = Callable[[Request, Exception], Awaitable[Response]]

SECONDS: Mapping[str, str] = {
    problems.BEHIND.name: "1",
    problems.UNKNOWN_OUTCOME.name: "2",
    problems.UNAVAILABLE.name: "2",
    problems.NOT_READY.name: "2",
    problems.CLOCK.name: "60",
    problems.CONTRADICTED.name: "60",
    problems.BUSY.name: "2",
}
"""How long to wait before trying again, for each problem that may pass."""

KINDS: Mapping[type[Exception], Kind] = {
    Conflict: problems.CONFLICT,
    NumberTaken: problems.CONFLICT,
    SubjectDestroyed: problems.ERASED,
    StoreUnavailable: problems.UNAVAILABLE,
    RecordedBackwards: problems.TIME_BACKWARDS,
    UnknownOffice: problems.NO_OFFICE,
    UnknownPetition: problems.NO_PETITION,
    UnknownDuty: problems.NO_DUTY,
    UnknownList: problems.NO_LIST,
    UnknownReport: problems.NO_REPORT,
    KeyReused: problems.KEY_REUSED,
    ClockRefused: problems.CLOCK,
    OutcomeUnknown: problems.UNKNOWN_OUTCOME,
    Unavailable: problems.UNAVAILABLE,
    BadQuestion: problems.INVALID,
    Unprintable: problems.INVALID,
    BadTemplate: problems.BAD_TEMPLATE,
    MalformedYear: problems.INVALID,
    Behind: problems.BEHIND,
    SignInFailed: problems.SIGN_IN_FAILED,
    BadCode: problems.BAD_CODE,
    Busy: problems.BUSY,
    UnknownAccount: problems.NO_ACCOUNT,
    UnknownSubscription: problems.NO_SUBSCRIPTION,
    UnknownPartner: problems.NO_PARTNER,
    BadParcel: problems.BAD_PACKAGE,
    UnknownProvider: problems.NO_PROVIDER,
    BadProviders: problems.BAD_PROVIDERS,
    Unreachable: problems.NO_ANSWER,
    NothingToSign: problems.NO_LOG,
    MissingTile: problems.NO_TILE,
    NoSuchPosition: problems.NO_POSITION,
    NotSigned: problems.CONTRADICTED,
    DamagedHead: problems.CONTRADICTED,
    Unprovable: problems.CONTRADICTED,
    UnknownAttachment: problems.NO_ATTACHMENT,
    NotReleased: problems.NOT_RELEASED,
    Erased: problems.FILE_ERASED,
    TooManyFiles: problems.TOO_MANY_FILES,
    TooLarge: problems.TOO_LARGE,
    Empty: problems.INVALID,
    BadName: problems.BAD_HEADER,
    WrongKind: problems.WRONG_KIND,
    Missing: problems.NOT_SOUND,
    Damaged: problems.NOT_SOUND,
    StoreFull: problems.NO_ROOM,
    psycopg.DataError: problems.INVALID,
    psycopg.OperationalError: problems.UNAVAILABLE,
    psycopg.errors.ReadOnlySqlTransaction: problems.UNAVAILABLE,
    psycopg.InterfaceError: problems.UNAVAILABLE,
}
"""What is answered for each error; words of the database itself are never passed on."""


Face = Callable[[Request, Response], Response]


def install(app: FastAPI, hidden: Callable[[UUID | None], None], face: Face = lambda _asked, said: said) -> None:
    """Makes the app answer every error that is known with its problem document.

    `hidden` writes down that somebody asked for a petition which they may not know of, before they are told so.
    `face` makes a page of the document where a page was asked for.
    """
    told: dict[type[Exception], Handler] = {error: _plain(kind) for error, kind in KINDS.items()}
    told |= {
        UnknownPetition: _unseen(hidden),
        Refused: _refused,
        Changed: _changed,
        TooMany: _too_many,
        Refusal: _refusal,
        RequestValidationError: _unreadable,
        HTTPException: _http,
    }
    for error, handler in told.items():
        app.add_exception_handler(error, _faced(handler, face))


def _faced(handler: Handler, face: Face) -> Handler:
    async def handle(request: Request, error: Exception) -> Response:
        return face(request, await handler(request, error))

    return handle


def path_of(request: Request) -> str:
    return quote(request.scope["path"])


def _plain(kind: Kind) -> Handler:
    headers = {"Retry-After": SECONDS[kind.name]} if kind.name in SECONDS else {}

    async def handle(request: Request, error: Exception) -> Response:
        silent = isinstance(error, psycopg.Error | Unavailable | BadProviders | StoreUnavailable)
        detail = "" if silent else str(error)
        return problems.answer(kind, path_of(request), detail, headers=headers)

    return handle


def _unseen(hidden: Callable[[UUID | None], None]) -> Handler:
    """What cannot be written down is answered as any read that cannot: with 503."""

    async def answer(request: Request, error: Exception) -> Response:
        assert isinstance(error, UnknownPetition)  # noqa: S101 - installed for nothing else
        try:
            await to_thread.run_sync(hidden, error.petition)
        except (Unavailable, ClockRefused) as unrecorded:
            kind = problems.CLOCK if isinstance(unrecorded, ClockRefused) else problems.UNAVAILABLE
            return await _plain(kind)(request, unrecorded)
        return await _plain(problems.NO_PETITION)(request, error)

    return answer


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 - installed for nothing else
    kind = problems.NO_PETITION if error.reasons == (NOT_RECEIVED,) else problems.REFUSED
    detail = "; ".join(f"{reason.clause} {reason.zh}" for reason in error.reasons)
    return problems.answer(kind, path_of(request), detail, reasons=error.reasons)


async def _too_many(request: Request, error: Exception) -> Response:
    assert isinstance(error, TooMany)  # noqa: S101 - installed for nothing else
    headers = {"Retry-After": str(error.seconds)}
    return problems.answer(problems.TOO_MANY, path_of(request), str(error), headers=headers)


async def _changed(request: Request, error: Exception) -> Response:
    assert isinstance(error, Changed)  # noqa: S101 - installed for nothing else
    headers = {"ETag": f'"{error.found}"'}
    return problems.answer(problems.CHANGED, path_of(request), str(error), headers=headers)


async def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101 - installed for nothing else
    headers = dict(error.headers or {})
    if error.kind.name in SECONDS:
        headers["Retry-After"] = SECONDS[error.kind.name]
    faults = error.faults or UNSET
    return problems.answer(error.kind, path_of(request), error.detail, errors=faults, headers=headers)


async def _unreadable(request: Request, error: Exception) -> Response:
    """Parameters of the query that the framework could not read; what was said is not repeated."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - installed for nothing else
    faults = tuple(Fault(".".join(map(str, each["loc"])), "参数不合规", str(each["msg"])) for each in error.errors())
    detail = "; ".join(f"{fault.path}: {fault.en}" for fault in faults)
    return problems.answer(problems.INVALID, path_of(request), detail, errors=faults)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - installed for nothing else
    kind = problems.of_status(error.status_code)
    return problems.answer(kind, path_of(request), headers=error.headers)
