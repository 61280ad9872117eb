"""When something happened, as a caller may say it."""

from __future__ import annotations

from datetime import date, datetime

When = date | datetime | str
"""A day, an instant with its time zone, or either as ISO 8601 spells it."""
