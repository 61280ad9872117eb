CREATE TABLE entry (
    office       text COLLATE "C" NOT NULL,
    partner      text COLLATE "C" NOT NULL,
    outgoing     boolean NOT NULL,
    position     bigint NOT NULL,
    what         text NOT NULL,
    sent_as      text NOT NULL,
    petition     uuid,
    version      integer NOT NULL,
    own          bigint NOT NULL,
    recorded_at  timestamptz,
    stream       uuid,
    leaf         text NOT NULL,
    answered     bigint,
    answered_at  timestamptz,
    declined     text NOT NULL,
    UNIQUE (office, partner, outgoing, position, own)
);
CREATE INDEX entry_petition ON entry (office, petition);
CREATE INDEX entry_stream ON entry (office, partner, stream);
CREATE INDEX entry_own ON entry (office, own);
CREATE INDEX entry_waiting ON entry (office, partner, position) WHERE outgoing AND answered IS NULL;
