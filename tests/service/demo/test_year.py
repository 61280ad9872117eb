"""The year of the invented offices: petitions of every kind, lawful, the same for a seed, and marked as invented."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from domain.codelist import in_force
from service.demo.story import Told as Done
from service.demo.year.generating import NotAllowed, year_of
from service.demo.year.loading import SEED, founded, plain_name
from service.demo.year.reading import UPPER, Told, offices
from service.runtime import Instance

SIX = {"R1", "R2", "R3", "R4", "R5", "R6"}


class Generated(Struct, frozen=True):
    """The acts of a year by the office's id."""

    acts: dict[str, tuple[Done, ...]]

    def of(self, verb: str) -> list[dict[str, Any]]:
        return [act.said for acts in self.acts.values() for act in acts if act.verb == verb]


def generated(instance: Instance, seed: int = SEED) -> Generated:
    found: dict[str, tuple[Done, ...]] = {}
    assigned: dict[str, Any] = {}
    for told in offices():
        year = year_of(told, founded(instance, told), seed, assigned.get(plain_name(told), ()))
        assigned |= year.assigned
        found[told.office.id] = year.acts
    return Generated(found)


def told_of(office: str) -> Told:
    return next(told for told in offices() if told.office.id == office)


def test_the_six_rule_sets_have_an_office_each_below_an_upper_one() -> None:
    assert {told.office.rulebook for told in offices()} == {*SIX, "S1"}
    assert offices()[0].office.id == UPPER
    assert all("虚构" in told.office.name for told in offices())


def test_the_year_holds_petitions_of_every_kind(instance: Instance) -> None:
    year = generated(instance)
    received = year.of("receive")
    details = [said["details"] for said in received]
    assert {said["channel"] for said in received} == {"letter", "visit", "call", "online"}
    assert any(known.get("anonymous") for known in details)
    assert any(known["people"] >= 5 and known.get("representatives") for known in details)
    assert any(known.get("urgent") for known in details)
    assert any(known.get("purpose") == "accusation" for known in details)
    assert any(said["kind"] == "repeat" for said in year.of("join"))
    assert all(len(acts) > 200 for acts in year.acts.values())


def test_what_the_upper_office_assigns_comes_to_the_others_under_its_number(instance: Instance) -> None:
    year = generated(instance)
    given = {act.said.get("reference") for act in year.acts[UPPER] if act.verb == "assign"}
    came = Counter(
        said["details"]["assigner_number"]
        for said in year.of("receive")
        if said["details"].get("assigner") == "江州市信访局"
    )
    assert len(came) > 20
    assert set(came) <= given
    assert set(came.values()) == {1}


def test_nobody_can_be_called_by_an_invented_number(instance: Instance) -> None:
    people = [said["details"].get("petitioner", {}) for said in generated(instance).of("receive")]
    phones = {person["phone"] for person in people if "phone" in person}
    assert len(phones) > 100
    assert all(phone.startswith("1380000") for phone in phones)


def test_a_seed_gives_the_same_year_and_another_another(instance: Instance) -> None:
    once, again, other = (generated(instance, seed) for seed in (1, 1, 2))
    assert once == again
    assert once != other


def test_a_life_that_its_rules_forbid_is_named_and_not_told(instance: Instance) -> None:
    told = told_of("binjiang-zhengwu")
    life = told.lives[0]
    unlawful = replace(life, acts=tuple(act for act in life.acts if act.verb != "register"))
    office = founded(instance, told)
    with pytest.raises(NotAllowed, match=r"binjiang-zhengwu: 滨江里3号楼前路灯不亮"):
        year_of(replace(told, lives=(unlawful,)), office, SEED)


def test_every_petition_is_coded_by_the_lists_that_its_office_published(instance: Instance) -> None:
    year = generated(instance)
    for office, acts in year.acts.items():
        known = instance.offices.get(office)
        for act in (act for act in acts if act.verb == "receive"):
            classes = in_force(known.profile.code_lists, act.at.date())["content_classes"]
            assert classes.above(act.said["details"]["content_class"]), "a class of the second level"
    purposes = Counter(said["details"].get("purpose") for said in year.of("receive"))
    assert set(purposes) == {"claim", "inquiry", "suggestion", "accusation"}
    sources = {said.get("source") for said in year.of("receive")}
    assert {None, "own_case", "superior_assigned", "superior_forwarded", "city_petition_office"} <= sources


def test_what_is_known_of_a_petition_is_not_said_to_be_unknown(instance: Instance) -> None:
    year = generated(instance)
    occupations = Counter[str]()
    for acts in year.acts.values():
        received = {act.petition: act.said["details"] for act in acts if act.verb == "receive"}
        for act in (act for act in acts if act.verb == "register"):
            unknown = act.said["details"].get("not_given", {})
            known = received[act.petition]
            assert "content_class" not in unknown
            assert not set(unknown) & set(known.get("petitioner", {}))
        people = (details.get("petitioner", {}) for details in received.values())
        occupations.update(person["occupation"] for person in people if "occupation" in person)
    assert len(occupations) > 6
    assert occupations.total() > 300
