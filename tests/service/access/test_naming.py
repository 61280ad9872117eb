"""Whoever names a petition that is hidden from them is answered as if it did not exist, whatever the address is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from domain.subjects import case_subject
from tests.service.access import relations
from tests.service.access.conftest import Door, SignedIn
from tests.service.api.callers import V1


@pytest.mark.parametrize("by", ["petition", "subjects"])
@pytest.mark.clause("R3.3.6")
def test_no_leader_learns_of_an_accusation_by_proposing_to_erase_it(client: TestClient, door: Door, by: str) -> None:
    with door.console():
        told = relations.tell(client)
    door.who = SignedIn("葛平")
    said: dict[str, Any] = {"actor": {"name": "葛平"}, "basis": "legal_ground", "reason": "本人申请"}

    def proposed(petition: str) -> int:
        named = {"petition": petition} if by == "petition" else {"subjects": [case_subject(UUID(petition))]}
        return int(client.post(f"{V1}/offices/yimin/erasures", json=said | named).status_code)

    assert proposed(told["accused"]) == proposed("00000000-0000-4000-8000-000000000000") == 404
    assert proposed(told["own"]) != 404


def test_the_list_of_erasures_names_no_petition_that_is_hidden_from_its_reader(client: TestClient, door: Door) -> None:
    with door.console():
        told = relations.tell(client)
        said = {"actor": {"name": "管理员"}, "basis": "legal_ground", "reason": "本人申请", **relations.AFTER}
        assert client.post(f"{V1}/offices/yimin/erasures", json=said | {"petition": told["accused"]}).status_code == 200
    found = {}
    for person in ("葛平", "钟山"):
        door.who = SignedIn(person)
        found[person] = client.get(f"{V1}/offices/yimin/erasures").json()["erasures"][-1]
    assert found["钟山"]["subjects"] == [case_subject(UUID(told["accused"]))], "the control: somebody cleared reads it"
    assert (found["葛平"]["subjects"], found["葛平"]["reason"], found["葛平"]["kids"]) == (["restricted"], "", [])
