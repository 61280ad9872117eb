-- The ledger: append-only events of each log, the head row that orders them, command keys, number series.
-- Everything begins with the office, so that the whole of it can be sharded by office.
-- Written by service/ledger only; read by service/ledger and the projector.
--
-- Names are checked by what they may not hold: a bounded repetition ('^[!-~]{1,200}$') is a machine of hundreds of
-- states that the server builds anew for each row, which took nearly half of the time of a batch.

CREATE SCHEMA ledger;

-- One row a log. `size` is the position of the last event, `edge` the right edge of its Merkle tree
-- (hashes of the perfect subtrees, largest first, 32 bytes each), `recorded_at` the time of the last event.
-- `accepted_*`: what an administrator accepted of a clock that had jumped (event ClockAccepted).
CREATE TABLE ledger.head (
    office         text COLLATE "C" NOT NULL CHECK (octet_length(office) BETWEEN 1 AND 32 AND office !~ '[^a-z0-9-]'),
    log            text COLLATE "C" NOT NULL CHECK (octet_length(log) BETWEEN 1 AND 32 AND log !~ '[^a-z0-9-]'),
    replayed       boolean NOT NULL,
    size           bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
    edge           bytea NOT NULL DEFAULT '',
    recorded_at    timestamptz,
    accepted_last  timestamptz,
    accepted_skew  double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (office, log)
);

-- One row an event. Position = leaf index + 1. `leaf` is the RFC 6962 leaf hash over the record of
-- docs/ledger.md; `recorded_at` repeats the stamp for queries by time and is compared with it by verify.
-- The first event of a command holds the caller's idempotency key, the digest of the request and how many
-- events the command led to; key and digest stand in the hashed content too.
CREATE TABLE ledger.event (
    office       text COLLATE "C" NOT NULL,
    log          text COLLATE "C" NOT NULL,
    position     bigint NOT NULL CHECK (position > 0),
    stream       uuid NOT NULL,
    version      integer NOT NULL CHECK (version >= 0),
    topic        text COLLATE "C" NOT NULL CHECK (octet_length(topic) BETWEEN 1 AND 200 AND topic !~ '[^!-~]'),
    recorded_at  timestamptz NOT NULL,
    content      bytea NOT NULL,
    stamp        bytea NOT NULL,
    mac          bytea NOT NULL CHECK (octet_length(mac) = 32),
    leaf         bytea NOT NULL CHECK (octet_length(leaf) = 32),
    command      text COLLATE "C" CHECK (octet_length(command) <= 200),
    request      bytea CHECK (octet_length(request) = 32),
    events       integer CHECK (events > 0),
    CHECK ((command IS NULL) = (request IS NULL)),
    PRIMARY KEY (office, log, position),
    CONSTRAINT event_stream_version UNIQUE (office, log, stream, version)
);
CREATE UNIQUE INDEX event_command ON ledger.event (office, command) WHERE command IS NOT NULL;

-- The last number given in each series and period; changes only together with the head of its log.
CREATE TABLE ledger.series (
    office  text COLLATE "C" NOT NULL,
    log     text COLLATE "C" NOT NULL,
    series  text NOT NULL,
    period  text NOT NULL,
    last    bigint NOT NULL CHECK (last > 0),
    PRIMARY KEY (office, log, series, period)
);

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger.% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION ledger.refuse_shrinking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size < OLD.size OR (NEW.office, NEW.log) <> (OLD.office, OLD.log)
        OR NEW.replayed <> OLD.replayed AND OLD.size > 0 THEN
        RAISE EXCEPTION 'the head of log %/% may only grow', OLD.office, OLD.log
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON ledger.event
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER event_is_not_truncated BEFORE TRUNCATE ON ledger.event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER head_is_not_deleted BEFORE DELETE ON ledger.head
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER head_is_not_truncated BEFORE TRUNCATE ON ledger.head
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER head_only_grows BEFORE UPDATE ON ledger.head
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_shrinking();
CREATE TRIGGER series_is_not_deleted BEFORE DELETE ON ledger.series
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER series_is_not_truncated BEFORE TRUNCATE ON ledger.series
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Under session_replication_role = replica only ALWAYS triggers fire.
ALTER TABLE ledger.event ENABLE ALWAYS TRIGGER event_is_append_only;
ALTER TABLE ledger.event ENABLE ALWAYS TRIGGER event_is_not_truncated;
ALTER TABLE ledger.head ENABLE ALWAYS TRIGGER head_is_not_deleted;
ALTER TABLE ledger.head ENABLE ALWAYS TRIGGER head_is_not_truncated;
ALTER TABLE ledger.head ENABLE ALWAYS TRIGGER head_only_grows;
ALTER TABLE ledger.series ENABLE ALWAYS TRIGGER series_is_not_deleted;
ALTER TABLE ledger.series ENABLE ALWAYS TRIGGER series_is_not_truncated;
