"""What every page has in common: the door, the way back, both languages, what goes wrong, the files it loads."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from domain.access_roles import SECURITY_ADMIN
from service.access.granting import grant
from service.runtime import Instance
from service.web.addresses import READ, local
from service.web.statics import FILES, static
from tests.service.api.callers import HERE, problem
from tests.service.signin.people import ADMINISTRATOR, OFFICE, People

FOUND = re.compile(r'(?:src|href)="([^"]*)"')


@pytest.fixture
def officer(browser: TestClient, people: People) -> Iterator[TestClient]:
    """A browser in which somebody of the petition section has signed in."""
    people.account()
    browser.headers["Cookie"] = f"__Host-sid={people.sign_in().token}"
    yield browser
    del browser.headers["Cookie"]


def csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("path", [path for path in READ if "{" not in path])
def test_whoever_has_not_signed_in_is_led_to_do_so_and_back(browser: TestClient, path: str) -> None:
    answer = browser.get(f"{path}?a=1")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/signin?next=")
    assert browser.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil", "/\nx", "/" * 3, ""],
)
def test_nobody_is_led_to_another_host_by_a_link(elsewhere: str) -> None:
    assert local(elsewhere) == "/"


def test_the_head_names_who_asks_and_leads_to_the_pages_of_their_roles(officer: TestClient) -> None:
    page = officer.get("/")
    assert page.status_code == 200
    assert "田甜 · 信访科" in page.text
    assert 'href="/register"' in page.text
    assert page.headers["cache-control"] == "no-store"


def test_the_language_stays_as_it_was_chosen(officer: TestClient) -> None:
    assert '<html lang="zh-CN">' in officer.get("/").text
    chosen = officer.get("/language/en?next=/register")
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/register")
    given = {"Cookie": f"{officer.headers['Cookie']}; lang=en"}
    assert '<html lang="en">' in officer.get("/", headers=given).text
    assert officer.get("/language/xx").status_code == 404


def test_signing_out_ends_the_session_and_wants_the_token_of_the_form(officer: TestClient) -> None:
    from_here = {"Origin": HERE}
    assert officer.post("/signout", data={"csrf": "0" * 64}, headers=from_here).status_code == 403
    token = csrf(officer.get("/").text)
    left = officer.post("/signout", data={"csrf": token}, headers=from_here)
    assert (left.status_code, left.headers["location"]) == (303, "/signin")
    assert officer.get("/").headers["location"] == "/signin"


def test_what_goes_wrong_is_a_page_for_people_and_a_document_for_programs(officer: TestClient) -> None:
    page = officer.get("/petitions/00000000-0000-0000-0000-000000000001")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "没有此件" in page.text
    problem(officer.get("/api/v1/nothing"), 404)
    assert "没有此地址" in officer.get("/nothing").text
    assert officer.post("/register", headers={"Origin": HERE}).headers["content-type"] == "text/html; charset=utf-8"


def test_a_page_loads_nothing_but_files_of_this_server_which_browsers_keep(officer: TestClient) -> None:
    loaded = [place for place in FOUND.findall(officer.get("/register").text) if place.startswith("/static/")]
    assert len(loaded) == 5
    for place in loaded:
        answer = officer.get(place)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_file_has_another_address_once_it_is_another_and_no_other_file_is_served(browser: TestClient) -> None:
    for name in FILES:
        address = static(name)
        assert browser.get(address).status_code == 200
        assert browser.get(address.partition("?")[0]).headers["cache-control"] == "no-cache"
    problem_page = browser.get("/static/..%2Fsignin.py")
    assert problem_page.status_code == 404


def test_whose_role_does_not_allow_a_page_is_told_so(browser: TestClient, people: People, instance: Instance) -> None:
    grant(instance, OFFICE, "安小全", SECURITY_ADMIN, reason="管理账号", actor=ADMINISTRATOR)
    people.account("safety", "安小全")
    browser.headers["Cookie"] = f"__Host-sid={people.sign_in('safety').token}"
    answer = browser.get("/register")
    assert answer.status_code == 403
    assert "您的角色不能办理此事" in answer.text
