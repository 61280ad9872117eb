"""A restore is stated once of each log, with the signed head that was lost."""

from __future__ import annotations

from msgspec.structs import replace

from domain.evidence import Evidence, after, objections
from domain.evidence_events import LogRestored

STATED = LogRestored(
    log="matters",
    generation=1,
    origin="xinfang.example/linye/matters",
    size=9,
    root="00" * 32,
    note="xinfang.example/linye/matters",
    reason="磁盘损坏",
)


def said(state: Evidence, event: LogRestored) -> list[str]:
    return [reason.en for reason in objections(state, event)]


def test_a_restore_is_stated_with_the_head_that_was_lost() -> None:
    assert said(Evidence(), STATED) == []
    for note in ("", " \n"):
        assert said(Evidence(), replace(STATED, note=note)) == ["`note` is empty: which signed head was lost?"]


def test_a_log_is_restored_once_under_each_origin() -> None:
    restored = after(Evidence(), STATED)
    assert said(restored, replace(STATED, size=11)) == [
        "of log xinfang.example/linye/matters a restore was stated before"
    ]
    assert said(restored, replace(STATED, generation=2, origin=f"{STATED.origin}/2")) == []
