"""What pages, mails and calendars can say, as it stands in the code: `python -m tests.service.web.messages`.

Prints, ready for a catalogue, what is not translated yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from msgspec import Struct

from service.web.language import ZH, catalogue

WEB = Path(__file__).parents[3] / "service" / "web"
MAILING, OWN_CALENDAR = WEB.parent / "mailing", WEB.parent / "own_calendar"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "said": None}
OPTIONS = {"**/templates/**.html": {"trimmed": "true"}}


class Message(Struct, frozen=True):
    """A message (of one that counts, its singular) and the file that says it."""

    text: str
    file: str


def messages() -> Iterator[Message]:
    for folder in (WEB, MAILING, OWN_CALENDAR):
        for file, _line, message, _comments, _context in extract_from_dir(
            folder, METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True
        ):
            yield Message(message if isinstance(message, str) else message[0], file)


def untranslated() -> dict[str, str]:
    """Each message without Chinese words, and a file that says it."""
    known = {each.id if isinstance(each.id, str) else each.id[0] for each in catalogue(ZH) if each.id and each.string}
    return {each.text: each.file for each in messages() if each.text not in known}


if __name__ == "__main__":
    for text, file in untranslated().items():
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        print(f'#: {file}\nmsgid "{quoted}"\nmsgstr ""\n')  # noqa: T201 - this is what it is for
