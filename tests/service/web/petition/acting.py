"""Acts as somebody at a browser carries them out: the form opened, filled in, sent."""

from __future__ import annotations

from tests.service.web.intake.conftest import Registrar
from tests.service.web.intake.paper import Sheet

TITLE = "反映渠道淤塞"
PROBLEM = "村东渠道淤塞三年，无法灌溉。"


def sent(who: Registrar, path: str, **typed: str) -> tuple[int, str]:
    """The form at this address, filled in and sent: the status, and where it leads or the page that came back."""
    return who.post(path.partition("?")[0], Sheet(who.get(path), "act").filled(**typed))


def done(who: Registrar, path: str, **typed: str) -> str:
    """The page to which an act that was recorded leads."""
    status, place = sent(who, path, **typed)
    assert status == 303, place
    return who.get(place.partition("#")[0])
