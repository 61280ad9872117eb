-- Blind traits of petitions: keyed hashes of who wrote, how to reach them, and of passages of the text.
-- Ids, positions and hashes only. Dropping it loses nothing: it is made anew from the ledger and the keys.
-- `position` is that of the receipt, so that of many petitions with one trait the newest are found first.
CREATE TABLE trait (
    office    text COLLATE "C" NOT NULL,
    trait     bigint NOT NULL,
    position  bigint NOT NULL,
    petition  uuid NOT NULL,
    PRIMARY KEY (office, trait, position, petition)
);
CREATE INDEX trait_petition ON trait (office, petition);
