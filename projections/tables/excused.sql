-- Excused: a row says that an act was entered with a reason why it had already been done, as it was known at the
-- positions from `from_pos` until before `to_pos`; `since` is when the act happened. The reason itself stays sealed in
-- the ledger. Read model: dropping it loses nothing. Written by the projector, read by the service.
CREATE TABLE excused (
    office         text COLLATE "C" NOT NULL,
    lane           integer NOT NULL,
    petition       uuid NOT NULL,
    act            integer NOT NULL,
    since          timestamptz NOT NULL,
    event          text NOT NULL,
    occurred_on    date NOT NULL,
    occurred_at    timestamptz,
    recorded_at    timestamptz NOT NULL,
    breaches       integer NOT NULL,
    person         text NOT NULL,
    unit           text NOT NULL,
    post           text NOT NULL,
    authenticated  text NOT NULL,
    from_pos       bigint NOT NULL,
    to_pos         bigint NOT NULL,
    PRIMARY KEY (office, petition, act, from_pos),
    CHECK (from_pos < to_pos)
);
