-- Said to be in time, entered late: a row says that an act ended a duty in time and was entered after its end, as it was
-- known at the positions from `from_pos` until before `to_pos`; `since` is when the act happened.
-- Read model: dropping it loses nothing. Written by the projector, read by the service.
CREATE TABLE entered_late (
    office         text COLLATE "C" NOT NULL,
    lane           integer NOT NULL,
    petition       uuid NOT NULL,
    entry          text COLLATE "C" NOT NULL,
    discriminator  text COLLATE "C" NOT NULL,
    opened_in      integer NOT NULL,
    act            integer NOT NULL,
    since          timestamptz NOT NULL,
    clause         text NOT NULL,
    nature         text NOT NULL,
    holder         text NOT NULL,
    kind           text NOT NULL,
    event          text NOT NULL,
    occurred_on    date NOT NULL,
    occurred_at    timestamptz,
    due_on         date,
    due_at         timestamptz,
    recorded_at    timestamptz NOT NULL,
    entered_in     integer NOT NULL,
    person         text NOT NULL,
    unit           text NOT NULL,
    post           text NOT NULL,
    authenticated  text NOT NULL,
    from_pos       bigint NOT NULL,
    to_pos         bigint NOT NULL,
    PRIMARY KEY (office, petition, entry, discriminator, opened_in, act, from_pos),
    CHECK (from_pos < to_pos)
);
