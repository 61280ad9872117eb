"""Our proofs, and forged ones, before judges that are not ours: Go's tlog, and tlog-scales in Python."""

from __future__ import annotations

import random
import subprocess
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from service.ledger import merkle
from tests.service.foreign import built

JUDGE = Path(__file__).parents[2] / "data" / "foreign" / "judge.go"
LARGEST = 102
"""Of trees up to this size every proof is judged: more than 10,000."""
LEAVES = [sha256(b"\0" + str(n).encode()).digest() for n in range(2000)]
INCLUSION, CONSISTENCY = "I", "C"


class Given(NamedTuple):
    """A proof as it is handed over: of a leaf at `other`, or of the first `other` leaves."""

    kind: str
    size: int
    other: int
    root: bytes
    below: bytes
    path: tuple[bytes, ...]

    @property
    def line(self) -> str:
        hashes = " ".join(b64encode(each).decode() for each in (self.root, self.below, *self.path))
        return f"{self.kind} {self.size} {self.other} {hashes}\n"

    @property
    def right(self) -> bool:
        """Our own judgement."""
        try:
            if self.kind == INCLUSION:
                return merkle.included(self.other, self.size, self.below, self.path) == self.root
            return merkle.continued(self.other, self.size, self.below, self.path) == self.root
        except ValueError:
            return False


@cache
def tree_hash(first: int, behind: int) -> bytes:
    return merkle.tree_hash(LEAVES[first:behind])


def path(stretches: Sequence[merkle.Stretch]) -> tuple[bytes, ...]:
    return tuple(tree_hash(*each) for each in stretches)


def inclusion(index: int, size: int) -> Given:
    return Given(INCLUSION, size, index, tree_hash(0, size), LEAVES[index], path(merkle.inclusion(index, size)))


def consistency(old: int, new: int) -> Given:
    return Given(CONSISTENCY, new, old, tree_hash(0, new), tree_hash(0, old), path(merkle.consistency(old, new)))


def ours() -> Iterator[Given]:
    """Every proof in small trees, and some in large ones."""
    for size in range(1, LARGEST):
        for n in range(size):
            yield inclusion(n, size)
            yield consistency(n + 1, size)
    chance = random.Random(6962)
    for _ in range(500):
        size = chance.randrange(LARGEST, len(LEAVES))
        yield inclusion(chance.randrange(size), size)
        yield consistency(chance.randrange(1, size + 1), size)


def forged(given: Given, chance: random.Random) -> Given:
    """The proof with one thing changed."""
    hashes, other = list(given.path), chance.randbytes(32)
    place = chance.randrange(len(hashes)) if hashes else 0
    match chance.randrange(8):
        case 0:
            return given._replace(path=(*given.path, other))
        case 1:
            return given._replace(path=given.path[1:] or (other,))
        case 2:
            return given._replace(path=given.path[:-1] or (other,))
        case 3:
            return given._replace(path=(*hashes[:place], other, *hashes[place + 1 :]) if hashes else (other,))
        case 4:
            return given._replace(root=other)
        case 5:
            return given._replace(below=other)
        case 6:
            return given._replace(other=max(given.other + chance.choice([-1, 1, 2]), 1))
        case _:
            return given._replace(size=max(given.size + chance.choice([-2, -1, 1]), 1))


@pytest.fixture(scope="module")
def right() -> list[Given]:
    return list(ours())


@pytest.fixture(scope="module")
def wrong(right: list[Given]) -> list[Given]:
    chance = random.Random(9162)
    return [changed for each in right * 2 if (changed := forged(each, chance)) != each]


def agree(right: list[Given], wrong: list[Given], judged: list[bool]) -> None:
    """All of ours are accepted, more than 10,000 forged ones refused, and each is judged as we judge it."""
    given = [*right, *wrong]
    assert len(judged) == len(given)
    assert [each for each, said in zip(given, judged, strict=True) if said is not each.right] == []
    assert all(judged[: len(right)])
    assert len(right) > 10_000
    assert judged.count(False) > 10_000


def test_go_judges_each_as_we_do(right: list[Given], wrong: list[Given], tmp_path: Path) -> None:
    program = built(JUDGE, tmp_path)
    text = "".join(each.line for each in (*right, *wrong))
    ran = subprocess.run([str(program)], input=text, capture_output=True, text=True, check=True)
    agree(right, wrong, [line == "1" for line in ran.stdout.splitlines()])


def test_tlog_scales_judges_each_as_we_do(right: list[Given], wrong: list[Given]) -> None:
    tlog = pytest.importorskip("tlog_scales.tlog", reason="needs tlog-scales")
    agree(right, wrong, [by_scales(tlog, each) for each in (*right, *wrong)])


def by_scales(tlog: Any, given: Given) -> bool:
    try:
        if given.kind == INCLUSION:
            tlog.InclusionProof(given.other, given.size, list(given.path)).check(given.below, given.root)
        else:
            tlog.ConsistencyProof(given.other, given.size, list(given.path)).check(given.below, given.root)
    except (tlog.InclusionProofInvalid, tlog.ConsistencyProofInvalid):
        return False
    return True
