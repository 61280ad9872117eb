-- Exchange between offices: how far each partner is known to have come, and what was refused. New tables only, so
-- nothing that is there changes. Written and read by service/transfers under the role zhuoluo_projector; the auditor
-- may read them. What was sent, taken and acknowledged stands in the logs; dropping these tables loses the pace of
-- sending and the list of refusals: everything is sent once more, and what was taken before changes nothing.
--
-- repeatable: `zhuoluo doctor --mend` runs the file again, for the grants.

CREATE SCHEMA IF NOT EXISTS exchange;

-- `seen`: the partner has said that it has all of ours up to that position. `sizes`: heads of our log that it may know.
-- `last_error` is a word of ours; `failures`: attempts in a row.
CREATE TABLE IF NOT EXISTS exchange.channel (
    office      text COLLATE "C" NOT NULL,
    partner     text COLLATE "C" NOT NULL,
    seen        bigint NOT NULL DEFAULT 0,
    sizes       bigint[] NOT NULL DEFAULT '{}',
    heard_at    timestamptz,
    sent_at     timestamptz,
    next_at     timestamptz,
    failures    integer NOT NULL DEFAULT 0,
    last_error  text,
    PRIMARY KEY (office, partner)
);

-- A package, or a part of one, that was not taken: from whom it says it is, and why, in words of ours.
CREATE TABLE IF NOT EXISTS exchange.refusal (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    office      text COLLATE "C" NOT NULL,
    partner     text NOT NULL,
    why         text NOT NULL,
    zh          text NOT NULL,
    en          text NOT NULL,
    digest      text NOT NULL,
    times       integer NOT NULL DEFAULT 1,
    refused_at  timestamptz NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS refusal_once ON exchange.refusal (office, digest, why);

DO $$
BEGIN
    IF to_regrole('zhuoluo_app') IS NULL OR to_regrole('zhuoluo_projector') IS NULL
        OR to_regrole('zhuoluo_auditor') IS NULL THEN
        RAISE NOTICE 'grants are left out: roles are missing';
        RETURN;
    END IF;
    REVOKE ALL ON SCHEMA exchange FROM PUBLIC, zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
    REVOKE ALL ON exchange.channel, exchange.refusal FROM PUBLIC, zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
    GRANT USAGE ON SCHEMA exchange TO zhuoluo_projector, zhuoluo_auditor;
    GRANT SELECT, INSERT, UPDATE, DELETE ON exchange.channel, exchange.refusal TO zhuoluo_projector;
    GRANT SELECT ON exchange.channel, exchange.refusal TO zhuoluo_auditor;
END $$;
