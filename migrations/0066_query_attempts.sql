-- Who asks by query code: counters that slow guessing down, and a record of every attempt. Neither holds a number or a
-- name: numbers and counted addresses stand here as keyed hashes. Nothing here is the truth about a petition; dropping
-- it forgets who guessed. Written and read by service/web/query as zhuoluo_projector; read by the auditor.
-- repeatable: the roles may have been made after this was applied.

CREATE SCHEMA IF NOT EXISTS query;

-- One row a number or address that somebody failed with. It may try again from `free_at`, and is forgotten at
-- `expires_at`.
CREATE TABLE IF NOT EXISTS query.failing (
    subject     bytea PRIMARY KEY CHECK (octet_length(subject) = 16),
    failures    integer NOT NULL CHECK (failures >= 0),
    free_at     timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS failing_expires ON query.failing (expires_at);

-- One row an attempt: shown (the status was shown), refused (number and code do not belong together), throttled.
CREATE TABLE IF NOT EXISTS query.attempt (
    nth           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    attempted_at  timestamptz NOT NULL DEFAULT now(),
    office        text COLLATE "C" NOT NULL,
    outcome       text COLLATE "C" NOT NULL CHECK (outcome IN ('shown', 'refused', 'throttled')),
    address       text COLLATE "C" NOT NULL,
    number        bytea NOT NULL CHECK (octet_length(number) = 16)
);
CREATE INDEX IF NOT EXISTS attempt_at ON query.attempt (attempted_at);

DO $$
BEGIN
    IF to_regrole('zhuoluo_projector') IS NULL OR to_regrole('zhuoluo_auditor') IS NULL THEN
        RAISE NOTICE 'there are no roles to grant to';
        RETURN;
    END IF;
    GRANT USAGE ON SCHEMA query TO zhuoluo_projector, zhuoluo_auditor;
    GRANT SELECT, INSERT, UPDATE, DELETE ON query.failing TO zhuoluo_projector;
    GRANT SELECT, INSERT ON query.attempt TO zhuoluo_projector;
    GRANT DELETE ON query.attempt TO zhuoluo_projector;
    GRANT SELECT ON query.failing, query.attempt TO zhuoluo_auditor;
END $$;
