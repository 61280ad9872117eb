-- What readers of `statistics` search by; a rebuild makes these once the table is full.
CREATE INDEX statistics_day ON statistics (office, day);
-- All that ever came in, counted by unit without reading the table.
CREATE INDEX statistics_received ON statistics (office, day) INCLUDE (unit, from_pos, to_pos)
    WHERE measure = 'received';
