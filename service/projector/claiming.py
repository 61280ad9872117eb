"""Who makes a schema of tables: the one that enters it in the list of those that there are."""

from __future__ import annotations

CLAIM = """
INSERT INTO projector.projection (schema, name, version) VALUES (%s, %s, %s)
ON CONFLICT (schema) DO NOTHING RETURNING schema
"""
