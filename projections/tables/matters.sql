-- Matters: a row says of which matter a petition was from `since` until `until`, as it was known at the positions
-- from `from_pos` until before `to_pos`; that and how it ended became known at `until_pos`.
-- Ids, codes and numbers only. Read model: dropping it loses nothing. Written by the projector, read by the service.
CREATE TABLE matters (
    office     text COLLATE "C" NOT NULL,
    lane       integer NOT NULL,
    petition   uuid NOT NULL,
    since      timestamptz NOT NULL,
    matter     uuid NOT NULL,
    channel    text NOT NULL,
    people     integer NOT NULL,
    from_pos   bigint NOT NULL,
    to_pos     bigint NOT NULL,
    until_pos  bigint NOT NULL,
    until      timestamptz,
    PRIMARY KEY (office, petition, since, from_pos),
    CHECK (from_pos < to_pos AND from_pos <= until_pos)
);
