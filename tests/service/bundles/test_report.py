"""The bundle of a frozen report: text, steps and facts are under the checkpoint; what is forged is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from domain import office as o
from domain.report_checks import BEFORE
from domain.report_content import COUNTS, SPECS, digest_of
from service.bundles import report as reports
from service.bundles.verifier import counting, steps
from service.evidence import proofs
from service.reports import bundle as files
from service.reports.tables import FACTS
from tests.service.bundles.conftest import (
    CONSISTENT,
    MADE,
    Auditor,
    fault,
    key_of,
    packed,
    report_bundle,
    resealed,
    unpacked,
)
from tests.service.reports.bureau import FEBRUARY, JANUARY, Bureau

Files = dict[str, bytes]


@pytest.fixture
def given(bureau: Bureau) -> Files:
    return unpacked(report_bundle(bureau))


def test_it_verifies_on_a_computer_that_has_nothing_of_ours(bureau: Bureau, auditor: Auditor) -> None:
    packed = report_bundle(bureau)
    said = auditor.verify(packed, "--key", key_of(bureau.instance))
    assert said.code == 0, said.out
    for words in (
        "the text of the report has its digest",
        "facts rest on events under its root",
        "the checkpoint continues the log that the report counted",
        "its steps stand in the log of the office",
        "replayed time",
        "these tables are what the facts come to",
        "each fact is the office's word",
        "not counted again: 'zhuoluo report verify report.json' does that in the office",
        "not proved: that no step came after these",
        "README.md；manifest.json 的 made  these files and words of the manifest are the office's word",
    ):
        assert words in said.out


def test_its_file_is_the_one_that_is_exported_and_is_verified_as_such(bureau: Bureau, given: Files) -> None:
    assert given["report.json"].decode() == files.text_of(bureau.file(bureau.report("2026-01-1")))
    assert bureau.verified(files.read(given["report.json"])).sound


def test_its_steps_are_the_events_of_the_office(bureau: Bureau, given: Files) -> None:
    report = bureau.report("2026-01-1")
    topics = [given[f"office/{step.version:06}.record"].decode().split("\n")[5] for step in report.steps]
    assert topics == ["StatisticsDrafted/1", "StatisticsChecked/1", "StatisticsSigned/1", "StatisticsSent/1"]
    readme = given["README.md"].decode()
    assert "报表 2026-01-1，期间 2026-01" in readme
    assert "Not proved: that no event was left out of the count" in readme


def test_a_draft_that_was_returned_has_a_bundle_too(bureau: Bureau, auditor: Auditor) -> None:

    made = bureau.draft(FEBRUARY)
    bureau.tell(o.StatisticsReturned(report=made.report, reason="漏计"))
    said = reports.bundle(bureau.instance, bureau.asked(), bureau.report(made.report), MADE)
    assert auditor.verify(said).code == CONSISTENT


def test_it_is_made_again_when_the_log_has_grown_and_still_leads_from_the_same_root(
    bureau: Bureau, given: Files
) -> None:
    bureau.letter(bureau.today)
    again = unpacked(report_bundle(bureau))
    assert again["report.json"] == given["report.json"]
    assert again["consistency"] != given["consistency"]
    assert fault(again) == ""
    assert fault(resealed({**given, "consistency": again["consistency"]})).startswith("consistency: ")


def test_of_a_report_whose_root_is_not_the_logs_no_bundle_is_made(bureau: Bureau) -> None:

    forged = replace(bureau.report("2026-01-1"), root="00" * 32)
    with pytest.raises(proofs.Unprovable):
        reports.bundle(bureau.instance, bureau.asked(), forged, MADE)


# ---- forged, with a manifest that was mended


def _file(change: Callable[[Any], None]) -> Callable[[Files], Files]:
    """The file forged, and the manifest with it."""

    def tampered(given: Files) -> Files:
        file, manifest = json.loads(given["report.json"]), json.loads(given["manifest.json"])
        change(file)
        manifest |= {name: file["report"][name] for name in ("digest", "standing")}
        forged = {"report.json": file, "manifest.json": manifest}
        return given | {name: json.dumps(each, ensure_ascii=False).encode() for name, each in forged.items()}

    return tampered


def _text(file: Any) -> None:
    file["content"] = file["content"].replace("移民局", "民政局")


def _text_and_digest(file: Any) -> None:
    _text(file)
    file["report"]["digest"] = digest_of(file["content"])


def _moved(file: Any) -> None:
    file["facts"][0]["position"] += 1


def _ghost(file: Any) -> None:
    file["facts"][0]["petition"] = "00000000-0000-0000-0000-000000000001"


def _record(file: Any) -> None:
    first = file["events"][0]
    first["record"] = first["record"].replace("Received/1", "Answered/1")


def _twice(file: Any) -> None:
    file["events"].append(file["events"][0])


def _one_less(file: Any) -> None:
    del file["events"][0]


def _hash(file: Any) -> None:
    file["proof"]["hashes"][0] = "00" * 32


def _no_hash(file: Any) -> None:
    file["proof"]["hashes"].pop()


def _root(file: Any) -> None:
    file["report"]["root"] = file["proof"]["root"] = "00" * 32


def _signed(file: Any) -> None:
    file["report"]["steps"][1]["standing"] = "signed"


def _by_another_event(file: Any) -> None:
    file["report"]["steps"][1]["version"] = 1


def _who_checked(file: Any) -> None:
    file["report"]["steps"][1]["by"] = "省长"


def _when_signed(file: Any) -> None:
    file["report"]["steps"][2]["day"] = "2026-02-01"


def _as_what(file: Any) -> None:
    file["report"]["steps"][2]["post"] = "deputy"


def _sent_to(file: Any) -> None:
    file["report"]["steps"][3]["to"] = "国家信访局"


def _a_remark(file: Any) -> None:
    file["report"]["steps"][3]["remark"] = "属实"


def _not_sent(file: Any) -> None:
    file["report"]["steps"].pop()


def _never_checked(file: Any) -> None:
    del file["report"]["steps"][1]


def _in_another_order(file: Any) -> None:
    file["report"]["steps"].reverse()


def _only_signed(file: Any) -> None:
    file["report"]["standing"] = "signed"


def _in_place_of_another(file: Any) -> None:
    file["report"]["replaces"] = "2025-12-1"


def _fewer_facts(file: Any) -> None:
    del file["facts"][3:]


def _fact(**told: Any) -> Callable[[Any], None]:
    def forged(file: Any) -> None:
        file["facts"][0].update(told)

    return forged


def _fact_twice(file: Any) -> None:
    file["facts"].append(file["facts"][0])


def _of_one_event_a_fact_less(file: Any) -> None:
    """Of the events on which two facts rest one loses one: every event still has a fact."""
    rests = [fact["position"] for fact in file["facts"]]
    del file["facts"][next(nth for nth, each in enumerate(rests) if rests.count(each) > 1)]


FORGED: dict[str, tuple[Callable[[Any], None], str]] = {
    "the text": (_text, "report.json: 与其摘要不符"),
    "the text and its digest": (_text_and_digest, "of another text"),
    "where a fact rests": (_moved, "report.json: 明细所据事件未列"),
    "of whom a fact is": (_ghost, "report.json: 明细所据事件未列"),
    "a record": (_record, "report.json: 证明不通向报表的根"),
    "a record twice": (_twice, "report.json: 同一位置有两个事件"),
    "a record less": (_one_less, "report.json: "),
    "a hash": (_hash, "report.json: 证明不通向报表的根"),
    "a hash less": (_no_hash, "report.json: 证明不成立"),
    "the root": (_root, "report.json: 期间、位置或根不一致"),
    "a step": (_signed, "步骤不符"),
    "the event of a step": (_by_another_event, ": "),
    "who checked": (_who_checked, "office/000004.content: 步骤不符"),
    "when it was signed": (_when_signed, "office/000005.content: 步骤不符"),
    "as what it was signed": (_as_what, "office/000005.content: 步骤不符"),
    "to whom it was sent": (_sent_to, "office/000006.content: 步骤不符"),
    "a remark": (_a_remark, "office/000006.content: 步骤不符"),
    "the last step": (_not_sent, "office/000006.content: 报表未列此步骤"),
    "a step between": (_never_checked, "office/000004.content: 报表未列此步骤"),
    "the order of steps": (_in_another_order, "report.json: 步骤次序颠倒"),
    "what it replaces": (_in_place_of_another, "report.json: 所替代的报表不符"),
    "how far it went": (_only_signed, "report.json: 进度与步骤不符"),
    "facts": (_fewer_facts, "report.json: 所列事件没有明细"),
    "a fact of an event that has others": (_of_one_event_a_fact_less, "report.json: 明细与表"),
    "the unit of a fact": (_fact(unit="伪造"), "report.json: 明细与表 units 不符"),
    "how many persons": (_fact(persons=9), "report.json: 明细与表"),
    "the channel of a fact": (_fact(channel="visit"), "report.json: 明细与表"),
    "the measure of a fact": (_fact(measure="closed", outcome="Granted"), "report.json: 明细与表"),
    "a day that is not of the period": (_fact(day="2001-01-01"), "report.json: 明细不在期间内"),
    "a fact twice": (_fact_twice, "report.json: 明细重复"),
}


def test_a_forged_report_is_found_although_every_digest_was_mended(given: Files) -> None:
    assert fault(resealed(given)) == "", "the control"
    found = {name: fault(resealed(_file(change)(given))) for name, (change, _) in FORGED.items()}
    assert [name for name, (_, words) in FORGED.items() if words not in found[name]] == []


STATED: dict[str, Any] = {
    "office_name": "国家信访局",
    "period": "2026-02",
    "position": 1,
    "digest": "00" * 32,
    "standing": "drafted",
    "replayed": False,
}


def test_a_manifest_that_tells_the_report_otherwise_is_found(given: Files) -> None:
    found = {name: fault(resealed(given, **{name: value})) for name, value in STATED.items()}
    assert [name for name, said in found.items() if not said.startswith("manifest.json: ")] == []


def _without(given: Files, version: int) -> Files:
    """A step left out of the file, and its event out of the bundle; the report stands as its last step says."""
    kept = {name: content for name, content in given.items() if not name.startswith(f"office/{version:06}")}
    file = json.loads(given["report.json"])
    file["report"]["steps"] = [step for step in file["report"]["steps"] if step["version"] != version]
    file["report"]["standing"] = file["report"]["steps"][-1]["standing"]
    kept["report.json"] = json.dumps(file, ensure_ascii=False).encode()
    return resealed(kept, standing=file["report"]["standing"])


def test_a_step_left_out_with_its_event_is_found_between_others_and_at_the_end_it_is_said(
    given: Files, auditor: Auditor
) -> None:
    assert "其前缺步骤 lacks the step before it" in fault(_without(given, 4))
    assert "其前缺步骤 lacks the step before it" in fault(_without(given, 5))
    last = auditor.verify(packed(_without(given, 6)))
    assert (last.code, "至 signed" in last.out) == (CONSISTENT, True)
    assert "not proved: that no step came after these. Only all leaves show that" in last.out


def test_that_another_draft_took_its_place_is_told_as_the_offices_word(bureau: Bureau, auditor: Auditor) -> None:
    first = bureau.draft(FEBRUARY)
    bureau.draft(FEBRUARY)
    asked = bureau.asked()
    said = auditor.verify(reports.bundle(bureau.instance, asked, bureau.report(first.report), MADE))
    assert (said.code, "that another draft took its place is the office's word" in said.out) == (CONSISTENT, True)
    given = unpacked(report_bundle(bureau))
    changed = _file(lambda file: file["report"].update(standing="superseded"))(given)
    assert "进度与步骤不符" in fault(resealed(changed)), "it was sent"


def test_what_verify_py_counts_by_is_what_reports_are_counted_by() -> None:
    assert {spec.id: (spec.measure, spec.by) for spec in SPECS} == counting.COUNTED
    assert ([*COUNTS], FACTS) == (counting.COUNTS, counting.FACTS)
    before = {steps.STEPS[str(kind.__struct_config__.tag)]: standings for kind, standings in BEFORE.items()}
    assert {"drafted": ("",), **before} == steps.BEHIND


def test_a_report_of_another_period_in_its_place_is_found(bureau: Bureau, given: Files, auditor: Auditor) -> None:

    bureau.sent(FEBRUARY)
    asked = bureau.asked()
    other = unpacked(reports.bundle(bureau.instance, asked, bureau.report("2026-02-1"), MADE))
    for name in ("report.json", "consistency", "checkpoint"):
        said = auditor.verify(packed(resealed({**given, name: other[name]})))
        assert said.code == 1, name
    assert JANUARY in json.loads(given["report.json"])["report"]["period"]
