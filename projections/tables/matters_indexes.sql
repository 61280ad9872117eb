-- What readers of `matters` search by beside the petition itself; a rebuild makes it once the table is full.
CREATE INDEX matters_matter ON matters (office, matter);
