"""Settings in a file, `zhuoluo.toml`: each key is known and of its type, or the file is refused and names what is not.

The environment wins over the file. It lies in the home, or where ZHUOLUO_CONFIG says; there it may also name the home.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from service.configuration.known import BY_KEY, CONFIG, LIST, NUMBER, PATH, PATHS, SWITCH, TEXT, Known
from service.configuration.masking import masked

NAME = "zhuoluo.toml"
OTHERS = stat.S_IRWXG | stat.S_IRWXO
WANTED = {
    TEXT: "文字 a text",
    PATH: "文字 a text",
    NUMBER: "整数 a whole number",
    SWITCH: "true / false",
    LIST: "文字列表 a list of texts",
    PATHS: "文字列表 a list of texts",
}
TABLES = {each.table for each in BY_KEY.values()}
BETWEEN = {LIST: ",", PATHS: os.pathsep}


class BadSettingsFile(ValueError):
    """The file cannot be read, or holds what cannot be meant; the message names the file and each key."""


def where(environ: Mapping[str, str], home: Path) -> Path | None:
    """The file that holds: the one named by ZHUOLUO_CONFIG, which must be there, else the one in the home, if it is.

    Raises: BadSettingsFile.
    """
    named = environ.get(CONFIG, "").strip()
    if not named:
        return home / NAME if (home / NAME).is_file() else None
    path = Path(named).expanduser()
    if not path.is_absolute() or not path.is_file():
        message = f"{CONFIG}={named!r} is no file named in full, beginning with / (没有此配置文件)"
        raise BadSettingsFile(message)
    return path


def read(path: Path, *, in_home: bool) -> dict[str, str]:
    """What the file says, by variable and as the variable would say it. `in_home`: it may not name another home.

    Raises: BadSettingsFile.
    """
    said = _keys(_loaded(path))
    if faults := list(_faults(said, in_home=in_home)):
        raise BadSettingsFile("; ".join(f"{path}: {fault}" for fault in faults))
    found = {BY_KEY[key].variable: _as_variable(BY_KEY[key], value) for key, value in said.items()}
    _refuse_open(path, found)
    return {variable: text for variable, text in found.items() if text.strip()}


def _loaded(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path}: cannot be read (无法读取): {error.strerror}"
    except UnicodeDecodeError:
        message = f"{path}: is not UTF-8 (不是 UTF-8)"
    except tomllib.TOMLDecodeError as error:
        message = f"{path}: is no TOML (不是 TOML): {error}"
    raise BadSettingsFile(message)


def _keys(document: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """The values by their whole keys, such as server.port."""
    found: dict[str, Any] = {}
    for name, value in document.items():
        key = f"{before}{name}"
        if isinstance(value, dict) and (value or key in TABLES):
            found |= _keys(value, f"{key}.")
        else:
            found[key] = value
    return found


def _faults(said: Mapping[str, Any], *, in_home: bool) -> Iterator[str]:
    for key, value in said.items():
        if key not in BY_KEY:
            near = get_close_matches(key, BY_KEY, 1)
            yield f"{key} is not known (未知的键)" + (f", is {near[0]} meant?" if near else "")
        elif not _fits(BY_KEY[key].kind, value):
            yield f"{key} must be {WANTED[BY_KEY[key].kind]}, not {_called(value)} (类型不符)"
        elif key == "home" and in_home:
            yield f"home cannot be said in the home itself: set ZHUOLUO_HOME, or {CONFIG} to a file elsewhere"


def _fits(kind: str, value: object) -> bool:
    if kind == NUMBER:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == SWITCH:
        return isinstance(value, bool)
    if kind in BETWEEN:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)


def _called(value: object) -> str:
    """What kind of value it is; the value itself may be a secret in the wrong place."""
    names = {
        bool: "true/false",
        int: "a whole number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "a table",
    }
    return names.get(type(value), type(value).__name__)


def _as_variable(known: Known, value: Any) -> str:
    if known.kind in BETWEEN:
        return BETWEEN[known.kind].join(value)
    if known.kind == SWITCH:
        return "on" if value else "off"
    return str(value)


def _refuse_open(path: Path, found: Mapping[str, str]) -> None:
    """Raises BadSettingsFile when others may read a password that stands in the file."""
    held = [known.key for known in BY_KEY.values() if known.secret and _has_password(found.get(known.variable, ""))]
    if held and path.stat().st_mode & OTHERS:
        message = (
            f"{path}: readable by others, and {', '.join(held)} holds a password; run: chmod 600 {path} (他人可读)"
        )
        raise BadSettingsFile(message)


def _has_password(text: str) -> bool:
    return masked(text) != text
