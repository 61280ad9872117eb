-- Saved views: how somebody looks at the register — filters, columns, order — under a name of their own, at any computer.
-- A new table only, so nothing that is there changes. Written and read by service/web/register as zhuoluo_projector;
-- nobody else may look. Nothing here is the truth about a petition: dropping it loses how somebody liked to look.
--
-- repeatable: `zhuoluo doctor --mend` runs the file again, for the grants.
--
-- Name and filters may hold whatever was typed, so they are sealed as drafts are, under a key outside the database.

CREATE SCHEMA IF NOT EXISTS web;

CREATE TABLE IF NOT EXISTS web.saved_view (
    id        uuid PRIMARY KEY,
    office    text COLLATE "C" NOT NULL,
    account   uuid NOT NULL,
    saved_at  timestamptz NOT NULL,
    sealed    bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS saved_view_account ON web.saved_view (account, saved_at);

DO $$
BEGIN
    IF to_regrole('zhuoluo_app') IS NULL OR to_regrole('zhuoluo_projector') IS NULL
        OR to_regrole('zhuoluo_auditor') IS NULL THEN
        RAISE NOTICE 'grants are left out: roles are missing';
        RETURN;
    END IF;
    REVOKE ALL ON web.saved_view FROM PUBLIC, zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
    GRANT USAGE ON SCHEMA web TO zhuoluo_projector;
    GRANT SELECT, INSERT, UPDATE, DELETE ON web.saved_view TO zhuoluo_projector;
END $$;
