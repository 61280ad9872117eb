-- Sign-in: accounts, their credentials, sessions, tokens of machines, failures. Tables of a new schema only, so nothing
-- that is there changes. Written and read by service/signin under the role zhuoluo_projector; nobody else may look: not
-- the committer, not the auditor. docs/sign-in.md says what stands here and for how long.
-- That an account exists, is blocked or closed, and that a token was issued or revoked, are events of the office: those
-- columns are made from them and mended by the next command. All else is no truth about a petition and may be forgotten.
--
-- repeatable: `zhuoluo doctor --mend` runs the file again, for the grants.
--
-- No row of a table with a secret in it can break a CHECK or a foreign key: PostgreSQL would print the row. Secrets stand
-- as digests: argon2id of passwords, SHA-256 of what is random; a second factor sealed under a key outside the database.

CREATE SCHEMA IF NOT EXISTS signin;

-- One row an account. `login` is NFKC, case folded. It is taken for ever. The last two: how many resets were carried out.
CREATE TABLE IF NOT EXISTS signin.account (
    id        uuid PRIMARY KEY,
    office    text COLLATE "C" NOT NULL,
    login     text COLLATE "C" NOT NULL UNIQUE,
    person    text NOT NULL,
    standing  text NOT NULL CHECK (standing IN ('open', 'blocked', 'closed')),
    password_resets  integer NOT NULL DEFAULT 0,
    factor_resets    integer NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS account_office ON signin.account (office);

-- How an account is signed in to; no row, or NULL: not by password. `last_step`: the TOTP step that was used last.
CREATE TABLE IF NOT EXISTS signin.credential (
    account    uuid PRIMARY KEY,
    password   text,
    totp       bytea,
    proved     boolean NOT NULL DEFAULT false,
    last_step  bigint NOT NULL DEFAULT 0
);

-- Recovery codes that were not used yet.
CREATE TABLE IF NOT EXISTS signin.recovery (
    account  uuid NOT NULL,
    digest   bytea NOT NULL,
    PRIMARY KEY (account, digest)
);

-- One-time codes: of the first account of an office (`account` NULL), or to set a password with.
CREATE TABLE IF NOT EXISTS signin.code (
    digest      bytea PRIMARY KEY,
    office      text COLLATE "C" NOT NULL,
    account     uuid,
    expires_at  timestamptz NOT NULL
);

-- Who is signed in. `id` may be shown, `digest` is that of the token in the cookie.
CREATE TABLE IF NOT EXISTS signin.session (
    id         uuid PRIMARY KEY,
    digest     bytea NOT NULL UNIQUE,
    account    uuid NOT NULL,
    via        text NOT NULL,
    opened_at  timestamptz NOT NULL,
    used_at    timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS session_account ON signin.session (account);

-- Networks (digests of them) from which an account was signed in to before.
CREATE TABLE IF NOT EXISTS signin.known_network (
    account  uuid NOT NULL,
    network  bytea NOT NULL,
    seen_at  timestamptz NOT NULL,
    PRIMARY KEY (account, network)
);

-- Failures by the digest of a network, of a login, or of both together.
CREATE TABLE IF NOT EXISTS signin.failure (
    what     bytea PRIMARY KEY,
    count    integer NOT NULL,
    last_at  timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS failure_last_at ON signin.failure (last_at);

-- Tokens of machines.
CREATE TABLE IF NOT EXISTS signin.token (
    id          uuid PRIMARY KEY,
    digest      bytea NOT NULL UNIQUE,
    office      text COLLATE "C" NOT NULL,
    unit        text NOT NULL,
    name        text NOT NULL,
    scopes      text[] NOT NULL,
    expires_at  timestamptz NOT NULL,
    revoked     boolean NOT NULL DEFAULT false,
    used_at     timestamptz
);

-- Identities of OpenID Connect, and the account that each signs in to.
CREATE TABLE IF NOT EXISTS signin.identity (
    issuer   text COLLATE "C" NOT NULL,
    subject  text COLLATE "C" NOT NULL,
    account  uuid NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- Sign-ins at a provider that have begun: the digests of `state` and of the cookie of the browser that began.
CREATE TABLE IF NOT EXISTS signin.flow (
    state       bytea PRIMARY KEY,
    browser     bytea NOT NULL,
    provider    text NOT NULL,
    expires_at  timestamptz NOT NULL
);

DO $$
BEGIN
    IF to_regrole('zhuoluo_app') IS NULL OR to_regrole('zhuoluo_projector') IS NULL
        OR to_regrole('zhuoluo_auditor') IS NULL THEN
        RAISE NOTICE 'grants are left out: roles are missing';
        RETURN;
    END IF;
    REVOKE ALL ON SCHEMA signin FROM PUBLIC, zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
    REVOKE ALL ON ALL TABLES IN SCHEMA signin FROM PUBLIC, zhuoluo_app, zhuoluo_projector, zhuoluo_auditor;
    GRANT USAGE ON SCHEMA signin TO zhuoluo_projector;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA signin TO zhuoluo_projector;
END $$;
