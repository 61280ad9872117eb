-- The register: a row says how a petition looked from `since` until `until`, as it was known at the positions
-- from `from_pos` until before `to_pos`; that and how it ended became known at `until_pos`.
-- Ids, codes, numbers and dates only. Read model: dropping it loses nothing. Written by the projector, read by the service.
--
-- `known` and `stood` are nets, not truths: rectangles of the positions (of the seconds) that the row covers,
-- edges included, on the lane of its office. So one index of a kind every server has serves all offices; what
-- it catches is compared exactly. `known` covers the positions at which the row had no known end, `stood` the
-- seconds in which it was so, of rows whose end is known.
CREATE TABLE register (
    office         text COLLATE "C" NOT NULL,
    lane           integer NOT NULL,
    petition       uuid NOT NULL,
    since          timestamptz NOT NULL,
    open           boolean NOT NULL,
    state          text NOT NULL,
    unit           text NOT NULL,
    person         text NOT NULL,
    on_the_way     boolean NOT NULL,
    channel        text NOT NULL,
    source         text NOT NULL,
    content_class  text NOT NULL,
    people         integer NOT NULL,
    received_on    date NOT NULL,
    received_at    timestamptz,
    due_on         date,
    due_at         timestamptz,
    overdue_from   timestamptz,
    clause         text NOT NULL,
    entry          text NOT NULL,
    live_until     timestamptz,
    passed_on      integer NOT NULL,
    touched_on     date NOT NULL,
    state_since    date NOT NULL,
    answered       boolean NOT NULL,
    outcome        text NOT NULL,
    ending         text NOT NULL,
    breaches       integer NOT NULL,
    from_pos       bigint NOT NULL,
    to_pos         bigint NOT NULL,
    until_pos      bigint NOT NULL,
    until          timestamptz,
    known          box NOT NULL GENERATED ALWAYS AS
        (box(point(from_pos, lane), point(least(until_pos, to_pos), lane + 1))) STORED,
    stood          box GENERATED ALWAYS AS
        (box(point(extract(epoch FROM since AT TIME ZONE 'UTC'), lane),
             point(extract(epoch FROM until AT TIME ZONE 'UTC'), lane + 1))) STORED,
    PRIMARY KEY (office, petition, since, from_pos),
    CHECK (from_pos < to_pos AND from_pos <= until_pos)
);
