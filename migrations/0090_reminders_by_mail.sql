-- Reminders by e-mail: to which address those of an account go, and which reminders were mailed to whom. New tables, and a
-- number for each reminder that its writers need not know, so programs of before go on as they do.
-- `signin.mailbox` is written and read by service/signin under the role zhuoluo_projector, nobody else may look;
-- `jobs.mailed` is written by service/mailing. Dropping them loses addresses, and reminders that still hold go out again.
--
-- repeatable: `zhuoluo doctor --mend` runs the file again, for the grants.
--
-- That an address was set is an event of the office; the address is personal and stands here only, sealed under a key
-- outside the database. `wanted`: what its owner says. `refused_at`: when the mail server last would not have it.
CREATE TABLE IF NOT EXISTS signin.mailbox (
    account     uuid PRIMARY KEY,
    address     bytea NOT NULL,
    wanted      boolean NOT NULL DEFAULT true,
    refused_at  timestamptz
);

ALTER TABLE jobs.reminder ADD COLUMN IF NOT EXISTS id bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE jobs.period_reminder ADD COLUMN IF NOT EXISTS id bigint GENERATED ALWAYS AS IDENTITY;

-- Numbers and instants only. `kind` says in which of the two tables the reminder stands.
CREATE TABLE IF NOT EXISTS jobs.mailed (
    account    uuid NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('duty', 'period')),
    reminder   bigint NOT NULL,
    mailed_at  timestamptz NOT NULL,
    PRIMARY KEY (account, kind, reminder)
);

DO $$
BEGIN
    IF to_regrole('zhuoluo_app') IS NULL OR to_regrole('zhuoluo_projector') IS NULL
        OR to_regrole('zhuoluo_auditor') IS NULL THEN
        RAISE NOTICE 'grants are left out: roles are missing';
        RETURN;
    END IF;
    REVOKE ALL ON signin.mailbox, jobs.mailed FROM PUBLIC, zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
    GRANT SELECT, INSERT, UPDATE, DELETE ON signin.mailbox, jobs.mailed TO zhuoluo_projector;
    GRANT SELECT ON jobs.mailed TO zhuoluo_auditor;
END $$;
