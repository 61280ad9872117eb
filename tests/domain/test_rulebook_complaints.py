"""Whoever writes the rulebook of an office is told in Chinese, too, what was expected in the place of a mistake."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import domain
from domain.rulebook_complaints import SAID, chinese
from domain.rulebook_reader import Mistake

READERS = ("rulebook_reader.py", "rulebook_loader.py", "rulebook_checks.py")


def template(said: ast.expr) -> str:
    """What an expression says, with a star for each part that is named."""
    match said:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(map(template, parts))
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return template(left) + template(right)
        case _:
            return "*"


def complaints() -> Iterator[str]:
    """Everything that can be expected, as it stands in the modules that expect it."""
    for name in READERS:
        for node in ast.walk(ast.parse((Path(domain.__path__[0]) / name).read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="wrong"), args=[_, said]):
                    yield template(said)
                case ast.Yield(value=ast.Tuple(elts=[_, said])):
                    yield template(said)
                case _:
                    pass


def test_every_complaint_of_the_loader_has_chinese_words() -> None:
    found = set(complaints()) - {"*"}
    assert len(found) > 60
    assert [each for each in found if chinese(each) == each] == []
    assert found <= {en for en, _ in SAID}


@pytest.mark.parametrize(
    ("expected", "zh"),
    [
        ("one of the facts channel, source", "下列事实之一：channel, source"),
        ("one of a, b", "下列之一：a, b"),
        ("a whole number from 1 to 3660", "1至3660之间的整数"),
        ("{year} once: numbers begin anew each year", "须含一次{year}：编号每年重新开始"),
        ("something that nobody has said yet", "something that nobody has said yet"),
    ],
)
def test_what_is_named_stands_in_the_place_where_it_belongs(expected: str, zh: str) -> None:
    assert chinese(expected) == zh


def test_a_mistake_says_itself_in_both_languages() -> None:
    mistake = Mistake("own.toml", "duty reply", "sometime", "text, not empty")
    assert mistake.zh == "duty reply：“sometime”不合规，应为：文字，不为空"
    assert mistake.en == "duty reply: `sometime`: expected text, not empty"
    assert str(mistake) == "own.toml: duty reply: `sometime`: expected text, not empty"
