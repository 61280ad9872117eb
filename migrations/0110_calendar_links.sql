-- Calendar links: by which a calendar program fetches what one person owes and when they receive. A new table only, so
-- nothing that is there changes. Written and read by service/signin under the role zhuoluo_projector; nobody else may
-- look. Dropping it ends every link, and whoever wants one makes another.
--
-- repeatable: `zhuoluo doctor --mend` runs the file again, for the grants.
--
-- One row an account that has a link; the link itself stands nowhere, only its digest. `id` may be shown, and stands on
-- record with each read. No CHECK and no foreign key: PostgreSQL would print the row.
CREATE TABLE IF NOT EXISTS signin.calendar_link (
    account   uuid PRIMARY KEY,
    id        uuid NOT NULL,
    digest    bytea NOT NULL UNIQUE,
    language  text NOT NULL,
    made_at   timestamptz NOT NULL,
    used_at   timestamptz
);

DO $$
BEGIN
    IF to_regrole('zhuoluo_app') IS NULL OR to_regrole('zhuoluo_projector') IS NULL
        OR to_regrole('zhuoluo_auditor') IS NULL THEN
        RAISE NOTICE 'grants are left out: roles are missing';
        RETURN;
    END IF;
    REVOKE ALL ON signin.calendar_link FROM PUBLIC, zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
    GRANT SELECT, INSERT, UPDATE, DELETE ON signin.calendar_link TO zhuoluo_projector;
END $$;
