"""What a register costs, beside one of a tenth of its rows: seconds, and memory that stays as it is."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from domain.wording import ZH
from service.database import Database
from service.layouts.grounds import Ground, Grounds
from service.registers.entries import Days
from service.registers.exporting import Rows
from service.registers.kinds import REGISTERS
from service.registers.writing import KINDS, Written
from tests.service.readmodels.large import place
from tests.service.readmodels.test_plans import gated
from tests.service.registers.leaving import EVER, MADE

COPIES = int(os.environ.get("ZHUOLUO_REGISTER_COPIES", "0"))
"""Of a history of some 2,000 petitions; 46 where it is measured (docs/layouts.md), which takes minutes."""
MIB = 1024 * 1024
MORE = 64 * MIB
"""How much more ten times the rows may take: an id a petition for the record, and what the library keeps."""
REGISTER = REGISTERS["petitions"]


@pytest.mark.slow
@pytest.mark.skipif(not COPIES, reason="measured where ZHUOLUO_REGISTER_COPIES says how large")
def test_ten_times_the_rows_take_about_the_same_memory(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(database.conninfo, autocommit=True, options="-c timezone=UTC") as connection:
        told = gated(connection, COPIES)
        asked = told.asked(*place(told, COPIES - 1))
        early = Days(None, told.asked(*place(told, COPIES // 10)).on.day)
        peaks: dict[tuple[str, int], int] = {}
        for kind in KINDS.values():
            for days in (early, EVER):
                rows = Rows(REGISTER, asked, ZH)
                rests_on = Grounds((Ground(REGISTER.label, REGISTER.label),), MADE, MADE)
                written = Written(
                    register=REGISTER,
                    grounds=rests_on,
                    rows=rows.of(connection, asked, days),
                    tail=tuple,
                    language=ZH,
                )
                file, began = tmp_path / kind.ending, time.perf_counter()
                peak = peaked(lambda kind=kind, written=written, file=file: kind.write(written, file))  # type: ignore[misc]
                took = time.perf_counter() - began
                peaks[kind.name, days is EVER] = peak
                with capsys.disabled():
                    size = file.stat().st_size / MIB
                    told_so = f"{rows.count} rows, {took:.1f} s, +{peak / MIB:.1f} MiB, file {size:.1f} MiB"
                    print(f"\n{kind.name}: {told_so}")  # noqa: T201 - it is what was asked for
                assert rows.count == len(rows.petitions)
    for name in KINDS:
        assert peaks[name, True] < peaks[name, False] + MORE


def peaked(act: Callable[[], object]) -> int:
    """The most resident memory of this process during the act, beyond what it had before, in bytes."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _status("VmRSS")
    act()
    return max(_status("VmHWM") - before, 0)


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024
