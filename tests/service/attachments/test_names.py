"""Names of files: nothing of a path, nothing hidden, nothing that steers; and said in a header as RFC 6266 has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.attachments import names
from service.attachments.names import BadName

PDF = (".pdf",)


@pytest.mark.parametrize(
    ("said", "clean"),
    [
        ("来信.pdf", "来信.pdf"),
        ("来信.PDF", "来信.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\来信.pdf", "来信.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie_ x.pdf"),
        ("photo\u202egnp.exe", "photognp.exe.pdf"),
        ("a\u200b\ufeffb.pdf", "ab.pdf"),
        ('q"uo%te<>|.pdf', "q_uo_te___.pdf"),
        ("...", "附件.pdf"),
        ("/", "附件.pdf"),
        (".pdf", "附件.pdf"),
        ("x" * 500, "x" * 146 + ".pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
    ],
)
def test_a_name_is_cleaned(said: str, clean: str) -> None:
    assert names.clean(said, PDF) == clean


@given(st.text())
def test_whatever_is_said_a_clean_name_is_short_has_no_path_and_ends_as_its_kind_does(said: str) -> None:
    name = names.clean(said, PDF)
    assert name == names.clean(name, PDF)
    assert name.endswith(".pdf")
    assert 4 < len(name) <= names.LONGEST
    assert not set(name) & set('/\\"<>|%\r\n\0\u202e')
    assert names.disposition(name).isascii()
    assert names.decoded(names.disposition(name).partition("filename*=")[2]) == name


@pytest.mark.parametrize(
    "header", ["%E6%9D%A5%E4%BF%A1.pdf", "UTF-8''%E6%9D%A5%E4%BF%A1.pdf", "utf-8'zh'%e6%9d%a5%E4%BF%A1.pdf"]
)
def test_a_name_comes_percent_encoded(header: str) -> None:
    assert names.decoded(header) == "来信.pdf"


@pytest.mark.parametrize("header", ["%FF%FE.pdf", "来信.pdf", "\xe6\x9d\xa5.pdf"])
def test_a_name_in_another_encoding_is_refused(header: str) -> None:
    with pytest.raises(BadName):
        names.decoded(header)


def test_a_download_has_a_plain_name_beside_the_true_one() -> None:
    said = names.disposition("来 信.pdf")
    assert said == "attachment; filename=\"_ _.pdf\"; filename*=UTF-8''%E6%9D%A5%20%E4%BF%A1.pdf"
