"""What the command line shows of petitions is on record before it is printed, once people have accounts (R6.5)."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import psycopg.conninfo
import pytest

from service.cli.main import zhuoluo
from service.database import Database
from tests.service.attachments.files import png
from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run

JSON = ("--format", "json")
AT = ("--office", "yimin")
LATER = (*AT, "--on", "2026-08-03")
CONSOLE = f"{pwd.getpwuid(os.getuid()).pw_name}@console"
TITLE = "安置房渗漏"
ONE = {
    "show": ("personal", ("person", "narrative"), ("show", "{}", *AT)),
    "replay": ("personal", ("person", "narrative"), ("replay", "{}", *AT)),
    "replay --from": ("personal", ("person", "narrative"), ("replay", "{}", "--from", "3", *AT)),
    "explain": ("personal", (), ("explain", "{}", *AT)),
    "query-code": ("receive", ("query_code",), ("query-code", "{}", *AT)),
    "access who": ("readings", ("relations",), ("access", "who", "{}", "--person", "田甜", *AT)),
    "attachments": ("personal", ("attachment_names",), ("attachments", "{}", *AT)),
    "document": ("personal", ("person", "narrative"), ("document", "{}", *AT)),
    "issue": ("personal", ("person", "narrative"), ("issue", "{}", "registration", "--out", "{folder}/b.pdf", *AT)),
    "issue-many": (
        "personal", ("person", "narrative"), ("issue-many", "registration", "{}", "--folder", "{folder}", *AT),
    ),
    "document DOCUMENT": (
        "personal", ("person", "narrative"), ("document", "{}", "registration", "--out", "{folder}/a.pdf", *AT),
    ),
    "exchange follow": ("petition", (), ("exchange", "follow", "{}", *AT)),
    "bundle": ("bundle", ("bundle",), ("bundle", "{}", "--out", "{folder}/a.zip", *AT)),
    "bundle --opened": (
        "bundle", ("bundle", "person", "narrative"), ("bundle", "{}", "--opened", "--out", "{folder}/b.zip", *AT),
    ),
}  # fmt: skip
"""What shows one petition: for what it is recorded, and which personal fields."""
MANY = {
    "list register": ("register", ("list", "register", *AT), 2),
    "list duties": ("duties", ("list", "duties", *AT), 2),
    "list breaches": ("breaches", ("list", "breaches", *AT), 0),
    "list entered-late": ("entered-late", ("list", "entered-late", *AT), 0),
    "candidates": ("repeat-candidates", ("candidates", "{}", *AT), 1),
    "accountability --list": (
        "accountability past-limit",
        ("accountability", "--list", "past-limit", *LATER),
        2,
    ),
    "stats --facts": ("facts 2026-03", ("stats", "2026-03", "--facts", "received", *AT), 2),
    "stats --since": ("facts 2026-03", ("stats", "2026-03", "--since", "0", *AT), 2),
    "stats --show trends": ("trends 2026-03", ("stats", "2026-03", "--show", "trends", *AT), 0),
    "office receptions": ("receptions", ("office", "receptions", "yimin"), 0),
    "office appointments": ("appointments", ("office", "appointments", "yimin"), 0),
    "office reminders": ("reminders", ("office", "reminders", "yimin"), 0),
    "numbers": ("numbers", ("numbers", *AT), 0),
    "export xes": ("register.xes", ("export", "xes", "--output", "{folder}/a.xes", *AT), 2),
    "export ocel": ("register.ocel", ("export", "ocel", "--output", "{folder}/a.json", *AT), 2),
    "attachment backfill --dry-run": ("backfill", ("attachment", "backfill", "{scans}", "--dry-run", *AT), 1),
    "attachment separator": ("separators", ("attachment", "separator", "{}", "--out", "{folder}/s.pdf", *AT), 1),
    "report register": ("petitions.xlsx", ("report", "register", "petitions", "--output", "{folder}/a.xlsx", *AT), 2),
    "office checklists": ("checklists", ("office", "checklists", "yimin"), 0),
    "retention due": ("retention", ("retention", "due", "--on", "2026-06-01", *AT), 0),
    "calendar feed": ("calendar", ("calendar", "feed", "田甜", *AT), 0),
    "exchange list": ("exchange", ("exchange", "list", *AT), 0),
    "office orphaned": ("orphaned-duties", ("office", "orphaned", "yimin"), 0),
}
"""What shows a list: its name on record, and how many petitions at least stand in it."""
SHOWN = {words[0] for _, _, words in ONE.values()} | {words[0] for _, words, _ in MANY.values()} | {"attachment"}
NOTHING = """
serve demo clock import attach template verifier rulebook jobs status doctor log witness rebuild versions
verify keys account session token webhooks erasure restriction migrate scenarios bench
backup restore resume config
"""
"""Commands that show no personal value of a petition, looked at one by one: dates, sums, numbers, reads on record."""


@pytest.fixture
def petition(desk: Desk) -> str:
    """A letter; a visit is there too, of the same person in the same matter."""
    desk.visit("2026-03-02 09:00")
    return desk.letter("2026-03-02 10:00")


@pytest.fixture
def manned(run: Run, petition: str) -> Run:
    """The command line of an installation where somebody has an account."""
    del petition
    assert run("account", "open", "tiantian", *AT, "--person", "田甜").code == 0
    return run


def recorded(run: Run) -> list[dict[str, Any]]:
    return list(run("access", "by", CONSOLE, *AT, *JSON).json)


@pytest.mark.parametrize("name", ONE)
def test_one_petition_that_is_shown_is_on_record(manned: Run, petition: str, tmp_path: Path, name: str) -> None:
    action, fields, words = ONE[name]
    said = manned(*(word.format(petition, folder=tmp_path) for word in words))
    assert said.code == 0, said.err
    (read,) = recorded(manned)
    assert read["petition"] == petition
    assert (read["person"], read["via"], read["action"], read["allowed"]) == (CONSOLE, "cli", action, True)
    assert read["what"] == "、".join(fields)


@pytest.mark.parametrize("name", MANY)
def test_a_list_that_is_shown_is_on_record(manned: Run, petition: str, tmp_path: Path, name: str) -> None:
    called, words, least = MANY[name]
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / f"{petition}.png").write_bytes(png())
    said = manned(*(word.format(petition, folder=tmp_path, scans=scans) for word in words))
    assert said.code == 0, said.err
    (read,) = recorded(manned)
    assert (read["action"], read["what"].split(" [")[0]) == ("list", called)
    assert int(read["what"].rsplit("] ")[-1].split()[0]) >= least


def test_a_file_that_is_taken_out_is_on_record(manned: Run, petition: str, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("来信", encoding="utf-8")
    (file,) = manned("attach", petition, str(letter), *AT, *JSON).json
    taken = tmp_path / "taken.txt"
    manned("attachment", "get", petition, file["id"], *AT, "--output", str(taken))
    (read,) = recorded(manned)
    assert read["what"] == "attachments"


def test_who_asks_who_has_read_a_petition_is_on_record_for_the_next_to_ask(manned: Run, petition: str) -> None:
    assert manned("access", "petition", petition, *AT, *JSON).json["records"] == []
    (read,) = manned("access", "petition", petition, *AT, *JSON).json["records"]
    assert (read["person"], read["action"], read["what"]) == (CONSOLE, "readings", "readings")


def test_the_reader_is_the_account_of_the_computer_whatever_the_environment_says(
    manned: Run, petition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody")
    manned("show", petition, *AT)
    assert [read["person"] for read in recorded(manned)] == [CONSOLE]


def test_what_it_is_read_for_is_said_in_the_environment(
    manned: Run, petition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHUOLUO_PURPOSE", "audit")
    manned("show", petition, *AT)
    (read,) = recorded(manned)
    assert read["purpose"] == "审计"
    monkeypatch.setenv("ZHUOLUO_PURPOSE", "curiosity")
    said = manned("show", petition, *AT)
    assert (said.code, said.out) == (1, "")
    assert "`purpose` is 'curiosity'" in said.err


def test_as_long_as_nobody_has_an_account_there_is_nobody_to_record(run: Run, petition: str) -> None:
    assert TITLE in run("show", petition, *AT).out
    assert recorded(run) == []


@pytest.fixture
def altered(database: Database) -> Iterator[Callable[[str, str], None]]:
    """Alters the database by one statement, and by another at the end."""
    undone: list[str] = []
    with psycopg.connect(database.conninfo, autocommit=True) as connection:

        def alter(done: str, undo: str) -> None:
            connection.execute(done.encode())
            undone.append(undo)

        yield alter
        for statement in undone:
            connection.execute(statement.encode())


@pytest.mark.parametrize("words", [("show", "{}", *AT), ("list", "register", *AT)], ids=lambda words: words[0])
def test_what_cannot_be_recorded_is_not_shown(
    manned: Run, petition: str, database: Database, altered: Callable[[str, str], None], words: tuple[str, ...]
) -> None:
    words = tuple(word.format(petition) for word in words)
    assert TITLE in manned(*words).out, "the control: what can be recorded is shown"
    log = str(recorded(manned)[0]["log"])
    altered(f'ALTER TABLE ledger."{log}/yimin" RENAME TO away', f'ALTER TABLE ledger.away RENAME TO "{log}/yimin"')
    said = manned(*words)
    assert (said.code, TITLE in said.out) == (3, False), said.err
    assert "cannot be recorded" in said.err
    name = psycopg.conninfo.conninfo_to_dict(database.conninfo)["dbname"]
    altered(
        f"ALTER DATABASE {name} SET default_transaction_read_only = on",
        f"SET default_transaction_read_only = off; ALTER DATABASE {name} RESET default_transaction_read_only",
    )
    said = manned(*words)
    assert (said.code, said.out) == (3, "")
    assert "read-only" in said.err


def test_of_every_command_it_is_said_whether_it_shows_petitions() -> None:
    assert set(zhuoluo.commands) == SHOWN | set(NOTHING.split())
