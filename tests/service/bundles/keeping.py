"""Keeps bundles as a release makes them: `make released`, once for a release.

What is kept is never written again: it stands for what lies with auditors and courts.
"""

from __future__ import annotations

from pathlib import Path

from service.evidence import receipts
from service.ledger.application import MATTERS
from service.runtime import Instance
from tests.service.bundles.conftest import bundle, key_of, report_bundle
from tests.service.reports.bureau import Bureau

RELEASED = Path(__file__).parents[2] / "data" / "released"
NEXT = RELEASED / "0.1" / "bundles"
PETITION, OPENED, REPORT, RECEIPT = "petition.zip", "petition-opened.zip", "report.zip", "receipt.txt"


def keep(name: str, content: bytes, key: str) -> None:
    NEXT.mkdir(parents=True, exist_ok=True)
    assert not (NEXT / name).exists(), f"{name} is kept already"
    (NEXT / name).write_bytes(content)
    (NEXT / f"{name}.key").write_text(f"{key}\n", encoding="utf-8")


def test_bundles_of_a_petition_and_a_receipt_are_kept(instance: Instance, visit: str) -> None:
    key = key_of(instance)
    keep(PETITION, bundle(instance, visit), key)
    keep(OPENED, bundle(instance, visit, opened=True), key)
    with instance.ledger.connections.borrow() as connection:
        found = receipts.receipt(connection, instance.checkpoints, "yimin", MATTERS, 3)
    keep(RECEIPT, receipts.text_of(found).encode(), key)


def test_a_bundle_of_a_report_is_kept(bureau: Bureau) -> None:
    keep(REPORT, report_bundle(bureau), key_of(bureau.instance, bureau.asked().id))
