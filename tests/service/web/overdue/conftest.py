"""The office of tests/service/access/story.py under the regulations, whose limits pass."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.service.access.conftest import Door, client, door
from tests.service.conftest import instance

__all__ = ["client", "door", "instance"]


@pytest.fixture
def told(client: TestClient, door: Door) -> dict[str, Any]:
    """Under the book whose limits pass."""
    from tests.service.access.story import tell  # noqa: PLC0415 - the story needs the client's types

    with door.console():
        return tell(client, "S1")
