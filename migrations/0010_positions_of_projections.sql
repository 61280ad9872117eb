-- How far each read model has come in each log. Its tables stand in a schema named by projection and version,
-- made by the projector, which also writes these rows: in one transaction with the rows of the read model.
-- Dropping all of it loses nothing. Written by service/projector, read by service/readmodels.

CREATE SCHEMA projector;

CREATE TABLE projector.projection (
    schema   text COLLATE "C" PRIMARY KEY,
    name     text NOT NULL,
    version  integer NOT NULL CHECK (version > 0),
    made_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE projector.position (
    office    text COLLATE "C" NOT NULL,
    log       text COLLATE "C" NOT NULL,
    schema    text COLLATE "C" NOT NULL
        REFERENCES projector.projection ON UPDATE CASCADE ON DELETE CASCADE,
    position  bigint NOT NULL DEFAULT 0 CHECK (position >= 0),
    PRIMARY KEY (office, log, schema)
) WITH (fillfactor = 50);
