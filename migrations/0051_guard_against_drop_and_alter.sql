-- Walls: whoever did not log in as a superuser changes nothing of how the ledger is built, be it the ledger's owner: no
-- DROP, no ALTER, no disabled trigger, no other body for a function, nothing new beside or behind its tables.
-- No setting opens the guard, for the owner could set it too; only who logged in counts.
-- Nor does anybody else make a schema that is called like a role, where that role's sessions would look first: the
-- projector, which may make schemas, could have its functions run by others.
-- It looks at commands that change the schema alone, so it costs appending nothing. Read models stay as free as they were.
--
-- repeatable: `zhuoluo doctor --mend` runs the file again.
--
-- Event triggers want a superuser: without one they are left out, and `zhuoluo doctor` says so. Where they stand, later
-- migrations are to be applied by a superuser (ZHUOLUO_OWNER_URL).

-- In a schema of its own: with the schema of the ledger its owner could drop the guard before it is asked.
CREATE SCHEMA IF NOT EXISTS guard;

CREATE OR REPLACE FUNCTION guard.refuse_drop() RETURNS event_trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    dropped record;
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
        RETURN;
    END IF;
    FOR dropped IN SELECT * FROM pg_event_trigger_dropped_objects()
        WHERE schema_name = 'ledger' OR address_names[1] = 'ledger' LOOP
        RAISE EXCEPTION '% of % % is refused: only a superuser changes how the ledger is built',
            tg_tag, dropped.object_type, dropped.object_identity USING ERRCODE = 'insufficient_privilege';
    END LOOP;
END $$;

-- What stands in the ledger, hangs on it (trigger, rule, policy), inherits from it, or belongs to its owner wherever it
-- was moved to.
CREATE OR REPLACE FUNCTION guard.refuse_alter() RETURNS event_trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed record;
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
        RETURN;
    END IF;
    FOR changed IN SELECT c.* FROM pg_event_trigger_ddl_commands() c
        WHERE c.schema_name = 'ledger'
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
        ) LOOP
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
    IF current_setting('is_superuser') = 'off' THEN
        RAISE NOTICE 'event triggers are left out: % is no superuser', current_user;
        RETURN;
    END IF;
    ALTER SCHEMA guard OWNER TO CURRENT_USER;
    ALTER FUNCTION guard.refuse_drop() OWNER TO CURRENT_USER;
    ALTER FUNCTION guard.refuse_alter() OWNER TO CURRENT_USER;
    IF NOT EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'ledger_is_not_dropped') THEN
        CREATE EVENT TRIGGER ledger_is_not_dropped ON sql_drop EXECUTE FUNCTION guard.refuse_drop();
    END IF;
    IF NOT EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'ledger_is_not_altered') THEN
        CREATE EVENT TRIGGER ledger_is_not_altered ON ddl_command_end EXECUTE FUNCTION guard.refuse_alter();
    END IF;
    ALTER EVENT TRIGGER ledger_is_not_dropped ENABLE ALWAYS;
    ALTER EVENT TRIGGER ledger_is_not_altered ENABLE ALWAYS;
END $$;
