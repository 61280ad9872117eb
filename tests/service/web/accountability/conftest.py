"""The office of tests/service/access/story.py: three letters and an accusation in March 2026, people of every role."""

from __future__ import annotations

from tests.service.access.conftest import client, door, told
from tests.service.conftest import instance

__all__ = ["client", "door", "instance", "told"]
