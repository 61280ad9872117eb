"""What becomes of the form of an act: recorded once, refused with clauses, or given back with everything typed."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.service.web.intake.conftest import Registrar
from tests.service.web.intake.paper import Sheet
from tests.service.web.petition.acting import done, sent


def versions(who: Registrar, letter: str) -> int:
    return who.get(letter).count("<li id=")


def test_what_is_wrong_is_named_at_its_field_and_nothing_typed_is_lost(registrar: Registrar, letter: str) -> None:
    status, page = sent(registrar, f"{letter}/acts/forward", reference="函〔2026〕3号")
    assert status == 422
    assert '<a href="#target">' in page
    assert 'id="target-fault"' in page
    assert "函〔2026〕3号" in page
    assert versions(registrar, letter) == 2


def test_what_a_rule_refuses_is_told_with_every_reason_and_clause(registrar: Registrar, letter: str) -> None:
    status, page = sent(registrar, f"{letter}/acts/answer", reply_kind="result", text="已疏通。")
    assert status == 409
    faults = page[page.index('class="faults"') :]
    assert re.search(r'<span class="clause">(R5|S1)[^<]*</span>', faults)
    assert "已疏通。" in page


def test_the_same_form_sent_twice_is_recorded_once(registrar: Registrar, letter: str) -> None:
    values = Sheet(registrar.get(f"{letter}/acts/comment"), "act").filled(text="只记一次。")
    first = registrar.post(f"{letter}/acts/comment", values)
    assert first[0] == 303
    assert registrar.post(f"{letter}/acts/comment", values) == first
    assert versions(registrar, letter) == 3
    status, page = registrar.post(f"{letter}/acts/comment", {**values, "text": "另一句。"})
    assert status in (412, 422)
    assert "另一句。" in page


def test_a_form_that_adds_to_what_is_known_is_recorded_once_too(registrar: Registrar, letter: str) -> None:
    """By what was typed: what it adds is nothing any more once it has been recorded."""
    values = Sheet(registrar.get(f"{letter}/acts/classify"), "act").filled(details__importance="important")
    first = registrar.post(f"{letter}/acts/classify", values)
    assert first[0] == 303
    assert registrar.post(f"{letter}/acts/classify", values) == first
    assert versions(registrar, letter) == 3


def test_what_changed_meanwhile_is_told_and_what_was_typed_stays(
    registrar: Registrar, somebody: Callable[[str], Registrar], letter: str
) -> None:
    form = Sheet(registrar.get(f"{letter}/acts/comment"), "act")
    done(somebody("柳青"), f"{letter}/acts/comment", text="柳青先写。")
    status, page = registrar.post(f"{letter}/acts/comment", form.filled(text="田甜后写。"))
    assert status == 412
    assert "此件已有变化" in page
    assert "柳青" in page[page.index('class="faults"') :]
    assert "田甜后写。" in page
    again = Sheet(page, "act").values
    assert registrar.post(f"{letter}/acts/comment", again)[0] == 303
    assert versions(registrar, letter) == 4


def test_a_correction_upon_another_version_is_given_back_too(
    registrar: Registrar, somebody: Callable[[str], Registrar], letter: str
) -> None:
    done(registrar, f"{letter}/acts/comment", text="一")
    form = Sheet(registrar.get(f"{letter}/correct/3"), "act")
    done(somebody("柳青"), f"{letter}/acts/comment", text="二")
    status, page = registrar.post(f"{letter}/correct/3", form.filled(text="三", correction__reason="误记"))
    assert status == 412
    assert "此件已有变化" in page
    assert "误记" in page
    assert registrar.post(f"{letter}/correct/3", Sheet(page, "act").values)[0] == 303


def test_a_correction_needs_its_reason_and_changes_what_it_says_alone(registrar: Registrar, letter: str) -> None:
    status, page = sent(registrar, f"{letter}/correct/1", details__title="反映支渠淤塞")
    assert status == 422
    assert 'href="#correction-reason"' in page
    page = done(registrar, f"{letter}/correct/1", details__title="反映支渠淤塞", correction__reason="写错")
    table = page[page.index("原记录") :]
    table = table[: table.index("</table>")]
    assert table.count("<tr><th scope") == 1
    assert "反映支渠淤塞" in table
    assert "13900001111" in page


def test_persons_that_are_known_are_all_in_the_form_and_stay_who_they_are(registrar: Registrar, letter: str) -> None:
    known = {f"details.representatives.{nth}.name": name for nth, name in enumerate(("甲", "乙"))}
    values = Sheet(registrar.get(f"{letter}/acts/classify"), "act").filled(**known)
    assert registrar.post(f"{letter}/acts/classify", values)[0] == 303
    before = registrar.state(letter.rpartition("/")[2]).details.representatives
    values = Sheet(registrar.get(f"{letter}/acts/classify"), "act").filled(**{"details.representatives.2.name": "丙"})
    assert registrar.post(f"{letter}/acts/classify", values)[0] == 303
    after = registrar.state(letter.rpartition("/")[2]).details.representatives
    assert before is not None
    assert after is not None
    assert [each.name for each in after] == ["甲", "乙", "丙"]
    assert after[:2] == before


def test_an_act_that_comes_from_a_list_leads_back_to_it(registrar: Registrar, letter: str) -> None:
    status, place = sent(registrar, f"{letter}/acts/comment?next=/register", text="来自台账")
    assert (status, place) == (303, "/register?done=comment")
    status, place = sent(registrar, f"{letter}/acts/comment?next=//evil.example", text="别处")
    assert place == "/?done=comment"
