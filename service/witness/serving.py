"""The witness over HTTP (C2SP tlog-witness): POST /add-checkpoint, GET /ORIGIN-HASH/checkpoint."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.evidence.witness_protocol import LARGEST_BODY, PATH
from service.witness.cosigning import Answer, Witness
from service.witness.home import Occupied, WitnessError

GRACE = 5
"""Seconds that requests under way may take when the server is to stop."""
TOO_LARGE = Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"more than {LARGEST_BODY} bytes (请求过大)\n")


def application(witness: Witness) -> Starlette:
    """The routes of this witness."""

    async def add_checkpoint(request: Request) -> Response:
        body = await _body(request)
        return _response(TOO_LARGE if body is None else await run_in_threadpool(witness.add_checkpoint, body))

    async def checkpoint(request: Request) -> Response:
        return _response(await run_in_threadpool(witness.checkpoint, request.path_params["digest"]))

    return Starlette(
        routes=[
            Route(f"/{PATH}", add_checkpoint, methods=["POST"]),
            Route("/{digest}/checkpoint", checkpoint, methods=["GET"]),
        ]
    )


async def _body(request: Request) -> bytes | None:
    """The body; None when it is larger than anybody needs."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            return None
    return body


def _response(answer: Answer) -> Response:
    # As a header of its own: Starlette would add a charset to every text type, and the specification names it bare.
    return Response(answer.body, answer.status, headers={"Content-Type": answer.kind})


def serve(witness: Witness, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Answers until SIGINT or SIGTERM comes. Port 0 takes a free one; `announce` is told the address.

    Raises Occupied when the port is taken, WitnessError when the address is none of this computer.
    """
    config = uvicorn.Config(
        application(witness),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=GRACE,
    )
    with _listening(host, port) as listener, suppress(KeyboardInterrupt):
        announce(f"http://{host}:{listener.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} on {host} is taken by another program (端口已被占用): choose another with --port"
            raise Occupied(message) from None
        message = f"cannot listen on {host} port {port}: {error.strerror} (无法监听该地址)"
        raise WitnessError(message) from error
    with listener:
        yield listener
