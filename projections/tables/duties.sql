-- What is owed: a row says that a duty had this holder and this date from `since` until `until`, as it was known
-- at the positions from `from_pos` until before `to_pos`; how it ended became known at `until_pos`.
-- `known` and `stood` as in the register. Rows that began and ended at one moment owe nothing at any time.
-- Read model: dropping it loses nothing. Written by the projector, read by the service.
CREATE TABLE duties (
    office         text COLLATE "C" NOT NULL,
    lane           integer NOT NULL,
    petition       uuid NOT NULL,
    entry          text COLLATE "C" NOT NULL,
    discriminator  text COLLATE "C" NOT NULL,
    act            integer NOT NULL,
    since          timestamptz NOT NULL,
    clause         text NOT NULL,
    nature         text NOT NULL,
    holder         text NOT NULL,
    priority       integer NOT NULL,
    opened_on      date NOT NULL,
    due_on         date,
    due_at         timestamptz,
    overdue_from   timestamptz,
    provisional    boolean NOT NULL,
    detail         text NOT NULL,
    from_pos       bigint NOT NULL,
    to_pos         bigint NOT NULL,
    until_pos      bigint NOT NULL,
    until          timestamptz,
    kind           text,
    late           boolean,
    ended_on       date,
    known          box NOT NULL GENERATED ALWAYS AS
        (box(point(from_pos, lane), point(least(until_pos, to_pos), lane + 1))) STORED,
    stood          box GENERATED ALWAYS AS
        (box(point(extract(epoch FROM since AT TIME ZONE 'UTC'), lane),
             point(extract(epoch FROM until AT TIME ZONE 'UTC'), lane + 1))) STORED,
    PRIMARY KEY (office, petition, entry, discriminator, act, since, from_pos),
    CHECK (from_pos < to_pos AND from_pos <= until_pos)
);
