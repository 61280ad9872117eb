"""Asks a person at a terminal what the columns of a file mean; what was guessed is the answer to a bare Enter."""

from __future__ import annotations

import click
from msgspec.structs import replace

from service.exchange.mapping import NAME, WORDS
from service.exchange.suggested import toml
from service.exchange.suggesting import Column, Suggestion

NOTHING = "-"
MY_REGISTER, MY_OFFICE = "my-register", "我的机构"
EXAMPLES = 3


def guided(found: Suggestion) -> str:
    """The mapping with the columns as the person says. Questions go to standard error, as the mapping is printed."""
    click.echo(
        "逐列确认含义：回车采用建议，- 不读取，? 列出全部。 Enter takes what is suggested, - is not read.", err=True
    )
    said = replace(found, columns=tuple(_asked(column) for column in found.columns))
    id_ = click.prompt("映射代码 id of the mapping", default=MY_REGISTER, value_proc=_id, err=True)
    office = click.prompt("机构名称 name of the office", default=MY_OFFICE, err=True)
    zone = click.prompt("时区 time zone", default="Asia/Shanghai", err=True)
    return toml(said, id_=id_, office=office, time_zone=zone)


def _asked(column: Column) -> Column:
    shown = "; ".join(value[:40] for value in column.values[:EXAMPLES])
    click.echo(f"\n{column.name}" + (f"（{shown}）" if shown else ""), err=True)
    said = click.prompt("  含义 means", default=column.means or NOTHING, value_proc=_word, err=True)
    return replace(column, means="" if said == NOTHING else said)


def _word(text: str) -> str:
    said = text.strip()
    if said not in (*WORDS, NOTHING):
        raise click.UsageError(f"{', '.join((*WORDS, NOTHING))}")
    return said


def _id(text: str) -> str:
    if not NAME.fullmatch(text):
        raise click.UsageError("1至40个小写字母、数字或连字符 1 to 40 small letters, digits and hyphens")
    return text
