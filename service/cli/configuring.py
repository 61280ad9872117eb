"""`zhuoluo config`: what is set, by what, and a file to begin with."""

from __future__ import annotations

import os
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import click
from msgspec.structs import asdict

from service.cli.printing import JSON, as_json, format_option, note, output, table
from service.configuration import gathering
from service.configuration.file import NAME
from service.configuration.gathering import ENVIRONMENT, FILE, USUAL, Shown
from service.configuration.known import CONFIG, KNOWN, LIST, NUMBER, PATHS, SWITCH, Known
from service.settings import Settings, said_in

COLUMNS = {"key": "键 key", "variable": "变量 variable", "value": "值 value", "source": "来源 source", "what": "说明"}
SOURCES = {ENVIRONMENT: "环境变量 environment", FILE: "文件 file", USUAL: "默认 default"}
EXAMPLE_HEAD = f"""\
# 着落配置 Settings of zhuoluo: ZHUOLUO_HOME/{NAME}, or the file that {CONFIG} names.
# An environment variable of the same setting wins. A key that is not known here is refused, and so is a wrong type.
"""


@click.group("config")
def config() -> None:
    """配置: what is set, by the environment or by a file, and what is not."""


@config.command("show")
@format_option
def show(kind: str) -> None:
    """Every setting as it holds, with where it comes from; passwords are masked. Needs no database, changes nothing."""
    said = said_in(os.environ)
    settings = Settings.of(said)
    found, unknown = gathering.shown(said, settings.home), gathering.unknown(said)
    if kind == JSON:
        click.echo(as_json({"file": str(said.path or ""), "settings": found, "unknown": unknown}))
        return
    rows = [{**asdict(each), "source": SOURCES[each.source], "what": _what(each)} for each in found]
    output().print(table(rows, COLUMNS, f"配置 settings；文件 file: {said.path or '无 none'}"))
    for variable, near in unknown.items():
        note(f"未知变量 no such setting: {variable}" + (f"，应为 is it {near}?" if near else ""))


def _what(shown: Shown) -> str:
    return f"{shown.zh} {shown.en}"


@config.command("unit")
def unit() -> None:
    """The unit of systemd, hardened: print it, look at it, put it into /etc/systemd/system/zhuoluo.service."""
    click.echo(deployed("zhuoluo.service"), nl=False)


@config.command("alerts")
def alerts() -> None:
    """Rules of Prometheus for what calls for somebody, each with its run-book in docs/operations.md."""
    click.echo(deployed("alerts.yml"), nl=False)


def deployed(name: str) -> str:
    """A file for the programs that run or watch the service."""
    return (files("service") / "deploy" / name).read_text(encoding="utf-8")


@config.command("example")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="write it there, unless a file is there")
def example(out: Path | None) -> None:
    """A settings file with every key, what it is for and what holds without it, all commented out."""
    if out is None:
        click.echo(example_file(), nl=False)
        return
    with out.open("x", encoding="utf-8") as file:
        out.chmod(0o600)
        file.write(example_file())
    click.echo(f"已写入 written: {out}")


def example_file() -> str:
    """The example: keys of the same table together, in the order in which they are known."""
    parts = [EXAMPLE_HEAD]
    for name, found in groupby(KNOWN, lambda each: each.table):
        parts.append(f"\n[{name}]\n" if name else "\n")
        parts.extend(_line(each) for each in found)
    return "".join(parts)


def _line(known: Known) -> str:
    return f"# {known.zh} {known.en} ({known.variable})\n# {known.name} = {_value(known)}\n"


def _value(known: Known) -> str:
    """What holds without the key, as TOML; where that is nothing, a value of its type."""
    if known.kind in (LIST, PATHS):
        return "[" + ", ".join(f'"{each}"' for each in known.usual.split(",") if each) + "]"
    if known.kind == SWITCH:
        return "true"
    return known.usual if known.kind == NUMBER else f'"{known.usual}"'
