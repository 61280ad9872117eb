"""What would change what stands in the ledger is refused to every role; beside each refusal, who may do the same."""

from __future__ import annotations

import pytest
from psycopg import errors

from service.roles import APP, AUDITOR, OWNER, PROJECTOR, READER
from tests.service.walls.conftest import SUPERUSER, As

ALL = (OWNER, APP, PROJECTOR, AUDITOR, READER)
TABLES = ("head", "event", "series", "checkpoint", "cosignature", "tile", "refusal")
ROW = "'office', 'matters'"
EVENT = (
    "office, log, position, stream, version, topic, recorded_at, content, stamp, mac, leaf, command, request, events"
)
ANOTHER = f"""INSERT INTO ledger.event ({EVENT})
SELECT office, log, position + 9, stream, version + 9, topic, recorded_at, content, stamp, mac, leaf, NULL, NULL, NULL
FROM ledger.event"""

CHANGES = {
    **{f"UPDATE {table}": f"UPDATE ledger.{table} SET office = 'other'" for table in TABLES},
    **{f"DELETE {table}": f"DELETE FROM ledger.{table}" for table in TABLES},
    **{f"TRUNCATE {table}": f"TRUNCATE ledger.{table} CASCADE" for table in TABLES},
    "the head goes back": "UPDATE ledger.head SET size = size - 1",
    "a counter is turned back": "UPDATE ledger.series SET last = last - 1",
    "a checkpoint is another": "UPDATE ledger.checkpoint SET note = 'another'",
    "an event is another": "UPDATE ledger.event SET content = 'another'",
    "an event is overwritten": f"INSERT INTO ledger.event ({EVENT}) SELECT {EVENT} FROM ledger.event"
    " ON CONFLICT (office, log, position) DO UPDATE SET topic = 'Opened/1'",
}

BUILDING = {
    "DISABLE TRIGGER": "ALTER TABLE ledger.event DISABLE TRIGGER event_is_append_only",
    "DISABLE TRIGGER ALL": "ALTER TABLE ledger.checkpoint DISABLE TRIGGER ALL",
    "ENABLE TRIGGER, but not ALWAYS": "ALTER TABLE ledger.event ENABLE TRIGGER event_is_append_only",
    "DROP TRIGGER": "DROP TRIGGER event_is_append_only ON ledger.event",
    "ALTER TRIGGER": "ALTER TRIGGER event_is_append_only ON ledger.event RENAME TO other",
    "CREATE TRIGGER": "CREATE TRIGGER aa BEFORE INSERT ON ledger.event FOR EACH ROW"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE": "CREATE RULE nothing AS ON INSERT TO ledger.event DO INSTEAD NOTHING",
    "CREATE POLICY": "CREATE POLICY none ON ledger.event USING (false)",
    "ENABLE ROW LEVEL SECURITY": "ALTER TABLE ledger.event ENABLE ROW LEVEL SECURITY",
    "ADD COLUMN": "ALTER TABLE ledger.event ADD COLUMN note text",
    "DROP COLUMN": "ALTER TABLE ledger.checkpoint DROP COLUMN signed_at",
    "DROP CONSTRAINT": "ALTER TABLE ledger.event DROP CONSTRAINT event_stream_version",
    "SET DEFAULT": "ALTER TABLE ledger.checkpoint ALTER COLUMN signed_at SET DEFAULT '2000-01-01'",
    "RENAME TABLE": "ALTER TABLE ledger.event RENAME TO old",
    "SET SCHEMA": "ALTER TABLE ledger.tile SET SCHEMA public",
    "OWNER TO": "ALTER TABLE ledger.tile OWNER TO CURRENT_USER; ALTER TABLE ledger.tile OWNER TO zhuoluo_projector",
    "DROP TABLE": "DROP TABLE ledger.refusal",
    "DROP INDEX": "DROP INDEX ledger.event_command",
    "CREATE INDEX": "CREATE INDEX slow ON ledger.event (content)",
    "CREATE TABLE": "CREATE TABLE ledger.more (number integer)",
    "INHERITS": "CREATE TABLE ledger.child () INHERITS (ledger.event)",
    "CREATE OR REPLACE FUNCTION": "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN RETURN NEW; END'",
    "CREATE OR REPLACE FUNCTION of the guard": "CREATE OR REPLACE FUNCTION guard.refuse_alter() RETURNS event_trigger"
    " LANGUAGE plpgsql AS 'BEGIN END'",
    "ALTER FUNCTION": "ALTER FUNCTION ledger.refuse_change() RENAME TO other",
    "another search path for a function": "ALTER FUNCTION ledger.refuse_shrinking() RESET search_path",
    "a schema called like a role": "CREATE SCHEMA zhuoluo_app",
    "DROP FUNCTION of the guard": "DROP FUNCTION guard.refuse_drop() CASCADE",
    "DROP SCHEMA of the guard": "DROP SCHEMA guard CASCADE",
    "DROP FUNCTION": "DROP FUNCTION ledger.refuse_change() CASCADE",
    "RENAME SCHEMA": "ALTER SCHEMA ledger RENAME TO old",
    "DROP SCHEMA": "DROP SCHEMA ledger CASCADE",
    "DROP OWNED": "DROP OWNED BY zhuoluo_owner CASCADE",
    "DROP EVENT TRIGGER": "DROP EVENT TRIGGER ledger_is_not_altered",
    "DISABLE EVENT TRIGGER": "ALTER EVENT TRIGGER ledger_is_not_dropped DISABLE",
    "replica": "SET session_replication_role = replica",
    "CREATE TABLE in public": "CREATE TABLE public.more (number integer)",
    "another owner": "ALTER SCHEMA projector OWNER TO zhuoluo_auditor",
    "a migration is forgotten": "DELETE FROM public.schema_migration",
    "a migration is feigned": "INSERT INTO public.schema_migration SELECT 9999, 'x', sha256, now()"
    " FROM public.schema_migration LIMIT 1",
    "a migration is another": "UPDATE public.schema_migration SET name = 'other'",
}

LOCKS = ("ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE")

# Each with who may. The owner is not asked: nobody is it, and what it may not do stands above.
GIVEN = {
    "append an event": (ANOTHER, {APP}),
    "make a log": ("INSERT INTO ledger.head (office, log, replayed) VALUES ('new', 'matters', false)", {APP}),
    "move a head": ("UPDATE ledger.head SET size = size + 1, edge = 'x', recorded_at = now()", {APP}),
    "lock a head": ("SELECT FROM ledger.head FOR UPDATE", {APP}),
    "move a counter": ("UPDATE ledger.series SET last = last + 1", {APP}),
    "keep a checkpoint": (
        f"INSERT INTO ledger.checkpoint (office, log, generation, size, note) VALUES ({ROW}, 1, 3, 'note')",
        {APP},
    ),
    "date a checkpoint back": (
        (
            "INSERT INTO ledger.checkpoint (office, log, generation, size, note, signed_at)"
            f" VALUES ({ROW}, 1, 3, 'note', '2000-01-01')"
        ),
        set(),
    ),
    "keep a cosignature": (
        (
            "INSERT INTO ledger.cosignature (office, log, generation, size, witness, line)"
            f" VALUES ({ROW}, 1, 2, 'another', 'line')"
        ),
        {APP},
    ),
    "date a cosignature back": (
        (
            "INSERT INTO ledger.cosignature (office, log, generation, size, witness, line, received_at)"
            f" VALUES ({ROW}, 1, 2, 'another', 'line', '2000-01-01')"
        ),
        set(),
    ),
    "keep a tile": (
        (
            "INSERT INTO ledger.tile (office, log, level, nth, hashes, root)"
            " SELECT office, log, level, nth + 1, hashes, root FROM ledger.tile"
        ),
        {APP},
    ),
    "keep a refusal": (
        f"INSERT INTO ledger.refusal (office, log, refused_by, size, reason) VALUES ({ROW}, 'signer', 2, 'another')",
        {APP},
    ),
    "date a refusal back": (
        (
            "INSERT INTO ledger.refusal (office, log, refused_by, size, reason, refused_at)"
            f" VALUES ({ROW}, 'signer', 2, 'another', '2000-01-01')"
        ),
        set(),
    ),
    "begin a head high": (
        "INSERT INTO ledger.head (office, log, replayed, size) VALUES ('new', 'matters', false, 7)",
        set(),
    ),
    "make a read model": ("CREATE SCHEMA model CREATE TABLE rows (number integer)", {PROJECTOR}),
    "move a position": (
        "INSERT INTO projector.projection (schema, name, version) VALUES ('s', 'n', 1)",
        {PROJECTOR},
    ),
    "enqueue a job": (
        "INSERT INTO jobs.job (kind, office, key, run_after, enqueued_at) VALUES ('k', 'o', 'k', now(), now())",
        {PROJECTOR},
    ),
    "forget the jobs": ("DELETE FROM jobs.job", {PROJECTOR}),
    "read the events": ("SELECT * FROM ledger.event", {APP, PROJECTOR, AUDITOR}),
    "read the evidence": ("SELECT * FROM ledger.checkpoint, ledger.cosignature", {APP, PROJECTOR, AUDITOR}),
    "read the positions": ("SELECT * FROM projector.position", {PROJECTOR, AUDITOR}),
    "read the jobs": ("SELECT * FROM jobs.job", {PROJECTOR, AUDITOR}),
    "read the reminders": ("SELECT * FROM jobs.reminder, jobs.period_reminder", {PROJECTOR, AUDITOR, READER}),
    "read who signs in": ("SELECT * FROM signin.account", {PROJECTOR}),
    "read how far subscriptions have come": ("SELECT * FROM feeds.subscription", {PROJECTOR, AUDITOR}),
    "read how far partners have come": ("SELECT * FROM exchange.channel, exchange.refusal", {PROJECTOR, AUDITOR}),
    "read what deliveries are signed with": ("SELECT * FROM signin.subscription_secret", {PROJECTOR}),
    "read the migrations": ("SELECT * FROM public.schema_migration", {APP, PROJECTOR, AUDITOR}),
}


def done(as_role: As, role: str, statement: str) -> int:
    """Does it and takes it back, so that nobody waits for it; the number of rows."""
    connection = as_role(role)
    rows = connection.execute(statement.encode()).rowcount
    connection.rollback()
    return rows


def refused(as_role: As, role: str, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        done(as_role, role, statement)


@pytest.mark.parametrize("change", CHANGES)
def test_no_role_changes_what_is_written_nor_does_a_superuser_before_taking_the_triggers_away(
    as_role: As, change: str
) -> None:
    for role in (*ALL, SUPERUSER):
        refused(as_role, role, CHANGES[change])
    with pytest.raises(errors.InsufficientPrivilege):
        done(as_role, SUPERUSER, f"SET session_replication_role = replica; {CHANGES[change]}")
    mighty = as_role(SUPERUSER)
    for table in TABLES:
        mighty.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL".encode())
    changed = mighty.execute(CHANGES[change].encode())
    assert changed.rowcount > 0 or change.startswith("TRUNCATE")


@pytest.mark.parametrize("change", BUILDING)
def test_nobody_but_a_superuser_changes_how_the_ledger_is_built(as_role: As, change: str) -> None:
    for role in ALL:
        refused(as_role, role, BUILDING[change])
    done(as_role, SUPERUSER, BUILDING[change])


@pytest.mark.parametrize("mode", LOCKS)
def test_no_role_of_the_service_keeps_the_others_from_writing(as_role: As, mode: str) -> None:
    for role in (APP, PROJECTOR, AUDITOR):
        refused(as_role, role, f"LOCK TABLE ledger.event IN {mode} MODE")
        done(as_role, role, "LOCK TABLE ledger.event IN ACCESS SHARE MODE")
    done(as_role, SUPERUSER, f"LOCK TABLE ledger.event IN {mode} MODE")


@pytest.mark.parametrize("act", GIVEN)
def test_each_role_may_do_its_own_work_and_not_that_of_another(as_role: As, act: str) -> None:
    statement, allowed = GIVEN[act]
    for role in (APP, PROJECTOR, AUDITOR, READER):
        if role in allowed:
            done(as_role, role, statement)
        else:
            refused(as_role, role, statement)
    done(as_role, SUPERUSER, statement)


def test_auditor_and_reader_read_the_read_models_that_the_projector_makes_and_nobody_else_changes_them(
    as_role: As,
) -> None:
    made = as_role(PROJECTOR)
    made.execute("CREATE SCHEMA model; CREATE TABLE model.rows AS SELECT 1 AS number")
    made.commit()
    for role in (AUDITOR, READER):
        assert done(as_role, role, "SELECT number FROM model.rows") == 1
    for role in (APP, AUDITOR, READER):
        refused(as_role, role, "INSERT INTO model.rows VALUES (2)")
    done(as_role, PROJECTOR, "INSERT INTO model.rows VALUES (2)")
    refused(as_role, AUDITOR, "DROP SCHEMA model CASCADE")
    done(as_role, PROJECTOR, "DROP SCHEMA model CASCADE")


def test_whoever_was_given_the_role_of_the_owner_moves_nothing_out_of_the_ledger(as_role: As) -> None:
    """A member of the owner that may make schemas, which a role of the service never is."""
    attempts = (
        "ALTER SCHEMA ledger RENAME TO old",
        "ALTER TABLE ledger.tile SET SCHEMA elsewhere",
        "CREATE TABLE elsewhere.child () INHERITS (ledger.event)",
        "DROP OWNED BY zhuoluo_owner CASCADE",
        "REASSIGN OWNED BY zhuoluo_owner TO CURRENT_USER; DROP TRIGGER event_is_append_only ON ledger.event",
        "CREATE TRIGGER aa BEFORE INSERT ON ledger.event FOR EACH ROW EXECUTE FUNCTION elsewhere.swallow()",
    )
    swallow = "CREATE FUNCTION elsewhere.swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    for attempt in (None, *attempts):
        mighty = as_role(SUPERUSER)
        mighty.execute("CREATE ROLE thief IN ROLE zhuoluo_owner")
        mighty.execute("CREATE SCHEMA elsewhere AUTHORIZATION thief")
        mighty.execute(f"GRANT CREATE ON DATABASE {mighty.info.dbname} TO thief, zhuoluo_owner".encode())
        mighty.execute("GRANT CREATE ON SCHEMA elsewhere TO zhuoluo_owner")
        mighty.execute("SET SESSION AUTHORIZATION thief")
        mighty.execute(swallow)
        if attempt is not None:
            with pytest.raises(errors.InsufficientPrivilege, match="only a superuser changes how the ledger is built"):
                mighty.execute(attempt.encode())
        mighty.rollback()


def test_a_search_path_of_ones_own_does_not_make_less_of_more(as_role: As) -> None:
    """The projector may make operators, the application may move a head: together they do not set it back."""
    mighty = as_role(SUPERUSER)
    for pinned in (False, True):
        if not pinned:
            mighty.execute("ALTER FUNCTION ledger.refuse_shrinking() RESET search_path")
        mighty.execute("SET SESSION AUTHORIZATION zhuoluo_projector")
        mighty.execute("CREATE SCHEMA others; GRANT USAGE ON SCHEMA others TO zhuoluo_app")
        mighty.execute("CREATE FUNCTION others.never(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT false'")
        mighty.execute("CREATE OPERATOR others.< (FUNCTION = others.never, LEFTARG = bigint, RIGHTARG = bigint)")
        mighty.execute("SET SESSION AUTHORIZATION zhuoluo_app; SET search_path = others, pg_catalog")
        if pinned:
            with pytest.raises(errors.InsufficientPrivilege, match="may only grow"):
                mighty.execute("UPDATE ledger.head SET size = size - 1")
        else:
            assert mighty.execute("UPDATE ledger.head SET size = size - 1").rowcount == 1
        mighty.rollback()


def test_the_projector_makes_no_schema_in_which_others_would_look_first(as_role: As) -> None:
    for statement in ("CREATE SCHEMA zhuoluo_app", "CREATE SCHEMA model; ALTER SCHEMA model RENAME TO zhuoluo_auditor"):
        refused(as_role, PROJECTOR, statement)
        done(as_role, SUPERUSER, statement)
    done(as_role, PROJECTOR, "CREATE SCHEMA model; ALTER SCHEMA model RENAME TO other")
