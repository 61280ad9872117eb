"""Scans come with the letter on its one form: all of them are taken or nothing is registered, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from domain.attachments import attachments
from service.attachments import taking
from service.attachments.store import Store, StoreFull
from service.keystore.server import StoreUnavailable
from service.settings import Attaching
from service.web_guard import sizes
from tests.service.attachments.files import JPEG, pdf
from tests.service.web.intake.conftest import Registrar
from tests.service.web.intake.paper import Sheet
from tests.service.web.intake.test_registering import LETTER

Somebody = Callable[[str], Registrar]
File = tuple[str, bytes, str]
SCAN: File = ("来信第1页.jpg", JPEG, "image/jpeg")
COPY: File = ("证据.pdf", pdf(), "application/pdf")
PAGE: File = ("网页.html", b"<!DOCTYPE html><html><script>alert(1)</script></html>", "text/html")


def send(who: Registrar, values: dict[str, str], *files: File) -> tuple[int, str]:
    """Sends the form as a browser does: its controls in their order, the token first, the files among them."""
    first = {"csrf": values["csrf"], **values}
    controls: list[Any] = [(name, (None, value)) for name, value in first.items() if name != "file"]
    chosen = [("file", file) for file in files or (("", b"", "application/octet-stream"),)]
    answer = who.client.post("/intake", files=[*controls[:5], *chosen, *controls[5:]], headers=who.headers)
    return answer.status_code, str(answer.headers.get("location", "") or answer.text)


def held(who: Registrar, place: str) -> list[tuple[str, str]]:
    """The files of what was registered, with what they are copies of."""
    state = who.state(place.removeprefix("/intake/done/").partition("?")[0])
    return [(str(each.file_name), each.paper) for each in attachments(state.lines).values()]


def size(who: Registrar) -> int:
    return who.instance.ledger.head("yimin").size


def aside(who: Registrar) -> list[str]:
    """What lies in the store that nobody names."""
    return [each.path.name for each in Store(who.instance.settings.attachment_folder).files()]


@pytest.fixture
def values(registrar: Registrar) -> dict[str, str]:
    return registrar.sheet().filled(**LETTER)


def test_a_letter_comes_with_its_scans_in_one_go(registrar: Registrar, values: dict[str, str]) -> None:
    status, place = send(registrar, {**values, "file.paper": "evidence"}, SCAN, COPY)
    assert status == 303, place
    assert held(registrar, place) == [("来信第1页.jpg", "evidence"), ("证据.pdf", "evidence")]
    assert "附件2个" in registrar.get(place)
    assert len(aside(registrar)) == 2


def test_a_form_in_which_no_file_was_chosen_is_registered_without(registrar: Registrar, values: dict[str, str]) -> None:
    status, place = send(registrar, values)
    assert status == 303, place
    assert held(registrar, place) == []


def test_a_file_that_cannot_be_taken_brings_the_form_back_and_nothing_is_written(
    registrar: Registrar, values: dict[str, str]
) -> None:
    before = size(registrar)
    for wrong, words in ((PAGE, "不接收此类文件"), (("空.pdf", b"", "application/pdf"), "文件为空")):
        status, page = send(registrar, values, SCAN, wrong)
        assert status == 422
        again = Sheet(page)
        assert f"{wrong[0]}：{words}" in page
        assert again.wrong == {"file"}
        assert {name: text for name, text in values.items() if again.values[name] != text}.keys() == {"compared"}
        assert f"请重新选择：来信第1页.jpg、{wrong[0]}" in page
    assert (size(registrar), aside(registrar)) == (before, [])
    assert send(registrar, again.values, SCAN)[0] == 303


def test_a_file_that_is_too_large_is_named_with_the_limit(registrar: Registrar, values: dict[str, str]) -> None:
    limits = Attaching(largest=1024 * 1024, most=2)
    object.__setattr__(registrar.instance.settings, "attachments", limits)
    before = size(registrar)
    status, page = send(registrar, values, ("大.pdf", pdf() + bytes(2 * 1024 * 1024), "application/pdf"))
    assert (status, size(registrar)) == (422, before)
    assert "大.pdf：文件过大，至多1 MiB" in page
    status, page = send(registrar, values, SCAN, COPY, ("三.jpg", JPEG, "image/jpeg"))
    assert (status, size(registrar)) == (422, before)
    assert "三.jpg：附件过多" in page


def test_what_a_rule_refuses_keeps_no_file(registrar: Registrar, values: dict[str, str]) -> None:
    status, page = send(registrar, {**values, "details.title": "焦桂英反映漏水"}, SCAN)
    assert status == 409
    assert "请重新选择：来信第1页.jpg" in page
    assert aside(registrar) == []


def test_what_was_sent_twice_is_attached_once(registrar: Registrar, values: dict[str, str]) -> None:
    with ThreadPoolExecutor(2) as pool:
        sent = set(pool.map(lambda _: send(registrar, values, SCAN, COPY), range(2)))
    ((status, place),) = sent | {send(registrar, values, SCAN, COPY)}
    assert status == 303, place
    assert len(held(registrar, place)) == len(aside(registrar)) == 2


def test_a_file_lost_on_the_way_leaves_the_petition_and_is_told_with_the_way_to_send_it_again(
    registrar: Registrar, values: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    took = taking.take
    answers = iter((None, StoreFull()))

    def fails_once(*given: Any) -> Any:
        if error := next(answers, None):
            raise error
        return took(*given)

    monkeypatch.setattr(taking, "take", fails_once)
    status, page = send(registrar, values, SCAN, COPY)
    assert status == 200
    assert "已登记，但有文件未能收下" in page
    assert "证据.pdf：存储空间不足" in page
    assert '/attachments">前往补传附件' in page
    status, place = send(registrar, values, SCAN, COPY)
    assert status == 303
    assert [name for name, _ in held(registrar, place)] == ["来信第1页.jpg", "证据.pdf"]


def test_a_key_server_that_goes_away_meanwhile_leaves_the_petition_too(
    registrar: Registrar, values: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: Any) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(taking, "take", away)
    status, page = send(registrar, values, SCAN)
    assert (status, "已登记，但有文件未能收下" in page) == (200, True)


def test_the_type_of_a_form_is_read_as_the_guard_reads_it(
    registrar: Registrar, values: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that the guard lets pass as large as scans is not read as a small form, whole in memory."""
    monkeypatch.setattr(sizes, "SHEET", 1000)
    parts = {"csrf": values["csrf"], "details.problem": "渠" * 1000}
    head = 'Content-Disposition: form-data; name="{}"'
    body = "".join(f"--b\r\n{head.format(name)}\r\n\r\n{said}\r\n" for name, said in parts.items())
    headers = {**registrar.headers, "Content-Type": "Multipart/Form-Data; boundary=b"}
    answer = registrar.client.post("/intake", content=f"{body}--b--\r\n".encode(), headers=headers)
    assert answer.status_code == 413


def test_more_files_than_any_letter_has_are_refused_at_once(registrar: Registrar, values: dict[str, str]) -> None:
    before = size(registrar)
    object.__setattr__(registrar.instance.settings, "attachments", Attaching(most=1))
    status, _page = send(registrar, values, *[("空.txt", b"", "text/plain")] * 3)
    assert (status, size(registrar)) == (413, before)


def test_an_accusation_against_ones_own_unit_keeps_its_scans(registrar: Registrar, values: dict[str, str]) -> None:
    secret = {"details.purpose": "accusation", "details.accused_units": "信访科"}
    status, place = send(registrar, {**values, **secret}, SCAN)
    assert status == 303
    assert place.startswith("/intake?channel=letter&hidden=")
    assert len(aside(registrar)) == 1


def test_a_draft_keeps_no_file_and_the_page_says_so(registrar: Registrar, values: dict[str, str]) -> None:
    assert "草稿不保存文件" in registrar.get("/intake")
    status, place = registrar.post("/intake/drafts", {**values, "file": "来信第1页.jpg"})
    assert status == 303
    assert "来信第1页.jpg" not in registrar.get(place)
    status, page = registrar.post("/intake/channel", {**values, "file": "来信第1页.jpg", "channel": "visit"})
    assert "请重新选择：来信第1页.jpg" in page


def test_more_words_than_any_form_has_are_refused(registrar: Registrar, values: dict[str, str]) -> None:
    before = size(registrar)
    assert send(registrar, {**values, "details.problem": "屋" * 100_000}, SCAN)[0] == 413
    assert size(registrar) == before
