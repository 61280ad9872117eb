"""A year's log opens with the last checkpoint of the one before; a year is dropped on record, and its head stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from domain.access_record import AccessLogOpened, log_of
from domain.deciding import Refused
from service.access_log.dropping import Approved, drop
from service.doctor.checks import MISSING, Service
from service.doctor.examining import examined
from service.evidence.receipts import NoSuchPosition, receipt
from service.ledger.application import MATTERS
from service.ledger.submission import LogClosed
from tests.service.access_log.conftest import BY, LI, OFFICE, OTHER, VIA, WANG, Archive, told

THIS = datetime.now(UTC).year
EVE = datetime(THIS - 1, 12, 31, 15, 59, 59, tzinfo=UTC)
"""A second before midnight of New Year in China."""
OLD, NEW = log_of(THIS - 1), log_of(THIS)
APPROVERS = ("周静", "吴敏")
REASON = "保存期满"


def new_year(archive: Archive, before: int = 3, behind: int = 2) -> None:
    """Reads on both sides of midnight."""
    archive.clock.now = EVE
    for _ in range(before):
        archive.read()
    archive.clock.now = EVE + timedelta(seconds=1)
    for _ in range(behind):
        archive.read(WANG)


def dropped(archive: Archive, year: int = THIS - 1) -> None:
    drop(archive.instance, OFFICE, year, Approved(APPROVERS, REASON), BY, VIA)


def opening(archive: Archive, log: str) -> AccessLogOpened:
    (line,) = archive.instance.ledger.log(OFFICE, log).lines(1, 1)
    assert isinstance(line.event, AccessLogOpened)
    return line.event


def test_the_year_is_that_of_the_local_day_and_its_first_line_repeats_how_the_last_one_ended(archive: Archive) -> None:
    new_year(archive)
    assert (archive.size(OLD), archive.size(NEW)) == (4, 3)
    opened = opening(archive, NEW)
    last = archive.instance.checkpoints.current(OFFICE, OLD)
    assert (opened.previous, opened.size, opened.root) == (OLD, 4, last.head.root.hex())
    assert opened.checkpoint == last.text
    archive.instance.checkpoints.current(OFFICE, NEW)
    for log in (OLD, NEW):
        assert archive.verified(log).sound, archive.verified(log)


def test_two_processes_change_over_at_once_and_neither_loses_a_read(archive: Archive) -> None:
    archive.clock.now = EVE
    processes = [archive.another() for _ in range(2)]
    for reads in processes:
        reads.record(OFFICE, told())
    archive.clock.now = EVE + timedelta(seconds=1)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda nth: processes[nth % 2].record(OFFICE, told(LI if nth % 4 else WANG)), range(40)))
    assert {each.log for each in done} == {NEW}
    assert sorted(each.position for each in done) == list(range(2, 42))
    assert archive.size(OLD) == 3
    archive.instance.checkpoints.current(OFFICE, NEW)
    assert archive.verified(OLD).sound
    assert archive.verified(NEW).sound


def test_a_process_whose_clock_is_behind_writes_into_the_new_year_once_it_is_open(archive: Archive) -> None:
    late = archive.another()
    archive.clock.now = EVE
    late.record(OFFICE, told())
    archive.clock.now = EVE + timedelta(seconds=1)
    archive.read()
    archive.clock.now = EVE
    assert late.record(OFFICE, told()).log == NEW
    with pytest.raises(LogClosed):
        late._written(OFFICE, OLD, uuid4(), opening(archive, NEW))
    archive.instance.checkpoints.current(OFFICE, NEW)
    assert archive.verified(OLD).sound
    assert archive.verified(NEW).sound


def test_a_first_line_that_does_not_repeat_the_last_checkpoint_is_found(archive: Archive) -> None:
    """The year before is written anew by whoever holds both keys: the next year's first line tells."""
    new_year(archive)
    archive.instance.checkpoints.current(OFFICE, NEW)
    assert archive.verified(NEW).sound, "control"
    archive.tampered(
        f"UPDATE ledger.head SET size = 3, edge = (SELECT edge FROM ledger.head h WHERE h.office = '{OFFICE}'"
        f" AND h.log = '{NEW}') WHERE office = '{OFFICE}' AND log = '{OLD}'"
    )
    faults = archive.verified(NEW).faults
    assert any("ended otherwise" in fault.what for fault in faults), faults


def test_a_year_before_that_is_gone_with_its_head_is_missed(archive: Archive) -> None:
    new_year(archive)
    archive.instance.checkpoints.current(OFFICE, NEW)
    archive.tampered(
        f"DROP TABLE ledger.\"{OLD}/{OFFICE}\"; DELETE FROM ledger.head WHERE log = '{OLD}' AND office = '{OFFICE}'"
    )
    assert any(OLD in fault.what for fault in archive.verified(NEW).faults)
    assert archive.verified(OLD).verified.fault == "its events are gone, and so is its head (事件与日志头均缺失)"


def test_a_year_is_dropped_on_record_and_verify_says_so(archive: Archive) -> None:
    new_year(archive)
    archive.instance.checkpoints.current(OFFICE, NEW)
    dropped(archive)
    whole = archive.verified(OLD)
    assert (whole.sound, whole.dropped, whole.verified.size) == (True, True, 4)
    assert archive.verified(NEW).sound
    assert archive.verified(MATTERS).verified.sound
    (record,) = archive.instance.offices.get(OFFICE).state.evidence.dropped
    assert (record.log, record.size, record.approvers, record.reason) == (OLD, 4, APPROVERS, REASON)
    assert record.checkpoint == opening(archive, NEW).checkpoint
    assert archive.instance.checkpoints.current(OFFICE, OLD).text == record.checkpoint
    with archive.instance.pool.connection() as connection, pytest.raises(NoSuchPosition):
        receipt(connection, archive.instance.checkpoints, OFFICE, OLD, 2)


def test_a_year_that_is_gone_without_a_record_is_damage(archive: Archive) -> None:
    new_year(archive)
    archive.tampered(f'DROP TABLE ledger."{OLD}/{OFFICE}"')
    verified = archive.verified(OLD).verified
    assert not verified.sound
    assert "no drop of it is on record" in str(verified.fault)


def test_a_dropped_year_whose_head_was_changed_is_found(archive: Archive) -> None:
    new_year(archive)
    dropped(archive)
    archive.tampered(f"UPDATE ledger.head SET size = 5 WHERE log = '{OLD}' AND office = '{OFFICE}'")
    assert not archive.verified(OLD).sound


def test_a_year_that_was_dropped_does_not_begin_anew(archive: Archive) -> None:
    new_year(archive)
    dropped(archive)
    archive.instance.ledger.create(OFFICE, OLD)
    assert archive.verified(OLD).dropped


@pytest.mark.parametrize(
    ("year", "approvers", "reason"),
    [
        (THIS, APPROVERS, REASON),
        (THIS - 1, ("周静",), REASON),
        (THIS - 1, ("周静", "周静"), REASON),
        (THIS - 1, ("周静", " "), REASON),
        (THIS - 1, APPROVERS, " "),
    ],
)
def test_a_year_is_not_dropped_before_it_is_over_nor_by_one_person_nor_without_a_reason(
    archive: Archive, year: int, approvers: tuple[str, ...], reason: str
) -> None:
    new_year(archive)
    with pytest.raises(Refused):
        drop(archive.instance, OFFICE, year, Approved(approvers, reason), BY, VIA)
    assert archive.verified(OLD).verified.size == 4
    assert not archive.verified(OLD).dropped


def test_a_damaged_year_is_evidence_and_is_not_dropped(archive: Archive) -> None:
    new_year(archive)
    archive.tampered(f'DELETE FROM ledger."{OLD}/{OFFICE}" WHERE position = 3')
    with pytest.raises(Refused, match="not sound"):
        dropped(archive)


def test_another_office_keeps_its_year(archive: Archive) -> None:
    archive.clock.now = EVE
    archive.reads.record(OTHER, told())
    new_year(archive)
    dropped(archive)
    assert archive.verified(OLD, OTHER).sound
    assert not archive.verified(OLD, OTHER).dropped


KILLED = """
import os, signal, sys
from pathlib import Path
from uuid import uuid4
from domain.values import Actor
from service.access_log import dropping
from service.database import Database
from service.ledger.entry import Via
from service.roles import own_logins, taken_on
from service.runtime import assembled
from service.settings import Settings

conninfo, home, year, where = sys.argv[1:]
whole = getattr(dropping, where) if where != "nowhere" else None

def struck(*args):
    os.kill(os.getpid(), signal.SIGKILL)

if whole is not None:
    setattr(dropping, where, struck)
database = Database(conninfo, logins=taken_on(conninfo))
with assembled(Settings(Path(home)), database) as instance:
    approved = dropping.Approved(("周静", "吴敏"), "保存期满")
    dropping.drop(instance, "xinfang", int(year), approved, Actor("管理员"), Via(channel="test"))
"""


@pytest.mark.faults
@pytest.mark.parametrize("where", ["nowhere", "verify_log", "_drop", "_drop_table"])
def test_a_drop_that_was_killed_anywhere_loses_nothing_unrecorded_and_is_ended_by_the_same_again(
    archive: Archive, where: str
) -> None:
    """Control: `nowhere`, where the same process is not killed and the drop is done at once."""
    new_year(archive)
    arguments = [archive.database.conninfo, str(archive.instance.settings.home), str(THIS - 1), where]
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], env={**os.environ}, check=False, timeout=120)
    assert done.returncode == (0 if where == "nowhere" else -signal.SIGKILL)
    between = archive.verified(OLD)
    recorded = bool(archive.instance.offices.get(OFFICE).state.evidence.dropped)
    assert recorded == (where != "verify_log")
    assert between.dropped == (where == "nowhere")
    if recorded and not between.dropped:
        assert [fault.of for fault in between.faults] == ["drop"]
    dropped(archive)
    assert archive.verified(OLD).dropped
    assert archive.verified(OLD).sound
    assert len(archive.instance.offices.get(OFFICE).state.evidence.dropped) == 1


@pytest.mark.parametrize(
    ("gap", "check"),
    [
        ('ALTER TABLE ledger."{log}/xinfang" DISABLE TRIGGER access_is_append_only', "triggers"),
        ('DROP TRIGGER access_is_not_truncated ON ledger."{log}/xinfang"', "triggers"),
        ('GRANT DELETE ON ledger."{log}/xinfang" TO zhuoluo_app', "grants"),
        ('REVOKE SELECT ON ledger."{log}/xinfang" FROM zhuoluo_auditor', "grants"),
        ('ALTER TABLE ledger."{log}/xinfang" OWNER TO zhuoluo_app', "owned"),
        ("ALTER FUNCTION ledger.open_access_log(text, text) RESET search_path", "functions"),
        ("ALTER FUNCTION ledger.refuse_closed() SECURITY DEFINER", "functions"),
    ],
)
def test_the_doctor_looks_at_the_tables_of_access_records_too(archive: Archive, gap: str, check: str) -> None:
    archive.read()
    with psycopg.connect(archive.database.conninfo) as connection:

        def gaps() -> list[str]:
            found = examined(connection, Service(embedded=True, login="zhuoluo"), Path("/nonexistent"))
            return [each.name for each in found if each.state == MISSING and each.name != "keys"]

        before = gaps()
        connection.execute(gap.format(log=archive.log).encode())
        assert check not in before
        assert check in gaps()
