"""The log as others check it over HTTP: checkpoint, tiles, keys, receipts, and what a contradiction looks like."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from service.evidence import checkpoint, receipts, serving
from service.evidence import note as notes
from service.ledger import merkle
from service.runtime import Instance
from tests.service.api.callers import PROBLEM, Caller
from tests.service.evidence.conftest import tampered


def written(desk: Caller, many: int = 3) -> list[Any]:
    """So many letters: the answers."""
    return [desk.do("receive", channel="letter", details={"title": f"积水{n}"}) for n in range(many)]


def asked(desk: Caller, *path: str) -> Any:
    return desk.client.get(desk.path("log", *path))


def test_the_checkpoint_is_signed_by_the_keys_that_the_log_names(plain: Caller, instance: Instance) -> None:
    written(plain)
    answer = asked(plain, "checkpoint")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    note = notes.read(answer.text)
    keys = asked(plain, "keys").json()
    verifiers = [notes.verifier(key) for key in keys["verifiers"]]
    assert notes.verified(note, verifiers)
    head = checkpoint.of(note)
    assert (head.origin, head.size) == (keys["origin"], instance.ledger.head("desk").size)
    assert (keys["generation"], keys["witnesses"], keys["restored"]) == (1, [], [])


def test_tiles_and_entries_lead_to_the_checkpoint(plain: Caller) -> None:
    written(plain, 5)
    head = checkpoint.of(notes.read(asked(plain, "checkpoint").text))
    tile = asked(plain, "tile", serving.path_of(0, 0, head.size))
    leaves = [tile.content[at : at + 32] for at in range(0, len(tile.content), 32)]
    assert merkle.tree_hash(leaves) == head.root
    assert tile.headers["cache-control"] == "no-store", "which streams stand where is not for everybody"
    entries = asked(plain, "tile", serving.path_of(serving.ENTRIES, 0, head.size)).content
    first = entries[2 : 2 + int.from_bytes(entries[:2], "big")]
    assert merkle.leaf_hash(first) == leaves[0]


@pytest.mark.parametrize("path", ["tile/0/001", "tile/0/000", "tile/9/000", "tile/nothing", "tile/1/000.p/1"])
def test_a_tile_that_there_is_not_is_404(plain: Caller, path: str) -> None:
    written(plain)
    answer = plain.client.get(plain.path("log", path))
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)
    assert answer.json()["type"].endswith(":no-such-tile")


def test_a_receipt_is_had_at_once_and_holds_what_the_answer_to_the_command_said(plain: Caller) -> None:
    (made,) = written(plain, 1)
    (position,), (leaf,) = made["positions"], made["leaves"]
    answer = asked(plain, "receipts", str(position))
    found = receipts.read(answer.content)
    assert (found.position, found.leaf) == (position, leaf)
    keys = [notes.verifier(key) for key in asked(plain, "keys").json()["verifiers"]]
    assert notes.verified(found.proved.note, keys)


@pytest.mark.parametrize("position", ["0", "99999", "x", "-1", "9" * 30])
def test_a_position_that_the_log_does_not_reach_has_no_receipt(plain: Caller, position: str) -> None:
    written(plain, 1)
    answer = asked(plain, "receipts", position)
    assert answer.status_code == 404
    assert answer.json()["type"].endswith(":no-such-position")


def test_an_office_that_there_is_not_has_no_log(plain: Caller, client: TestClient) -> None:
    written(plain, 1)
    for path in ("checkpoint", "keys", "receipts/1", "tile/0/000"):
        assert client.get(f"/api/v1/offices/nobody/log/{path}").status_code == 404


def test_a_log_that_contradicts_what_was_signed_says_so_and_is_still_written(plain: Caller, instance: Instance) -> None:
    written(plain)
    assert asked(plain, "checkpoint").status_code == 200
    tampered(
        instance.database,
        "UPDATE ledger.event SET leaf = mac WHERE position = (SELECT max(position) FROM ledger.event)",
        "UPDATE ledger.checkpoint SET signed_at = '2026-01-01'",
    )
    written(plain, 1)
    answer = asked(plain, "receipts", str(instance.ledger.head("desk").size))
    assert (answer.status_code, answer.headers["content-type"]) == (503, PROBLEM)
    assert answer.json()["type"].endswith(":log-contradicts")
    assert answer.headers["retry-after"] == "60"
