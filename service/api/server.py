"""The server: this app on 127.0.0.1, until somebody says stop."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from service.api.app import create_app
from service.api.draining import Draining
from service.jobs.runner import working
from service.logs import printed
from service.runtime import Instance

HOST = "127.0.0.1"
GRACE = 5
"""Seconds that requests under way may take when the server is to stop."""
STOPPING = (signal.SIGINT, signal.SIGTERM)


class PortTaken(Exception):
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(
            f"port {port} on {HOST} is taken by another program (端口已被占用): "
            "choose another with ZHUOLUO_PORT or --port"
        )


def serve(instance: Instance, *, port: int = 8000, announce: Callable[[str], None] = print) -> None:
    """Answers requests on 127.0.0.1 until SIGINT or SIGTERM comes, then returns.

    Port 0 takes a free one. `announce` is told once that the server is ready, where, and that nobody else can
    reach it. Starts the projector of the instance, which must not run yet, so that what other processes write
    is folded too, and a runner for the jobs of all offices. Raises PortTaken, PermissionError.
    """
    with _listening(port) as listener:
        place = f"http://{HOST}:{listener.getsockname()[1]}"
        app = create_app(instance)
        instance.projector.start()
        instance.likeness.start()
        instance.gate.start()
        instance.exchange.start()
        instance.sums.start()
        instance.signing.start()
        instance.witnessing.start()
        instance.access_index.start()
        settings = instance.settings
        draining = Draining(app, settings.web.drain_seconds)
        app.state.stopping = lambda: draining.begun
        server = _Server(_config(draining), draining, lambda: announce(_announcement(place)))
        with printed(access=settings.web.logs_access, as_objects=settings.json_log), working(instance):
            server.run(sockets=[listener])


def _config(app: ASGIApp) -> uvicorn.Config:
    """Without its log of requests, whose addresses may hold register numbers: ours has none. Proxies: our own guard."""
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=GRACE,
    )


def _announcement(place: str) -> str:
    return f"着落 {place}  仅限本机访问 (this computer only)\n   API {place}/api/docs  Ctrl-C 停止 (stops)"


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    """A socket bound to the port, before anything is started for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(port) from None
            raise
        yield listener


class _Server(uvicorn.Server):
    """Says when it is ready, drains after SIGTERM, and returns after a signal instead of raising it anew."""

    def __init__(self, config: uvicorn.Config, draining: Draining, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._draining = draining
        self._ready = ready

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first SIGTERM only begins it; whoever presses Ctrl-C, or sends a second one, does not want to wait."""
        if sig != signal.SIGTERM or not self._draining.begin():
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        self.should_exit = self.should_exit or self._draining.over
        return await super().on_tick(counter)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in STOPPING}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
