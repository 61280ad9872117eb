-- What readers of `register` search by; a rebuild makes these once the table is full.
-- As of a position: open rows by the nets; the register itself in the order of receipt; early in a log by `from`.
CREATE INDEX register_known ON register USING gist (known) WHERE open;
CREATE INDEX register_stood ON register USING gist (stood) WHERE open AND since < until;
CREATE INDEX register_from ON register (office, from_pos);
CREATE INDEX register_received ON register (office, received_on, petition);
CREATE INDEX register_unit ON register (office, unit, received_on, petition);
CREATE INDEX register_void ON register (office, petition) WHERE state = 'voided';
-- Of accountability: what ended without a result, what ended after a breach, what was passed on again.
CREATE INDEX register_without_result ON register (office, ending, received_on, petition)
    WHERE NOT open AND NOT answered AND outcome = '';
CREATE INDEX register_broken ON register (office, received_on, petition) WHERE NOT open AND breaches > 0;
CREATE INDEX register_passed ON register (office, received_on, petition) WHERE passed_on > 1;
