"""Every change of the office is looked at before it is recorded, recorded once, and stands in its history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain.office import PersonAppointed, UnitSet
from service.ledger.entry import Via
from service.runtime import Instance
from service.web.addresses import OFFICE_CHANGES
from tests.service.signin.people import ADMINISTRATOR, OFFICE
from tests.service.web.office.conftest import Administrator

At = Callable[[str], Administrator]
UNIT = {"name": "督查科", "kind": "section", "parent": "信访科"}
SET, APPOINT, LEAVE = "/office/units/set", "/office/people/appoint", "/office/people/leave"


def version(instance: Instance) -> int:
    return instance.offices.get(OFFICE).state.version


def test_nothing_is_recorded_before_it_is_confirmed(instance: Instance, at: At) -> None:
    before, admin = version(instance), at("sysadmin")
    preview = admin.previewed(SET, UNIT)
    assert "尚未记录" in preview.text
    assert version(instance) == before
    done = admin.confirmed(SET, UNIT, preview)
    assert (done.status_code, done.headers["location"]) == (303, "/office/units?done=office-units-set")
    assert version(instance) == before + 1
    assert "督查科" in admin.page("/office/units")
    history = admin.page("/office/history")
    assert "设置单位" in history
    assert "钱小系" in history


def test_what_was_confirmed_is_recorded_once_however_often_it_is_sent(instance: Instance, at: At) -> None:
    admin = at("sysadmin")
    preview = admin.previewed(SET, UNIT)
    admin.confirmed(SET, UNIT, preview)
    after = version(instance)
    again = admin.confirmed(SET, UNIT, preview)
    assert again.status_code in (303, 409)
    assert version(instance) == after


def test_going_back_keeps_what_was_typed(at: At) -> None:
    admin = at("sysadmin")
    preview = admin.previewed(SET, UNIT)
    form = admin.sent(SET, {**admin.hidden(preview.text), **UNIT, "step": "edit"})
    assert form.status_code == 200
    assert 'value="督查科"' in form.text


def test_who_is_late_is_shown_what_changed_meanwhile_and_looks_again(instance: Instance, at: At) -> None:
    admin = at("sysadmin")
    preview = admin.previewed(SET, UNIT)
    instance.offices.add(OFFICE, UnitSet(name="档案室", kind="section"), ADMINISTRATOR, Via())
    late = admin.confirmed(SET, UNIT, preview)
    assert late.status_code == 412
    assert "已有变化" in late.text
    assert "督查科" in late.text
    assert admin.sent(SET, {**admin.hidden(late.text), **UNIT, "step": "confirm"}).status_code == 303


def test_what_is_missing_is_named_at_each_field(at: At) -> None:
    answer = at("sysadmin").previewed(SET, {"name": "", "kind": ""})
    assert answer.status_code == 422
    assert answer.text.count("必须填写") == 4
    assert 'href="#name"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_what_the_rules_refuse_is_refused_before_it_can_be_confirmed(at: At) -> None:
    answer = at("sysadmin").previewed(SET, {**UNIT, "parent": "没有的科"})
    assert answer.status_code == 409
    assert "没有单位“没有的科”" in answer.text


def test_who_leaves_is_shown_with_what_is_left_behind(instance: Instance, at: At) -> None:
    gone = PersonAppointed(person="离小任", post="supervisor", unit="信访科", since=date(2025, 1, 1))
    instance.offices.add(OFFICE, gone, ADMINISTRATOR, Via())
    admin = at("sysadmin")
    admin.does("/office/people/role", {"role": "supervisor", "who": "离小任"})
    preview = admin.previewed(LEAVE, {"person": "离小任", "since": "2026-06-01"})
    assert "离小任不再是督办员" in preview.text
    assert "“督办人员”仍由离小任担任" in preview.text


def test_an_appointment_says_which_role_it_brings(at: At) -> None:
    said = {"person": "新小来", "post": "supervisor", "unit": "信访科", "since": "2026-01-05"}
    admin = at("sysadmin")
    preview = admin.previewed(APPOINT, said)
    assert "新小来成为督办员" in preview.text
    assert admin.confirmed(APPOINT, said, preview).status_code == 303
    assert "新小来" in admin.page("/office/people")


def test_others_see_how_the_office_is_set_up_and_no_way_to_change_it(at: At) -> None:
    clerk = at("clerk")
    for path in (
        "/office",
        "/office/units",
        "/office/people",
        "/office/rulebooks",
        "/office/calendar",
        "/office/codes",
    ):
        page = clerk.page(path)
        assert [change for change in OFFICE_CHANGES if f'href="{change}' in page] == []


def test_who_may_not_change_it_is_turned_away_from_form_and_deed(at: At) -> None:
    clerk = at("clerk")
    token = clerk.hidden(clerk.page("/office"))
    for path in OFFICE_CHANGES:
        assert clerk.client.get(path).status_code == 403, path
        assert clerk.sent(path, {**token, "step": "confirm"}).status_code == 403, path


def test_each_administrator_changes_only_what_is_theirs(at: At) -> None:
    system, security = at("sysadmin"), at("secadmin")
    assert system.client.get("/office/access/grant").status_code == 403
    assert security.client.get(SET).status_code == 403
    assert system.client.get("/office/accounts").status_code == 403
