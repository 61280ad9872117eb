"""The command line as a person or a script uses it: words in, text and an exit code out."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from service.cli.main import main
from service.database import Database
from service.runtime import assembled
from service.settings import Settings
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.cli.acting import Desk


class Said(NamedTuple):
    """What a command printed and the code it ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(
    database: Database, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Runs `zhuoluo` with these words on a fresh instance."""
    monkeypatch.setenv("ZHUOLUO_HOME", str(home))
    monkeypatch.setenv("ZHUOLUO_DATABASE_URL", database.conninfo)
    handler = signal.getsignal(signal.SIGTERM)

    def ran(*words: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        assert "Traceback" not in out + err
        return Said(ended.value.code, out, err)

    yield ran
    signal.signal(signal.SIGTERM, handler)


@pytest.fixture
def desk(database: Database, home: Path) -> Iterator[Desk]:
    """An office under R5 in replayed time, on the instance of `run`, that acts over HTTP."""
    with (
        assembled(Settings(home), database) as instance,
        TestClient(app_of(instance), base_url=HERE) as client,
    ):
        Desk.founded(client, "yimin", "R5", replayed=True)
        yield Desk(client, "yimin", replayed=True)
