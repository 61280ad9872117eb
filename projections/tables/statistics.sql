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
    channel        text NOT NULL,
    content_class  text NOT NULL,
    outcome        text NOT NULL,
    clause         text NOT NULL,
    persons        integer NOT NULL,
    days           integer,
    from_pos       bigint NOT NULL,
    to_pos         bigint NOT NULL,
    PRIMARY KEY (office, petition, measure, act, duty, from_pos),
    CHECK (from_pos < to_pos)
);
