"""The words of C2SP tlog-witness, signed-note and tlog-cosignature are read as their examples write them."""

from __future__ import annotations

import pytest

from service.evidence import note as notes
from service.evidence import witness_protocol as protocol
from service.evidence.note import BadNote
from tests.service.witness.invented import InventedLog

# ruff: noqa: E501 - the examples stand here as the specifications have them
ADDITION = """\
old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""
NOTE = """\
This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
COSIGNED = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""


def test_the_example_of_the_specification_is_read_and_written_as_it_stands() -> None:
    read = protocol.read(ADDITION.encode())
    assert (read.old, len(read.proof), read.head.origin, read.head.size) == (
        20852014,
        4,
        "example.com/behind-the-sofa",
        20852163,
    )
    assert str(read) == ADDITION


def test_the_example_of_a_signed_note_is_good_by_its_key_and_bad_when_changed() -> None:
    key = notes.verifier("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    assert notes.verified(notes.read(NOTE), [key]) == (key,)
    with pytest.raises(BadNote, match="is wrong"):
        notes.verified(notes.read(NOTE.replace("example message", "example massage")), [key])


def test_the_time_of_the_example_cosignature_is_read() -> None:
    _, cosignature = notes.read(COSIGNED).signatures
    assert (cosignature.name, notes.time_of(cosignature)) == ("witness.example.com/w1", 1679315147)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "old SIZE"),
        ("old 01\n\n", "old SIZE"),
        ("old -1\n\n", "old SIZE"),
        ("OLD 1\n\n", "old SIZE"),
        ("old 1\nno hash\n\n", "no hash"),
        ("old 1\n\nno note", "no signed note"),
        (f"old {2**63}\n\n{InventedLog(1).note(1)}", "no log has more"),
        (
            "old 1\n" + "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n" * 64 + f"\n{InventedLog(1).note(1)}",
            "64 hashes",
        ),
        (str(InventedLog(1).addition(0, 1)) + "x" * protocol.LARGEST_BODY, "bytes"),
    ],
)
def test_what_is_no_addition_is_refused_with_what_is_wrong(given: str, said: str) -> None:
    with pytest.raises(BadNote, match=said):
        protocol.read(given.encode())


def test_a_proof_of_sixty_three_hashes_is_read() -> None:
    lines = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n" * 63
    assert len(protocol.read(f"old 1\n{lines}\n{InventedLog(1).note(1)}".encode()).proof) == 63
