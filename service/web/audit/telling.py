"""What verifying says, in the language of the page; and what each kind of finding means."""

from __future__ import annotations

import re

from msgspec import Struct

from service.web.language import ZH
from service.web.marking import N_

BOTH = re.compile(r"(?P<en>.*) \((?P<zh>[^()]*[\u3400-\u9fff][^()]*)\)(?P<more>.*)", re.DOTALL)
"""What the program says for people: in English, and behind that shortly in Chinese."""


class Meaning(Struct, frozen=True):
    """A kind of finding: what it is, what it means, what is to be done."""

    what: str
    means: str
    to_do: str


MEANINGS = (
    Meaning(
        N_("an event is damaged"),
        N_(
            "The event at this position, its time, number, version or MAC is not what was written: the rows of the "
            "database were changed behind the program."
        ),
        N_("Keep the database as it is, compare with the last backup, and look for who had the rights of its owner."),
    ),
    Meaning(
        N_("events are missing"),
        N_(
            "A checkpoint, receipt or head kept outside the database knows of more events than are stored: the log was "
            "cut off, or an older copy was put back."
        ),
        N_("Where a backup was put back, state it with zhuoluo log restored; else it is tampering."),
    ),
    Meaning(
        N_("a checkpoint says otherwise"),
        N_(
            "The tree made from the events is not the one that was signed: events were changed, or a checkpoint was "
            "invented."
        ),
        N_("Compare with the checkpoint of the same size that a witness or somebody else holds."),
    ),
    Meaning(
        N_("the head kept outside the database"),
        N_("The file of the last signed head in heads and the database contradict each other."),
        N_(
            "When only the file was lost, zhuoluo log adopt goes on from the newest checkpoint; else it is as with "
            "missing events."
        ),
    ),
    Meaning(
        N_("a cosignature is of no witness"),
        N_("A signature beside a checkpoint was not made by a witness that the office has named."),
        N_("Ask the witness for what it has signed; a line that was slipped in proves nothing."),
    ),
    Meaning(
        N_("the stored tree"),
        N_("Intermediate hashes that only serve to answer quickly are wrong; the events themselves fit."),
        N_("Nothing is lost. Find out who could write there, and have the tiles made anew."),
    ),
    Meaning(
        N_("a read model is ahead"),
        N_("Lists claim to know events that the log does not have: the log was cut off behind them."),
        N_("As with missing events; zhuoluo rebuild makes the lists anew afterwards."),
    ),
    Meaning(
        N_("the chain of years"),
        N_("The log of reads of a year does not go on where the one before it ended."),
        N_("Look for the signed head of the year before, on paper or with whoever holds it."),
    ),
    Meaning(
        N_("not checked"),
        N_("Events were written by another instance whose MAC key is not here: they could not be checked."),
        N_("Import the key with zhuoluo keys import and verify again."),
    ),
)


def apart(text: str, language: str) -> str:
    """What the program said, in one language; in Chinese with the details that only the English has."""
    found = BOTH.fullmatch(text)
    if found is None:
        return text
    return f"{found['zh']}：{found['en']}{found['more']}" if language == ZH else f"{found['en']}{found['more']}"
