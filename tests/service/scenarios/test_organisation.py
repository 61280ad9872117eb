"""Titles and names are recognised by what they say."""

from __future__ import annotations

import pytest

from service.scenarios.organisation import field_of, organisation, post_of, roles, structure, unit_kind
from tests.service.scenarios.made_up import line, told


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("党组书记、主任", "head"),
        ("主任(主要负责人)", "head"),
        ("局长(机关负责人)", "head"),
        ("会长", "head"),
        ("镇长", "head"),
        ("大队长", "head"),
        ("副局长(分管信访)", "deputy_for_petitions"),
        ("副主任(分管城建)", "deputy_head"),
        ("副大队长", "deputy_head"),
        ("信访科长", "petition_section_head"),
        ("信访股长", "petition_section_head"),
        ("综合科科长", "petition_section_head"),
        ("信访干事", "petition_section"),
        ("办信员", "petition_section"),
        ("登记员", "registrar"),
        ("窗口", "registrar"),
        ("站员", "registrar"),
        ("文书", "registrar"),
        ("后扶科长", "section_head"),
        ("处长", "section_head"),
        ("部长", "section_head"),
        ("中队长", "section_head"),
        ("中心主任", "section_head"),
        ("科员", "handler"),
        ("经办", "handler"),
        ("值班民警", "handler"),
        ("法制员", "handler"),
        ("委员", "handler"),
        ("纪委书记", "discipline"),
        ("监事", "discipline"),
        ("审计", "auditor"),
        ("村主任", "head"),
    ],
)
def test_a_title_means_a_post(title: str, post: str) -> None:
    assert post_of(title) == post


def test_a_title_may_name_the_field_that_its_holder_leads() -> None:
    assert field_of("副主任(分管社会事务)") == "社会事务"
    assert field_of("主任(主要负责人)") == ""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("城建科", "section"),
        ("办领导", "department"),
        ("河口县移民局", "county_body"),
        ("西河村村委会", "outside_body"),
        ("镇纪委", "department"),
        ("移民信访科", "petition_section"),
    ],
)
def test_a_name_says_what_kind_of_unit_it_is(name: str, kind: str) -> None:
    assert unit_kind(name) == kind


def test_the_unit_that_receives_most_coordinates_and_keeps_the_register() -> None:
    scenario = told(line(1, "received", channel="letter"))
    filled = roles(organisation(scenario), scenario.office, {})
    assert filled["coordinating_department"] == "综合科"
    assert filled["registrar"] == "甲一"
    assert filled["head"] == "乙二"


def test_the_settings_name_who_answers_for_everything() -> None:
    scenario = told(line(1, "received", channel="letter"))
    settings = {"first_responsible": "丙三", "specifically_responsible": "乙二"}
    filled = roles(organisation(scenario), scenario.office, settings)
    assert (filled["head"], filled["leader_in_charge"]) == ("丙三", "乙二")


def test_the_organisation_is_told_in_units_posts_and_fields() -> None:
    scenario = told(line(1, "received", channel="letter"))
    events = structure(organisation(scenario), scenario.office, "2025-02-28", {})
    assert [event["name"] for event in events if event["event"] == "UnitSet"] == ["综合科", "办领导", "城建科"]
    posts = {event["person"]: event["post"] for event in events if event["event"] == "PersonAppointed"}
    assert posts == {"甲一": "registrar", "乙二": "head", "丙三": "deputy_head", "丁四": "handler"}
    led = {event["content_class"]: event["leader"] for event in events if event["event"] == "FieldGiven"}
    assert led == {"城建": "丙三"}


def test_ids_of_offices_come_from_the_file_and_are_short() -> None:
    scenario = told(id="A very long 名字 with Blanks_and_more_of_them-2025", other_offices=[{"name": "另一机构"}])
    ids = organisation(scenario).ids
    assert list(ids) == ["某市信访办", "另一机构"]
    assert all(len(each) <= 32 and each.isascii() and each == each.lower() for each in ids.values())
    assert len(set(ids.values())) == 2
