"""In whose name a request is made: whoever has signed in acts as themselves, in a unit and post that they have."""

from __future__ import annotations

from msgspec.structs import replace

from domain import guarded
from domain.values import Actor, letters
from service.access.caller import caller
from service.api import problems
from service.api.problems import Fault, Refusal


def acting(actor: Actor) -> Actor:
    """The actor of the request, with how the service knows them; of the console what it says.

    Raises Refusal (403) naming each part that is not theirs.
    """
    asking = caller()
    if asking.console:
        return actor
    viewer = asking.viewer
    wrong = [
        field
        for field, own in (
            ("name", letters(actor.name) == letters(viewer.person)),
            ("unit", actor.unit in ("", viewer.unit) or guarded.unit(actor.unit) in viewer.marks),
            ("post", not actor.post or actor.post in viewer.posts),
            ("acting_for", not actor.acting_for or actor.acting_for in viewer.stands_for),
        )
        if not own
    ]
    if wrong:
        faults = (Fault(f"$.actor.{field}", "不是本人的", "not yours") for field in wrong)
        raise Refusal(problems.NOT_YOURSELF, problems.NOT_YOURSELF.title, *faults)
    unit = actor.unit or viewer.unit
    return replace(actor, name=viewer.person, unit=unit, authenticated=asking.authenticated)
