"""What was known then, judged on a day: lists, petitions and figures as of any position, instant and day."""

from __future__ import annotations

import pytest

from tests.service.api.callers import DEPUTY, HANDLER, Caller, problem


@pytest.fixture
def told(r5: Caller) -> tuple[Caller, str, str]:
    """Two letters; one is answered late by three days, the other stays open; a third act is told a week late."""
    first = r5.do("receive", on="2026-01-05 09:00", channel="letter", external_id="L-1", details={"title": "积水"})
    r5.do("open", first["petition"], "2026-01-05 09:10")
    second = r5.do("receive", on="2026-01-06 09:00", channel="letter", external_id="L-2", details={"title": "路灯"})
    r5.do("register", first["petition"], "2026-01-06 10:00")
    r5.do("withdraw", second["petition"], occurred="2026-01-08", recorded_at="2026-01-15T09:00:00+08:00")
    return r5, first["petition"], second["petition"]


def test_a_list_as_of_an_instant_shows_what_was_recorded_by_then(told: tuple[Caller, str, str]) -> None:
    r5, first, second = told
    assert r5.ids("register", as_of="2026-01-05T08:00:00+08:00", on="2026-01-20") == []
    assert r5.ids("register", as_of="2026-01-05T12:00:00+08:00", on="2026-01-20") == [first]
    assert r5.ids("open", as_of="2026-01-10T00:00:00+08:00", on="2026-01-10") == [first, second]
    assert r5.ids("open", on="2026-01-10") == [first], "by now it is known that it was withdrawn on the 8th"
    assert r5.ids("open", on="2026-01-07") == [first, second]


def test_an_instant_and_its_position_are_the_same_question(told: tuple[Caller, str, str]) -> None:
    r5, *_ = told
    by_time = r5.read("register", as_of="2026-01-06T09:30:00+08:00", on="2026-01-06")
    assert by_time["basis"] == {"office": "yimin", "position": 5, "on": "2026-01-06", "time": "replayed"}
    assert r5.read("register", position=5, on="2026-01-06") == by_time
    assert r5.read("register", position=5, as_of="2026-01-20T00:00:00+08:00", on="2026-01-06") == by_time


def test_the_same_basis_gives_the_same_answer_whatever_has_happened_since(told: tuple[Caller, str, str]) -> None:
    r5, first, second = told
    paths = ("register", "open", "overdue", "duties", "breaches", "statistics/2026-01", "statistics/2026-01/facts")
    asked = {path: r5.read(path) for path in (*paths, f"petitions/{first}", f"petitions/{first}/history")}
    r5.do("notify", first, "2026-01-16 09:00", notice="receipt")
    r5.do("classify", first, "2026-01-17 09:00", details={"content_class": "道路"})
    details = {"receivers": ["甲", "乙"]}
    act = {"verb": "receive", "channel": "visit", "external_id": "L-1", "details": details}
    r5.do("correct", first, of=1, act=act, occurred="2026-01-04", reason="误", recorded_at="2026-01-18T09:00:00+08:00")
    r5.do("void", second, "2026-01-19 09:00", reason="误")
    for path, said in asked.items():
        again = {"position": said["basis"]["position"]}
        if not path.endswith("history"):
            again["on"] = said["basis"]["on"]
            assert r5.read(path) != said, path
        assert {**r5.read(path, **again), "basis": said["basis"]} == said, path


def test_judged_at_an_instant_the_basis_names_the_instant(told: tuple[Caller, str, str]) -> None:
    r5, first, _ = told
    said = r5.read("register", on="2026-01-05T09:05:00+08:00")
    assert said["basis"]["at"] == "2026-01-05T01:05:00Z"
    assert [row["petition"] for row in said["rows"]] == [first]
    assert r5.read("register", on="2026-01-05T08:59:59+08:00")["rows"] == []


def test_a_plus_that_was_not_escaped_is_understood(told: tuple[Caller, str, str]) -> None:
    r5, *_ = told
    answer = r5.client.get(r5.path("register?as_of=2026-01-05T12:00:00+08:00&on=2026-01-20"))
    assert len(answer.json()["rows"]) == 1


def test_overdue_is_a_comparison_with_the_day_asked_about(told: tuple[Caller, str, str]) -> None:
    r5, first, _ = told
    (row,) = r5.read("register", on="2026-01-14", unit="信访科", clause="S1.23.2")["rows"]
    assert (row["received"], row["due"]) == ("2026-01-05", "2026-01-20")
    assert r5.ids("overdue", on="2026-01-20") == []
    assert r5.ids("overdue", on="2026-01-21") == [first]
    assert r5.ids("due-soon", on="2026-01-15") == [first]
    assert r5.ids("due-soon", on="2026-01-14") == []
    assert r5.ids("due-soon", on="2026-01-14", days=6) == [first]
    (owed,) = r5.read("duties/overdue", on="2026-01-21")["rows"]
    assert (owed["clause"], owed["due"], owed["external_id"]) == ("S1.23.2", "2026-01-20", "L-1")


def test_a_right_that_nobody_used_leaves_the_duties_and_stands_among_the_lapsed(told: tuple[Caller, str, str]) -> None:
    """S1.23.3: signed for on 7 January, the unit may object for five working days, until Wednesday the 14th."""
    r5, first, _ = told
    r5.do("submit", first, "2026-01-16 09:00", to="倪虹", occurred="2026-01-06")
    r5.do("instruct", first, "2026-01-16 09:10", by=DEPUTY, text="阅处", occurred="2026-01-06")
    r5.do("forward", first, "2026-01-16 09:20", target="后扶科", occurred="2026-01-07")
    r5.do("sign-for", first, "2026-01-16 09:30", by=HANDLER, unit="后扶科", occurred="2026-01-07")
    (right,) = r5.read("duties", nature="right", on="2026-01-14")["rows"]
    assert (right["entry"], right["due"], right["overdue"], right["lapsed"]) == (
        "objection",
        "2026-01-14",
        False,
        False,
    )
    assert r5.ids("duties/lapsed", on="2026-01-14") == []
    assert r5.ids("duties", nature="right", on="2026-01-15") == []
    assert r5.read("duties/lapsed", on="2026-01-15", holder="后扶科")["rows"] == [{**right, "lapsed": True}]
    assert r5.ids("duties/lapsed", on="2026-01-15", holder="规划科") == []


def test_a_petition_as_it_was_known_then(told: tuple[Caller, str, str]) -> None:
    r5, first, second = told
    then = r5.ask("petitions", second, as_of="2026-01-10T00:00:00+08:00", on="2026-01-10")
    assert (then.json()["state"], then.headers["ETag"]) == ("received", '"1"')
    assert (r5.read("petitions", second)["state"], r5.ask("petitions", second).headers["ETag"]) == ("withdrawn", '"2"')
    assert r5.read("petitions", first, on="2026-01-22")["overdue"]
    problem(r5.ask("petitions", second, position=3), 404, "no-such-petition")
    problem(r5.ask("petitions", second, on="2026-01-05"), 404, "no-such-petition")


def test_a_history_as_it_was_known_then(told: tuple[Caller, str, str]) -> None:
    r5, _, second = told
    now = r5.read("petitions", second, "history")["events"]
    assert [event["event"] for event in now] == ["Received", "Withdrawn"]
    then = r5.read("petitions", second, "history", position=now[0]["position"])["events"]
    assert then == now[:1]


def test_a_petition_is_found_by_its_number_and_by_the_id_of_its_source(told: tuple[Caller, str, str]) -> None:
    r5, first, second = told
    number = r5.read("petitions", first)["number"]
    assert r5.read("petitions", number)["petition"] == first
    assert r5.read("petitions", "L-2")["petition"] == second
    assert r5.do("comment", number, "2026-01-16 09:00", text="催问")["petition"] == first


def test_pages_go_on_where_the_last_one_ended(r5: Caller) -> None:
    made = [r5.do("receive", on=f"2026-01-{day:02} 09:00", channel="letter")["petition"] for day in range(5, 12)]
    assert r5.ids("register", limit=3) == made
    page = r5.read("register", limit=7)
    assert (len(page["rows"]), page["cursor"]) == (7, None)
    assert r5.ids("register", received_from="2026-01-06", received_to="2026-01-08") == made[1:4]
    assert r5.ids("register", channel="visit") == []


def test_the_figures_of_a_month_and_the_facts_behind_each_add_up(told: tuple[Caller, str, str]) -> None:
    r5, *_ = told
    for question in ({}, {"position": 5}, {"as_of": "2026-01-06T12:00:00+08:00"}, {"style": "business"}):
        said = r5.read("statistics", "2026-01", by="unit,channel,content_class,outcome,clause,repeat", **question)
        assert said["figures"]
        for figure in said["figures"]:
            repeat = str(figure["by"].pop("repeat")).lower()
            cell = {"measure": figure["measure"], "repeat": repeat, **figure["by"]}
            facts = r5.read("statistics", "2026-01", "facts", **question, **cell)
            assert (facts["count"], facts["persons"]) == (figure["count"], figure["persons"])
            assert len(facts["facts"]) == figure["count"]
        total = r5.read("statistics", "2026-01", "facts", **question)["count"]
        assert total == sum(figure["count"] for figure in said["figures"])


def test_for_outsiders_small_cells_are_hidden_and_nothing_is_said_of_the_whole(told: tuple[Caller, str, str]) -> None:
    r5, *_ = told
    said = r5.read("statistics", "2026-01", by="channel", small=5)
    assert all(figure["hidden"] and figure["count"] is figure["persons"] is None for figure in said["figures"])
    assert (said["balance"], said["stocks"], said["stock_figures"]) == (None, [], [])
    assert not any(figure["hidden"] for figure in r5.read("statistics", "2026-01", by="channel")["figures"])
    problem(r5.ask("statistics", "2026-01", small=1), 422, "invalid")


def test_a_business_month_runs_from_the_21st_to_the_20th(r5: Caller) -> None:
    for day in ("2026-01-20", "2026-01-21", "2026-02-20", "2026-02-21"):
        r5.do("receive", on=f"{day} 09:00", channel="letter")
    said = r5.read("statistics", "2026-02", style="business")
    assert (said["counted"]["first"], said["counted"]["last"]) == ("2026-01-21", "2026-02-20")
    assert [figure["count"] for figure in said["figures"] if figure["measure"] == "received"] == [2]
    assert said["stocks"] == [{"unit": "信访科", "open": 3, "overdue": 0}]


def test_a_breach_stays_also_when_all_is_done(r5: Caller) -> None:
    p = r5.do("receive", on="2026-01-05 09:00", channel="letter")["petition"]
    r5.do("register", p, "2026-01-05 10:00")
    r5.do("notify", p, "2026-01-25 09:00", notice="receipt")
    r5.do("withdraw", p, "2026-01-26 09:00")
    (row,) = r5.read("breaches")["rows"]
    assert (row["petition"], row["clause"], row["due"], row["ended"]) == (p, "S1.23.2", "2026-01-20", "2026-01-25")
    assert r5.read("breaches", on="2026-01-24")["rows"] == []
    assert r5.read("breaches", ended_from="2026-01-26")["rows"] == []
    assert r5.read("duties")["rows"] == []
