"""The verbs of the API: one endpoint for each command of the domain, made from one table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args

from msgspec import Struct

from domain import commands as c

RECEIVE = "receive"
ATTACH, ISSUE = "attach", "issue-document"
CORRECT = "correct"
_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


class Verb(Struct, frozen=True):
    """A command as the API names it: `name` stands in the path, `summary` says what it does, zh first."""

    name: str
    kind: type[Struct]
    summary: str


def _verb(kind: type[Struct]) -> Verb:
    said = (kind.__doc__ or "").strip()
    return Verb(_HUMP.sub("-", kind.__name__).lower(), kind, " ".join(said.split()))


ACTS: Mapping[str, Verb] = {verb.name: verb for verb in map(_verb, get_args(c.Act))}
"""Every act by its name: sign-for, report-result, request-extension …"""

VERBS: Mapping[str, Verb] = {
    **{name: verb for name, verb in ACTS.items() if name not in (RECEIVE, ATTACH, ISSUE)},
    CORRECT: _verb(c.Correct),
}
"""What can be done to a petition that was received.

`Recompute` is asked by the service; files come, and documents are drawn up, by addresses of their own.
"""
