"""What the page of a petition tells whoever may see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread
from typing import Any

import pytest
from psycopg import Connection

from tests.service.web.intake.conftest import Registrar
from tests.service.web.petition.acting import PROBLEM, TITLE, done

KIB = 1024
REQUESTS = "AnyIO"
"""How the threads are called that answer requests."""
MOST_STATEMENTS = 70
"""Most of them ask whether the office, its clock or who may see what has changed, and find that it has not."""


def test_the_head_says_what_it_is_where_it_lies_and_what_is_to_be_done_next_and_why(
    registrar: Registrar, letter: str
) -> None:
    page = registrar.get(letter)
    assert re.search(rf"<h1[^>]*>[^<]+{TITLE}</h1>", page)
    assert "已登记" in page
    assert "信访科 · 田甜" in page
    assert re.search(r'<span class="tag [a-z]+">剩\d+天</span>', page)
    assert "期限由来" in page
    assert "S1.23.2" in page
    assert "R5@" in page
    assert "来信" in page


def test_who_wrote_and_what_stands_in_words(registrar: Registrar, letter: str) -> None:
    page = registrar.get(letter)
    for said in ("王一", "13900001111", PROBLEM, "反映的问题"):
        assert said in page


def test_an_act_leads_to_the_page_which_names_what_was_recorded_and_shows_it_first(
    registrar: Registrar, letter: str
) -> None:
    page = done(registrar, f"{letter}/acts/comment", text="已电话联系信访人。")
    notice = re.search(r'role="status">(.*?)</p>', page)
    assert notice is not None
    assert "已办理： 备注" in notice[1]
    version = re.search(r'href="#(v\d+)"', notice[1])
    assert version is not None
    assert re.search(rf'<li id="{version[1]}">\s*<h3>备注', page)
    history = page[page.index('id="history"') :]
    assert history.index("已电话联系信访人。") < history.index("<h3>登记")
    assert "田甜</strong> · 信访科" in page


def test_acts_that_the_rules_allow_are_buttons_and_the_rest_are_told_with_reason_and_clause(
    registrar: Registrar, letter: str
) -> None:
    page = registrar.get(letter)
    folded = page[page.index("现在不能办理的事项及原因") :]
    folded = folded[: folded.index("</details>")]
    assert f'href="{letter}/acts/submit"' in page
    assert f'href="{letter}/acts/sign-for"' not in page
    assert "<dt>签收</dt>" in folded
    assert re.search(r'<span class="clause">R5[^<]*</span>', folded)


def test_it_is_seen_as_it_stood_with_the_way_back_and_without_acts(registrar: Registrar, letter: str) -> None:
    done(registrar, f"{letter}/acts/classify", details__title="反映水渠淤塞（已核）")
    then = registrar.get(f"{letter}?version=1")
    assert "当时情况：" in then
    assert f'href="{letter}">回到现在' in then
    assert "已核" not in re.sub(r"<select.*?</select>", "", then, flags=re.DOTALL)
    assert "/acts/" not in then
    assert "/correct/" not in then
    assert registrar.get(f"{letter}?version=2").count("<li id=") == 2
    assert "当时情况：" not in registrar.get(f"{letter}?version=99")


def test_a_moment_is_chosen_by_day_and_time_too_and_before_the_receipt_there_is_nothing(
    registrar: Registrar, letter: str
) -> None:
    assert "当时情况：" in registrar.get(f"{letter}?at=2030-01-01T10:00")
    for said in ("2020-01-01T10:00", "gestern"):
        answer = registrar.client.get(f"{letter}?at={said}", headers=registrar.headers)
        assert answer.status_code == 422
        assert "请求内容不合规" in answer.text


def test_a_script_is_answered_with_the_part_that_depends_on_the_moment(registrar: Registrar, letter: str) -> None:
    headers = {**registrar.headers, "HX-Request": "true"}
    part = registrar.client.get(f"{letter}?version=1", headers=headers).text
    assert part.lstrip().startswith('<h1 id="title" hx-swap-oob="true">')
    assert "当时情况：" in part
    assert "<html" not in part
    assert 'id="slider"' not in part


def test_two_moments_are_compared_field_by_field_in_words(registrar: Registrar, letter: str) -> None:
    page = registrar.get(f"{letter}/compare?from=1&to=2")
    assert re.search(r'<th scope="row">状态</th>.*?已收到.*?已登记', page, re.DOTALL)
    assert '<a href="' + letter + '#v2">2 登记</a>' in page
    assert "没有不同。" in registrar.get(f"{letter}/compare?from=2&to=2")
    assert registrar.client.get(f"{letter}/compare?from=77", headers=registrar.headers).status_code == 422


def test_a_correction_is_shown_beside_what_it_corrects(registrar: Registrar, letter: str) -> None:
    done(registrar, f"{letter}/acts/comment", text="联系不上信访人。")
    page = done(registrar, f"{letter}/correct/3", text="已联系上信访人。", correction__reason="误记")
    assert "已办理： 更正" in page
    assert 'href="#v4">已由第4项更正</a>' in page
    assert "<del>联系不上信访人。</del>" in page
    assert "已联系上信访人。" in page
    assert "误记" in page
    assert "已联系上信访人。" in registrar.get(f"{letter}/correct/3")  # as it stands, not as it was written


def test_what_stands_in_the_ledger_is_proved(registrar: Registrar, letter: str) -> None:
    page = registrar.get(letter)
    assert re.search(r"账本第\d+位", page)
    assert re.search(r"<code>[0-9a-f]{64}</code>", page)
    assert "已签署" in page
    assert "尚无见证" in page
    assert f"{letter}/bundle" not in page  # not for this role


def test_a_supervising_role_takes_the_bundle_along(somebody: Callable[[str], Registrar], letter: str) -> None:
    leader = somebody("钟山")
    assert f'href="{letter}/bundle"' in leader.get(letter)
    answer = leader.client.get(f"{letter}/bundle", headers=leader.headers)
    assert answer.headers["content-type"] == "application/zip"


def test_the_slip_for_the_petitioner_has_number_and_code(registrar: Registrar, letter: str) -> None:
    page = registrar.get(f"{letter}/print/slip")
    assert re.search(r"<dd><strong>[0-9A-Z]{5}-[0-9A-Z]{5}</strong></dd>", page)
    assert "/query" in page
    assert "<svg" in page


def test_a_likely_repeat_is_looked_at_beside_it_and_joined(registrar: Registrar, letter: str) -> None:
    again = registrar.register(
        "letter",
        details__title=TITLE,
        details__problem=PROBLEM,
        details__petitioner__name="王一",
        details__petitioner__phone="13900001111",
    )
    here = f"/petitions/{again}"
    found = registrar.get(f"{here}/candidates")
    beside = re.search(rf'href="({here}/beside/[^"]+)"', found)
    assert beside is not None
    page = registrar.get(beside[1].replace("&amp;", "&"))
    assert page.count("相同</span>") >= 3
    join = re.search(r'href="([^"]+/acts/join[^"]+)"', page)
    assert join is not None
    joined = done(registrar, join[1].replace("&amp;", "&"), reason="同一人同一事")
    assert f'href="{letter}"' in joined
    assert "本件关联至此件" in joined
    assert "关联至本件" in registrar.get(letter)


def test_an_ordinary_page_is_light_and_asks_little_of_the_database(
    registrar: Registrar, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    registrar.get(letter)
    with counted(monkeypatch) as statements:
        page = registrar.get(letter)
    assert len(page.encode()) < 50 * KIB
    assert 0 < len(statements) <= MOST_STATEMENTS, "\n".join(statements)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that requests carry out meanwhile; what goes on in the background is none of the page's."""
    found: list[str] = []
    plain: Any = Connection.execute

    def execute(self: Connection[Any], query: Any, *rest: Any, **more: Any) -> Any:
        if current_thread().name.startswith(REQUESTS):
            found.append(str(query)[:200])
        return plain(self, query, *rest, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Connection, "execute", execute)
        yield found
