"""What stands in the place of a written answer: the exemption (S1.23), and the answer on the spot.

Under any rulebook: nobody is exempted from telling whom it can tell, and what was answered at once says what.
"""

from __future__ import annotations

from domain import commands as c
from domain import events as e
from domain.deciding import Reason, structural
from domain.fields import is_given
from domain.petition import Petition
from domain.values import Person

FACE_TO_FACE = ("visit", "call")
"""Channels by which somebody is there to be answered at once."""


def nobody_to_tell(state: Petition, act: c.Exempt) -> Reason | None:
    """Name or address unclear (S1.23): nobody is named with an address or telephone, or is not reached there.

    To say now that the writer is anonymous takes back nothing that was told before.
    """
    del act
    told = (details.petitioner for line in state.lines if (details := getattr(line.event, "details", None)))
    if state.details.reachable is False or _merged(state) or not any(_has_address(person) for person in told):
        return None
    return structural(
        "信访人姓名和住址（电话）清楚，不得免予告知；确实联系不上的，先记明无法联系及原因",
        "the petitioner's name and address or telephone are known: record first that nobody is reached there, and why",
        "S1.23",
    )


def _has_address(person: Person | None) -> bool:
    return person is not None and is_given(person.name) and (is_given(person.address) or is_given(person.phone))


def _merged(state: Petition) -> bool:
    """Joined to another petition with which it is answered."""
    joinings = [line.event for line in state.lines if isinstance(line.event, e.Joined)]
    return state.joined is not None and bool(joinings) and joinings[-1].kind == "merged"


def answered_at_once(state: Petition, act: c.Register) -> Reason | None:
    """What came in writing was answered at its registration only where the answer is written down."""
    channel = state.received.channel if state.received else ""
    known = act.details.answer_given or state.details.answer_given
    if not act.on_spot or channel in FACE_TO_FACE or is_given(known):
        return None
    return structural(
        "书面信访当场答复的，须写明答复内容", "nobody was there to be answered: write down the answer given"
    )


def says_something(state: Petition, act: c.Answer) -> Reason | None:
    """An answer on the spot leaves no paper but the words in the register."""
    del state
    if not act.on_spot or is_given(act.text):
        return None
    return structural("当场答复须写明答复内容", "an answer on the spot says what was answered")
