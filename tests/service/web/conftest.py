"""An office with accounts, quick hashes, and a browser that follows no redirect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from service.runtime import Instance
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.signin.conftest import clock, instance, people, quick

__all__ = ["clock", "instance", "people", "quick"]


@pytest.fixture
def browser(instance: Instance) -> Iterator[TestClient]:
    with TestClient(app_of(instance), base_url=HERE, follow_redirects=False) as made:
        yield made
