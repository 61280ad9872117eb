"""docs/ledger.md says how a leaf is made; the program, plain hashlib and a shell agree with it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.ledger import leaf, merkle
from service.ledger.leaf import Authenticator, Identity

ROOT = Path(__file__).parents[3]
WORKED = json.loads((ROOT / "tests/data/ledger_examples.json").read_text("utf-8"))
KEY = bytes.fromhex(WORKED["key"])
EXAMPLES: list[dict[str, Any]] = WORKED["examples"]
PAGE = (ROOT / "docs/ledger.md").read_text("utf-8")


def p(*fields: str) -> bytes:
    return b"".join(len(f.encode()).to_bytes(8, "big") + f.encode() for f in fields)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["topic"])
def test_the_worked_examples_follow_from_the_formulas_by_hashlib_alone(example: dict[str, Any]) -> None:
    x = example
    first = [
        "zhuoluo/1 SHA-256 HMAC-SHA-256",
        x["office"],
        x["log"],
        x["stream"],
        str(x["version"]),
        x["topic"],
    ]
    mac = hmac.new(KEY, p(*first, x["content"]), hashlib.sha256).hexdigest()
    payload = hashlib.sha256(p(x["content"], x["stamp"])).hexdigest()
    record = "".join(f"{line}\n" for line in [*first, x["recorded_at"], payload, mac])
    assert (mac, record) == (x["mac"], x["record"])
    assert hashlib.sha256(b"\x00" + record.encode()).hexdigest() == x["leaf"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["topic"])
def test_the_program_makes_the_worked_examples(example: dict[str, Any]) -> None:
    x = example
    identity = Identity(x["office"], x["log"], UUID(x["stream"]), x["version"], x["topic"])
    mac = Authenticator(KEY).mac(identity, x["content"].encode())
    stamp = json.loads(x["stamp"])
    made = leaf.stamp(stamp["position"], stamp["recorded_at"], stamp.get("number", ""))
    assert (mac.hex(), made.decode()) == (x["mac"], x["stamp"])
    assert leaf.leaf(identity, x["recorded_at"], x["content"].encode(), made, mac).hex() == x["leaf"]


def test_the_page_shows_the_ten_examples_and_their_roots() -> None:
    edge: merkle.Edge = ()
    for index, example in enumerate(EXAMPLES):
        edge = merkle.appended(index, edge, [bytes.fromhex(example["leaf"])])
        assert example["root"] == merkle.root(edge).hex()
        assert f"| {index + 1} | {example['topic']} |" in PAGE
        assert f"`{example['leaf']}` | `{example['root']}` |" in PAGE
    assert len(EXAMPLES) == 10


def test_the_shell_command_of_the_page_prints_what_the_page_says() -> None:
    command, said = re.findall(r"```sh\n(.*?)```\s+prints `(\w+)`", PAGE, flags=re.DOTALL)[0]
    printed = subprocess.run(["bash", "-c", command], check=True, capture_output=True, text=True).stdout  # noqa: S607
    assert printed.split()[0] == said


def root_by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1 word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = root_by_definition(leaves[:split]), root_by_definition(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(st.integers(0, 300), st.integers(0, 40))
def test_appending_batch_by_batch_gives_the_root_of_the_definition(size: int, batch: int) -> None:
    leaves = [merkle.leaf_hash(str(i).encode()) for i in range(size + batch)]
    edge = merkle.appended(size, merkle.appended(0, (), leaves[:size]), leaves[size:])
    assert merkle.root(edge) == root_by_definition(leaves)
    assert merkle.unpacked(merkle.packed(edge)) == edge


def test_an_edge_of_broken_length_is_refused() -> None:
    with pytest.raises(ValueError, match="31 bytes"):
        merkle.unpacked(b"x" * 31)
