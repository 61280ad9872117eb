-- A number of a register is given once: the counter of a series is not turned back, whoever asks for it. It was kept from
-- being deleted already; the committer only ever raises it, together with the head, so programs that run go on.
-- And what compares old and new compares by the server's own operators: whoever may set a search path could have had
-- others put before them. Written by service/ledger only.

CREATE FUNCTION ledger.refuse_lowering() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.last < OLD.last
        OR (NEW.office, NEW.log, NEW.series, NEW.period) <> (OLD.office, OLD.log, OLD.series, OLD.period) THEN
        RAISE EXCEPTION 'the counter % of % in log %/% may only grow', OLD.series, OLD.period, OLD.office, OLD.log
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER series_only_grows BEFORE UPDATE ON ledger.series
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_lowering();

-- Under session_replication_role = replica only ALWAYS triggers fire.
ALTER TABLE ledger.series ENABLE ALWAYS TRIGGER series_only_grows;

ALTER FUNCTION ledger.refuse_shrinking() SET search_path = pg_catalog, pg_temp;
