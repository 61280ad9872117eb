-- The evidence beside the ledger: signed checkpoints of each log, cosignatures of witnesses, full tiles of its tree,
-- and what a signer or witness refused. Appended to and never changed; all of it but the signatures can be made again
-- from ledger.event. Written and read by service/evidence; read by the auditor. Signed heads are also kept outside
-- the database (ZHUOLUO_HOME/heads), so that a database that was put back cannot make the signer fork a log.

-- One row a signed checkpoint (C2SP tlog-checkpoint). `generation` counts the origins of a log: a log that was put
-- back to an older state goes on under a new one. `note` is the whole signed note.
CREATE TABLE ledger.checkpoint (
    office      text COLLATE "C" NOT NULL,
    log         text COLLATE "C" NOT NULL,
    generation  integer NOT NULL CHECK (generation > 0),
    size        bigint NOT NULL CHECK (size > 0),
    note        text NOT NULL,
    signed_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (office, log, generation, size)
);

-- One row a cosignature (C2SP tlog-cosignature): the signature line of a witness on a checkpoint, by its key name.
CREATE TABLE ledger.cosignature (
    office       text COLLATE "C" NOT NULL,
    log          text COLLATE "C" NOT NULL,
    generation   integer NOT NULL,
    size         bigint NOT NULL,
    witness      text NOT NULL,
    line         text NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (office, log, generation, size, witness),
    FOREIGN KEY (office, log, generation, size) REFERENCES ledger.checkpoint
);

-- One row a full tile (C2SP tlog-tiles): 256 hashes of a level, and the root over them, which is a hash of the level
-- above. Tiles that are not full are made when they are asked for.
CREATE TABLE ledger.tile (
    office  text COLLATE "C" NOT NULL,
    log     text COLLATE "C" NOT NULL,
    level   integer NOT NULL CHECK (level BETWEEN 0 AND 7),
    nth     bigint NOT NULL CHECK (nth >= 0),
    hashes  bytea NOT NULL CHECK (octet_length(hashes) = 8192),
    root    bytea NOT NULL CHECK (octet_length(root) = 32),
    PRIMARY KEY (office, log, level, nth)
);

-- One row a refusal: at which size of the log and why, by `signer`, by the key name of a witness, or by `signer for NAME`
-- where nothing could be proved to that witness. The same refusal goes on for a day before it is entered again; one
-- without a reason ends it. So the last row of each tells how it stands; `nth` counts them, whatever the clock says.
CREATE TABLE ledger.refusal (
    office      text COLLATE "C" NOT NULL,
    log         text COLLATE "C" NOT NULL,
    refused_by  text NOT NULL,
    nth         bigint GENERATED ALWAYS AS IDENTITY,
    size        bigint NOT NULL,
    reason      text NOT NULL,
    refused_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (office, log, refused_by, nth)
);

CREATE TRIGGER checkpoint_is_append_only BEFORE UPDATE OR DELETE ON ledger.checkpoint
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER checkpoint_is_not_truncated BEFORE TRUNCATE ON ledger.checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER cosignature_is_append_only BEFORE UPDATE OR DELETE ON ledger.cosignature
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER cosignature_is_not_truncated BEFORE TRUNCATE ON ledger.cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER tile_is_append_only BEFORE UPDATE OR DELETE ON ledger.tile
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER tile_is_not_truncated BEFORE TRUNCATE ON ledger.tile
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refusal_is_append_only BEFORE UPDATE OR DELETE ON ledger.refusal
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refusal_is_not_truncated BEFORE TRUNCATE ON ledger.refusal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Under session_replication_role = replica only ALWAYS triggers fire.
ALTER TABLE ledger.checkpoint ENABLE ALWAYS TRIGGER checkpoint_is_append_only;
ALTER TABLE ledger.checkpoint ENABLE ALWAYS TRIGGER checkpoint_is_not_truncated;
ALTER TABLE ledger.cosignature ENABLE ALWAYS TRIGGER cosignature_is_append_only;
ALTER TABLE ledger.cosignature ENABLE ALWAYS TRIGGER cosignature_is_not_truncated;
ALTER TABLE ledger.tile ENABLE ALWAYS TRIGGER tile_is_append_only;
ALTER TABLE ledger.tile ENABLE ALWAYS TRIGGER tile_is_not_truncated;
ALTER TABLE ledger.refusal ENABLE ALWAYS TRIGGER refusal_is_append_only;
ALTER TABLE ledger.refusal ENABLE ALWAYS TRIGGER refusal_is_not_truncated;
