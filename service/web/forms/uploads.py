"""Files that come with a form: why one of them is not taken, in words for whoever sent it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.deciding import Refused
from service.api import problems
from service.api.problems import Fault, Kind
from service.attachments.kinds import WrongKind
from service.attachments.store import StoreFull
from service.attachments.taking import Empty, TooLarge, TooMany
from service.ledger.submission import KeyReused
from service.settings import MEBIBYTE

FILE = "file"
"""The control in which files are chosen."""
NOT_TAKEN: Mapping[type[Exception], Kind] = {
    TooLarge: problems.TOO_LARGE,
    TooMany: problems.TOO_MANY_FILES,
    StoreFull: problems.NO_ROOM,
    KeyReused: problems.KEY_REUSED,
}
"""What is not to be blamed on the file's content."""
LATER = Fault(FILE, "暂时未能保存，请稍后再传", "it could not be kept just now: try again later")


def why(error: Exception) -> Fault:
    """Why the file is not taken; of what nobody can do anything about only that it is worth another try."""
    match error:
        case WrongKind():
            return Fault(FILE, error.zh, error.en)
        case Empty():
            return Fault(FILE, "文件为空", "the file is empty")
        case TooLarge():
            most = error.most // MEBIBYTE
            return Fault(FILE, f"文件过大，至多{most} MiB", f"the file is too large: at most {most} MiB")
        case Refused():
            reasons = error.reasons
            return Fault(FILE, "；".join(each.zh for each in reasons), "; ".join(each.en for each in reasons))
        case _:
            kind = NOT_TAKEN.get(type(error))
            return Fault(FILE, kind.zh, kind.en) if kind else LATER
