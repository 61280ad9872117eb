-- What readers of `duties` search by; a rebuild makes these once the table is full.
CREATE INDEX duties_known ON duties USING gist (known);
CREATE INDEX duties_stood ON duties USING gist (stood) WHERE since < until;
CREATE INDEX duties_held ON duties (office, holder, overdue_from);
CREATE INDEX duties_late ON duties (office, ended_on, petition, entry, discriminator, act, since) WHERE late;
