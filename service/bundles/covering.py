"""The checkpoint that a bundle stands under, with its cosignatures, and the keys to check them by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.evidence import Evidence
from service.evidence import checkpoint, store
from service.evidence import note as notes
from service.evidence.note import COSIGNATURE, BadNote, Note, Verifier
from service.ledger.application import MATTERS
from service.runtime import Instance

HEAD = """\
# 机构所称的验证公钥。请以其他途径（纸质、电话、上级或见证方网站）取得后比对，用 --key、--witness 给出。
# Verifier keys as the office states them. Get them by another way as well (on paper, by telephone, from the witness),
# compare, and give them to verify.py by --key and --witness: a key that comes with what it signs proves nothing.
"""


def chosen(instance: Instance, office: str, position: int) -> Note:
    """The largest checkpoint over a position that a witness of the office has cosigned; else that of now, signed now.

    One that only a key which holds no more has signed is not shown. Raises what `Checkpoints.current` raises: of a log
    that contradicts what was signed before nothing is shown.
    """
    newest = instance.checkpoints.current(office, MATTERS)
    keys = [key for _, key in _keys(instance, office, newest.head.origin)]
    with instance.pool.connection() as connection:
        cosigned = [
            store.last_cosigned(connection, office, MATTERS, key.name) for key in keys if key.kind == COSIGNATURE
        ]
        fit = [each for each in cosigned if each and each.generation == newest.generation and each.size >= position]
        shown = [each for each in fit if _signed(each.note, keys)]
        best = max(shown, key=lambda each: each.size, default=newest)
        return store.cosigned(connection, office, MATTERS, best)


def _signed(note: Note, keys: Sequence[Verifier]) -> bool:
    try:
        return bool(notes.verified(note, keys))
    except BadNote:
        return False


def keys_txt(instance: Instance, office: str, note: Note) -> bytes:
    """The verifier keys of the log and of its witnesses, under a reminder to get them by another way."""
    lines = [HEAD]
    for whose, key in _keys(instance, office, checkpoint.of(note).origin):
        lines += [f"# {whose}\n", f"{key}\n"]
    return "".join(lines).encode()


def _keys(instance: Instance, office: str, origin: str) -> Iterator[tuple[str, Verifier]]:
    evidence = _evidence(instance, office)
    stated = [Verifier(origin, bytes.fromhex(public)) for public in evidence.publics]
    known = {str(key): key for key in (*instance.checkpoints.verifiers(origin), *stated)}
    yield from ((f"日志 log {origin}", key) for key in known.values())
    for each in evidence.witnesses:
        yield f"见证方 witness {each.body} {each.url}".replace("\n", " "), notes.verifier(each.verifier)


def _evidence(instance: Instance, office: str) -> Evidence:
    return instance.offices.get(office).state.evidence
