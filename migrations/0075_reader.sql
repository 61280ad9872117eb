-- The reader: who answers a viewer's lists and searches. It reads the read models and the reminders, changes nothing, has no
-- part in the ledger, in sign-in or in the records of access, and is subject to row level security, which lies on the read
-- models with content (projections/tables/headings_policies.sql). docs/walls.md.
-- Safe beside running programs: it only makes a role and grants; programs that do not know it go on as they do.
-- Written by nobody; read by service/access/reading.py, as which the projector reads for viewers (SET LOCAL ROLE).
--
-- repeatable: `zhuoluo doctor --mend` runs the file again.
--
-- Where the role cannot be made it is left out: then reads go on with the predicate alone, and `zhuoluo doctor` says so.

DO $$
BEGIN
    IF to_regrole('zhuoluo_reader') IS NULL THEN
        CREATE ROLE zhuoluo_reader NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN
        NULL;  -- another database of this server was faster
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'role zhuoluo_reader is left out: % may not make roles', current_user;
END $$;

DO $$
BEGIN
    IF to_regrole('zhuoluo_reader') IS NULL OR to_regrole('zhuoluo_projector') IS NULL THEN
        RETURN;
    END IF;
    IF NOT pg_has_role('zhuoluo_projector', 'zhuoluo_reader', 'MEMBER') THEN
        GRANT zhuoluo_reader TO zhuoluo_projector;
    END IF;
EXCEPTION
    WHEN unique_violation THEN
        NULL;  -- the same
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'zhuoluo_projector may not act as zhuoluo_reader: % may not grant it', current_user;
END $$;

-- Granted anew, so that nothing more is left over.
DO $$
DECLARE
    within text;
BEGIN
    IF to_regrole('zhuoluo_reader') IS NULL THEN
        RETURN;
    END IF;
    FOREACH within IN ARRAY ARRAY['ledger', 'signin', 'projector', 'jobs', 'access_log'] LOOP
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM zhuoluo_reader', within);
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM zhuoluo_reader', within);
    END LOOP;
    GRANT USAGE ON SCHEMA jobs TO zhuoluo_reader;
    GRANT SELECT ON jobs.reminder, jobs.period_reminder TO zhuoluo_reader;
END $$;

-- The read models that are there, and those that the projector makes from now on. Not the registers of before version 4:
-- they hold titles, and no policy lies on them.
DO $$
DECLARE
    made record;
BEGIN
    IF to_regrole('zhuoluo_reader') IS NULL OR to_regrole('zhuoluo_projector') IS NULL
        OR NOT pg_has_role('zhuoluo_projector', 'MEMBER') THEN
        RETURN;
    END IF;
    FOR made IN SELECT n.nspname, p.name = 'register' AND p.version < 4 AS telling
        FROM pg_namespace n JOIN projector.projection p ON p.schema = n.nspname LOOP
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM zhuoluo_reader', made.nspname);
        CONTINUE WHEN made.telling;
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO zhuoluo_reader', made.nspname);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO zhuoluo_reader', made.nspname);
    END LOOP;
    ALTER DEFAULT PRIVILEGES FOR ROLE zhuoluo_projector GRANT USAGE ON SCHEMAS TO zhuoluo_reader;
    ALTER DEFAULT PRIVILEGES FOR ROLE zhuoluo_projector GRANT SELECT ON TABLES TO zhuoluo_reader;
END $$;
