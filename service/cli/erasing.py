"""`zhuoluo erasure`, `restriction` and `retention`: who may do so is decided elsewhere; here is how."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec import structs

from domain import office as o
from domain.erasures import BASES, Erasure
from service.backups.shredding import shredded
from service.cli import on_record
from service.cli.arguments import DayOrInstant, Instant, as_option, asked_by_console, office_option
from service.cli.opening import VIA, opened, operator
from service.cli.printing import format_option, note, print_facts, print_rows
from service.erasure import carrying, checking, deciding
from service.erasure.deciding import Proposal
from service.erasure.due import due
from service.keystore.shredlist import subjects_of
from service.readmodels import needs
from service.runtime import Instance

F = TypeVar("F", bound=Callable[..., Any])
COLUMNS = {
    "number": "编号 number",
    "standing": "状态 standing",
    "basis": "依据 basis",
    "subjects": "主体 subjects",
    "proposer": "提请人 proposed by",
    "approvers": "同意人 approved by",
    "reason": "理由 reason",
}
PROOFS = {
    "subject": "主体 subject",
    "erased": "已删除 erased",
    "values": "密文 sealed values",
    "opened": "仍可解 still opening",
    "keys": "残留密钥 keys left",
    "index_equal": "索引一致 index equal",
}
DUE = {
    "petition": "信访件 petition",
    "number": "编号 number",
    "archive_class": "保管期限 class",
    "archived_on": "归档 archived",
    "last_day": "届满 last day",
}
RESTRICTED = {"subject": "主体 subject", "reason": "理由 reason"}


def _acting(command: F) -> F:
    """Adds the office, who acts, and for replayed time when."""
    at = click.option("--at", type=Instant(), help="time of recording, for an office with replayed time only")
    return office_option(as_option(at(format_option(command))))


number_argument = click.argument("number", type=click.IntRange(min=1))
reason_option = click.option("--reason", required=True, help="why 理由; without names and numbers of people")


@click.group("erasure")
def erasure() -> None:
    """删除个人信息: proposed by one, approved by two others, carried out; what was erased never opens again."""


def _shown(found: Erasure) -> dict[str, Any]:
    return {
        "number": found.number,
        "standing": found.standing,
        "basis": f"{BASES[found.proposed.basis]} {found.proposed.basis}",
        "subjects": ", ".join(found.proposed.subjects),
        "proposer": found.proposer.name,
        "approvers": ", ".join(each.name for each in found.approvers),
        "reason": found.proposed.reason,
    }


@erasure.command("propose")
@click.argument("subjects", nargs=-1)
@click.option("--petition", type=click.UUID, help="the petition; without subjects what is told in it is to be erased")
@click.option("--basis", type=click.Choice(tuple(BASES)), required=True)
@reason_option
@_acting
def proposed(subjects: tuple[str, ...], office: str, name: str | None, kind: str, **said: Any) -> None:
    """提请: propose to erase SUBJECTS (person-… or case-…), or the narrative of a petition."""
    asked = Proposal(subjects=subjects, petition=said["petition"], basis=said["basis"], reason=said["reason"])
    with opened() as instance:
        made = deciding.propose(instance, office, asked, operator(name), VIA, at=said["at"])
    print_facts(kind, _shown(made))


@erasure.command("approve")
@number_argument
@click.option("--reason", default="", help="why")
@_acting
def approved(number: int, reason: str, office: str, name: str | None, at: datetime | None, kind: str) -> None:
    """同意: approve a proposal; two people must, neither of them who proposed it."""
    with opened() as instance:
        found = deciding.approve(instance, office, number, operator(name), VIA, reason, at=at)
    print_facts(kind, _shown(found))


@erasure.command("refuse")
@number_argument
@reason_option
@_acting
def refused(number: int, reason: str, office: str, name: str | None, at: datetime | None, kind: str) -> None:
    """不同意: refuse a proposal that is not carried out yet."""
    with opened() as instance:
        found = deciding.refuse(instance, office, number, reason, operator(name), VIA, at=at)
    print_facts(kind, _shown(found))


@erasure.command("carry-out")
@number_argument
@_acting
def carried(number: int, office: str, name: str | None, at: datetime | None, kind: str) -> None:
    """删除: erase what was approved; run again it finishes what was cut short."""
    with opened() as instance:
        done = carrying.carry_out(instance, office, number, operator(name), VIA, at=at)
    print_facts(kind, {"erasure": done.erasure, "kids": list(done.kids), "destroyed": list(done.destroyed),
                       "petitions": [str(each) for each in done.petitions]})  # fmt: skip


@erasure.command("list")
@office_option
@format_option
def listed(office: str, kind: str) -> None:
    """List the proposals of the office and what became of them."""
    with opened() as instance:
        found = deciding.state_of(instance, office).proposals
    print_rows(kind, [_shown(each) for each in found], COLUMNS, "删除 erasures")


@erasure.command("check")
@office_option
@format_option
def checked(office: str, kind: str) -> int:
    """核验: prove that nothing of what was erased opens any more; exit code 1 when something does."""
    with opened() as instance:
        found = checking.check(instance, office)
        without = checking.unfounded(instance, instance.offices.ids())
    rows = [{**structs.asdict(each), "erased": each.erased, "keys": ", ".join(each.keys)} for each in found]
    print_rows(kind, rows, PROOFS, "核验 proofs of erasure")
    for subject in without:
        note(f"密钥已销毁而日志无记载 destroyed, but in no log of this database: {subject}")
    return 0 if all(each.erased for each in found) else 1


@erasure.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@format_option
def replayed(file: Path, kind: str) -> None:
    """Destroy again what a shred list (ZHUOLUO_SHRED_LIST) names, after a restore to which it was not at hand."""
    with opened(restoring=True) as instance:
        done = shredded(instance, subjects_of(file))
        instance.likeness.rebuild()
    print_facts(kind, {"listed": done.listed, "destroyed": len(done.kids)})


@click.group("restriction")
def restriction() -> None:
    """限制处理: what is sealed of a subject is stored and opened for nobody but data protection."""


def _restricting(name: str, summary: str, act: Callable[..., None]) -> None:
    @restriction.command(name, help=summary)
    @click.argument("subject")
    @reason_option
    @_acting
    def restricting(subject: str, reason: str, office: str, name: str | None, at: datetime | None, kind: str) -> None:
        with opened() as instance:
            act(instance, office, subject, reason, operator(name), VIA, at=at)
            found = _restrictions(instance, office)
        print_rows(kind, found, RESTRICTED, "限制处理 restricted")


_restricting("set", "限制: restrict the processing of a SUBJECT (person-… or case-…).", deciding.restrict)
_restricting("lift", "解除: lift the restriction of a SUBJECT.", deciding.lift)


@restriction.command("list")
@office_option
@format_option
def restrictions(office: str, kind: str) -> None:
    """List the restricted subjects of the office."""
    with opened() as instance:
        found = _restrictions(instance, office)
    print_rows(kind, found, RESTRICTED, "限制处理 restricted")


def _restrictions(instance: Instance, office: str) -> list[dict[str, Any]]:
    state = deciding.state_of(instance, office)
    return [{"subject": subject, "reason": reason} for subject, reason in state.restricted.items()]


@click.group("retention")
def retention() -> None:
    """保管期限: how long archived petitions are kept, as the office has set it; nothing is erased by itself."""


@retention.command("due")
@click.option("--on", type=DayOrInstant(), required=True, help="the day asked about")
@office_option
@format_option
def ended(on: date | datetime, office: str, kind: str) -> None:
    """List the archived petitions whose term has ended by that day."""
    day = on.date() if isinstance(on, datetime) else on
    with opened() as instance:
        found = due(instance, office, day)
        asked = asked_by_console(instance, office, None, None, day, needs=needs.NOTHING)
        on_record.listed(instance, asked, "retention", {"on": f"{day}"}, map(structs.asdict, found))
    rows = [{name: str(value) for name, value in structs.asdict(each).items()} for each in found]
    print_rows(kind, rows, DUE, "保管期限届满 terms ended")


@retention.command("set")
@click.argument("archive_class", metavar="CLASS")
@click.option("--years", type=click.IntRange(min=1), help="for how many years; without it for ever")
@reason_option
@_acting
def term_set(archive_class: str, years: int | None, office: str, kind: str, **said: Any) -> None:
    """Set the term of an archive class in this office."""
    event = o.RetentionTermSet(archive_class=archive_class, years=years, reason=said["reason"])
    with opened() as instance:
        instance.offices.add(office, event, operator(said["name"]), VIA, at=said["at"])
        terms = deciding.state_of(instance, office).retention
    print_facts(kind, {each: "永久 for ever" if years is None else years for each, years in terms.items()})


COMMANDS = (erasure, restriction, retention)
