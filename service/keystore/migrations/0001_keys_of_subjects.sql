-- The keys of persons and petitions, each wrapped by a key-encryption key that this server never sees, and the list of
-- what was destroyed. On another server than the ledger, with backups of its own that are kept for a short time only:
-- what lies in an old backup opens as long as the key-encryption key of that time is kept.
-- Written and read by service/keystore only.

CREATE SCHEMA keystore;

-- A row a subject: `destroyed_at` once its keys were destroyed. Whoever makes a key shares this row, whoever destroys
-- has it alone: so no key is made behind a destruction.
CREATE TABLE keystore.subject (
    subject       text COLLATE "C" PRIMARY KEY,
    destroyed_at  timestamptz
);
CREATE INDEX subject_destroyed ON keystore.subject (subject) WHERE destroyed_at IS NOT NULL;

CREATE TABLE keystore.key (
    kid         text COLLATE "C" PRIMARY KEY,
    subject     text COLLATE "C" NOT NULL REFERENCES keystore.subject,
    generation  integer NOT NULL CHECK (generation > 0),
    wrapped     bytea NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (subject, generation)
);

-- One row: which key-encryption key wraps new keys, and whether older keys still wait to be wrapped by it.
CREATE TABLE keystore.standing (
    one       boolean PRIMARY KEY DEFAULT true CHECK (one),
    current   text COLLATE "C" NOT NULL,
    rotating  boolean NOT NULL
);
