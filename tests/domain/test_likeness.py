"""What speaks for two petitions being of one matter, and that nothing else does."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import likeness
from domain.likeness import FULL, GROUNDS, POINTS, Traits, alike, grounds, phone, score, traits_of
from domain.values import Details, Person, Sealed

HEATING = "我住在玉兰小区3栋，今年冬天供暖温度一直不达标，室内只有14度"
HEATING_AGAIN = "玉兰小区3栋今年冬天的供暖温度还是不达标，家里只有14度"
ROAD = "村口道路一下雨就积水，半年没有人管，孩子上学不便"
SIGNS = st.text("信访人王芳李文玉兰街12号 ab-（）", max_size=12)
PEOPLE = st.builds(
    Person,
    id=st.integers(1, 3).map(lambda nth: UUID(int=nth)),
    name=st.none() | SIGNS,
    phone=st.none() | st.sampled_from(("13800001111", "+86 138-0000-1111", "0571-88889999", "12")),
    address=st.none() | SIGNS,
    id_number=st.none() | st.sampled_from(("11010119900101001X", "11010119900101001x", "110101199001010028")),
)
KNOWN = st.builds(
    Details,
    title=st.none() | st.sampled_from(("供暖不达标", "道路积水", "")),
    petitioner=st.none() | PEOPLE,
    representatives=st.none() | st.tuples(PEOPLE),
    problem=st.none() | st.sampled_from((HEATING, HEATING_AGAIN, ROAD)),
    problem_place=st.none() | st.just("玉兰街道"),
    content_class=st.none() | st.just("030200"),
)


def written_by(nth: int = 1, problem: str = "", **person: str) -> Traits:
    return traits_of(Details(petitioner=Person(id=UUID(int=nth), **person), problem=problem or None))


def codes(one: Traits, other: Traits) -> set[str]:
    return {ground.code for ground in grounds(one, other)}


@given(KNOWN, KNOWN)
def test_it_makes_no_difference_which_of_two_petitions_is_compared_with_which(one: Details, other: Details) -> None:
    assert grounds(traits_of(one), traits_of(other)) == grounds(traits_of(other), traits_of(one))


@given(KNOWN, KNOWN)
def test_every_ground_is_named_and_counts_something_and_all_together_at_most_a_hundred(
    one: Details, other: Details
) -> None:
    found = grounds(traits_of(one), traits_of(other))
    assert all(ground.code in GROUNDS and 0 < ground.points <= POINTS[ground.code] for ground in found)
    assert [ground.points for ground in found] == sorted((ground.points for ground in found), reverse=True)
    assert 0 <= score(found) <= FULL
    assert (score(found) == 0) == (found == ())


@given(KNOWN, KNOWN, PEOPLE)
def test_one_more_thing_in_common_never_makes_two_petitions_less_alike(
    one: Details, other: Details, person: Person
) -> None:
    def with_person(known: Details) -> Traits:
        return traits_of(Details(petitioner=known.petitioner, representatives=(person,), problem=known.problem))

    def without(known: Details) -> Traits:
        return traits_of(Details(petitioner=known.petitioner, problem=known.problem))

    assert score(grounds(with_person(one), with_person(other))) >= score(grounds(without(one), without(other)))


@given(KNOWN)
def test_a_petition_with_a_petitioner_is_like_itself_by_that_person(known: Details) -> None:
    traits = traits_of(known)
    assert ("same_person" in codes(traits, traits)) == bool(known.petitioner or known.representatives)


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("138 0000 1111", "13800001111"),
        ("+86-138-0000-1111", "13800001111"),
        ("008613800001111", "13800001111"),
        ("１３８００００１１１１", "13800001111"),
        ("0571-8888 9999", "57188889999"),
        ("86 571 88889999", "57188889999"),
        ("12345", ""),
        ("无", ""),
    ],
)
def test_a_phone_number_is_the_same_however_it_is_written(said: str, digits: str) -> None:
    assert phone(said) == digits


def test_an_address_is_the_same_with_other_spaces_widths_and_signs() -> None:
    assert alike("玉兰街１２号（3 栋）") == alike("玉兰街12号 3栋")
    assert alike("玉兰街12号") != alike("玉兰街13号")


def test_a_name_is_no_ground_between_people_whose_identity_numbers_differ() -> None:
    """王芳 is a frequent name; the number says that they are two people."""
    one, other = "11010119900101001X", "110101199001010028"
    assert codes(written_by(1, name="王芳", id_number=one), written_by(2, name="王芳", id_number=other)) == set()
    assert codes(written_by(1, name="王芳", id_number=one), written_by(2, name="王芳")) == {"same_name"}
    same = codes(written_by(1, name="王芳", id_number=one), written_by(2, name="王芳", id_number=one.lower()))
    assert same == {"same_name", "same_id_number"}


def test_who_it_is_counts_once_however_many_things_say_so() -> None:
    """Person 60 alone, not person 60 and number 60 and name 20; the phone's 30 come on top."""
    known = {"name": "王芳", "id_number": "11010119900101001X"}
    found = grounds(written_by(1, **known), written_by(1, **known))
    assert {ground.code for ground in found} == {"same_person", "same_id_number", "same_name"}
    assert score(found) == 60
    known["phone"] = "13800001111"
    assert score(grounds(written_by(1, **known), written_by(1, **known))) == 90


def test_the_same_complaint_in_other_words_is_like_it_and_another_complaint_is_not() -> None:
    (found,) = grounds(written_by(1, HEATING), written_by(2, HEATING_AGAIN))
    assert found.code == "like_text"
    assert 30 <= found.percent < 100
    assert found.points == 40 * found.percent // 100
    assert codes(written_by(1, HEATING), written_by(2, ROAD)) == set()


@pytest.mark.parametrize(
    ("where", "points"), [("玉兰街道", 40), ("玉兰街道玉兰社区", 40), ("海棠街道", 20), (None, 40)], ids=str
)
def test_the_same_text_about_another_place_counts_half(where: str | None, points: int) -> None:
    own = traits_of(Details(problem=HEATING, problem_place="玉兰街道"))
    (found,) = grounds(own, traits_of(Details(problem=HEATING, problem_place=where)))
    assert (found.percent, found.points) == (100, points)


def test_the_phrases_of_every_letter_make_no_two_letters_alike() -> None:
    frame = "尊敬的领导您好：{}恳请有关部门依法尽快处理，此致敬礼"
    framed = traits_of(Details(problem=frame.format(HEATING)))
    assert framed.text == traits_of(Details(problem=HEATING)).text
    assert codes(framed, traits_of(Details(problem=frame.format(ROAD)))) == set()


def test_who_is_complained_of_is_no_ground() -> None:
    accused = Person(id=UUID(int=9), name="赵某", phone="13900000000")
    known = traits_of(Details(accused=(accused,)))
    assert known == Traits()


def test_what_is_sealed_is_not_compared() -> None:
    closed = Sealed("person-1", b"nonce", b"text")
    person = Person(id=UUID(int=1), name=closed, phone=closed, address=closed, id_number=closed)
    known = traits_of(Details(petitioner=person, problem=closed))
    assert known == Traits(people=frozenset({UUID(int=1)}))


def test_a_representative_counts_like_a_petitioner() -> None:
    person = Person(id=UUID(int=4), name="王芳", phone="13800001111")
    assert codes(traits_of(Details(representatives=(person,))), traits_of(Details(petitioner=person))) == {
        "same_person",
        "same_name",
        "same_phone",
    }


def test_words_of_other_languages_are_compared_whole() -> None:
    one, other = "Broken street light at Elm Road", "Street light broken at Elm Road again"
    assert likeness.likeness(traits_of(Details(title=one)).text, traits_of(Details(title=other)).text) == 92
