"""Looking at an attachment: the job that hands it to the scanner and writes down what that found.

While the scanner is away the attachment stays as it is; the job is tried again (service/jobs/queue.py).
"""

from __future__ import annotations

from uuid import UUID

from domain.attachments import WAITING, attachments
from domain.commands import RejectAttachment, ReleaseAttachment
from domain.deciding import Refused
from domain.values import Actor
from service.attachments.handing_out import opened
from service.attachments.scanner import scanned
from service.attachments.sealed import Ref
from service.attachments.taking import recorded_now
from service.desk import Request, Step
from service.ledger.entry import Via
from service.runtime import Instance

SCANNER = Actor("scanner", authenticated="scanner")
EARLY = 4
"""Attempts for which an attachment may not be there yet: the job is put in before the event that it is about."""


class NotYet(Exception):
    """There is no such attachment yet."""


def scan(instance: Instance, office: str, petition: UUID, attachment: UUID, attempts: int) -> None:
    """Releases or rejects what waits. Raises ScannerAway, NotScanned, NotYet, Erased, Missing, Damaged."""
    scanner = instance.settings.attachments.scanner
    known = attachments(instance.desk.petition(office, petition).lines).get(attachment)
    if known is None and attempts <= EARLY:
        raise NotYet
    if scanner is None or known is None or known.standing not in WAITING:
        return
    found = scanned(scanner, opened(instance, Ref(office, petition, attachment), known.digest, known.size))
    try:
        _told(instance, Ref(office, petition, attachment), found)
    except Refused:
        now = attachments(instance.desk.petition(office, petition).lines)
        if now[attachment].standing in WAITING:
            raise
        # else a person was faster


def _told(instance: Instance, ref: Ref, found: str | None) -> None:
    act: ReleaseAttachment | RejectAttachment = ReleaseAttachment(attachment=ref.attachment)
    if found is not None:
        act = RejectAttachment(attachment=ref.attachment, reason=found)
    instance.desk.handle(
        Request(
            office=ref.office,
            petition=ref.petition,
            steps=(Step(command=act),),
            actor=SCANNER,
            via=Via(channel="scanner"),
            recorded_at=recorded_now(instance, ref.office),
        )
    )
