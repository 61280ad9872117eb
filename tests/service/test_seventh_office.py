"""docs/seventh-office.md is carried out as it stands: a new office by one TOML file, one letter until it is closed."""

from __future__ import annotations

import json
import re
from calendar import SATURDAY
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shlex import split

import pytest
from starlette.testclient import TestClient

from domain.schedule import days
from service.api.app import create_app
from service.bundled import bundled_books, bundled_calendar, own_book
from service.database import Database
from service.runtime import assembled
from service.settings import Settings
from tests.service.api.callers import HERE
from tests.service.cli.conftest import Run, run  # noqa: F401 - the terminal, for a test that needs the API too

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "seventh-office.md"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
DIGEST = re.compile(r"[0-9a-f]{64}")
REQUEST = re.compile(r"POST (\S+)\n(.*)\n→ (.*)\n")
CLOSED = "/petitions/reader-1/close"


def blocks() -> list[tuple[str, str]]:
    """Kind and content of every block of the document, in order."""
    return BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))


def files() -> dict[str, str]:
    """The files that the document shows, by the names in their first lines; and the mistaken book it speaks of."""
    found = {content.split("\n")[0].removeprefix("# "): content for kind, content in blocks() if kind == "toml"}
    return {**found, "mistaken.toml": found["library.toml"].replace('unit = "working"', 'unit = "workdays"')}


def requests(content: str) -> list[tuple[str, str, str]]:
    """Address, body and the answer that the document gives, of each request of a block."""
    return REQUEST.findall(content)


def answers(settings: Settings, database: Database, content: str) -> Iterator[str]:
    """Status and refusing clauses of each request, asked over HTTP."""
    with assembled(settings, database) as instance, TestClient(create_app(instance), base_url=HERE) as client:
        for address, body, _ in requests(content):
            answer = client.post(address, json=json.loads(body))
            clauses = sorted({reason["clause"] for reason in answer.json().get("reasons", [])})
            yield " ".join((str(answer.status_code), *clauses))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of the document, where the commands are given."""
    for name, content in files().items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(run: Run, commands: str) -> str:  # noqa: F811
    """What the commands print, one after the other, as a terminal shows it; of a digest only that there is one."""
    told = [run(*split(line)[1:]) for line in commands.splitlines()]
    lines = DIGEST.sub("…", "".join(each.out + each.err for each in told)).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


@pytest.mark.usefixtures("folder")
def test_every_command_and_every_request_of_the_page_does_what_the_page_says(
    run: Run,  # noqa: F811
    database: Database,
    home: Path,
) -> None:
    printed = ""
    for kind, content in blocks():
        if kind == "sh":
            printed = said(run, content)
        elif kind == "text":
            assert printed == content
        elif kind == "http":
            asked = requests(content)
            assert list(answers(Settings(home), database, content)) == [expected for _, _, expected in asked]
            assert asked[-1][0].endswith(CLOSED), "the letter goes as far as its outcome"
    assert run("show", "reader-1", "-o", "library", "--format", "json").json["state"] == "closed"


def test_the_office_is_in_no_file_of_the_program() -> None:
    """It is the one file of the page that makes the office: no bundled book says anything of it."""
    library = files()["library.toml"]
    assert 'id = "L7"' in library
    assert not any(reference.startswith("L7") for reference in bundled_books())
    clauses = set(re.findall(r'clause = "(L7\.\d)"', library))
    assert clauses == {f"L7.{nth}" for nth in range(1, 8)}


def test_its_director_meets_readers_on_the_first_saturday_rest_day_or_not() -> None:
    """L7.7, in the first quarter of 2026: 3 January lies in the holidays of New Year and is kept."""
    rule = own_book(files()["library.toml"], bundled_books()).schedules_by_id["readers_day"]
    found = [each.day for month in (1, 2, 3) for each in days(rule, 2026, month, bundled_calendar())]
    assert found == [date(2026, 1, 3), date(2026, 2, 7), date(2026, 3, 7)]
    assert {day.weekday() for day in found} == {SATURDAY}
