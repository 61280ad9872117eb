"""What every page is made for: who asks, of which office, in which language; and the page around what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import Request, Response

from domain.access import may
from service.access.caller import Caller, caller
from service.offices import KnownOffice
from service.runtime import Instance
from service.web.addresses import READ
from service.web.language import language_of, translations
from service.web.navigation import Way, ways
from service.web.rendering import page


@dataclass(frozen=True, slots=True)
class Screen:
    """One request for a page, by somebody whom the door has let in."""

    instance: Instance
    request: Request
    language: str
    caller: Caller
    office: KnownOffice

    @property
    def id(self) -> str:
        return self.office.profile.id

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def here(self) -> str:
        """The address of the page with what stands behind the ?."""
        query = self.request.url.query
        return f"{self.path}?{query}" if query else self.path

    @property
    def ways(self) -> tuple[Way, ...]:
        return ways(self.caller)

    @property
    def csrf(self) -> str:
        return str(getattr(self.request.state, "csrf", ""))

    @property
    def partial(self) -> bool:
        """Whether a script asks for a part of the page."""
        return self.request.headers.get("hx-request") == "true"

    def may(self, action: str) -> bool:
        """Whether who asks has a role for it; of single petitions nothing is said."""
        return may(self.caller.viewer, action, self.id)

    def opens(self, page: str) -> bool:
        """Whether who asks may open the page of that address, as far as roles say."""
        return self.may(READ[page])

    def said(self, message: str, **values: object) -> str:
        """A message in the language of the page."""
        text = translations(self.language).gettext(message)
        return text % values if values else text

    def local(self, at: datetime | None) -> datetime | None:
        """An instant by the office's clock."""
        return None if at is None else at.astimezone(self.office.zone)

    @property
    def recorded_at(self) -> datetime | None:
        """The time to record where time is replayed: that of the last line. Elsewhere the server's clock says it."""
        return self.instance.ledger.head(self.id).recorded_at if self.office.replayed else None

    @property
    def now(self) -> datetime:
        return (self.recorded_at or datetime.now(UTC)).astimezone(self.office.zone)

    def page(
        self,
        package: str,
        template: str,
        said: Mapping[str, Any],
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The page as an answer; in its template it stands as `screen`."""
        return page(package, template, {"screen": self, **said}, status, headers, language=self.language)


def screen(instance: Instance, request: Request) -> Screen:
    """The screen of the request at hand. Raises UnknownOffice."""
    asking = caller()
    return Screen(instance, request, language_of(request), asking, instance.offices.get(asking.viewer.office))
