"""A small office with an administrator of each kind and a clerk, each at a browser of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from domain.access_roles import SECURITY_ADMIN, SYSTEM_ADMIN
from service.access.granting import grant
from service.runtime import Instance
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.signin.people import ADMINISTRATOR, OFFICE, People

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
ROLES = {"sysadmin": ("钱小系", SYSTEM_ADMIN), "secadmin": ("安小全", SECURITY_ADMIN), "clerk": ("田甜", "")}


class Administrator:
    """Somebody at a browser who fills in a form, looks at what it changes, and confirms it."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[-600:])
        return str(answer.text)

    def hidden(self, page: str) -> dict[str, str]:
        return {name: value for name, value in HIDDEN.findall(page) if name in ("csrf", "key", "version")}

    def previewed(self, path: str, said: Mapping[str, str]) -> Response:
        """What is answered to a form that was filled in."""
        form = self.hidden(self.page(path))
        return self.sent(path, {**form, **said, "step": "preview"})

    def confirmed(self, path: str, said: Mapping[str, str], preview: Response) -> Response:
        assert preview.status_code == 200, preview.text[-1500:]
        return self.sent(path, {**self.hidden(preview.text), **said, "step": "confirm"})

    def does(self, path: str, said: Mapping[str, str]) -> Response:
        """Fills in, looks, confirms."""
        return self.confirmed(path, said, self.previewed(path, said))

    def sent(self, path: str, form: Mapping[str, str]) -> Response:
        answer: Response = self.client.post(path, data=dict(form), headers={"Origin": HERE})
        return answer


@pytest.fixture
def at(instance: Instance, people: People) -> Iterator[Callable[[str], Administrator]]:
    """Somebody signed in by their login: sysadmin, secadmin, clerk."""
    for login, (person, role) in ROLES.items():
        if role:
            grant(instance, OFFICE, person, role, reason="试验", actor=ADMINISTRATOR)
        people.account(login, person)
    app = app_of(instance)
    with ExitStack() as stack:

        def at(login: str) -> Administrator:
            client = stack.enter_context(TestClient(app, base_url=HERE, follow_redirects=False))
            client.headers["Cookie"] = f"__Host-sid={people.sign_in(login).token}"
            return Administrator(client)

        yield at
