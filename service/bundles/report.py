"""The bundle of a frozen report: its file, its steps in the office's log, and a checkpoint that continues it."""

from __future__ import annotations

from domain import reports as rs
from service.bundles.covering import chosen, keys_txt
from service.bundles.events import FOUNDING, OFFICE, of_office, proved
from service.bundles.packing import Made, bundled
from service.bundles.verifier.counting import REPORT
from service.bundles.verifier.report import CONSISTENCY
from service.evidence import checkpoint, proofs
from service.evidence.checkpoint import Checkpoint, encoded
from service.evidence.note import Note
from service.ledger.application import MATTERS
from service.readmodels.asking import Question
from service.reports import bundle as files
from service.runtime import Instance


def bundle(instance: Instance, asked: Question, report: rs.Report, made: Made) -> bytes:
    """The zip of a report of the office asked about. Raises Unprovable; what `Checkpoints.current` raises."""
    steps = {step.version: step.log_position for step in report.steps}
    reach = max(report.position, *steps.values())
    note = chosen(instance, asked.id, reach)
    told = {
        "office": asked.id,
        "office_name": asked.office.profile.name,
        "log": MATTERS,
        "replayed": asked.office.replayed,
        "report": report.report,
        "period": report.period,
        "position": report.position,
        "digest": report.digest,
        "standing": report.standing,
    }
    file = files.text_of(files.bundle(instance, asked, report))
    with instance.pool.connection() as connection:
        own = of_office(connection, asked.id, reach)
        content = proved(connection, asked.id, OFFICE, [e for e in own if e.version in {FOUNDING, *steps}], note)
    content |= {
        REPORT: file.encode(),
        CONSISTENCY: _consistency(instance, asked.id, report, note),
        "keys.txt": keys_txt(instance, asked.id, note),
    }
    return bundled("report", told, content, note, made)


def _consistency(instance: Instance, office: str, report: rs.Report, note: Note) -> bytes:
    """From the root that the report states to the checkpoint, as one is handed to a witness (C2SP tlog-witness).

    "old", the size; the hashes in base64, a line each; an empty line; the checkpoint.
    """
    head = checkpoint.of(note)
    old = Checkpoint(head.origin, report.position, bytes.fromhex(report.root))
    with instance.pool.connection() as connection:
        path = proofs.consistency(connection, office, MATTERS, old, head)
    lines = [f"old {old.size}", *map(encoded, path)]
    return ("".join(f"{line}\n" for line in lines) + f"\n{note}").encode()
