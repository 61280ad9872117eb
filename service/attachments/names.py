"""What a file may be called: its last part alone, without what hides or steers; and how that is said in a header."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

LONGEST = 150
"""Characters of a name, the ending counted."""
NAMELESS = "附件"
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Controls, marks of direction and joiners, halves of characters, what is no character, ends of lines."""
NOT_IN_NAMES = re.compile(r'[<>:"|?*%]')
"""What some systems do not allow in a name, and what headers use for quoting."""
EXTENDED = re.compile(r"UTF-8'[A-Za-z0-9-]*'(.+)", re.IGNORECASE | re.DOTALL)


class BadName(ValueError):
    """A file name that is not percent-encoded UTF-8."""

    def __init__(self) -> None:
        super().__init__(
            "the file name is percent-encoded UTF-8, as 来信.pdf is %E6%9D%A5%E4%BF%A1.pdf (文件名须百分号编码)"
        )


def decoded(header: str) -> str:
    """The name in a header: percent-encoded UTF-8, with or without `UTF-8''` before it (RFC 5987). Raises BadName."""
    found = EXTENDED.fullmatch(header.strip())
    try:
        said = found[1] if found else header.strip()
        if not said.isascii():
            raise BadName
        return unquote_to_bytes(said).decode()
    except UnicodeDecodeError:
        raise BadName from None


def clean(said: str, suffixes: tuple[str, ...]) -> str:
    """The name without path, controls and marks of direction, ending in one of `suffixes`, at most LONGEST long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", said))[-1]
    shown = "".join(each for each in last if unicodedata.category(each) not in UNPRINTABLE)
    stem = NOT_IN_NAMES.sub("_", " ".join(shown.split())).rstrip(". ")
    suffix = next((each for each in suffixes if stem.lower().endswith(each)), "")
    stem = stem[: len(stem) - len(suffix)] if suffix else stem
    ending = suffix or suffixes[0]
    return f"{stem.strip('. ')[: LONGEST - len(ending)].strip('. ') or NAMELESS}{ending}"


def disposition(name: str) -> str:
    """The header by which a file is saved, never shown, under its name (RFC 6266)."""
    plain = "".join(each if each.isascii() and each.isprintable() and each not in '"\\%' else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
