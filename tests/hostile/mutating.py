"""Makes bytes worse: a seed with something changed, cut, doubled, swapped, or replaced by what readers stumble on."""

from __future__ import annotations

import random
from collections.abc import Sequence

DEEP = 3000
STUMBLING = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",  # a lone surrogate
    "\u202e".encode(),  # right to left from here on
    "\u2028".encode(),
    "\ufdfa".encode(),  # becomes 18 characters when it is normalized
    "𠮷".encode(),
    b"\r",
    b"\n",
    b"\x1a",
    b"\\",
    b'"',
    b"'",
    b"{}",
    b"[[",
    b"]]",
    b"null",
    b"true",
    b"-1",
    b"0",
    b"1e400",
    b"NaN",
    b"-Infinity",
    b"0x7fffffffffffffff",
    b"18446744073709551616",
    b"9" * 5000,
    b"[" * DEEP,
    b'{"a":' * DEEP,
    b"a = " + b"[" * DEEP,
    b"9999-12-31T23:59:60+99:99",
    b"0000-00-00",
    b"1900-02-30",
    b"%s%n",
    b"../../etc/passwd",
    b"=cmd|' /C calc'!A0",
    b"\xe2\x80\x94 ",
)


def mutated(seed: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """The seed after one to eight changes."""
    made = bytearray(seed)
    for _ in range(chance.randint(1, 8)):
        chance.choice(CHANGES)(made, seeds, chance)
    return bytes(made)


def _flip(made: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    if made:
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)


def _put(made: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randint(0, len(made))
    made[at:at] = chance.choice(STUMBLING)


def _replace(made: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    """One word, or a number, by something else."""
    at = chance.randint(0, len(made))
    made[at : at + chance.randint(1, 12)] = chance.choice(STUMBLING)


def _cut(made: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randint(0, len(made))
    del made[at : at + chance.randint(1, 1 + len(made) // 4)]


def _double(made: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randint(0, len(made))
    made[at:at] = made[at : at + chance.randint(1, 200)]


def _end(made: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    del made[chance.randint(0, len(made)) :]


def _cross(made: bytearray, seeds: Sequence[bytes], chance: random.Random) -> None:
    """The rest is that of another one."""
    other = chance.choice(seeds)
    made[chance.randint(0, len(made)) :] = other[chance.randint(0, len(other)) :]


CHANGES = (_flip, _put, _replace, _cut, _double, _end, _cross)
