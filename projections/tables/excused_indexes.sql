-- What readers of `excused` search by; a rebuild makes these once the table is full.
CREATE INDEX excused_known ON excused (office, from_pos, petition, act);
CREATE INDEX excused_person ON excused (office, person, from_pos);
CREATE INDEX excused_unit ON excused (office, unit, from_pos);
