"""The plain application of the `eventsourcing` library: one server process with its projection in another."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from tests.bench.casework import NOTE, REPLY, TEXT, Case
from tests.bench.client import Http
from tests.bench.lab import Lab, answers, free_port, program
from tests.bench.peers.side import Running, Side

NAME = "plain library"
DATABASE = "plain_library"
HERE = "tests.bench.peers"


class PlainDesk:
    def __init__(self, place: str) -> None:
        self._http = Http(place)

    def create(self, made: Case) -> str:
        said = {"title": made.title, "body": TEXT, "reporter": made.reporter, "channel": made.channel}
        answer = self._http.json("POST", "/cases", {**said, "unit": f"Q{made.unit}", "due": made.due.isoformat()})
        return str(answer["id"])

    def leave(self) -> None:
        self._http.close()

    def comment(self, handle: object, _made: Case) -> object:
        return self._act(handle, "comment", text=NOTE)

    def forward(self, handle: object, made: Case) -> object:
        return self._act(handle, "forward", unit=f"Q{made.next_unit}", owner=f"clerk{made.next_unit}")

    def extend(self, handle: object, made: Case) -> object:
        return self._act(handle, "extend", due=made.later.isoformat())

    def reply(self, handle: object, _made: Case) -> object:
        return self._act(handle, "reply", text=REPLY)

    def close(self, handle: object, _made: Case) -> object:
        return self._act(handle, "close", text=REPLY)

    def _act(self, handle: object, action: str, **said: str) -> object:
        return self._http.json("POST", f"/cases/{handle}/{action}", said)


@contextmanager
def started(lab: Lab) -> Iterator[Running]:
    """Two processes on a fresh database, uvicorn with its one worker as it is by itself."""
    port, log = free_port(), lab.folder / "plain.log"
    place = f"http://127.0.0.1:{port}"
    where = lab.place(DATABASE)
    given = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": where["dbname"],
        "POSTGRES_HOST": where["host"],
        "POSTGRES_PORT": where["port"],
        "POSTGRES_USER": where["user"],
        "POSTGRES_PASSWORD": "none",
    }
    serve = [sys.executable, "-m", "uvicorn", f"{HERE}.plain_server:made", "--factory", "--port", str(port)]
    project = [sys.executable, "-m", f"{HERE}.plain_server"]
    with lab.database(DATABASE), program([*serve, "--no-access-log"], log, given) as server:
        answers(place, "/open", log, server)
        with program(project, log, given) as projection:
            yield Running(place, (server, projection), DATABASE, lambda _client: PlainDesk(place))


PLAIN = Side(NAME, lambda: "", lambda: {name: version(name) for name in ("eventsourcing", "fastapi")}, started)
