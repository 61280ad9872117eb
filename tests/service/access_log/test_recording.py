"""A read is on record before anything is shown; what cannot be recorded is refused; nothing is lost or changed."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from domain.access_record import AccessLine, AccessLogOpened, AccessRecorded, BadRecord, Reader, listed
from domain.office import InstanceKeyRetired, OfficeCreated
from service.access_log.recording import Reads
from service.clocks import accept_clock
from service.evidence import rotating
from service.instance_keys import InstanceKeys
from service.ledger.submission import ClockRefused, Unavailable
from service.offices import UnknownOffice
from service.runtime import assembled
from tests.service.access_log.conftest import BY, LI, OFFICE, OTHER, PETITION, VIA, WANG, Archive, told


def records(archive: Archive, office: str = OFFICE) -> list[AccessRecorded]:
    lines = archive.instance.ledger.log(office, archive.log).lines(1, archive.size(archive.log, office))
    return [line.event for line in lines if isinstance(line.event, AccessRecorded)]


def test_a_read_is_committed_with_all_that_was_said_of_it_when_record_returns(archive: Archive) -> None:
    done = archive.read(session="s-1", from_network="10.0.0.7", version=3, position=9, reasons=("own_unit",))
    line = archive.another()._ledger.log(OFFICE, done.log).lines(done.position, 1)[0]
    assert isinstance(line, AccessLine)
    event = line.event
    assert isinstance(event, AccessRecorded)
    assert (event.reader, event.petition, event.fields, event.purpose) == (LI, PETITION, ("name",), "handling")
    assert (event.session, event.from_network, event.version, event.position) == ("s-1", "10.0.0.7", 3, 9)
    assert (event.via, event.action, event.allowed, event.reasons) == ("page", "show", True, ("own_unit",))
    assert done.log == archive.log
    assert done.position == 2
    assert line.recorded_at is not None


def test_the_first_line_of_the_first_log_opens_it_and_names_none_before(archive: Archive) -> None:
    archive.read()
    (line,) = archive.instance.ledger.log(OFFICE, archive.log).lines(1, 1)
    assert line.event == AccessLogOpened(year=archive.clock.now.astimezone().year)


def test_refused_attempts_and_lists_are_on_record_too(archive: Archive) -> None:
    petitions = [uuid4() for _ in range(3)]
    archive.read(WANG, allowed=False, reasons=("accused",))
    archive.read(WANG, None, action="list", listed=listed("register", "unit=信访科", petitions))
    refused, list_ = records(archive)
    assert (refused.allowed, refused.reasons) == (False, ("accused",))
    assert list_.listed is not None
    assert list_.listed.petitions == tuple(sorted(petitions, key=lambda each: each.bytes))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reader": Reader(" ")}, "who reads"),
        ({"via": "window"}, "via"),
        ({"allowed": False}, "why was it refused"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"purpose": "other"}, "what other purpose"),
        ({"purpose": "other", "purpose_text": "回电 13912345678"}, "long number"),
        ({"listed": listed("register", "", [])}, "not of both"),
    ],
)
def test_a_read_that_is_not_told_as_it_must_be_is_refused_and_nothing_is_written(
    archive: Archive, wrong: dict[str, object], words: str
) -> None:
    archive.read()
    with pytest.raises(BadRecord, match=words):
        archive.read(**wrong)  # type: ignore[arg-type] # that is what is tested
    assert archive.size(archive.log) == 2


def test_there_is_no_record_for_an_office_that_does_not_exist(archive: Archive) -> None:
    with pytest.raises(UnknownOffice):
        archive.reads.record("nowhere", told())


def test_twelve_threads_lose_nothing_and_the_tree_verifies(archive: Archive) -> None:
    """Each thread is a person with reads of its own; four of them are one person at four screens."""
    people = [Reader(f"经办{min(nth, 8)}") for nth in range(12)]
    petitions = [[uuid4() for _ in range(25)] for _ in people]

    def work(nth: int) -> list[int]:
        return [archive.read(people[nth], petition).position for petition in petitions[nth]]

    with ThreadPoolExecutor(12) as pool:
        positions = sorted(position for done in pool.map(work, range(12)) for position in done)
    assert positions == list(range(2, 302))
    wanted = Counter((people[nth].person, petition) for nth in range(12) for petition in petitions[nth])
    assert Counter((event.reader.person, event.petition) for event in records(archive)) == wanted
    archive.instance.checkpoints.current(OFFICE, archive.log)
    whole = archive.verified(archive.log)
    assert whole.sound, whole
    assert whole.verified.size == 301


def test_processes_that_share_a_person_and_a_day_write_one_stream(archive: Archive) -> None:
    processes = [archive.another() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda reads: [reads.record(OFFICE, told()) for _ in range(10)], processes))
    assert len(records(archive)) == 40
    assert archive.verified(archive.log).verified.sound


def test_records_of_a_key_that_was_retired_later_stand_and_those_of_a_key_that_was_never_stated_are_forged(
    archive: Archive,
) -> None:
    archive.read()
    instance = archive.instance
    old = InstanceKeys(instance.keys).mac
    rotating.rotate_mac(instance, "一号", BY, VIA)
    with assembled(instance.settings, archive.database) as later:
        later.reads.record(OFFICE, told())
    archive.read()
    instance.offices.add(OFFICE, InstanceKeyRetired(key=old, reason="换新"), BY, VIA)
    assert archive.verified(archive.log).verified.sound
    InstanceKeys(instance.keys).add_mac()
    unstated = next(key for name, key in InstanceKeys(instance.keys).macs().items() if name not in _stated(archive))
    with instance.ledger.log(OFFICE, archive.log).writing_by(unstated):
        archive.read()
    assert "not stated" in str(archive.verified(archive.log).verified.fault)


def _stated(archive: Archive) -> set[str]:
    return {key.mac for key in archive.instance.offices.get(OFFICE).state.evidence.keys}


def test_two_offices_have_logs_of_their_own(archive: Archive) -> None:
    archive.read()
    archive.reads.record(OTHER, told(WANG))
    assert [event.reader for event in records(archive)] == [LI]
    assert [event.reader for event in records(archive, OTHER)] == [WANG]
    names = {archive.instance.checkpoints.current(office, archive.log).head.origin for office in (OFFICE, OTHER)}
    assert len(names) == 2


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE {table} SET content = overlay(content placing '\\x20' from 60) WHERE position = 3",
        "UPDATE {table} SET recorded_at = recorded_at - interval '1 day' WHERE position = 3",
        "DELETE FROM {table} WHERE position = 3",
        "DELETE FROM {table} WHERE position = 4",
        "UPDATE {table} SET stream = gen_random_uuid() WHERE position = 3",
    ],
)
def test_a_record_that_is_changed_or_taken_away_is_found(archive: Archive, tampering: str) -> None:
    for _ in range(3):
        archive.read()
    archive.instance.checkpoints.current(OFFICE, archive.log)
    assert archive.verified(archive.log).sound, "control: untouched it is sound"
    archive.tampered(tampering.format(table=f'ledger."{archive.log}/{OFFICE}"'))
    verified = archive.verified(archive.log).verified
    assert not verified.sound
    assert verified.position in (3, 4)


@pytest.mark.parametrize(
    "act",
    [
        "DELETE FROM {table}",
        "UPDATE {table} SET topic = 'x'",
        "TRUNCATE {table}",
        "DROP TABLE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER USER",
        "UPDATE ledger.head SET closed = false, size = size + 1 WHERE log = 'access-1999'",
        "UPDATE ledger.head SET closed = true WHERE log = 'matters'",
    ],
)
@pytest.mark.parametrize("role", ["zhuoluo_app", "zhuoluo_projector", "zhuoluo_owner"])
def test_no_role_of_the_service_changes_or_drops_a_record(archive: Archive, act: str, role: str) -> None:
    archive.read()
    with psycopg.connect(archive.database.conninfo) as connection:
        connection.execute(
            "INSERT INTO ledger.head (office, log, replayed, size, closed) VALUES (%s, 'access-1999', false, 9, true)",
            (OFFICE,),
        )
        connection.execute(f"SET SESSION AUTHORIZATION {role}".encode())
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)):
            connection.execute(act.format(table=f'ledger."{archive.log}/{OFFICE}"').encode())


@pytest.mark.parametrize(
    ("role", "office", "log"),
    [
        ("zhuoluo_projector", OFFICE, "access-1999"),
        ("zhuoluo_auditor", OFFICE, "access-1999"),
        ("zhuoluo_owner", OFFICE, "access-1999"),
        ("zhuoluo_app", OFFICE, "matters"),
        ("zhuoluo_app", OFFICE, "access-1999; DROP TABLE ledger.event"),
    ],
)
def test_only_the_application_makes_tables_and_only_those_of_access_records(
    archive: Archive, role: str, office: str, log: str
) -> None:
    with psycopg.connect(archive.database.conninfo) as connection:
        connection.execute(f"SET SESSION AUTHORIZATION {role}".encode())
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)):
            connection.execute("SELECT ledger.open_access_log(%s, %s)", (office, log))


def test_a_table_is_made_for_an_empty_head_only(archive: Archive) -> None:
    """Control: as soon as there is an empty head, the same call makes the table."""
    table = f'ledger."access-1999/{OFFICE}"'
    head = "INSERT INTO ledger.head (office, log, replayed) VALUES (%s, 'access-1999', false)"
    with psycopg.connect(archive.database.conninfo) as connection:
        connection.execute("SET SESSION AUTHORIZATION zhuoluo_app")
        made = []
        for statement in ("SELECT %s", head):
            connection.execute(statement, (OFFICE,))
            connection.execute("SELECT ledger.open_access_log(%s, 'access-1999')", (OFFICE,))
            made.append(connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone())
    assert made == [(False,), (True,)]


def test_a_database_that_may_not_be_written_to_lets_nothing_be_read(archive: Archive) -> None:
    """Control: the same read is recorded before and after."""
    archive.read()
    name = archive.instance.database.conninfo.split("dbname=")[1].split()[0]
    with psycopg.connect(archive.database.conninfo, autocommit=True) as connection:
        for state in ("on", "off"):
            connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {state}".encode())
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND datname = current_database()"
            )
            if state == "on":
                with pytest.raises(Unavailable):
                    archive.read()
                connection.execute("SET default_transaction_read_only = off")
    archive.read()
    assert archive.size(archive.log) == 3


def test_a_clock_that_the_database_does_not_share_opens_no_log(archive: Archive) -> None:
    reads = Reads(archive.instance.ledger, archive.instance.offices, archive.instance.checkpoints, archive.clock)
    reads.record(OFFICE, told())
    archive.clock.now += timedelta(days=400)
    with pytest.raises(ClockRefused):
        reads.record(OFFICE, told())
    archive.clock.now = datetime.now(UTC)
    assert reads.record(OFFICE, told()).position == 3


@pytest.mark.parametrize("opened_before", [1, 0])
def test_what_an_administrator_has_accepted_of_the_clock_holds_for_the_reads_too(
    archive: Archive, opened_before: int
) -> None:
    """This computer's clock is ten seconds ahead of the database's. Control: refused until it is accepted."""
    instance = archive.instance
    if opened_before:
        Reads(instance.ledger, instance.offices, instance.checkpoints).record(OFFICE, told())

    def ahead() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=10)

    instance.ledger._clock = ahead
    for log in ("matters", archive.log):
        instance.ledger.writer(OFFICE, log)._clock = ahead
    reads = Reads(instance.ledger, instance.offices, instance.checkpoints, ahead)
    with pytest.raises(ClockRefused):
        reads.record(OFFICE, told())
    accept_clock(instance, OFFICE, "时钟已核对", BY, VIA)
    positions = [reads.record(OFFICE, told()).position for _ in range(2)]
    assert positions == ([4, 5] if opened_before else [2, 3])
    assert archive.verified(archive.log).verified.sound


def test_a_replayed_office_has_its_reads_recorded_in_real_time(archive: Archive) -> None:
    made = OfficeCreated(id="demo", name="演示", time_zone="Asia/Shanghai", time="replayed")
    long_ago = datetime(2024, 5, 6, 9, tzinfo=UTC)
    archive.instance.offices.create(made, "S1", BY, long_ago, VIA, at=long_ago)
    done = archive.reads.record("demo", told())
    assert done.log == archive.log
    (line,) = archive.instance.ledger.log("demo", done.log).lines(done.position, 1)
    assert line.recorded_at is not None
    assert abs(line.recorded_at - datetime.now(UTC)) < timedelta(minutes=5)
