-- Grams: a row holds the numbers of the pairs of signs in what a petition was called from `since` until `until`, as it was
-- known at the positions from `from_pos` until before `to_pos`; how it ended became known at `until_pos`.
-- A net and no truth: what a search catches here is compared with `headings`, on which row level security lies. No policy
-- lies on this table, under which the index could not be used; so there are numbers in it and no letters.
-- Read model: dropping it loses nothing. Written by the projector, read by the service.
CREATE TABLE grams (
    office       text COLLATE "C" NOT NULL,
    lane         integer NOT NULL,
    petition     uuid NOT NULL,
    since        timestamptz NOT NULL,
    grams        integer[] NOT NULL,
    from_pos     bigint NOT NULL,
    to_pos       bigint NOT NULL,
    until_pos    bigint NOT NULL,
    until        timestamptz,
    PRIMARY KEY (office, petition, since, from_pos),
    CHECK (from_pos < to_pos AND from_pos <= until_pos)
);
