"""The walls in the database: what each role may, and what tells that they stand."""
