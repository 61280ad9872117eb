"""Query codes: the same each time, of one petition only, and a slip of the pen is found before it counts as a guess."""

from __future__ import annotations

import hmac
from itertools import combinations
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.keys import KeyFolder
from service.web.query.code import ALPHABET, DRAWN, MistypedCode, QueryCodes, check, read, shown

PETITION = UUID(int=7)
DRAWN_CODES = st.text(ALPHABET, min_size=DRAWN, max_size=DRAWN)


def test_a_code_is_the_same_each_time_and_belongs_to_one_petition_of_one_office(tmp_path: Path) -> None:
    codes = QueryCodes(KeyFolder(tmp_path / "one"))
    code = codes.of("desk", PETITION)
    assert QueryCodes(KeyFolder(tmp_path / "one")).of("desk", PETITION) == code
    assert codes.fits("desk", PETITION, code)
    assert not codes.fits("other", PETITION, code)
    assert not codes.fits("desk", UUID(int=8), code)
    assert QueryCodes(KeyFolder(tmp_path / "two")).of("desk", PETITION) != code


def test_a_code_can_be_worked_out_again_from_the_key_and_no_other(tmp_path: Path) -> None:
    """The formula, with a key of zeros: HMAC-SHA256 over length-prefixed label, office and id; 45 bits; check."""
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    key = folder / "query-code.key"
    key.write_bytes(bytes(32))
    key.chmod(0o600)
    framed = b"\0\0\0\x14zhuoluo query code 1" + b"\0\0\0\x04desk" + b"\0\0\0\x10" + PETITION.bytes
    bits = f"{int(hmac.new(bytes(32), framed, 'sha256').hexdigest(), 16):0256b}"
    drawn = "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, 45, 5))
    assert QueryCodes(KeyFolder(folder)).of("desk", PETITION)[:DRAWN] == drawn
    assert shown(QueryCodes(KeyFolder(folder)).of("desk", PETITION)) == "3Q6B9-H37WW"


def test_codes_are_spread_over_all_letters(tmp_path: Path) -> None:
    codes = QueryCodes(KeyFolder(tmp_path))
    made = [codes.of("desk", uuid4()) for _ in range(500)]
    assert len(set(made)) == 500
    for place in range(len(made[0])):
        assert {code[place] for code in made} == set(ALPHABET), "31/32 to the 500th: one in eight million is absent"


@given(DRAWN_CODES)
def test_what_is_shown_is_read_however_it_is_typed(drawn: str) -> None:
    code = drawn + check(drawn)
    typed = shown(code).lower().replace("0", "o").replace("1", "l").replace("-", " - ")
    assert read(shown(code)) == read(typed) == read(typed.upper()) == code
    assert read(" ".join(code).translate({ord(each): ord(each) + 0xFEE0 for each in ALPHABET})) == code


@given(DRAWN_CODES, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(drawn: str, place: int, wrong: str) -> None:
    code = drawn + check(drawn)
    typed = code[:place] + wrong + code[place + 1 :]
    if typed != code:
        with pytest.raises(MistypedCode):
            read(typed)


@given(DRAWN_CODES)
def test_two_characters_that_changed_places_are_always_found(drawn: str) -> None:
    code = drawn + check(drawn)
    for one, other in combinations(range(len(code)), 2):
        letters = list(code)
        letters[one], letters[other] = letters[other], letters[one]
        if "".join(letters) != code:
            with pytest.raises(MistypedCode):
                read("".join(letters))


@pytest.mark.parametrize("typed", ["", "7K2QF", "7K2QF-9T0XVV", "7K2QF-9T0X U", "７", "查询码查询码查询码查"])
def test_what_is_no_code_is_not_taken_for_one(typed: str) -> None:
    with pytest.raises(MistypedCode):
        read(typed)
