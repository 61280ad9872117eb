-- Reads on record: one log for each office and year, whose events stand in a table of their own, so that a whole year can
-- be dropped; and an index of who read what, which is made from those logs and can be made anew.
-- Safe beside running programs: it adds a column with a default, functions, and a schema that nobody uses yet.
-- Written by service/ledger (tables of the ledger) and service/access_log (the index); read by both and the auditor.
--
-- repeatable: `zhuoluo doctor --mend` runs the file again.
--
-- A year's table is made by whoever records first in that year, and the application may make no tables: so a function
-- does it that acts as its owner. It makes that table and nothing else, and only for a log whose head is there and empty:
-- a year that was dropped, or whose table is gone, does not begin anew.

ALTER TABLE ledger.head ADD COLUMN IF NOT EXISTS closed boolean NOT NULL DEFAULT false;

-- Nothing is appended to a year's log once the next one is open: the first line of that one says how this one ended.
CREATE OR REPLACE FUNCTION ledger.refuse_closed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.closed AND (NEW.size <> OLD.size OR NOT NEW.closed) THEN
        RAISE EXCEPTION 'log %/% is closed', OLD.office, OLD.log
            USING ERRCODE = 'check_violation', CONSTRAINT = 'log_is_open';
    END IF;
    IF NEW.closed AND NEW.log !~ '^access-[0-9]{4}$' THEN
        RAISE EXCEPTION 'log %/% is never closed', OLD.office, OLD.log USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER head_stays_closed BEFORE UPDATE ON ledger.head
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_closed();
ALTER TABLE ledger.head ENABLE ALWAYS TRIGGER head_stays_closed;

-- Who may read a year's table and append to it; run again for those that are there.
CREATE OR REPLACE FUNCTION ledger.grant_access_log(named text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_regrole('zhuoluo_app') IS NULL OR to_regrole('zhuoluo_projector') IS NULL
        OR to_regrole('zhuoluo_auditor') IS NULL THEN
        RETURN;
    END IF;
    EXECUTE format('GRANT SELECT ON ledger.%I TO zhuoluo_app, zhuoluo_projector, zhuoluo_auditor', named);
    EXECUTE format('GRANT INSERT (office, log, position, stream, version, topic, recorded_at, content, stamp, mac, '
        'leaf, command, request, events) ON ledger.%I TO zhuoluo_app', named);
END $$;

CREATE OR REPLACE FUNCTION ledger.open_access_log(whose text, year_log text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    named CONSTANT text := year_log || '/' || whose;
    owner CONSTANT regrole := to_regrole('zhuoluo_owner');
BEGIN
    IF year_log !~ '^access-[0-9]{4}$' THEN
        RAISE EXCEPTION '% is no log of access records', year_log USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- Processes that open the same log take turns at its head.
    PERFORM FROM ledger.head h WHERE h.office = whose AND h.log = year_log AND h.size = 0 AND NOT h.closed FOR UPDATE;
    IF NOT FOUND OR to_regclass(format('ledger.%I', named)) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE ledger.%I (LIKE ledger.event INCLUDING CONSTRAINTS, CHECK (office = %L AND log = %L), '
        'PRIMARY KEY (position), UNIQUE (stream, version))', named, whose, year_log);
    EXECUTE format('CREATE TRIGGER access_is_append_only BEFORE UPDATE OR DELETE ON ledger.%I '
        'FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change()', named);
    EXECUTE format('CREATE TRIGGER access_is_not_truncated BEFORE TRUNCATE ON ledger.%I '
        'FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()', named);
    EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER access_is_append_only', named);
    EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER access_is_not_truncated', named);
    PERFORM ledger.grant_access_log(named);
    IF owner IS NOT NULL AND (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('ALTER TABLE ledger.%I OWNER TO zhuoluo_owner', named);
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION ledger.open_access_log(text, text), ledger.grant_access_log(text) FROM PUBLIC;

-- The index: one row a record; a list stands there with the petitions that it named: none where they were too many.
CREATE SCHEMA IF NOT EXISTS access_log;
CREATE TABLE IF NOT EXISTS access_log.position (
    office    text COLLATE "C" NOT NULL,
    log       text COLLATE "C" NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (office, log)
);
CREATE TABLE IF NOT EXISTS access_log.read (
    office     text COLLATE "C" NOT NULL,
    log        text COLLATE "C" NOT NULL,
    position   bigint NOT NULL,
    at         timestamptz NOT NULL,
    person     text NOT NULL,
    action     text NOT NULL,
    allowed    boolean NOT NULL,
    listed     boolean NOT NULL,
    petitions  uuid[] NOT NULL,
    PRIMARY KEY (office, log, position)
);
CREATE INDEX IF NOT EXISTS read_petitions ON access_log.read USING gin (petitions) WITH (fastupdate = off);
CREATE INDEX IF NOT EXISTS read_person ON access_log.read (office, person, at);
CREATE INDEX IF NOT EXISTS read_at ON access_log.read (office, at);
CREATE INDEX IF NOT EXISTS read_long ON access_log.read (office, at) WHERE listed AND petitions = '{}';

DO $$
DECLARE
    named text;
BEGIN
    IF to_regrole('zhuoluo_app') IS NULL OR to_regrole('zhuoluo_projector') IS NULL
        OR to_regrole('zhuoluo_auditor') IS NULL THEN
        RAISE NOTICE 'grants are left out: roles are missing';
        RETURN;
    END IF;
    GRANT UPDATE (closed) ON ledger.head TO zhuoluo_app;
    GRANT EXECUTE ON FUNCTION ledger.open_access_log(text, text) TO zhuoluo_app;
    FOR named IN SELECT relname FROM pg_class WHERE relnamespace = 'ledger'::regnamespace AND relkind = 'r'
        AND relname ~ '^access-[0-9]{4}/' LOOP
        PERFORM ledger.grant_access_log(named);
    END LOOP;
    GRANT USAGE ON SCHEMA access_log TO zhuoluo_projector, zhuoluo_auditor;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA access_log TO zhuoluo_projector;
    GRANT SELECT ON ALL TABLES IN SCHEMA access_log TO zhuoluo_auditor;
    IF to_regrole('zhuoluo_owner') IS NOT NULL AND current_setting('is_superuser') = 'on' THEN
        ALTER FUNCTION ledger.refuse_closed() OWNER TO zhuoluo_owner;
        -- What acts as its owner has to be a superuser's where the guard asks for one.
        ALTER FUNCTION ledger.open_access_log(text, text) OWNER TO CURRENT_USER;
        ALTER FUNCTION ledger.grant_access_log(text) OWNER TO CURRENT_USER;
    END IF;
END $$;

-- As in 0051, but for what that one function does: inside it the current user is the superuser who owns it, whoever logged
-- in; and even then only the tables of access records may be made and furnished, nothing else of the ledger.
CREATE OR REPLACE FUNCTION guard.refuse_alter() RETURNS event_trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed record;
    acting CONSTANT boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
        RETURN;
    END IF;
    FOR changed IN SELECT c.* FROM pg_event_trigger_ddl_commands() c
        WHERE NOT (acting AND c.command_tag IN ('CREATE TABLE', 'CREATE INDEX', 'CREATE TRIGGER', 'ALTER TABLE', 'GRANT')
            AND (c.classid IS NULL OR (pg_identify_object_as_address(c.classid, c.objid, c.objsubid)).object_names[2]
                ~ '^access-[0-9]{4}/'))
        AND (c.schema_name = 'ledger'
        OR (pg_identify_object_as_address(c.classid, c.objid, c.objsubid)).object_names[1] = 'ledger'
        OR EXISTS (
            SELECT FROM pg_inherits i JOIN pg_class parent ON parent.oid = i.inhparent
            WHERE c.classid = 'pg_class'::regclass AND i.inhrelid = c.objid
            AND parent.relnamespace = to_regnamespace('ledger')
        )
        OR EXISTS (
            SELECT FROM pg_shdepend d JOIN pg_database own ON own.oid = d.dbid AND own.datname = current_database()
            WHERE d.classid = c.classid AND d.objid = c.objid AND d.deptype = 'o'
            AND d.refclassid = 'pg_authid'::regclass AND d.refobjid = to_regrole('zhuoluo_owner')
        )) LOOP
        RAISE EXCEPTION '% of % is refused: only a superuser changes how the ledger is built',
            changed.command_tag, changed.object_identity USING ERRCODE = 'insufficient_privilege';
    END LOOP;
    FOR changed IN SELECT n.nspname FROM pg_event_trigger_ddl_commands() c
        JOIN pg_namespace n ON c.classid = 'pg_namespace'::regclass AND n.oid = c.objid
        JOIN pg_roles r ON r.rolname = n.nspname LOOP
        RAISE EXCEPTION 'schema % is refused: sessions of the role of this name would look there first',
            changed.nspname USING ERRCODE = 'insufficient_privilege';
    END LOOP;
END $$;
DO $$
BEGIN
    IF current_setting('is_superuser') = 'on' THEN
        ALTER FUNCTION guard.refuse_alter() OWNER TO CURRENT_USER;
    END IF;
END $$;
