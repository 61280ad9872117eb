"""The files of a bundle: all there, none changed, none put in."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any, Iterator  # noqa: UP035 - Python 3.8

from service.bundles.verifier.trees import sha256

MANIFEST, DIGEST = "manifest.json", "manifest.sha256"
FORMAT = "zhuoluo-bundle/1"
SMALL, TIMES = 64 * 1024 * 1024, 200
"""A zip that unpacks to more bytes, and to more times its own size, is no bundle but a bomb."""
Said = Iterator["tuple[str, str]"]
"""What was found, in Chinese and in English."""


class Wrong(Exception):
    """A file that is not what it has to be."""

    def __init__(self, file: str, zh: str, en: str) -> None:
        super().__init__(f"{file}: {zh} {en}")


class Twice(ValueError):
    """A name stands twice in one object of JSON."""


def misshapen(file: str, bad: Exception) -> Wrong:
    """In words for people: what a file lacks that could not be read as it has to be."""
    if isinstance(bad, json.JSONDecodeError):
        return Wrong(
            file, f"格式不对：第 {bad.lineno} 行不是 JSON", f"is not of its format: no JSON at line {bad.lineno}"
        )
    if isinstance(bad, UnicodeDecodeError):
        encoding = bad.encoding.upper()
        return Wrong(file, f"格式不对：不是 {encoding} 文字", f"is not of its format: no text in {encoding}")
    if isinstance(bad, Twice):
        return Wrong(file, "格式不对：同一名称出现两次", "is not of its format: a name stands twice in one object")
    if isinstance(bad, KeyError):
        return Wrong(file, f"格式不对：缺 {bad}", f"is not of its format: it lacks {bad}")
    return Wrong(file, "格式不对", "is not of its format")


class Bundle:
    """The files by their names; `looking_at` is the one that was asked for last."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.looking_at = MANIFEST

    def raw(self, name: str) -> bytes:
        self.looking_at = name
        if name not in self.files:
            raise Wrong(name, "缺失", "is missing")
        return self.files[name]

    def text(self, name: str) -> str:
        return self.raw(name).decode("utf-8")

    def json(self, name: str) -> Any:
        """The object of a file. Raises Wrong where there is another value; ValueError."""
        found = json.loads(self.text(name), object_pairs_hook=once)
        self.holds(isinstance(found, dict), "不是 JSON 对象", "is no JSON object", name)
        return found

    def holds(self, right: bool, zh: str, en: str, name: str = "") -> None:  # noqa: FBT001 - the first word of a claim
        """Raises Wrong unless it is right, of the file named or the one asked for last."""
        if not right:
            raise Wrong(name or self.looking_at, zh, en)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs. Raises Twice, because each reader takes such an object his way."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Twice
    return found


def printable(text: str) -> str:
    """The text on one line; what could move, colour or turn about what a terminal shows is spelled as its code."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def opened(path: Path) -> Bundle:
    """The files of a folder or a zip. Raises Wrong for a bomb, and for a zip whose files could be taken for others."""
    if path.is_dir():
        found = [each for each in path.rglob("*") if each.is_file()]
        return Bundle({each.relative_to(path).as_posix(): each.read_bytes() for each in found})
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as packed:
        if sum(each.file_size for each in packed.infolist()) > max(SMALL, TIMES * path.stat().st_size):
            raise Wrong(path.name, "解压后远大于证据包应有的大小", "unpacks to far more than a bundle can be")
        for name in packed.namelist():
            if name in files or ".." in name.split("/") or name.startswith("/") or "\\" in name:
                raise Wrong(name, "压缩包内名称重复或不当", "stands in the zip twice, or leads out of it")
            if not name.endswith("/"):
                files[name] = packed.read(name)
    return Bundle(files)


def manifest(bundle: Bundle) -> Said:
    """Every file is there, none is changed, none was put in."""
    whole = bundle.raw(MANIFEST)
    fits = bundle.raw(DIGEST) == f"{sha256(whole).hex()}  {MANIFEST}\n".encode()
    bundle.holds(fits, "清单与其摘要不符", f"is not the digest of {MANIFEST}", MANIFEST)
    told = bundle.json(MANIFEST)
    bundle.holds(told["format"] == FORMAT, "格式不识", "is of a format not known here", MANIFEST)
    for name, digest in told["files"].items():
        bundle.holds(sha256(bundle.raw(name)).hex() == digest, "与清单摘要不符", "differs from the manifest", name)
    for name in sorted(set(bundle.files) - {*told["files"], MANIFEST, DIGEST}):
        bundle.holds("/" not in name, "清单中没有", "is not in the manifest", name)
        yield f"! 不属于本包，未看 {name}", "is no part of the bundle and was not looked at"
    yield f"清单：{len(told['files'])} 个文件的摘要一致", f"digests of {len(told['files'])} files as the manifest says"
