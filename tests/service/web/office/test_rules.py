"""Rulebooks, calendar and code lists: what they say, how versions differ, what a change would do."""

from __future__ import annotations

from collections.abc import Callable

from service.bundled import bundled_calendar
from service.calendars import written
from service.runtime import Instance
from tests.service.api.callers import HERE
from tests.service.signin.people import OFFICE
from tests.service.web.office.conftest import Administrator

At = Callable[[str], Administrator]
PUBLISH, CODES = "/office/rulebooks/publish", "/office/codes/publish"
OWN = """[book]
id = "R5"
valid_from = 2027-01-01
extends = "R5"
zh = "河口县移民局接待规则"

[settings]
office_hours = { opens = "08:30", closes = "17:30" }

[[override]]
kind = "duty"
id = "answer_hall"
clause = "R5.12"
roll = "next_working_day"

[[drop]]
kind = "guard"
id = "answer_after_approval"
clause = "R5.7"
reason = "试行"
"""


def first(instance: Instance) -> str:
    """The version by which the office began."""
    return instance.offices.get(OFFICE).state.books[0].reference


def test_an_own_version_is_compared_entry_by_entry_before_it_is_published(instance: Instance, at: At) -> None:
    admin, said = at("sysadmin"), {"text": OWN, "reason": "局务会议决定"}
    preview = admin.previewed(PUBLISH, said)
    for told in ("末日逢休息日不顺延", "末日逢休息日顺延", "自立案件经局长审批后方可答复", "删去", "上班：08:30"):
        assert told in preview.text
    assert admin.confirmed(PUBLISH, said, preview).status_code == 303
    assert instance.offices.get(OFFICE).state.books[-1].reference == "R5@2027-01-01"
    assert "R5@2027-01-01" in admin.page("/office/rulebooks")
    between = admin.page(f"/office/rulebooks/difference?old={first(instance)}&new=R5@2027-01-01")
    assert "末日逢休息日顺延" in between


def test_every_mistake_of_a_text_is_named_with_its_line(at: At) -> None:
    text = OWN.replace("next_working_day", "sometime").replace('closes = "17:30"', 'closes = "late"')
    answer = at("sysadmin").previewed(PUBLISH, {"text": text, "reason": "试"})
    assert answer.status_code == 422
    assert "第8行" in answer.text
    assert "第14行" in answer.text
    assert "sometime" in answer.text


def test_a_file_goes_before_the_text_that_stands_in_its_field(at: At) -> None:
    admin = at("sysadmin")
    form = {**admin.hidden(admin.page(PUBLISH)), "text": "", "reason": "试", "step": "preview"}
    parts = [(name, (None, value.encode())) for name, value in form.items()]
    file = ("file:text", ("own.toml", OWN.replace("\n", "\r\n").encode()))
    answer = admin.client.post(PUBLISH, files=[*parts, file], headers={"Origin": HERE})
    assert answer.status_code == 200, answer.text[-800:]
    assert "R5@2027-01-01" in answer.text


def test_a_version_of_the_program_is_adopted_once(instance: Instance, at: At) -> None:
    admin = at("sysadmin")
    reference = next(name for name in instance.offices.get(OFFICE).books if name.startswith("R6@"))
    assert admin.does("/office/rulebooks/adopt", {"reference": reference}).status_code == 303
    assert admin.previewed("/office/rulebooks/adopt", {"reference": reference}).status_code == 409


def test_a_version_is_told_in_the_words_of_the_page(instance: Instance, at: At) -> None:
    admin = at("sysadmin")
    reference = first(instance)
    page = admin.page(f"/office/rulebooks/book?reference={reference}")
    assert "30日（自然日）" in page
    assert "R5.12" in page
    english = admin.client.get(
        f"/office/rulebooks/book?reference={reference}",
        headers={"Cookie": f"{admin.client.headers['Cookie']}; lang=en"},
    ).text
    assert "30 calendar days" in english
    assert admin.client.get("/office/rulebooks/book?reference=R9@2000-01-01").status_code == 404


def test_a_day_is_arranged_otherwise_and_shown_as_the_offices_own(at: At) -> None:
    admin = at("sysadmin")
    said = {"day": "2026-03-04", "working": "false", "name": "停电检修", "paper": "局发〔2026〕1号"}
    preview = admin.previewed("/office/calendar/day", said)
    assert "2026-03-04" in preview.text
    assert "期限顺延或者确定的未完成事项" in preview.text
    assert admin.confirmed("/office/calendar/day", said, preview).status_code == 303
    page = admin.page("/office/calendar?year=2026")
    assert "停电检修" in page
    assert "本机构安排" in page


def test_a_published_year_is_loaded_from_its_text_and_a_broken_one_is_refused(instance: Instance, at: At) -> None:
    admin = at("sysadmin")
    year = next(each for each in bundled_calendar().years if each.year == 2026)
    assert admin.does("/office/calendar/load", {"text": written(year).decode()}).status_code == 303
    assert [each.year for each in instance.offices.get(OFFICE).state.calendars] == [2026]
    assert admin.previewed("/office/calendar/load", {"text": "{}"}).status_code == 422


def test_a_code_list_is_published_with_what_changes_in_it(instance: Instance, at: At) -> None:
    admin = at("sysadmin")
    assert "重大" in admin.page("/office/codes/list?list=importance")
    text = admin.page("/office/codes/publish?from=importance")
    assert "[[code]]" in text
    said = {"adopt": "importance", "reason": "局务会通过"}
    assert admin.does(CODES, said).status_code == 303
    assert instance.offices.get(OFFICE).state.code_lists[-1].code_list == "importance"
    both = admin.previewed(CODES, {"adopt": "importance", "text": "x", "reason": "试"})
    assert both.status_code == 422
    assert "二者取一" in both.text
