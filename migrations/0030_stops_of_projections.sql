-- Which read models stand still before which event, and why; which versions of their tables programs use. New columns have
-- a default and the table is new, so programs that run go on. It all describes read models: dropping it loses nothing.
-- Written by service/projector and service/likeness, read by them and by service/readiness.

-- A read model that cannot fold the event at `position`. The row speaks for as long as the model stands right before that
-- event; `stream` is the petition, or the office. `error` and `place` are the kind of error and a place in the program,
-- never its words, which could hold personal data.
CREATE TABLE projector.stopped (
    office    text COLLATE "C" NOT NULL,
    log       text COLLATE "C" NOT NULL,
    schema    text COLLATE "C" NOT NULL,
    position  bigint NOT NULL CHECK (position > 0),
    stream    uuid NOT NULL,
    topic     text COLLATE "C" NOT NULL,
    error     text NOT NULL,
    place     text NOT NULL,
    attempts  integer NOT NULL DEFAULT 1 CHECK (attempts > 0),
    since     timestamptz NOT NULL DEFAULT now(),
    tried_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (office, log, schema),
    FOREIGN KEY (office, log, schema) REFERENCES projector.position ON UPDATE CASCADE ON DELETE CASCADE
);

-- Whether the model has ever been at the head of its log: before that it is being filled for the first time.
ALTER TABLE projector.position ADD COLUMN filled boolean NOT NULL DEFAULT false;
UPDATE projector.position p SET filled = true FROM ledger.head h
WHERE h.office = p.office AND h.log = p.log AND h.size <= p.position;

-- When a program last said that it uses this version.
ALTER TABLE projector.projection ADD COLUMN used_at timestamptz NOT NULL DEFAULT now();
