"""What stands in official documents 公文, document by document, as values that a template sets (domain.md section 7).

Days are `date`, words are Chinese as they are printed; "" or None where nothing is known. Names, phones and narratives
are those of an opened state: whoever asks has been let in to read them.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Labelled(Struct, frozen=True):
    """A field of a form with what stands in it."""

    label: str
    value: str


class Signed(Struct, frozen=True):
    """What somebody has said or decided on a day, as it is written under it."""

    name: str
    text: str
    day: date
    post: str = ""


class Registration(Struct, frozen=True, kw_only=True):
    """登记表 (section 7.1): everything known at the desk, what was proposed, instructed and came of it."""

    received: str
    registered: date
    registrar: str
    unit: str
    rows: tuple[tuple[Labelled, ...], ...]
    proposals: tuple[Signed, ...]
    instructions: tuple[Signed, ...]
    result: tuple[Signed, ...]


class Acceptance(Struct, frozen=True, kw_only=True):
    """受理告知书 (section 7.3): what was received how, when it was accepted, who handles it until when."""

    petitioner: str
    title: str
    channel: str
    received: date
    accepted: date
    unit: str
    limit: date | None


class Slip(Struct, frozen=True, kw_only=True):
    """转办单, 交办单 (section 7.2): from whom to whom, what is asked until when, who the petitioner is."""

    mode: str
    sender: str
    target: str
    assisting: tuple[str, ...]
    handler: str
    reference: str
    sent: date
    by: str
    reply_by: date | None
    text: str
    title: str
    channel: str
    received: date
    petitioner: tuple[Labelled, ...]
    problem: str
    demand: str
    instructions: tuple[Signed, ...]


class Extension(Struct, frozen=True, kw_only=True):
    """延期告知书 (section 7.3): which limit was lengthened, why, and the day on which it ends now."""

    petitioner: str
    title: str
    received: date
    accepted: date | None
    reason: str
    before: date | None
    limit: date
    granted: date


class Opinion(Struct, frozen=True, kw_only=True):
    """信访事项处理意见书 (section 7.3): receipt, matter, facts, basis, opinion, remedy; whether it was approved."""

    petitioner: str
    title: str
    channel: str
    received: date
    handed_on: tuple[Signed, ...]
    claim: str
    findings: str
    legal_basis: str
    opinion: str
    remedy: str
    approved: bool
    copies: tuple[str, ...]


class Service(Struct, frozen=True, kw_only=True):
    """送达回证 (section 7.3): which paper reached whom in which way, signed or refused; empty lines where not yet."""

    petitioner: str
    address: str
    title: str
    paper: str
    paper_number: str
    mode: str
    served: date | None
    signed: bool | None
    deliverer: str


Content = Registration | Acceptance | Slip | Extension | Opinion | Service
