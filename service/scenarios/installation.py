"""A fresh installation to play in: a database and a server of its own, gone when the play is over."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import uvicorn

from service.api.app import create_app
from service.runtime import Instance, running
from service.scenarios.transport import Api
from service.settings import Settings

HOST = "127.0.0.1"
STARTING = 30.0
"""Seconds that the server may take until it listens."""


class NotStarted(Exception):
    """The server of the fresh installation did not come up."""


@contextmanager
def fresh() -> Iterator[Api]:
    """The API of an installation made now, in a directory of its own. Raises what `running` raises, NotStarted."""
    home = Path(tempfile.mkdtemp(prefix="zhuoluo-scenarios-"))
    home.chmod(0o711)  # the account of the database passes through
    try:
        with running(Settings(home)) as instance, served(instance) as api:
            yield api
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def served(instance: Instance) -> Iterator[Api]:
    """The API of this instance over HTTP, from a server in this process. Raises NotStarted."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind((HOST, 0))
        config = uvicorn.Config(create_app(instance), log_level="warning", access_log=False, ws="none")
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="scenarios", daemon=True)
        thread.start()
        api = Api(int(listener.getsockname()[1]))
        try:
            _wait(server, thread)
            yield api
        finally:
            api.close()
            server.should_exit = True
            thread.join()


def _wait(server: uvicorn.Server, thread: Thread) -> None:
    until = monotonic() + STARTING
    while not server.started:
        if not thread.is_alive() or monotonic() > until:
            raise NotStarted("the server of the fresh installation did not start (服务未能启动)")
        sleep(0.01)
