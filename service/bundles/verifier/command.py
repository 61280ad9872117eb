"""Verifies a bundle or a receipt of zhuoluo 着落 on a computer of its own. (在独立计算机上核验证据包、回执).

    python3 verify.py [FOLDER|ZIP|RECEIPT] [--key VKEY]... [--witness VKEY]...

Python 3.8 or newer and nothing else; `cryptography` is used for Ed25519 where it is installed. The formats: C2SP
signed-note, tlog-checkpoint, tlog-proof, tlog-cosignature; RFC 6962; RFC 8032; docs/ledger.md of zhuoluo for records.
Exit code 0: everything holds, under the key given. 1: something does not; the first file that is wrong is named.
2: all of it fits together, but no key of the log was given, so that anybody may have made it; or asked wrongly.
"""

from __future__ import annotations

import argparse
import sys
import zipfile
from pathlib import Path
from typing import Any

from service.bundles.verifier.files import MANIFEST, Bundle, Said, Wrong, manifest, misshapen, opened, printable
from service.bundles.verifier.heads import LOG_KEY, WITNESS_KEY, Key, head, keys_stated, signatures
from service.bundles.verifier.petition import OF_PETITION, petition
from service.bundles.verifier.receipt import receipt, taken_apart
from service.bundles.verifier.report import OF_REPORT, report

KINDS = {"petition": (petition, OF_PETITION), "report": (report, OF_REPORT)}
COMPARED = ("format", "kind", "office", "office_name", "log", "replayed", "checkpoint", "files")
"""What the manifest of every bundle says that is compared with what is proved."""
WORDS = ("README.md", "history.txt")
"""Files for people, which nothing signed speaks for."""
MARK = "! "
VERIFIED, NOT_VERIFIED, UNVOUCHED = 0, 1, 2
"""Exit codes; argparse ends with 2 too when it was asked wrongly."""


def main(arguments: list[str] | None = None) -> int:
    """The exit code."""
    tell_everywhere()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="?", type=Path, default=Path(__file__).resolve().parent, help="bundle or receipt")
    parser.add_argument("--key", action="append", default=[], metavar="VKEY", help="key of the log 日志公钥")
    parser.add_argument("--witness", action="append", default=[], metavar="VKEY", help="key of a witness 见证方公钥")
    asked = parser.parse_args(arguments)
    try:
        keys = [*of_kind("--key", asked.key, LOG_KEY), *of_kind("--witness", asked.witness, WITNESS_KEY)]
    except ValueError as bad:
        parser.error(printable(str(bad)))
    wrong = checked(asked.path, keys)
    if wrong:
        tell(f"✗ {wrong}")
        tell("核验不通过 NOT VERIFIED")
        return NOT_VERIFIED
    if not asked.key:
        tell("内容一致，公钥未经核对 consistent, but nobody has vouched for the key: give --key")
        return UNVOUCHED
    tell("核验通过 verified")
    return VERIFIED


def of_kind(option: str, vkeys: list[str], kind: int) -> list[Key]:
    """The keys of an option. Raises ValueError, which names the option, also for a key that belongs to the other."""
    try:
        keys = [Key.read(vkey, given=True) for vkey in vkeys]
    except ValueError as bad:
        raise ValueError(f"{option} {bad}") from None
    for key in keys:
        if key.kind != kind:
            other = "--witness" if kind == LOG_KEY else "--key"
            raise ValueError(f"{option} {key.name}: 此公钥应以 {other} 给出 is a key to be given by {other}")
    return keys


def tell(line: str) -> None:
    """Whatever a bundle makes it say is one line and moves nothing on the terminal."""
    sys.stdout.write(f"{printable(line)}\n")


def tell_everywhere() -> None:
    """A terminal that cannot show a character is shown its code instead."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def checked(path: Path, keys: list[Key]) -> str:
    """The first thing that is wrong in a folder, zip or receipt, "" when nothing is; what holds is told on the way."""
    if not path.exists():
        return f"{path}: 没有此文件或文件夹 there is no such file or folder"
    try:
        if path.is_file() and not zipfile.is_zipfile(path):
            told, parts = taken_apart(path.name, path.read_bytes())
            wrong = first_wrong(parts, receipt(told, parts, keys))
            return wrong and f"{path.name}: {wrong}"
        bundle = opened(path)
    except Wrong as wrong:
        return str(wrong)
    except OSError as bad:
        return f"{path}: 无法读取 cannot be read ({bad.strerror})"
    except Exception:  # noqa: BLE001 - whatever was given, the answer is that it is no bundle
        return f"{path}: 不是证据包，压缩包已损坏 is no bundle: its zip is damaged"
    return fault(bundle, keys)


def fault(bundle: Bundle, keys: list[Key]) -> str:
    return first_wrong(bundle, everything(bundle, keys))


def first_wrong(bundle: Bundle, claims: Said) -> str:
    """The first claim that does not hold, "" when all do; those that do are told."""
    try:
        for zh, en in claims:
            tell(f"{'!' if MARK in zh else '✓'} {zh.replace(MARK, '')}  {en}")
    except Wrong as wrong:
        return str(wrong)
    except Exception as bad:  # noqa: BLE001 - a file made to break this program is a wrong file
        return str(misshapen(bundle.looking_at, bad))
    return ""


def everything(bundle: Bundle, keys: list[Key]) -> Said:
    yield from manifest(bundle)
    found, told = head(bundle), bundle.json(MANIFEST)
    claims, compared = KINDS[known_kind(bundle, told)]
    stated = (found.origin, found.size, found.root.hex())
    same = (told["checkpoint"]["origin"], told["checkpoint"]["size"], told["checkpoint"]["root"]) == stated
    bundle.holds(same, "检查点与清单不符", "the checkpoint is another one", MANIFEST)
    yield f"检查点 {found.origin}：{found.size} 个事件，根 {found.root.hex()}", "the checkpoint"
    yield from signatures(bundle, found, keys, keys_stated(bundle))
    yield from claims(bundle, found)
    yield unproved(bundle, [name for name in told if name not in (*COMPARED, *compared)])


def known_kind(bundle: Bundle, told: dict[str, Any]) -> str:
    """Of which kind the bundle is; its manifest says everything that one of this kind has to say."""
    kind = str(told.get("kind"))
    bundle.holds(kind in KINDS, "种类不识", "is of a kind not known here", MANIFEST)
    for name in (*COMPARED, *KINDS[kind][1]):
        bundle.holds(name in told, f"缺 {name}", f"lacks `{name}`", MANIFEST)
    return kind


def unproved(bundle: Bundle, said: list[str]) -> tuple[str, str]:
    """What the bundle tells that was compared with nothing; `said`: names in the manifest."""
    files = ", ".join(name for name in WORDS if name in bundle.files)
    zh = f"! 机构所称，未核：{files}；{MANIFEST} 的 {', '.join(said)}"
    return zh, "these files and words of the manifest are the office's word: nothing signed speaks for them"


if __name__ == "__main__":
    sys.exit(main())
