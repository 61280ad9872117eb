"""A small book with one entry of each kind, out of which tests make bad ones, and a child that extends it."""

from __future__ import annotations

import pytest

from domain.rulebook import Rulebook
from domain.rulebook_loader import parse
from domain.rulebook_reader import BadRulebook

HEAD = """
[book]
id = "T"
valid_from = 2024-01-01
"""

DUTY = """
[[duty]]
id = "answer"
clause = "T.1"
opens = ["Registered"]
start = "received"
amount = 15
unit = "calendar"
met_by = ["Answered"]
"""

GUARD = """
[[guard]]
id = "two"
clause = "T.2"
verb = "Register"
require = {count_at_least = {field = "receivers", n = 2}}
"""

ROUTE = """
[[route]]
id = "letter"
clause = "T.3"
steps = [
  {id = "register", event = "Registered"},
  {id = "pass", event = "Forwarded", send_back = ["register"]},
]
"""

FORM = """
[[form]]
id = "sheet"
clause = "T.4"
channels = ["visit", "call"]
required = ["name", "problem"]
not_givable.call = ["name"]
before = ["Register"]
"""

OUTCOME = """
[[outcome]]
id = "done"
clause = "T.5"
needs = ["legal_basis"]
"""

SERIES = """
[[series]]
id = "register"
clause = "T.6"
of = "Registered"
pattern = "{office}-{year}-{number:05}"
"""

SCHEDULE = """
[[schedule]]
id = "monday"
clause = "T.7"
what = "reception"
every = "week"
on = "monday"
holiday = "skip"
met_by = ["ReceptionHeld"]
"""

WHOLE = HEAD + DUTY + GUARD + ROUTE + FORM + OUTCOME + SERIES + SCHEDULE

CHILD = """
[book]
id = "C"
valid_from = 2024-06-01
extends = "T"
"""


def load(text: str, **parents: Rulebook) -> Rulebook:
    return parse(text, "T.toml", parents)


def mistakes(text: str, **parents: Rulebook) -> list[tuple[str, str]]:
    """Entry and word of every mistake in `text`."""
    with pytest.raises(BadRulebook) as refused:
        load(text, **parents)
    assert all(mistake.source == "T.toml" and mistake.expected for mistake in refused.value.mistakes)
    return [(mistake.entry, mistake.word) for mistake in refused.value.mistakes]
