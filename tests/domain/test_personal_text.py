"""What in a text leads to a person is found however it is typed, and ordinary words of an office are not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.personal_text import IDENTITY, LONG, NAME, PHONE, check_digit, personal_in

FOUND = {
    "身份证11010519491231002X核查": IDENTITY,
    "身份证11010519491231002x核查": IDENTITY,
    "身份证110105 19491231 002X": IDENTITY,
    "１１０１０５１９４９１２３１００２Ｘ": IDENTITY,
    "110105-1949-1231-0021，校验位录错": IDENTITY,
    "旧证110105491231002": IDENTITY,
    "旧证 110105 491231 002": IDENTITY,
    "电13800001111": PHONE,
    "电138-0000-1111转": PHONE,
    "电138 0000 1111": PHONE,
    "电＋８６１３８００００１１１１": PHONE,
    "电0717-6123456": PHONE,
    "电（010）62345678": PHONE,
    "电010 6234 5678": PHONE,
    "座机6123456": PHONE,
    "证110105194999310021，出生日期录错": IDENTITY,
    "电13800001111X": PHONE,
    "卡110105194999310020": LONG,
    "卡号6222020200112233445": LONG,
    "案号000000001": LONG,
}


@pytest.mark.parametrize(("text", "kind"), FOUND.items(), ids=range(len(FOUND)))
def test_a_number_of_a_person_is_found_and_not_repeated(text: str, kind: str) -> None:
    (finding,) = personal_in(text)
    assert finding.kind == kind
    assert not any(digit in finding.zh + finding.en for digit in "0123456789")


@pytest.mark.parametrize(
    "text",
    [
        "安置房渗漏", "2026-01-05来访：安置房渗漏", "2019-2025年过渡费未发", "补偿96000.50元未到账", "3-2-1201室渗漏",
        "2026年第001234号", "涉及120户、补偿960000元", "京建发〔2026〕12号", "",
    ],
)  # fmt: skip
def test_ordinary_words_of_an_office_are_not(text: str) -> None:
    assert personal_in(text, ["王小明"]) == []


@pytest.mark.parametrize(
    "text", ["王小明反映漏水", "代王 小 明来访", "王小明等3人", "举报 王小明 截留", "王\u3000小明来信"]
)
def test_a_name_is_found_inside_a_text(text: str) -> None:
    assert [each.kind for each in personal_in(text, ["王小明"])] == [NAME]


def test_a_name_of_two_characters_is_found_inside_a_text_and_a_surname_alone_is_not() -> None:
    assert [each.kind for each in personal_in("请王明到场", ["王明"])] == [NAME]
    assert personal_in("请王明到场", ["王"]) == []


def test_a_name_of_other_letters_is_found_as_a_word_and_a_surname_alone_is_not_looked_for() -> None:
    assert [each.kind for each in personal_in("ＬＩ Ming的来信", ["Li Ming"])] == [NAME]
    assert personal_in("Liming street", ["Li"]) == []
    assert personal_in("王府井大街积水", ["王"]) == []
    assert personal_in("任何文字", ["", "  "]) == []


def test_several_findings_are_told_once_each_the_gravest_first() -> None:
    text = "王小明，11010519491231002X，电13800001111、或13900002222"
    assert [each.kind for each in personal_in(text, ["王小明", "王小明"])] == [IDENTITY, PHONE, NAME]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999))
def test_every_identity_number_is_found_in_18_digits_and_in_15(born: date, serial: int) -> None:
    head = f"110105{born:%Y%m%d}{serial:03}"
    assert [each.kind for each in personal_in(f"证{head}{check_digit(head)}号")] == [IDENTITY]
    assert [each.kind for each in personal_in(f"证110105{born:%y%m%d}{serial:03}号")] == [IDENTITY]


def test_the_check_digit_is_that_of_the_published_example() -> None:
    """GB 11643-1999 gives 11010519491231002X and 440524188001010014."""
    assert check_digit("11010519491231002") == "X"
    assert check_digit("44052418800101001") == "4"
