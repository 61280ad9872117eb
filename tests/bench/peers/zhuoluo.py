"""zhuoluo itself, as `zhuoluo serve` starts it, under a rulebook with one limit that may be extended (bench.toml)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.casework import NOTE, REPLY, TEXT, Case
from tests.bench.client import Http
from tests.bench.figures import OURS
from tests.bench.lab import Lab, answers, free_port, program
from tests.bench.peers.side import Running, Side

PREFIX = "/api/v1"
OFFICE = "bench"
BOOK = Path(__file__).with_name("bench.toml")
CLERK = {"name": "田甜", "post": "head"}
PETITIONS = f"{PREFIX}/offices/{OFFICE}/petitions"


class ZhuoluoDesk:
    """A clerk at the console of this computer: an installation without accounts."""

    def __init__(self, place: str) -> None:
        self._http = Http(place)

    def create(self, made: Case) -> str:
        """Received and registered, two requests: only what stands in the register can be closed."""
        details = {"title": made.title, "petitioner": {"name": made.reporter}, "problem": TEXT}
        handle = str(self._post("", channel=made.channel, details=details)["petition"])
        self._act(handle, "register")
        return handle

    def leave(self) -> None:
        self._http.close()

    def comment(self, handle: object, _made: Case) -> object:
        return self._act(handle, "comment", text=NOTE)

    def forward(self, handle: object, made: Case) -> object:
        return self._act(handle, "forward", target=f"Q{made.next_unit}", handler=f"clerk{made.next_unit}")

    def extend(self, handle: object, _made: Case) -> object:
        return self._act(handle, "extend", duty="answer", reason="调查需要", days=15)

    def reply(self, handle: object, _made: Case) -> object:
        return self._act(handle, "answer", reply_kind="result", text=REPLY)

    def close(self, handle: object, _made: Case) -> object:
        return self._act(handle, "close", outcome="settled", explanation=REPLY)

    def _act(self, handle: object, verb: str, **said: object) -> Any:
        return self._post(f"/{handle}/{verb}", **said)

    def _post(self, path: str, **said: object) -> Any:
        return self._http.json("POST", PETITIONS + path, {"actor": CLERK, **said})


@contextmanager
def started(lab: Lab) -> Iterator[Running]:
    """A server process of its own on a fresh database, with an office that reads no other rule."""
    port, log = free_port(), lab.folder / "zhuoluo.log"
    home = lab.folder / "zhuoluo"
    place = f"http://127.0.0.1:{port}"
    with lab.database(OURS) as conninfo:
        given = {"ZHUOLUO_HOME": str(home), "ZHUOLUO_DATABASE_URL": conninfo}
        command = [sys.executable, "-m", "service.cli.main", "serve", "--port", str(port)]
        with program(command, log, given) as pid:
            answers(place, f"{PREFIX}/health", log, pid)
            with closing(Http(place)) as http:
                _office(http)
            yield Running(place, (pid,), OURS, lambda _client: ZhuoluoDesk(place))


def _office(http: Http) -> None:
    http.json("POST", f"{PREFIX}/offices", {"actor": CLERK, "id": OFFICE, "name": "测试局", "rulebook": "plain"})
    book = {"actor": CLERK, "text": BOOK.read_text(encoding="utf-8"), "reason": "测量"}
    http.json("POST", f"{PREFIX}/offices/{OFFICE}/rulebooks", book)


ZHUOLUO = Side(OURS, lambda: "", lambda: {name: version(name) for name in ("zhuoluo", "uvicorn", "psycopg")}, started)
