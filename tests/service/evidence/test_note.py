"""Signed notes and checkpoints as C2SP has written them down: its own examples, and what must be refused."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evidence import checkpoint
from service.evidence import note as notes
from service.evidence.note import COSIGNATURE, BadNote, Note, Verifier
from service.evidence.signing_key import SeedSigner

SIGNER, OTHER = SeedSigner(bytes(32)), SeedSigner(bytes(31) + b"\1")
# The example of C2SP signed-note.
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
MESSAGE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
# The example of C2SP tlog-cosignature.
COSIGNED = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501 - as published
TEXT = "test.example/log\n3\n" + b64encode(bytes(32)).decode() + "\n"


def test_the_example_of_the_specification_verifies_with_its_key() -> None:
    key = notes.verifier(VKEY)
    assert notes.verified(notes.read(MESSAGE), [key]) == (key,)
    assert str(key) == VKEY
    assert str(notes.read(MESSAGE)) == MESSAGE


def test_the_example_of_a_cosigned_checkpoint_is_read_as_it_says() -> None:
    note = notes.read(COSIGNED)
    head = checkpoint.of(note)
    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
    assert head.text == note.text
    assert [line.name for line in note.signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert notes.time_of(note.signatures[1]) == 1679315147
    assert notes.cosigned(note.text, 1679315147).startswith(b"cosignature/v1\ntime 1679315147\nexample.com/behind")


def test_a_note_is_verified_by_the_key_that_signed_it_and_by_no_other() -> None:
    note = notes.signed(TEXT, "test.example/log", SIGNER)
    own, other = Verifier("test.example/log", SIGNER.public), Verifier("test.example/log", OTHER.public)
    assert notes.verified(note, [other, own]) == (own,)
    with pytest.raises(BadNote, match="no key that is known here"):
        notes.verified(note, [other])


def test_two_keys_sign_while_one_replaces_the_other_and_unknown_lines_are_passed_over() -> None:
    first, second = (notes.signed(TEXT, "test.example/log", signer) for signer in (SIGNER, OTHER))
    note = notes.read(str(Note(TEXT, (*first.signatures, *second.signatures))))
    for signer in (SIGNER, OTHER):
        key = Verifier("test.example/log", signer.public)
        assert notes.verified(note, [key]) == (key,)


def test_a_line_of_a_known_key_that_is_wrong_spoils_the_note_whoever_else_has_signed() -> None:
    good, forged = (notes.signed(text, "test.example/log", SIGNER) for text in (TEXT, TEXT + "more\n"))
    witness = notes.cosignature(TEXT, "w.example", OTHER, 1_700_000_000)
    known = [Verifier("test.example/log", SIGNER.public), Verifier("w.example", OTHER.public, COSIGNATURE)]
    assert notes.verified(Note(TEXT, (*good.signatures, witness)), known) == tuple(known)
    with pytest.raises(BadNote, match=r"the signature of test\.example/log is wrong"):
        notes.verified(Note(TEXT, (*forged.signatures, witness)), known)


def test_a_cosignature_holds_for_its_text_and_its_time_only() -> None:
    key = Verifier("w.example", OTHER.public, COSIGNATURE)
    line = notes.cosignature(TEXT, "w.example", OTHER, 1_700_000_000)
    assert key.good(TEXT, line)
    assert not key.good(TEXT.replace("3", "4", 1), line)
    later = notes.Signature(line.name, line.key_id, (1_700_000_001).to_bytes(8, "big") + line.made[8:])
    assert not key.good(TEXT, later)


BAD = {
    "nothing": "",
    "no signature": TEXT,
    "no empty line": TEXT + "— a AAAAAAAA\n",
    "a signature line without its line feed": TEXT + "\n— a AAAAAAAA",
    "a name with a plus": TEXT + "\n— a+b AAAAAAAA\n",
    "a name with a wide space": TEXT + "\n— a\u3000b AAAAAAAA\n",
    "no base 64": TEXT + "\n— a AAAAAAA\n",
    "a hyphen for the dash": TEXT + "\n- a AAAAAAAA\n",
    "a key id and nothing": TEXT + "\n— a AAAAAA==\n",
    "a control character": "a\tb\n\n— a AAAAAAAA\n",
    "a carriage return": TEXT + "\r\n— a AAAAAAAA\n",
    "too many lines": TEXT + "\n" + "— a AAAAAAAA\n" * 101,
    "too much": "a" * 1_000_001,
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_signed_note_is_refused(what: str) -> None:
    assert notes.read(TEXT + "\n— a AAAAAAAA\n").text == TEXT, "the control"
    with pytest.raises(BadNote):
        notes.read(BAD[what])


def test_bytes_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(BadNote, match="not UTF-8"):
        notes.read(b"\xff\n\n\xe2\x80\x94 a AAAAAAAA\n")


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "example.com/foo",
        VKEY.replace("530d903a", "530d903b"),
        VKEY.replace("example.com/foo", "example.com/bar"),
        VKEY.replace("AekyeR", "AukyeR"),
        VKEY[:-4],
        "a b+" + VKEY.partition("+")[2],
    ],
)
def test_a_key_whose_name_id_or_bytes_were_changed_is_refused(vkey: str) -> None:
    with pytest.raises(BadNote):
        notes.verifier(vkey)


@pytest.mark.parametrize(
    "text",
    [
        "a\n3\n",
        "a\n03\n" + b64encode(bytes(32)).decode() + "\n",
        "a\n-1\n" + b64encode(bytes(32)).decode() + "\n",
        "a\n3\n" + b64encode(bytes(31)).decode() + "\n",
        "a\n3\nnot base 64\n",
        "\n3\n" + b64encode(bytes(32)).decode() + "\n",
        TEXT + "\nmore\n",
    ],
)
def test_a_text_that_is_no_tree_head_is_refused(text: str) -> None:
    assert checkpoint.of(Note(TEXT, ())).size == 3, "the control"
    with pytest.raises(BadNote):
        checkpoint.of(Note(text, ()))


def test_a_hash_has_one_spelling() -> None:
    spelled = b64encode(bytes(32)).decode()
    other = spelled[:-2] + "B="
    assert b64decode(other) == bytes(32), "a lenient reader takes it for the same"
    with pytest.raises(BadNote):
        checkpoint.decoded(other)


@given(st.text(), st.lists(st.binary(min_size=1, max_size=80), max_size=4))
def test_whatever_is_read_is_a_note_or_refused_and_reads_back_the_same(text: str, made: list[bytes]) -> None:
    lines = "".join(f"— a {b64encode(bytes(4) + each).decode()}\n" for each in made)
    try:
        note = notes.read(f"{text}\n\n{lines}")
    except BadNote:
        return
    assert notes.read(str(note)) == note
