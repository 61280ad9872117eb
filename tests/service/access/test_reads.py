"""Reading is on record before anything is shown (R6.5): who, what, from where, and also what was refused."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.access_record import AccessRecorded, Reader
from service.access.recording import PERSONAL
from service.access_log.filters import canonical
from service.access_log.recording import Reads
from service.ledger.entry import Line
from service.ledger.submission import Unavailable
from service.runtime import Instance
from tests.service.access.conftest import Door, SignedIn
from tests.service.access.story import ACCUSED, BY_ROLE, CLEARED, CLERK, MARKER
from tests.service.api.callers import V1

OFFICE = f"{V1}/offices/yimin"
AFTER = "2026-03-31T09:00:00+08:00"


def records(instance: Instance) -> list[AccessRecorded]:
    """Everything in the office's access logs, in order."""
    with instance.pool.connection() as connection:
        logs = connection.execute("SELECT log, size FROM ledger.head WHERE office = 'yimin' AND log <> 'matters'")
        found = logs.fetchall()
    lines: list[Line] = [line for log, size in found for line in instance.ledger.log("yimin", log).lines(1, size)]
    return [line.event for line in lines if isinstance(line.event, AccessRecorded)]


@pytest.mark.clause("R6.5")
def test_every_way_to_read_a_petition_leaves_a_record(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    petition = told["accusation"]
    ways = ("", "/history", "/replay", "/compare?from_position=3", "/attachments", "/repeat-candidates")
    with door.signed_in(CLEARED):
        for way in ways:
            answer = client.get(f"{OFFICE}/petitions/{petition}{way}", headers={"X-Purpose": "verification"})
            assert answer.status_code == 200, answer.text
    found = [each for each in records(instance) if each.petition == petition or each.listed is not None]
    assert len(found) == len(ways)
    assert {(each.reader.person, each.reader.unit, each.purpose, each.allowed) for each in found} == {
        (CLEARED, "纪检组", "verification", True)
    }
    assert all(each.demanded for each in found if each.petition == petition), "a purpose is asked for where it matters"


@pytest.mark.usefixtures("told")
def test_a_list_is_on_record_with_its_filter_its_count_and_its_petitions(
    client: TestClient, door: Door, instance: Instance
) -> None:
    with door.signed_in(BY_ROLE["handler"]):
        rows = client.get(f"{OFFICE}/register", params={"channel": "letter"}).json()["rows"]
    (found,) = records(instance)
    assert found.listed is not None
    assert (found.listed.name, found.listed.filter, found.listed.count) == ("register", "channel=letter", len(rows))


@pytest.mark.clause("R6.5")
def test_the_record_says_who_read_as_what_from_where_and_which_state_was_shown(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    road = told["road"]
    with door.signed_in(CLEARED):
        shown = client.get(f"{OFFICE}/petitions/{road}").json()
        position = shown["basis"]["position"]
        earlier = client.get(f"{OFFICE}/petitions/{road}", params={"position": position - 1}).json()
        client.get(f"{OFFICE}/petitions/{road}/attachments")
        client.get(f"{OFFICE}/overdue", params={"position": position - 1})
    assert shown["version"] > 2, "some state among others"
    now, then, names, rows = records(instance)
    assert now.reader == Reader(CLEARED, "纪检组", ("discipline",))
    assert (now.version, now.position) == (shown["version"], position)
    assert (then.version, then.position) == (earlier["version"], position - 1)
    assert (names.version, names.position, names.fields) == (0, 0, ("attachment_names",)), "no state of the petition"
    assert (rows.position, rows.listed.name if rows.listed else "") == (position - 1, "overdue")
    assert {(each.session, each.from_network, each.demanded) for each in (now, then, names)} == {
        ("s1", "testclient", False)
    }, "nothing restricts it, so that no purpose is demanded"


def test_of_every_level_above_the_lowest_a_purpose_is_demanded(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    with door.console():
        told["desk"].do("classify", str(told["road"]), "2026-03-10", by=CLERK, details={"secrecy": "work_secret"})
    with door.signed_in(CLEARED):
        assert client.get(f"{OFFICE}/petitions/{told['road']}").status_code == 200
        assert client.get(f"{OFFICE}/petitions/{told['water']}").status_code == 200
    assert [each.demanded for each in records(instance)] == [True, False]


@pytest.mark.usefixtures("told")
def test_what_was_sought_stands_on_record_as_a_digest_that_is_the_same_in_one_office_only(
    client: TestClient, door: Door, instance: Instance
) -> None:
    for name, office in ((BY_ROLE["handler"], "yimin"), (BY_ROLE["registrar"], "yimin")):
        with door.signed_in(name, office):
            assert client.get(f"{OFFICE}/register", params={"text": "王一"}).status_code == 200
    first, second = (each.listed.filter for each in records(instance) if each.listed)
    assert first == second == canonical(instance.keys, "yimin", {"text": "王一"}, PERSONAL)
    assert first != canonical(instance.keys, "another", {"text": "王一"}, PERSONAL)
    assert "王" not in first
    assert first.startswith("text=hmac:")


@pytest.mark.parametrize(
    ("way", "name", "fields"),
    [
        ("petitions/{}/query-code", "registrar", ("query_code",)),
        ("petitions/{}/access", "auditor", ("readings",)),
        ("petitions/{}/seen-by?person=白桦", "auditor", ("relations",)),
    ],
)
def test_what_leads_to_a_petition_is_on_record_too(
    client: TestClient,
    door: Door,
    told: dict[str, Any],
    instance: Instance,
    way: str,
    name: str,
    fields: tuple[str, ...],
) -> None:
    with door.signed_in(BY_ROLE[name]):
        assert client.get(f"{OFFICE}/{way.format(told['road'])}").status_code == 200
    (found,) = records(instance)
    assert (found.reader.person, found.petition, found.fields) == (BY_ROLE[name], told["road"], fields)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("way", ["numbers", "checklists", "statistics/2026-03/trends"])
def test_reports_that_name_petitions_are_on_record_as_lists(
    client: TestClient, door: Door, instance: Instance, way: str
) -> None:
    with door.signed_in(BY_ROLE["auditor"]):
        assert client.get(f"{OFFICE}/{way}").status_code == 200
    (found,) = records(instance)
    assert found.listed is not None


@pytest.mark.parametrize("purpose", ["x", "other", "handling, audit"])
def test_a_purpose_that_is_none_is_answered_with_those_that_are_whatever_is_asked_for(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance, purpose: str
) -> None:
    answers = set()
    for asked in (told["accusation"], told["road"], "信〔1999〕0001"):
        with door.signed_in(ACCUSED):
            answer = client.get(f"{OFFICE}/petitions/{asked}", headers={"X-Purpose": purpose})
        assert answer.json()["detail"].endswith("one of handling, verification, supervision, audit, statistics")
        answers.add(answer.status_code)
    assert answers == {400}
    assert records(instance) == [], "nothing was looked for"


def test_a_program_reads_as_a_program_and_not_as_who_is_called_so(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    door.who = SignedIn("白桦", via="token", scopes=frozenset({"read"}), unit="规划科")
    assert client.get(f"{OFFICE}/petitions/{told['road']}").status_code == 200
    assert [each.reader.person for each in records(instance)] == ["token:白桦"]


def test_own_attempts_say_the_same_of_what_is_hidden_and_of_what_is_not_there(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    grant = {"actor": {"name": "管理员"}, "person": ACCUSED, "role": "auditor", "since": "2026-01-01", "reason": "试"}
    with door.console():
        assert client.post(f"{OFFICE}/grants", json={**grant, "recorded_at": AFTER}).status_code == 200
    with door.signed_in(ACCUSED):
        for asked in (told["number"], "信〔1999〕0001"):
            assert client.get(f"{OFFICE}/petitions/{asked}").status_code == 404
        rows = client.get(f"{OFFICE}/access", params={"person": ACCUSED}).json()["records"]
    assert [(row["petition"], row["reasons"], row["allowed"]) for row in rows] == [(None, ["unseen"], False)] * 2
    with door.console():
        all_of_it = client.get(f"{OFFICE}/access", params={"person": ACCUSED}).json()["records"]
    assert [(row["petition"], row["reasons"]) for row in all_of_it] == [
        (str(told["accusation"]), ["hidden"]), (None, ["unknown"]),
    ], "the control"  # fmt: skip


def test_of_a_list_that_another_read_those_are_counted_that_whoever_asks_may_know_of(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(CLEARED):
        rows = client.get(f"{OFFICE}/register").json()["rows"]
    assert str(told["accusation"]) in {row["petition"] for row in rows}
    counts = {}
    for person in (BY_ROLE["auditor"], "console"):
        with door.console() if person == "console" else door.signed_in(person):
            (read,) = client.get(f"{OFFICE}/access", params={"person": CLEARED}).json()["records"]
        counts[person] = read["list"]["count"]
        assert "digest" not in read["list"]
    assert counts == {BY_ROLE["auditor"]: len(rows) - 1, "console": len(rows)}


def test_refused_attempts_are_on_record_too_of_what_is_hidden_and_of_what_is_not_there(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    with door.signed_in(ACCUSED):
        assert client.get(f"{OFFICE}/petitions/{told['number']}").status_code == 404
        assert client.get(f"{OFFICE}/petitions/信〔1999〕0001").status_code == 404
    with door.signed_in(BY_ROLE["system_admin"]):
        assert client.get(f"{OFFICE}/register").status_code == 403
    told_of = [(each.reader.person, each.petition, each.allowed, each.reasons) for each in records(instance)]
    assert told_of == [
        (ACCUSED, told["accusation"], False, ("hidden",)),
        (ACCUSED, None, False, ("unknown",)),
        (BY_ROLE["system_admin"], None, False, ("no_role",)),
    ]


@pytest.mark.parametrize(
    "way", ["petitions/{}", "petitions/{}/history", "register", "duties", "statistics/2026-03/facts"]
)
def test_what_cannot_be_recorded_is_not_shown(
    client: TestClient, door: Door, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    path = f"{OFFICE}/{way.format(told['accusation'])}"
    with door.signed_in(CLEARED):
        assert client.get(path).status_code == 200, "the control: it is shown while it can be recorded"

        def unwritable(*_: object) -> None:
            raise Unavailable("no writable primary")

        monkeypatch.setattr(Reads, "record", unwritable)
        answer = client.get(path)
    assert answer.status_code == 503
    assert MARKER not in answer.text


def test_an_attempt_that_cannot_be_recorded_is_not_answered_either(
    client: TestClient, door: Door, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unwritable(*_: object) -> None:
        raise Unavailable("no writable primary")

    monkeypatch.setattr(Reads, "record", unwritable)
    with door.signed_in(ACCUSED):
        assert client.get(f"{OFFICE}/petitions/{told['accusation']}").status_code == 503


def test_of_the_console_there_is_no_record_for_it_is_nobody(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    with door.console():
        assert client.get(f"{OFFICE}/petitions/{told['accusation']}").status_code == 200
    assert records(instance) == []


def test_who_reads_the_access_log_learns_nothing_of_what_accuses_them(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    """An auditor who is complained of, and who administers audits, ask what the cleared one has read."""
    grant = {"actor": {"name": "管理员"}, "person": ACCUSED, "role": "auditor", "since": "2026-01-01", "reason": "试"}
    with door.console():
        granted = client.post(f"{OFFICE}/grants", json={**grant, "recorded_at": "2026-03-31T09:00:00+08:00"})
        assert granted.status_code == 200, granted.text
    with door.signed_in(CLEARED):
        for petition in (told["accusation"], told["road"]):
            assert client.get(f"{OFFICE}/petitions/{petition}").status_code == 200
    seen = {}
    for person in (ACCUSED, BY_ROLE["audit_admin"]):
        with door.signed_in(person):
            rows = client.get(f"{OFFICE}/access", params={"person": CLEARED}).json()["records"]
        seen[person] = {row["petition"] for row in rows}
    assert seen[ACCUSED] == {str(told["road"])}
    assert seen[BY_ROLE["audit_admin"]] == {str(told["road"]), str(told["accusation"])}


def test_reading_on_after_it_was_known_to_accuse_one_is_found_unusual(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(ACCUSED):
        assert client.get(f"{OFFICE}/petitions/{told['accusation']}").status_code == 404
    with door.signed_in(BY_ROLE["audit_admin"]):
        found = client.get(f"{OFFICE}/access/unusual").json()["findings"]
    barred = [each for each in found if each["rule"] == "after_barring"]
    assert [(each["person"], each["petition"]) for each in barred] == [(ACCUSED, str(told["accusation"]))]


def test_an_auditor_is_told_why_somebody_may_see_a_petition_and_why_not(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    def answer(petition: object, person: str) -> tuple[bool, list[str]]:
        said = client.get(f"{OFFICE}/petitions/{petition}/seen-by", params={"person": person}).json()
        return said["allowed"], said["reasons"]

    with door.console():
        assert answer(told["accusation"], CLEARED) == (True, [])
        assert answer(told["accusation"], ACCUSED) == (False, ["accused", "level", "other_unit"])
        assert answer(told["road"], "路人") == (False, ["no_role", "other_unit"])
    with door.signed_in(BY_ROLE["auditor"]):
        assert answer(told["road"], ACCUSED)[1] == ["other_unit"]
        hidden = client.get(f"{OFFICE}/petitions/{told['accusation']}/seen-by", params={"person": ACCUSED})
    assert hidden.status_code == 404, "who may not see it learns nothing of others either"
