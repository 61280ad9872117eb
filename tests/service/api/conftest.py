"""Offices over the API, as tests of it begin with them."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.service.api.callers import Caller


@pytest.fixture
def r5(client: TestClient) -> Caller:
    """An office under R5 whose time comes from the requests, so that a case can be told day by day."""
    return Caller.founded(client, "yimin", "R5", replayed=True)


@pytest.fixture
def plain(client: TestClient) -> Caller:
    """An office under the book without guards, in live time."""
    return Caller.founded(client, "desk", "plain")
