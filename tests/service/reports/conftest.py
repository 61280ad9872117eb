"""An office with two months of letters, in an instance of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.database import Database
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.reports.bureau import Bureau, a_quarter


@pytest.fixture
def instance(database: Database, tmp_path: Path) -> Iterator[Instance]:
    with assembled(Settings(tmp_path), database) as made:
        yield made


@pytest.fixture
def bureau(instance: Instance) -> Bureau:
    made = Bureau(instance)
    a_quarter(made)
    return made
