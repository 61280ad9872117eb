"""Inclusion and consistency as others have written them down, and as RFC 6962 defines them, word by word."""

from __future__ import annotations

import json
import random
from base64 import b64decode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from service.ledger import merkle
from tests.service.ledger.test_proofs import leaves_of, mth, path, split

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "rfc6962" / "vectors.json").read_text(encoding="utf-8"))


def included(vector: dict[str, Any]) -> bool:
    given = [b64decode(hash_ or "") for hash_ in vector["proof"] or []]
    root = merkle.included(vector["leafIdx"], vector["treeSize"], b64decode(vector["leafHash"] or ""), given)
    return root == b64decode(vector["root"] or "")


def continued(vector: dict[str, Any]) -> bool:
    given = [b64decode(hash_ or "") for hash_ in vector["proof"] or []]
    root = merkle.continued(vector["size1"], vector["size2"], b64decode(vector["root1"] or ""), given)
    return root == b64decode(vector["root2"] or "")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_published_vector_is_judged_as_it_says(vector: dict[str, Any]) -> None:
    judge = included if vector["name"].startswith("inclusion") else continued
    try:
        good = judge(vector)
    except ValueError:
        good = False
    assert good is not vector["wantErr"]


def test_there_are_196_vectors_of_which_12_are_good() -> None:
    assert (len(VECTORS), sum(not vector["wantErr"] for vector in VECTORS)) == (196, 12)


def subproof(m: int, d: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b), RFC 6962 section 2.1.2."""
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], whole=whole), mth(d[k:])]
    return [*subproof(m - k, d[k:], whole=False), mth(d[:k])]


@pytest.mark.parametrize("size", range(1, 40))
def test_every_audit_path_is_that_of_the_rfc_and_leads_to_the_root(size: int) -> None:
    leaves = leaves_of(size)
    for index in range(size):
        found = [mth(leaves[first:behind]) for first, behind in merkle.inclusion(index, size)]
        assert found == path(index, leaves)
        assert merkle.included(index, size, leaves[index], found) == mth(leaves)


@pytest.mark.parametrize("size", range(1, 40))
def test_every_consistency_proof_is_that_of_the_rfc_and_leads_from_root_to_root(size: int) -> None:
    leaves = leaves_of(size)
    for old in range(1, size + 1):
        found = [mth(leaves[first:behind]) for first, behind in merkle.consistency(old, size)]
        assert found == subproof(old, leaves, whole=True)
        assert merkle.continued(old, size, mth(leaves[:old]), found) == mth(leaves)


def refused(judge: Any, *given: Any) -> bool:
    try:
        return bool(judge(*given[:-1]) != given[-1])
    except ValueError:
        return True


def forged(path_: list[bytes], chance: random.Random) -> list[list[bytes]]:
    """The proof with a hash turned, left out, doubled, put in, exchanged, cut."""
    other = sha256(chance.randbytes(8)).digest()
    many = [[*path_, other], [other, *path_]]
    if path_:
        nth = chance.randrange(len(path_))
        bit = bytes([path_[nth][0] ^ 1 << chance.randrange(8)])
        many += [
            [*path_[:nth], bit + path_[nth][1:], *path_[nth + 1 :]],
            path_[:nth] + path_[nth + 1 :],
            [*path_[:nth], path_[nth], *path_[nth:]],
            [*path_[:nth], path_[nth][:31], *path_[nth + 1 :]],
        ]
    return [each for each in many if each != path_] + ([path_[::-1]] if path_ != path_[::-1] else [])


def test_ten_thousand_proofs_are_accepted_and_as_many_forged_ones_refused() -> None:
    chance = random.Random(6962)
    leaves = leaves_of(600)
    roots = [merkle.tree_hash(leaves[:size]) for size in range(601)]
    good = bad = 0
    for _ in range(5_500):
        size = chance.randint(1, 600)
        index, old = chance.randrange(size), chance.randint(1, size)
        audit = [merkle.tree_hash(leaves[a:b]) for a, b in merkle.inclusion(index, size)]
        steps = [merkle.tree_hash(leaves[a:b]) for a, b in merkle.consistency(old, size)]
        good += merkle.included(index, size, leaves[index], audit) == roots[size]
        good += merkle.continued(old, size, roots[old], steps) == roots[size]
        for turned in chance.sample(forged(audit, chance), 1):
            bad += refused(merkle.included, index, size, leaves[index], turned, roots[size])
        for turned in chance.sample(forged(steps, chance), 1):
            bad += refused(merkle.continued, old, size, roots[old], turned, roots[size])
    assert (good, bad) == (11_000, 11_000)


@pytest.mark.parametrize(("old", "new"), [(0, 5), (6, 5), (-1, 5)])
def test_a_tree_that_shrank_or_was_empty_has_no_consistency_proof_that_leads_anywhere(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="does not continue"):
        merkle.continued(old, new, merkle.EMPTY_ROOT, [])


def test_a_leaf_outside_the_tree_has_no_path() -> None:
    with pytest.raises(ValueError, match="outside a tree of 3"):
        merkle.inclusion(3, 3)
    assert merkle.inclusion(2, 3) == [(0, 2)]
