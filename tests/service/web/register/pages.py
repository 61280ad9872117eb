"""What a browser does with the register: looks, and sends the forms that it was shown."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from starlette.testclient import TestClient

from tests.service.api.callers import HERE

HELD = {"Cookie": f"__Host-pre={'a' * 43}"}
"""What a browser holds that was shown a form."""


def page(client: TestClient, **query: Any) -> str:
    """The register with these words behind the ?."""
    answer = client.get(f"/register?{urlencode(query, doseq=True)}")
    assert answer.status_code == 200, answer.text
    return answer.text


def titles(text: str) -> list[str]:
    """The titles in a page's table, as they stand there."""
    return re.findall(r'data-label="摘要">([^<]*)\s*</td>', text.replace("\n", ""))


def sent(client: TestClient, path: str, **form: Any) -> Any:
    """The answer to a form, sent with the token that stands on the page."""
    found = re.search(r'name="csrf" value="([^"]*)"', client.get("/register", headers=HELD).text)
    assert found is not None
    return client.post(path, data={"csrf": found[1], **form}, headers={"Origin": HERE, **HELD}, follow_redirects=False)
