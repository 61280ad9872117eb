"""An instance with an office in live time, a petition in it, and a caller that sends files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.attachments.store import Store
from service.database import Database
from service.runtime import Instance, assembled
from service.settings import Attaching, Settings
from tests.service.api.callers import CLERK, HERE, Caller
from tests.service.apps import app_of

LIMITS = Attaching(largest=200_000, largest_recording=400_000, most=3)


class Sender(Caller):
    """Sends files to one petition."""

    petition: str = ""

    def received(self) -> str:
        """A new petition."""
        return str(self.do("receive", channel="letter", details={"problem": "房屋漏水"})["petition"])

    def attach(
        self, content: bytes, name: str = "来信.pdf", kind: str = "", paper: str = "letter", key: str = "", **said: str
    ) -> Response:
        headers = {"X-File-Name": quote(name), "Content-Type": kind} | ({"Idempotency-Key": key} if key else {})
        asked = {"paper": paper, "officer": str(CLERK["name"]), "unit": str(CLERK["unit"]), **said}
        path = self.path("petitions", self.petition, "attachments")
        answer: Response = self.client.post(path, content=content, headers=headers, params=asked)
        return answer

    def attached(self, content: bytes, name: str = "来信.pdf") -> str:
        """The id of the attachment that was made."""
        answer = self.attach(content, name)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["Location"].split("/")[-2])

    def content(self, attachment: str) -> Response:
        answer: Response = self.client.get(self.path("petitions", self.petition, "attachments", attachment, "content"))
        return answer

    def standing(self) -> list[str]:
        listed = self.client.get(self.path("petitions", self.petition, "attachments"))
        assert listed.status_code == 200, listed.text
        return [each["standing"] for each in listed.json()["attachments"]]


@pytest.fixture
def limits() -> Attaching:
    """What is set of attachments; a module that needs another setting overrides it."""
    return LIMITS


@pytest.fixture
def instance(database: Database, home: Path, limits: Attaching) -> Iterator[Instance]:
    with assembled(Settings(home, attachments=limits), database) as made:
        yield made


@pytest.fixture
def client(instance: Instance) -> Iterator[TestClient]:
    with TestClient(app_of(instance), base_url=HERE) as made:
        yield made


@pytest.fixture
def office(client: TestClient) -> Sender:
    sender = Sender.founded(client, "desk", "plain")
    assert isinstance(sender, Sender)
    sender.petition = sender.received()
    return sender


@pytest.fixture
def store(instance: Instance) -> Store:
    return Store(instance.settings.attachment_folder)
