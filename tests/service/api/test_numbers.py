"""The gap report over HTTP: as known when, and by which day, like the lists beside it."""

from __future__ import annotations

from tests.service.api.callers import V1, Caller

SHEET = {"title": "道路积水", "petitioner": {"name": "焦桂英"}, "problem": "积水", "receivers": ["田甜", "罗辉"]}


def visited(office: Caller, day: str) -> None:
    petition = office.do("receive", on=f"{day} 09:00", channel="visit", place="hall", details=SHEET)["petition"]
    office.do("register", petition, f"{day} 09:20")


def test_the_numbers_given_by_a_day_are_told_with_that_day(r5: Caller) -> None:
    for day in ("2026-01-20", "2026-01-21", "2026-01-23"):
        visited(r5, day)
    now, then = r5.read("numbers"), r5.read("numbers", on="2026-01-22")
    assert (now["basis"]["on"], then["basis"]["on"]) == ("2026-01-23", "2026-01-22")
    (all_,), (early,) = now["series"], then["series"]
    assert (all_["given"], all_["last"], all_["counter"]) == (3, "信〔2026〕0003", 3)
    assert (early["given"], early["last"], early["counter"]) == (2, "信〔2026〕0002", 0)
    assert now["whole"], "nothing is missing"
    assert then["whole"], "nor was it then, though the counter has gone on since"
    assert r5.read("numbers", on="2026-01-19")["series"] == []
    assert r5.read("numbers", on="2026-01-21T09:10:00+08:00")["series"][0]["last"] == "信〔2026〕0001"


def test_a_day_out_of_all_reason_is_no_day_to_ask_about(r5: Caller) -> None:
    for on in ("1800-01-01", "tomorrow"):
        assert r5.client.get(f"{V1}/offices/{r5.office}/numbers", params={"on": on}).status_code == 422
