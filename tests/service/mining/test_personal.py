"""Nothing personal is in the files: a marker planted in every personal field there is comes out in none of them."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from domain.access import CONSOLE
from service.mining.exporting import FORMATS
from service.readmodels.asking import question
from service.runtime import Instance
from tests.service.api.callers import Caller
from tests.service.api.test_personal_data import CLASSES, CLEAR, Planted, asked_for_time, sent_back, told
from tests.service.api.traces import texts_in, traces
from tests.service.mining.comparing import compared, written


@pytest.fixture
def planted(client: TestClient) -> Planted:
    """Two offices in whose petitions every command with a personal field occurs."""
    plain, r5 = Caller.founded(client, "desk", "plain"), Caller.founded(client, "yimin", "R5")
    found = Planted()
    told(plain, found)
    asked_for_time(r5, found)
    sent_back(r5, found)
    assert set(found.found.values()) >= CLASSES
    return found


def test_no_personal_text_is_in_a_file_in_any_form_and_no_title(instance: Instance, planted: Planted) -> None:
    known = {text: traces(text) for text in (*planted.found, CLEAR)}
    for office in ("desk", "yimin"):
        asked = question(instance, CONSOLE, office)
        for kind in FORMATS.values():
            content = written(instance, kind, asked)
            assert set(texts_in(content, known)) == set()
            assert "后扶科".encode() in content, "the control: what is not personal is there"


def test_every_act_that_there_is_is_told(instance: Instance, planted: Planted) -> None:
    del planted
    for office, least in (("desk", 60), ("yimin", 12)):
        assert compared(instance, office)["acts"] >= least
