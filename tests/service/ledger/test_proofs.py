"""A proof leads from some leaves to the root, and no forged one does: held against RFC 6962 as it is written."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.database import Database
from service.ledger import merkle, multiproof, showing
from service.ledger.application import MATTERS, Ledger, Log
from service.ledger.showing import Shown
from tests.service.ledger.conftest import OFFICE, commented, received, registered, via

SIZES = range(71)


def leaves_of(size: int) -> list[bytes]:
    return [sha256(b"\0" + str(n).encode()).digest() for n in range(size)]


# ---- RFC 6962, section 2.1, word by word


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: Sequence[bytes]) -> bytes:
    """MTH over leaf hashes."""
    if not d:
        return sha256(b"").digest()
    if len(d) == 1:
        return d[0]
    k = split(len(d))
    return sha256(b"\1" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]), from the leaf upwards."""
    if len(d) == 1:
        return []
    k = split(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def verified(m: int, size: int, leaf: bytes, hashes: Sequence[bytes]) -> bytes:
    """The root by an audit path, as RFC 9162 section 2.1.3.2 reckons it."""
    fn, sn, r = m, size - 1, leaf
    for p in hashes:
        if sn == 0:
            message = "too long"
            raise ValueError(message)
        if fn & 1 or fn == sn:
            r = sha256(b"\1" + p + r).digest()
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha256(b"\1" + r + p).digest()
        fn, sn = fn >> 1, sn >> 1
    if sn:
        message = "too short"
        raise ValueError(message)
    return r


def around(size: int, shown: Sequence[int]) -> list[tuple[int, int]]:
    """The stretches of the largest subtrees without a shown leaf, from left to right."""

    def cut(first: int, behind: int) -> Iterator[tuple[int, int]]:
        if not set(range(first, behind)) & set(shown):
            yield first, behind
        elif behind - first > 1:
            k = first + split(behind - first)
            yield from cut(first, k)
            yield from cut(k, behind)

    return list(cut(0, size))


# ---- what is right


@pytest.mark.parametrize("size", SIZES)
def test_the_tree_hash_is_that_of_the_rfc(size: int) -> None:
    assert merkle.tree_hash(leaves_of(size)) == mth(leaves_of(size))


@pytest.mark.parametrize("size", SIZES)
def test_some_leaves_and_their_proof_lead_to_the_root(size: int) -> None:
    leaves, chance = leaves_of(size), random.Random(size)
    for _ in range(20):
        shown = sorted(chance.sample(range(size), chance.randint(0, size)))
        hashes = multiproof.proof(leaves, shown)
        assert hashes == [mth(leaves[first:behind]) for first, behind in around(size, shown)]
        assert multiproof.proved(size, {n: leaves[n] for n in shown}, hashes) == mth(leaves)


@pytest.mark.parametrize("size", SIZES)
def test_the_proof_of_one_leaf_holds_the_hashes_of_its_audit_path(size: int) -> None:
    leaves = leaves_of(size)
    for n in range(size):
        hashes = multiproof.proof(leaves, [n])
        assert sorted(hashes) == sorted(path(n, leaves)), "the same, from left to right instead of upwards"
        assert verified(n, size, leaves[n], path(n, leaves)) == multiproof.proved(size, {n: leaves[n]}, hashes)


@pytest.mark.parametrize("size", [1, 2, 7, 64, 70])
def test_where_all_leaves_are_shown_nothing_else_is_needed_and_of_none_the_root_is(size: int) -> None:
    leaves = leaves_of(size)
    assert multiproof.proof(leaves, range(size)) == []
    assert multiproof.proof(leaves, []) == [mth(leaves)]
    assert multiproof.proved(size, {}, [mth(leaves)]) == mth(leaves)


@given(size=st.integers(1, 5000), data=st.data())
def test_a_proof_has_no_more_hashes_than_the_tree_is_high_for_each_leaf(size: int, data: st.DataObject) -> None:
    shown = sorted(data.draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=5)))
    hashes = multiproof.proof(leaves_of(size), shown)
    assert len(hashes) <= len(shown) * size.bit_length()


# ---- what is forged


class Given(NamedTuple):
    """A proof as it is handed over."""

    size: int
    shown: Mapping[int, bytes]
    hashes: Sequence[bytes]


def forged(size: int, chance: random.Random) -> Iterator[Given]:
    """A right proof with one thing changed, for each thing that can be."""
    leaves = leaves_of(size)
    indexes = sorted(chance.sample(range(size), chance.randint(1, size)))
    shown = {n: leaves[n] for n in indexes}
    hashes = multiproof.proof(leaves, indexes)
    other, one = sha256(chance.randbytes(8)).digest(), chance.choice(indexes)
    less = {n: hash_ for n, hash_ in shown.items() if n != one}
    yield Given(size, {**shown, one: other}, hashes)
    yield Given(size, {**shown, one: merkle.node_hash(other, shown[one])}, hashes)
    yield Given(size, less, hashes)
    yield Given(size, shown, [*hashes, other])
    for nth in range(len(hashes)):
        bit = bytes([hashes[nth][0] ^ 1 << chance.randrange(8)]) + hashes[nth][1:]
        yield Given(size, shown, [*hashes[:nth], bit, *hashes[nth + 1 :]])
        yield Given(size, shown, [*hashes[:nth], *hashes[nth + 1 :]])
        yield Given(size, shown, [*hashes[:nth], other, *hashes[nth:]])
        yield Given(size, shown, [*hashes[:nth], hashes[nth][:-1], *hashes[nth + 1 :]])
    for wrong in {chance.randrange(-2, size + 3) for _ in range(4)} - set(indexes):
        yield Given(size, {**less, wrong: shown[one]}, hashes)
        yield Given(size, {**shown, wrong: other}, hashes)


def refused(said: Given, root: bytes) -> bool:
    try:
        return multiproof.proved(*said) != root
    except ValueError:
        return True


def test_thousands_of_forged_proofs_lead_nowhere() -> None:
    chance, tried = random.Random(6962), 0
    for size in range(1, 71):
        root = mth(leaves_of(size))
        for _ in range(10):
            for said in forged(size, chance):
                assert refused(said, root), said
                tried += 1
    assert tried > 10_000


def test_a_proof_for_another_size_leads_to_the_root_only_where_the_rfc_says_so() -> None:
    """A root does not say how many leaves it is of: a report states both, and its digest holds them together."""
    chance, accepted, tried = random.Random(9162), 0, 0
    for size in range(1, 71):
        leaves, n = leaves_of(size), chance.randrange(size)
        hashes, upwards = multiproof.proof(leaves, [n]), path(n, leaves)
        for other in range(1, 80):
            if n < other != size:
                right = not refused(Given(other, {n: leaves[n]}, hashes), mth(leaves))
                tried += 1
                accepted += right
                assert not right or _by_the_rfc(n, other, leaves[n], upwards) == mth(leaves)
    assert 0 < accepted < tried / 2


def _by_the_rfc(n: int, size: int, leaf: bytes, hashes: Sequence[bytes]) -> bytes | None:
    try:
        return verified(n, size, leaf, hashes)
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Given(4, {4: b"x" * 32}, ()), "leaf 4 is outside a tree of 4"),
        (Given(4, {0: b"x" * 32, -1: b"x" * 32}, ()), "leaf -1 is outside a tree of 4"),
        (Given(0, {0: b"x" * 32}, ()), "leaf 0 is outside a tree of 0"),
        (Given(-5, {0: b"x" * 32}, ()), "leaf 0 is outside a tree of -5"),
        (Given(4, {0: b"x" * 32}, (b"y" * 32,)), "too few"),
        (Given(4, {0: b"x" * 32}, (b"y" * 32,) * 3), "too many"),
        (Given(4, {0: b"x" * 32}, (b"y" * 31, b"y" * 33)), "32 bytes"),
        (Given(2**60, {2**59: b"x" * 32}, ()), "too few"),
    ],
)
def test_what_is_wrong_with_a_proof_is_said(said: Given, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        multiproof.proved(*said)


# ---- of a log


def test_the_root_of_a_log_is_the_tree_hash_of_its_leaves_at_each_size(
    log: Log, ledger: Ledger, database: Database
) -> None:
    for number in range(1, 8):
        letter = UUID(int=number)
        log.write([received(letter), registered(letter, 2)], via())
        log.write([commented(letter, 3)], via())
        head = ledger.head(OFFICE)
        with psycopg.connect(database.conninfo) as connection:
            leaves = showing.leaf_hashes(connection, OFFICE, MATTERS, head.size)
            assert len(leaves) == head.size
            assert merkle.tree_hash(leaves) == mth(leaves) == head.root
            assert showing.leaf_hashes(connection, OFFICE, MATTERS, 2) == leaves[:2]
            assert showing.leaf_hashes(connection, OFFICE, MATTERS, head.size + 9) == leaves


def test_the_events_shown_are_those_asked_for_and_their_records_are_their_leaves(
    log: Log, ledger: Ledger, database: Database
) -> None:
    one, two = UUID(int=1), UUID(int=2)
    for letter in (one, two):
        log.write([received(letter), registered(letter, 2)], via())
        log.write([commented(letter, 3)], via())
    with psycopg.connect(database.conninfo) as connection:
        shown = showing.shown(connection, OFFICE, MATTERS, [(two, 3), (one, 1), (one, 9)])
        leaves = showing.leaf_hashes(connection, OFFICE, MATTERS, ledger.head(OFFICE).size)
    assert [(each.position, each.stands_for) for each in shown] == [
        (1, (OFFICE, MATTERS, str(one), 1)),
        (6, (OFFICE, MATTERS, str(two), 3)),
    ]
    assert [each.leaf for each in shown] == [leaves[0], leaves[5]]
    hashes = multiproof.proof(leaves, [each.position - 1 for each in shown])
    assert multiproof.proved(6, {each.position - 1: each.leaf for each in shown}, hashes) == ledger.head(OFFICE).root
    assert "道路积水" not in shown[0].record, "what an event says stays in the office"


@pytest.mark.parametrize("record", ["", "x", "zhuoluo/9 MD5\n" + "x\n" * 8, "\n" * 9])
def test_what_is_no_leaf_record_is_said_to_be_none(record: str) -> None:
    with pytest.raises(ValueError, match="position 7: this is no leaf record"):
        _ = Shown(7, record).stands_for
