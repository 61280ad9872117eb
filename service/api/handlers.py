"""From everything that can be raised to a problem document; what is not named here is 500 without details."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

import psycopg
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
from service.codes import UnknownList
from service.desk import Changed
from service.ledger.submission import (
    ClockRefused,
    Conflict,
    KeyReused,
    OutcomeUnknown,
    RecordedBackwards,
    Unavailable,
)
from service.offices import UnknownOffice
from service.projector.following import Behind
from service.readmodels.asking import BadQuestion
from service.readmodels.petition import UnknownDuty

Handler = Callable[[Request, Exception], Awaitable[Response]]

SECONDS: Mapping[str, str] = {
    problems.BEHIND.name: "1",
    problems.UNKNOWN_OUTCOME.name: "2",
    problems.UNAVAILABLE.name: "2",
    problems.CLOCK.name: "60",
}
"""How long to wait before trying again, for each problem that may pass."""

KINDS: Mapping[type[Exception], Kind] = {
    Conflict: problems.CONFLICT,
    RecordedBackwards: problems.TIME_BACKWARDS,
    UnknownOffice: problems.NO_OFFICE,
    UnknownPetition: problems.NO_PETITION,
    UnknownDuty: problems.NO_DUTY,
    UnknownList: problems.NO_LIST,
    KeyReused: problems.KEY_REUSED,
    ClockRefused: problems.CLOCK,
    OutcomeUnknown: problems.UNKNOWN_OUTCOME,
    Unavailable: problems.UNAVAILABLE,
    BadQuestion: problems.INVALID,
    MalformedYear: problems.INVALID,
    Behind: problems.BEHIND,
    psycopg.DataError: problems.INVALID,
    psycopg.OperationalError: problems.UNAVAILABLE,
    psycopg.InterfaceError: problems.UNAVAILABLE,
}
"""What is answered for each error; words of the database itself are never passed on."""


def install(app: FastAPI) -> None:
    """Makes the app answer every error that is known with its problem document."""
    for error, kind in KINDS.items():
        app.add_exception_handler(error, _plain(kind))
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(Changed, _changed)
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)


def path_of(request: Request) -> str:
    return quote(request.scope["path"])


def _plain(kind: Kind) -> Handler:
    headers = {"Retry-After": SECONDS[kind.name]} if kind.name in SECONDS else {}

    async def handle(request: Request, error: Exception) -> Response:
        detail = "" if isinstance(error, psycopg.Error | Unavailable) else str(error)
        return problems.answer(kind, path_of(request), detail, headers=headers)

    return handle


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 - installed for nothing else
    kind = problems.NO_PETITION if error.reasons == (NOT_RECEIVED,) else problems.REFUSED
    detail = "; ".join(f"{reason.clause} {reason.zh}" for reason in error.reasons)
    return problems.answer(kind, path_of(request), detail, reasons=error.reasons)


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
