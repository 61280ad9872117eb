-- What readers of `headings` search by beside the petition itself; a rebuild makes these once the table is full.
CREATE INDEX headings_number ON headings (office, number) WHERE number <> '';
CREATE INDEX headings_external_id ON headings (office, external_id) WHERE external_id <> '';
