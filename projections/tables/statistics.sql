-- Facts to be counted: a row is true at the positions from `from_pos` until before `to_pos`.
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
    persons        integer NOT NULL,
    days           integer NOT NULL,
    elapsed        integer,
    from_pos       bigint NOT NULL,
    to_pos         bigint NOT NULL,
    PRIMARY KEY (office, petition, measure, act, duty, from_pos),
    CHECK (from_pos < to_pos)
);
