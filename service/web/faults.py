"""What goes wrong, as a page: the same problem as the API tells, with its reasons and the way back."""

from __future__ import annotations

import msgspec
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from service.api import problems
from service.api.problems import MEDIA_TYPE, Kind, Problem
from service.web.addresses import signing_in
from service.web.door import SignedOut
from service.web.language import language_of
from service.web.rendering import page

PACKAGE = "service.web"
API = "/api/"
BY_NAME: dict[str, Kind] = {kind.name: kind for kind in problems.KINDS}


def for_people(request: Request) -> bool:
    """Whether a page was asked for and not the API."""
    return not request.url.path.startswith(API)


def faced(request: Request, answer: Response) -> Response:
    """The answer as a page, where a page was asked for and the answer is a problem document."""
    if not for_people(request) or answer.media_type != MEDIA_TYPE:
        return answer
    problem = msgspec.json.decode(bytes(answer.body), type=Problem)
    kept = {name: value for name, value in answer.headers.items() if name not in ("content-type", "content-length")}
    kind = BY_NAME.get(problem.type.rpartition(":")[2], problems.OTHER)
    return page(
        PACKAGE, "problem.html", {"problem": problem, "kind": kind}, problem.status, kept, language=language_of(request)
    )


async def signed_out(request: Request, error: Exception) -> Response:
    """Whoever has not signed in is led to do so, and back."""
    assert isinstance(error, SignedOut)  # noqa: S101 - installed for nothing else
    place = signing_in(error.back)
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"HX-Redirect": place})
    return RedirectResponse(place, 303)
