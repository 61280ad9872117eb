-- The gate: what of each petition decides who may see it, as it is today (domain/guarded.py).
-- Keyed hashes of names, levels and flags only: nobody can tell from it who is complained of. Every list of petitions is
-- joined to it; a petition without a row here is seen by nobody. Made anew from the ledger and the keys.
CREATE TABLE gate (
    office       text COLLATE "C" NOT NULL,
    petition     uuid NOT NULL,
    level        smallint NOT NULL,
    quarantined  boolean NOT NULL,
    accused      bigint[] NOT NULL,
    recused      bigint[] NOT NULL,
    involved     bigint[] NOT NULL,
    units        bigint[] NOT NULL,
    PRIMARY KEY (office, petition)
);
CREATE INDEX gate_restricted ON gate (office, petition) WHERE level > 0;
-- The hashes of two offices have nothing in common.
CREATE INDEX gate_units ON gate USING gin (units);
CREATE INDEX gate_involved ON gate USING gin (involved);
