"""Attachments by the page: taken in, handed out as downloads, refused with a reason."""

from __future__ import annotations

import re

import pytest

from service.api.problems import Refusal
from service.web.forms.multipart import form_of
from tests.service.web.intake.conftest import Registrar
from tests.service.web.intake.paper import Sheet

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TEXT = "信访人补充：渠道在村东第三支渠。\n".encode()


def upload(who: Registrar, letter: str, name: str, content: bytes, **said: str) -> tuple[int, str]:
    """The form for a file, sent as a browser sends it: the fields first, in their order."""
    page = who.get(f"{letter}/attachments")
    csrf, key = (re.search(rf'name="{field}" value="([^"]+)"', page) for field in ("csrf", "key"))
    assert csrf is not None
    token = re.search(r'enctype="multipart/form-data">\s*<input type="hidden" name="csrf" value="([^"]+)"', page)
    assert token is not None
    assert key is not None
    fields = {"csrf": token[1], "key": key[1], "paper": "letter", "pages": "1", **said}
    files = [(field, (None, value)) for field, value in fields.items()]
    answer = who.client.post(
        f"{letter}/attachments", files=[*files, ("file", (name, content, "text/plain"))], headers=who.headers
    )
    return answer.status_code, str(answer.headers.get("location", "") or answer.text)


def test_a_file_is_attached_named_in_the_timeline_and_saved_by_whoever_opens_it(
    registrar: Registrar, letter: str
) -> None:
    status, place = upload(registrar, letter, "补充材料.txt", TEXT)
    assert status == 303, place
    page = registrar.get(place.partition("#")[0])
    assert "已办理： 添加附件" in page
    link = re.search(rf'href="({letter}/attachments/[^"]+)" download>补充材料.txt</a>', page)
    assert link is not None
    answer = registrar.client.get(link[1], headers=registrar.headers)
    assert answer.content == TEXT
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_the_same_form_sent_twice_attaches_once(registrar: Registrar, letter: str) -> None:
    assert upload(registrar, letter, "a.txt", TEXT, key="abc")[0] == 303
    assert upload(registrar, letter, "a.txt", TEXT, key="abc")[0] == 303
    assert registrar.get(f"{letter}/attachments").count("download>") == 1


def test_what_is_not_taken_is_named_at_its_field(registrar: Registrar, letter: str) -> None:
    for name, content, words in (
        ("", b"", "没有选择文件"),
        ("a.txt", b"", "文件为空"),
        ("a.html", b"<html><script>alert(1)</script></html>", "file"),
    ):
        status, page = upload(registrar, letter, name, content, paper="evidence", pages="7")
        assert status == 422, page
        assert words in page
        assert 'aria-describedby="file-fault"' in page
        assert 'value="7"' in page
    assert "没有附件。" in registrar.get(letter)


def test_a_form_without_the_token_of_this_server_is_refused(registrar: Registrar, letter: str) -> None:
    assert upload(registrar, letter, "a.txt", TEXT, csrf="0" * 64)[0] == 403


def test_a_file_is_removed_from_view_by_name(registrar: Registrar, letter: str) -> None:
    upload(registrar, letter, "错件.txt", TEXT)
    page = registrar.get(letter)
    act = re.search(r'href="([^"]+/acts/remove-attachment\?attachment=[^"]+)"', page)
    assert act is not None
    form = registrar.get(act[1])
    assert ">错件.txt</option>" in form
    status, place = registrar.post(act[1].partition("?")[0], Sheet(form, "act").filled(reason="误传"))
    assert status == 303, place
    page = registrar.get(place)
    assert "已撤下" in page
    assert "download>错件.txt" not in page


def test_a_form_is_read_however_it_comes_in_pieces() -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="paper"\r\n\r\nletter\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        + PDF
        + b"\r\n--x--\r\n"
    )
    for size in (1, 7, 4096):
        pieces = (body[at : at + size] for at in range(0, len(body), size))
        form = form_of("multipart/form-data; boundary=x", pieces)
        parts = form.parts()
        assert form.text(next(parts), 10) == "letter"
        file = next(parts)
        assert file.options[b"filename"] == b"a.pdf"
        assert b"".join(form.content(file)) == PDF


def test_a_field_that_never_ends_and_what_is_no_form_are_refused() -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="paper"\r\n\r\n'
    form = form_of("multipart/form-data; boundary=x", iter([head, *[b"a" * 100] * 5]))
    with pytest.raises(Refusal):
        form.text(next(form.parts()), 200)
    with pytest.raises(Refusal):
        form_of("text/plain", iter(()))
    with pytest.raises(Refusal):
        next(form_of("multipart/form-data; boundary=x", iter([b"nonsense"])).parts())
