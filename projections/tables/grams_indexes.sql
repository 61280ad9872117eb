-- What readers of `grams` search by; a rebuild makes it once the table is full.
CREATE INDEX grams_grams ON grams USING gin (grams);
