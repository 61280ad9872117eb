"""`zhuoluo query-code`: the code that the registrar prints, the same as over the API."""

from __future__ import annotations

from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run

ASKED = ("query-code", "-o", "yimin")


def test_the_code_of_a_petition_is_printed_and_is_the_one_that_the_query_takes(desk: Desk, run: Run) -> None:
    petition = desk.visit("2026-01-05 09:00")
    said = run(*ASKED, "信〔2026〕0001")
    assert said.code == 0
    (code,) = (line.rsplit(" ", 1)[1] for line in said.out.splitlines() if "查询码" in line)
    assert run(*ASKED, petition, "--format", "json").json["code"] == code
    body = {"office": "yimin", "number": "信〔2026〕0001", "code": code}
    assert desk.client.post("/api/v1/query", json=body).json()["received"] == "2026-01-05"


def test_what_there_is_not_has_no_code(desk: Desk, run: Run) -> None:
    del desk
    said = run(*ASKED, "信〔2026〕0009")
    assert (said.code, said.out) == (1, "")
    assert "没有此件" in said.err
