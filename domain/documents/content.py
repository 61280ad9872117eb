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


class Refusal(Struct, frozen=True, kw_only=True):
    """不予受理告知书 (section 7.3): on which ground it is not accepted, and where and how to go on instead."""

    petitioner: str
    title: str
    channel: str
    received: date
    decided: date
    ground: str
    reason: str
    legal_basis: str
    competent_body: str
    way_there: str


class NoLongerAccepted(Struct, frozen=True, kw_only=True):
    """不再受理告知书 (section 7.3): by which final opinion the matter has ended, and why it is no new one."""

    petitioner: str
    title: str
    channel: str
    received: date
    decided: date
    final_opinion: str
    final_on: date | None
    reason: str
    legal_basis: str


class Whereto(Struct, frozen=True, kw_only=True):
    """转送（交办）告知书 (section 7.3): whither it was sent, or who is asked instead.

    `mode` is a way of forwarding, or "redirect" where the petitioner is told to go elsewhere: then `way_there` and
    `contact_made` say how, as far as anybody has said.
    """

    mode: str
    petitioner: str
    title: str
    channel: str
    received: date
    target: str
    told: date
    way_there: str = ""
    contact_made: str = ""


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


class Limit(Struct, frozen=True):
    """What somebody owes, until which day (None: no day is set), and whether that day is past."""

    owed: str
    due: date | None
    overdue: bool


class Pressing(Struct, frozen=True, kw_only=True):
    """催办单 (section 7.2): who is pressed for the how-manieth time, what they owe and since when they have it."""

    target: str
    times: int
    sender: str
    by: str
    sent: date
    title: str
    channel: str
    received: date
    forwarded: date | None
    signed_for: date | None
    owed: tuple[Limit, ...]
    text: str


class Supervision(Struct, frozen=True, kw_only=True):
    """督办单 (section 7.2): what a leader has instructed, who answers it until when, and what came of it."""

    target: str
    by: str
    sent: date
    answer_by: date
    title: str
    channel: str
    received: date
    petitioner: tuple[Labelled, ...]
    problem: str
    demand: str
    instruction: Signed
    answers: tuple[Signed, ...]


class Reception(Struct, frozen=True, kw_only=True):
    """接谈记录 (section 7.1): who came, whom they spoke to, what was said and answered."""

    received: str
    place: str
    receivers: tuple[str, ...]
    recorder: str
    petitioner: tuple[tuple[Labelled, ...], ...]
    problem: str
    demand: str
    papers_carried: str
    answer_given: str
    guidance: tuple[Signed, ...]
    leaders: tuple[Signed, ...]


class SpecialReport(Struct, frozen=True, kw_only=True):
    """专报 (S8 R3.2.3): what is put before a leader at once, and what was instructed upon it."""

    to: str
    unit: str
    by: str
    sent: date
    text: str
    rows: tuple[tuple[Labelled, ...], ...]
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


class Handed(Struct, frozen=True):
    """A passing on: by whom to whom, on which day, and on which day it was signed for there."""

    sender: str
    target: str
    day: date
    signed_for: date | None


class Opinion(Struct, frozen=True, kw_only=True):
    """信访事项处理意见书 (section 7.3): receipt, matter, facts, basis, opinion, remedy; when it was approved.

    `approved` is the day of the last approval of this draft, which is the day of the document; None: it is a draft.
    """

    petitioner: str
    title: str
    channel: str
    received: date
    assigner: str
    assigner_number: str
    handed_on: tuple[Handed, ...]
    claim: str
    findings: str
    legal_basis: str
    opinion: str
    remedy: str
    approved: date | None
    copies: tuple[str, ...]


class ReviewOpinion(Struct, frozen=True, kw_only=True):
    """复查意见书, 复核意见书 (section 7.3): who asks whom to look again at which opinion, and what came of it.

    `level` is 1 or 2, `body` who reviews, `result` "" until it is decided.
    """

    level: str
    body: str
    petitioner: str
    respondent: str
    against: str
    title: str
    requested: date
    claim: str
    findings: str
    legal_basis: str
    opinion: str
    result: str
    remedy: str
    approved: date | None


class Approval(Struct, frozen=True, kw_only=True):
    """意见书审批单 (section 7.3): the draft, who has drafted, reviewed and approved it, room for who has not."""

    paper: str
    number: str
    petitioner: str
    title: str
    claim: str
    findings: str
    legal_basis: str
    opinion: str
    remedy: str
    drafted: tuple[Signed, ...]
    reviewed: tuple[Signed, ...]
    approved: tuple[Signed, ...]


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


class Closure(Struct, frozen=True, kw_only=True):
    """结案登记表 (S8 R2.3): what it was, how it was answered, how and when it ended, what was registered of that."""

    rows: tuple[tuple[Labelled, ...], ...]
    answers: tuple[Signed, ...]
    registered: tuple[Signed, ...]


class Filed(Struct, frozen=True, kw_only=True):
    """A paper in a file; `day` None and `pages` "" where nobody has said so."""

    title: str
    day: date | None = None
    pages: str = ""
    note: str = ""


class Catalogue(Struct, frozen=True, kw_only=True):
    """卷内目录 (S52): the papers of an archived file in their order, its number, place and term."""

    file_number: str
    title: str
    petitioner: str
    location: str
    retention: str
    archived: date
    archivist: str
    papers: tuple[Filed, ...]


Content = (
    Registration | Reception | SpecialReport | Acceptance | Refusal | NoLongerAccepted | Whereto | Slip | Pressing
    | Supervision | Extension | Opinion | ReviewOpinion | Approval | Service | Closure | Catalogue
)  # fmt: skip
