-- Walls: four roles, and the most that each of them may do in this database. docs/walls.md says it in words,
-- service/doctor/grants.py holds the same list and `zhuoluo doctor` compares the two.
-- Safe beside running programs: it only grants, and gives the tables to roles whose rights those programs have.
--
-- repeatable: `zhuoluo doctor --mend` runs the file again, for instance after a database was restored on another server.
--
-- Roles belong to the whole server, so several databases may make them at once, and a role that may not make roles
-- leaves them out: then all goes on under the one role that connects, and `zhuoluo doctor` says so.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['zhuoluo_owner', 'zhuoluo_app', 'zhuoluo_projector', 'zhuoluo_auditor'] LOOP
        CONTINUE WHEN to_regrole(wanted) IS NOT NULL;
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            IF wanted = 'zhuoluo_auditor' THEN
                ALTER ROLE zhuoluo_auditor SET default_transaction_read_only = on;
            ELSIF wanted <> 'zhuoluo_owner' AND current_setting('is_superuser') = 'off' THEN
                EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
            END IF;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN
                NULL;  -- another database of this server was faster
            WHEN insufficient_privilege THEN
                RAISE NOTICE 'role % is left out: % may not make roles', wanted, current_user;
        END;
    END LOOP;
END $$;

-- The ledger belongs to a role as which nobody can log in; only a superuser can give it away like that.
DO $$
DECLARE
    owner CONSTANT regrole := to_regrole('zhuoluo_owner');
    what text;
BEGIN
    IF owner IS NULL OR current_setting('is_superuser') = 'off' THEN
        RAISE NOTICE 'the ledger stays with %, who is no superuser or has no role zhuoluo_owner', current_user;
        RETURN;
    END IF;
    ALTER SCHEMA ledger OWNER TO zhuoluo_owner;
    FOR what IN SELECT c.oid::regclass FROM pg_class c
        WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind = 'r' AND c.relowner <> owner LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO zhuoluo_owner', what);
    END LOOP;
    FOR what IN SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = 'ledger'::regnamespace AND p.prorettype = 'trigger'::regtype AND p.proowner <> owner LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO zhuoluo_owner', what);
    END LOOP;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
END $$;

-- What each may do: granted anew, so that nothing more is left over. Columns by name: what is not named the database
-- fills in by itself. Without UPDATE nobody can lock a table against the others either.
DO $$
BEGIN
    IF to_regrole('zhuoluo_app') IS NULL OR to_regrole('zhuoluo_projector') IS NULL
        OR to_regrole('zhuoluo_auditor') IS NULL THEN
        RAISE NOTICE 'grants are left out: roles are missing';
        RETURN;
    END IF;
    REVOKE ALL ON SCHEMA ledger FROM PUBLIC, zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
    REVOKE ALL ON ALL TABLES IN SCHEMA ledger FROM PUBLIC, zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;

    GRANT USAGE ON SCHEMA ledger TO zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
    GRANT SELECT ON ledger.head, ledger.event, ledger.series,
        ledger.checkpoint, ledger.cosignature, ledger.tile, ledger.refusal
        TO zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;

    -- The committer (service/ledger): appends, and moves the head and the counters of its log.
    GRANT INSERT (office, log, replayed),
        UPDATE (replayed, size, edge, recorded_at, accepted_last, accepted_skew) ON ledger.head TO zhuoluo_app;
    GRANT INSERT (office, log, position, stream, version, topic, recorded_at, content, stamp, mac, leaf,
        command, request, events) ON ledger.event TO zhuoluo_app;
    GRANT INSERT (office, log, series, period, last), UPDATE (last) ON ledger.series TO zhuoluo_app;

    -- The signer (service/evidence): appends; the times of what it signs and refuses are the database's.
    GRANT INSERT (office, log, generation, size, note) ON ledger.checkpoint TO zhuoluo_app;
    GRANT INSERT (office, log, generation, size, witness, line) ON ledger.cosignature TO zhuoluo_app;
    GRANT INSERT (office, log, level, nth, hashes, root) ON ledger.tile TO zhuoluo_app;
    GRANT INSERT (office, log, refused_by, size, reason) ON ledger.refusal TO zhuoluo_app;

    -- Readers, read models and jobs: none of it is the truth about a petition, all of it can be made anew.
    GRANT USAGE ON SCHEMA projector, jobs TO zhuoluo_projector, zhuoluo_auditor;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA projector, jobs TO zhuoluo_projector;
    GRANT SELECT ON ALL TABLES IN SCHEMA projector, jobs TO zhuoluo_auditor;
    EXECUTE format('GRANT CREATE ON DATABASE %I TO zhuoluo_projector', current_database());

    GRANT SELECT ON public.schema_migration TO zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
END $$;

-- The read models that are there already go to the projector; what it makes from now on the auditor may read.
DO $$
DECLARE
    made record;
    what text;
BEGIN
    IF to_regrole('zhuoluo_projector') IS NULL OR to_regrole('zhuoluo_auditor') IS NULL
        OR NOT pg_has_role('zhuoluo_projector', 'MEMBER') THEN
        RAISE NOTICE 'the read models stay with %', current_user;
        RETURN;
    END IF;
    FOR made IN SELECT n.oid, n.nspname FROM pg_namespace n JOIN projector.projection p ON p.schema = n.nspname LOOP
        EXECUTE format('ALTER SCHEMA %I OWNER TO zhuoluo_projector', made.nspname);
        FOR what IN SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = made.oid AND c.relkind = 'r'
            AND c.relowner <> to_regrole('zhuoluo_projector') LOOP
            EXECUTE format('ALTER TABLE %s OWNER TO zhuoluo_projector', what);
        END LOOP;
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO zhuoluo_auditor', made.nspname);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO zhuoluo_auditor', made.nspname);
    END LOOP;
    ALTER DEFAULT PRIVILEGES FOR ROLE zhuoluo_projector GRANT USAGE ON SCHEMAS TO zhuoluo_auditor;
    ALTER DEFAULT PRIVILEGES FOR ROLE zhuoluo_projector GRANT SELECT ON TABLES TO zhuoluo_auditor;
END $$;
