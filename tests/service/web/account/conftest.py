"""An office with accounts, and people at browsers who fill in its small forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.runtime import Instance
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.signin.people import People

CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Visitor:
    """Somebody at a browser: signed in, or not yet."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def page(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[-800:])
        return str(answer.text)

    def sent(self, path: str, *, shown: str = "", **said: str) -> Response:
        """The answer to a form that was filled in on the page `shown`, else at its own address."""
        form = self.client.get(shown or path)
        token = CSRF.search(form.text)
        assert token is not None
        cookies = [self.client.headers.get("Cookie", ""), form.headers.get("set-cookie", "").partition(";")[0]]
        headers = {"Origin": HERE, "Cookie": "; ".join(filter(None, cookies))}
        answer: Response = self.client.post(path, data={**said, "csrf": token[1]}, headers=headers)
        return answer


@pytest.fixture
def visit(instance: Instance, people: People) -> Iterator[Callable[..., Visitor]]:
    """A browser of its own: `login`: who has signed in there."""
    app = app_of(instance)
    with ExitStack() as stack:

        def visit(login: str = "", **said: str) -> Visitor:
            client = stack.enter_context(TestClient(app, base_url=HERE, follow_redirects=False))
            if login:
                client.headers["Cookie"] = f"__Host-sid={people.sign_in(login, **said).token}"
            return Visitor(client)

        yield visit
