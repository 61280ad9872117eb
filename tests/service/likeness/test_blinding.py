"""Blind traits: the same of the same, and nobody without the key can tell of what."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.likeness import Traits
from service.likeness.blinding import SKETCH, Blind

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
WORDS = st.frozensets(st.text("甲乙丙丁12", min_size=1, max_size=6), max_size=30)
TRAITS = st.builds(
    Traits, id_numbers=WORDS, names=WORDS, phones=WORDS, addresses=WORDS, passages=WORDS, block=st.text()
)


@given(TRAITS)
def test_the_same_traits_are_blinded_alike_under_one_key_and_otherwise_under_another_or_in_another_office(
    traits: Traits,
) -> None:
    made = set(Blind(KEY, "o").every(traits))
    assert made == set(Blind(KEY, "o").every(traits))
    assert not made & set(Blind(OTHER_KEY, "o").every(traits))
    assert not made & set(Blind(KEY, "p").every(traits))


@given(st.text(min_size=1))
def test_one_word_is_another_trait_as_a_name_than_as_a_phone_or_an_address(word: str) -> None:
    said = frozenset({word})
    blind = Blind(KEY, "o")
    names, phones = blind.weak(Traits(names=said)), blind.strong(Traits(phones=said))
    assert len({*names, *phones, *blind.weak(Traits(addresses=said)), *blind.passages(Traits(passages=said))}) == 4


@given(TRAITS)
def test_of_a_text_however_long_a_sketch_is_kept(traits: Traits) -> None:
    found = Blind(KEY, "o").passages(traits)
    assert len(found) == min(SKETCH, len(traits.passages))


def test_texts_that_share_half_of_their_passages_nearly_always_share_one_of_the_sketch() -> None:
    """Of 300 pairs of 60 passages each, 40 of them shared (half of the 80 there are): at least 297 meet."""
    chance, blind = Random(7), Blind(KEY, "o")
    met = 0
    for _ in range(300):
        words = [f"{chance.getrandbits(64):x}" for _ in range(80)]
        one, other = frozenset(words[:60]), frozenset(words[20:])
        met += bool(set(blind.passages(Traits(passages=one))) & set(blind.passages(Traits(passages=other))))
    assert met >= 297
