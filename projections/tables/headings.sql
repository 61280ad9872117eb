-- Headings: a row says what a petition was called from `since` until `until`, as it was known at the positions
-- from `from_pos` until before `to_pos`; that and how it ended became known at `until_pos`.
-- `sought` is what a search looks into, see headings.py; rows are found by the table grams first.
-- The one read model with content (the officer's title): row level security lies on it, see headings_policies.sql.
-- Read model: dropping it loses nothing. Written by the projector, read by the service.
CREATE TABLE headings (
    office       text COLLATE "C" NOT NULL,
    lane         integer NOT NULL,
    petition     uuid NOT NULL,
    since        timestamptz NOT NULL,
    number       text COLLATE "C" NOT NULL,
    external_id  text COLLATE "C" NOT NULL,
    title        text NOT NULL,
    sought       text COLLATE "C" NOT NULL,
    from_pos     bigint NOT NULL,
    to_pos       bigint NOT NULL,
    until_pos    bigint NOT NULL,
    until        timestamptz,
    PRIMARY KEY (office, petition, since, from_pos),
    CHECK (from_pos < to_pos AND from_pos <= until_pos)
);
