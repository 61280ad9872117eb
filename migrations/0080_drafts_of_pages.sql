-- Drafts of pages: what somebody has typed into the intake form and not sent yet, so that it can be gone on with at another
-- computer. A table of a new schema only, so nothing that is there changes. Written and read by service/web/intake as
-- zhuoluo_projector; nobody else may look. Nothing here is the truth about a petition: dropping it loses what was typed.
--
-- repeatable: `zhuoluo doctor --mend` runs the file again, for the grants.
--
-- What was typed is sealed under a key outside the database (`draft.key`). NULL: sent or thrown away; the row stays behind
-- for some days so that what is saved late does not come back. No CHECK and no foreign key: PostgreSQL would print the row.

CREATE SCHEMA IF NOT EXISTS web;

CREATE TABLE IF NOT EXISTS web.draft (
    id          uuid PRIMARY KEY,
    office      text COLLATE "C" NOT NULL,
    account     uuid NOT NULL,
    changed_at  timestamptz NOT NULL,
    sealed      bytea
);
CREATE INDEX IF NOT EXISTS draft_account ON web.draft (account, changed_at);
CREATE INDEX IF NOT EXISTS draft_changed_at ON web.draft (changed_at);

DO $$
BEGIN
    IF to_regrole('zhuoluo_app') IS NULL OR to_regrole('zhuoluo_projector') IS NULL
        OR to_regrole('zhuoluo_auditor') IS NULL THEN
        RAISE NOTICE 'grants are left out: roles are missing';
        RETURN;
    END IF;
    REVOKE ALL ON web.draft FROM PUBLIC, zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
    GRANT USAGE ON SCHEMA web TO zhuoluo_projector;
    GRANT SELECT, INSERT, UPDATE, DELETE ON web.draft TO zhuoluo_projector;
END $$;
