-- Facts to be counted: a row is true at the positions from `from_pos` until before `to_pos`.
-- Of what is restricted every dimension says so, `visit` remains (service/readmodels/statistics/masking.py).
-- Read model: dropping it loses nothing. Written by the projector, read by the service.
CREATE TABLE statistics (
    office         text COLLATE "C" NOT NULL,
    lane           integer NOT NULL,
    petition       uuid NOT NULL,
    measure        text COLLATE "C" NOT NULL,
    act            integer NOT NULL,
    duty           text COLLATE "C" NOT NULL,
    day            date NOT NULL,
    unit           text NOT NULL,
    channel        text COLLATE "C" NOT NULL,
    source         text COLLATE "C" NOT NULL,
    purpose        text COLLATE "C" NOT NULL,
    content_class  text COLLATE "C" NOT NULL,
    place          text NOT NULL,
    repeat         boolean NOT NULL,
    matter         uuid NOT NULL,
    outcome        text COLLATE "C" NOT NULL,
    clause         text COLLATE "C" NOT NULL,
    visit          boolean NOT NULL,
    persons        integer NOT NULL,
    days           integer NOT NULL,
    elapsed        integer,
    from_pos       bigint NOT NULL,
    to_pos         bigint NOT NULL,
    PRIMARY KEY (office, petition, measure, act, duty, from_pos),
    CHECK (from_pos < to_pos)
);
-- What a block of positions, down to `upto`, changes in the numbers of facts, by part of a month, measure and the
-- dimensions of `grouped`; the others are null. `again` counts the facts whose petition, `again_in_matter` those whose
-- matter, has an earlier one in the same cell, last in the part `since`. Rows are added only (service/projector/summing.py).
CREATE TABLE sums (
    office          text COLLATE "C" NOT NULL,
    upto            bigint NOT NULL,
    grouped         text COLLATE "C" NOT NULL,
    part            date NOT NULL,
    since           date NOT NULL,
    measure         text COLLATE "C" NOT NULL,
    unit            text,
    channel         text COLLATE "C",
    repeat          boolean,
    outcome         text COLLATE "C",
    count           integer NOT NULL,
    persons         integer NOT NULL,
    batches         integer NOT NULL,
    visitors        integer NOT NULL,
    again           integer NOT NULL,
    again_in_matter integer NOT NULL
);
-- The blocks that are added up, and the latest day of any fact that became known in them or before. `matters` and
-- `measures` are pairs: of which matter there were several facts of which measure, among those touched in the block;
-- `in_one_unit` tells whether of one unit too.
CREATE TABLE summed (
    office          text COLLATE "C" NOT NULL,
    upto            bigint NOT NULL,
    latest          date NOT NULL,
    matters         uuid[],
    measures        text[],
    in_one_unit     boolean[],
    PRIMARY KEY (office, upto)
);
