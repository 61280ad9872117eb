"""An import that is killed at random and started again until it ends leads to what an import in peace leads to."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.events import Line
from service.exchange.samples import sample
from service.runtime import assembled
from service.settings import Settings
from tests.conftest import acting
from tests.servers import AnyServer, private_home
from tests.service.exchange.conftest import OFFICE, Desk, table
from tests.service.exchange.killed import CONTROL, PATIENCE, ZHUOLUO, imported, killed
from tests.service.exchange.test_registers import HEADER, TOML

pytestmark = [pytest.mark.faults, pytest.mark.slow]
ROWS, CHANGES = 2400, 9000
DEATHS = int(os.environ.get("ZHUOLUO_FAULT_DEATHS", "4"))
"""Of each import; `make faults` asks for eight."""
MENDED = 300
"""Rows of which one is mended, with nobody killed."""
SEED = 11
PERSONAL = '\n[column.name]\nmeans = "name"\n'
NOTHING = -3
"""Events that need to be there: it may be killed before it has written any."""
START = 2.0
"""Seconds, at most, after which it is killed when nothing needs to be written before."""


def register(rows: int) -> str:
    """Petitions, most of them closed, some with a name; every hundredth row is no good."""
    return table(f"{HEADER},name", [_row(number) for number in range(1, rows + 1)])


def _row(number: int) -> str:
    closed = f"2022-02-{number % 27 + 1:02} 10:00:00" if number % 3 else ""
    opened = "never" if number % 100 == 0 else f"2022-01-{number % 28 + 1:02} 09:00:00"
    name = f"Person {number}" if number % 10 == 0 else ""
    return f"{number},{opened},2022-02-10 12:00:00,{closed},done,,unit {number % 7},matter {number},{name}"


@pytest.fixture
def words(tmp_path: Path) -> dict[str, Sequence[str]]:
    """What is imported, by its form."""
    mapping, file = tmp_path / "hotline.toml", tmp_path / "register.csv"
    mapping.write_text(TOML + PERSONAL, encoding="utf-8")
    file.write_text(register(ROWS), encoding="utf-8")
    changes = tmp_path / "changes.csv"
    with sample("uk_wpq/2024-09.changes.csv").open(encoding="utf-8") as whole:
        changes.write_text("".join(islice(whole, CHANGES)), encoding="utf-8")
    return {
        "register": ("--mapping", str(mapping), str(file), "--office", OFFICE),
        "changes": ("--mapping", "uk-written-questions", str(changes), "--office", OFFICE),
    }


@pytest.fixture
def in_peace(server: AnyServer, template: str, database_names: Iterator[str], tmp_path: Path) -> Iterator[Desk]:
    """Another instance, in which nobody kills anything."""
    home = private_home("zhuoluo-home-")
    for database in acting(server, template, next(database_names)):
        with assembled(Settings(home), database) as instance:
            yield Desk(instance, tmp_path)
    shutil.rmtree(home, ignore_errors=True)


def log(desk: Desk) -> list[Line]:
    """All that is written of petitions in order, with what is personal in the clear; not when it was recorded."""
    found = desk.instance.ledger.log(OFFICE)
    lines = [line for line in found.lines(1, desk.size()) if isinstance(line, Line)]
    return [replace(found.sealer.opened(line), recorded_at=None) for line in lines]


def run(desk: Desk, words: Sequence[str], program: Sequence[str] = ZHUOLUO) -> int:
    settings = desk.instance.settings
    return imported(desk.instance.database.conninfo, settings.home, words, program).wait(PATIENCE)


def kill_often(desk: Desk, words: Sequence[str], deaths: int, program: Sequence[str] = ZHUOLUO) -> int:
    """Starts the import as often as is said and kills it where chance will have it; how often it was still at work.

    Every third time it has written something of its own before, else it may be reading, judging or not even begun.
    """
    chance, times = random.Random(SEED), 0
    conninfo, home = desk.instance.database.conninfo, desk.instance.settings.home
    for death in range(deaths):
        before = written(desk) if death % 3 == 0 else NOTHING
        process = imported(conninfo, home, words, program)
        wrote = partial(wrote_more, desk, before)
        times += killed(process, wrote, chance.uniform(0, START if before == NOTHING else 0.1))
    return times


def wrote_more(desk: Desk, before: int) -> bool:
    """More than the two events by which an office begins."""
    return written(desk) > before + 2


def written(desk: Desk) -> int:
    """How many events the office has; none before it is there."""
    sizes = "SELECT coalesce(max(size), 0) FROM ledger.head WHERE office = %s"
    with desk.instance.pool.connection() as connection:
        row = connection.execute(sizes, [OFFICE]).fetchone()
    return int(row[0]) if row else 0


@pytest.mark.parametrize("form", ["register", "changes"])
def test_killed_at_random_and_run_again_it_loses_and_doubles_nothing(
    desk: Desk, in_peace: Desk, words: dict[str, Sequence[str]], form: str
) -> None:
    """To the last event, position and register number."""
    said = words[form]
    code = run(in_peace, said)
    assert kill_often(desk, said, DEATHS) == DEATHS, "it was too quick for this to show anything"
    assert written(desk) < in_peace.size()
    assert run(desk, said) == code
    assert log(desk) == log(in_peace)
    size = desk.size()
    assert (run(desk, said), desk.size()) == (code, size)
    assert desk.listed("register", desk.asked()) == in_peace.listed("register", in_peace.asked())


def test_without_the_ids_of_the_source_and_command_keys_an_import_that_was_killed_doubles(
    desk: Desk, words: dict[str, Sequence[str]]
) -> None:
    """The control: what was in before the death is in twice."""
    assert kill_often(desk, words["register"], 2, CONTROL) == 2
    assert run(desk, words["register"], CONTROL) == 1
    assert max(Counter(row.external_id for row in desk.listed("register", desk.asked())).values()) > 1


def test_a_row_that_was_mended_after_the_rejects_goes_in_and_the_file_again_changes_nothing(
    desk: Desk, words: dict[str, Sequence[str]], tmp_path: Path
) -> None:
    file, bad = tmp_path / "register.csv", _row(100)
    file.write_text(register(MENDED), encoding="utf-8")
    assert run(desk, words["register"]) == 1
    size = desk.size()
    assert "100" not in desk.ids("register")
    file.write_text(register(MENDED).replace(bad, bad.replace("never", "2022-01-05")), encoding="utf-8")
    assert run(desk, words["register"]) == 1
    assert "100" in desk.ids("register")
    assert desk.size() - size == len(desk.lines("100"))
    size = desk.size()
    assert (run(desk, words["register"]), desk.size()) == (1, size)
