"""A sealed file opens to the same bytes in its own place, and nowhere else, and not when anything of it was changed."""

from __future__ import annotations

import io
import secrets
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.attachments.sealed import CHUNK, HEADER_BYTES, MAGIC, SEALED_CHUNK, Damaged, FileSealer, OpenedFile, Ref

KEY = bytes(range(32))
REF = Ref("yimin", UUID(int=1), UUID(int=2))


def sealed(plain: bytes, ref: Ref = REF, piece: int = 10_000) -> bytes:
    sealer = FileSealer(KEY, ref)
    made = bytearray(sealer.header)
    for at in range(0, len(plain), piece):
        made += b"".join(sealer.sealed(plain[at : at + piece]))
    return bytes(made + sealer.finished())


def opened(content: bytes, ref: Ref = REF, key: bytes = KEY) -> bytes:
    return b"".join(OpenedFile(io.BytesIO(content), key, ref).blocks())


SIZES = st.one_of(st.integers(0, 300), st.sampled_from([n * CHUNK + d for n in (1, 2, 3) for d in (-1, 0, 1)]))


@given(SIZES, st.integers(1, 200_000))
@settings(deadline=None)
def test_it_opens_to_the_same_bytes_whatever_its_size_and_however_it_came(size: int, piece: int) -> None:
    plain = secrets.token_bytes(size)
    content = sealed(plain, piece=piece)
    assert opened(content) == plain
    assert OpenedFile(io.BytesIO(content), KEY, REF).size == size


@given(SIZES, st.data())
@settings(deadline=None, max_examples=200)
def test_a_single_bit_changed_anywhere_is_refused(size: int, data: st.DataObject) -> None:
    content = bytearray(sealed(bytes(size)))
    at = data.draw(st.integers(0, len(content) * 8 - 1))
    assert opened(bytes(content)) == bytes(size)  # the control: before the bit is changed it opens
    content[at // 8] ^= 1 << at % 8
    with pytest.raises(Damaged):
        opened(bytes(content))


@given(SIZES, st.data())
@settings(deadline=None)
def test_a_file_that_was_cut_off_anywhere_is_refused(size: int, data: st.DataObject) -> None:
    content = sealed(bytes(size))
    with pytest.raises(Damaged):
        opened(content[: data.draw(st.integers(0, len(content) - 1))])


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 500))
@example(0, 0, 0)
@settings(deadline=None)
def test_it_can_be_read_from_any_place(start: int, length: int, beyond: int) -> None:
    plain = secrets.token_bytes(CHUNK + 1000)
    file = io.BufferedReader(OpenedFile(io.BytesIO(sealed(plain)), KEY, REF))
    at = CHUNK - 1000 + start
    file.seek(at)
    assert file.read(length) == plain[at : at + length]
    file.seek(beyond - 500, io.SEEK_END)
    assert file.read() == plain[len(plain) - 500 + beyond :]


THREE = bytes(CHUNK) + b"\1" * CHUNK + b"\2" * 10


def chunks(content: bytes) -> list[bytes]:
    body = content[HEADER_BYTES:]
    return [body[at : at + SEALED_CHUNK] for at in range(0, len(body), SEALED_CHUNK)]


@pytest.mark.parametrize(
    "order",
    [(1, 0, 2), (0, 2), (0, 1), (0,), (0, 0, 1, 2), (0, 1, 2, 2), (2, 1, 0), (0, 1, 1)],
    ids=str,
)
def test_chunks_in_another_order_left_out_or_said_twice_are_refused(order: tuple[int, ...]) -> None:
    content = sealed(THREE)
    head, parts = content[:HEADER_BYTES], chunks(content)
    assert opened(head + b"".join(parts)) == THREE
    with pytest.raises(Damaged):
        opened(head + b"".join(parts[number] for number in order))


def test_a_chunk_of_another_file_of_the_same_petition_is_refused() -> None:
    one, other = sealed(THREE), sealed(THREE)
    mixed = one[:HEADER_BYTES] + b"".join([chunks(one)[0], chunks(other)[1], chunks(one)[2]])
    with pytest.raises(Damaged):
        opened(mixed)


@pytest.mark.parametrize(
    "ref",
    [
        Ref("yimin", uuid4(), REF.attachment),
        Ref("yimin", REF.petition, uuid4()),
        Ref("other", REF.petition, REF.attachment),
    ],
    ids=["petition", "attachment", "office"],
)
def test_a_file_put_in_the_place_of_another_is_refused_even_under_the_same_key(ref: Ref) -> None:
    content = sealed(THREE)
    with pytest.raises(Damaged):
        opened(content, ref)


def test_without_the_key_of_the_case_it_is_not_opened() -> None:
    with pytest.raises(Damaged):
        opened(sealed(THREE), key=bytes(32))


@pytest.mark.parametrize("content", [b"", MAGIC, b"x" * 200, MAGIC + bytes(32), MAGIC + bytes(32 + 15)])
def test_what_is_no_sealed_file_is_refused(content: bytes) -> None:
    with pytest.raises(Damaged):
        opened(content)


def test_the_same_file_sealed_twice_has_nothing_in_common() -> None:
    assert not set(chunks(sealed(THREE))) & set(chunks(sealed(THREE)))
