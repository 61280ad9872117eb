"""`zhuoluo doctor` finds every gap in the walls, says what to do, and closes those that it can."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg import Connection

from service.cli.main import main
from service.database import Database, open_database
from service.doctor.checks import MISSING, OK, SKIPPED, Check, Service
from service.doctor.examining import examined, well
from service.doctor.keyfolder import kek, keys
from service.doctor.mending import mend, repeatable
from service.keys import KeyFolder
from service.keystore.wrapping import KekFolder
from service.settings import Settings
from tests.service.walls.conftest import SUPERUSER, As

EMBEDDED = Service(embedded=True, login="zhuoluo")

GAPS = {
    "a trigger is disabled": ("ALTER TABLE ledger.event DISABLE TRIGGER event_is_append_only", "triggers"),
    "a trigger sleeps in replicas": ("ALTER TABLE ledger.tile ENABLE TRIGGER tile_is_append_only", "triggers"),
    "a trigger is gone": ("DROP TRIGGER checkpoint_is_not_truncated ON ledger.checkpoint", "triggers"),
    "a trigger looks away": (
        (
            "CREATE OR REPLACE TRIGGER refusal_is_append_only BEFORE UPDATE OR DELETE ON ledger.refusal FOR EACH ROW"
            " WHEN (OLD.size > 9) EXECUTE FUNCTION ledger.refuse_change();"
            "ALTER TABLE ledger.refusal ENABLE ALWAYS TRIGGER refusal_is_append_only"
        ),
        "triggers",
    ),
    "a table has none": ("CREATE TABLE ledger.more (number integer)", "triggers"),
    "a function lets all pass": (
        "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "functions",
    ),
    "a function looks elsewhere": ("ALTER FUNCTION ledger.refuse_shrinking() RESET search_path", "functions"),
    "the guard lets all pass": (
        "CREATE OR REPLACE FUNCTION guard.refuse_alter() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "functions",
    ),
    "a rule swallows": ("CREATE RULE nothing AS ON INSERT TO ledger.event DO INSTEAD NOTHING", "beside"),
    "a trigger swallows": (
        (
            "CREATE TRIGGER aa BEFORE INSERT ON ledger.event FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        ),
        "beside",
    ),
    "a policy hides": ("CREATE POLICY none ON ledger.event USING (false)", "beside"),
    "a table feigns": ("CREATE TABLE public.child () INHERITS (ledger.event)", "beside"),
    "an event trigger is disabled": ("ALTER EVENT TRIGGER ledger_is_not_dropped DISABLE", "event_triggers"),
    "an event trigger is gone": ("DROP EVENT TRIGGER ledger_is_not_altered", "event_triggers"),
    "both are gone": ("DROP SCHEMA guard CASCADE", "event_triggers"),
    "a role may update": ("GRANT UPDATE ON ledger.event TO zhuoluo_app", "grants"),
    "a role may update a column": ("GRANT UPDATE (note) ON ledger.checkpoint TO zhuoluo_app", "grants"),
    "a role may date": ("GRANT INSERT (signed_at) ON ledger.checkpoint TO zhuoluo_app", "grants"),
    "everybody may read": ("GRANT SELECT ON ledger.event TO PUBLIC", "grants"),
    "a role may build": ("GRANT CREATE ON SCHEMA ledger TO zhuoluo_projector", "grants"),
    "everybody may build": ("GRANT CREATE ON SCHEMA public TO PUBLIC", "grants"),
    "migrations may be feigned": ("GRANT INSERT ON public.schema_migration TO zhuoluo_app", "grants"),
    "the committer may not commit": ("REVOKE INSERT (leaf) ON ledger.event FROM zhuoluo_app", "grants"),
    "a role may make databases": ("ALTER ROLE zhuoluo_app CREATEDB", "powers"),
    "a role is a superuser": ("ALTER ROLE zhuoluo_projector SUPERUSER", "powers"),
    "the owner logs in": ("ALTER ROLE zhuoluo_owner LOGIN", "owner"),
    "somebody is the owner": ("CREATE ROLE thief LOGIN IN ROLE zhuoluo_owner", "owner"),
    "a table is of another": ("ALTER TABLE ledger.tile OWNER TO zhuoluo_projector", "owned"),
    "a migration is forgotten": ("DELETE FROM public.schema_migration WHERE number = 51", "schema"),
    "commits are answered too early": ("SET LOCAL synchronous_commit = off", "synchronous_commit"),
}
MENDED = (
    "DROP EVENT TRIGGER ledger_is_not_altered; DROP SCHEMA guard CASCADE;"
    "GRANT ALL ON ledger.event TO zhuoluo_app, PUBLIC; REVOKE ALL ON SCHEMA ledger FROM zhuoluo_projector;"
    "ALTER TABLE ledger.tile OWNER TO CURRENT_USER; GRANT CREATE ON SCHEMA public TO PUBLIC"
)


class Said(NamedTuple):
    """What the command printed and the code it ended with."""

    code: int
    out: str
    err: str

    @property
    def checks(self) -> dict[str, Any]:
        return {check["name"]: check for check in json.loads(self.out)["checks"]}


Doctor = Callable[..., Said]


@pytest.fixture
def doctor(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Doctor]:
    """Runs `zhuoluo doctor` with these options on a server of its own in `home`."""
    monkeypatch.setenv("ZHUOLUO_HOME", str(home))
    monkeypatch.delenv("ZHUOLUO_DATABASE_URL", raising=False)
    handler = signal.getsignal(signal.SIGTERM)

    def ran(*options: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main(["doctor", *options])
        assert isinstance(ended.value.code, int)
        return Said(ended.value.code, *capsys.readouterr())

    yield ran
    signal.signal(signal.SIGTERM, handler)


def found(connection: Connection[Any], name: str, service: Service = EMBEDDED) -> Check:
    (check,) = [each for each in examined(connection, service, Path("/nonexistent")) if each.name == name]
    return check


@pytest.mark.parametrize("gap", GAPS)
def test_every_gap_is_found_and_said_in_both_languages(as_role: As, gap: str) -> None:
    statement, name = GAPS[gap]
    connection = as_role(SUPERUSER)
    assert found(connection, name).state == OK
    connection.execute(statement.encode())
    check = found(connection, name)
    assert check.state == MISSING
    assert check.zh != check.en
    assert not well([check])


def test_a_server_whose_log_would_repeat_rows_or_parameters_is_told_of(as_role: As) -> None:
    connection = as_role(SUPERUSER)
    connection.execute("SET log_error_verbosity = terse")
    assert found(connection, "server_log").state == OK
    for statement, set_back in (
        ("SET log_error_verbosity = 'verbose'", "SET log_error_verbosity = terse"),
        ("SET log_statement = 'mod'", "SET log_parameter_max_length = 0"),
        ("SET log_parameter_max_length_on_error = -1", "SET log_parameter_max_length_on_error = 0"),
    ):
        connection.execute(statement.encode())
        check = found(connection, "server_log")
        assert (check.state, well([check])) == (SKIPPED, True), statement
        connection.execute(set_back.encode())
        assert found(connection, "server_log").state == OK, set_back


def test_a_login_of_the_service_that_is_a_superuser_is_no_wall(as_role: As) -> None:
    connection = as_role(SUPERUSER)
    connection.execute("CREATE ROLE clerk LOGIN IN ROLE zhuoluo_app, zhuoluo_projector")
    assert found(connection, "login", Service(embedded=False, login=connection.info.user)).state == MISSING
    assert found(connection, "login", Service(embedded=False, login="clerk")).state == OK
    assert found(connection, "login", EMBEDDED).state == OK


def test_what_was_taken_away_is_made_anew_and_what_was_given_too_much_is_taken_back(walled: Database) -> None:
    names = ("event_triggers", "functions", "grants", "owned")
    with psycopg.connect(walled.conninfo, autocommit=True) as connection:
        connection.execute(MENDED.encode())
        assert [found(connection, name).state for name in names] == [MISSING, OK, MISSING, MISSING]
        assert mend(walled.conninfo) == [migration.name for migration in repeatable()]
        assert [found(connection, name).state for name in names] == [OK] * 4
        assert mend(walled.conninfo) == [
            "0050_roles_and_grants.sql",
            "0051_guard_against_drop_and_alter.sql",
            "0060_signin.sql",
            "0066_query_attempts.sql",
            "0070_access_logs.sql",
            "0075_reader.sql",
            "0080_drafts_of_pages.sql",
            "0085_saved_views.sql",
            "0090_reminders_by_mail.sql",
            "0100_subscriptions.sql",
            "0110_calendar_links.sql",
            "0120_exchange.sql",
        ]


def test_keys_that_others_may_read_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    assert keys(folder).state == SKIPPED
    KeyFolder(folder).ensure(["person-1"])
    assert keys(folder).state == OK
    (key,) = folder.rglob("*.key")
    key.chmod(0o640)
    assert keys(folder).state == MISSING
    assert str(key) in keys(folder).en
    key.chmod(0o600)
    folder.chmod(0o755)
    assert keys(folder).state == MISSING


def test_a_key_encryption_key_that_others_may_read_or_that_lies_beside_the_keys_is_told(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere.key"
    assert kek(home).state == SKIPPED
    made = KekFolder(home / "kek").first()
    assert "one backup opens everything" in kek(home).en
    elsewhere.write_bytes(made.secret)
    elsewhere.chmod(0o600)
    assert kek(home, [elsewhere]).state == OK
    elsewhere.chmod(0o644)
    assert kek(home, [elsewhere]).state == MISSING
    elsewhere.unlink()
    assert kek(home, [elsewhere]).state == MISSING


def test_the_command_says_that_all_is_there_and_ends_with_nought(doctor: Doctor, home: Path) -> None:
    assert doctor().code == 3
    with open_database(Settings(home)):
        pass
    said = doctor("--format", "json")
    assert said.code == 0
    assert {name: check["state"] for name, check in said.checks.items() if check["state"] != OK} == {
        "keys": SKIPPED,
        "kek": SKIPPED,
        "backup": SKIPPED,
        "shred_list": SKIPPED,
    }
    assert "没有缺失 nothing is missing" in doctor().out


def test_the_command_ends_with_one_for_a_gap_until_it_is_mended(doctor: Doctor, home: Path) -> None:
    with open_database(Settings(home)) as database, psycopg.connect(database.conninfo) as connection:
        connection.execute("GRANT UPDATE ON ledger.event TO zhuoluo_app")
    said = doctor("--format", "json")
    assert (said.code, said.checks["grants"]["state"]) == (1, MISSING)
    assert "UPDATE ledger.event → zhuoluo_app" in said.checks["grants"]["en"]
    assert "有缺失 something is missing" in doctor().out
    assert doctor("--mend", "--format", "json").code == 0
    assert doctor().code == 0
