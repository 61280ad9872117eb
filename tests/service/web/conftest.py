"""An office with accounts, quick hashes, and a browser that follows no redirect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from service.api.app import create_app
from service.runtime import Instance
from tests.service.api.callers import HERE
from tests.service.signin.conftest import clock, instance, people, quick

__all__ = ["clock", "instance", "people", "quick"]


@pytest.fixture
def browser(instance: Instance) -> Iterator[TestClient]:
    with TestClient(create_app(instance), base_url=HERE, follow_redirects=False) as made:
        yield made
