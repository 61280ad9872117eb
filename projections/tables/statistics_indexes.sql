-- What readers of `statistics` search by; a rebuild makes these once the table is full.
CREATE INDEX statistics_day ON statistics (office, day);
-- All that ever came in, counted by unit without reading the table.
CREATE INDEX statistics_received ON statistics (office, day) INCLUDE (petition, unit, from_pos, to_pos)
    WHERE measure = 'received';
-- What became known, and what ceased to be, in a stretch of positions; the facts of a matter besides its first petition's.
CREATE INDEX statistics_from ON statistics (office, from_pos);
CREATE INDEX statistics_to ON statistics (office, to_pos) WHERE to_pos < 1000000000000;
CREATE INDEX statistics_matter ON statistics (office, matter, measure) WHERE matter <> petition;
-- Whatever is restricted.
CREATE INDEX statistics_restricted ON statistics (office, petition) WHERE channel = 'restricted';
CREATE INDEX sums_part ON sums (office, grouped, part, upto);
