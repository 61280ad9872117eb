-- Subscriptions: how far the deliveries of each have come, and the secrets they are signed with. New tables only, so
-- nothing that is there changes. Written and read by service/feeds under the role zhuoluo_projector; the auditor may see
-- how far each has come, not the secrets. Dropping them loses where each stands and its secret: those that deliver begin
-- again behind the position that was said last, with a secret to be made anew; nothing of a petition stands here.
-- That there is a subscription, where it goes and what it wants, are events of the office.
--
-- repeatable: `zhuoluo doctor --mend` runs the file again, for the grants.

CREATE SCHEMA IF NOT EXISTS feeds;

-- `moved`: how many times a position was said, as far as that was carried out; `after`: behind which position it goes on.
-- `failures`: attempts in a row at the next event; `last_error` is a word of ours, never what a receiver answered.
CREATE TABLE IF NOT EXISTS feeds.subscription (
    id             uuid PRIMARY KEY,
    office         text COLLATE "C" NOT NULL,
    moved          integer NOT NULL,
    after          bigint NOT NULL,
    failures       integer NOT NULL DEFAULT 0,
    failing_since  timestamptz,
    next_at        timestamptz,
    last_error     text,
    delivered_at   timestamptz
);
CREATE INDEX IF NOT EXISTS subscription_office ON feeds.subscription (office);

-- Sealed under a key outside the database. `before` is signed with besides until `before_until`, after a change.
-- No CHECK and no foreign key: PostgreSQL would print the row.
CREATE TABLE IF NOT EXISTS signin.subscription_secret (
    subscription  uuid PRIMARY KEY,
    secret        bytea NOT NULL,
    before        bytea,
    before_until  timestamptz
);

DO $$
BEGIN
    IF to_regrole('zhuoluo_app') IS NULL OR to_regrole('zhuoluo_projector') IS NULL
        OR to_regrole('zhuoluo_auditor') IS NULL THEN
        RAISE NOTICE 'grants are left out: roles are missing';
        RETURN;
    END IF;
    REVOKE ALL ON SCHEMA feeds FROM PUBLIC, zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
    REVOKE ALL ON feeds.subscription, signin.subscription_secret
        FROM PUBLIC, zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
    GRANT USAGE ON SCHEMA feeds TO zhuoluo_projector, zhuoluo_auditor;
    GRANT SELECT, INSERT, UPDATE, DELETE ON feeds.subscription, signin.subscription_secret TO zhuoluo_projector;
    GRANT SELECT ON feeds.subscription TO zhuoluo_auditor;
END $$;
