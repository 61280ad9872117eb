"""The office of the intake's tests, and a letter that has been registered in it."""

from __future__ import annotations

import pytest

from tests.service.signin.conftest import clock, quick
from tests.service.web.intake.conftest import Registrar, book, instance, people, registrar, somebody
from tests.service.web.petition.acting import PROBLEM, TITLE

__all__ = ["book", "clock", "instance", "people", "quick", "registrar", "somebody"]


@pytest.fixture
def letter(registrar: Registrar) -> str:
    """The address of a letter that was registered today."""
    petition = registrar.register(
        "letter",
        details__title=TITLE,
        details__problem=PROBLEM,
        details__people="1",
        details__petitioner__name="王一",
        details__petitioner__phone="13900001111",
    )
    return f"/petitions/{petition}"
