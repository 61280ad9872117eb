-- What readers of `entered_late` search by; a rebuild makes these once the table is full.
CREATE INDEX entered_late_known ON entered_late (office, from_pos, petition, entry, discriminator, opened_in, act);
CREATE INDEX entered_late_person ON entered_late (office, person, from_pos);
CREATE INDEX entered_late_unit ON entered_late (office, unit, from_pos);
CREATE INDEX entered_late_clause ON entered_late (office, clause, from_pos);
