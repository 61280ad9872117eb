"""The office of tests/service/access/story.py, as whoever a test says."""

from __future__ import annotations

from tests.service.access.conftest import client, door, told
from tests.service.conftest import instance

__all__ = ["client", "door", "instance", "told"]
